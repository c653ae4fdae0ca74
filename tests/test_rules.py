"""Every example of every rule is a test of its own."""

from __future__ import annotations

import pytest

from auditor.examples import run_examples
from auditor.rulebook import load

BOOK = load()
OUTCOMES = [outcome for rule in BOOK.rules for outcome in run_examples(rule, BOOK)]


def test_every_rule_file_loads() -> None:
    assert BOOK.problems == ()


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_example(outcome: object) -> None:
    assert outcome.passed, outcome.detail  # type: ignore[attr-defined]
