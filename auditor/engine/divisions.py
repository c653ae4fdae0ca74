"""What a division may be meant as: a change, a percentage, or a fraction with a unit of its own behind it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.trial import Trial
from auditor.model import Expression, Number, Operation
from auditor.patterns import regex


def as_change(trial: Trial) -> Trial | None:
    """``384/359 → +7.1%``: a percentage with a sign is what the one is more than the other, as a share of it."""
    quotient, result = trial.computed, trial.result
    if result is None or result.readings[0].unit != "percent" or not _SIGNED.match(result.text):
        return None
    if not isinstance(quotient, Operation) or quotient.operator != "/":
        return None
    difference = replace(quotient, operator="-")
    return replace(trial, computed=replace(quotient, left=difference))


_SIGNED = regex(r"[^\w(]*[-+−]")


WHOLE = 100


def as_percentage(trial: Trial) -> Trial | None:
    """``39.8/80 = 49.75``: a bare number as so many percent, of a whole."""
    quotient, stated = trial.computed, trial.stated
    if not isinstance(quotient, Operation) or quotient.operator != "/" or not isinstance(stated, Number):
        return None
    plain = stated.quantity.readings[0]
    if plain.unit or stated.quantity.noun or not 0 < plain.high <= WHOLE:
        return None  # "1000 / 10 = 10000" is no percentage, but wrong
    shares = replace(stated.quantity, readings=(replace(plain, unit="percent"),))
    return replace(trial, stated=Number(quantity=shares, name=stated.name))


def unit_of_fraction(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``800e9/8 B/s``, ``3/4 GB``: the unit behind a fraction that is written close together is that of the whole."""
    computed, stated = _fractions(trial.computed), _fractions(trial.stated)
    if computed is not trial.computed or stated is not trial.stated:
        yield replace(trial, computed=computed, stated=stated), "the unit behind a fraction is that of the whole"


def _fractions(expression: Expression) -> Expression:
    """The expression with the units of such fractions above their lines; itself if it has none."""
    chain: list[Operation] = []  # deep on the left, so that side is walked by a loop
    innermost = expression
    while isinstance(innermost, Operation):
        chain.append(innermost)
        innermost = innermost.left
    result: Expression = innermost
    changed = False
    for operation in reversed(chain):
        right = _fractions(operation.right)
        fraction = _with_unit_above(operation, result, right)
        changed = changed or fraction is not None or right is not operation.right
        result = fraction or replace(operation, left=result, right=right)
    return result if changed else expression


def _with_unit_above(operation: Operation, above: Expression, below: Expression) -> Expression | None:
    if operation.operator != "/" or not isinstance(above, Number) or not isinstance(below, Number):
        return None
    first, last = above.quantity.readings[0], below.quantity.readings[0]
    if first.unit or above.quantity.noun or not last.unit or not is_close(above, below):
        return None
    whole = replace(above.quantity, readings=(replace(first, unit=last.unit),))
    part = replace(below.quantity, readings=(replace(last, unit=""),))
    return replace(operation, left=replace(above, quantity=whole), right=replace(below, quantity=part))


def is_close(left: Expression, right: Expression) -> bool:
    """Whether nothing but a sign stands between two operands."""
    last, first = numbers(left)[-1:], numbers(right)[:1]
    return bool(last and first) and first[0].quantity.span.start - last[0].quantity.span.end == 1
