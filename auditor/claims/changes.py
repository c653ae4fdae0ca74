"""What became of a value: ``from 48 to 16 minutes, a 3x speed-up``, ``240 ms → 180 ms (−25%)``, ``doubled from 14k``.

The words say which value is the old one, which way it went and what the percentage counts. All that they leave open is
tried: ``65 % faster`` may mean 65 % less time or 65 % more speed. Without words that say so, a percentage behind two
values is only a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.equations import equation
from auditor.claims.expressions import Parsed, numbers
from auditor.claims.forms import number, operation
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Comparison, Equation, Expression, Number, Quantity, Reading, Span
from auditor.patterns import regex
from auditor.quantities.units import physical
from auditor.rational import Fraction

REACH = 8
"""Tokens between the second value and its percentage."""
_OVER = frozenset("vs versus against instead rather than compared".split())
_DOWN = regex(
    r"reduc|decreas|drop|fewer|\bless\b|lower|smaller|cheaper|sav(?:es?|ed|ings?)\b|shrink|shrunk|declin|\bcut"
    r"|\bdown\b|\boff\b|fell\b|\bunder\b|\bbelow\b",
    re.IGNORECASE,
)
_UP = regex(
    r"increas|\bmore\b|higher|gr[eo]w|larger|bigger|\bgain|\brose\b|\bup\b|\brise|\bextra|\bover\b|\babove\b",
    re.IGNORECASE,
)
_SPEED = regex(r"faster|slower|speed-?up|quicker|improve|better|worse", re.IGNORECASE)
_FELL = regex(r"\b(?:fell|dropped|decreased|declined|shrank|shrunk|reduced|cut)\b(?: \w+){0,2} from\s*$", re.IGNORECASE)
_ROSE = regex(r"\b(?:rose|grew|increased|climbed|jumped|risen|grown)\b(?: \w+){0,2} from\s*$", re.IGNORECASE)
_TIMES = regex(r"\b(doubl|halv|tripl|quadrupl)(?:ed|es|e|ing)?\b[^.;:]{0,40}\bfrom\s*$", re.IGNORECASE)
_FACTORS = {"doubl": Fraction(2), "halv": Fraction(1, 2), "tripl": Fraction(3), "quadrupl": Fraction(4)}


class _Pair(Struct, frozen=True):
    """Two values of a kind, and what the words between them make of them."""

    first: Parsed
    second: Parsed
    compared: bool
    """They stand side by side (``vs``); otherwise the second is what became of the first."""


def changes(line: Line, label: str) -> Iterator[Equation | Comparison]:
    """Every statement of a line about what became of a value."""
    values = line.found
    for position, first in enumerate(values):
        second = values[position + 1] if position + 1 < len(values) else None
        if second is None or not (_is_value(first) and _is_value(second)):
            continue
        pair = _pair(line.statement, first, second)
        if pair is None:
            continue
        third = values[position + 2] if position + 2 < len(values) else None
        if third is not None and _is_share(third):
            yield from _stated(line, label, pair, third)
        elif position and _is_share(values[position - 1]):
            yield from _stated(line, label, pair, values[position - 1])
        yield from _directions(line, label, pair)


def quantity(parsed: Parsed) -> Quantity:
    """The quantity of a single value."""
    assert isinstance(parsed.expression, Number)
    return parsed.expression.quantity


def _is_value(parsed: Parsed) -> bool:
    return isinstance(parsed.expression, Number) and not parsed.expression.name and "%" not in quantity(parsed).text


def _is_share(parsed: Parsed) -> bool:
    """A percentage, or a factor such as ``3x``."""
    return isinstance(parsed.expression, Number) and bool(_SHARE.search(quantity(parsed).text))


_SHARE = regex(r"%|\bpercent|\d ?(?:[xX×](?!\w)|times\b|-fold)")


def _pair(line: Statement, first: Parsed, second: Parsed) -> _Pair | None:
    words = [line.at(at).text.lower() for at in range(first.after, second.first)]
    if "vs" in words and "." in words:
        words.remove(".")
    if not words or len(words) > REACH or any(word in ".;:" for word in words):
        return None
    if not _of_a_kind(quantity(first), quantity(second)):
        return None
    if words in _BECAME or (words in _FROM_TO and _FROM in _texts(line, first.first - 1, first.first)):
        return _Pair(first, second, compared=False)
    return _Pair(first, second, compared=True) if _OVER & set(words) else None


_BECAME = (["→"], ["down", "to"], [",", "now"], ["before", ",", "now"])
_FROM_TO = (["to"], ["up", "to"])
_FROM = "from"


def _of_a_kind(one: Quantity, other: Quantity) -> bool:
    """Whether two values have the same dimension; a bare first one takes the unit of the second."""
    a, b = one.readings[0].unit, other.readings[0].unit
    return physical(a)[1] == physical(b)[1] or (not a and not one.noun)


def _stated(line: Line, label: str, pair: _Pair, share: Parsed) -> Iterator[Equation]:
    """The percentage or factor that stands behind, or before, two values."""
    statement = line.statement
    behind = share.first >= pair.second.after
    if statement.at(share.first - 1).text.lower() == "to" and statement.at(share.first - 2).text.lower() == "up":
        return
    start, end = (pair.second.after, share.first) if behind else (share.after, pair.first.first)
    between = _texts(statement, start, end)
    if len(between) > REACH or any(text in _APART for text in between):
        return
    if not behind and between[-1:] not in (["from"], ["("]):
        return
    words = _words_around(statement, share, between, behind=behind)
    if _POINTS.search(words):
        return
    old, new = _in_one_unit(pair)
    if re.search(r"%|percent", quantity(share).text):
        forms, sure = _forms(old, new, words, quantity(share), compared=pair.compared)
    else:
        forms, sure = _factor_forms(old, new, words)
    first, last = min(pair.first.first, share.first), max(pair.second.after, share.after)
    whole = Parsed(forms[0], first, last)
    sure = sure and (behind or between[-1:] == ["from"] or between == ["("])
    found = equation(line, whole, Parsed(share.expression, first, last), "=", label, "implied" if sure else "guessed")
    yield replace(found, others=tuple(forms[1:]))


_APART = frozenset((".", ";", "|", ")", "and", "or", "but", "while"))
"""What parts a percentage from the two values before it."""
_POINTS = regex(r"\bp(?:ercentage )?p(?:oint)?s?\b|\bpoints?\b")


def _words_around(line: Statement, share: Parsed, between: Sequence[str], *, behind: bool) -> str:
    """What says how a share counts: the words between it and its values, its own, and a few beside it."""
    if behind:
        beside = _until_stop(_texts(line, share.after, share.after + 4))
        return " ".join([*between, quantity(share).text.lower(), *beside])
    return " ".join([*_texts(line, share.first - 4, share.first), quantity(share).text.lower(), *between])


def _texts(line: Statement, start: int, end: int) -> list[str]:
    return [line.at(at).text.lower() for at in range(max(start, 0), min(end, len(line.tokens)))]


def _until_stop(texts: Sequence[str]) -> list[str]:
    taken: list[str] = []
    for text in texts:
        if text in (".", ";", ",", "(", "|"):
            break
        taken.append(text)
    return taken


def _in_one_unit(pair: _Pair) -> tuple[Expression, Expression]:
    """Both values, the first in the unit of the second where it has none: ``from 1,250 to 1,600 req/s``."""
    old, new = quantity(pair.first), quantity(pair.second)
    plain, unit = old.readings[0], new.readings[0].unit
    if not plain.unit and unit and not old.noun:
        old = replace(old, readings=(replace(plain, unit=unit),))
    return Number(quantity=old), pair.second.expression


def _forms(
    old: Expression, new: Expression, words: str, share: Quantity, *, compared: bool
) -> tuple[list[Expression], bool]:
    """What a percentage may count, and whether the words leave no doubt that it counts a change."""
    growth, loss = _grown(new, old), _lost(new, old)
    signed = share.text.lstrip("~≈ ")[:1]
    speed, down, up = bool(_SPEED.search(words)), bool(_DOWN.search(words)), bool(_UP.search(words))
    if compared:
        growths, losses = [growth, _grown(old, new)], [loss, _lost(old, new)]
        if down != up and not speed:
            return losses if down else growths, True
        ratios = [] if speed else [operation("/", new, old), operation("/", old, new)]
        return [*growths, *losses, *ratios], speed
    if signed in "+-−" and signed and not speed:
        return [growth, *([loss] if signed != "+" and share.readings[0].low >= 0 else [])], True
    if speed:
        return [growth, loss, _grown(old, new), _lost(old, new)], True
    if down != up:
        return [loss if down else growth], True
    return [growth, loss, operation("/", new, old)], False


def _factor_forms(old: Expression, new: Expression, words: str) -> tuple[list[Expression], bool]:
    """A factor: either value over the other, as speed and time are told in either way, the larger one first."""
    sure = bool(_SPEED.search(words) or _DOWN.search(words) or _UP.search(words))
    ratios = [operation("/", new, old), operation("/", old, new)]
    if _size(old) > _size(new):
        ratios.reverse()
    return [*ratios, _grown(new, old), _grown(old, new)], sure


def _size(value: Expression) -> Fraction:
    """A printed value in base units."""
    reading = numbers(value)[0].quantity.readings[0]
    return (reading.low + reading.high) * physical(reading.unit)[0]


def _factor(match: re.Match[str], place: Span) -> Number:
    """The factor that a verb names."""
    value = _FACTORS[match[1].lower()]
    exact = Reading(low=value, high=value, unit="")
    return Number(quantity=Quantity(text=match[0].split()[0], span=place, readings=(exact,), exact=True))


def _grown(new: Expression, old: Expression) -> Expression:
    return operation("-", operation("/", new, old), number(1))


def _lost(new: Expression, old: Expression) -> Expression:
    return operation("-", number(1), operation("/", new, old))


def _directions(line: Line, label: str, pair: _Pair) -> Iterator[Equation | Comparison]:
    """``rose from 320 to 80``, ``doubled from 14k to 56k``: the verb says where it went, or how far."""
    statement = line.statement
    if pair.compared or statement.at(pair.first.first - 1).text.lower() != "from":
        return
    before = statement.text[max(0, statement.at(pair.first.first).start - 70) : statement.at(pair.first.first).start]
    old, new = _in_one_unit(pair)
    if match := _TIMES.search(before):
        whole = Parsed(operation("/", new, old), pair.first.first, pair.second.after)
        at = statement.at(pair.first.first).start - len(before) + match.start()
        stated = _factor(match, statement.place(at, at + len(match[0].split()[0])))
        yield equation(line, whole, Parsed(stated, pair.first.first, pair.second.after), "≈", label, "written")
    elif (fell := _FELL.search(before)) or _ROSE.search(before):
        yield Comparison(
            span=statement.span(pair.first.first, pair.second.after - 1),
            text=statement.slice(pair.first.first, pair.second.after - 1),
            block=line.block,
            label=label,
            left=old,
            relation=">" if fell else "<",
            right=new,
        )
