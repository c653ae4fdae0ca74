"""One operand as people print it: sign, currency, number, magnitude, unit, what it counts, and per what.

``~$1.2 million/month``, ``126 layers``, ``50 bytes per transaction``, ``TP=8``, ``(8)``, ``2-5 s``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from auditor.claims.powers import with_power
from auditor.claims.statement import Statement
from auditor.claims.units import Unit, read_unit, take_header_unit
from auditor.model import Hedge, Quantity, Reading
from auditor.quantities.notation import Numeral, numeral
from auditor.quantities.readings import ONE, readings
from auditor.quantities.symbols import CURRENCIES, MAGNITUDE_UNITS

HEDGES = frozenset("about approximately approx approx. around roughly nearly almost some circa ca".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A quantity and the tokens it took: from ``first`` up to, not including, ``after``."""

    quantity: Quantity
    first: int
    after: int
    unit_words: str = ""


def read_operand(line: Statement, index: int) -> Operand | None:
    """The operand that starts at a token: its hedge, sign or currency, or the number itself."""
    first = index
    hedge: Hedge = ""
    while line.at(index).kind == "hedge" and line.at(index).text != "±":
        hedge, index = "about", index + 1
    if line.at(index).kind == "word" and line.at(index).text.lower() in HEDGES:
        hedge, index = "about", index + 1
    if line.at(index).kind == "relation" and line.at(index).text == "≈":
        hedge, index = "about", index + 1
    if line.at(index).kind == "hedge" and line.at(index).text != "±":
        hedge, index = "about", index + 1
    negative = (
        line.at(index).text == "-" and line.at(index + 1).kind in ("number", "currency") and line.glued(index + 1)
    )
    index += negative or (line.at(index).text == "+" and line.glued(index + 1))
    currency = ""
    if line.at(index).kind == "currency":
        currency, index = CURRENCIES[line.at(index).text], index + 1
        if line.at(index).kind == "hedge":
            hedge, index = "about", index + 1
    token = line.at(index)
    if token.kind != "number":
        return None
    number = numeral(token.text, decimal_comma=line.decimal_comma)
    if number is None:
        return None
    ranged = _range_end(line, index)
    if ranged is not None:
        return _read_range(line, first, index, ranged, currency)
    number, index = with_power(line, number, index)
    unit = read_unit(line, index + 1, currency)
    if unit is None:
        return None
    if (
        line.at(unit.after).text == "+"
        and line.glued(unit.after)
        and line.at(unit.after + 1).kind not in ("number", "open")
    ):
        hedge, unit.after = "at least", unit.after + 1
    return Operand(quantity=_quantity(line, number, unit, first, hedge, negative), first=first, after=unit.after)


def _quantity(line: Statement, number: Numeral, unit: Unit, first: int, hedge: Hedge, negative: bool) -> Quantity:
    if line.unit and unit.magnitude == ONE and not unit.above and not unit.below:
        take_header_unit(line, unit)
    found = readings(number, magnitude=unit.magnitude, units=unit.above, per=unit.below, hedge=hedge, negative=negative)
    if unit.letter in MAGNITUDE_UNITS and not any(name for meanings in unit.above for name, _ in meanings):
        as_unit = [MAGNITUDE_UNITS[unit.letter]]
        found += readings(number, units=as_unit, per=unit.below, hedge=hedge, negative=negative)[:1]
        if line.at(unit.after - 1).text == "B" and not line.glued(unit.after - 1):
            found = found[-1:] + found[:-1]  # "127 B" is bytes before it is billions
    return Quantity(
        text=line.slice(first, unit.after - 1),
        span=line.span(first, unit.after - 1),
        readings=found,
        hedge=hedge,
        noun=unit.noun,
        exact=found[0].low == found[0].high,
    )


# --- ranges -----------------------------------------------------------------------------------------------------------


def _range_end(line: Statement, index: int) -> int | None:
    """The index of the second number of ``2-5``, ``2–5`` or ``2 to 5``."""
    dash = line.at(index + 1)
    end = index + 2
    if line.at(end).kind != "number":
        return None
    glued = dash.text == "-" and dash.kind == "operator" and line.glued(index + 1) and line.glued(end)
    if not glued and dash.text != "to":
        return None
    low, high = numeral(line.at(index).text), numeral(line.at(end).text)
    return end if low is not None and high is not None and low.value <= high.value else None


def _read_range(line: Statement, first: int, low: int, high: int, currency: str) -> Operand | None:
    """One quantity from the low end to the high end, in the unit that stands behind the high one."""
    start, end = numeral(line.at(low).text), numeral(line.at(high).text)
    unit = read_unit(line, high + 1, currency)
    if start is None or end is None or unit is None:
        return None
    bottom = readings(start, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    top = readings(end, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    both = tuple(
        Reading(low=a.low, high=b.high, unit=a.unit, assumption=a.assumption) for a, b in zip(bottom, top, strict=False)
    )
    text, span = line.slice(first, unit.after - 1), line.span(first, unit.after - 1)
    return Operand(
        quantity=Quantity(text=text, span=span, readings=both, hedge="range", noun=unit.noun),
        first=first,
        after=unit.after,
    )


def number_value(quantity: Quantity) -> Fraction:
    """The printed value of the plain reading, in its unit."""
    plain = quantity.readings[0]
    return (plain.low + plain.high) / 2
