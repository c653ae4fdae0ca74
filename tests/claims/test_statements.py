"""Small documents as people write them: true ones, wrong twins, and traps, by somebody who had not seen the code.

``expected`` is what has to be said of each: ``holds`` (and nothing is contradicted), ``contradicted``,
``silent_or_open``, ``not_contradicted`` (naming and rounding that is no error), ``not_holds`` (nobody may vouch for
it). Those marked ``missed`` are not understood yet.
"""

from __future__ import annotations

import html
import json
from functools import cache
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.claims.reader import read
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import RuleBook, load

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("statements.jsonl").read_text(encoding="utf-8").splitlines()
]


@cache
def book() -> RuleBook:
    return load()


def cases() -> list[object]:
    return [
        pytest.param(
            row["text"],
            row["expected"],
            id=f"{number}-{row['form']}",
            marks=[pytest.mark.xfail(reason="not understood yet")] if row.get("missed") else [],
        )
        for number, row in enumerate(ROWS)
    ]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_what_is_said(text: str, expected: str) -> None:
    said = {check.verdict for check in audit(parse(Source(path="note.md", text=text + "\n")), [], book()).checks}
    contradicted, holds = "contradicted" in said, "holds" in said
    match expected:
        case "holds":
            assert holds
            assert not contradicted
        case "contradicted":
            assert contradicted
        case "silent_or_open":
            assert not contradicted
            assert not holds
        case "not_contradicted":
            assert not contradicted
        case _:
            assert contradicted or not holds


@pytest.mark.parametrize("row", [pytest.param(row, id=str(number)) for number, row in enumerate(ROWS)])
def test_every_claim_is_the_slice_at_its_span(row: dict[str, str]) -> None:
    document = parse(Source(path="note.md", text=row["text"] + "\n"))
    for claim in read(document).claims:
        written = document.source.text[claim.span.start : claim.span.end]
        if written != claim.text:  # markup and escapes, which a reader does not see
            shown, seen = iter(html.unescape(written)), claim.text
            assert all(character == "^" or character in shown for character in seen)
            assert (written[0], written[-1]) == (seen[0], seen[-1])
