"""Expressions of a document → amounts, by exact interval arithmetic.

An amount is what one choice of readings gives: an interval in base units, the value computed from the printed digits
themselves, and the physical dimension. Counts (tokens, users) carry no dimension here: prose leaves them out too often for
their absence to mean anything. Where one side of a statement leaves out a unit altogether, that unit can be taken as a mere
label (``Labels``), so that ``100M × 2 MB = 200 TB/day`` can still be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from auditor.model import Expression, Name, Number, Quantity, Reading
from auditor.quantities import units
from auditor.quantities.units import physical
from auditor.quantities.interval import Interval

MAX_POWER = 300
MAX_BITS = 4000

Label = Literal["rate", "printed", "base"]
Labels: TypeAlias = tuple[tuple[str, Label], ...]
"""Dimensions whose units count as mere labels. ``rate``: only where they stand below (``/day``); ``printed``: everywhere, the
number as printed; ``base``: everywhere, turned into bytes, seconds … first."""
Choice: TypeAlias = Mapping[int, Reading]
"""The reading chosen for each quantity, by its ``id``; the plain one where none is named."""


class Undecidable(Exception):
    """The expression has no value that can be computed; the message says why."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in base units: its interval, the value of the printed digits, and its dimension without counts."""

    interval: Interval
    point: Fraction
    dimension: units.Dimension


@lru_cache(maxsize=4096)
def labelled(unit: str, labels: Labels) -> tuple[Fraction, units.Dimension]:
    """The same with some dimensions taken as labels."""
    scale, dimension = physical(unit)
    modes = dict(labels)
    if not any(name in modes for name, _ in dimension):
        return scale, dimension
    factor, powers = units.parse(unit)
    kept: dict[str, int] = {}
    for name, power in powers:
        one, inner = physical(name)
        mode = modes.get(inner[0][0]) if len(inner) == 1 else None
        if mode == "printed" or (mode == "rate" and power < 0):
            continue
        factor *= (one / 8 if inner == (("information", 1),) and mode == "base" else one) ** power
        for base, exponent in inner:
            if modes.get(base) not in ("base", "printed"):
                kept[base] = kept.get(base, 0) + exponent * power
    return factor, tuple(sorted((base, power) for base, power in kept.items() if power))


def evaluate(expression: Expression, choice: Choice, labels: Labels = ()) -> Amount:
    """The amount of an expression under one choice of readings. Raises ``Undecidable``."""
    if isinstance(expression, Name):
        raise Undecidable(f"“{expression.text}” has no number here")
    if isinstance(expression, Number):
        return _amount(expression.quantity, choice, labels)
    left = evaluate(expression.left, choice, labels)
    right = evaluate(expression.right, choice, labels)
    match expression.operator:
        case "*" | "of":
            return _times(left, right)
        case "/":
            return _over(left, right)
        case "^":
            return _power(left, right)
        case "+" | "-":
            return _plus(left, right, 1 if expression.operator == "+" else -1, expression.right)


def _amount(quantity: Quantity, choice: Choice, labels: Labels) -> Amount:
    reading = choice.get(id(quantity), quantity.readings[0])
    scale, dimension = labelled(reading.unit, labels) if labels else physical(reading.unit)
    low, high = reading.low * scale, reading.high * scale
    return Amount(Interval(low, high), (low + high) / 2 if quantity.hedge != "range" else low, dimension)


def _times(left: Amount, right: Amount) -> Amount:
    return Amount(
        left.interval * right.interval, left.point * right.point, _combine(left.dimension, right.dimension, 1)
    )


def _over(left: Amount, right: Amount) -> Amount:
    if right.interval.low <= 0 <= right.interval.high or right.point == 0:
        raise Undecidable("it divides by a value that may be zero")
    return Amount(
        left.interval / right.interval, left.point / right.point, _combine(left.dimension, right.dimension, -1)
    )


def _plus(left: Amount, right: Amount, sign: int, written: Expression) -> Amount:
    if (
        isinstance(written, Number)
        and written.quantity.readings[0].unit == "percent"
        and (left.dimension or left.point > 2)
    ):
        return _times(left, Amount(1 + sign * right.interval, 1 + sign * right.point, ()))
    if left.dimension != right.dimension:
        raise Undecidable(f"it adds {units.describe(left.dimension)} and {units.describe(right.dimension)}")
    return Amount(left.interval + sign * right.interval, left.point + sign * right.point, left.dimension)


def _power(base: Amount, exponent: Amount) -> Amount:
    power = exponent.point
    if exponent.dimension or power.denominator != 1 or abs(power) > MAX_POWER:
        raise Undecidable("its exponent is not a small whole number")
    size = base.point.numerator.bit_length() + base.point.denominator.bit_length()
    if size * abs(power) > MAX_BITS or (base.point == 0 and power < 0):
        raise Undecidable("its power is too large")
    whole = int(power)
    if base.interval.low < 0:
        raise Undecidable("it raises a negative value to a power")
    low, high = (
        sorted((base.interval.low**whole, base.interval.high**whole))
        if whole >= 0 or base.interval.low
        else (Fraction(0),) * 2
    )
    dimension = tuple((name, exponent * whole) for name, exponent in base.dimension if whole)
    return Amount(Interval(low, high), base.point**whole, dimension)


@lru_cache(maxsize=4096)
def _combine(left: units.Dimension, right: units.Dimension, sign: int) -> units.Dimension:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
