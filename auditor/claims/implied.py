"""Equations whose sign is not written: ``17.5 GB (140 GB ÷ 8)``, ``362 ms to 424 ms (+17.1%)``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.claims.equations import calculates, equation
from auditor.claims.expressions import Parsed, names, numbers, parse_expression
from auditor.claims.forms import number, operation
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Equation, Expression, Number, Operation, Quantity
from auditor.quantities.units import physical

TAIL_WORDS = 7
LABEL_WORDS = 3


def implied(line: Line, label: str) -> Iterator[Equation]:
    """Every implied equation of a statement."""
    yield from _value_first(line, label)
    if len(line.found) < 2:
        return
    yield from _after_colon(line, label)
    yield from _sum_behind(line, label)
    yield from _two_rates(line, label)
    yield from _restated(line, label)
    yield from _of_so_much_each(line, label)


def _value_first(line: Line, label: str) -> Iterator[Equation]:
    """``17.5 GB (140 GB ÷ 8)``: the result, and behind it in brackets what it comes from."""
    statement = line.statement
    for value in line.found:
        if not _is_value(value) or statement.at(value.after).text != "(":
            continue
        inner = parse_expression(statement, _past_label(statement, value.after + 1))
        if inner is None or not isinstance(inner.expression, Operation) or len(numbers(inner.expression)) < 2:
            continue
        if names(inner.expression) or not _closes(statement, inner.after):
            continue
        after = inner.after + (statement.at(inner.after).kind == "close")
        computed = Parsed(inner.expression, value.first, after)
        stated = Parsed(value.expression, value.first, after)
        found = equation(line, computed, stated, "=", label, "implied")
        yield replace(found, others=_as_change(inner.expression, value))


def _as_change(ratio: Operation, stated: Parsed) -> tuple[Expression, ...]:
    """``25% improvement (850 / 680)``: a percentage may be what a ratio is more, or less, than one."""
    if ratio.operator != "/" or _quantity(stated).readings[0].unit != "percent":
        return ()
    return operation("-", ratio, number(1)), operation("-", number(1), ratio)


def _past_label(line: Statement, index: int) -> int:
    """Behind ``FP32:`` in ``28 GB (FP32: 4 bytes/param × 7B)``."""
    at = index
    while line.at(at).kind == "word" and at - index < LABEL_WORDS:
        at += 1
    return at + 1 if line.at(at).text == ":" and at > index else index


def _is_value(parsed: Parsed) -> bool:
    return isinstance(parsed.expression, Number) and not parsed.expression.name


def _closes(line: Statement, index: int) -> bool:
    """Whether the bracket closes there, at most a few words later, and nothing is reckoned with it."""
    at = index
    while line.at(at).kind == "word" and at - index < TAIL_WORDS:
        at += 1
    return line.at(at).kind == "close" and line.at(at + 1).kind not in ("relation", "operator")


def _after_colon(line: Line, label: str) -> Iterator[Equation]:
    """``195.54 hours x 0.0542 USD: 10.6 USD``: a calculation, a colon, and nothing but its result."""
    statement = line.statement
    for left, right in zip(line.found, line.found[1:], strict=False):
        gap = [statement.at(at) for at in range(left.after, right.first)]
        colon = [token for token in gap if token.text == ":"]
        if len(colon) != 1 or names(left.expression) or not calculates(statement, left):
            continue
        at = gap.index(colon[0])
        before = all(token.kind == "word" or token.text in _MARKUP for token in gap[:at])
        if not before or at > TAIL_WORDS or not all(token.text in _MARKUP for token in gap[at + 1 :]):
            continue
        if isinstance(left.expression, Operation) and _is_value(right) and len(numbers(left.expression)) >= 2:
            yield equation(line, left, right, "=", label, "written")


_MARKUP = frozenset("`*")


def _quantity(parsed: Parsed) -> Quantity:
    assert isinstance(parsed.expression, Number)
    return parsed.expression.quantity


def _two_rates(line: Line, label: str) -> Iterator[Equation]:
    """``500 million tweets per day or 15 billion tweets per month``: one rate over two spans of time."""
    statement = line.statement
    for first, second in zip(line.found, line.found[1:], strict=False):
        words = [statement.at(at).text.lower() for at in range(first.after, second.first)]
        if words not in (["or"], [",", "or"], ["(", "or"]) or not (_is_value(first) and _is_value(second)):
            continue
        kinds = [physical(_quantity(value).readings[0].unit)[1] for value in (first, second)]
        if kinds[0] == kinds[1] and ("time", -1) in kinds[0]:
            yield equation(line, first, second, "=", label, "guessed")


def _restated(line: Line, label: str) -> Iterator[Equation]:
    """``90,112 bytes (88 KiB)``, ``256 MB (or 0.25 GB)``: the same in another unit, in brackets."""
    statement = line.statement
    for first, second in zip(line.found, line.found[1:], strict=False):
        words = [statement.at(at).text.lower() for at in range(first.after, second.first)]
        if words not in (["("], ["(", "or"], ["(", "="], ["(", "i.e."]) or statement.at(second.after).kind != "close":
            continue
        if not (_is_value(first) and _is_value(second)):
            continue
        a, b = (_quantity(value).readings[0].unit for value in (first, second))
        if a != b and physical(a)[1] and physical(a)[1] == physical(b)[1]:
            yield equation(line, first, second, "=", label, "guessed")


def _of_so_much_each(line: Line, label: str) -> Iterator[Equation]:
    """``125 MB/s ≈ 10^6 requests/s (1 KB each)``: so many things, and in brackets how much each of them is."""
    statement = line.statement
    for whole, things in zip(line.found, line.found[1:], strict=False):
        between = [statement.at(at) for at in range(whole.after, things.first)]
        if statement.at(things.after).text != "(" or not (_is_value(whole) and _is_value(things)):
            continue
        each = parse_expression(statement, things.after + 1)
        if each is None or not _is_value(each) or statement.at(each.after).text != "each":
            continue
        signs = [token.text for token in between if token.kind == "relation"]
        if len(signs) == 1 and signs[0] in ("=", "≈"):
            computed = Parsed(operation("*", things.expression, each.expression), whole.first, each.after)
            stated = Parsed(whole.expression, whole.first, each.after)
            yield equation(line, computed, stated, "=", label, "implied")


def _sum_behind(line: Line, label: str) -> Iterator[Equation]:
    """``10 params, 15 params. Sum = 25``: the values of the statement, then their sum."""
    statement = line.statement
    for position, value in enumerate(line.found[2:], 2):
        sign, word = statement.at(value.first - 1), statement.at(value.first - 2)
        if sign.text != "=" or word.text.lower() not in ("sum", "total") or not _is_value(value):
            continue
        parts = [other for other in line.found[:position] if _is_value(other) and not _is_index(statement, other)]
        if len(parts) >= 2 and len({_quantity(part).readings[0].unit for part in parts}) == 1:
            total = parts[0].expression
            for part in parts[1:]:
                total = operation("+", total, part.expression)
            yield equation(line, Parsed(total, parts[0].first, value.after), value, "=", label, "guessed")


def _is_index(line: Statement, value: Parsed) -> bool:
    """``Stage 1:`` numbers something and is no part of a sum."""
    return line.at(value.after).text == ":"
