"""The downtime that an availability in a heading allows: per year, per month, per week, per day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from auditor.claims.forms import NOWHERE, UNAVAILABLE
from auditor.model import Document, Measure, Number, Quantity, Reading, Relation, Span, Table
from auditor.quantities.symbols import SYMBOLS
from auditor.quantities.units import physical

SPAN = re.compile(r"\b(year|month|week|day|hour)\b", re.IGNORECASE)
DOWN = re.compile(r"\b(?:downtime|outage|unavailab\w+|error budget)\b", re.IGNORECASE)
LEAST = 4
"""Rows that must hold before one that does not is reported."""
GREGORIAN = {"year": Fraction(3652425, 10000), "month": Fraction(3652425, 120000)}
"""Days of a year and a month with the leap years of the calendar."""
TIME = (("time", 1),)


def one(span: str) -> Quantity:
    """One year, month, week …, in every length that it is reckoned with."""
    ways = [Reading(low=Fraction(1), high=Fraction(1), unit=unit, assumption=note) for unit, note in SYMBOLS[span]]
    if span in GREGORIAN:
        days = GREGORIAN[span]
        ways.append(Reading(low=days, high=days, unit="day", assumption=f"a {span} is {float(days):.6g} days"))
    return Quantity(text=f"1 {span}", span=NOWHERE, readings=tuple(ways), exact=True)


def allowances(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Relation]:
    """Each row of a table that gives the downtime of one span; all of them support each other."""
    promised = _promised(document, by_block)
    rows = [
        (span, promised[table.section], stated)
        for table in document.tables
        if table.section in promised
        for span, stated in _rows(document, table, by_block)
    ]
    for span, availability, stated in rows:
        yield Relation(
            span=stated.quantity.span,
            text=stated.text,
            block=stated.block,
            label=stated.label,
            stated=stated.quantity,
            computed=UNAVAILABLE.build([Number(quantity=availability), Number(quantity=one(span))]),
            words="(1 − availability) × span",
            support=LEAST,
            rows=len(rows),
            group=rows[0][2].span.start,
            judged=True,
        )


def _promised(document: Document, by_block: dict[int, list[Measure]]) -> dict[int, Quantity]:
    """For each section the availability in its heading, taken as exact."""
    found = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" and len(measures := by_block.get(index, [])) >= 1:
            quantity = measures[0].quantity
            plain = quantity.readings[0]
            middle = (plain.low + plain.high) / 2
            if plain.unit == "percent" and 90 <= middle < 100:
                exact = Reading(low=middle, high=middle, unit="percent")
                found[block.section] = Quantity(text=quantity.text, span=quantity.span, readings=(exact,), exact=True)
    return found


def _rows(document: Document, table: Table, by_block: dict[int, list[Measure]]) -> Iterator[tuple[str, Measure]]:
    headers = " ".join(document.blocks[cell].text for cell in table.header if cell is not None)
    for row in table.rows:
        label = document.blocks[row[0]].text if row and row[0] is not None else ""
        span = SPAN.search(label)
        found = by_block.get(row[1], []) if len(row) == 2 and row[1] is not None else []
        times = all(physical(measure.quantity.readings[0].unit)[1] == TIME for measure in found)
        if span and found and times and DOWN.search(f"{label} {headers}"):
            yield span[1].lower(), _together(document, found)


def _together(document: Document, found: Sequence[Measure]) -> Measure:
    """``8h 45min 57s`` as one duration, rounded as its last part is."""
    first, last = found[0], found[-1]
    if first is last:
        return first
    whole, rest = Fraction(0), last.quantity.readings[0]
    for measure in found[:-1]:
        plain = measure.quantity.readings[0]
        whole += (plain.low + plain.high) / 2 * physical(plain.unit)[0]
    size = physical(rest.unit)[0]
    half = max((rest.high - rest.low) / 2, Fraction(1, 2) if "." not in last.text else Fraction(0)) * size
    middle = whole + (rest.low + rest.high) / 2 * size
    span = Span(start=first.span.start, end=last.span.end)
    text = document.source.text[span.start : span.end]
    reading = Reading(low=middle - half, high=middle + half, unit="second")
    quantity = Quantity(text=text, span=span, readings=(reading,))
    return Measure(span=span, text=text, block=first.block, label=first.label, quantity=quantity)
