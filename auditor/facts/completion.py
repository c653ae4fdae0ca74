"""A unit that a label says in place of the number: ``Requests per second: 11,600``, ``Storage per day: 2 TB``."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.model import Quantity, Reading
from auditor.quantities import units
from auditor.quantities.readings import MAX_READINGS, ROUNDED, SLACK
from auditor.quantities.symbols import SYMBOLS, TIMES
from auditor.rational import Fraction

HALF = Fraction(1, 2)


def times_below(unit: str) -> tuple[str, ...]:
    """The stretches of time that a unit expression divides by."""
    return tuple(part for part in unit.split(" / ")[1:] if part in TIMES)


def completed(quantity: Quantity, unit: str, period: str = "") -> Quantity:
    """The quantity with the time that its concept's unit divides by, where it lacks one.

    ``period`` is the stretch of time that the label names, if it is another than that of ``unit``.
    """
    if unit in TIMES and not quantity.readings[0].unit:
        return replace(quantity, readings=tuple(replace(reading, unit=unit) for reading in quantity.readings))
    below = (period,) if period else times_below(unit)
    if len(below) != 1 or any(name == "time" for name, _ in units.factor(quantity.readings[0].unit)[1]):
        return quantity
    meanings = SYMBOLS[below[0]]
    plain = [reading for reading in quantity.readings if reading.assumption != ROUNDED]
    found = [_over(reading, *meaning) for meaning in meanings for reading in plain]
    rounded = [_over(reading, meanings[0][0], "") for reading in quantity.readings if reading.assumption == ROUNDED]
    return replace(quantity, readings=tuple((found + rounded)[:MAX_READINGS]))


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


def reckoned(quantity: Quantity) -> Quantity:
    """The quantity as estimates reckon with it: as printed, give or take what ordinary estimation leaves.

    The 1B of ``1B writes per day`` is what the plan multiplies, and not all from 0.5 to 1.5 billion. On trial, as the
    result of a calculation, it may be rounded to its last digit as ever.
    """
    narrow, wide = [], []
    for reading in quantity.readings:
        middle = (reading.low + reading.high) / 2
        half = Fraction(0) if reading.unit == "percent" else abs(middle) * SLACK
        if reading.assumption == ROUNDED or middle - reading.low <= half:
            narrow.append(reading)
        else:
            narrow.append(replace(reading, low=middle - half, high=middle + half))
            wide.append(replace(reading, assumption=ROUNDED))
    return replace(quantity, readings=tuple((narrow + wide[:1])[:MAX_READINGS]))
