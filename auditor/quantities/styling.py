"""Values → text: a correction as the author of the document would have printed it."""

from __future__ import annotations

import re

from auditor.model import Quantity
from auditor.patterns import regex
from auditor.quantities.formatting import IN_PARTS, agreeing, restate, scale_of
from auditor.quantities.notation import GROUP_SPACES, NUMERAL, Numeral, numeral
from auditor.rational import Fraction

CLOSE = Fraction(1, 200)
"""How far the author's own number of decimals may round a correction; a coarser one is given more decimals."""
CLOSE_ABOUT = Fraction(1, 40)
"""The same of a value that is said to be about so much: its trailing zeros are rounded too."""
MOST_DECIMALS = 8
GROUPED_FROM = 10**5
"""A longer number is grouped even where the author's own was too short to show how he groups."""

_NUMERAL = regex(NUMERAL)
_FURTHER = regex(r"(?<![^\W\d_])[0-9]")
"""Another number, as in ``1m 5s``; a digit behind a letter is one of a name: ``20x L2 cache``."""
_PLAIN = regex(r"[0-9.,_'’ " + GROUP_SPACES + r"]+(?:[eE][+-]?[0-9]+)?")
_POWER = regex(r"\s*(?:\^|\*\*|[⁻⁰¹²³⁴-⁹])")
_SEPARATOR = regex(r"[0-9]([,.'’_ " + GROUP_SPACES + r"])[0-9]{3}(?![0-9])")


def in_style(quantity: Quantity, value: Fraction, *, about: bool = False) -> str:
    """The quantity's text with another value: its hedge, unit, decimals and separators stay as they are.

    ``value`` is in the unit of the plain reading. What is no single decimal number is written as ``restate`` does.
    ``about`` says that the document gives it as an approximation, as the hedge of the quantity may also do.
    """
    text = quantity.text
    if IN_PARTS.fullmatch(text) and value >= 0:
        return _in_parts(text, value)
    found = _NUMERAL.search(text)
    printed = (numeral(found.group()) or numeral(found.group(), decimal_comma=True)) if found else None
    if found is None or printed is None or not _is_plain(quantity, found) or value < 0:
        return restate(quantity, value)
    about = about or quantity.hedge == "about"
    number = _written(value / scale_of(quantity, printed), found.group(), printed, about=about)
    return text[: found.start()] + number + agreeing(text[found.end() :], number)


def _is_plain(quantity: Quantity, found: re.Match[str]) -> bool:
    """One number in decimal digits: no range, no power, no sign."""
    text = quantity.text
    single = quantity.hedge != "range" and _FURTHER.search(text, found.end()) is None
    signed = text[: found.start()].rstrip().endswith(("-", "−"))
    return single and not signed and not _POWER.match(text, found.end()) and bool(_PLAIN.fullmatch(found.group()))


_EXPONENT = regex(r"[eE][+-]?[0-9]+$")
_PART = regex(r"([0-9.]+)(\s?)([a-z]+)(\s*)")
_SECONDS = {"d": 86400, "h": 3600, "hr": 3600, "m": 60, "min": 60}


def _in_parts(text: str, seconds: Fraction) -> str:
    """``1m 5s`` with another duration, in the same parts."""
    *parts, last = _PART.findall(text)
    written = ""
    for _, space, unit, between in parts:
        whole = int(seconds // _SECONDS[unit])
        seconds -= whole * _SECONDS[unit]
        written += f"{whole}{space}{unit}{between}"
    _, space, unit, _ = last
    decimals = len(last[0].partition(".")[2])
    return f"{written}{float(round(seconds, max(decimals, 1))):g}{space}{unit}"


def _written(value: Fraction, printed: str, read: Numeral, *, about: bool) -> str:
    """A number with the decimals, separators and exponent of a printed one."""
    exponent = found.group() if (found := _EXPONENT.search(printed)) else ""
    if exponent:
        value, printed = value / Fraction(10) ** int(exponent[1:]), printed.removesuffix(exponent)
    comma = numeral(printed) is None
    fraction = "," if comma or re.fullmatch(r"0,[0-9]+|[0-9]{1,3},[0-9]{4,}", printed) else "."
    decimals = len(printed.partition(fraction)[2])
    if about and read.integer:
        decimals = 1 - len(str(int(read.loose_ulp)))
    whole, _, behind = _rounded(value, decimals, CLOSE_ABOUT if about else CLOSE).partition(".")
    groups = _SEPARATOR.search(printed)
    separator = groups.group(1) if groups and groups.group(1) != fraction else ""
    if not separator and len(whole) >= len(str(GROUPED_FROM)) > len(printed.partition(fraction)[0]):
        separator = "." if fraction == "," else ","
    return _grouped(whole, separator) + (fraction + behind if behind else "") + exponent


def _rounded(value: Fraction, decimals: int, close: Fraction) -> str:
    """With so many decimals, or as many more as keep it close; fewer than none are zeros before the point."""
    for count in range(decimals, MOST_DECIMALS + 1):
        unit = Fraction(10) ** count
        whole = int(value * unit + Fraction(1, 2))  # half away from zero, as people round
        if abs(whole / unit - value) <= value * close or count == MOST_DECIMALS:
            digits = str(whole).rjust(count + 1, "0")
            return f"{digits[:-count]}.{digits[-count:]}" if count > 0 else digits + "0" * -count
    raise AssertionError  # the last count always returns


def _grouped(whole: str, separator: str) -> str:
    if not separator:
        return whole
    first = len(whole) % 3 or 3
    return separator.join((whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))))
