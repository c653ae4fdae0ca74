"""A share of a whole must be divided by every degree that divides it: ``weights ÷ (TP × EP)`` leaves out the stages."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.engine.evidence import Evidence, operand
from auditor.engine.messages import fill
from auditor.engine.selection import distance
from auditor.facts.facets import conflict
from auditor.model import Check, Fact, Rule, Verdict
from auditor.quantities.formatting import restate
from auditor.rational import Fraction


def factors(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each value whose calculation names some of the degrees.

    The rule's facts: the share first, then every degree that divides it. A degree of one divides nothing.
    """
    share, *degrees = rule.facts
    for fact in evidence.of(share.concept):
        named = {concept for name in fact.factors for concept in _symbol(name, evidence)}
        if fact.origin != "document" or not named & {degree.concept for degree in degrees}:
            continue
        present = [_nearest(degree.concept, fact, evidence) for degree in degrees]
        dividing = [degree for degree in present if degree is not None and _value(degree) > 1]
        missing = [degree for degree in dividing if degree.concept not in named]
        yield _check(rule, evidence, fact, dividing, missing)


def _symbol(name: str, evidence: Evidence) -> Iterator[str]:
    for concept in evidence.vocabulary.concepts.values():
        if name in concept.symbols:
            yield concept.id


def _nearest(concept: str, fact: Fact, evidence: Evidence) -> Fact | None:
    options = [other for other in evidence.of(concept) if not conflict(other.facets, fact.facets, ("phase", "variant"))]
    return min(options, key=lambda other: distance(other, fact, evidence), default=None)


def _value(fact: Fact) -> int:
    plain = fact.quantity.readings[0]
    return int(plain.low)


def _check(rule: Rule, evidence: Evidence, fact: Fact, dividing: list[Fact], missing: list[Fact]) -> Check:
    verdict: Verdict = "contradicted" if missing else "holds"
    plain = fact.quantity.readings[0]
    value = (plain.low + plain.high) / 2
    for degree in missing:
        value /= _value(degree)
    recomputed = restate(fact.quantity, value)
    names = {degree.concept: evidence.vocabulary.concepts[degree.concept].name for degree in dividing}
    words = {
        "stated": fact.quantity.text,
        "recomputed": recomputed,
        "missing": " and ".join(f"{names[degree.concept]} of {_value(degree)}" for degree in missing),
        "named": " × ".join(fact.factors),
    }
    wrong = bool(missing)
    by = " ÷ ".join(str(_value(degree)) for degree in missing)
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=verdict,
        severity=rule.severity,
        group=rule.group,
        place=fact.place,
        message=fill(rule.message, words) if wrong else f"{rule.title}: {words['named']} names every degree above one.",
        stated=fact.quantity.text,
        recomputed=recomputed,
        ratio=Fraction(1) if not wrong else value / ((plain.low + plain.high) / 2),
        stated_span=fact.quantity.span,
        derivation=(f"{fact.quantity.text} ÷ {by} = {recomputed}",) if wrong else (),
        related=tuple(degree.place for degree in dividing),
        operands=(
            operand("share", fact, evidence.vocabulary),
            *(operand(d.concept, d, evidence.vocabulary) for d in dividing),
        ),
        impact=fill(rule.impact, words) if wrong else "",
        recommendation=fill(rule.recommendation, words) if wrong else "",
    )
