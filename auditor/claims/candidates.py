"""Every way in which a column may come from the other columns, from a row of its own, or from what its header names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from auditor.claims.fitting import Entry, Fit, Operands, Scale, agrees, fit
from auditor.claims.forms import (
    COMPARING,
    DIFFERENCE,
    NOWHERE,
    PLAIN,
    PRODUCT,
    RATIO,
    RECIPROCAL,
    SAME,
    SHARE,
    SUM,
    UNAVAILABLE,
    Form,
    multiple,
)
from auditor.claims.series import Series, constant
from auditor.model import Document, Measure, Quantity, Reading, Table
from auditor.quantities.symbols import SYMBOLS
from auditor.quantities.units import Dimension, physical

ONE = Fraction(1)
PRODUCT_COLUMNS = 8
SHARE_ROWS = 40
LEAST_ROWS = 3
"""Rows that a whole multiple is looked for in."""

_BASELINE = re.compile(
    r"\W*(?:-|—|–|n/?a|base(?:line)?|reference|1(?:\.0+)?\s*[x×]?|(?:0|100)(?:\.0+)?\s*%)?\W*", re.IGNORECASE
)
_SPAN = re.compile(r"\b(year|month|week|day|hour)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:downtime|outage|unavailab\w+|error budget)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A form with its operands, and how it fits."""

    form: Form
    words: str
    columns: tuple[tuple[Entry | None, ...], ...]
    fit: Fit
    announced: bool
    """The header says that the column comes from others in such a way."""
    compared: bool = False
    """It compares with a row that the column itself marks as the baseline."""
    given: int = 0
    """1 where that row says so in a number: ``1.0x``."""


@dataclass(frozen=True, slots=True)
class Place:
    """The table that is searched."""

    document: Document
    table: Table
    by_block: dict[int, list[Measure]]
    alone: bool
    """It is one table, not several with the same headers."""


def candidates(target: Series, others: list[Series], place: Place) -> Iterator[Found]:
    """Every form that fits."""
    if place.alone:
        yield from _against_baseline(target, others, place)
        yield from _against_row_above(target, others)
        yield from _shares(target, others)
    yield from _in_other_units(target, others)
    yield from _of_header(target, others, place)
    yield from _of_two(target, others)
    yield from _products(target, others)
    yield from _multiples(target, others)
    yield from _sums(target, others)


def _try(
    target: Series, chosen: Sequence[Series], form: Form, words: str, *, announced: bool | None = None, skip: int = -1
) -> Iterator[Found]:
    scale, in_units = _scale(target, chosen, form)
    if scale is None:
        return
    stated: Operands = target.base if in_units else target.entries
    columns = [series.base if in_units else series.entries for series in chosen]
    fitting = fit(stated, columns, form, scale, skip=skip)
    if fitting is not None:
        said = form.family in target.announces if announced is None else announced
        yield Found(form, words, tuple(series.entries for series in chosen), fitting, said)


def _scale(target: Series, chosen: Sequence[Series], form: Form) -> tuple[Scale | None, bool]:
    """How the units are to be taken: each in base units where they fit, as printed where some are left out."""
    known = tuple(series.dimension for series in chosen if series.dimension is not None)
    if target.dimension is None or len(known) < len(chosen):
        compares = target.dimension == () and form in COMPARING[:3] and _alike_by_row(chosen)
        repeats = len(chosen) == 1 and form.family == "product" and _alike_by_row((target, *chosen))
        fits = compares or repeats
        return (Scale(mixed=True), True) if fits else (None, False)
    if form.dimension(known) == target.dimension:
        return Scale(mixed=len(target.units.union(*(series.units for series in chosen))) > 1), True
    mixed = any(len(series.units) > 1 for series in (target, *chosen))
    if mixed or all((target.dimension, *known)) or form.family == "same":
        return None, False
    return Scale(percent=100.0 if target.units == {"percent"} else 1.0), False


def _alike_by_row(chosen: Sequence[Series]) -> bool:
    """Whether two columns are of one kind in each row: throughput in one, latency in the next."""
    first, second = chosen
    pairs = zip(first.entries, second.entries, strict=True)
    return all(_dimension(a) == _dimension(b) for a, b in pairs if a and b)


def _dimension(entry: Entry) -> Dimension:
    return physical(entry.quantity.readings[0].unit)[1]


# --- from other columns -----------------------------------------------------------------------------------------------


def _of_two(target: Series, others: list[Series]) -> Iterator[Found]:
    forms = COMPARING if "percent" in target.units else PLAIN
    for first in others:
        for second in others:
            for form in forms:
                if first is not second and not (form.symmetric and first.column > second.column):
                    yield from _try(target, (first, second), form, form.words.format(first.name, second.name))


def _in_other_units(target: Series, others: list[Series]) -> Iterator[Found]:
    """The same in another unit: per day and per second, Gbit/s and GB/s, tokens/s and ms per token."""
    if not target.dimension:
        return
    for other in others:
        if other.units != target.units:
            for form in (SAME, RECIPROCAL):
                yield from _try(target, (other,), form, form.words.format(other.name), announced=True)


def _products(target: Series, others: list[Series]) -> Iterator[Found]:
    """The product of three columns: ``TP × PP × DP = GPUs``."""
    for chosen in combinations(others[:PRODUCT_COLUMNS], 3):
        yield from _try(target, chosen, PRODUCT, " × ".join(series.name for series in chosen))


def _sums(target: Series, others: list[Series]) -> Iterator[Found]:
    """The sum of two or more neighbouring columns on one side of the target."""
    left = [other for other in others if other.column < target.column]
    right = [other for other in others if other.column > target.column]
    for side in (left[::-1], right):
        for count in range(2, len(side) + 1):
            yield from _try(target, side[:count], SUM, " + ".join(series.name for series in side[:count]))


def _multiples(target: Series, others: list[Series]) -> Iterator[Found]:
    """A whole multiple or a whole part of one other column: training takes four times the size of the model."""
    for other in others:
        if other.dimension != target.dimension:
            continue
        ratios = sorted(
            a.middle / b.middle for a, b in zip(target.base, other.base, strict=True) if a and b and b.middle
        )
        if len(ratios) < LEAST_ROWS or ratios[len(ratios) // 2] <= 0:
            continue
        middle = ratios[len(ratios) // 2]
        size = middle if middle >= 1 else 1 / middle
        if 2 <= round(size) <= 64 and abs(size - round(size)) <= size / 30:
            form = multiple(round(size), up=middle >= 1)
            yield from _try(target, (other,), form, form.words.format(other.name))


# --- from rows --------------------------------------------------------------------------------------------------------


def _against_baseline(target: Series, others: list[Series], place: Place) -> Iterator[Found]:
    """The column as a comparison of another one with one of its rows."""
    for base, marked in _baselines(target, place):
        for other in others:
            reference = other.entries[base]
            if reference is None:
                continue
            fixed = constant(f"that of row {base + 1}", reference.quantity, reference.block, len(other.entries))
            for form in _comparing(target):
                for chosen in ((other, fixed), (fixed, other)):
                    words = form.words.format(*(series.name for series in chosen))
                    for found in _try(target, chosen, form, words, skip=base):
                        yield replace(found, compared=marked, given=_given(target, form, base, reference))


def _comparing(target: Series) -> tuple[Form, ...]:
    """What one value can be against another: a change is a percentage."""
    return COMPARING if "percent" in target.units else (RATIO, DIFFERENCE)


def _given(target: Series, form: Form, base: int, reference: Entry) -> int:
    """1 where the row that is compared with says in a number that it is."""
    stated = target.entries[base]
    percent = 100.0 if target.units == {"percent"} else 1.0
    return int(stated is not None and agrees(stated, (reference, reference), form, Scale(percent=percent)))


def _baselines(target: Series, place: Place) -> list[tuple[int, bool]]:
    """The rows that others may be compared with: those whose cell says so, the first and the last."""
    marked = []
    for index, row in enumerate(place.table.rows):
        cell = row[target.column] if target.column < len(row) else None
        if cell is None or _BASELINE.fullmatch(place.document.blocks[cell].text):
            marked.append(index)
    rows = dict.fromkeys(marked[:2], True) | {row: row in marked for row in (0, len(place.table.rows) - 1)}
    return sorted(rows.items())


def _against_row_above(target: Series, others: list[Series]) -> Iterator[Found]:
    """Growth from row to row: ``+15%`` against the month above."""
    if not target.announces & {"ratio", "difference"}:
        return
    for other in others:
        above = replace(other, entries=(None, *other.entries[:-1]), base=(None, *other.base[:-1]))
        for form in _comparing(target):
            words = form.words.format(other.name, "that of the row above")
            yield from _try(target, (other, above), form, words)


def _shares(target: Series, others: list[Series]) -> Iterator[Found]:
    """Percentages of the sum of another column."""
    if target.units != {"percent"} or len(target.entries) > SHARE_ROWS:
        return
    for other in others:
        if all(other.entries) and len(other.entries) >= LEAST_ROWS:
            rows = len(other.entries)
            parts = [constant("", entry.quantity, entry.block, rows) for entry in other.entries if entry]
            yield from _try(target, (other, *parts), SHARE, SHARE.words.format(other.name))


# --- from what a header names -----------------------------------------------------------------------------------------


def _of_header(target: Series, others: list[Series], place: Place) -> Iterator[Found]:
    """A header that is a quantity (``1 MiB``) over the times it takes; a span over the downtime that it allows."""
    block = place.table.header[target.column]
    if block is None:
        return
    name, rows = place.document.blocks[block].text.strip(), len(target.entries)
    named = place.by_block.get(block, [])
    if len(named) == 1 and named[0].text.strip() == name:
        fixed = constant(name, _exact(named[0].quantity), block, rows)
        for other in others:
            yield from _try(target, (fixed, other), RATIO, RATIO.words.format(name, other.name), announced=True)
    if (span := _SPAN.search(name)) and _DOWN.search(name):
        fixed = constant(f"one {span[1].lower()}", _one(span[1].lower()), block, rows)
        for other in others:
            if other.units == {"percent"}:
                words = UNAVAILABLE.words.format(other.name, fixed.name)
                yield from _try(target, (other, fixed), UNAVAILABLE, words, announced=True)


def _exact(quantity: Quantity) -> Quantity:
    """A quantity that is chosen, not measured: it has no rounding."""
    middles = ((reading.low + reading.high) / 2 for reading in quantity.readings)
    ways = (replace(way, low=at, high=at) for way, at in zip(quantity.readings, middles, strict=True))
    return replace(quantity, readings=tuple(ways), exact=True)


def _one(span: str) -> Quantity:
    """One year, month, week …, in every length that it is reckoned with."""
    ways = tuple(Reading(low=ONE, high=ONE, unit=unit, assumption=note) for unit, note in SYMBOLS[span])
    return Quantity(text=f"1 {span}", span=NOWHERE, readings=ways, exact=True)
