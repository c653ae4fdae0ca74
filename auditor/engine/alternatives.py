"""Other ways to understand a calculation, for when it does not come out as it stands.

Each is a trial of its own: the same statement with one thing meant otherwise. If it holds so, the statement holds under
that assumption; none of them is ever a reason to contradict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from auditor.claims.expressions import numbers
from auditor.engine.trial import Trial
from auditor.model import Expression, Name, Number, Operation, Quantity
from auditor.quantities.units import physical

SPANS: dict[str, frozenset[Fraction]] = {
    unit: frozenset(map(Fraction, values))
    for unit, values in {
        "millisecond": (1000,),
        "second": (60, 3600, 86_400, 100_000),
        "minute": (60, 1440),
        "hour": (24, 168, 720, 730, 744, 8760),
        "day": (7, 28, 30, 31, 365, 360),
        "week": (4, 52),
        "month": (12,),
        "bit": (8,),
    }.items()
}
"""How many of a unit make up a larger one: whoever writes ``24 hours × 3600 seconds`` means so many in each."""


def alternatives(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """Every other way to understand a trial, with what one must suppose for it."""
    yield from _spans_as_factors(trial)
    yield from _result_of_another_kind(trial)
    yield from _product_below(trial)


def _spans_as_factors(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``20M ÷ (24 hours × 3600 seconds)``: 24 to the day and 3600 to the hour."""
    found: list[str] = []
    computed = _without_spans(trial.computed, found)
    if found:
        yield replace(trial, computed=computed), f"{' and '.join(found)} only {'convert' if found[1:] else 'converts'}"


def _without_spans(expression: Expression, found: list[str]) -> Expression:
    chain: list[Operation] = []  # deep on the left, so that side is walked by a loop
    while isinstance(expression, Operation):
        chain.append(expression)
        expression = expression.left
    result = _without_span(expression, found)
    for operation in reversed(chain):
        result = replace(operation, left=result, right=_without_spans(operation.right, found))
    return result


def _without_span(expression: Number | Name, found: list[str]) -> Expression:
    if isinstance(expression, Name) or not _is_span(expression.quantity):
        return expression
    found.append(expression.quantity.text)
    plain = expression.quantity.readings[0]
    bare = replace(expression.quantity, readings=(replace(plain, unit=""),))
    return Number(quantity=bare, name=expression.name)


def _is_span(quantity: Quantity) -> bool:
    plain = quantity.readings[0]
    return plain.low == plain.high and plain.low in SPANS.get(plain.unit, ())


def _result_of_another_kind(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``3 × 7 billion = 21 B``: a result whose other readings are of another dimension."""
    if not isinstance(trial.stated, Number):
        return
    quantity = trial.stated.quantity
    plain = quantity.readings[0]
    for reading in quantity.readings[1:]:
        if physical(reading.unit)[1] != physical(plain.unit)[1]:
            readings = (reading, *(other for other in quantity.readings if other is not reading))
            stated = Number(quantity=replace(quantity, readings=readings), name=trial.stated.name)
            yield replace(trial, stated=stated), reading.assumption


def _product_below(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``16*20 / 2*2``: a product that is written close together behind a spaced slash is meant as the divisor."""
    computed = _bracketed(trial.computed)
    if computed is not None:
        yield replace(trial, computed=computed), "the product behind the sign of division is the divisor"


def _bracketed(expression: Expression) -> Expression | None:
    """``a / b × c`` as ``a / (b × c)``; ``None`` where nothing is multiplied behind a division."""
    factors: list[Operation] = []
    while isinstance(expression, Operation) and expression.operator == "*":
        factors.append(expression)
        expression = expression.left
    if not factors or not isinstance(expression, Operation) or expression.operator != "/":
        return None
    divisor = expression.right
    if not _stands_apart(expression):
        return None
    for factor in reversed(factors):
        if not _is_close(divisor, factor.right):
            return None
        divisor = Operation(operator="*", left=divisor, right=factor.right, span=factor.span)
    return replace(expression, right=divisor)


def _stands_apart(division: Operation) -> bool:
    """Whether space stands around the slash."""
    last, first = numbers(division.left)[-1:], numbers(division.right)[:1]
    return bool(last and first) and first[0].quantity.span.start - last[0].quantity.span.end >= WIDE


def _is_close(left: Expression, right: Expression) -> bool:
    """Whether nothing but a sign stands between two operands."""
    last, first = numbers(left)[-1:], numbers(right)[:1]
    return bool(last and first) and first[0].quantity.span.start - last[0].quantity.span.end == 1


WIDE = 3
"""Characters of a sign with space on both sides."""
