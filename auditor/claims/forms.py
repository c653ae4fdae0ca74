"""The ways to compute one column from others: a float function to sieve with, and the expression that it means."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from auditor.model import Expression, Number, Operation, Operator, Quantity, Reading, Span
from auditor.quantities.units import Dimension, physical
from auditor.rational import Fraction

NOWHERE = Span(start=0, end=0)
"""The span of what is not written."""

Family: TypeAlias = Literal["ratio", "difference", "sum", "product", "same"]
"""What a header can announce: a comparison, what is left over, a sum, a product, the same in another unit."""
Dimensions: TypeAlias = tuple[Dimension, ...]


def _none(_: Dimensions) -> Dimension | None:
    return None


class Form(Struct, frozen=True):
    """A way to compute a column: a float function to sieve with, and the expression that it stands for."""

    words: str
    compute: Callable[[Sequence[float]], float]
    build: Callable[[Sequence[Expression]], Expression]
    symmetric: bool = False
    family: Family = "ratio"
    dimension: Callable[[Dimensions], Dimension | None] = _none
    """The dimension of the result, if the operands are taken with their units; ``None`` where they do not fit."""
    powers: tuple[int, ...] = ()
    """For a constant times its operands the power of each: 1, or -1 for a divisor."""


def number(value: int, unit: str = "") -> Number:
    """A constant of a form."""
    exact = Reading(low=Fraction(value), high=Fraction(value), unit=unit)
    return Number(
        quantity=Quantity(
            text=str(value) if unit in ("", MONTHS) else f"{value} {unit}", span=NOWHERE, readings=(exact,), exact=True
        )
    )


def operation(operator: Operator, left: Expression, right: Expression) -> Operation:
    """Two operands that are not written side by side."""
    return Operation(operator=operator, left=left, right=right, span=NOWHERE)


def chain(operator: Operator) -> Callable[[Sequence[Expression]], Expression]:
    """All operands with one sign between them."""

    def joined(expressions: Sequence[Expression]) -> Expression:
        result = expressions[0]
        for expression in expressions[1:]:
            result = operation(operator, result, expression)
        return result

    return joined


def _change(e: Sequence[Expression]) -> Expression:
    return operation("-", operation("/", e[0], e[1]), number(1))


def _reduction(e: Sequence[Expression]) -> Expression:
    return operation("-", number(1), operation("/", e[0], e[1]))


def _unavailable(e: Sequence[Expression]) -> Expression:
    return operation("*", operation("-", number(1), e[0]), e[1])


def _share(e: Sequence[Expression]) -> Expression:
    return operation("/", e[0], chain("+")(e[1:]))


def _scaled_product(divisor: int) -> Callable[[Sequence[Expression]], Expression]:
    return lambda e: operation("/", operation("*", e[0], e[1]), number(divisor))


# --- dimensions -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _joined(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _quotient(d: Dimensions) -> Dimension | None:
    return _joined(d[0], d[1], -1)


def _alike(d: Dimensions) -> Dimension | None:
    return d[0] if all(other == d[0] for other in d) else None


def _pure(d: Dimensions) -> Dimension | None:
    return () if _alike(d) is not None else None


def _multiplied(d: Dimensions) -> Dimension | None:
    result: Dimension = ()
    for each in d:
        result = _joined(result, each, 1)
    return result


def _product(
    words: str,
    compute: Callable[[Sequence[float]], float],
    build: Callable[[Sequence[Expression]], Expression],
    dimension: Callable[[Dimensions], Dimension | None] = _none,
) -> Form:
    """The product of two columns, perhaps over a constant."""
    return Form(words, compute, build, symmetric=True, family="product", dimension=dimension, powers=(1, 1))


MONTHS = "month / year"

# --- the forms --------------------------------------------------------------------------------------------------------

RATIO = Form("{0} ÷ {1}", lambda v: v[0] / v[1], chain("/"), dimension=_quotient, powers=(1, -1))
CHANGE = Form("{0} ÷ {1} − 1", lambda v: v[0] / v[1] - 1, _change, dimension=_pure)
REDUCTION = Form("1 − {0} ÷ {1}", lambda v: 1 - v[0] / v[1], _reduction, dimension=_pure)
DIFFERENCE = Form("{0} − {1}", lambda v: v[0] - v[1], chain("-"), family="difference", dimension=_alike)
COMPARING = (RATIO, CHANGE, REDUCTION, DIFFERENCE)
"""What one row can be against another."""
OF_TWO = (
    *COMPARING,
    _product("{0} × {1}", lambda v: v[0] * v[1], chain("*"), _multiplied),
    _product("{0} × {1} ÷ 8", lambda v: v[0] * v[1] / 8, _scaled_product(8)),
    _product("{0} × {1} ÷ 1000", lambda v: v[0] * v[1] / 1000, _scaled_product(1000)),
)
PLAIN = tuple(form for form in OF_TWO if form not in (CHANGE, REDUCTION))
"""What a column can be that holds no percentages and does not announce itself as a change."""
SUM = Form("sum", sum, chain("+"), symmetric=True, family="sum", dimension=_alike)
PRODUCT = Form(
    "product", math.prod, chain("*"), symmetric=True, family="product", dimension=_multiplied, powers=(1, 1, 1)
)
SAME = Form("{0} in another unit", lambda v: v[0], lambda e: e[0], family="same", dimension=_alike)
RECIPROCAL = Form(
    "1 ÷ {0}",
    lambda v: 1 / v[0],
    lambda e: operation("/", number(1), e[0]),
    family="same",
    dimension=lambda d: _joined((), d[0], -1),
)
YEAR = 12 * float(physical(MONTHS)[0])
"""Twelve months, in lengths of months and years that do not quite fit each other."""
YEARLY = Form(
    "{0} × 12",
    lambda v: v[0] * YEAR,
    lambda e: operation("*", e[0], number(12, MONTHS)),
    family="same",
    dimension=_alike,
)
MONTHLY = Form(
    "{0} ÷ 12",
    lambda v: v[0] / YEAR,
    lambda e: operation("/", e[0], number(12, MONTHS)),
    family="same",
    dimension=_alike,
)
UNAVAILABLE = Form(
    "(1 − {0}) × {1}", lambda v: (1 - v[0]) * v[1], _unavailable, family="same", dimension=lambda d: d[1]
)
OF_ONE_WHOLE = Form(
    "{0} × {2} ÷ {1}",
    lambda v: v[0] * v[2] / v[1],
    lambda e: operation("/", operation("*", e[0], e[2]), e[1]),
    dimension=lambda d: d[2] if d[0] == d[1] else None,
)
"""A share, where another row says what share of the same whole its value is."""
SHARE = Form("{0} ÷ the sum of its column", lambda v: v[0] / sum(v[1:]), _share, dimension=_pure)


def multiple(factor: int, *, up: bool) -> Form:
    """A whole multiple or a whole part of one column."""
    if up:
        words, build = f"{{0}} × {factor}", lambda e: operation("*", e[0], number(factor))
        return Form(words, lambda v: v[0] * factor, build, family="product", dimension=_alike)
    words, build = f"{{0}} ÷ {factor}", lambda e: operation("/", e[0], number(factor))
    return Form(words, lambda v: v[0] / factor, build, family="product", dimension=_alike)


def part_of(whole: int, unit: str) -> Form:
    """The share of a whole that stands in no cell: the specified 50 GB/s."""
    size = float(physical(unit)[0]) * whole
    words, build = f"{{0}} ÷ {whole}", lambda e: operation("/", e[0], number(whole, unit))
    return Form(words, lambda v: v[0] / size, build, family="product", dimension=_pure)


def so_much_each(count: int, unit: str, *, up: bool) -> Form:
    """An amount for each of a number: 2 bytes a parameter, or half a byte."""
    size = float(physical(unit)[0])
    amount = size * count if up else size / count

    def build(e: Sequence[Expression]) -> Expression:
        if up:
            return operation("*", e[0], number(count, unit))
        return operation("/", operation("*", e[0], number(1, unit)), number(count))

    words = f"{{0}} × {count} {unit}" if up else f"{{0}} × {unit} ÷ {count}"
    fits = physical(unit)[1]
    return Form(words, lambda v: v[0] * amount, build, family="product", dimension=lambda d: d[0] or fits)
