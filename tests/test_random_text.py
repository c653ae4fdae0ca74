"""Whatever stands in a document, an audit ends, and soon: text made at random of what means something to a reader."""

from __future__ import annotations

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import RuleBook, load

PIECES = (
    "1 2 3.5 0 00 1,000 10^9 0,5 1.234 12% 5x 3× ( ) + - – × * / ÷ = ≈ → < > ≤ ≥ ~ $ € GB MB Gb GiB s ms min h day"
    " month year per a of at in from to and between than is are was not wrong faster slower reduction TP=8 TP8 PP2 x"
    " K M B million 万 млн , . ; : ! ? | - # > ` ``` $$ \\frac{ } { \\times ^ _ [ ] tokens GPUs nodes total"
    " Total sum availability downtime hit ratio reduces 99.9% 24 60 3600 86400 365 5-10 2–3 8h 45min 1e300 1e-300 ✓ ❌"
).split(" ")
BREAKS = (" ", "", "\n", "\n\n- ", "|")


@cache
def book() -> RuleBook:
    return load()


def checks(text: str) -> int:
    return len(audit(parse(Source(path="note.md", text=text + "\n")), [], book()).checks)


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(BREAKS)), max_size=80))
def test_random_text(pieces: list[tuple[str, str]]) -> None:
    checks("".join(piece + gap for piece, gap in pieces))


@given(st.integers(2, 5), st.lists(st.sampled_from(PIECES), min_size=10, max_size=40))
def test_random_tables(columns: int, cells: list[str]) -> None:
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    head = (
        "| "
        + " | ".join(("Total", "GB/s", "speed-up", "Target", "Status")[:columns])
        + " |\n"
        + "|---" * columns
        + "|\n"
    )
    checks(head + "\n".join("| " + " | ".join(cell.replace("|", "") for cell in row) + " |" for row in rows))


@pytest.mark.parametrize(
    "line",
    [
        " × ".join(f"{number}K GB" for number in range(2, 202)) + " = 5 TB",
        " + ".join(f"{number} GB" for number in range(2, 202)) + " = 5 TB",
        " / ".join(["24", "60", "60", "8", "1000", "365"] * 33) + " = 5 Gb/month",
        " = ".join(f"{number} × 3 GB" for number in range(2, 202)),
        "(" * 2000 + "1" + ")" * 2000 + " = 2",
        "1 GB of " * 500 + "= 3",
    ],
    ids=["factors", "terms", "lengths of time", "links", "brackets", "shares"],
)
def test_a_hostile_line_ends_quickly(line: str) -> None:
    checks("1 + 1 = 2")  # the rules are loaded
    start = time.process_time()
    checks(line)
    assert time.process_time() - start < 5
