"""Total rows of tables: the sum of the rows above, sub-totals not counted twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from auditor.claims.labels import cell_labels
from auditor.claims.lists import MIN_PARTS, SUBTOTAL, WITHIN, is_plain_total, total_of
from auditor.model import Document, Measure, Table, Total
from auditor.patterns import regex
from auditor.quantities.units import physical

_NAMED = regex(r"(?:grand |sub-?)?totals?\b|sum\b|(?:[\w-]+ ){1,3}totals?$", re.IGNORECASE)
_BRACKET = regex(r"\s*\((?!with|incl|after|plus|avg|average|max|per)[^)\d×]*\)$", re.IGNORECASE)
_NO_SUM = regex(
    r"\b(?:avg|average|mean|median|p\d\d|max|min|peak|unit|price|rate|ratio|latency|speed|util\w*|efficiency|score"
    r"|growth|each)\b|%|°|Δ",
    re.IGNORECASE,
)
"""Headers of columns whose total is no sum: it counts for something if it is one, and for nothing if it is not."""


class _Rows(Struct):
    """What a total may be the sum of, as far as the table was read."""

    parts: list[Measure] = field(default_factory=list)
    """Every row that is itself no total."""
    group: list[Measure] = field(default_factory=list)
    """Those since the last sub-total."""
    subtotals: list[Measure] = field(default_factory=list)
    """The sub-totals."""
    whole: bool = True
    """No row was without its number."""


def row_totals(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Total]:
    """The cells of each row of a table whose first cell says that it is the total."""
    for table in document.tables:
        names = [_name(document, row) for row in table.rows]
        if any(_NAMED.match(name) for name in names):
            for column in range(1, len(table.header)):
                yield from _column(document, table, names, column, by_block)


def _name(document: Document, row: Sequence[int | None]) -> str:
    return document.blocks[row[0]].text.strip(" *_:") if row and row[0] is not None else ""


def _column(
    document: Document, table: Table, names: list[str], column: int, by_block: dict[int, list[Measure]]
) -> Iterator[Total]:
    rows = _Rows()
    last = max((at for at, name in enumerate(names) if _NAMED.match(name) and not SUBTOTAL.match(name)), default=-1)
    for at, (name, row) in enumerate(zip(names, table.rows, strict=True)):
        cell = row[column] if column < len(row) else None
        measure = _only(by_block, cell)
        if _NAMED.match(name):
            partial = at < last or SUBTOTAL.match(name) is not None
            parts = rows.group if partial else (rows.subtotals + rows.group if rows.subtotals else rows.parts)
            known = measure is not None and (rows.whole or parts is rows.group) and len(parts) >= MIN_PARTS
            if measure is not None and known and all(_same_unit(measure, part) for part in parts):
                plain = _is_plain(document, name, measure) and not _is_one_of(measure, parts)
                yield total_of(measure, parts, plain=plain, guess=not plain)
            rows.group = []
            if not partial:
                return  # what follows is the average, or another table of its own
            if measure is not None:
                rows.subtotals = [*rows.subtotals, measure]
        elif measure is None:
            rows.whole = rows.whole and _is_blank(document, row)
            rows.group = rows.group if _is_blank(document, row) else []
        elif not WITHIN.match(name):
            rows.parts.append(measure)
            rows.group.append(measure)


def _is_blank(document: Document, row: Sequence[int | None]) -> bool:
    """A row that only parts the table: nothing behind its first cell."""
    return all(cell is None or not document.blocks[cell].text.strip() for cell in row[1:])


def _is_plain(document: Document, name: str, stated: Measure) -> bool:
    """Whether nothing but the sum can be meant: a total of percentages is one where it is 100."""
    if not (is_plain_total(_BRACKET.sub("", name)) or SUBTOTAL.match(name)):
        return False
    plain = stated.quantity.readings[0]
    if plain.unit == "percent":
        return plain.low + plain.high == 200
    return not _NO_SUM.search(cell_labels(document, document.blocks[stated.block])[0])


def _is_one_of(stated: Measure, parts: list[Measure]) -> bool:
    """Whether it is the largest of the parts or their mean: what runs side by side takes as long as the longest."""
    values = [part.quantity.readings[0].low + part.quantity.readings[0].high for part in parts]
    own = stated.quantity.readings[0]
    return own.low + own.high in (max(values), sum(values) / len(values))


def _only(by_block: dict[int, list[Measure]], cell: int | None) -> Measure | None:
    found = by_block.get(cell, []) if cell is not None else []
    return found[0] if len(found) == 1 else None


def _same_unit(total: Measure, part: Measure) -> bool:
    a, b = total.quantity.readings[0].unit, part.quantity.readings[0].unit
    return (a == "percent") == (b == "percent") and physical(a)[1] == physical(b)[1]
