"""docs/data.md shows each column, and what its queries give for the samples: ``pytest --update-golden`` writes both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.reports.tables import SCHEMA, TABLES, Column
from auditor.rulebook import load
from auditor.workspace.run import run

duckdb = pytest.importorskip("duckdb", reason="runs the queries; in the extra data")
pytest.importorskip("pyarrow", reason="writes the tables; in the extra data")

ROOT = Path(__file__).parents[1]
PATH = ROOT / "docs" / "data.md"
PAGE = PATH.read_text("utf-8")
QUERY = re.compile(r"^```sql\n(.*?)^```\n", re.M | re.S)
RESULT = re.compile(r"(^```sql\n(.*?)^```\n\n<!-- result -->\n\n)(?:\|[^\n]*\n)*", re.M | re.S)
COLUMNS = re.compile(r"(^<!-- columns of (\w+) -->\n\n)(?:\|.*\n)*", re.M)
TYPES = {"strings": "list of strings", "places": "list of places"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``tables`` in it, of the samples."""
    from auditor.reports.parquet import render  # noqa: PLC0415 - needs pyarrow

    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        report = run(["samples"], load().listing())
    (folder / "tables").mkdir()
    for name, data in render(report).items():
        (folder / "tables" / name).write_bytes(data)
    return folder


def in_markdown(header: list[str], rows: list[tuple[Any, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in lines(header, rows))


def lines(header: list[str], rows: list[tuple[Any, ...]]) -> Iterator[list[str]]:
    yield header
    yield ["---"] * len(header)
    for row in rows:
        yield ["" if value is None else str(value) for value in row]


def result(query: str) -> str:
    found = duckdb.sql(query)
    return in_markdown(found.columns, found.fetchall())


def columns(table: tuple[Column, ...]) -> str:
    rows = [
        (f"`{each.name}`", TYPES.get(each.type, each.type) + (" or null" if each.nullable else ""), each.meaning)
        for each in table
    ]
    return in_markdown(["column", "type", "meaning"], rows)


def test_the_page_is_current(tables: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.chdir(tables)
    page = RESULT.sub(lambda found: found[1] + result(found[2]), PAGE)
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


def test_the_metadata_is_read_as_the_page_says(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tables)
    query = re.search(r"`(SELECT [^`]*parquet_kv_metadata[^`]*)`", PAGE)
    assert query
    found = dict(duckdb.sql(query[1]).fetchall())
    named = set(re.findall(r"^\| `(auditor\.\w+)` \|", PAGE, re.M))
    assert named == {key for key in found if key.startswith("auditor.")}
    assert found["auditor.schema"] == SCHEMA
