"""``auditor rules`` and ``auditor explain``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.errors import RuleError
from auditor.examples import Outcome
from auditor.model import Rule

Auditor = Callable[..., Any]


@pytest.fixture(autouse=True)
def book(engine: Any, rule: Rule) -> Any:
    equation = replace(rule, id="arithmetic/equation", title="Equations hold", severity="high")
    engine.rules = (rule, equation)
    return engine


def test_list_is_grouped_by_pack(auditor: Auditor) -> None:
    result = auditor("rules", "list")
    assert result.code == 0
    assert result.out == (
        "arithmetic\n"
        "  high      arithmetic/equation                   Equations hold\n"
        "\n"
        "llm\n"
        "  critical  llm/world-size                        Parallel degrees fit the GPUs that exist\n"
        "\n"
        "rules: 2; `auditor explain RULE` tells all about one.\n"
    )


def test_broken_rules_are_said_by_every_command(auditor: Auditor, book: Any) -> None:
    book.problems = (RuleError("unknown key", path="r.yaml"),)
    book.outcomes = {rule.id: [Outcome(name="one", passed=True, detail="")] for rule in book.rules}
    for command in (["list"], ["test"]):
        result = auditor("rules", *command)
        assert (result.code, result.err) == (2, "auditor: error: r.yaml: unknown key\n")


def test_each_example_is_a_result_with_a_name(auditor: Auditor, book: Any) -> None:
    book.outcomes = {
        "arithmetic/equation": [Outcome(name="arithmetic/equation holds 1", passed=True, detail="")],
        "llm/world-size": [Outcome(name="llm/world-size open 1", passed=False, detail="it holds\x1b")],
    }
    result = auditor("rules", "test")
    assert result.code == 1
    assert result.out == (
        "passed  arithmetic/equation holds 1\n"
        "FAILED  llm/world-size open 1: it holds<U+001B>\n"
        "examples: 1 passed, 1 failed; rules: 2\n"
    )
    assert auditor("rules", "test", "equation").code == 0


def test_a_rule_without_examples_has_proved_nothing(auditor: Auditor) -> None:
    result = auditor("rules", "test", "llm/world-size")
    assert result.code == 1
    assert "FAILED  llm/world-size: it has no examples\n" in result.out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("llm/world-sice", "did you mean llm/world-size?"),
        ("equatoin", "did you mean arithmetic/equation?"),
        ("zzz", "`auditor rules list` lists them all"),
    ],
)
def test_an_unknown_rule_is_answered_with_its_neighbours(auditor: Auditor, asked: str, hint: str) -> None:
    for command in (["explain"], ["rules", "test"]):
        result = auditor(*command, asked)
        assert result.code == 2
        assert hint in result.err
        assert result.out == ""


def test_a_name_that_two_packs_share_is_not_guessed(auditor: Auditor, book: Any, rule: Rule) -> None:
    book.rules = (*book.rules, replace(rule, id="other/world-size"))
    assert "did you mean llm/world-size or other/world-size?" in auditor("explain", "world-size").err


def test_a_rule_reads_as_a_document(auditor: Auditor) -> None:
    result = auditor("explain", "llm/world-size")
    assert result.code == 0
    assert (
        result.out
        == """\
# llm/world-size: Parallel degrees fit the GPUs that exist

Severity: critical. Group: resources. Kind: formula.

Facts fulfil a condition, in at least one of its readings.

Every pipeline stage and tensor shard needs a GPU of its own.

A second paragraph.

## What must hold

It is contradicted only if none of the readings holds.

    fact:        pp = pipeline_parallel_size
    fact:        sp = sequence_parallel_size; 1 if none is stated
    fact:        gpus = gpu_count, role: available
    where:       needed = pp * tp
    must hold:   pp * tp <= gpus   (if sequence parallelism shares the ranks)
    must hold:   pp * tp * sp <= gpus   (if it adds ranks)

## What it says

{{ pp }} × {{ tp }} needs {{ needed }} GPUs.

Use fewer.

## Examples

Holds:

    PP=2, 8 GPUs

    - TP=4

Contradicted (stated 8, recomputed 16):

    PP=8

Open (missing gpus):

    PP=8

with the configuration

    {"tp": 2}

## References

- https://example.org/parallel
"""
    )


def test_the_broken_file_of_a_missing_rule_is_named(auditor: Auditor, book: Any) -> None:
    book.problems = (RuleError("unknown key", path="rules/llm/new.yaml"),)
    result = auditor("explain", "llm/new")
    assert result.err.startswith("auditor: error: rules/llm/new.yaml: unknown key\nauditor: error: there is no rule")
