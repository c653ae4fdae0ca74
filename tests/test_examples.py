"""The examples of a rule as tests: what counts as kept, and what is said otherwise."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from auditor.examples import run_examples
from auditor.model import Example, Rule
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def rule(rule_id: str, *examples: Example) -> Rule:
    return replace(next(rule for rule in book().rules if rule.id == rule_id), examples=examples)


WRONG, RIGHT = "20 GB ÷ 8 = 3 GB", "20 GB ÷ 8 = 2.5 GB"


@pytest.mark.parametrize(
    ("example", "detail"),
    [
        (Example(verdict="holds", text=RIGHT), ""),
        (Example(verdict="contradicted", text=WRONG), ""),
        (Example(verdict="contradicted", text=WRONG, stated="3 GB", recomputed="2.5 GB"), ""),
        (Example(verdict="open", text="260 / 62 = 5 nodes", missing="rounded up"), ""),
        (Example(verdict="holds", text=WRONG), "expected holds, the rule said contradicted: "),
        (Example(verdict="holds", text="no numbers"), "expected holds, the rule said nothing"),  # silence is no green
        (
            Example(verdict="contradicted", text=WRONG, recomputed="2 GB"),
            "expected recomputed '2 GB', the rule gave 2.5 GB",
        ),
        (Example(verdict="contradicted", text=WRONG, stated="4 GB"), "expected stated '4 GB', the rule gave 3 GB"),
        (Example(verdict="holds", text=f"{RIGHT}\n\n{WRONG}"), "besides holding it also found: "),
        (Example(verdict="contradicted", text=f"{RIGHT}\n\n{WRONG}"), ""),
    ],
)
def test_an_example_is_kept_or_not(example: Example, detail: str) -> None:
    (outcome,) = run_examples(rule("arithmetic/equation", example), book())
    assert outcome.passed is (detail == "")
    assert outcome.detail.startswith(detail)


def test_examples_are_named_by_verdict_and_number() -> None:
    examples = [Example(verdict=verdict, text=RIGHT) for verdict in ("holds", "open", "holds")]
    names = [outcome.name for outcome in run_examples(rule("arithmetic/equation", *examples), book())]
    assert names == ["arithmetic/equation: holds 1", "arithmetic/equation: open 1", "arithmetic/equation: holds 2"]


def test_what_is_missing_is_named_by_its_variable() -> None:
    example = Example(verdict="open", text="PP=8 and TP=2.", missing="gpus")
    (outcome,) = run_examples(rule("llm/world-size", example), book())
    assert outcome.passed


def test_a_silent_rule_says_what_no_number_was_taken_for() -> None:
    example = Example(verdict="holds", text="PP=8 and TP=2 on 16 machines.")
    (outcome,) = run_examples(rule("llm/gpus-of-replicas", example), book())
    assert outcome.detail.startswith("expected holds, the rule said nothing; no number in it was taken for ")


def test_an_example_can_have_a_configuration() -> None:
    example = Example(verdict="contradicted", text="We run TP=8.", configuration='{"tensor_parallel_size": 4}')
    (outcome,) = run_examples(rule("agreement/configuration", example), book())
    assert outcome.passed


def test_only_the_rule_itself_is_held_against_its_examples() -> None:
    example = Example(verdict="holds", text=f"PP=4 and TP=2 on 8 GPUs. {WRONG}")
    (outcome,) = run_examples(rule("llm/world-size", example), book())
    assert outcome.passed
