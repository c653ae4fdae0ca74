"""What can stand between two operands and mean a product, a division or a share: signs, and words in their place."""

from __future__ import annotations

from auditor.claims.operands import read_operand
from auditor.claims.statement import Statement
from auditor.claims.tokens import COMPARED
from auditor.model import Expression, Name, Number, Operator
from auditor.quantities.units import physical

SIGN_WORDS = frozenset(("x", "X", "times", "per", "of", "plus", "minus", "multiplied", "divided", "at"))
"""Words that can be the sign of an operation; they are no labels and no names."""
_ARTICLES = frozenset(("the", "our", "its", "their", "a"))


def product_sign(line: Statement, left: Expression, at: int) -> tuple[Operator, int] | None:
    """The sign of a product behind an expression that ends before ``at``, and where the next operand starts."""
    token = line.at(at)
    if token.kind == "operator" and token.text in "*/":
        return ("*" if token.text == "*" else "/"), at + 1
    if (
        token.kind == "word"
        and token.text in ("x", "X", "times")
        and line.at(at + 1).kind in ("number", "open", "currency", "hedge", "word")
        and not (token.text == "times" and line.at(at + 1).text.lower() in COMPARED)
    ):
        return "*", at + 1
    if token.text in ("multiplied", "divided") and line.at(at + 1).text == "by":
        return ("*" if token.text == "multiplied" else "/"), at + 2
    if token.text in ("at", "@") and _is_price(line, at + 1) and not isinstance(left, Name):
        return "*", at + 1
    if token.text == "in" and _is_count(left) and _comes_to_something(line, at + 1):
        return "/", at + 1
    if token.text in ("at", "of") and _is_count(left) and _comes_to_something(line, at + 1):
        return "*", at + 1
    if token.text == "per" and line.at(at + 1).kind == "number" and line.at(at + 2).text != "-":
        return "/", at + 1
    if token.text == "of" and _is_share(left):
        whole = at + 1 + (line.at(at + 1).text in _ARTICLES)
        if line.at(whole).kind in ("number", "open", "currency", "hedge"):
            return "of", whole
    return None


def _is_price(line: Statement, index: int) -> bool:
    """Whether an amount of money starts at a token: ``40 GB at $0.13``."""
    if line.at(index).kind == "currency":
        return True
    return line.at(index).kind == "number" and line.at(index + 1).text in ("USD", "EUR", "GBP", "usd")


def _is_count(expression: Expression) -> bool:
    """Whether a value counts named things: ``3 round trips``, ``1.5bn rows``."""
    if not isinstance(expression, Number) or not (expression.quantity.noun or expression.quantity.readings[0].unit):
        return False
    unit = expression.quantity.readings[0].unit
    return unit != "percent" and " / " not in unit and not physical(unit)[1]


def _comes_to_something(line: Statement, index: int) -> bool:
    """Whether a quantity with a unit of measure starts at a token, and a sign of equality follows it."""
    operand = read_operand(line, index)
    if operand is None or not physical(operand.quantity.readings[0].unit)[1]:
        return False
    after = operand.after + (line.at(operand.after).text == "each")
    return line.at(after).kind == "relation" and line.at(after).text in ("=", "≈")


def _is_share(expression: Expression) -> bool:
    """Whether a value can be the share in ``share of whole``: a percentage."""
    return isinstance(expression, Number) and expression.quantity.readings[0].unit == "percent"
