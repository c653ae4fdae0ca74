"""Facts with other values: one step of a correction, and the evidence after it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from auditor.advice.reckoning import middle, with_value
from auditor.engine.evidence import Evidence, agree
from auditor.model import Fact, Quantity
from auditor.quantities.formatting import restate
from auditor.rational import Fraction


class Step(Struct, frozen=True):
    """One fact and what it becomes. ``supposed`` is what one must suppose for that, as the document does not tell."""

    fact: Fact
    quantity: Quantity
    reason: str
    origin: str
    supposed: str = ""

    @property
    def ratio(self) -> Fraction:
        """How many times the old value the new one is."""
        return middle(self.quantity) / middle(self.fact.quantity)


def changed(evidence: Evidence, step: Step) -> Evidence:
    """The evidence with a fact, and every repetition of it, changed."""
    return evidence.with_facts(tuple(_changed(fact, step) for fact in evidence.facts))


def _changed(fact: Fact, step: Step) -> Fact:
    same = fact.concept == step.fact.concept and fact.origin == "document" and fact.facets.role == step.fact.facets.role
    if not same or not agree(fact, step.fact):
        return fact
    same = fact.quantity.text == step.fact.quantity.text
    quantity = step.quantity if same else scaled(fact.quantity, step.ratio, None)
    return replace(fact, quantity=quantity, factors=())


def scaled(quantity: Quantity, ratio: Fraction, text: str | None) -> Quantity:
    """So many times the quantity, exactly."""
    plain = quantity.readings[0]
    return exactly(quantity, (plain.low + plain.high) / 2 * ratio, text)


def exactly(quantity: Quantity, point: Fraction, text: str | None = None) -> Quantity:
    """The quantity with one exact value, in the unit of its plain reading."""
    return replace(with_value(quantity, point), text=text or restate(quantity, point), exact=True)
