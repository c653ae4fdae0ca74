"""The unit that a table's headers give to bare numbers: ``Memory (GB)``, ``Size, GB``, ``ms per token``, ``$/day``."""

from __future__ import annotations

from functools import lru_cache

from auditor.claims.labels import cell_labels
from auditor.model import Block, Document
from auditor.patterns import regex
from auditor.quantities.symbols import CURRENCIES, MAGNITUDES, SYMBOLS, TIME_WORDS, TIMES
from auditor.quantities.units import physical

MOST_WORDS = 3
"""Words of a unit without brackets: ``ms per token``."""

_BRACKETS = regex(r"\s*[(\[]([^()\[\]]{1,20})[)\]]")
_UNIT = regex(r"(?P<above>[^\s/\d]+)??\s*(?:(?:/|\bper\b)\s*(?P<below>[A-Za-z]+))?")
_NUMBER = regex(r"\W*\d[\d.,]*\W*")
_MARKUP = regex(r"[*_`\\]|<br ?/?>")
_NAMES_OTHER_THINGS = frozenset(("us", "min", "Min", "mins", "Sec", "mo", "mos", *TIMES))
"""Units that as a word of their own are rather something else: a minimum, the month that a row is about."""


def header_unit(document: Document, block: Block) -> str:
    """The unit in the header of a cell's column, or else of its row: ``GB``, ``million``, ``$/month``, ``/day``."""
    if block.cell is None:
        return ""
    header, row = cell_labels(document, block)
    found = unit_of(header) or ("%" if "%" in header else "")
    return found or (unit_of(row) if row not in SYMBOLS else "")  # the row of a team called "sec"


def without_unit(label: str) -> str:
    """A header without its unit in brackets or behind a comma."""
    if (match := _BRACKETS.search(label)) and _written(match[1], loose=True):
        return label[: match.start()] + label[match.end() :]
    name, comma, last = label.rpartition(",")
    return name if comma and _written(last.strip(), loose=True) else label


@lru_cache(maxsize=4096)
def unit_of(header: str) -> str:
    """The unit that a header names in brackets, behind a comma, or as its last words; empty where it names none."""
    text = _MARKUP.sub(" ", header).strip()
    for match in _BRACKETS.finditer(text):
        if unit := _written(match[1].strip(), loose=True):
            return unit
    bare = _BRACKETS.sub("", text)
    _, comma, last = bare.rpartition(",")
    return (comma and _written(last.strip(), loose=True)) or _at_the_end(bare)


def _at_the_end(text: str) -> str:
    """The unit in the last words, the longest first; what stands behind a number is the unit of that."""
    words = text.split()
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        before = words[-count - 1] if len(words) > count else ""
        if unit := _written(" ".join(words[-count:]), loose=False):
            return unit if not _NUMBER.fullmatch(before) else ""
    return ""


def _written(text: str, *, loose: bool) -> str:
    """A unit as ``above/below``; only where it is set apart may it be a count, a single letter or a magnitude."""
    match = _UNIT.fullmatch(text)
    if match is None:
        return ""
    above, below = match["above"] or "", match["below"] or ""
    if below and below not in SYMBOLS:
        return ""
    if not above:
        return f"/{below}" if below in TIME_WORDS else ""
    if not _is_unit(above, loose=loose, rate=bool(below)):
        return ""
    known = above if above in SYMBOLS or above in CURRENCIES else above.removesuffix("s")
    return f"{known}/{below}" if below else known


def _is_unit(word: str, *, loose: bool, rate: bool) -> bool:
    if word in CURRENCIES:
        return True
    if loose:
        return word in SYMBOLS or word.removesuffix("s") in MAGNITUDES
    if word not in SYMBOLS or len(word) < 2 or word in _NAMES_OTHER_THINGS:
        return False
    return rate or word == "%" or bool(physical(SYMBOLS[word][0][0])[1])
