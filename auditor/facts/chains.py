"""What a list of availabilities comes to: ``Load balancer: 99.99%``, ``Database: 99.9%`` … ``System availability:``.

The formulas of rules know no product of many values, and which lines belong to a list is known only here. Every line
above the one for the whole must be a part, or nothing is bound: a part that is left out would make the whole too low.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import prod

from msgspec.structs import replace

from auditor.model import AnyClaim, Document, Fact, Measure, Quantity, Reading, Span
from auditor.patterns import regex
from auditor.rational import Fraction

WHOLE = "system_availability"
_AVERAGED = regex(
    r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|day|quarter|region|zone|site|tenant|customer|country",
    re.IGNORECASE,
)
_COMPONENT = regex(
    r"servi|server|balanc|gateway|database|\bdb\b|\bapi\b|cache|queue|broker|\bcdn\b|\bdns\b|storage|network|provider"
    r"|cluster|\bapp\b|\bweb\b|auth|payment|front-?end|back-?end|proxy|\bnode|layer|switch|router|redis|kafka|postgres"
    r"|mysql|s3\b|ec2\b|rds\b|lambda|disk|power supply|instance|component|firewall|link\b",
    re.IGNORECASE,
)
"""What a request passes through. Plans for customers, months and teams have availabilities that make no chain."""
LEAST, ONE, HUNDRED = Fraction(50), Fraction(1), Fraction(100)
FEWEST = 2


def chains(document: Document, claims: Iterable[AnyClaim], facts: list[Fact]) -> Iterator[Fact]:
    """For each whole that stands below its parts: their availability in a row, side by side, and on average."""
    measured: dict[int, list[Measure]] = {}
    for claim in claims:
        if isinstance(claim, Measure):
            measured.setdefault(claim.block, []).append(claim)
    for whole in facts:
        if whole.concept == WHOLE:
            parts = _parts(document, whole.block, measured)
            if len(parts) >= FEWEST:
                yield from _composed(whole, parts)


def _parts(document: Document, at: int, measured: dict[int, list[Measure]]) -> list[Measure]:
    """The parts in the lines above the whole; none if a line is no part."""
    blocks, whole = document.blocks, document.blocks[at]
    if whole.cell is not None or whole.kind == "paragraph":
        return []
    lines = [n for n in range(at) if blocks[n].group == whole.group and blocks[n].depth == whole.depth]
    parts = [_part(measured.get(n, [])) for n in lines]
    return [part for part in parts if part] if all(parts) else []


def _part(found: list[Measure]) -> Measure | None:
    """The one availability of a line that says nothing else in numbers."""
    if len(found) != 1 or _COMPONENT.search(found[0].label) is None or found[0].quantity.readings[0].unit != "percent":
        return None
    reading = found[0].quantity.readings[0]
    return found[0] if reading.low >= LEAST and reading.high <= HUNDRED else None


def _composed(whole: Fact, parts: list[Measure]) -> Iterator[Fact]:
    """The ways in which parts make a whole. Only months, regions or numbered things are averaged."""
    plain = [part.quantity.readings[0] for part in parts]
    each = [(reading.low + reading.high) / 2 / HUNDRED for reading in plain]
    texts = [part.quantity.text for part in parts]
    yield _fact(whole, "chain_availability", prod(each, start=ONE), " × ".join(texts))
    yield _fact(
        whole, "parallel_parts_availability", 1 - prod((1 - part for part in each), start=ONE), " or ".join(texts)
    )
    if any(_AVERAGED.search(part.label) for part in parts):
        yield _fact(whole, "mean_parts_availability", sum(each, start=Fraction(0)) / len(each), ", ".join(texts))


def _fact(whole: Fact, concept: str, value: Fraction, text: str) -> Fact:
    reading = Reading(low=value * HUNDRED, high=value * HUNDRED, unit="percent")
    quantity = Quantity(text=text, span=whole.quantity.span, readings=(reading,))
    start = whole.place.span.start
    before = replace(whole.place, span=Span(start=start, end=start))
    return replace(whole, concept=concept, quantity=quantity, place=before, facets=replace(whole.facets, role=None))
