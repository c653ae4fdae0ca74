"""Tables of requirements: a bound, a value, and the author's mark whether it is met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.claims.comparisons import Order
from auditor.model import Comparison, Document, Measure, Number, Span, Table
from auditor.patterns import regex

_TARGET = regex(r"\b(?:target|goal|limit|budget|require\w*|slo|sla|threshold|bound|allowed)\b", re.IGNORECASE)
_ACTUAL = regex(
    r"\b(?:actual|measured|achieved|result|observed|value|estimated?|projected|design|calculated|got)\b", re.IGNORECASE
)
_STATUS = regex(r"\W*(?:status|met|meets|ok|pass(?:ed)?|verdict|compliant|check|within|fulfilled)?\W*", re.IGNORECASE)
_YES = regex(r"[✓✔✅☑]|\b(?:pass(?:ed)?|ok|(?<!not )met|yes)\b", re.IGNORECASE)
_NO = regex(r"[❌✗✘✖]|\b(?:fail(?:ed|s)?|no|not met|missed)\b", re.IGNORECASE)


def requirements(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Comparison]:
    """Each row that gives a bound with its sign, a value and a mark."""
    for table in document.tables:
        headers = ["" if cell is None else document.blocks[cell].text.strip() for cell in table.header]
        target, actual = _only(_TARGET, headers), _only(_ACTUAL, headers)
        if target is not None and actual is not None and target != actual:
            status = [
                at for at, header in enumerate(headers) if at not in (target, actual) and _STATUS.fullmatch(header)
            ]
            yield from _rows(document, table, by_block, target, actual, status)


def _only(words: re.Pattern[str], headers: list[str]) -> int | None:
    found = [at for at, header in enumerate(headers) if words.search(header)]
    return found[0] if len(found) == 1 else None


def _rows(
    document: Document,
    table: Table,
    by_block: dict[int, list[Measure]],
    target: int,
    actual: int,
    status: list[int],
) -> Iterator[Comparison]:
    for row in table.rows:
        bound, value = _measure(row, target, by_block), _measure(row, actual, by_block)
        mark = _mark(document, row, [actual, *status])
        if bound is None or value is None or mark is None or not bound.bound or value.bound:
            continue
        relation: Order = "<=" if bound.bound == "at most" else ">="
        span = Span(start=min(bound.span.start, value.span.start), end=max(bound.span.end, value.span.end))
        yield Comparison(
            span=span,
            text=document.source.text[span.start : span.end],
            block=value.block,
            label=value.label,
            left=Number(quantity=value.quantity),
            relation=relation,
            right=Number(quantity=bound.quantity),
            mark=mark,
            verdict=True,
        )


def _measure(row: Sequence[int | None], column: int, by_block: dict[int, list[Measure]]) -> Measure | None:
    cell = row[column] if column < len(row) else None
    found = by_block.get(cell, []) if cell is not None else []
    return found[0] if len(found) == 1 else None


def _mark(document: Document, row: Sequence[int | None], columns: list[int]) -> bool | None:
    """The mark in the cells that can hold one; ``None`` where there is none, or they disagree."""
    cells = [row[column] for column in columns if column < len(row)]
    text = " ".join(document.blocks[cell].text for cell in cells if cell is not None)
    yes, no = bool(_YES.search(text)), bool(_NO.search(text))
    return yes if yes != no else None
