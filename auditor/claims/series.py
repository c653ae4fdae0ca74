"""A table's columns as series of numbers, one for each place in their cells."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.fitting import Entry
from auditor.claims.forms import Family
from auditor.claims.sieve import Steps, steps
from auditor.model import Document, Measure, Quantity, Table
from auditor.patterns import regex
from auditor.quantities.readings import ROUNDED
from auditor.quantities.units import Dimension, physical

MAX_COLUMNS = 12
SUPPORT = 4
"""Rows that must bear a relation out before a row that breaks it is reported."""
VALUES = 3
"""Different values, of the column or of those that it comes from, that a relation must explain."""

_WORDS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        "ratio",
        regex(
            r"%|\bpercent|\bratio\b|speed-?up|\bvs\b|\bversus\b|\brelative\b|\bchange\b|Δ|\bdelta\b|\bdiff|improve|faster"
            r"|slower|\bshare\b|\befficiency\b|\boverhead\b|\bsavings?\b|\bfactor\b|\bgain\b|\b[myqwd]o[myqwd]\b|\bgrowth\b"
            r"|\bscaling\b|\bincrease\b|\bdecrease\b|\breduction\b"
            r"|\butili[sz]ation\b",
            re.IGNORECASE,
        ),
    ),
    (
        "difference",
        regex(
            r"\bchange\b|Δ|\bdelta\b|\bdiff|\boverhead\b|\bsav(?:ed|ings?)\b|\bgain\b|\bfree\b|\bremain|\bleft\b"
            r"|\bavailable\b|\bheadroom\b|\bnet\b|\bunused\b|\bsurplus\b|\bmargin\b|\bdeficit\b|\b[myqwd]o[myqwd]\b",
            re.IGNORECASE,
        ),
    ),
    ("sum", regex(r"\btotal\b|\bsum\b", re.IGNORECASE)),
    ("product", regex(r"\btotal\b|\bcost\b", re.IGNORECASE)),
)


class Series(Struct, frozen=True):
    """The numbers that stand at one place of each cell of a column; ``None`` where a row has none."""

    column: int
    name: str
    entries: tuple[Entry | None, ...]
    base: tuple[Entry | None, ...]
    """The same in base units: columns of GB and TB can be compared."""
    dimension: Dimension | None
    """What they measure; ``None`` where the rows differ."""
    units: frozenset[str]
    announces: frozenset[Family]
    """How the column says that it is derived from others."""
    steps: Steps
    """How it steps from row to row."""
    varied: bool = False
    """Its numbers are enough, and differ enough, for a form to show that no header announces."""


def numbers_of(document: Document, table: Table, by_block: dict[int, list[Measure]]) -> list[Series]:
    """Every series of a table, from left to right."""
    found = []
    for column in range(min(len(table.header), MAX_COLUMNS)):
        block = table.header[column]
        name = document.blocks[block].text.strip() if block is not None else ""
        cells = [_entries(row[column] if column < len(row) else None, by_block) for row in table.rows]
        for place in range(max((len(cell) for cell in cells), default=0)):
            entries = tuple(cell[place] if place < len(cell) else None for cell in cells)
            least = 1 if _WORDS[0][1].search(name) else 2
            if sum(entry is not None for entry in entries) >= min(least, len(cells)) and not _counts_rows(entries):
                found += [series(column, name, part) for part in _by_mark(entries)]
    return found


def _counts_rows(entries: tuple[Entry | None, ...]) -> bool:
    """Whether a column only numbers its rows."""
    values = [entry.middle for entry in entries if entry and not entry.quantity.readings[0].unit]
    if len(values) < len(entries) or len(values) < 2 or values[0] not in (0, 1):
        return False
    if any(entry and _mark(entry) for entry in entries):
        return False
    return all(value == values[0] + step for step, value in enumerate(values))


def series(column: int, name: str, entries: tuple[Entry | None, ...]) -> Series:
    """The entries of a column with what they have in common."""
    filled = [entry for entry in entries if entry]
    marked = sum(1 for entry in filled if _mark(entry))
    announces = {family for family, words in _WORDS if words.search(name)}
    if marked * 2 > len(filled):
        announces.add("ratio")
    units = frozenset(entry.quantity.readings[0].unit for entry in filled)
    dimensions = {physical(unit)[1] for unit in units}
    dimension = dimensions.pop() if len(dimensions) == 1 else None
    base = tuple(in_base(entry) if entry else None for entry in entries)
    varied = len(filled) >= SUPPORT and len({entry.middle for entry in filled}) >= VALUES
    name = name or f"column {column + 1}"
    return Series(column, name, entries, base, dimension, units, frozenset(announces), steps(base), varied)


def constant(name: str, quantity: Quantity, block: int, rows: int) -> Series:
    """One quantity as a column."""
    entry, unit = entry_of(quantity, block), quantity.readings[0].unit
    base = (in_base(entry),) * rows
    return Series(-1, name, (entry,) * rows, base, physical(unit)[1], frozenset((unit,)), frozenset(), steps(base))


def _entries(block: int | None, by_block: dict[int, list[Measure]]) -> list[Entry]:
    """The numbers of a cell; a long text is no data."""
    found = by_block.get(block, []) if block is not None else []
    return [entry_of(measure.quantity, measure.block) for measure in found] if len(found) <= 2 else []


def entry_of(quantity: Quantity, block: int) -> Entry:
    """A quantity in its printed unit."""
    plain = quantity.readings[0]
    low, high = float(plain.low), float(plain.high)
    if low == high and _FACTOR.search(quantity.text):
        low, high = low - 0.5, high + 0.5  # 48x is a rounded ratio and no count
    loose = next(((float(r.low), float(r.high)) for r in quantity.readings if r.assumption == ROUNDED), (low, high))
    return Entry(quantity, block, low, (low + high) / 2, high, loose)


def in_base(entry: Entry) -> Entry:
    """An entry in base units."""
    size = float(physical(entry.quantity.readings[0].unit)[0])
    if size == 1:
        return entry
    loose = (entry.loose[0] * size, entry.loose[1] * size)
    return replace(entry, low=entry.low * size, middle=entry.middle * size, high=entry.high * size, loose=loose)


def _by_mark(entries: tuple[Entry | None, ...]) -> list[tuple[Entry | None, ...]]:
    """Percentages and factors apart, where one column holds both: ``-67%`` in one row and ``2.7x`` in the next."""
    marks = {_mark(entry) for entry in entries if entry}
    if not marks - {""} or len(marks) == 1:
        return [entries]
    return [tuple(entry if entry and _mark(entry) == mark else None for entry in entries) for mark in sorted(marks)]


def _mark(entry: Entry) -> str:
    text = entry.quantity.text
    return "%" if "%" in text else "x" if _FACTOR.search(text) else ""


_FACTOR = regex(r"\d ?[x×]")
