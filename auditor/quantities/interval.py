"""Exact arithmetic on closed intervals: the magnitude of a printed number, which is known only up to its rounding.

An interval holds every value from ``low`` to ``high``, both of them ``Fraction``. The result of an operation contains
the result for every choice of values inside the operands, and its bounds are exact: nothing is rounded, nothing is a
float.
``int`` and ``Fraction`` count as points on either side of an operator; a ``float`` is a ``TypeError``.

Intervals have no order (``<`` is a ``TypeError``): whether one is below the other may be undecided. They serve as the
magnitude of pint quantities, whose conversion factors are ``int`` or ``Fraction``.
"""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import force_setattr

from auditor.rational import Fraction

MAX_EXPONENT = 9
"""Powers go from ``-MAX_EXPONENT`` to ``MAX_EXPONENT``: a formula never needs more, and a bomb always does."""


class Interval(Struct, frozen=True, eq=False):
    """Every value from ``low`` to ``high``, both included.

    Raises ``TypeError`` for bounds that are neither ``int`` nor ``Fraction``, ``ValueError`` if ``low > high``.
    Two intervals are equal if their bounds are; a point also equals, and hashes like, the number it is.
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if type(self.low) is not Fraction or type(self.high) is not Fraction:
            force_setattr(self, "low", _exact(self.low))
            force_setattr(self, "high", _exact(self.high))
        if self.low > self.high:
            raise ValueError(f"an interval from {self.low} down to {self.high}")

    @classmethod
    def point(cls, value: int | Fraction) -> Interval:
        """The interval that holds one value and nothing else."""
        exact = _exact(value)
        return Interval(exact, exact)

    @property
    def is_exact(self) -> bool:
        """Whether it holds a single value."""
        return self.low is self.high or self.low == self.high

    @property
    def midpoint(self) -> Fraction:
        """The value in the middle: what a person printed, if the rounding is symmetric."""
        return self.low if self.is_exact else (self.low + self.high) / 2

    def meets(self, other: Interval | int | Fraction) -> bool:
        """Whether some value is in both."""
        that = _interval(other)
        return self.low <= that.high and that.low <= self.high

    def contains(self, other: Interval | int | Fraction) -> bool:
        """Whether every value of the other is in this one."""
        that = _interval(other)
        return self.low <= that.low and that.high <= self.high

    def __eq__(self, other: object) -> bool:
        if type(other) is Interval:
            return self.low == other.low and self.high == other.high
        if isinstance(other, (int, Fraction)):
            return self.low == other and self.high == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.low) if self.is_exact else hash((self.low, self.high))

    def __str__(self) -> str:
        return str(self.low) if self.is_exact else f"[{self.low}, {self.high}]"

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __pos__(self) -> Interval:
        return self

    def __abs__(self) -> Interval:
        if self.low.numerator >= 0:
            return self
        if self.high.numerator <= 0:
            return -self
        return Interval(Fraction(0), max(-self.low, self.high))

    def __add__(self, other: Interval | int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        that = _interval(other)
        low = self.low + that.low
        return Interval(low, low if _points(self, that) else self.high + that.high)

    __radd__ = __add__

    def __sub__(self, other: Interval | int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        that = _interval(other)
        low = self.low - that.high
        return Interval(low, low if _points(self, that) else self.high - that.low)

    def __rsub__(self, other: int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return _interval(other) - self

    def __mul__(self, other: Interval | int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return _product(self, _interval(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Interval | int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return _quotient(self, _interval(other))

    def __rtruediv__(self, other: int | Fraction) -> Interval:
        if not isinstance(other, _OPERANDS):
            return NotImplemented
        return _quotient(_interval(other), self)

    def __pow__(self, exponent: int | Fraction) -> Interval:
        """Raises ``TypeError`` for an exponent that is no whole number, ``ValueError`` for one beyond 9 or -9."""
        if not isinstance(exponent, (int, Fraction)):
            return NotImplemented
        if exponent.denominator != 1:
            raise TypeError(f"a power of {exponent}: only whole exponents are exact")
        power = int(exponent)
        if abs(power) > MAX_EXPONENT:
            raise ValueError(f"a power of {power}: exponents go from -{MAX_EXPONENT} to {MAX_EXPONENT}")
        return _quotient(_ONE, _power(self, -power)) if power < 0 else _power(self, power)


def minimum(*intervals: Interval) -> Interval:
    """Where the least of the values can be."""
    return Interval(min(each.low for each in intervals), min(each.high for each in intervals))


def maximum(*intervals: Interval) -> Interval:
    """Where the greatest of the values can be."""
    return Interval(max(each.low for each in intervals), max(each.high for each in intervals))


def floor(interval: Interval) -> Interval:
    """The greatest whole numbers not above the values."""
    low = Fraction(math.floor(interval.low))
    return Interval(low, low if interval.is_exact else Fraction(math.floor(interval.high)))


def ceiling(interval: Interval) -> Interval:
    """The least whole numbers not below the values."""
    low = Fraction(math.ceil(interval.low))
    return Interval(low, low if interval.is_exact else Fraction(math.ceil(interval.high)))


def _exact(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int):
        return Fraction(value)
    raise TypeError(f"an interval of {type(value).__name__}: its bounds are int or Fraction")


def _interval(value: Interval | int | Fraction) -> Interval:
    return value if isinstance(value, Interval) else Interval.point(value)


def _points(left: Interval, right: Interval) -> bool:
    """Whether both are points that were made as such: cheap, and a no costs only time."""
    return left.low is left.high and right.low is right.high


def _product(left: Interval, right: Interval) -> Interval:
    if right.low is right.high:
        return _scaled(left, right.low)
    if left.low is left.high:
        return _scaled(right, left.low)
    if left.low.numerator >= 0 and right.low.numerator >= 0:
        return Interval(left.low * right.low, left.high * right.high)
    corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return Interval(min(corners), max(corners))


def _scaled(interval: Interval, factor: Fraction) -> Interval:
    """An interval times one number: two products, one for a point."""
    low = interval.low * factor
    if interval.low is interval.high:
        return Interval(low, low)
    high = interval.high * factor
    return Interval(low, high) if factor.numerator >= 0 else Interval(high, low)


def _quotient(left: Interval, right: Interval) -> Interval:
    if right.low.numerator <= 0 <= right.high.numerator:
        raise ZeroDivisionError(f"division by {right}, which holds zero")
    low = 1 / right.high
    return _product(left, Interval(low, low if right.low is right.high else 1 / right.low))


def _power(interval: Interval, exponent: int) -> Interval:
    """A power that is not negative. What is raised to 0 is 1, also zero."""
    low = interval.low**exponent
    if interval.low is interval.high:
        return Interval(low, low)
    high = interval.high**exponent
    if exponent % 2 or interval.low.numerator >= 0:
        return Interval(low, high)
    if interval.high.numerator <= 0:
        return Interval(high, low)
    return Interval(Fraction(0 if exponent else 1), max(low, high))


_OPERANDS = (Interval, int, Fraction)
_ONE = Interval.point(1)
