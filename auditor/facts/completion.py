"""A unit that a label says in place of the number: ``Requests per second: 11,600``, ``Storage per day: 2 TB``."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from auditor.model import Quantity, Reading
from auditor.quantities import units
from auditor.quantities.readings import MAX_READINGS
from auditor.quantities.symbols import SYMBOLS, TIMES

HALF = Fraction(1, 2)


def times_below(unit: str) -> tuple[str, ...]:
    """The stretches of time that a unit expression divides by."""
    return tuple(part for part in unit.split(" / ")[1:] if part in TIMES)


def completed(quantity: Quantity, unit: str, period: str = "") -> Quantity:
    """The quantity with the time that its concept's unit divides by, where it lacks one.

    ``period`` is the stretch of time that the label names, if it is another than that of ``unit``.
    """
    below = (period,) if period else times_below(unit)
    if len(below) != 1 or any(name == "time" for name, _ in units.factor(quantity.readings[0].unit)[1]):
        return quantity
    meanings = SYMBOLS[below[0]]
    found = [_over(reading, *meaning) for meaning in meanings for reading in quantity.readings]
    return replace(quantity, readings=tuple(found[:MAX_READINGS]))


def _over(reading: Reading, period: str, note: str) -> Reading:
    """A reading per period. What happens in a stretch of time is no exact count: it is rounded like a measurement."""
    half = HALF if reading.low == reading.high and not reading.unit.endswith("byte") else Fraction(0)
    assumption = "; ".join(filter(None, (reading.assumption, note)))
    return Reading(
        low=reading.low - half,
        high=reading.high + half,
        unit=f"{reading.unit or '1'} / {period}",
        assumption=assumption,
    )
