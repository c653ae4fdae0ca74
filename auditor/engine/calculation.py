"""The value of a formula's tree: one pass, on amounts, or on dimensions alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, TypeAlias

from auditor.engine.amounts import (
    AGGREGATES,
    BINARY,
    COMPARISONS,
    ROUNDINGS,
    ZERO,
    Amount,
    Mismatch,
    Truth,
    Undecidable,
    common,
    counted,
    multiplied,
)
from auditor.engine.grammar import Mistake, exponent_of, literal
from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.quantities.units import Dimension

Value: TypeAlias = Amount | Truth | Sequence[Amount]
"""What a name stands for: a quantity, a condition, or all values of a ``many`` variable."""
Reckon: TypeAlias = Callable[..., Interval]
"""``exactly``, or ``blindly`` where only dimensions are asked for: applies an operation to intervals."""
Side: TypeAlias = tuple[ast.expr, Amount]

_COMPLAINTS = {
    "Add": "cannot add {} and {}",
    "Sub": "cannot take from {} the {}",
    "Mod": "cannot divide {} by {} to see what remains",
    "compare": "cannot compare {} with {}",
    "sum": "cannot add {} and {}",
    "min": "cannot take the least of {} and {}",
    "max": "cannot take the greatest of {} and {}",
}


class Calculation:
    """One pass over a formula's tree.

    Errors: ``Mistake`` where operands do not go together, ``Undecidable`` where ``reckon`` says so, ``KeyError`` for a
    name without a value.
    """

    __slots__ = ("_reckon", "_text", "_values")

    def __init__(self, text: str, values: Mapping[str, Value], reckon: Reckon) -> None:
        self._text = text
        self._values = values
        self._reckon = reckon

    def result(self, node: ast.expr) -> Amount | Truth:
        """The value of a node that stands for one thing."""
        value = self._value(node)
        if isinstance(value, (Amount, Truth)):
            return value
        raise _mistake(f"{self._written(node)} stands for many values: expected sum, min or max of them", node)

    def _value(self, node: ast.expr) -> Value:
        return _VISITS[type(node)](self, node)

    def _amount(self, node: ast.expr) -> Amount:
        value = self.result(node)
        if isinstance(value, Amount):
            return value
        raise _mistake(f"{self._written(node)} is a condition: expected a quantity", node)

    def _truth(self, node: ast.expr) -> Truth:
        value = self.result(node)
        if isinstance(value, Truth):
            return value
        raise _mistake(f"{self._written(node)} is a quantity: expected a condition", node)

    def _name(self, node: ast.Name) -> Value:
        return self._values[node.id]

    def _constant(self, node: ast.Constant) -> Amount:
        return literal(self._text[node.col_offset : node.end_col_offset])

    def _binary(self, node: ast.BinOp) -> Amount:
        left = self._amount(node.left)
        if isinstance(node.op, ast.Pow):
            return self._power(left, node.right)
        right = self._amount(node.right)
        fit, reckon = BINARY[type(node.op)]
        if isinstance(node.op, (ast.Mult, ast.Div)):
            dimension = fit(left.dimension, right.dimension)
        else:
            dimension = self._fit(type(node.op).__name__, (node.left, left), (node.right, right), fit)
        return Amount(self._reckon(reckon, left.interval, right.interval), dimension)

    def _power(self, base: Amount, node: ast.expr) -> Amount:
        power = exponent_of(node) or 0
        interval = self._reckon(lambda interval: interval**power, base.interval)
        return Amount(interval, multiplied((), base.dimension, power))

    def _unary(self, node: ast.UnaryOp) -> Amount | Truth:
        if isinstance(node.op, ast.Not):
            return ~self._truth(node.operand)
        operand = self._amount(node.operand)
        return Amount(-operand.interval, operand.dimension) if isinstance(node.op, ast.USub) else operand

    def _boolean(self, node: ast.BoolOp) -> Truth:
        return reduce(and_ if isinstance(node.op, ast.And) else or_, [self._truth(each) for each in node.values])

    def _compare(self, node: ast.Compare) -> Truth:
        truth = Truth(possible=True, certain=True)
        sides = [(each, self._amount(each)) for each in (node.left, *node.comparators)]
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            self._fit("compare", left, right)
            truth &= COMPARISONS[type(op)](left[1].interval, right[1].interval)
        return truth

    def _call(self, node: ast.Call) -> Amount:
        assert isinstance(node.func, ast.Name)  # the grammar lets nothing else pass
        name = node.func.id
        if name in AGGREGATES:
            return self._aggregate(name, node)
        operand = self._amount(node.args[0])
        if name == "abs":
            return Amount(abs(operand.interval), operand.dimension)
        try:
            dimension = counted(operand.dimension)
        except Mismatch as mismatch:
            raise _mistake(f"cannot take {name} of {self._written(node.args[0])}: {mismatch}", node) from None
        return Amount(self._reckon(ROUNDINGS[name], operand.interval), dimension)

    def _aggregate(self, name: str, node: ast.Call) -> Amount:
        parts = [(each, value) for each in node.args for value in self._many(each)]
        if not parts:
            raise Undecidable(f"there is no value to take the {name} of")
        total = parts[0][1]
        for part in parts[1:]:
            dimension = self._fit(name, (parts[0][0], total), part)
            total = Amount(self._reckon(AGGREGATES[name], total.interval, part[1].interval), dimension)
        return total

    def _many(self, node: ast.expr) -> Sequence[Amount]:
        """All values that an argument stands for."""
        value = self._value(node)
        if isinstance(value, Truth):
            raise _mistake(f"{self._written(node)} is a condition: expected a quantity", node)
        return (value,) if isinstance(value, Amount) else value

    def _fit(
        self, complaint: str, left: Side, right: Side, fit: Callable[[Dimension, Dimension], Dimension] = common
    ) -> Dimension:
        """The dimension that both sides agree on; the literal 0 agrees with everything."""
        if left[1] is ZERO or right[1] is ZERO:
            return right[1].dimension if left[1] is ZERO else left[1].dimension
        try:
            return fit(left[1].dimension, right[1].dimension)
        except Mismatch:
            sides = [f"{self._written(node)} ({units.describe(side.dimension)})" for node, side in (left, right)]
            raise _mistake(_COMPLAINTS[complaint].format(*sides), left[0]) from None

    def _written(self, node: ast.expr) -> str:
        return f"'{self._text[node.col_offset : node.end_col_offset]}'"


def _mistake(message: str, node: ast.expr) -> Mistake:
    return Mistake(message, node.col_offset)


_VISITS: dict[type[ast.expr], Callable[[Calculation, Any], Value]] = {
    ast.Name: Calculation._name,
    ast.Constant: Calculation._constant,
    ast.BinOp: Calculation._binary,
    ast.UnaryOp: Calculation._unary,
    ast.BoolOp: Calculation._boolean,
    ast.Compare: Calculation._compare,
    ast.Call: Calculation._call,
}
"""How each kind of node is evaluated: exactly those that the grammar lets pass."""
