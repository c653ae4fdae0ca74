"""Settings and builders for all tests."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from auditor.model import Check, Place, Source, Span

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")
settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


os.environ["AUDITOR_NO_CACHE"] = "1"  # no test depends on what an earlier run left behind

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden, do not compare")


def pytest_collection_finish() -> None:
    """Seven thousand tests are no garbage: a collection that looks through them takes longer than what is timed."""
    gc.collect()
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """``quicktions`` overwrites the interpreter's own one-byte objects if it reads a single character."""
    assert chr(0).encode()[0] == 0, f"{item.nodeid} made a Fraction of a string: auditor.rational.exact reads those"


@pytest.fixture
def no_collection() -> Iterator[None]:
    """No garbage collection, of whatever earlier tests left behind, falls into a stretch that is timed."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def elsewhere() -> Callable[..., Any]:
    """Calls a function of a module in a process of its own.

    It may load pyarrow or DuckDB there: they start threads and map much memory, and later tests fork this process.
    """

    def call(function: Callable[..., Any], *given: object) -> Any:
        fork = get_context("fork")
        receiving, sending = fork.Pipe(duplex=False)
        process = fork.Process(target=_called, args=(sending, function, given))
        process.start()
        sending.close()
        result, trouble = receiving.recv()
        process.join()
        assert not trouble, trouble
        return result

    return call


def _called(sending: Connection, function: Callable[..., Any], given: tuple[object, ...]) -> None:
    try:
        sending.send((function(*given), ""))
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to show it
        sending.send((None, traceback.format_exc()))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text byte for byte with a file of tests/golden, or writes the file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path} is missing: pytest --update-golden writes it"
        assert text == path.read_bytes().decode(), f"{path} differs: if that is meant, pytest --update-golden"

    return compare


def place_of(text: str, statement: str, *, path: str = "docs/plan.md", after: int = 0) -> Place:
    """Where the statement stands in the text."""
    source = Source(path=path, text=text)
    start = text.index(statement, after)
    end = start + len(statement)
    line, column = source.position(start)
    end_line, end_column = source.position(end)
    return Place(
        path=path,
        span=Span(start=start, end=end),
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        text=statement,
        line_text=source.line(line),
    )


@pytest.fixture
def place() -> Callable[..., Place]:
    return place_of


@pytest.fixture
def make_check() -> Callable[..., Check]:
    """A finding about ``20 GB ÷ 8 = 3 GB``; any field can be given another value."""

    def make(text: str = "Each GPU holds 20 GB ÷ 8 = 3 GB.\n", statement: str = "", **changes: Any) -> Check:
        statement = statement or ("20 GB ÷ 8 = 3 GB" if "20 GB ÷ 8 = 3 GB" in text else text.rstrip("\n"))
        where = {key: changes.pop(key) for key in ("path", "after") if key in changes}
        values: dict[str, Any] = {
            "rule": "arithmetic/equation",
            "title": "Equations hold",
            "verdict": "contradicted",
            "severity": "high",
            "group": "arithmetic",
            "place": place_of(text, statement, **where),
            "message": "20 GB ÷ 8 is 2.5 GB, not 3 GB.",
            "stated": "3 GB",
            "recomputed": "2.5 GB",
        }
        return Check(**{**values, **changes})

    return make
