"""What formulas reckon with: amounts in base units, and conditions that can be undecided.

Dimensions are kept strictly, except that counts of things may stand without their noun. Two dimensions fit if they are
equal, or if they differ only in counts (tokens, GPUs, layers …) that one side names and the other does not mention:

* ``pp * tp <= gpus`` fits: a plain number against GPUs;
* ``throughput * gpus >= target`` fits: tokens · GPUs / s against tokens / s, nobody counted GPUs on the right;
* tokens + requests does not: each side names a count that the other lacks;
* GB + seconds, dollars < euros, tokens < tokens² do not.

A sum takes the dimension of the side that names more. Only the ``0`` of a formula fits everything.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from auditor.quantities import units
from auditor.quantities.interval import Interval, ceiling, floor, maximum, minimum
from auditor.quantities.units import Dimension

MAX_BITS = 8192
"""Of a numerator or denominator: 2,466 digits, far more than the powers and products of printed numbers need."""


class Undecidable(Exception):  # noqa: N818 - a state of the values, nobody's error
    """A formula or an expression has no value for these operands; the text says why, in words for the reader."""


class Mismatch(Exception):  # noqa: N818 - becomes a FormulaError at load, Undecidable later
    """Operands that do not go together, whatever their values; the text says why."""


class Amount(Struct, frozen=True):
    """A value in base units (bit, second, joule …; see ``units.factor``) and its dimension."""

    interval: Interval
    dimension: Dimension = ()


class Truth(Struct, frozen=True):
    """A condition on values that are known only up to their rounding.

    ``possible``: some of the values make it true. ``certain``: all of them do.
    """

    possible: bool
    certain: bool

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.possible and other.possible, self.certain and other.certain)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.possible or other.possible, self.certain or other.certain)

    def __invert__(self) -> Truth:
        return Truth(not self.certain, not self.possible)


ZERO = Amount(Interval.point(0))
"""The literal ``0``, known by its identity."""


def amount(interval: Interval, expression: str) -> Amount:
    """An interval of some unit as an amount. ``ValueError`` if the registry has no such unit."""
    scale, dimension = units.factor(expression)
    return Amount(scale * interval, dimension)


@lru_cache(maxsize=4096)
def common(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a sum. ``Mismatch`` if there is none; see the module's rule for counts."""
    if left == right:
        return left
    ours, theirs = dict(left), dict(right)
    apart = [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    extra_left = any(name in ours for name in apart)
    extra_right = any(name in theirs for name in apart)
    if (extra_left and extra_right) or not all(map(units.is_count, apart)):
        raise Mismatch(f"{units.describe(left)} does not go with {units.describe(right)}")
    return left if extra_left else right


@lru_cache(maxsize=4096)
def multiplied(left: Dimension, right: Dimension, power: int = 1) -> Dimension:
    """The dimension of ``left * right ** power``."""
    totals = dict(left)
    for name, exponent in right:
        totals[name] = totals.get(name, 0) + exponent * power
    return tuple(sorted((name, exponent) for name, exponent in totals.items() if exponent))


def divided(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return multiplied(left, right, -1)


def remaining(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a remainder: that of what was divided."""
    common(left, right)
    return left


def counted(dimension: Dimension) -> Dimension:
    """The dimension of what was rounded to whole things.

    ``Mismatch`` if whole things would depend on the unit: whole GB, or whole MB.
    """
    if not all(units.is_count(name) for name, _ in dimension):
        raise Mismatch(f"only plain numbers and counts are rounded, not {units.describe(dimension)}")
    return dimension


def remainder(left: Interval, right: Interval) -> Interval:
    """What a division of whole numbers leaves. ``Undecidable`` for anything but exact whole numbers."""
    if not all(each.is_exact and each.low.denominator == 1 for each in (left, right)):
        raise Undecidable("divisibility is only decided between exact whole numbers")
    return Interval.point(left.low % right.low)


def total(*intervals: Interval) -> Interval:
    """The sum of one interval or more."""
    return sum(intervals[1:], intervals[0])


BINARY: dict[
    type[ast.operator], tuple[Callable[[Dimension, Dimension], Dimension], Callable[[Interval, Interval], Interval]]
] = {
    ast.Add: (common, operator.add),
    ast.Sub: (common, operator.sub),
    ast.Mult: (multiplied, operator.mul),
    ast.Div: (divided, operator.truediv),
    ast.Mod: (remaining, remainder),
}
"""For each operator of the syntax tree: the dimension of the result, and the result."""

AGGREGATES: dict[str, Callable[..., Interval]] = {"sum": total, "min": minimum, "max": maximum}
ROUNDINGS: dict[str, Callable[[Interval], Interval]] = {"ceil": ceiling, "floor": floor}
FUNCTIONS = frozenset({*AGGREGATES, *ROUNDINGS, "abs"})
"""What a formula may call."""

COMPARISONS: dict[type[ast.cmpop], Callable[[Interval, Interval], Truth]] = {
    ast.Eq: lambda left, right: Truth(left.meets(right), left.is_exact and left == right),
    ast.NotEq: lambda left, right: ~Truth(left.meets(right), left.is_exact and left == right),
    ast.Lt: lambda left, right: Truth(left.low < right.high, left.high < right.low),
    ast.LtE: lambda left, right: Truth(left.low <= right.high, left.high <= right.low),
    ast.Gt: lambda left, right: Truth(right.low < left.high, right.high < left.low),
    ast.GtE: lambda left, right: Truth(right.low <= left.high, right.high <= left.low),
}


def exactly(operation: Callable[..., Interval], *intervals: Interval) -> Interval:
    """The result of an operation; ``Undecidable`` where it has none, or one with too many digits."""
    try:
        result = operation(*intervals)
    except ZeroDivisionError:
        raise Undecidable("a division by zero, or by a value that may be zero") from None
    if _bits(result) > MAX_BITS:
        raise Undecidable("a number with too many digits")
    return result


def blindly(operation: Callable[..., Interval], *intervals: Interval) -> Interval:  # noqa: ARG001 - stands for exactly
    """A stand-in for the result, where only dimensions are asked for."""
    return ZERO.interval


def _bits(interval: Interval) -> int:
    low, high = interval.low, interval.high
    return max(each.bit_length() for each in (low.numerator, low.denominator, high.numerator, high.denominator))
