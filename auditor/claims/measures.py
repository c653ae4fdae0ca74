"""Quantities that the document gives for something: every one that stands alone, names itself, or is a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from auditor.claims.comparisons import mark
from auditor.claims.expressions import Parsed, names, numbers
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Equation, Expression, Measure, Number, Operation

CONTEXT_WORDS = 9
_STOPS = frozenset(".;:,|!?")


def measures(line: Line, label: str, found: list[Equation]) -> Iterator[Measure]:
    """The quantities of a statement with the words around them. Operands of a calculation count only if they are named.

    ``found`` are the statement's equations: what a value was computed by says what kind of value it is.
    """
    verdict = mark(line.statement)
    for position, parsed in enumerate(line.found):
        for number in _stated(parsed):
            sources = [equation.left for equation in found if equation.right is number or equation.left is number]
            yield Measure(
                span=number.quantity.span,
                text=number.quantity.text,
                block=line.block,
                label=number.name or label,
                quantity=number.quantity,
                before=number.name or _before(line, _chain_start(line, position, found)),
                after=_after(line, position),
                bound=_bound(line.statement, parsed.first),
                share=any(_is_share(equation, number) for equation in found),
                factors=tuple(name.text for source in sources for name in names(source)) or _chain_names(number, found),
                mark=verdict,
            )


def _stated(parsed: Parsed) -> list[Number]:
    if isinstance(parsed.expression, Number):
        return [parsed.expression]
    return [number for number in numbers(parsed.expression) if number.name]


def _bound(line: Statement, first: int) -> Literal["", "at most", "at least"]:
    sign = line.at(first - 1)
    if sign.kind != "relation":
        return ""
    if sign.text in ("<", "<="):
        return "at most"
    return "at least" if sign.text in (">", ">=") else ""


def _is_share(equation: Equation, number: Number) -> bool:
    """Whether an equation computes a number by dividing something in the same unit."""
    source = equation.left if equation.right is number else equation.right if equation.left is number else None
    if not isinstance(source, Operation) or source.operator != "/":
        return False
    whole = numbers(source.left)
    unit = number.quantity.readings[0].unit
    return (
        len(whole) == 1
        and bool(unit)
        and whole[0].quantity.readings[0].unit.split(" ")[0][-4:] == unit.split(" ")[0][-4:]
    )


def _chain_names(number: Number, found: list[Equation]) -> tuple[str, ...]:
    """The names in the earlier links of the chain that ends in a number."""
    links: list[Expression] = []
    target: Expression = number
    for equation in reversed(found):
        if equation.right is target:
            links.append(equation.left)
            target = equation.left
    return tuple(name.text for link in links for name in names(link))


def _chain_start(line: Line, position: int, found: list[Equation]) -> int:
    """The position of the first expression of the chain that a value is the result of."""
    while position and any(
        e.right is line.found[position].expression and e.left is line.found[position - 1].expression for e in found
    ):
        position -= 1
    return position


def _before(line: Line, position: int) -> str:
    """The words between the expression before and this one, back to the nearest stop."""
    start = line.found[position - 1].after if position else 0
    last = line.found[position].first - 1
    while last > start and (line.statement.at(last).text == ":" or line.statement.at(last).kind == "relation"):
        last -= 1  # "target: ≤ 10 s": the number's own little label
    return _words(line.statement, range(last, start - 1, -1), backwards=True)


def _after(line: Line, position: int) -> str:
    end = line.found[position + 1].first if position + 1 < len(line.found) else len(line.statement.tokens)
    return _words(line.statement, range(line.found[position].after, end), backwards=False)


def _words(line: Statement, indices: range, *, backwards: bool) -> str:
    taken: list[str] = []
    for index in indices:
        token = line.at(index)
        if token.text in _STOPS or (token.kind == "close" and backwards) or (token.kind == "open" and not backwards):
            break
        if len(taken) == CONTEXT_WORDS:
            break
        if token.kind in ("word", "ident"):
            taken.append(token.text)
    return " ".join(reversed(taken) if backwards else taken)
