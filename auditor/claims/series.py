"""A table's columns as series of numbers, one for each place in their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.claims.forms import Entry
from auditor.model import Document, Measure, Table

MAX_COLUMNS = 12

_DERIVED = re.compile(
    r"%|\bpercent|\bratio\b|speed-?up|\bvs\b|\bversus\b|\brelative\b|\bchange\b|Δ|\bdelta\b|\bdiff|improve|faster|slower"
    r"|\bshare\b|\befficiency\b|\boverhead\b|\bsavings?\b|\btotal\b|\bsum\b|\bfactor\b|\bgain\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers that stand at one place of each cell of a column; ``None`` where a row has none."""

    column: int
    name: str
    entries: tuple[Entry | None, ...]
    announced: bool
    """The column says that it is derived from others."""


def numbers_of(document: Document, table: Table, by_block: dict[int, list[Measure]]) -> list[Series]:
    """Every series of a table, from left to right."""
    found = []
    for column in range(min(len(table.header), MAX_COLUMNS)):
        block = table.header[column]
        name = document.blocks[block].text.strip() if block is not None else ""
        cells = [_entries(row[column] if column < len(row) else None, by_block) for row in table.rows]
        for place in range(max((len(cell) for cell in cells), default=0)):
            entries = tuple(cell[place] if place < len(cell) else None for cell in cells)
            if sum(entry is not None for entry in entries) >= min(2, len(cells)):
                found += [_one(column, name, part) for part in _by_mark(entries)]
    return found


def _one(column: int, name: str, entries: tuple[Entry | None, ...]) -> Series:
    filled = [entry for entry in entries if entry]
    marked = sum(1 for entry in filled if _mark(entry))
    announced = bool(_DERIVED.search(name)) or marked * 2 > len(filled)
    return Series(column, name or f"column {column + 1}", entries, announced)


def _entries(block: int | None, by_block: dict[int, list[Measure]]) -> list[Entry]:
    """The numbers of a cell; a long text is no data."""
    found = by_block.get(block, []) if block is not None else []
    return [_entry(measure) for measure in found] if len(found) <= 2 else []


def _entry(measure: Measure) -> Entry:
    plain = measure.quantity.readings[0]
    low, high = float(plain.low), float(plain.high)
    return Entry(measure.quantity, measure.block, low, (low + high) / 2, high)


def _by_mark(entries: tuple[Entry | None, ...]) -> list[tuple[Entry | None, ...]]:
    """Percentages and factors apart, where one column holds both: ``-67%`` in one row and ``2.7x`` in the next."""
    marks = {_mark(entry) for entry in entries if entry}
    if not marks - {""} or len(marks) == 1:
        return [entries]
    return [tuple(entry if entry and _mark(entry) == mark else None for entry in entries) for mark in sorted(marks)]


def _mark(entry: Entry) -> str:
    text = entry.quantity.text
    return "%" if "%" in text else "x" if re.search(r"\d ?[x×]", text) else ""
