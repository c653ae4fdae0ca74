"""What leaves every verdict as it was: other units of the same size, other line breaks, a list instead of prose."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.audit import audit
from auditor.documents import markdown
from auditor.model import Source
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def verdicts(text: str) -> Counter[tuple[str, str]]:
    """How many checks of each rule ended how."""
    checks = audit(markdown.parse(Source(path="plan.md", text=text)), [], book()).checks
    return Counter((check.rule, check.verdict) for check in checks)


UNITS = [
    ("kW", "W", 1000),
    ("GB", "MB", 1000),
    ("TB/s", "GB/s", 1000),
    ("s", "ms", 1000),
    ("h", "min", 60),
    ("KB", "bytes", 1000),
]
FACTORS = st.sampled_from((3, 5, 6, 9, 11))
"""None of them converts a unit."""


@given(st.integers(2, 99), FACTORS, st.sampled_from((1, 2, 4, 10)), st.sampled_from(UNITS), st.booleans())
def test_a_quantity_in_smaller_units(
    size: int, factor: int, wrong: int, units: tuple[str, str, int], divides: bool
) -> None:
    large, small, ratio = units
    assume(size % 10)
    operands = (size * factor, size * wrong) if divides else (size, size * factor * wrong)
    sign = "÷" if divides else "×"
    coarse = verdicts(f"Load: {operands[0]} {large} {sign} {factor} = {operands[1]} {large}")
    fine = verdicts(f"Load: {operands[0] * ratio} {small} {sign} {factor} = {operands[1]} {large}")
    expected = "holds" if wrong == 1 else "contradicted"
    assert coarse == fine == {("arithmetic/equation", expected): 1}


STATEMENTS = [
    "Each GPU holds 20 GB ÷ 8 = 2.5 GB of the weights, which is little.",
    "Each GPU holds 20 GB ÷ 8 = 3 GB of the weights, which is little.",
    "We serve 30 requests/s × 100 tokens = 3,000 tokens/s at the most.",
    "The run has PP=4 and TP=2 on 8 GPUs.",
    "The run has PP=8 and TP=2 on 8 GPUs.",
    "It draws 4.6 kW × 730 h = 3,358 kWh per month of the budget.",
    "The peak of 90 GB ≤ 80 GB fits.",
    "A year of it costs $100 × 12 = $1,300 or less.",
]


def gaps(words: list[str]) -> list[int]:
    """Where a line break may stand: not where it makes a heading, or a statement of its own (see below)."""
    rests = [" ".join(words[at + 1 :]) for at in range(len(words) - 1)]
    label = re.compile(r"[^\W\d_][\w /()&.-]*[:=≈]")
    return [at for at, rest in enumerate(rests) if words[at] != "=" and not label.match(rest)]


@pytest.mark.parametrize("statement", STATEMENTS)
@given(data=st.data())
def test_other_line_breaks(statement: str, data: st.DataObject) -> None:
    words = statement.split(" ")
    broken = data.draw(st.sets(st.sampled_from(gaps(words))))
    wrapped = "".join(word + ("\n" if at in broken else " ") for at, word in enumerate(words))
    assert verdicts(wrapped) == verdicts(statement)


def test_a_line_break_before_the_last_word_of_an_operand() -> None:
    assert verdicts("20 GB ÷ 8 per\nGPU = 2.5 GB") == verdicts("20 GB ÷ 8 per GPU = 2.5 GB")


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize(
    "form", ["- {}", "1. {}", "> {}", "*{}*", "| a |\n|---|\n| {} |\n", "## A\n\n{}\n\n## B\n", "{}\n\nNo digits."]
)
def test_prose_in_another_place(statement: str, form: str) -> None:
    assert verdicts(form.format(statement)) == verdicts(statement)


@given(st.lists(st.sampled_from(STATEMENTS[:3] + STATEMENTS[5:]), min_size=1, max_size=5))
def test_statements_do_not_meddle_with_each_other(statements: list[str]) -> None:
    together = verdicts("\n\n".join(statements))
    apart = sum((verdicts(statement) for statement in statements), Counter())
    assert together == apart
