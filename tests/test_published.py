"""Documents with published figures: what is right holds row by row, and exactly what is known to be wrong is found.

``expected.tsv`` has one line for each statement: document, line, rule, verdict. The figures are those of the models'
configurations and of the papers that the rules name; what is wrong in them was planted, or is wrong in public.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from auditor.model import Check
from auditor.rulebook import load
from auditor.workspace.run import run

FOLDER = Path(__file__).parent / "documents_published"
BOOK = load()
ROWS = [tuple(line.split("\t")) for line in (FOLDER / "expected.tsv").read_text(encoding="utf-8").splitlines() if line]
DOCUMENTS = sorted(path.name for path in FOLDER.glob("*.md"))


@cache
def checks_of(name: str) -> tuple[Check, ...]:
    (document,) = run([str(FOLDER / name)], BOOK).documents
    return document.checks


@pytest.mark.parametrize(("name", "line", "rule", "verdict"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_a_published_figure(name: str, line: str, rule: str, verdict: str) -> None:
    found = {check.verdict for check in checks_of(name) if check.place.line == int(line) and check.rule == rule}
    assert found == {verdict}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_else_is_found(name: str) -> None:
    known = {
        (int(line), rule) for document, line, rule, verdict in ROWS if (document, verdict) == (name, "contradicted")
    }
    found = {(check.place.line, check.rule) for check in checks_of(name) if check.verdict == "contradicted"}
    assert found == known


def test_there_are_enough_of_them() -> None:
    tables = [
        line for path in FOLDER.glob("*.md") for line in path.read_text("utf-8").split("\n") if line[:4] == "|---"
    ]
    assert len(tables) >= 12
    assert len({(document, line) for document, line, _, _ in ROWS}) >= 150
