"""Rules by the concepts that they start from: the index leaves out only what could not bind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence
from auditor.engine.rule_index import RuleIndex, starts
from auditor.model import Rule
from auditor.rulebook import load

BOOK = load()
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/*.md"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_index_changes_no_check(evidence: Callable[..., Evidence], path: Path) -> None:
    found = evidence(path.read_text("utf-8"))
    assert evaluate(BOOK.index, found) == evaluate(BOOK.rules, found)


def test_only_rules_whose_concepts_are_there_are_looked_at(evidence: Callable[..., Evidence]) -> None:
    relevant = {rule.id for rule in BOOK.index.relevant(evidence("PP=4 and TP=2."))}
    assert "llm/world-size" in relevant
    assert "llm/memory-fits" not in relevant
    assert {rule.id for rule in BOOK.rules if starts(rule) is None and rule.kind != "knowledge"} <= relevant


def test_what_is_published_is_looked_up_by_the_units_that_a_document_has(evidence: Callable[..., Evidence]) -> None:
    def looked_at(text: str) -> set[str]:
        return {rule.id for rule in BOOK.index.relevant(evidence(text)) if rule.kind == "knowledge"}

    assert "hardware/memory" in looked_at("It has 80 GB.")
    assert "hardware/memory" not in looked_at("It draws 700 W.")
    assert "hardware/power" in looked_at("It draws 700 W.")
    assert not looked_at("Nothing is said in numbers.")


def test_the_order_of_the_rules_stays(evidence: Callable[..., Evidence]) -> None:
    ids = [rule.id for rule in BOOK.index.relevant(evidence("PP=4, TP=2 and GPU memory of 80 GB."))]
    assert ids == sorted(ids)
    assert tuple(BOOK.index) == BOOK.rules


def test_what_rules_start_from(rule: Callable[[str], Rule]) -> None:
    def names(rule_id: str) -> list[str] | None:
        found = starts(rule(rule_id))
        return None if found is None else [variable.name for variable in found]

    assert names("llm/world-size") == ["pp"]
    assert names("comparison/utilization-range") == ["compute", "gpu", "bandwidth"]
    assert names("agreement/query-heads-per-kv-head") == ["heads"]
    assert names("arithmetic/equation") is None
    assert RuleIndex.of([]).always == ()
