"""Totals of which a part was corrected: they move with it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.advice.reckoning import middle
from auditor.advice.replacing import Step, exactly
from auditor.engine.evidence import Evidence
from auditor.model import Fact, Total
from auditor.quantities.formatting import restate
from auditor.quantities.units import physical
from auditor.rational import Fraction


def moved_totals(evidence: Evidence, step: Step, *, resharded: bool, grow: bool) -> Iterator[Step]:
    """The totals that hold the changed value as a part.

    Where a parallel degree changed, the share of a GPU did, and the document does not say whether what else it holds
    (KV cache, activations) grows as much, or stays: ``grow`` supposes the one or the other, and the step says so.
    """
    part, new = middle(step.fact.quantity), middle(step.quantity)
    for claim in evidence.claims:
        if not isinstance(claim, Total) or not any(each.span == step.fact.quantity.span for each in claim.parts):
            continue
        for fact in evidence.facts:
            if fact.quantity.span == claim.total.span and fact.origin == "document":
                rest = middle(fact.quantity) - part
                unknown = resharded and rest > 0
                yield _moved(fact, step, new, rest, _others(claim, step), grow=grow if unknown else None)


def _others(claim: Total, step: Step) -> str:
    """The names of the other parts."""
    labels = claim.labels if len(claim.labels) == len(claim.parts) else ("",) * len(claim.parts)
    names = [name for part, name in zip(claim.parts, labels, strict=True) if part.span != step.fact.quantity.span]
    return ", ".join(filter(None, names))


def _moved(fact: Fact, step: Step, new: Fraction, rest: Fraction, others: str, *, grow: bool | None) -> Step:
    """The total with the other parts as they are, or as many times as large as the corrected one."""
    scale, _ = physical(fact.quantity.readings[0].unit)
    quantity = exactly(fact.quantity, (new + (rest * step.ratio if grow else rest)) / scale)
    reason = f"{step.fact.quantity.text} became {step.quantity.text}, which is a part of it."
    supposed = ""
    if grow is not None:
        named = f"its other parts ({others})" if others else "its other parts"
        before = restate(fact.quantity, rest / scale)
        supposed = f"{named} {'grow as much' if grow else 'stay'} (before: {before})"
    return Step(fact, quantity, reason, "computed", supposed)
