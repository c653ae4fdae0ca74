"""Chains of equal expressions → an equation for each adjacent pair; values with their calculation behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from auditor.claims.expressions import Parsed, names, numbers, parse_expression
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Equation, Name, Number, Operation

Sign: TypeAlias = Literal["=", "≈", "→"]
SIGNS: dict[str, Sign] = {"=": "=", "≈": "≈", "→": "→"}
TAIL_WORDS = 7
"""Words that may stand between an expression and the sign that follows it, or between a sign and its expression."""


def equations(line: Line, label: str) -> Iterator[Equation]:
    """Every equation of a statement, in the order of the text."""
    yield from _chains(line, label)
    yield from _value_first(line, label)


def _chains(line: Line, label: str) -> Iterator[Equation]:
    statement = line.statement
    for position, (left, right) in enumerate(zip(line.found, line.found[1:], strict=False)):
        relation = _relation_between(statement, left, right)
        if relation is None or not _is_equation(left, right, relation):
            continue
        if position and line.found[position - 1].after == left.first and statement.at(left.first).kind != "hedge":
            continue  # two operands without a sign between them: the statement is damaged
        if _is_label(left, right) and _goes_on(line, position + 1):
            continue
        yield _equation(line, left, right, relation, label)


def _is_label(left: Parsed, right: Parsed) -> bool:
    """``1 MB average = 1B × 1MB = 1 PB``: a single value with a name; the calculation has its own result behind it."""
    return isinstance(left.expression, Number) and isinstance(right.expression, Operation)


def _goes_on(line: Line, position: int) -> bool:
    """Whether the chain has a further link behind an expression."""
    if position + 1 >= len(line.found):
        return False
    return _relation_between(line.statement, line.found[position], line.found[position + 1]) is not None


def _relation_between(line: Statement, left: Parsed, right: Parsed) -> Sign | None:
    """The one relation sign between two expressions, if nothing but a few words stands there besides."""
    found: Sign | None = None
    words = 0
    for index in range(left.after, right.first):
        token = line.at(index)
        if token.kind == "relation" and token.text in SIGNS:
            if found not in (None, "=") and token.text != found:
                return None
            found, words = SIGNS[token.text], 0
        elif token.kind == "word" and words < TAIL_WORDS:
            words += 1
        elif (token.kind not in ("close", "hedge") and token.text not in ("(", "`", '"', "*", "%")) or (
            token.text == "(" and found is None and not _label_closes(line, index, right.first)
        ):
            return None
    return found or _hedge_as_sign(line, left, right)


def _label_closes(line: Statement, index: int, end: int) -> bool:
    """Whether a bracket between an expression and its sign is closed again before the sign."""
    return any(line.at(at).kind == "close" for at in range(index, end))


def _hedge_as_sign(line: Statement, left: Parsed, right: Parsed) -> Literal["≈"] | None:
    """``856 MB/s ~ 836 GB/s``: a tilde with space around it stands for ≈."""
    token = line.at(right.first)
    if (
        left.after == right.first
        and token.kind == "hedge"
        and not line.glued(right.first)
        and not line.glued(right.first + 1)
    ):
        return "≈"
    return None


def _is_equation(left: Parsed, right: Parsed, relation: str) -> bool:
    if relation == "→":
        return (
            isinstance(left.expression, Operation)
            and left.expression.operator != "-"
            and isinstance(right.expression, Number)
        )
    return not isinstance(left.expression, Name) and not isinstance(right.expression, Name)


def _equation(line: Line, left: Parsed, right: Parsed, relation: Sign, label: str) -> Equation:
    statement = line.statement
    return Equation(
        span=statement.span(left.first, right.after - 1),
        text=statement.slice(left.first, right.after - 1),
        block=line.block,
        label=label,
        left=left.expression,
        relation=relation,
        right=right.expression,
    )


def _value_first(line: Line, label: str) -> Iterator[Equation]:
    """``17.5 GB (140 GB ÷ 8)``: the result, and behind it in brackets what it comes from."""
    statement = line.statement
    for value in line.found:
        if not isinstance(value.expression, Number) or statement.at(value.after).text != "(":
            continue
        inner = parse_expression(statement, value.after + 1)
        if inner is None or not isinstance(inner.expression, Operation) or len(numbers(inner.expression)) < 2:
            continue
        if names(inner.expression) or not _closes(statement, inner.after):
            continue
        if statement.at(inner.after).kind == "close" and statement.at(inner.after + 1).kind in ("relation", "operator"):
            continue
        swapped = Parsed(inner.expression, value.first, inner.after)
        result = Parsed(value.expression, value.first, inner.after)
        yield _equation(line, swapped, result, "=", label)


def _closes(line: Statement, index: int) -> bool:
    """Whether the bracket closes there, at most a few words later."""
    at = index
    while line.at(at).kind == "word" and at - index < TAIL_WORDS:
        at += 1
    return line.at(at).kind == "close"
