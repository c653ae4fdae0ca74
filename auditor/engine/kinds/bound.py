"""A fact within fixed limits: a utilization lies between 0 and 100 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from auditor.engine.evidence import Evidence, short
from auditor.engine.kinds.on_facts import Judged, each_by_itself, extents, further_reading
from auditor.engine.limits import limit
from auditor.model import Check, Fact, Rule, Variable, Verdict
from auditor.quantities.interval import Interval
from auditor.rational import Fraction

LIMITS: Mapping[str, tuple[str, str, Callable[[Interval, Fraction], bool]]] = {
    "least": ("at least", "≥", lambda value, end: value.high >= end),
    "most": ("at most", "≤", lambda value, end: value.low <= end),
    "above": ("above", ">", lambda value, end: value.high > end),
    "below": ("below", "<", lambda value, end: value.low < end),
}
"""For each option: its words, its sign, and whether some value within the rounding keeps to it."""


def bound(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of each of the rule's facts."""
    return each_by_itself(rule, evidence, _judged)


def _judged(rule: Rule, variable: Variable, group: list[Fact], evidence: Evidence) -> Judged:
    fact, concept = group[0], evidence.vocabulary.concepts[variable.concept]
    kept = next((each for each in extents(fact, evidence) if not _broken(rule, each.interval, concept.unit)), None)
    broken = _broken(rule, next(extents(fact, evidence)).interval, concept.unit)
    verdict: Verdict = "holds"
    assumptions: tuple[str, ...] = (kept.assumption,) if kept is not None and kept.assumption else ()
    if kept is None:
        further = further_reading(rule, variable.name, fact, evidence)
        verdict, assumptions = ("contradicted", ()) if further is None else ("holds", further)
    limits = " and ".join(f"{LIMITS[option][0]} {text}" for option, text in rule.options)
    shown = short(fact, evidence.vocabulary)
    held = ", ".join(f"{shown} {LIMITS[option][1]} {text}" for option, text in rule.options if option not in broken)
    lost = ", ".join(f"{shown} is not {LIMITS[option][0]} {dict(rule.options)[option]}" for option in broken)
    return Judged(
        fact=fact,
        name=variable.name,
        verdict=verdict,
        words={"concept": concept.name, "limits": limits, variable.name: shown},
        steps=(lost or held,),
        recomputed=limits,
        assumptions=assumptions,
        repetitions=group[1:],
    )


def _broken(rule: Rule, value: Interval, unit: str) -> tuple[str, ...]:
    """The limits that no value within the rounding keeps to."""
    return tuple(option for option, text in rule.options if not LIMITS[option][2](value, limit(text, unit)))
