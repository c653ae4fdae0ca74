"""Expressions of a document → values in base units, by exact interval arithmetic.

Counts (tokens, users) carry no dimension here: prose leaves them out too often for their absence to mean anything.
Where one side of a statement leaves out a unit altogether, that unit can be taken as a mere label (``Labels``), so
that ``100M × 2 MB = 200 TB/day`` can still be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable, divided, multiplied
from auditor.model import Expression, Name, Number, Operation, Quantity, Reading
from auditor.quantities import units
from auditor.quantities.formatting import ends
from auditor.quantities.interval import Interval
from auditor.quantities.units import Dimension, physical
from auditor.rational import Fraction

MAX_POWER = 300
MAX_BITS = 4000
MAX_RANGES = 4
"""Ranges among the operands whose ends are tried together."""

Label = Literal["rate", "printed", "base", "giga"]
"""How a unit is taken as a mere label. ``rate``: only where it stands below (``/day``); ``printed``: everywhere, the
number as printed; ``base``: everywhere, the number turned into bytes, seconds … first; ``giga``: into GB."""
Labels: TypeAlias = tuple[tuple[str, Label], ...]
"""The dimensions whose units count as mere labels."""
Choice: TypeAlias = Mapping[int, Reading]
"""The reading chosen for each quantity, by its ``id``; the plain one where none is named."""


class Evaluated(Struct, frozen=True):
    """What an expression comes to under one choice of readings, in base units."""

    interval: Interval
    """Every value that the rounding of the operands allows."""
    point: Fraction
    """The value of the printed digits themselves."""
    dimension: Dimension
    """Without counts."""

    def scaled(self, factor: Fraction) -> Evaluated:
        """The same, so many times as much."""
        return replace(self, interval=self.interval * factor, point=self.point * factor)


@lru_cache(maxsize=4096)
def labelled(unit: str, labels: Labels) -> tuple[Fraction, Dimension]:
    """The same with some dimensions taken as labels."""
    scale, dimension = physical(unit)
    modes = dict(labels)
    factor, powers = units.parse(unit)
    if not any(base in modes for name, _ in powers for base, _ in physical(name)[1]):
        return scale, dimension
    kept: dict[str, int] = {}
    for name, power in powers:
        one, inner = physical(name)
        mode = modes.get(inner[0][0]) if len(inner) == 1 else None
        if mode == "printed" or (mode == "rate" and power < 0):
            continue
        factor *= (one / _LABELLED_BITS.get(mode or "", 1) if inner == (("information", 1),) else one) ** power
        for base, exponent in inner:
            if modes.get(base) in (None, "rate"):
                kept[base] = kept.get(base, 0) + exponent * power
    return factor, tuple(sorted((base, power) for base, power in kept.items() if power))


_LABELLED_BITS = {"base": 8, "giga": 8 * 10**9}
"""Of what size the number says how many, where a unit of information is a label."""


def evaluate(expression: Expression, choice: Choice, labels: Labels = ()) -> Evaluated:
    """The value of an expression under one choice of readings. Raises ``Undecidable``.

    A chain of signs is a tree that is deep on the left, so that side is walked by a loop.
    """
    chain = []
    while isinstance(expression, Operation):
        chain.append(expression)
        expression = expression.left
    if isinstance(expression, Name):
        raise Undecidable(f"“{expression.text}” has no number here")
    value = _printed(expression.quantity, choice, labels)
    for operation in reversed(chain):
        value = _applied(operation, value, evaluate(operation.right, choice, labels))
    return value


def ends_of(expression: Expression, labels: Labels) -> tuple[Fraction, Fraction]:
    """The least and the greatest point that the printed ends of the ranges among its operands give.

    ``Undecidable`` where there is none, as where a range that is divided by reaches zero.
    """
    ranges = [number.quantity for number in numbers(expression) if ends(number.quantity)][:MAX_RANGES]
    points = []
    for choice in product(*map(_at_ends, ranges)):
        try:
            points.append(evaluate(expression, dict(choice), labels).point)
        except Undecidable:
            continue  # one end of a divisor may be zero
    points = points or [evaluate(expression, {}, labels).point]
    return min(points), max(points)


def _at_ends(quantity: Quantity) -> list[tuple[int, Reading]]:
    """A range as the one and as the other of its printed numbers."""
    plain = quantity.readings[0]
    return [(id(quantity), replace(plain, low=end, high=end)) for end in ends(quantity) or ()]


def _applied(operation: Operation, left: Evaluated, right: Evaluated) -> Evaluated:
    """One operation on two values."""
    match operation.operator:
        case "*" | "of":
            return _times(left, right)
        case "/":
            return _over(left, right)
        case "^":
            return _power(left, right)
        case "+" | "-":
            sign = 1 if operation.operator == "+" else -1
            if _is_rate(operation.left) != _is_rate(operation.right):
                raise Undecidable("it adds a value and one that counts for each of several things")
            return _grown(left, right, sign) if _is_growth(left, operation.right) else _plus(left, right, sign)


def _is_rate(expression: Expression) -> bool:
    """``1 h per step``: so much for each of an unknown number of things."""
    return isinstance(expression, Number) and expression.quantity.noun.startswith("per ")


def _printed(quantity: Quantity, choice: Choice, labels: Labels) -> Evaluated:
    """One operand; of a range the printed value is its low end."""
    reading = choice.get(id(quantity), quantity.readings[0])
    scale, dimension = labelled(reading.unit, labels) if labels else physical(reading.unit)
    interval = Interval(reading.low * scale, reading.high * scale)
    return Evaluated(interval, interval.low if quantity.hedge == "range" else interval.midpoint, dimension)


def _times(left: Evaluated, right: Evaluated) -> Evaluated:
    dimension = multiplied(left.dimension, right.dimension)
    return Evaluated(left.interval * right.interval, left.point * right.point, dimension)


def _over(left: Evaluated, right: Evaluated) -> Evaluated:
    if right.interval.low <= 0 <= right.interval.high or right.point == 0:
        raise Undecidable("it divides by a value that may be zero")
    dimension = divided(left.dimension, right.dimension)
    return Evaluated(left.interval / right.interval, left.point / right.point, dimension)


def _is_growth(left: Evaluated, written: Expression) -> bool:
    """``80 GB + 10 %``: the percentage is one of what stands before it, unless that is a share itself."""
    if not isinstance(written, Number) or written.quantity.readings[0].unit != "percent":
        return False
    return bool(left.dimension) or left.point > 2


def _grown(left: Evaluated, share: Evaluated, sign: int) -> Evaluated:
    return _times(left, Evaluated(1 + sign * share.interval, 1 + sign * share.point, ()))


def _plus(left: Evaluated, right: Evaluated, sign: int) -> Evaluated:
    if left.dimension != right.dimension:
        raise Undecidable(f"it adds {units.describe(left.dimension)} and {units.describe(right.dimension)}")
    return Evaluated(left.interval + sign * right.interval, left.point + sign * right.point, left.dimension)


def _power(base: Evaluated, exponent: Evaluated) -> Evaluated:
    whole = _whole(exponent)
    size = base.point.numerator.bit_length() + base.point.denominator.bit_length()
    if size * abs(whole) > MAX_BITS or (base.point == 0 and whole < 0):
        raise Undecidable("its power is too large")
    low, high = base.interval.low, base.interval.high
    if low < 0:
        raise Undecidable("it raises a negative value to a power")
    ends = sorted((low**whole, high**whole)) if whole >= 0 or low else [Fraction(0), Fraction(0)]
    return Evaluated(Interval(*ends), base.point**whole, multiplied((), base.dimension, whole))


def _whole(exponent: Evaluated) -> int:
    if exponent.dimension or exponent.point.denominator != 1 or abs(exponent.point) > MAX_POWER:
        raise Undecidable("its exponent is not a small whole number")
    return int(exponent.point)
