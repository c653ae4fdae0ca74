"""Every example of docs/reading.md gives what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Check, Source
from auditor.rulebook import RuleBook, load

PAGE = (Path(__file__).parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<ticks>`+) ?(?P<text>.+?) ?(?P=ticks) \| (?P<says>.+) \|$", re.MULTILINE)
FENCED = re.compile(
    r"^(?P<ticks>`{3,})markdown\n(?P<text>.*?)^(?P=ticks)\n+auditor says: (?P<says>[^\n]+)$", re.MULTILINE | re.DOTALL
)
SAYS = re.compile(r"(?P<verdict>holds|contradicted|open|nothing)(?: → (?P<recomputed>.+)| \((?P<reason>.+)\))?")
TABLE = "| You write | auditor says |"


@cache
def book() -> RuleBook:
    return load()


def examples() -> Iterator[tuple[str, str]]:
    rows = FENCED.sub("", PAGE)
    for found in (*ROW.finditer(rows), *FENCED.finditer(PAGE)):
        yield found["text"], found["says"]


def verdict(checks: tuple[Check, ...]) -> str:
    """What is said of an example as a whole: a contradiction outweighs what is open, and that what holds."""
    found = {check.verdict for check in checks}
    return next((name for name in ("contradicted", "open", "holds") if name in found), "nothing")


def test_the_page_has_no_line_that_is_not_read() -> None:
    """A row that lost its backticks, or a block without its answer, would go untested."""
    lines = FENCED.sub("", PAGE).splitlines()
    rows = [line for line in lines if line.startswith("|") and not line.startswith("|---") and line != TABLE]
    assert [line for line in rows if not ROW.fullmatch(line)] == []
    assert "auditor says:" not in FENCED.sub("", PAGE)
    assert not [line for line in lines if line.startswith("```")]


@pytest.mark.parametrize(("text", "says"), list(examples()))
def test_an_example_gives_what_the_page_says(text: str, says: str) -> None:
    expected = SAYS.fullmatch(says)
    assert expected, f"not understood: {says}"
    checks = audit(parse(Source(path="page.md", text=text.strip("\n") + "\n")), [], book()).checks
    said = [f"{check.verdict} {check.rule} {check.recomputed} {check.reason}" for check in checks]
    assert verdict(checks) == expected["verdict"], said
    deciding = [check for check in checks if check.verdict == expected["verdict"]]
    if expected["recomputed"]:
        assert [(check.recomputed or "").replace("\N{NO-BREAK SPACE}", " ") for check in deciding] == [
            expected["recomputed"]
        ]
    if expected["reason"]:
        assert any(expected["reason"] in (check.reason or "") for check in deciding), said
