"""The check on one fact that a rule judges by itself or against others: its numbers, its words, where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from auditor.engine.decision import compiled, decide, fitting, names_of
from auditor.engine.evidence import Evidence, operand, short
from auditor.engine.kinds.formula import whereabouts
from auditor.engine.messages import fill
from auditor.engine.selection import Selection, said
from auditor.model import Assumption, Check, Fact, Rule, Variable, Verdict
from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.quantities.readings import ROUNDED


class Judged(Struct, frozen=True, kw_only=True):
    """What a kind says of one fact."""

    fact: Fact
    verdict: Verdict
    words: Mapping[str, str]
    """What the placeholders of the rule's sentences stand for, beside ``stated`` and ``recomputed``."""
    steps: tuple[str, ...]
    """The calculation, line by line; where each operand stands is added."""
    recomputed: str | None = None
    assumptions: tuple[str, ...] = ()
    reason: str | None = None
    beside: Sequence[tuple[str, Fact]] = ()
    """The other facts that it was held against, with their names."""
    repetitions: Sequence[Fact] = ()
    name: str = "stated"


Judge: TypeAlias = Callable[[Rule, Variable, list[Fact], Evidence], Judged]
"""What a kind says of a fact and its repetitions, which the document gives for a variable of the rule."""


def each_by_itself(rule: Rule, evidence: Evidence, judge: Judge) -> Iterator[Check]:
    """One check for each different thing that the document says of each of the rule's facts."""
    for variable in rule.facts:
        for group in said(variable, evidence):
            if applies(rule, variable.name, group[0], evidence):
                yield check_on(rule, evidence, judge(rule, variable, group, evidence))


def check_on(rule: Rule, evidence: Evidence, judged: Judged) -> Check:
    """The record."""
    fact, wrong = judged.fact, judged.verdict == "contradicted"
    words = {"ratio": "", "recomputed": judged.recomputed or "", **judged.words}
    words = dict(rule.constants) | words | {"stated": short(fact, evidence.vocabulary)}
    pairs = ((judged.name, fact), *judged.beside)
    operands = tuple(operand(name, used, evidence.vocabulary) for name, used in pairs)
    places = dict.fromkeys(used.place for used in (*(fact for _, fact in judged.beside), *judged.repetitions))
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=judged.verdict,
        severity=rule.severity,
        group=rule.group,
        place=fact.place,
        message=fill(rule.message, words) if wrong else _summary(rule, judged),
        stated=fact.quantity.text,
        recomputed=judged.recomputed,
        stated_span=fact.quantity.span,
        derivation=(*judged.steps, *(f"{used.label}: {used.value} ({whereabouts(used)})" for used in operands)),
        assumptions=judged.assumptions,
        related=tuple(place for place in places if place != fact.place),
        operands=operands,
        reason=judged.reason,
        impact=fill(rule.impact, words) if wrong else "",
        recommendation=fill(rule.recommendation, words) if wrong else "",
        mark=fact.mark,
    )


def _summary(rule: Rule, judged: Judged) -> str:
    if judged.verdict == "open":
        return f"{rule.title}: open, because {judged.reason}."
    return f"{rule.title}: holds."


class Extent(Struct, frozen=True, kw_only=True):
    """One reading of a fact in base units, and what one must suppose for it."""

    interval: Interval
    assumption: str = ""


def extents(fact: Fact, evidence: Evidence) -> Iterator[Extent]:
    """Every reading of a fact that has the dimension of its concept, the plain one first."""
    for reading in fitting(fact.quantity, evidence.vocabulary.concepts[fact.concept].unit, rounded=True):
        scale = units.factor(reading.unit)[0]
        assumption = "" if reading.assumption == ROUNDED else reading.assumption
        yield Extent(interval=Interval(reading.low * scale, reading.high * scale), assumption=assumption)


def applies(rule: Rule, name: str, fact: Fact, evidence: Evidence) -> bool:
    """Whether the rule's condition lets it speak of a fact: it may be true of it, or is about another one."""
    if rule.when is None or not _speaks_of(rule.when, name, rule):
        return True
    asked = replace(rule, when=None, readings=(Assumption(holds=rule.when),), stated=name)
    decision = decide(asked, Selection(chosen={name: fact}), evidence.vocabulary)
    return decision is not None and decision.verdict == "holds"


def further_reading(rule: Rule, name: str, fact: Fact, evidence: Evidence) -> tuple[str, ...] | None:
    """What must be supposed so that one of the rule's own readings holds for a fact; ``None`` if none does."""
    own = tuple(reading for reading in rule.readings if _speaks_of(reading.holds, name, rule))
    if not own:
        return None
    alone = replace(rule, when=None, readings=own, stated=name)
    decision = decide(alone, Selection(chosen={name: fact}), evidence.vocabulary)
    if decision is None or decision.verdict != "holds":
        return None
    supposed = " or ".join(filter(None, (reading.assume for reading in own)))
    return decision.assumptions or ((f"holds only if {supposed}",) if supposed else ())


def _speaks_of(condition: str, name: str, rule: Rule) -> bool:
    """Whether a condition is about this variable and no other."""
    facts = {variable.name for variable in rule.facts}
    return facts.intersection(compiled(condition, names_of(rule)).names) == {name}
