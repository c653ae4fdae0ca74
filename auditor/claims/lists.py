"""Totals: a quantity whose label says that it is the sum, and the neighbours above it that it sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Document, Measure, Quantity, Total
from auditor.quantities.units import physical

_TOTAL = re.compile(r"(?:grand |sub-?)?totals?\b|sum\b", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:grand |sub-?)?(?:totals?|sum)(?: (?:used|memory|cost|time|storage|size))?(?: (?:per|for|of|in) [\w-]+)?",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\n[ \t]*\n")
MIN_PARTS = 2


def is_total(label: str) -> bool:
    """Whether a label names a sum: ``Total``, ``Total storage per day``."""
    return bool(_TOTAL.match(label)) and len(label.split()) <= 4


def is_plain_total(label: str) -> bool:
    """Whether it says only that it is the total, perhaps per what: ``Total per GPU``."""
    return bool(_PLAIN.fullmatch(label))


def totals(document: Document, by_block: dict[int, list[Measure]], computed: frozenset[int]) -> Iterator[Total]:
    """Every total of a list or a fence with its parts. ``computed`` are blocks that hold a calculation of their own."""
    for index, found in sorted(by_block.items()):
        block = document.blocks[index]
        if block.kind not in ("item", "line", "paragraph") or index in computed:
            continue
        stated = next((measure for measure in found if is_total(_own(measure.label))), None)
        if stated is not None and stated is found[0]:
            parts = _siblings(document, by_block, index, stated)
            if len(parts) >= MIN_PARTS:
                outside = _lead_in(document, by_block, index, stated)
                yield _total(stated, parts, plain=is_plain_total(_own(stated.label)), outside=outside)


def _own(label: str) -> str:
    """A label without that of the item above it."""
    return label.rpartition(" · ")[2].strip()


def _siblings(document: Document, by_block: dict[int, list[Measure]], index: int, stated: Measure) -> list[Measure]:
    """What the neighbours right above contribute: the items of the same level, or the lines of a fence."""
    block = document.blocks[index]
    parts: list[Measure] = []
    last = block.offsets[0]
    for at in range(index - 1, -1, -1):
        other = document.blocks[at]
        if other.group != block.group or (block.kind != "line" and other.depth < block.depth):
            break
        if block.kind == "line" and _BLANK.search(document.source.text[other.offsets[-1] : last]):
            break
        last = other.offsets[0]
        if block.kind != "line" and other.depth > block.depth:
            continue
        part = _part(by_block.get(at, []), stated)
        if part is None or is_total(_own(part.label)):
            break
        parts.append(part)
    return parts[::-1]


def _lead_in(
    document: Document, by_block: dict[int, list[Measure]], index: int, stated: Measure
) -> tuple[Quantity, ...]:
    """The quantities of the total's kind in the paragraph right before its list."""
    at = index
    while at >= 0 and document.blocks[at].group == document.blocks[index].group:
        at -= 1
    kind = physical(stated.quantity.readings[0].unit)[1]
    found = by_block.get(at, []) if at >= 0 and document.blocks[at].kind == "paragraph" else []
    return tuple(m.quantity for m in found if kind and physical(m.quantity.readings[0].unit)[1] == kind)


def _part(found: list[Measure], stated: Measure) -> Measure | None:
    """What a line contributes to a sum: its only quantity of the total's kind, or the one that its label names."""
    kind = physical(stated.quantity.readings[0].unit)[1]
    fitting = [measure for measure in found if physical(measure.quantity.readings[0].unit)[1] == kind]
    if len(fitting) == 1:
        return fitting[0]
    return fitting[0] if fitting and fitting[0].label and fitting[0] is found[0] else None


def _total(stated: Measure, parts: list[Measure], *, plain: bool, outside: tuple[Quantity, ...] = ()) -> Total:
    return Total(
        span=stated.span,
        text=stated.text,
        block=stated.block,
        label=stated.label,
        total=stated.quantity,
        parts=tuple(part.quantity for part in parts),
        labels=tuple(part.label for part in parts),
        outside=outside,
        plain=plain,
    )


def row_totals(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Total]:
    """The cells of a table's last row where its first cell says that it is the total."""
    for table in document.tables:
        if len(table.rows) <= MIN_PARTS or not table.rows[-1] or table.rows[-1][0] is None:
            continue
        if not is_plain_total(document.blocks[table.rows[-1][0]].text.strip(" *:")):
            continue
        for column in range(1, len(table.header)):
            cells = [row[column] if column < len(row) else None for row in table.rows]
            measured = [_only(by_block, cell) for cell in cells]
            stated = measured[-1]
            if stated is None or None in measured:
                continue
            parts = [part for part in measured[:-1] if part is not None]
            if all(_same_unit(stated, part) for part in parts):
                yield _total(stated, parts, plain=True)


def _only(by_block: dict[int, list[Measure]], cell: int | None) -> Measure | None:
    found = by_block.get(cell, []) if cell is not None else []
    return found[0] if len(found) == 1 else None


def _same_unit(total: Measure, part: Measure) -> bool:
    a, b = total.quantity.readings[0].unit, part.quantity.readings[0].unit
    return (a == "percent") == (b == "percent") and physical(a)[1] == physical(b)[1]
