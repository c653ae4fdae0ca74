"""What a hand does wrong with the digits and the unit of a printed number: each as the text that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from auditor.patterns import regex
from auditor.quantities.symbols import TIMES

MOST_DIGITS = 12


class Meant(NamedTuple):
    """What may have been meant in place of a printed number."""

    slip: str
    """What went wrong: ``GB for MB``."""
    text: str


_NUMBER = regex(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def digits(text: str) -> Iterator[Meant]:
    """Digits transposed, dropped or doubled; only of a number of three digits or more, where that is no accident."""
    found = _NUMBER.search(text)
    if found is None:
        return
    printed = found.group().replace(",", "")
    at = [index for index, character in enumerate(printed) if character.isdigit()]
    if not 3 <= len(at) <= MOST_DIGITS:
        return
    for slip, other in (*_transposed(printed, at), *_doubled(printed, at), *_dropped(printed, at)):
        yield Meant(slip, text[: found.start()] + _grouped(other, found.group()) + text[found.end() :])


def _transposed(printed: str, at: list[int]) -> Iterator[tuple[str, str]]:
    for one, next_ in pairwise(at):
        if printed[one] != printed[next_]:
            swapped = list(printed)
            swapped[one], swapped[next_] = swapped[next_], swapped[one]
            yield "two digits changed places", "".join(swapped)


def _doubled(printed: str, at: list[int]) -> Iterator[tuple[str, str]]:
    for one, next_ in pairwise(at):
        if printed[one] == printed[next_]:
            yield f"the digit {printed[one]} is written twice", printed[:one] + printed[one + 1 :]


def _dropped(printed: str, at: list[int]) -> Iterator[tuple[str, str]]:
    """A digit before the last: one at the end is a slipped decimal point."""
    for place in at[1:]:
        for digit in "0123456789":
            yield f"a digit {digit} is left out", printed[:place] + digit + printed[place:]


def _grouped(number: str, like: str) -> str:
    whole, point, behind = number.partition(".")
    return (f"{int(whole):,}" if "," in like else whole) + point + behind


def separators(text: str) -> Iterator[Meant]:
    """``1.234`` for ``1,234`` and the other way round."""
    found = re.search(r"(?<![0-9.,])[0-9]{1,3}([.,])[0-9]{3}(?![0-9.,])", text)
    if found:
        other = "," if found.group(1) == "." else "."
        yield Meant("a decimal point and a separator of thousands are mixed up", _put(text, found, 1, other))


# --- units ------------------------------------------------------------------------------------------------------------

_SIZE = regex(r"(?<![A-Za-z])([kKMGTP]?)(i?)(B|b)(?=ps\b|it|yte|\b|/)")
_SCALED = regex(r"(?<=[0-9])\s?([kKMBT])(?![A-Za-z])|\b(thousand|million|billion|trillion)\b")
_LETTERS = ("K", "M", "B", "T")
_WORDS = ("thousand", "million", "billion", "trillion")
_PREFIXES = ("", "K", "M", "G", "T", "P")
_SHORT = ("ns", "us", "ms", "s", "min", "h", "day", "week", "month", "year")
_SYMBOLS = sorted((symbol for symbols in TIMES.values() for symbol in symbols), key=len, reverse=True)
_TIME = regex(r"(?<![A-Za-zµμ])(" + "|".join(_SYMBOLS) + r")\b")


def prefixes(text: str) -> Iterator[Meant]:
    """Gigabytes for megabytes."""
    found = _SIZE.search(text)
    if found is None or (found.group() == "b" and not found.group(1)):
        return
    for other in _PREFIXES:
        if other != found.group(1).upper():
            yield _swapped(text, found, 1, "k" if other == "K" and found.group(1).islower() else other)


def bits(text: str) -> Iterator[Meant]:
    """Bits for bytes, and bytes for bits."""
    found = _SIZE.search(text)
    if found is not None and found.group() != "b":
        yield Meant("bits and bytes are mixed up", _put(text, found, 3, found.group(3).swapcase()))


def magnitudes(text: str) -> Iterator[Meant]:
    """Millions for billions."""
    found = _SCALED.search(text)
    if not found:
        return
    group = 1 if found.group(1) else 2
    names = _LETTERS if group == 1 else _WORDS
    for other in names:
        if other.lower() != found.group(group).lower():
            yield _swapped(text, found, group, other)


def times(text: str) -> Iterator[Meant]:
    """Seconds for minutes, per day for per month: the last unit of time that stands there."""
    every = list(_TIME.finditer(text))
    if not every:
        return
    found = every[-1]
    word = found.group()
    long, plural = len(word) > 3, len(word) > 3 and word.endswith("s")
    for (unit, names), short in zip(TIMES.items(), _SHORT, strict=True):
        if word not in names:
            yield _swapped(text, found, 1, (f"{unit}s" if plural else unit) if long else short)


def _swapped(text: str, found: re.Match[str], group: int, other: str) -> Meant:
    new = _put(text, found, group, other)
    start, end = found.span()
    word = text[start:end].strip()
    return Meant(f"{word} for {new[start : len(new) - (len(text) - end)].strip()}", new)


def _put(text: str, found: re.Match[str], group: int, other: str) -> str:
    return text[: found.start(group)] + other + text[found.end(group) :]
