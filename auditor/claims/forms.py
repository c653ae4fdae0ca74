"""The ways in which one column can be computed from others, tried on floats: exact intervals are left to the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from auditor.model import Expression, Number, Operation, Operator, Quantity, Reading, Span

NOWHERE = Span(start=0, end=0)
"""The span of what is not written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of a table in its printed unit, with the ends of its rounding."""

    quantity: Quantity
    block: int
    low: float
    middle: float
    high: float


Operands = Sequence[Entry | None]
"""The operands of one row; ``None`` where the row has no such number."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to compute a column: a float function to sieve with, and the expression that it stands for."""

    words: str
    compute: Callable[[Sequence[float]], float]
    build: Callable[[Sequence[Expression]], Expression]
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """The rows where a form holds and where it does not, and how unlikely that is by chance, in bits."""

    holding: tuple[int, ...]
    failing: tuple[int, ...]
    bits: float


def number(value: int) -> Number:
    """A constant of a form."""
    exact = Reading(low=Fraction(value), high=Fraction(value), unit="")
    return Number(quantity=Quantity(text=str(value), span=NOWHERE, readings=(exact,), exact=True))


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


def _scaled_product(divisor: int) -> Callable[[Sequence[Expression]], Expression]:
    return lambda e: operation("/", operation("*", e[0], e[1]), number(divisor))


RATIO = Form("{0} ÷ {1}", lambda v: v[0] / v[1], chain("/"))
CHANGE = Form("{0} ÷ {1} − 1", lambda v: v[0] / v[1] - 1, _change)
REDUCTION = Form("1 − {0} ÷ {1}", lambda v: 1 - v[0] / v[1], _reduction)
DIFFERENCE = Form("{0} − {1}", lambda v: v[0] - v[1], chain("-"))
COMPARING = (RATIO, CHANGE, REDUCTION, DIFFERENCE)
"""What one row can be against another."""
OF_TWO = (
    *COMPARING,
    Form("{0} × {1}", lambda v: v[0] * v[1], chain("*"), symmetric=True),
    Form("{0} × {1} ÷ 8", lambda v: v[0] * v[1] / 8, _scaled_product(8), symmetric=True),
    Form("{0} × {1} ÷ 1000", lambda v: v[0] * v[1] / 1000, _scaled_product(1000), symmetric=True),
)
PLAIN = tuple(form for form in OF_TWO if form not in (CHANGE, REDUCTION))
"""What a column can be that holds no percentages and does not announce itself as a change."""
SUM = Form("sum", sum, chain("+"), symmetric=True)
PRODUCT = Form("product", math.prod, chain("*"), symmetric=True)


def multiple(factor: int, *, up: bool) -> Form:
    """A whole multiple or a whole part of one column."""
    if up:
        return Form(f"{{0}} × {factor}", lambda v: v[0] * factor, lambda e: operation("*", e[0], number(factor)))
    return Form(f"{{0}} ÷ {factor}", lambda v: v[0] / factor, lambda e: operation("/", e[0], number(factor)))


def fit(target: Sequence[Entry | None], columns: Sequence[Operands], form: Form, *, skip: int = -1) -> Fit | None:
    """A form on every row that has all its numbers; ``None`` as soon as too many rows speak against it."""
    most = max(1, len(target) // 5)
    holding, failing, bits = [], [], 0.0
    for row, stated in enumerate(target):
        if stated is None or row == skip:
            continue
        operands = [entry for column in columns if (entry := column[row]) is not None]
        if len(operands) < len(columns):
            continue
        width = _agreement(stated, operands, form)
        if width is None:
            failing.append(row)
            if len(failing) > most:
                return None
        else:
            holding.append(row)
            bits -= math.log2(width)
    if not holding or len(failing) > max(1, (len(holding) + len(failing)) // 5):
        return None
    return Fit(tuple(holding), tuple(failing), bits)


def _agreement(stated: Entry, operands: Sequence[Entry], form: Form) -> float | None:
    """How wide the agreement is, relative to the value: its chance. ``None`` if there is none."""
    scale = 100.0 if stated.quantity.readings[0].unit == "percent" else 1.0
    try:
        computed = form.compute([entry.middle for entry in operands]) * scale
        if abs(computed - stated.middle) > FAR * (abs(stated.middle) + abs(computed)):
            return None
        ends = [form.compute(corner) * scale for corner in _corners(operands)]
    except ZeroDivisionError:
        return None
    low, high = min(ends), max(ends)
    slack = 1e-9 * abs(computed)
    if low > stated.high + slack or high < stated.low - slack:
        return None
    size = max(abs(stated.middle), abs(computed), 1e-12)
    return min(1.0, max(stated.high - stated.low + high - low, size / 1024) / size)


FAR = 0.5
"""Values further apart than this share of their sum cannot agree, whatever their rounding."""


def _corners(operands: Sequence[Entry]) -> list[list[float]]:
    """The ends of the operands' intervals, combined so that monotone forms take their extremes."""
    lows = [entry.low for entry in operands]
    highs = [entry.high for entry in operands]
    if len(operands) != 2:
        return [lows, highs]
    return [lows, highs, [lows[0], highs[1]], [highs[0], lows[1]]]
