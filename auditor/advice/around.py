"""What advice looks up around a contradiction, gathered once for a document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from auditor.advice.reckoning import Reckoning
from auditor.engine.evidence import Evidence
from auditor.model import Equation, Fact, Measure, Quantity, Span
from auditor.quantities.formatting import singular
from auditor.quantities.units import physical

MOST_MEASURES = 5000
"""Values of a document that are looked at."""


class Printed(NamedTuple):
    """A value of the document and its line."""

    quantity: Quantity
    line: int


class Around(Struct, frozen=True, dict=True):
    """The document, its calculations, and indexes of what it prints; each is made when it is first asked for."""

    evidence: Evidence
    reckonings: Sequence[Reckoning]

    @cached_property
    def facts(self) -> dict[Span, Fact]:
        """The facts of the document by where they stand."""
        return {fact.quantity.span: fact for fact in self.evidence.facts if fact.origin == "document"}

    @cached_property
    def printed(self) -> list[Printed]:
        """The values of the document that are no bounds, each text once, in its order."""
        found: dict[str, Printed] = {}
        position = self.evidence.document.source.position
        for claim in islice(self.evidence.claims, MOST_MEASURES):
            if isinstance(claim, Measure) and not claim.bound and claim.quantity.text not in found:
                line, _ = position(claim.quantity.span.start)
                found[claim.quantity.text] = Printed(claim.quantity, line)
        return list(found.values())

    @cached_property
    def by_length(self) -> dict[int, list[Printed]]:
        """The same by the length of their text."""
        found: dict[int, list[Printed]] = {}
        for each in self.printed:
            found.setdefault(len(each.quantity.text), []).append(each)
        return found

    @cached_property
    def by_thing(self) -> dict[str, list[Printed]]:
        """The same by what they count."""
        found: dict[str, list[Printed]] = {}
        for each in self.printed:
            if name := thing(each.quantity):
                found.setdefault(name, []).append(each)
        return found

    @cached_property
    def chains(self) -> dict[int, Equation]:
        """The equations by their right sides, which the next link of a chain may compute."""
        return {id(claim.right): claim for claim in self.evidence.claims if isinstance(claim, Equation)}


def thing(quantity: Quantity) -> str:
    """What a number counts, in the singular; empty for measured values."""
    unit = quantity.readings[0].unit
    if physical(unit)[1] or unit == "percent":
        return ""
    return unit or singular(quantity.noun.split(" ")[-1].lower())
