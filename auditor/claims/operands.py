"""One operand as people print it: sign, currency, number, magnitude, unit, what it counts, and per what.

``~$1.2 million/month``, ``126 layers``, ``50 bytes per transaction``, ``TP=8``, ``(8)``, ``2-5 s``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from auditor.claims.tokens import Token
from auditor.model import Hedge, Quantity, Reading, Span
from auditor.quantities.notation import MAX_EXPONENT, Numeral, numeral, power, scientific
from auditor.quantities.readings import ONE, readings
from auditor.quantities.symbols import CURRENCIES, MAGNITUDE_UNITS, MAGNITUDES, SYMBOLS, TIME_WORDS, Meaning

NOUN_WORDS = 5
"""How many words may say what is counted between a number and the next operator."""
STOPWORDS = frozenset(
    "and or but nor with without for in at to from by is are was were be been than if when then so vs versus as into on that"
    " which who we it its this these those a an the of per times gives give equals makes means needs need using over under"
    " between within while because after before each every if where only not no would will can could should must has have"
    " had i.e e.g about approximately approx around roughly up down plus minus divided multiplied leaves leaving".split()
)
HEDGES = frozenset("about approximately approx approx. around roughly nearly almost some circa ca".split())
_SPLIT_UNIT = re.compile(r"(k|K|M|B|G|T|mil|bil)([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """The tokens of one stretch of text, and the way back from its characters to the file."""

    text: str
    tokens: list[Token]
    place: Callable[[int, int], Span]
    decimal_comma: bool = False
    unit: str = ""
    """The unit of bare numbers, where the header of a table's column or row gives one."""

    def at(self, index: int) -> Token:
        """The token there; a sentinel that matches nothing past the ends."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else END

    def slice(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def span(self, first: int, last: int) -> Span:
        """Where that text stands in the file."""
        return self.place(self.tokens[first].start, self.tokens[last].end)

    def glued(self, index: int) -> bool:
        """Whether a token follows the one before it without a space."""
        return 0 < index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end


END = Token("newline", "", -1, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A quantity and the tokens it took: from ``first`` up to, not including, ``after``."""

    quantity: Quantity
    first: int
    after: int
    unit_words: str = ""


@dataclass(slots=True)
class _Unit:
    """What was read behind a number, while it is being read."""

    magnitude: tuple[tuple[int | Fraction, str], ...]
    above: list[tuple[Meaning, ...]]
    below: list[tuple[Meaning, ...]]
    noun: str
    after: int
    letter: str = ""
    """A magnitude letter that may be a unit of information instead: the G of ``64G``."""


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
    if line.at(index).kind == "hedge":
        hedge, index = "about", index + 1
    negative = line.at(index).text == "-" and line.at(index + 1).kind in ("number", "currency") and line.glued(index + 1)
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
    number, index = _with_power(line, number, index)
    unit = _read_unit(line, index + 1, currency)
    if unit is None:
        return None
    if line.at(unit.after).text == "+" and line.glued(unit.after) and line.at(unit.after + 1).kind not in ("number", "open"):
        hedge, unit.after = "at least", unit.after + 1
    return Operand(quantity=_quantity(line, number, unit, first, hedge, negative), first=first, after=unit.after)


def _quantity(line: Statement, number: Numeral, unit: _Unit, first: int, hedge: Hedge, negative: bool) -> Quantity:
    if line.unit and unit.magnitude == ONE and not unit.above and not unit.below:
        _take_header_unit(line, unit)
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


def _take_header_unit(line: Statement, unit: _Unit) -> None:
    """``Memory (GB)`` over or beside a bare ``80``."""
    if line.unit in MAGNITUDES:
        unit.magnitude = MAGNITUDES[line.unit]
    else:
        unit.above.append(SYMBOLS[line.unit])


# --- powers -----------------------------------------------------------------------------------------------------------


def _with_power(line: Statement, number: Numeral, index: int) -> tuple[Numeral, int]:
    """``2^40`` and ``2.6 × 10^6`` are one number each; the index of its last token."""
    found = _exponent(line, index + 1)
    if found is not None:
        raised = power(number, found[0])
        return (raised, found[1]) if raised is not None else (number, index)
    times, ten = line.at(index + 1), line.at(index + 2)
    if times.text in ("*", "x") and ten.text == "10" and (found := _exponent(line, index + 3)) is not None:
        return scientific(number, found[0]), found[1]
    return number, index


def _exponent(line: Statement, index: int) -> tuple[int, int] | None:
    """The whole exponent behind a ``^`` at a token, and the index of its last token."""
    if line.at(index).kind != "operator" or line.at(index).text != "^":
        return None
    bracket = line.at(index + 1).text == "("
    at = index + 1 + bracket
    sign = -1 if line.at(at).text == "-" else 1
    at += sign < 0
    token = line.at(at)
    if token.kind != "number" or not token.text.isdigit() or len(token.text) > 3 or int(token.text) > MAX_EXPONENT:
        return None
    if bracket and line.at(at + 1).text != ")":
        return None
    return sign * int(token.text), at + bracket


# --- ranges -----------------------------------------------------------------------------------------------------------


def _range_end(line: Statement, index: int) -> int | None:
    """The index of the second number of ``2-5``, ``2–5`` or ``2 to 5``."""
    dash = line.at(index + 1)
    if dash.kind == "operator" and dash.text == "-" and line.at(index + 2).kind == "number":
        if line.glued(index + 1) and line.glued(index + 2):
            return index + 2
    if dash.text == "to" and line.at(index + 2).kind == "number":
        return index + 2
    return None


def _read_range(line: Statement, first: int, low: int, high: int, currency: str) -> Operand | None:
    """One quantity from the low end to the high end, in the unit that stands behind the high one."""
    start, end = numeral(line.at(low).text), numeral(line.at(high).text)
    unit = _read_unit(line, high + 1, currency)
    if start is None or end is None or unit is None or start.value > end.value:
        return None
    bottom = readings(start, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    top = readings(end, magnitude=unit.magnitude, units=unit.above, per=unit.below)
    both = tuple(Reading(low=a.low, high=b.high, unit=a.unit, assumption=a.assumption) for a, b in zip(bottom, top, strict=False))
    text, span = line.slice(first, unit.after - 1), line.span(first, unit.after - 1)
    return Operand(
        quantity=Quantity(text=text, span=span, readings=both, hedge="range", noun=unit.noun), first=first, after=unit.after
    )


# --- what stands behind the number ------------------------------------------------------------------------------------


def _read_unit(line: Statement, index: int, currency: str) -> _Unit | None:
    """Magnitude, unit, noun and denominators from ``index`` on; ``None`` if the number turns out to be part of a name."""
    unit = _Unit(ONE, [((currency, ""),)] if currency else [], [], "", index)
    word = line.at(index)
    if word.kind == "word" and line.glued(index) and not _read_glued(unit, word.text):
        return None
    if unit.after == index:
        _read_spaced_magnitude(line, unit)
    if len(unit.above) == bool(currency):
        _read_symbol(line, unit)
    if not (line.at(unit.after).kind == "operator" and line.at(unit.after).text == "-" and line.glued(unit.after)):
        _read_noun(line, unit)
    elif line.at(unit.after + 1).kind == "word" and line.glued(unit.after + 1):
        unit.noun, unit.after = line.at(unit.after + 1).text, unit.after + 2
    _read_denominators(line, unit)
    return unit


def _read_glued(unit: _Unit, text: str) -> bool:
    """``GB``, ``K``, ``Mtokens`` right behind the digits; False for ``3D`` and other names."""
    if text in MAGNITUDES:
        unit.magnitude, unit.letter = MAGNITUDES[text], text
    elif text in SYMBOLS:
        unit.above.append(SYMBOLS[text])
    elif (both := _SPLIT_UNIT.fullmatch(text)) and both[2] in SYMBOLS:
        unit.magnitude = MAGNITUDES[both[1]][:1]
        unit.above.append(SYMBOLS[both[2]])
    else:
        return False
    unit.after += 1
    return True


def _read_spaced_magnitude(line: Statement, unit: _Unit) -> None:
    word = line.at(unit.after)
    if word.kind == "word" and word.text in MAGNITUDES and not (word.text == "B" and line.at(unit.after + 1).kind != "word"):
        unit.magnitude, unit.after = MAGNITUDES[word.text], unit.after + 1


def _read_symbol(line: Statement, unit: _Unit) -> None:
    """The unit itself, spaced or not."""
    token = line.at(unit.after)
    if token.kind == "percent":
        unit.above.append(SYMBOLS["%"])
        unit.after += 1
    elif token.kind == "word" and token.text == "B" and unit.magnitude == ONE:
        unit.magnitude, unit.letter = MAGNITUDES["B"], "B"
        unit.after += 1
    elif token.kind == "word" and token.text in SYMBOLS and not _is_sign(line, unit.after):
        unit.above.append(SYMBOLS[token.text])
        unit.after += 1
    elif token.kind == "operator" and token.text == "*" and line.text[token.start] == "×" and line.glued(unit.after):
        if line.at(unit.after + 1).kind not in ("number", "open", "currency", "hedge"):
            unit.above.append(SYMBOLS["x"])
            unit.after += 1


def _is_sign(line: Statement, index: int) -> bool:
    """Whether an ``x`` there is the sign between two operands: ``8 x 4``, ``8 x $32``."""
    if line.at(index).text not in ("x", "X", "times"):
        return False
    return line.at(index + 1).kind in ("number", "currency", "open", "hedge", "word") and not line.glued(index)


def _read_noun(line: Statement, unit: _Unit) -> None:
    """Up to five words that say what is counted; they never change the number."""
    words: list[str] = []
    index = unit.after
    while line.at(index).kind == "word" and len(words) < NOUN_WORDS:
        word = line.at(index).text
        if word.lower() in STOPWORDS or _is_sign(line, index) or line.glued(index) and words:
            break
        if _starts_operand(line, index):
            break
        words.append(word)
        index += 1
    if words and not unit.above and words[0] in SYMBOLS and words[0] not in ("m", "x", "X", "s", "S", "d", "h"):
        unit.above.append(SYMBOLS[words[0]])
    elif words and not any(name for meaning in unit.above for name, _ in meaning) and words[-1] in SYMBOLS:
        _count(unit, words[-1])
    unit.noun = " ".join(words)
    unit.after = index


def _count(unit: _Unit, word: str) -> None:
    """``8 KV heads`` counts heads: the last word of the noun may name a unit of counting, never one of measuring."""
    if SYMBOLS[word][0][0] in COUNTING:
        unit.above.append(SYMBOLS[word])


COUNTING = frozenset(
    "token request query gpu user layer head expert node server parameter stage replica sequence message event instance core"
    " sample".split()
)


def _starts_operand(line: Statement, index: int) -> bool:
    """``TP`` in ``8 GPUs TP=2``: a word that names the next operand is no noun of this one."""
    sign = line.at(index + 1)
    return sign.kind == "relation" and sign.text == "=" and line.glued(index + 1) and line.glued(index + 2)


def _read_denominators(line: Statement, unit: _Unit) -> None:
    """``/s``, ``per GPU``, ``/GB-month``; a number behind the slash is a division and stays for the expression parser."""
    while True:
        token, following = line.at(unit.after), line.at(unit.after + 1)
        slash = token.kind == "operator" and token.text == "/"
        if not (slash or token.text == "per") or following.kind != "word" or _starts_operand(line, unit.after + 1):
            return
        if slash and line.at(unit.after + 2).text == "(" and line.glued(unit.after + 2):
            return
        if slash and not line.glued(unit.after + 1) and following.text not in TIME_WORDS:
            return
        if any(character.isdigit() for character in following.text):
            return
        if following.text in MAGNITUDES and following.text not in SYMBOLS:
            _per_many(line, unit)
            continue
        unit.below.extend(SYMBOLS[part] for part in following.text.split("-") if part in SYMBOLS)
        unit.noun = f"{unit.noun} per {following.text}".strip()
        unit.after += 2
        if line.at(unit.after).kind == "word" and following.text not in TIME_WORDS and line.at(unit.after).text in ("token", "second", "request"):
            unit.after += 1


def _per_many(line: Statement, unit: _Unit) -> None:
    """``$3.18 per million tokens``: a price for so many at once."""
    many = MAGNITUDES[line.at(unit.after + 1).text][0][0]
    unit.magnitude = tuple((Fraction(scale) / many, note) for scale, note in unit.magnitude)
    unit.after += 2
    counted = line.at(unit.after)
    if counted.kind == "word" and counted.text in SYMBOLS:
        unit.below.append(SYMBOLS[counted.text])
        unit.after += 1
    unit.noun = f"{unit.noun} per {many:,} {counted.text}".strip()


def number_value(quantity: Quantity) -> Fraction:
    """The printed value of the plain reading, in its unit."""
    plain = quantity.readings[0]
    return (plain.low + plain.high) / 2
