"""What stands behind a number: its magnitude, its unit, what it counts, and per what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from auditor.claims.statement import Statement
from auditor.quantities.readings import ONE
from auditor.quantities.symbols import COUNTS, CURRENCIES, MAGNITUDES, SYMBOLS, TIME_WORDS, Meaning
from auditor.quantities.units import is_money

DISTANCE = 7
"""How many words may stand between a value and the ``per`` that makes a rate of it."""
NOUN_WORDS = 5
"""How many words may say what is counted between a number and the next operator."""
STOPWORDS = frozenset(
    "and or but nor with without for in at to from by is are was were be been than if when then so vs versus as into on"
    " that which who we it its this these those a an the of per times gives give equals makes means needs need using"
    " over under between within while because after before each every if where only not no would will can could should"
    " must has have had i.e e.g about approximately approx around roughly up down plus minus divided multiplied leaves"
    " leaving".split()
)
_EACH = frozenset(("a", "an", "per", "every"))
"""The words between a value and the thing that each has it."""
_SPLIT_UNIT = re.compile(r"(k|K|M|B|G|T|mil|bil)([A-Za-z]\w*)")


@dataclass(slots=True)
class Unit:
    """What was read behind a number, while it is being read."""

    magnitude: tuple[tuple[int | Fraction, str], ...]
    above: list[tuple[Meaning, ...]]
    below: list[tuple[Meaning, ...]]
    noun: str
    after: int
    letter: str = ""
    """A magnitude letter that may be a unit of information instead: the G of ``64G``."""
    spaced: bool = False
    """A space stands before that letter."""


def read_unit(line: Statement, index: int, currency: str) -> Unit | None:
    """Magnitude, unit, noun and denominators from ``index`` on; ``None`` if the number is part of a name."""
    unit = Unit(ONE, [((currency, ""),)] if currency else [], [], "", index)
    word = line.at(index)
    if word.kind == "word" and line.glued(index) and not _read_glued(unit, word.text):
        return None
    if word.kind == "word" and _UNKNOWN_UNIT.fullmatch(word.text) and word.text not in SYMBOLS:
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
    if not unit.below:
        _read_distant_rate(line, unit)
    return unit


def _read_glued(unit: Unit, text: str) -> bool:
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


def _read_spaced_magnitude(line: Statement, unit: Unit) -> None:
    word = line.at(unit.after)
    if word.kind == "word" and word.text in MAGNITUDES and not (word.text == "B" and _counts_nothing(line, unit.after)):
        unit.magnitude, unit.after = MAGNITUDES[word.text], unit.after + 1


def _counts_nothing(line: Statement, index: int) -> bool:
    """Whether no noun follows that a B could be billions of: ``127 B``, ``127 B a record``, but ``7 B parameters``.

    What is said per stretch of time counts events: ``3 B per day`` are billions.
    """
    following, thing = line.at(index + 1), line.at(index + 2)
    if following.kind != "word":
        return True
    return following.text == "each" or (
        following.text in _EACH and thing.kind == "word" and thing.text not in TIME_WORDS
    )


def _read_symbol(line: Statement, unit: Unit) -> None:
    """The unit itself, spaced or not."""
    token = line.at(unit.after)
    if token.kind == "percent":
        unit.above.append(SYMBOLS["%"])
        unit.after += 1
    elif token.kind == "word" and token.text == "B" and unit.magnitude == ONE:
        unit.magnitude, unit.letter, unit.spaced = MAGNITUDES["B"], "B", not line.glued(unit.after)
        unit.after += 1
    elif token.kind == "word" and token.text in SYMBOLS and not _is_sign(line, unit.after):
        if _counts(token.text) and _counts(line.at(unit.after + 1).text):
            return  # "4 GPU nodes" are nodes
        unit.above.append(SYMBOLS[token.text])
        unit.after += 1
    elif _is_factor(line, unit.after):
        unit.above.append(SYMBOLS["x"])
        unit.after += 1


def _is_factor(line: Statement, index: int) -> bool:
    """Whether a ``×`` belongs to the number before it: ``3×``, a factor, and no operand behind it."""
    token = line.at(index)
    glued = token.kind == "operator" and token.text == "*" and line.text[token.start] == "×" and line.glued(index)
    return glued and line.at(index + 1).kind not in ("number", "open", "currency", "hedge")


def _counts(word: str) -> bool:
    """Whether a word is a unit of counting."""
    return word in SYMBOLS and SYMBOLS[word][0][0] in COUNTING


def _is_sign(line: Statement, index: int) -> bool:
    """Whether an ``x`` there is the sign between two operands: ``8 x 4``, ``8 x $32``."""
    if line.at(index).text not in ("x", "X", "times"):
        return False
    return line.at(index + 1).kind in ("number", "currency", "open", "hedge", "word") and not line.glued(index)


def _read_noun(line: Statement, unit: Unit) -> None:
    """Up to five words that say what is counted; they never change the number."""
    words: list[str] = []
    index = unit.after
    while line.at(index).kind == "word" and len(words) < NOUN_WORDS:
        word = line.at(index).text
        if word.lower() in STOPWORDS or _is_sign(line, index) or (line.glued(index) and words):
            break
        if _starts_operand(line, index):
            break
        words.append(word)
        index += 1
    if words and not unit.above and words[-1] in SYMBOLS and SYMBOLS[words[-1]][0][0] in COUNTING:
        unit.above.append(SYMBOLS[words[-1]])  # "4 GPU nodes" are nodes
    elif words and not unit.above and words[0] in SYMBOLS and words[0] not in ("m", "x", "X", "s", "S", "d", "h"):
        unit.above.append(SYMBOLS[words[0]])
    elif words and not any(name for meaning in unit.above for name, _ in meaning) and words[-1] in SYMBOLS:
        _count(unit, words[-1])
    unit.noun = " ".join(words)
    unit.after = index


def _count(unit: Unit, word: str) -> None:
    """``8 KV heads`` counts heads: the last word of a noun may name a unit of counting, never one of measuring."""
    if SYMBOLS[word][0][0] in COUNTING:
        unit.above.append(SYMBOLS[word])


_UNKNOWN_UNIT = re.compile(r"(?!DB|USB|RGB|LB)[A-Z]{1,3}[Bb](?:ps)?|[A-Za-z]{0,2}Hz")
"""What looks like a unit of information or frequency and is none that is known: it is not read as a noun."""
COUNTING = frozenset(COUNTS)
"""The units that count things."""


def _starts_operand(line: Statement, index: int) -> bool:
    """``TP`` in ``8 GPUs TP=2``: a word that names the next operand is no noun of this one."""
    sign = line.at(index + 1)
    return sign.kind == "relation" and sign.text == "=" and line.glued(index + 1) and line.glued(index + 2)


def _read_denominators(line: Statement, unit: Unit) -> None:
    """``/s``, ``per GPU``, ``/GB-month``; a number behind the slash is a division: the expression parser's."""
    while True:
        if _read_label_denominator(line, unit):
            continue
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
        if (
            line.at(unit.after).kind == "word"
            and following.text not in TIME_WORDS
            and line.at(unit.after).text in ("token", "second", "request")
        ):
            unit.after += 1


def _read_distant_rate(line: Statement, unit: Unit) -> None:
    """``250 GB of new content per month``: a rate whose denominator follows after a few more words."""
    for index in range(unit.after, unit.after + DISTANCE):
        if line.at(index).kind != "word" or line.at(index).text in ("and", "or", "is", "are", "with", "to", "from"):
            return
        if line.at(index).text == "per" and line.at(index + 1).text in TIME_WORDS and index > unit.after:
            unit.below.append(SYMBOLS[line.at(index + 1).text])
            unit.noun = f"{unit.noun} {line.text[line.at(unit.after).start : line.at(index + 1).end]}".strip()
            unit.after = index + 2
            return


def _read_label_denominator(line: Statement, unit: Unit) -> bool:
    """``per 4-hour period`` and ``$0.02/1K`` say of what the value is; nothing is divided."""
    token, number, behind = line.at(unit.after), line.at(unit.after + 1), line.at(unit.after + 2)
    if number.kind != "number":
        return False
    if token.text == "per" and behind.text == "-" and line.glued(unit.after + 2):
        end = unit.after + 4
    elif token.text == "/" and line.glued(unit.after) and line.glued(unit.after + 1) and behind.text in MAGNITUDES:
        end = unit.after + 3
    else:
        return False
    unit.noun = f"{unit.noun} per {line.text[number.start : line.at(end - 1).end]}".strip()
    unit.after = end
    return True


def _per_many(line: Statement, unit: Unit) -> None:
    """``$3.18 per million tokens``: a price for so many at once."""
    many = MAGNITUDES[line.at(unit.after + 1).text][0][0]
    unit.magnitude = tuple((Fraction(scale) / many, note) for scale, note in unit.magnitude)
    unit.after += 2
    counted = line.at(unit.after)
    if counted.kind == "word" and counted.text in SYMBOLS:
        unit.below.append(SYMBOLS[counted.text])
        unit.after += 1
    unit.noun = f"{unit.noun} per {many:,} {counted.text}".strip()


def take_header_unit(line: Statement, unit: Unit) -> None:
    """``Memory (GB)`` over or beside a bare ``80``; ``per day`` over ``864M`` or ``$9``."""
    above, _, below = line.unit.partition("/")
    bare = not unit.above and unit.magnitude == ONE
    if above in MAGNITUDES and above not in SYMBOLS:
        unit.magnitude = MAGNITUDES[above] if bare else unit.magnitude
        return
    meaning = ((CURRENCIES[above], ""),) if above in CURRENCIES else SYMBOLS.get(above)
    if unit.above and (above or not is_money(_only(unit.above))):
        return
    if meaning is not None:
        if not bare and "byte" in meaning[0][0]:
            return  # the G of 64G is that unit, not a billion of it
        unit.above.append(meaning)
    if below:
        unit.below.append(SYMBOLS[below])


def _only(units: list[tuple[Meaning, ...]]) -> str:
    return units[0][0][0] if len(units) == 1 else ""
