"""Lists that give each value also in terms of the others: ``Main memory  100 ns  14x L2 cache, 200x L1 cache``.

What a factor is of, only the other lines say: the one whose label has all the words behind the factor. A list where
most of the factors are not what its values come to uses them for something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from auditor.claims.forms import operation
from auditor.model import Document, Equation, Measure, Number, Quantity, Span
from auditor.patterns import regex
from auditor.quantities.units import Dimension, physical

LEAST_FACTORS = 2
"""Factors that a list must bear out."""
CLOSE = 0.1
"""How near to the factor a ratio must be to bear the list out; whether it holds, the engine decides."""
TAIL = 40
"""Characters behind the last number in which a line goes on."""
_TIMES = regex(r"[~≈]?\s?[\d.,]+\s?[xX×]\s+(?P<name>[^\n]+)")
_WORD = regex(r"[a-z0-9]+")


class _Entry(Struct, frozen=True):
    """A line of a list, or a row of a table."""

    text: frozenset[str]
    """Its words before the first factor."""
    values: tuple[Quantity, ...]
    factors: tuple[tuple[Measure, frozenset[str]], ...]


class _Ratio(Struct, frozen=True):
    of: Quantity
    to: Quantity
    stated: Measure


def in_terms(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Equation]:
    """An equation for each factor of a list or a table whose other factors bear it out."""
    factors = (each for found in by_block.values() for each in found if _TIMES.fullmatch(each.quantity.text))
    if sum(1 for _ in factors) < LEAST_FACTORS:
        return
    lists: dict[tuple[str, int], list[_Entry]] = {}
    for place, measures in _lines(document, by_block):
        lists.setdefault(place, []).append(_entry(document, measures))
    for entries in lists.values():
        ratios = list(_ratios(entries))
        if sum(map(_is_borne_out, ratios)) >= max(LEAST_FACTORS, len(ratios) / 2):
            yield from (_equation(document, ratio) for ratio in ratios)


def _lines(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[tuple[tuple[str, int], list[Measure]]]:
    """The list or table of each line with numbers, and they."""
    rows: dict[tuple[int, int], list[Measure]] = {}
    for at in sorted(by_block):
        block = document.blocks[at]
        if block.cell is not None:
            rows.setdefault((block.cell.table, block.cell.row), []).extend(by_block[at])
        elif block.kind in ("line", "item"):
            yield ("list", block.group), by_block[at]
    for (table, _), measures in rows.items():
        yield ("table", table), measures


def _entry(document: Document, measures: list[Measure]) -> _Entry:
    found = [(each, _TIMES.fullmatch(each.quantity.text)) for each in measures]
    factors = tuple((each, _words(times["name"])) for each, times in found if times)
    values = tuple(each.quantity for each, times in found if times is None and _kind(each.quantity))
    end = factors[0][0].span.start if factors else measures[-1].span.end + TAIL
    text = document.source.text
    start = text.rfind("\n", 0, measures[0].span.start) + 1
    return _Entry(_words(text[start:end].partition("\n")[0]), values, factors)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _ratios(entries: Sequence[_Entry]) -> Iterator[_Ratio]:
    """For each factor what it is of, if only one line can be meant."""
    kinds = Counter(_kind(value) for entry in entries for value in entry.values)
    kind = max(kinds, key=kinds.__getitem__, default=())
    valued = [(entry, value) for entry in entries if (value := _first(entry, kind)) is not None]
    for entry, value in valued:
        for stated, name in entry.factors:
            named = [other for one, other in valued if one is not entry and name <= one.text]
            if name and len(named) == 1:
                yield _Ratio(value, named[0], stated)


def _first(entry: _Entry, kind: Dimension) -> Quantity | None:
    return next((value for value in entry.values if _kind(value) == kind), None)


def _kind(quantity: Quantity) -> Dimension:
    return physical(quantity.readings[0].unit)[1]


def _is_borne_out(ratio: _Ratio) -> bool:
    return abs(_size(ratio.of) / _size(ratio.to) / _size(ratio.stated.quantity) - 1) <= CLOSE


def _size(quantity: Quantity) -> float:
    reading = quantity.readings[0]
    return float((reading.low + reading.high) / 2 * physical(reading.unit)[0])


def _equation(document: Document, ratio: _Ratio) -> Equation:
    span = Span(start=min(ratio.of.span.start, ratio.stated.span.start), end=ratio.stated.span.end)
    return Equation(
        span=span,
        text=document.source.text[span.start : span.end],
        block=ratio.stated.block,
        label=ratio.stated.label,
        left=operation("/", Number(quantity=ratio.of), Number(quantity=ratio.to)),
        relation="≈",
        right=Number(quantity=ratio.stated.quantity),
    )
