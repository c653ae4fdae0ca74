"""Chains of equal expressions → one equation for each adjacent pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec.structs import replace

from auditor.claims.expressions import Parsed, numbers
from auditor.claims.lines import Line
from auditor.claims.operands import HEDGES
from auditor.claims.statement import Statement
from auditor.model import Equation, Name, Number, Operation
from auditor.patterns import regex
from auditor.quantities.units import parse, physical

_PER_EACH = frozenset("at @ of by with each x × dual double twin triple quad both two".split())
"""Words that make more, or a part, of the value behind them."""
_OTHERWISE = frozenset("average avg mean median max maximum min minimum net effective peak".split())
"""Words that make something else of what is calculated: ``4 bit + 2 bit = average 3 bit``."""
_GLUED_CROSS = regex(r"\d[xX]\d")
Sign: TypeAlias = Literal["=", "≈", "→"]
SIGNS: dict[str, Sign] = {"=": "=", "≈": "≈", "→": "→"}
TAIL_WORDS = 7
"""Words that may stand between an expression and the sign that follows it, or between a sign and its expression."""


def equations(line: Line, label: str) -> Iterator[Equation]:
    """Every equation that is written out, in the order of the text."""
    statement = line.statement
    result: Parsed | None = None
    for position, (left, right) in enumerate(zip(line.found, line.found[1:], strict=False)):
        relation = _relation_between(statement, left, right)
        if relation is None or not _is_equation(left, right, relation):
            continue
        if relation == "→" and _GLUED_CROSS.search(statement.slice(left.first, left.after - 1)):
            continue  # "2x2 => 13": a shape, or a name
        if relation == "→" and any(statement.at(at).kind == "close" for at in range(left.after, right.first)):
            continue  # "(2×32 cores) → 255.26": what the arrow leads on from stands before the bracket
        if position and line.found[position - 1].after == left.first and statement.at(left.first).kind != "hedge":
            continue  # two operands without a sign between them: the statement is damaged
        if _is_label(left, right) and _goes_on(line, position + 1):
            yield from _around(line, position, label)
            continue
        guessed = _is_loose(statement, left, right)
        found = equation(line, left, right, relation, label, "guessed" if guessed else "written")
        yield replace(found, chained=result is left)
        result = right


def _around(line: Line, position: int, label: str) -> Iterator[Equation]:
    """``500M writes/day = 500M / 86,400 = 5,787 writes/s``: what is calculated with is a rate, and so is its result."""
    if position + 2 >= len(line.found):
        return
    left, middle, right = line.found[position : position + 3]
    operands = numbers(middle.expression)
    same = isinstance(left.expression, Number) and operands and operands[0].quantity.text == _digits(left)
    if same and _changes_time(left, right):
        yield equation(line, left, right, "=", label, "written")


def _digits(value: Parsed) -> str:
    """The number and magnitude of a value, without what it counts."""
    assert isinstance(value.expression, Number)
    return value.expression.quantity.text.split(" ")[0]


def _is_loose(line: Statement, left: Parsed, right: Parsed) -> bool:
    """Whether two expressions are only perhaps said to be equal: no sign, or a value that something stands before.

    ``18 links at 53 GB/s = 956 GB/s`` and ``1x GB200 = 2x B200 + 1x CPU`` are no conversions.
    """
    between = [line.at(at) for at in range(left.after, right.first)]
    if not any(token.kind == "relation" for token in between):
        return not isinstance(left.expression, Operation) and not _changes_time(left, right)
    if any(token.text.lower() in _OTHERWISE for token in between):
        return True
    if not isinstance(left.expression, Number):
        return False
    if re.match(r"\d+ ?[xX×](?! ?10\W)", left.expression.quantity.text):
        return True
    before = line.at(left.first - 1)
    if not isinstance(right.expression, Number):
        return False
    return before.text.lower() in _PER_EACH or before.kind == "operator" or line.at(left.first).text == "+"


def _changes_time(left: Parsed, right: Parsed) -> bool:
    """``30,000 messages per second is 1.8 million per minute``: nobody names two spans of time without need."""
    sides = [value.expression for value in (left, right)]
    units = [side.quantity.readings[0].unit for side in sides if isinstance(side, Number)]
    if len(units) < 2:
        return False
    times = [{name for name, _ in parse(unit)[1] if physical(name)[1] == (("time", 1),)} for unit in units]
    alike = physical(units[0])[1] == physical(units[1])[1]
    return alike and bool(times[0] and times[1]) and times[0] != times[1]


def _is_label(left: Parsed, right: Parsed) -> bool:
    """``1 MB average = 1B × 1MB = 1 PB``: a single value with a name; the calculation has its own result behind it."""
    return isinstance(left.expression, Number) and isinstance(right.expression, Operation)


def _goes_on(line: Line, position: int) -> bool:
    """Whether the chain has a further link behind an expression."""
    if position + 1 >= len(line.found):
        return False
    return _relation_between(line.statement, line.found[position], line.found[position + 1]) is not None


def _relation_between(line: Statement, left: Parsed, right: Parsed) -> Sign | None:
    """What says that two expressions are equal: a sign, a tilde, or a verb."""
    return _sign_between(line, left, right) or _hedge_as_sign(line, left, right) or _verb_as_sign(line, left, right)


def _sign_between(line: Statement, left: Parsed, right: Parsed) -> Sign | None:
    """The one relation sign between two expressions, if nothing but a few words stands there besides."""
    found: Sign | None = None
    words = 0
    for index in range(left.after, right.first):
        token = line.at(index)
        if token.kind == "relation" and token.text in SIGNS:
            if _sets_a_variable(line, index, left, right):
                return None
            if found not in (None, "=") and token.text != found:
                return None
            found, words = SIGNS[token.text], 0
        elif token.kind == "word" and words < TAIL_WORDS:
            words += 1
        elif (
            token.text == "±"
            or (token.kind not in ("close", "hedge") and token.text not in ("(", "`", "*", "%"))
            or (token.text == "(" and found is None and not _label_closes(line, index, right.first))
        ):
            return None
    return found


def _sets_a_variable(line: Statement, sign: int, left: Parsed, right: Parsed) -> bool:
    """``128K for memLevel = 8``: what stands before the sign is a name of its own, and the bare value is the name's."""
    values = numbers(right.expression)
    if sign - left.after < 2 or line.at(sign).text != "=" or not values:
        return False
    if values[0].quantity.readings[0].unit or values[0].quantity.noun:
        return False
    leading, name = line.at(sign - 2), line.at(sign - 1)
    return leading.text.lower() in _LEADING and name.kind == "word" and bool(_IDENTIFIER.search(name.text))


_LEADING = frozenset("for with at when if where and or of in".split())
_IDENTIFIER = regex(r"[a-z][A-Z]|[A-Za-z0-9]_[A-Za-z]")
"""``memLevel``, ``batch_size``: words that programs use."""


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


def _verb_as_sign(line: Statement, left: Parsed, right: Parsed) -> Sign | None:
    """``9,000 jobs ÷ 60 workers is 150 jobs per worker``: a verb that says no more than a sign does."""
    between = [line.at(at) for at in range(left.after, right.first)]
    if not isinstance(right.expression, Number):
        return None
    if not between or not all(token.kind == "word" or token.text in (",", "~") for token in between):
        return None
    words = [token.text.lower() for token in between]
    said = [word for word in words if word not in _FILLERS]
    if " ".join(said) not in _VERBS or not calculates(line, left):
        return None
    return "≈" if set(words) & HEDGES else "="


def calculates(line: Statement, left: Parsed) -> bool:
    """Whether it is surely a calculation, or a value: ``50/50 is fair`` divides nothing."""
    if isinstance(left.expression, Number):
        return not left.expression.name
    return bool(_SPACED_SIGN.search(line.slice(left.first, left.after - 1)))


_VERBS = frozenset(
    (
        "is|are|equals|equal|means|makes|gives|yields|totals|comes to|come to|works to|work to|this works to"
        "|which works|which works to|amounts to|adds up to|add up to|which is|that is|this is|that's|which means"
        "|i.e|i.e.|results in"
    ).split("|")
)
_FILLERS = frozenset("only just exactly a an total of some the at out about roughly around approximately , ~".split())
_SPACED_SIGN = regex(r"[×÷%]|\s[*/+x−-]\s|\b(?:times|plus|minus|multiplied|divided)\b")


def _is_equation(left: Parsed, right: Parsed, relation: str) -> bool:
    if relation == "→":
        return _changes_time(left, right) or (
            isinstance(left.expression, Operation)
            and left.expression.operator != "-"
            and isinstance(right.expression, Number)
        )
    return not isinstance(left.expression, Name) and not isinstance(right.expression, Name)


def equation(
    line: Line,
    left: Parsed,
    right: Parsed,
    relation: Sign,
    label: str,
    source: Literal["written", "implied", "guessed"],
) -> Equation:
    """The record of two expressions that stand in one statement."""
    statement = line.statement
    return Equation(
        span=statement.span(left.first, right.after - 1),
        text=statement.slice(left.first, right.after - 1),
        block=line.block,
        label=label,
        left=left.expression,
        relation=relation,
        right=right.expression,
        source=source,
    )
