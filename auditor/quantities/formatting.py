"""Values → text: a computed value written the way the document writes its own."""

from __future__ import annotations

import re
from decimal import Decimal

from auditor.model import Quantity
from auditor.patterns import regex
from auditor.quantities.notation import NUMERAL, Numeral, numeral
from auditor.quantities.readings import EXACT_UNITS
from auditor.quantities.symbols import COUNTS, MAGNITUDES, SYMBOLS
from auditor.rational import Fraction

_NUMERAL = regex(NUMERAL)
_POWER = regex(r"\s*(?:(?:\^|\*\*)\s*[({]?-?\d+[)}]?|[⁻⁰¹²³⁴-⁹]+)")
"""What follows the base of a power: ``10^5`` is one number."""
SIGNIFICANT, MOST_SIGNIFICANT = 4, 12
"""How many digits a value is given, and how many at most where its author writes more."""


IN_PARTS = regex(r"(?:\d+\s?(?:d|h|hr|m|min)\s?)+\d+(?:\.\d+)?\s?s(?:ec)?")
"""A duration in several units, ``1h 20min 5s``; its reading is in seconds."""


def restate(quantity: Quantity, value: Fraction, high: Fraction | None = None) -> str:
    """The quantity's text with another value in place of its own; ``value`` is in the unit of its plain reading.

    It has as many digits as the text's own decimal number, four at least: 99.9999 % is not 100 %. With ``high`` it is a
    range from the one to the other. Without, one value takes the place of a whole range.
    """
    text = quantity.text
    if IN_PARTS.fullmatch(text):
        return f"{digits(value)} s"
    first = _NUMERAL.search(text)
    power = _POWER.match(text, first.end()) if first else None
    if first and power:
        return text[: first.start()].lstrip("~≈ ") + digits(value) + text[power.end() :]
    last = (_NUMERAL.search(text, first.end()) if quantity.hedge == "range" and first else None) or first
    printed = (numeral(last.group()) or numeral(last.group(), decimal_comma=True)) if last else None
    if first is None or last is None or printed is None:
        return digits(value)
    scale = scale_of(quantity, printed)
    grouped = "," in first.group() or "," in last.group()
    precision = SIGNIFICANT if printed.integer else max(SIGNIFICANT, min(printed.digits, MOST_SIGNIFICANT))
    number = digits(abs(value) / scale, precision, grouped=grouped)
    if high is not None and high != value:
        between = text[first.end() : last.start()] if last is not first else "-"
        number += between + digits(high / scale, precision, grouped=grouped)
    behind = text[last.end() :].rstrip("+")
    sign = "-" if value < 0 else ""
    signs = "-−≈ +" if value < 0 else "-−≈ "
    lead = _HEDGE.sub("", text[: first.start()].replace("~", "").lstrip(signs))
    return sign + lead + number + agreeing(behind, number)


_HEDGE = regex(r"^(?:about|approximately|approx\.?|around|roughly|nearly|almost|some|circa|ca\.?)\s+", re.IGNORECASE)


def ends(quantity: Quantity) -> tuple[Fraction, Fraction] | None:
    """The two printed numbers of a range, in the unit of its plain reading and without their rounding."""
    first = _NUMERAL.search(quantity.text) if quantity.hedge == "range" else None
    last = _NUMERAL.search(quantity.text, first.end()) if first else None
    low, high = (numeral(first.group()) if first else None), (numeral(last.group()) if last else None)
    if low is None or high is None:
        return None
    scale = scale_of(quantity, high)
    return low.value * scale, high.value * scale


def scale_of(quantity: Quantity, printed: Numeral) -> Fraction:
    """What one of the printed number is in the unit of the plain reading; ``printed`` is the high end of a range."""
    plain = quantity.readings[0]
    if quantity.hedge == "range":
        exact = printed.integer and plain.high == printed.value and (not plain.unit or plain.unit in EXACT_UNITS)
        half = Fraction(0) if exact else printed.ulp / 2
        return plain.high / (printed.value + half) if plain.high else Fraction(1)
    if not printed.value or plain.low + plain.high == 0:  # only the width of the rounding tells
        return (plain.high - plain.low) / printed.ulp if plain.high > plain.low and printed.ulp else Fraction(1)
    return abs((plain.low + plain.high) / 2 / printed.value)


_HEAD = regex(r"\s*(?!per\b)[^\W\d]+(?:[ -](?!per\b)[^\W\d]+)*")
"""The words right behind a number, up to the ``per`` or the slash."""


def agreeing(behind: str, number: str) -> str:
    """The words behind a number, where the number is one and they count: ``1 concurrent request``."""
    head = _HEAD.match(behind)
    if number != "1" or head is None:
        return behind
    words = re.split(r"([ -]+)", head.group())
    if any(word in MAGNITUDES for word in words):
        return behind
    plural = max((at for at, word in enumerate(words) if singular(word) != word), default=None)
    if plural is None:
        return behind
    words[plural] = singular(words[plural])
    return "".join(words) + behind[head.end() :]


def singular(word: str) -> str:
    """One of what a unit counts: ``request`` for ``requests``; any other word as it is."""
    for ending, one in (("ies", "y"), ("s", "")):
        shorter = word.removesuffix(ending) + one
        if shorter != word and word.endswith(ending) and word in SYMBOLS and shorter in SYMBOLS:
            return shorter if SYMBOLS[shorter][0] == SYMBOLS[word][0] else word
    return word


def digits(value: Fraction, significant: int = SIGNIFICANT, *, grouped: bool = True) -> str:
    """A number with so many significant digits, or all of them where it is whole and not too long."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    if value.denominator == 1 and magnitude < 10**12:
        return f"{int(value):,}" if grouped or magnitude >= 10**5 else str(int(value))
    if magnitude >= 10**12 or magnitude < Fraction(1, 10**4):
        return _scientific(value)
    decimals = max(0, significant - len(str(int(magnitude)).lstrip("0")) + _leading_zeros(magnitude))
    text = f"{_rounded(value, decimals):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if grouped or magnitude >= 10**5 else text.replace(",", "")


def _scientific(value: Fraction) -> str:
    try:
        return f"{float(value):.4g}"
    except OverflowError:  # a float ends at 1e308
        return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():.4g}"


def _leading_zeros(magnitude: Fraction) -> int:
    """Zeros between the point and the first digit of a value below one."""
    zeros = 0
    while magnitude < Fraction(1, 10) and zeros < 6:
        magnitude *= 10
        zeros += 1
    return zeros


def _rounded(value: Fraction, decimals: int) -> float:
    """Half away from zero, as people round."""
    unit = 10**decimals
    whole = int(abs(value) * unit + Fraction(1, 2))
    return float(Fraction(whole if value > 0 else -whole, unit))


_SCALES: dict[tuple[tuple[str, int], ...], tuple[tuple[int, str], ...]] = {
    (("information", 1),): ((8 * 10**12, "TB"), (8 * 10**9, "GB"), (8 * 10**6, "MB"), (8 * 10**3, "KB"), (8, "bytes")),
    (("information", 1), ("time", -1)): (
        (8 * 10**12, "TB/s"),
        (8 * 10**9, "GB/s"),
        (8 * 10**6, "MB/s"),
        (8, "bytes/s"),
    ),
    (("flop", 1),): ((10**12, "TFLOP"), (10**9, "GFLOP"), (10**6, "MFLOP"), (1, "FLOP")),
    (("flop", 1), ("time", -1)): ((10**15, "PFLOPS"), (10**12, "TFLOPS"), (10**9, "GFLOPS"), (1, "FLOP/s")),
}


def natural(value: Fraction, dimension: tuple[tuple[str, int], ...]) -> str:
    """A computed value in the unit that people would use; ``value`` is in base units."""
    counts = [(name, power) for name, power in dimension if name not in ("information", "time", "flop")]
    scales = _SCALES.get(
        tuple((name, power) for name, power in dimension if name in ("information", "time", "flop")), ()
    )
    tail = "".join(f"/{name}" for name, power in counts if power < 0)
    for scale, unit in scales:
        if abs(value) >= scale:
            return f"{digits(value / scale)} {unit}{tail}"
    if dimension == (("time", 1),):
        return f"{digits(value)} s" if value >= 1 else f"{digits(value * 1000)} ms"
    per = "/s" if ("time", -1) in dimension else ""
    number = _short(value)
    head = " ".join(_counted(name, number) for name, power in counts if power > 0)
    return f"{number} {head}{per}{tail}".strip() if head or per or tail else number


def _counted(name: str, number: str) -> str:
    """The unit of a count as so many of it are called."""
    if number == "1":
        return name
    return next((w for w in COUNTS.get(name, ()) if w != name and singular(w) == name), f"{name}s")


def _short(value: Fraction) -> str:
    """Billions and millions in words of one letter."""
    for scale, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M")):
        if abs(value) >= scale:
            return f"{digits(value / scale)}{letter}"
    return digits(value)


def times(ratio: Fraction) -> str:
    """A ratio as a factor above one: ``7.5 times``."""
    if ratio <= 0:
        return ""
    return f"{digits(ratio if ratio >= 1 else 1 / ratio)} times"
