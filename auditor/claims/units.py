"""What stands behind a number: its magnitude, its unit, what it counts, and per what."""

from __future__ import annotations

from auditor.claims.rates import read_rate, starts_rate
from auditor.claims.statement import Statement
from auditor.claims.tokens import COMPARED
from auditor.claims.unit import Unit
from auditor.patterns import regex
from auditor.quantities.readings import ONE
from auditor.quantities.symbols import COUNTS, CURRENCIES, MAGNITUDES, SYMBOLS, Meaning, is_time, magnitudes, meanings
from auditor.quantities.units import is_money, physical

NOUN_WORDS = 5
"""How many words may say what is counted between a number and the next operator."""
STOPWORDS = frozenset(
    "and or but nor with without for in at to from by is are was were be been than if when then so vs versus as into on"
    " that which who we it its this these those a an the of per times gives give equals makes means needs need using"
    " over under instead rather compared against versus"
    " exceeds exceed exceeded exceeding stays stay remains remain keeps lies sits below above beyond becomes takes take"
    " between within while because after before each every if where only not no would will can could should"
    " must has have had i.e e.g about approximately approx around roughly up down plus minus divided multiplied leaves"
    " leaving".split()
)
_EACH = frozenset(("a", "an", "per", "every"))
"""The words between a value and the thing that each has it."""
_NO_NOUNS = STOPWORDS - _EACH - {"and", "or", "to"} | {"x"}
_BYTES = frozenset(("byte", "bytes"))
_MILLIONS = frozenset(("m",))
"""Units that are millions as well: ``100m users``."""
_SPLIT_UNIT = regex(r"(k|K|M|B|G|T|mil|bil)([A-Za-z]\w*)")


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
    if not unit.above:
        _read_bracketed(line, unit)
    if not (line.at(unit.after).kind == "operator" and line.at(unit.after).text == "-" and line.glued(unit.after)):
        _read_noun(line, unit)
    elif line.at(unit.after + 1).kind == "word" and line.glued(unit.after + 1):
        unit.noun, unit.after = line.at(unit.after + 1).text, unit.after + 2
    if not currency:
        _read_currency(line, unit)
    read_rate(line, unit)
    return unit


def _read_currency(line: Statement, unit: Unit) -> None:
    """``29 €``, ``3.363,84 €/Monat``: a currency behind its amount, with nothing behind it that it could belong to."""
    token = line.at(unit.after)
    if token.kind == "currency" and not unit.above and line.at(unit.after + 1).kind != "number":
        unit.above.append(((CURRENCIES[token.text], ""),))
        unit.after += 1


def _read_glued(unit: Unit, text: str) -> bool:
    """``GB``, ``K``, ``Mtokens`` right behind the digits; False for ``3D`` and other names."""
    if found := magnitudes(text):
        unit.magnitude, unit.letter = found, text
    elif known := meanings(text):
        unit.above.append(known)
        unit.letter = text if text in _MILLIONS else ""
    elif (both := _SPLIT_UNIT.fullmatch(text)) and (known := meanings(both[2])):
        unit.magnitude = MAGNITUDES[both[1]][:1]
        unit.above.append(known)
    else:
        return False
    unit.after += 1
    return True


def _read_spaced_magnitude(line: Statement, unit: Unit) -> None:
    word = line.at(unit.after)
    if word.text == "b" and line.at(unit.after + 1).text == "/" and is_time(line.at(unit.after + 2).text):
        unit.above.append(SYMBOLS["bit"])  # b/s
        unit.after += 1
        return
    found = magnitudes(word.text) if word.kind == "word" else None
    if found and not (word.text in ("B", "b") and _counts_nothing(line, unit.after)):
        unit.magnitude, unit.after = found, unit.after + 1


def _counts_nothing(line: Statement, index: int) -> bool:
    """Whether no noun follows that a B could be billions of: ``127 B``, ``127 B a record``, but ``7 B parameters``.

    What is said per stretch of time counts events: ``3 B per day`` are billions.
    """
    following, thing = line.at(index + 1), line.at(index + 2)
    if following.kind != "word" or following.text.lower() in _NO_NOUNS:
        return True
    return following.text == "each" or (following.text in _EACH and thing.kind == "word" and not is_time(thing.text))


def _read_symbol(line: Statement, unit: Unit) -> None:
    """The unit itself, spaced or not."""
    token = line.at(unit.after)
    if token.kind == "percent":
        unit.above.append(SYMBOLS["%"])
        unit.after += 1
    elif token.kind == "word" and token.text in _BYTES and unit.letter == "B":
        unit.magnitude = (*unit.magnitude, (1, "B says bytes once more"))
        unit.above.append(SYMBOLS[token.text])
        unit.after += 1
    elif token.kind == "word" and token.text in ("B", "b") and unit.magnitude == ONE:
        unit.magnitude, unit.letter, unit.spaced = MAGNITUDES[token.text], token.text, not line.glued(unit.after)
        unit.after += 1
    elif token.kind == "word" and (found := meanings(token.text)) and not _is_sign(line, unit.after):
        if _counts(token.text) and _counts(line.at(unit.after + 1).text):
            return  # "4 GPU nodes" are nodes
        unit.above.append(found)
        unit.after += 1
    elif token.kind == "word" and (product := _product_unit(token.text)):
        unit.above.extend(product)
        unit.after += 1
    elif _is_factor(line, unit.after):
        unit.above.append(SYMBOLS["x"])
        unit.after += 1


def _product_unit(word: str) -> list[tuple[Meaning, ...]]:
    """``GPU-hours``, ``GB-months``, ``person-days``: something for a time."""
    first, hyphen, last = word.partition("-")
    span = meanings(last) if hyphen and is_time(last) and len(last) > 1 else None
    if span is None or not first.isalnum():
        return []
    thing = meanings(first)
    return [thing, span] if thing else [span]


def _read_bracketed(line: Statement, unit: Unit) -> None:
    """``100 (TB)``, ``1.07 (bytes/sample)``: a unit of measure in brackets; ``2 (years)`` is a label."""
    opened, word, behind = (line.at(unit.after + step) for step in range(3))
    found = meanings(word.text) if opened.text == "(" and word.kind == "word" else None
    if found is None or not _MEASURING & {name for name, _ in physical(found[0][0])[1]}:
        return
    if behind.text == "/" and line.at(unit.after + 3).kind == "word" and line.at(unit.after + 4).text == ")":
        unit.above.append(found)
        if per := meanings(line.at(unit.after + 3).text):
            unit.below.append(per)
        unit.after += 5
    elif behind.text == ")":
        unit.above.append(found)
        unit.after += 3


_MEASURING = frozenset(("information", "energy", "flop"))


def _is_factor(line: Statement, index: int) -> bool:
    """Whether a ``×`` belongs to the number before it: ``3×``, a factor, and no operand behind it."""
    token = line.at(index)
    glued = token.kind == "operator" and token.text == "*" and line.text[token.start] == "×" and line.glued(index)
    return glued and line.at(index + 1).kind not in ("number", "open", "currency", "hedge")


def _counts(word: str) -> bool:
    """Whether a word is a unit of counting."""
    found = meanings(word)
    return found is not None and found[0][0] in COUNTING


def _is_sign(line: Statement, index: int) -> bool:
    """Whether an ``x`` there is the sign between two operands: ``8 x 4``, ``8 x $32``."""
    if line.at(index).text not in ("x", "X", "times"):
        return False
    following = line.at(index + 1)
    if line.at(index).text == "times" and following.text.lower() in COMPARED:
        return False
    return following.kind in ("number", "currency", "open", "hedge", "word") and not line.glued(index)


def _read_noun(line: Statement, unit: Unit) -> None:
    """Up to five words that say what is counted; they never change the number."""
    words: list[str] = []
    index = unit.after
    while line.at(index).kind == "word" and len(words) < NOUN_WORDS:
        word = line.at(index).text
        if word.lower() in STOPWORDS or _is_sign(line, index) or (line.glued(index) and words):
            break
        if line.names_operand(index) or starts_rate(line, index):
            break
        words.append(word)
        index += 1
    if words:
        _take_noun(unit, words)
    unit.noun = " ".join(words)
    unit.after = index


def _take_noun(unit: Unit, words: list[str]) -> None:
    """``4 GPU nodes`` are nodes and ``8 KV heads`` heads; a unit of measuring stands right behind its number."""
    last, first = meanings(words[-1]), meanings(words[0])
    bare = not any(name for meaning in unit.above for name, _ in meaning)
    if last and bare and last[0][0] in COUNTING:
        unit.above.append(last)
    elif first and not unit.above and len(words[0]) > 1:
        unit.above.append(first)


_UNKNOWN_UNIT = regex(r"(?!DB|USB|RGB|LB)[A-Z]{1,3}[Bb](?:ps)?|[A-Za-z]{0,2}Hz")
"""What looks like a unit of information or frequency and is none that is known: it is not read as a noun."""
COUNTING = frozenset(COUNTS)
"""The units that count things."""


def take_header_unit(line: Statement, unit: Unit) -> None:
    """``Memory (GB)`` over or beside a bare ``80``; ``per day`` over ``864M`` or ``$9``."""
    above, _, below = line.unit.partition("/")
    bare = not unit.above and unit.magnitude == ONE
    found = meanings(above)
    if (scale := magnitudes(above)) and found is None:
        unit.magnitude = scale if bare else unit.magnitude
        return
    meaning = ((CURRENCIES[above], ""),) if above in CURRENCIES else found
    if unit.above and (above or not is_money(_only(unit.above))):
        return
    if meaning is not None:
        if not bare and "byte" in meaning[0][0]:
            return  # the G of 64G is that unit, not a billion of it
        unit.above.append(meaning)
    if below and (per := meanings(below)):
        unit.below.append(per)


def _only(units: list[tuple[Meaning, ...]]) -> str:
    return units[0][0][0] if len(units) == 1 else ""
