"""The value that one operand of a calculation must have for its result to be the stated one."""

from __future__ import annotations

from auditor.advice.reckoning import Reckoning, with_value
from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import evaluate
from auditor.model import Expression, Number, Operation, Quantity
from auditor.quantities.units import physical
from auditor.rational import Fraction


def solved(reckoning: Reckoning, operand: Quantity) -> Fraction | None:
    """In the unit of the operand's plain reading; ``None`` where it stands more than once, or no value would do.

    Only where the units of both sides agree as they are printed: nothing is supposed to solve for a number.
    """
    try:
        computed, stated = evaluate(reckoning.computed, {}), evaluate(Number(quantity=reckoning.stated), {})
        if computed.dimension != stated.dimension:
            return None
        wanted = _wanted(reckoning.computed, operand, stated.point)
    except (Undecidable, ZeroDivisionError):
        return None
    value = wanted / physical(operand.readings[0].unit)[0] if wanted is not None else None
    if value is None or value <= 0 or not reckoning.holds(computed=_with(reckoning, operand, value)):
        return None
    return value


def _with(reckoning: Reckoning, operand: Quantity, value: Fraction) -> Expression:
    return reckoning.with_operand(operand, with_value(operand, value))


def _wanted(expression: Expression, operand: Quantity, target: Fraction) -> Fraction | None:
    """What the operand must be, in base units, for the expression to come to a target."""
    while isinstance(expression, Operation):
        inside = [any(number.quantity is operand for number in numbers(side)) for side in _sides(expression)]
        if inside[0] == inside[1] or expression.operator == "^":
            return None
        other = evaluate(expression.left if inside[1] else expression.right, {}).point
        target = _passed_down(expression.operator, target, other, left=inside[0])
        expression = expression.left if inside[0] else expression.right
    return target


def _sides(operation: Operation) -> tuple[Expression, Expression]:
    return operation.left, operation.right


def _passed_down(operator: str, target: Fraction, other: Fraction, *, left: bool) -> Fraction:
    """What one side must come to. ``ZeroDivisionError`` where none would do."""
    match operator:
        case "+":
            return target - other
        case "-":
            return target + other if left else other - target
        case "/":
            return target * other if left else other / target
        case _:
            return target / other
