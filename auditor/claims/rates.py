"""Per what a quantity is: ``/s``, ``per GPU``, ``a month``, ``/GB-month``, ``per million tokens``, ``/1M``."""

from __future__ import annotations

from auditor.claims.statement import Statement
from auditor.claims.unit import Unit
from auditor.quantities.languages import PER
from auditor.quantities.notation import numeral
from auditor.quantities.symbols import is_time, magnitudes, meanings
from auditor.rational import Fraction

DISTANCE = 7
"""How many words may stand between a value and the ``per`` that makes a rate of it."""
_APART = frozenset("and or is are with to from".split())
_EACH = frozenset("a an each every".split())
_OF_A_THING = frozenset(("token", "second", "request"))
"""What may follow the first word of a denominator: ``per output token``."""


def read_rate(line: Statement, unit: Unit) -> None:
    """Every denominator behind a unit, or the one that follows after a few more words."""
    while _denominator(line, unit):
        pass
    if not unit.below and unit.many == 1:
        _distant(line, unit)


def _denominator(line: Statement, unit: Unit) -> bool:
    """One denominator: read and passed, or none."""
    return _label(line, unit) or _per_number(line, unit) or _per_time(line, unit) or _per_word(line, unit)


def _is_slash(line: Statement, index: int) -> bool:
    return line.at(index).kind == "operator" and line.at(index).text == "/"


def _label(line: Statement, unit: Unit) -> bool:
    """``per 4-hour period`` says of what the value is; nothing is divided."""
    token, number, behind = line.at(unit.after), line.at(unit.after + 1), line.at(unit.after + 2)
    if token.text != "per" or number.kind != "number" or behind.text != "-" or not line.glued(unit.after + 2):
        return False
    end = unit.after + 4
    unit.noun = f"{unit.noun} per {line.text[number.start : line.at(end - 1).end]}".strip()
    unit.after = end
    return True


def _per_number(line: Statement, unit: Unit) -> bool:
    """``$0.20/1M``, ``$5 per 1,000 requests``, ``$3.18 per million tokens``: a price for so many at once."""
    slash = _is_slash(line, unit.after) and line.glued(unit.after) and line.glued(unit.after + 1)
    if not slash and line.at(unit.after).text != "per":
        return False
    number, at = line.at(unit.after + 1), unit.after + 1
    many = Fraction(1)
    if number.kind == "number":
        value = numeral(number.text)
        scale = magnitudes(line.at(at + 1).text) if line.at(at + 1).kind == "word" else None
        if value is None or not (scale or (line.at(unit.after).text == "per" and value.value >= 1000)):
            return False
        if slash and not unit.above and not line.glued(at + 1):
            return False  # 800e9/8 B/s: a division
        many, at = value.value, at + 1
    magnitude = magnitudes(line.at(at).text) if line.at(at).kind == "word" else None
    if magnitude and not (meanings(line.at(at).text) and number.kind != "number"):
        many, at = many * magnitude[0][0], at + 1
    if many in (0, 1):
        return False
    unit.many, unit.after = unit.many * many, at
    counted = meanings(line.at(at).text) if line.at(at).kind == "word" else None
    if counted:
        unit.below.append(counted)
        unit.after += 1
    unit.noun = f"{unit.noun} per {int(many):,} {line.at(at).text if counted else ''}".strip()
    return True


def _per_time(line: Statement, unit: Unit) -> bool:
    """``$91.80 a month``, ``4,700 requests every minute``, ``12 TB в месяц``."""
    span = line.at(unit.after + 1)
    if not starts_rate(line, unit.after):
        return False
    found = meanings(span.text)
    if found is None:
        return False
    unit.below.append(found)
    unit.noun = f"{unit.noun} per {span.text}".strip()
    unit.after += 2
    return True


def starts_rate(line: Statement, index: int) -> bool:
    """``a month``, ``por hora``: a word that makes a rate of what stands before it, and its span of time."""
    word, span = line.at(index), line.at(index + 1)
    return word.kind == span.kind == "word" and word.text.lower() in _EACH | PER and is_time(span.text)


def _per_word(line: Statement, unit: Unit) -> bool:
    """``/s``, ``per GPU``, ``/GB-month``; a number behind the slash is a division: the expression parser's."""
    slash, following = _is_slash(line, unit.after), line.at(unit.after + 1)
    if not (slash or line.at(unit.after).text == "per") or following.kind != "word":
        return False
    if line.names_operand(unit.after + 1) or any(character.isdigit() for character in following.text):
        return False
    if slash and line.at(unit.after + 2).text == "(" and line.glued(unit.after + 2):
        return False
    if slash and not line.glued(unit.after + 1) and not is_time(following.text):
        return False
    unit.below.extend(found for part in following.text.split("-") if (found := meanings(part)))
    unit.noun = f"{unit.noun} per {following.text}".strip()
    unit.after += 2
    if line.at(unit.after).text in _OF_A_THING and not is_time(following.text):
        unit.after += 1
    return True


def _distant(line: Statement, unit: Unit) -> None:
    """``250 GB of new content per month``: a rate whose denominator follows after a few more words."""
    for index in range(unit.after, unit.after + DISTANCE):
        if line.at(index).kind != "word" or line.at(index).text in _APART:
            return
        found = meanings(line.at(index + 1).text) if is_time(line.at(index + 1).text) else None
        if line.at(index).text == "per" and found and index > unit.after:
            unit.below.append(found)
            unit.noun = f"{unit.noun} {line.text[line.at(unit.after).start : line.at(index + 1).end]}".strip()
            unit.after = index + 2
            return
