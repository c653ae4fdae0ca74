"""A part of a whole and what it is of it: ``312 of 400 connections (78%)``, ``Of 7,500 traces, 225 (3%) were lost``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.claims.changes import quantity
from auditor.claims.equations import equation
from auditor.claims.expressions import Parsed
from auditor.claims.forms import number, operation
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Equation, Expression, Number
from auditor.patterns import regex
from auditor.quantities.units import physical

REACH = 10
"""Words between a whole, its part and the share."""
_OF = (["of"], ["out", "of"], ["of", "the"], ["out", "of", "the"])
_OPENING = regex(r"(?:^|[.;:!?]\s+|\n)\W*(?:Out of|Of)(?: the| all| our)?\s+$")
"""Words with which the whole comes first: ``Of 7,500 traces …``."""
_OF_WHICH = ([",", "of", "which"], ["of", "which"], ["(", "of", "which"])
_LEFT = frozenset("free left remain remains remaining headroom spare unused available".split())


def shares(line: Line, label: str) -> Iterator[Equation]:
    """Every share of a line, and every rest of a whole."""
    for first, second, third in zip(line.found, line.found[1:], line.found[2:], strict=False):
        if not all(isinstance(value.expression, Number) for value in (first, second, third)):
            continue
        pair = _part_and_whole(line.statement, first, second)
        if pair is None:
            continue
        part, whole = pair
        if quantity(third).readings[0].unit == "percent":
            yield from _share(line, label, part, whole, third)
        else:
            yield from _rest(line, label, part, whole, third)


def _part_and_whole(line: Statement, first: Parsed, second: Parsed) -> tuple[Parsed, Parsed] | None:
    """Which of two values is the part: the first in ``3 out of 4``, the second behind ``Of 7,500 traces``."""
    if not _of_a_kind(first, second) or "percent" in (
        quantity(first).readings[0].unit,
        quantity(second).readings[0].unit,
    ):
        return None
    between = [line.at(at).text.lower() for at in range(first.after, second.first)]
    if between in _OF:
        return first, second
    if between in _OF_WHICH:
        return second, first
    opens = _OPENING.search(line.text[: line.at(first.first).start]) is not None
    if opens and len(between) <= 2 and all(text == "," or text.isalpha() for text in between):
        return second, first
    return None


def _of_a_kind(one: Parsed, other: Parsed) -> bool:
    """Whether two values have the same dimension; a bare one takes the unit of the other."""
    a, b = quantity(one).readings[0].unit, quantity(other).readings[0].unit
    return physical(a)[1] == physical(b)[1] or not a or not b


def _in_unit_of(part: Parsed, whole: Parsed) -> Expression:
    """The part; a bare one in the unit of its whole."""
    plain, unit = quantity(part).readings[0], quantity(whole).readings[0].unit
    if plain.unit or not physical(unit)[1]:
        return part.expression
    return Number(quantity=replace(quantity(part), readings=(replace(plain, unit=unit),)))


def _share(line: Line, label: str, part: Parsed, whole: Parsed, share: Parsed) -> Iterator[Equation]:
    statement = line.statement
    end = max(part.after, whole.after)
    between = [statement.at(at) for at in range(end, share.first)]
    if len(between) > REACH or any(token.text in ".;|" for token in between):
        return
    opened = bool(between) and between[-1].text == "(" and len(between) <= 3
    ratio = operation("/", _in_unit_of(part, whole), whole.expression)
    first = min(part.first, whole.first)
    found = equation(
        line,
        Parsed(ratio, first, share.after),
        Parsed(share.expression, first, share.after),
        "=",
        label,
        "implied" if opened else "guessed",
    )
    yield replace(found, others=(operation("-", number(1), ratio),))


def _rest(line: Line, label: str, part: Parsed, whole: Parsed, rest: Parsed) -> Iterator[Equation]:
    """``68 GB of 80 GB → 12 GB headroom``: what is left of the whole."""
    statement = line.statement
    words = {statement.at(at).text.lower() for at in range(rest.after, rest.after + 2)} | set(
        quantity(rest).noun.lower().split()
    )
    if not words & _LEFT or rest.first - max(part.after, whole.after) > REACH or not _of_a_kind(whole, rest):
        return
    computed = operation("-", whole.expression, _in_unit_of(part, whole))
    first = min(part.first, whole.first)
    yield equation(
        line,
        Parsed(computed, first, rest.after),
        Parsed(_in_unit_of(rest, whole), first, rest.after),
        "=",
        label,
        "implied",
    )
