"""Every target against what the document claims of the same quantity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from auditor.engine.evidence import Evidence, operand, value
from auditor.engine.messages import fill
from auditor.engine.selection import distance
from auditor.facts.facets import conflict
from auditor.facts.words import words
from auditor.model import Check, Fact, Rule, Verdict
from auditor.quantities import units
from auditor.quantities.formatting import times
from auditor.rational import Fraction

Direction = Literal["at least", "at most"]


def target(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each target: against the nearest claim, or open where nothing is claimed."""
    for group in _targets(evidence):
        concept = evidence.vocabulary.concepts[group[0].concept]
        pairs = [
            (distance(claim, wanted, evidence), wanted, claim)
            for wanted in group
            for claim in evidence.of(concept.id)
            if _answers(claim, wanted)
        ]
        nearest = min(pairs, key=lambda pair: pair[0], default=None)
        wanted, claim = (nearest[1], nearest[2]) if nearest else (group[0], None)
        yield _check(rule, evidence, wanted, claim, _direction(wanted, concept.better))


def _targets(evidence: Evidence) -> list[list[Fact]]:
    """Every target, the places that repeat it together."""
    groups: list[list[Fact]] = []
    for fact in evidence.facts:
        if (
            fact.facets.role not in ("target", "limit")
            or fact.origin != "document"
            or not evidence.vocabulary.concepts[fact.concept].better
        ):
            continue
        for group in groups:
            same = group[0].concept == fact.concept and value(group[0]) == value(fact)
            if same and not conflict(group[0].facets, fact.facets, ("phase", "per", "statistic", "subject")):
                group.append(fact)
                break
        else:
            groups.append([fact])
    return groups


def _answers(claim: Fact, wanted: Fact) -> bool:
    """Whether a claim speaks of what a target asks for."""
    if claim.facets.role in ("target", "limit", "required") or claim.facets.variant == "before":
        return False
    if claim.facets.statistic != wanted.facets.statistic and (claim.facets.statistic and wanted.facets.statistic):
        return False
    return not conflict(claim.facets, wanted.facets, ("phase", "per", "subject"))


def _direction(fact: Fact, better: str) -> Direction:
    """Which way a target bounds: by its own words, otherwise by what is better."""
    said = set(words(fact.place.line_text))
    if "minimum" in said:
        return "at least"
    if "maximum" in said:
        return "at most"
    return "at least" if better == "higher" else "at most"


def _bounds(fact: Fact) -> tuple[Fraction, Fraction]:
    plain = fact.quantity.readings[0]
    factor = units.factor(plain.unit)[0]
    return plain.low * factor, plain.high * factor


def _middle(fact: Fact) -> Fraction:
    low, high = _bounds(fact)
    return (low + high) / 2


def _meets(claim: Fact, wanted: Fact, direction: Direction) -> bool:
    """Whether the claim can lie on the right side, whatever its rounding hides; a range must lie there wholly."""
    low, high = _bounds(claim)
    bottom, top = _bounds(wanted)
    ranged = claim.quantity.hedge == "range"
    if direction == "at most":
        return (high if ranged else low) <= top
    return (low if ranged else high) >= bottom


def _check(rule: Rule, evidence: Evidence, wanted: Fact, claim: Fact | None, direction: Direction) -> Check:
    concept = evidence.vocabulary.concepts[wanted.concept]
    if claim is None:
        verdict: Verdict = "open"
    else:
        verdict = "holds" if _meets(claim, wanted, direction) else "contradicted"
    claimed = claim.quantity.text if claim else ""
    ratio = _middle(wanted) / _middle(claim) if claim and _middle(claim) else None
    ticked = wanted.mark or (claim is not None and claim.mark)
    named = {"stated": claimed, "target": wanted.quantity.text, "concept": concept.name, "direction": direction}
    named |= {"ratio": times(ratio) if ratio else "", "ticked": ", and yet it is ticked as met" if ticked else ""}
    wrong = verdict == "contradicted"
    anchor = claim if claim is not None else wanted
    return Check(
        rule=rule.id,
        title=f"{concept.name[0].upper()}{concept.name[1:]}",
        verdict=verdict,
        severity=rule.severity,
        group=rule.group,
        place=anchor.place,
        message=fill(rule.message, named) if wrong else _summary(concept.name, wanted, claimed, direction),
        stated=claimed or None,
        recomputed=f"{direction} {wanted.quantity.text}",
        stated_span=anchor.quantity.span,
        derivation=(f"{claimed} against a target of {direction} {wanted.quantity.text}",) if claim else (),
        related=(wanted.place,) if claim else (),
        operands=tuple(
            operand(name, fact, evidence.vocabulary) for name, fact in (("claimed", claim), ("target", wanted)) if fact
        ),
        reason=None if claim else "the document claims no value for it",
        impact=fill(rule.impact, named) if wrong else "",
        recommendation=fill(rule.recommendation, named) if wrong else "",
        mark=ticked,
    )


def _summary(concept: str, wanted: Fact, claimed: str, direction: Direction) -> str:
    if not claimed:
        return f"{concept}: {direction} {wanted.quantity.text} is asked for and nothing is claimed."
    return f"{concept}: {claimed} meets the target of {direction} {wanted.quantity.text}."
