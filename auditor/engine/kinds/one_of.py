"""A fact that can only be one of a closed list of values: 1, 2 or 4 bytes per parameter."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.engine.evidence import Evidence, short
from auditor.engine.kinds.on_facts import Judged, each_by_itself, extents, further_reading
from auditor.engine.limits import limit, listed
from auditor.model import Check, Fact, Rule, Variable, Verdict


def one_of(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of each of the rule's facts."""
    return each_by_itself(rule, evidence, _judged)


def _judged(rule: Rule, variable: Variable, group: list[Fact], evidence: Evidence) -> Judged:
    fact, concept = group[0], evidence.vocabulary.concepts[variable.concept]
    values = {text: limit(text, concept.unit) for text in listed(dict(rule.options)["values"])}
    meant = [
        (text, each.assumption)
        for each in extents(fact, evidence)
        for text, value in values.items()
        if each.interval.contains(value)
    ]
    verdict: Verdict = "holds"
    assumptions: tuple[str, ...] = (meant[0][1],) if meant and meant[0][1] else ()
    if not meant:
        further = further_reading(rule, variable.name, fact, evidence)
        verdict, assumptions = ("contradicted", ()) if further is None else ("holds", further)
    stated = next(extents(fact, evidence)).interval.midpoint
    nearest = min(values, key=lambda text: abs(values[text] - stated))
    shown, those = short(fact, evidence.vocabulary), ", ".join(values)
    return Judged(
        fact=fact,
        name=variable.name,
        verdict=verdict,
        words={"concept": concept.name, "values": those, "nearest": nearest, variable.name: shown},
        steps=(f"{shown} is {meant[0][0]}" if meant else f"{shown} is none of {those}",),
        recomputed=meant[0][0] if meant else f"one of {those}",
        assumptions=assumptions,
        repetitions=group[1:],
    )
