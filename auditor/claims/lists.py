"""Totals: a quantity whose label says that it is the sum, and the siblings above it that it sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Document, Measure, Quantity, Total

_TOTAL = re.compile(r"\b(?:sub-?)?totals?\b|\bsum\b", re.IGNORECASE)
_SUBTOTAL = re.compile(r"\bsub-?total\b", re.IGNORECASE)
MIN_PARTS = 2


def is_total(label: str) -> bool:
    """Whether a label names a sum: ``Total``, ``Total per GPU``, ``Sum``."""
    words = label.split()
    return bool(_TOTAL.match(label)) and len(words) <= 4


def totals(document: Document, by_block: dict[int, list[Measure]], computed: frozenset[int]) -> Iterator[Total]:
    """Every total of a list or a fence with its parts. ``computed`` are blocks that hold a calculation of their own."""
    for index, found in sorted(by_block.items()):
        block = document.blocks[index]
        if block.kind in ("item", "line", "paragraph") and found and is_total(found[0].label) and index not in computed:
            parts = _siblings(document, by_block, index)
            if len(parts) >= MIN_PARTS:
                yield _total(found[0], parts)


def _siblings(document: Document, by_block: dict[int, list[Measure]], index: int) -> list[Measure]:
    """The labelled first quantities of the blocks right above, on the same level of the same list or fence."""
    block = document.blocks[index]
    parts: list[Measure] = []
    at = index - 1
    while at >= 0 and document.blocks[at].group == block.group and document.blocks[at].depth >= block.depth:
        if document.blocks[at].depth == block.depth:
            measure = _part(by_block.get(at, []))
            if measure is None or _SUBTOTAL.search(measure.label) or is_total(measure.label):
                break
            parts.append(measure)
        at -= 1
    return parts[::-1]


def _part(found: list[Measure]) -> Measure | None:
    """What a line contributes to a sum: its result where it calculates, otherwise its only labelled quantity."""
    labelled = [measure for measure in found if measure.label]
    return labelled[0] if labelled else None


def _total(stated: Measure, parts: list[Measure]) -> Total:
    return Total(
        span=stated.span,
        text=stated.text,
        block=stated.block,
        label=stated.label,
        total=stated.quantity,
        parts=tuple(part.quantity for part in parts),
        labels=tuple(part.label for part in parts),
    )


def row_totals(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Total]:
    """The cells of a table's last row where its first cell says that it is the total."""
    for table in document.tables:
        if len(table.rows) <= MIN_PARTS or table.rows[-1][0] is None:
            continue
        if not is_total(document.blocks[table.rows[-1][0]].text.strip(" *")):
            continue
        for column in range(1, len(table.header)):
            cells = [row[column] if column < len(row) else None for row in table.rows]
            measured = [_only(by_block, cell) for cell in cells]
            if measured[-1] is None or None in measured:
                continue
            parts = [part for part in measured[:-1] if part is not None]
            if _same_unit(measured[-1].quantity, [part.quantity for part in parts]):
                yield _total(measured[-1], parts)


def _only(by_block: dict[int, list[Measure]], cell: int | None) -> Measure | None:
    found = by_block.get(cell, []) if cell is not None else []
    return found[0] if len(found) == 1 else None


def _same_unit(total: Quantity, parts: list[Quantity]) -> bool:
    unit = total.readings[0].unit
    return all((part.readings[0].unit == "") == (unit == "") for part in parts)
