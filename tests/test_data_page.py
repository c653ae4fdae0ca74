"""docs/data.md shows each column, and what its queries give for the samples: ``pytest --update-golden`` writes both."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from auditor.model import Report
from auditor.reports.tables import SCHEMA, TABLES, Column
from auditor.rulebook import load
from auditor.workspace.run import run

pytestmark = pytest.mark.skipif(
    not (find_spec("duckdb") and find_spec("pyarrow")), reason="DuckDB and pyarrow are in the extra data"
)

Elsewhere = Callable[..., Any]
ROOT = Path(__file__).parents[1]
PATH = ROOT / "docs" / "data.md"
PAGE = PATH.read_text("utf-8")
QUERY = re.compile(r"^```sql\n(.*?)^```\n", re.M | re.S)
RESULT = re.compile(r"(^```sql\n(.*?)^```\n\n<!-- result -->\n\n)(?:\|[^\n]*\n)*", re.M | re.S)
COLUMNS = re.compile(r"(^<!-- columns of (\w+) -->\n\n)(?:\|.*\n)*", re.M)
TYPES = {"strings": "list of strings", "places": "list of places"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Path:
    """A folder with ``tables`` in it, of the samples."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        report = run(["samples"], load().listing())
    elsewhere(write, report, folder / "tables")
    return folder


def write(report: Report, folder: Path) -> None:
    from auditor.reports.parquet import render  # noqa: PLC0415 - loads pyarrow, in a process of its own

    folder.mkdir()
    for name, data in render(report).items():
        (folder / name).write_bytes(data)


def answers(queries: Sequence[str], folder: Path) -> list[tuple[list[str], list[tuple[Any, ...]]]]:
    """The header and the rows of each answer."""
    import duckdb  # noqa: PLC0415 - in a process of its own

    os.chdir(folder)
    found = [duckdb.sql(query) for query in queries]
    return [(each.columns, each.fetchall()) for each in found]


def in_markdown(header: list[str], rows: list[tuple[Any, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in lines(header, rows))


def lines(header: list[str], rows: list[tuple[Any, ...]]) -> Iterator[list[str]]:
    yield header
    yield ["---"] * len(header)
    for row in rows:
        yield ["" if value is None else str(value) for value in row]


def columns(table: tuple[Column, ...]) -> str:
    rows = [
        (f"`{each.name}`", TYPES.get(each.type, each.type) + (" or null" if each.nullable else ""), each.meaning)
        for each in table
    ]
    return in_markdown(["column", "type", "meaning"], rows)


def test_the_page_is_current(tables: Path, elsewhere: Elsewhere, request: pytest.FixtureRequest) -> None:
    found = iter(elsewhere(answers, [shown[2] for shown in RESULT.finditer(PAGE)], tables))
    page = RESULT.sub(lambda shown: shown[1] + in_markdown(*next(found)), PAGE)
    page = COLUMNS.sub(lambda found: found[1] + columns(TABLES[found[2]]), page)
    if request.config.getoption("--update-golden"):
        PATH.write_bytes(page.encode())
    assert PATH.read_bytes().decode() == page, f"{PATH} differs: if that is meant, pytest --update-golden"


def test_the_page_shows_a_result_for_each_query_and_each_table() -> None:
    shown = [found[0].count("\n|") for found in RESULT.finditer(PAGE)]
    assert len(shown) == len(QUERY.findall(PAGE)) == 3
    assert all(rows > 2 for rows in shown), "a query without an answer teaches nothing"
    assert [found[2] for found in COLUMNS.finditer(PAGE)] == list(TABLES)
    assert f"`{SCHEMA}`" in PAGE


def test_the_metadata_is_read_as_the_page_says(tables: Path, elsewhere: Elsewhere) -> None:
    query = re.search(r"`(SELECT [^`]*parquet_kv_metadata[^`]*)`", PAGE)
    assert query
    ((_, rows),) = elsewhere(answers, [query[1]], tables)
    found = dict(rows)
    named = set(re.findall(r"^\| `(auditor\.\w+)` \|", PAGE, re.M))
    assert named == {key for key in found if key.startswith("auditor.")}
    assert found["auditor.schema"] == SCHEMA
