"""One operand as people print it: sign, currency, number, magnitude, unit, what it counts, and per what.

``~$1.2 million/month``, ``126 layers``, ``50 bytes per transaction``, ``TP=8``, ``(8)``, ``2-5 s``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from auditor.claims.powers import with_power
from auditor.claims.statement import Statement
from auditor.claims.tokens import Token
from auditor.claims.unit import Unit
from auditor.claims.units import read_unit, take_header_unit
from auditor.model import Hedge, Quantity, Reading
from auditor.quantities.notation import Numeral, numeral
from auditor.quantities.readings import MANY, readings
from auditor.quantities.symbols import CURRENCIES, MAGNITUDE_UNITS, magnitudes, meanings
from auditor.quantities.units import factor
from auditor.rational import Fraction

_STORED = frozenset(
    "memory ram vram hbm dram disk storage ssd hdd space cache free total used each data file files page pages".split()
)
"""What may follow a letter that stands for a unit of information: ``64G memory``."""
MILLIONS = ((10**6, "m is millions"),)
HEDGES = frozenset("about approximately approx approx. around roughly nearly almost some circa ca".split())


class Operand(NamedTuple):
    """A quantity, and the token behind the last one that it took."""

    quantity: Quantity
    after: int


def read_operand(line: Statement, index: int) -> Operand | None:
    """The operand that starts at a token: its hedge, sign or currency, or the number itself."""
    lead = _read_lead(line, index)
    token = line.at(lead.number)
    number = _numeral(line, lead.number) if token.kind == "number" else None
    if number is None:
        return None
    end = _range_end(line, lead.number)
    if end is not None:
        return _read_range(line, lead, end)
    number, last = with_power(line, number, lead.number)
    unit = read_unit(line, last + 1, lead.currency)
    if unit is None:
        return None
    hedge = lead.hedge
    if _is_open_ended(line, unit.after):
        hedge, unit.after = "at least", unit.after + 1
    found = Operand(quantity=_quantity(line, number, unit, lead, hedge), after=unit.after)
    return _up_to(line, found, lead) or _compound(line, found, lead) or found


def _numeral(line: Statement, index: int) -> Numeral | None:
    """The number at a token; ``2,51 TB`` has a decimal comma, as its unit shows."""
    token, following = line.at(index), line.at(index + 1)
    known = following.kind == "word" and (meanings(following.text) or magnitudes(following.text))
    measured = known or following.kind in ("percent", "currency")
    return numeral(token.text, decimal_comma=line.decimal_comma or bool(measured and "," in token.text[-3:]))


def _is_open_ended(line: Statement, index: int) -> bool:
    """``100 GB+``: a plus right behind a quantity that nothing follows to be added."""
    return line.at(index).text == "+" and line.glued(index) and line.at(index + 1).kind not in ("number", "open")


def _quantity(line: Statement, number: Numeral, unit: Unit, lead: _Lead, hedge: Hedge) -> Quantity:
    if line.unit and not unit.below:
        take_header_unit(line, unit)
    found = _readings(number, unit, lead, hedge)
    return Quantity(
        text=line.slice(lead.first, unit.after - 1),
        span=line.span(lead.first, unit.after - 1),
        readings=found,
        hedge=hedge,
        noun=unit.noun,
        exact=found[0].low == found[0].high,
    )


def _readings(number: Numeral, unit: Unit, lead: _Lead, hedge: Hedge) -> tuple[Reading, ...]:
    """Every way to understand the operand; a letter such as the G of ``64G`` may also be a unit of information."""
    negative, per = lead.negative, unit.below
    magnitude = unit.magnitude
    if unit.many != 1:
        together = (magnitude[0][0], f"{MANY}{int(unit.many):,}")
        magnitude = (*((Fraction(scale) / unit.many, said) for scale, said in magnitude), together)
    found = readings(number, magnitude=magnitude, units=unit.above, per=per, hedge=hedge, negative=negative)
    if unit.letter == "m":  # minutes, or millions
        return found + readings(number, magnitude=MILLIONS, per=per, hedge=hedge, negative=negative)[:1]
    if unit.letter not in MAGNITUDE_UNITS or any(name for meaning in unit.above for name, _ in meaning):
        return found
    if unit.noun and not unit.noun.startswith("per ") and unit.noun.split()[0].lower() not in _STORED:
        return found  # 200M events are no megabytes
    units = MAGNITUDE_UNITS[unit.letter]
    as_unit = readings(number, units=[units], per=per, hedge=hedge, negative=negative)[: len(units)]
    return as_unit + found if unit.spaced and unit.letter in "Bb" else found + as_unit  # "127 B": bytes, then billions


# --- what stands before the number ------------------------------------------------------------------------------------


class _Lead(NamedTuple):
    """What stands before a number: the tokens from ``first`` up to ``number``."""

    first: int
    number: int
    hedge: Hedge
    negative: bool
    currency: str


def _read_lead(line: Statement, first: int) -> _Lead:
    at = _past_hedges(line, first)
    hedged = at > first
    negative = line.at(at).text == "-" and line.at(at + 1).kind in ("number", "currency") and line.glued(at + 1)
    at += negative or (line.at(at).text == "+" and line.glued(at + 1))
    currency = ""
    if line.at(at).kind == "currency":
        currency, at = CURRENCIES[line.at(at).text], at + 1
        if line.at(at).kind == "hedge":
            hedged, at = True, at + 1
    return _Lead(first, at, "about" if hedged else "", negative, currency)


_HEDGES_IN_ORDER: tuple[Callable[[Token], bool], ...] = (
    lambda token: token.kind == "word" and token.text.lower() in HEDGES,
    lambda token: token.kind == "relation" and token.text == "≈",
    lambda token: token.kind == "hedge",
)


def _past_hedges(line: Statement, index: int) -> int:
    """Behind everything that says about: ``~``, ``roughly``, ``≈``, ``about ±``."""
    while line.at(index).kind == "hedge" and line.at(index).text != "±":
        index += 1
    for is_hedge in _HEDGES_IN_ORDER:
        index += is_hedge(line.at(index))
    return index


# --- ranges -----------------------------------------------------------------------------------------------------------


def _range_end(line: Statement, index: int) -> int | None:
    """The index of the second number of ``2-5``, ``2–5`` or ``2 to 5``."""
    dash, end = line.at(index + 1), index + 2
    if line.at(end).kind != "number":
        return None
    minus = dash.kind == "operator" and dash.text == "-"
    glued = minus and line.glued(index + 1) and line.glued(end)
    glued = glued or (minus and line.text[dash.start] == "–" and not line.glued(index + 1) and not line.glued(end))
    between = dash.text == "and" and line.at(index - 1).text.lower() == "between"
    if not glued and not between and (dash.text != "to" or _is_change(line, index)):
        return None
    low, high = numeral(line.at(index).text), numeral(line.at(end).text)
    return end if low is not None and high is not None and low.value <= high.value else None


def _compound(line: Statement, first: Operand, lead: _Lead) -> Operand | None:
    """``8h 45min 57s``: one duration, down to its smallest unit."""
    unit = first.quantity.readings[0].unit
    parts, last, after = [first.quantity.readings[0]], unit, first.after
    while last in _SMALLER and line.at(after).kind == "number" and line.at(after + 1).kind == "word":
        part = _part(line, after, _SMALLER[last])
        if part is None:
            break
        parts.append(part.quantity.readings[0])
        last, after = part.quantity.readings[0].unit, part.after
    if len(parts) == 1:
        return None
    seconds = [(reading.low * factor(reading.unit)[0], reading.high * factor(reading.unit)[0]) for reading in parts]
    middles = [(low + high) / 2 for low, high in seconds]
    half = (seconds[-1][1] - seconds[-1][0]) / 2 or factor(last)[0] / 2
    total = sum(middles)
    reading = Reading(low=total - half, high=total + half, unit="second")
    text, span = line.slice(lead.first, after - 1), line.span(lead.first, after - 1)
    return Operand(
        quantity=Quantity(text=text, span=span, readings=(reading,), hedge=first.quantity.hedge), after=after
    )


def _part(line: Statement, index: int, unit: str) -> Operand | None:
    """The next smaller part of a duration; a ``m`` beside hours and seconds is minutes."""
    part = read_operand(line, index)
    if part is None or part.quantity.hedge or part.quantity.readings[0].unit not in (unit, "second", "millisecond"):
        return None
    return part  # what follows it is read with it, and comes in seconds


_SMALLER = {"day": "hour", "hour": "minute", "minute": "second", "second": "millisecond"}
_SPREADS = frozenset("range ranges ranging ranged vary varies varying anywhere".split())


def _is_change(line: Statement, index: int) -> bool:
    """``from 10 to 20 ms``: what was and what is, unless it ranges."""
    return line.at(index - 1).text.lower() == "from" and line.at(index - 2).text.lower() not in _SPREADS


def _up_to(line: Statement, low: Operand, lead: _Lead) -> Operand | None:
    """``$10-$15``, ``5 % – 10 %``: a range with the unit on both its ends; what descends is a subtraction."""
    dash = line.at(low.after)
    if not (dash.kind == "operator" and dash.text == "-") and (dash.text != "to" or _is_change(line, lead.first)):
        return None
    plain = low.quantity.readings[0]
    if not plain.unit or lead.negative or line.glued(low.after) != line.glued(low.after + 1):
        return None
    if line.at(low.after + 1).kind not in ("number", "currency"):
        return None
    high = read_operand(line, low.after + 1)
    if high is None or high.quantity.hedge:
        return None
    unit = high.quantity.readings[0].unit
    if unit != plain.unit and not unit.startswith(f"{plain.unit} / "):  # $2-$5/day
        return None
    if low.quantity.noun not in ("", high.quantity.noun) or plain.low >= high.quantity.readings[0].low:
        return None
    text, span = line.slice(lead.first, high.after - 1), line.span(lead.first, high.after - 1)
    bottom = tuple(replace(reading, unit=unit) for reading in low.quantity.readings if reading.unit == plain.unit)
    both = _between(bottom, high.quantity.readings)
    if not both:
        return None
    quantity = Quantity(text=text, span=span, readings=both, hedge="range", noun=high.quantity.noun)
    return Operand(quantity=quantity, after=high.after)


def _between(bottom: tuple[Reading, ...], top: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings from each of the low end to the one of the high end that supposes the same."""
    pairs = zip(bottom, top, strict=False)
    return tuple(replace(a, high=b.high) for a, b in pairs if a.unit == b.unit and a.high <= b.high)


def _read_range(line: Statement, lead: _Lead, end: int) -> Operand | None:
    """One quantity from the low end to the high end, in the unit that stands behind the high one."""
    low, high = numeral(line.at(lead.number).text), numeral(line.at(end).text)
    unit = read_unit(line, end + 1, lead.currency)
    if low is None or high is None or unit is None or low.value > high.value:
        return None
    bottom = readings(low, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    top = readings(high, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    both = _between(bottom, top)
    if not both:
        return None
    text, span = line.slice(lead.first, unit.after - 1), line.span(lead.first, unit.after - 1)
    return Operand(
        quantity=Quantity(text=text, span=span, readings=both, hedge="range", noun=unit.noun), after=unit.after
    )
