"""The one expression parser: operands joined by signs, with words and labels between them.

    sum     := product (("+" | "−") product)*
    product := power (("×" | "÷" | "times" | "per" number | "of") power)*
    power   := atom ("^" atom)*
    atom    := quantity label* | name "=" quantity | name "(" number ")" | "(" sum ")" label* | name

A name stands for a value that is not written there; an expression with names is kept, and nobody guesses their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.operands import read_operand
from auditor.claims.signs import SIGN_WORDS, product_sign
from auditor.claims.statement import Statement
from auditor.claims.tokens import Token
from auditor.model import Expression, Name, Number, Operation, Operator, Quantity
from auditor.patterns import regex
from auditor.quantities.notation import numeral
from auditor.quantities.readings import readings

MAX_DEPTH = 20
LABEL_WORDS = 6
NAME_WORDS = 4
SUM_WORDS: dict[str, Operator] = {"plus": "+", "minus": "-"}
LEADING_WORDS = 3
"""How many words may name an operand before its number: ``+ TLS handshake 30 ms``."""
_DEGREE = regex(r"(?:TP|PP|DP|EP|SP|CP|MP)([1-9][0-9]{0,3})")


class Parsed(NamedTuple):
    """An expression and the tokens it took: from ``first`` up to, not including, ``after``."""

    expression: Expression
    first: int
    after: int


def parse_expression(line: Statement, index: int, depth: int = 0) -> Parsed | None:
    """The longest expression that starts at a token."""
    return _sum(line, index, depth)


def _sum(line: Statement, index: int, depth: int) -> Parsed | None:
    left = _product(line, index, depth)
    while left is not None:
        sign = line.at(left.after)
        if sign.kind == "word" and sign.text in SUM_WORDS:
            right = _product(line, left.after + 1, depth)
            if right is None or isinstance(right.expression, Name):
                break
            left = _join(line, SUM_WORDS[sign.text], left, right)
            continue
        if sign.kind != "operator" or sign.text not in "+-" or not _joins(line, left.after):
            break
        right = _product(line, left.after + 1, depth)
        if right is None or (line.text[sign.start] in "-–" and _is_dash(line, left, right)):
            break
        left = _join(line, "+" if sign.text == "+" else "-", left, right)
    return left


def _product(line: Statement, index: int, depth: int) -> Parsed | None:
    left = _power(line, index, depth)
    while left is not None:
        found = product_sign(line, left.expression, left.after)
        if found is None:
            break
        operator, at = found
        right = _power(line, at, depth)
        if right is None:
            break
        left = _join(line, operator, left, right)
    return left


def _power(line: Statement, index: int, depth: int) -> Parsed | None:
    base = _atom(line, index, depth)
    while base is not None and line.at(base.after).kind == "operator" and line.at(base.after).text == "^":
        exponent = _atom(line, base.after + 1, depth)
        if exponent is None:
            break
        base = _join(line, "^", base, exponent)
    return base


def _atom(line: Statement, index: int, depth: int) -> Parsed | None:
    token = line.at(index)
    if token.kind == "open" and token.text == "(" and depth < MAX_DEPTH:
        return _group(line, index, depth)
    operand = read_operand(line, index)
    if operand is not None:
        return Parsed(Number(quantity=operand.quantity), index, _labels(line, operand.after))
    if token.kind == "word":
        return _named(line, index)
    return None


def _group(line: Statement, index: int, depth: int) -> Parsed | None:
    inner = _sum(line, index + 1, depth + 1)
    if inner is None:
        return None
    after = inner.after
    while line.at(after).kind == "word" and after - inner.after < LABEL_WORDS:
        after += 1
    if line.at(after).text != ")":
        return None
    return Parsed(inner.expression, index, _labels(line, after + 1))


def _labels(line: Statement, index: int) -> int:
    """Pass words and parenthesised labels behind an operand if a sign follows them: ``8 (expert) × 4``."""
    at = index
    if line.at(at).text == "(":
        close = _label_end(line, at)
        digits = any(line.at(inside).kind == "number" for inside in range(at, close or at))
        if close is not None and (not digits or _is_followed(line, close)):
            at = close
    words = at
    while line.at(words).kind == "word" and words - at < LABEL_WORDS and line.at(words).text not in SIGN_WORDS:
        words += 1
    sign = line.at(words)
    if words > at and not (
        sign.kind == "operator" and sign.text in "*/+" and line.at(words + 1).kind in ("number", "open", "currency")
    ):
        words = at
    return words


def _is_followed(line: Statement, index: int) -> bool:
    """Whether a sign stands behind the bracket of a label, perhaps after a few words: otherwise it is a remark."""
    at = index
    while line.at(at).kind == "word" and at - index < LABEL_WORDS and line.at(at).text not in SIGN_WORDS:
        at += 1
    token = line.at(at)
    if token.text == "-" and line.at(at + 1).kind == "word":
        return False  # a dash
    return token.kind in ("operator", "relation") or token.text in SIGN_WORDS


def _label_end(line: Statement, index: int) -> int | None:
    """Behind the bracket of a label: one that holds words, or one plain number with words, but no calculation."""
    at = index + 1
    while line.at(at).kind in ("word", "number") or line.at(at).text in (",", "~", "+") or _is_slash(line, at):
        at += 1
    count = sum(line.at(inside).kind == "number" for inside in range(index + 1, at))
    return at + 1 if line.at(at).text == ")" and count <= 1 and count < at - index - 1 else None


def _is_slash(line: Statement, index: int) -> bool:
    """A slash or hyphen inside a label: ``(samples/min)``; never between two numbers."""
    return (
        line.at(index).text in ("/", "-")
        and line.glued(index)
        and line.at(index - 1).kind == line.at(index + 1).kind == "word"
    )


def _named(line: Statement, index: int) -> Parsed | None:
    """``TP=8``, ``TP(8)``, ``TP8``, ``TLS 30 ms``, or a bare name next to a sign."""
    word, following = line.at(index), line.at(index + 1)
    if _DEGREE.fullmatch(word.text):
        return _degree(line, index)
    if following.text == "=" and line.glued(index + 1) and line.glued(index + 2):
        operand = read_operand(line, index + 2)
        if operand is not None:
            return Parsed(Number(quantity=operand.quantity, name=word.text), index, _labels(line, operand.after))
    if following.text == "(" and line.glued(index + 1) and line.at(index + 3).text == ")":
        operand = read_operand(line, index + 2)
        if operand is not None:
            return Parsed(Number(quantity=operand.quantity, name=word.text), index, index + 4)
    at = index
    while line.at(at).kind == "word" and at - index < NAME_WORDS and line.at(at).text not in SIGN_WORDS:
        at += 1
    if at == index:
        return None
    if at - index <= LEADING_WORDS and line.at(at).kind in ("number", "currency") and not line.glued(at):
        operand = read_operand(line, at) if line.at(index - 1).kind == "operator" else None
        if operand is not None and operand.quantity.readings[0].unit:
            after = _labels(line, operand.after)
            if line.at(index - 1).text == "-" and line.at(after).kind not in ("operator", "relation", "close"):
                return None  # "52 nodes - using 48 nodes (4 spare)": a dash
            return Parsed(Number(quantity=operand.quantity, name=line.slice(index, at - 1)), index, after)
    return Parsed(Name(text=line.slice(index, at - 1), span=line.span(index, at - 1)), index, at)


def _degree(line: Statement, index: int) -> Parsed | None:
    """``TP8``: a degree with its name."""
    token = line.at(index)
    value = numeral(token.text.lstrip("TPDESCM"))
    if value is None:
        return None
    quantity = Quantity(text=token.text, span=line.span(index, index), readings=readings(value), exact=True)
    return Parsed(Number(quantity=quantity, name=token.text.rstrip("0123456789")), index, index + 1)


def is_degree(token: Token) -> bool:
    """Whether a token is a degree of parallelism with its name: ``PP4``."""
    return token.kind == "word" and _DEGREE.fullmatch(token.text) is not None


def _joins(line: Statement, index: int) -> bool:
    """Whether a plus or minus stands between two operands; a dash after a space and before a number is a sign."""
    before = line.tokens[index].start > line.tokens[index - 1].end
    behind = line.at(index + 1).start > line.tokens[index].end
    return before == behind


def _is_dash(line: Statement, before: Parsed, behind: Parsed) -> bool:
    """Whether a hyphen with space around it only sets a remark apart: the same value, or a count of other things."""
    left, right = before.expression, behind.expression
    if isinstance(right, Name):
        return line.glued(behind.first) is False
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return False
    a, b = left.quantity, right.quantity
    if a.readings[0].low == b.readings[0].low and a.readings[0].unit == b.readings[0].unit:
        return True
    return bool(a.noun and b.noun and a.noun != b.noun)


def _join(line: Statement, operator: Operator, left: Parsed, right: Parsed) -> Parsed:
    span = line.span(left.first, right.after - 1)
    operation = Operation(operator=operator, left=left.expression, right=right.expression, span=span)
    return Parsed(operation, left.first, right.after)


def numbers(expression: Expression) -> list[Number]:
    """The written operands, from left to right."""
    return [leaf for leaf in _leaves(expression) if isinstance(leaf, Number)]


def names(expression: Expression) -> list[Name]:
    """The operands that are only named, from left to right."""
    return [leaf for leaf in _leaves(expression) if isinstance(leaf, Name)]


def _leaves(expression: Expression) -> Iterator[Number | Name]:
    """The operands from left to right, without recursion: the sum of a long column is a deep tree."""
    waiting = [expression]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Operation):
            waiting += (found.right, found.left)
        else:
            yield found
