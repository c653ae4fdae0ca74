"""Every way in which a column may come from the other columns, from a row of its own, or from what its header names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec.structs import replace

from auditor.claims.attempts import Found, Place, attempt, is_believed
from auditor.claims.fitting import Entry, Scale, agrees, most_failing
from auditor.claims.forms import (
    COMPARING,
    DIFFERENCE,
    MONTHLY,
    OF_ONE_WHOLE,
    PLAIN,
    PRODUCT,
    RATIO,
    RECIPROCAL,
    SAME,
    SHARE,
    SUM,
    UNAVAILABLE,
    YEARLY,
    Form,
)
from auditor.claims.multiples import multiples
from auditor.claims.series import Series, constant, entry_of, series
from auditor.claims.sieve import may_step, slack
from auditor.claims.spans import DOWN, SPAN, one
from auditor.model import Quantity
from auditor.patterns import regex

PRODUCT_COLUMNS = 8
SHARE_ROWS = 40
LEAST_ROWS = 3
"""Rows that a whole multiple is looked for in."""

_BASELINE = regex(
    r"\W*(?:-|—|–|n/?a|base(?:line)?|reference|1(?:\.0+)?\s*[x×]?|(?:0|100)(?:\.0+)?\s*%)?\W*", re.IGNORECASE
)


def candidates(target: Series, others: list[Series], place: Place) -> Iterator[Found]:
    """Every form that fits."""
    if place.alone:
        yield from _against_baseline(target, others, place)
        yield from _against_row_above(target, others)
        yield from _shares(target, others)
        yield from _of_one_whole(target, others)
    yield from _in_other_units(target, others)
    yield from _of_header(target, others, place)
    yield from _of_two(target, others)
    yield from _products(target, others)
    yield from multiples(target, others)
    yield from _sums(target, others)


# --- from other columns -----------------------------------------------------------------------------------------------


def _of_two(target: Series, others: list[Series]) -> Iterator[Found]:
    forms = [form for form in (COMPARING if "percent" in target.units else PLAIN) if is_believed(target, form)]
    for first in others if forms else ():
        for second in others:
            if first is second:
                continue
            stepping: dict[tuple[int, ...], bool] = {(): True}
            for form in forms:
                if form.symmetric and first.column > second.column:
                    continue
                if form.powers not in stepping:
                    stepping[form.powers] = _steps_so(target, (first, second), form)
                if stepping[form.powers]:
                    yield from attempt(target, (first, second), form)


def _steps_so(target: Series, chosen: Sequence[Series], form: Form) -> bool:
    """Whether a column steps from row to row as the product or ratio of others would."""
    room = slack(target.units.union(*(each.units for each in chosen)))
    said = form.family in target.announces
    return may_step(target.steps, [each.steps for each in chosen], form.powers, room, most_failing(target.base, said))


def _in_other_units(target: Series, others: list[Series]) -> Iterator[Found]:
    """The same in another unit: per day and per second, Gbit/s and GB/s, tokens/s and ms per token."""
    if not target.dimension:
        return
    for other in others:
        if other.units != target.units and other.column < target.column:
            for form in (_same(target, other), RECIPROCAL):
                yield from attempt(target, (other,), form, announced=True)


def _same(target: Series, other: Series) -> Form:
    """A year has twelve months, whatever the days of either."""
    ours, theirs = min(target.units), min(other.units)
    if theirs.endswith(" / month") and theirs.replace("month", "year") == ours:
        return YEARLY
    return MONTHLY if theirs.endswith(" / year") and theirs.replace("year", "month") == ours else SAME


def _products(target: Series, others: list[Series]) -> Iterator[Found]:
    """The product of three columns: ``TP × PP × DP = GPUs``."""
    if not is_believed(target, PRODUCT):
        return
    for chosen in combinations(others[:PRODUCT_COLUMNS], 3):
        if _steps_so(target, chosen, PRODUCT):
            yield from attempt(target, chosen, PRODUCT, " × ".join(each.name for each in chosen))


def _sums(target: Series, others: list[Series]) -> Iterator[Found]:
    """The sum of two or more neighbouring columns on one side of the target."""
    if not is_believed(target, SUM):
        return
    left = [other for other in others if other.column < target.column]
    right = [other for other in others if other.column > target.column]
    for side in (left[::-1], right):
        for count in range(2, len(side) + 1):
            yield from attempt(target, side[:count], SUM, " + ".join(each.name for each in side[:count]))


# --- from rows --------------------------------------------------------------------------------------------------------


def _against_baseline(target: Series, others: list[Series], place: Place) -> Iterator[Found]:
    """The column as a comparison of another one with one of its rows."""
    if not target.announces & {"ratio", "difference"}:
        return
    for base, marked in _baselines(target, place):
        for other in others:
            reference = other.entries[base]
            if reference is None:
                continue
            fixed = constant(f"that of row {base + 1}", reference.quantity, reference.block, len(other.entries))
            for form in _comparing(target):
                for chosen in ((other, fixed), (fixed, other)):
                    for found in attempt(target, chosen, form, skip=base):
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
            yield from attempt(target, (other, above), form, words)


def _shares(target: Series, others: list[Series]) -> Iterator[Found]:
    """Percentages of the sum of another column."""
    if target.units != {"percent"} or len(target.entries) > SHARE_ROWS:
        return
    for other in others:
        if all(other.entries) and len(other.entries) >= LEAST_ROWS:
            rows = len(other.entries)
            parts = [constant("", entry.quantity, entry.block, rows) for entry in other.entries if entry]
            yield from attempt(target, (other, *parts), SHARE)


def _of_one_whole(target: Series, others: list[Series]) -> Iterator[Found]:
    """``39.8 GB (49.7%)``: shares of a whole that stands outside of the table, held against the largest of them."""
    if target.units != {"percent"} or len(target.entries) <= LEAST_ROWS:
        return
    for other in others:
        rows = [
            row for row, (a, b) in enumerate(zip(target.entries, other.entries, strict=True)) if a and b and b.middle
        ]
        largest = max(rows, key=lambda row: _size(other.entries[row]), default=-1)
        share, value = (target.entries[largest], other.entries[largest]) if rows else (None, None)
        if share is None or value is None or "percent" in other.units:
            continue
        fixed = [
            constant(f"row {largest + 1}", entry.quantity, entry.block, len(target.entries)) for entry in (value, share)
        ]
        words = f"the share of {other.name} in the whole that row {largest + 1} gives"
        yield from attempt(target, (other, *fixed), OF_ONE_WHOLE, words, skip=largest)


def _size(entry: Entry | None) -> float:
    return entry.middle if entry else 0.0


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
            yield from attempt(target, (fixed, other), RATIO, announced=True)
    if (span := SPAN.search(name)) and DOWN.search(name):
        fixed = constant(f"one {span[1].lower()}", one(span[1].lower()), block, rows)
        for other in others:
            if other.units == {"percent"}:
                promised = tuple(entry and entry_of(_exact(entry.quantity), entry.block) for entry in other.entries)
                other = series(other.column, other.name, promised)  # noqa: PLW2901 - 99.9 % is promised, not measured
                yield from attempt(target, (other, fixed), UNAVAILABLE, announced=True)


def _exact(quantity: Quantity) -> Quantity:
    """A quantity that is chosen, not measured: it has no rounding."""
    middles = ((reading.low + reading.high) / 2 for reading in quantity.readings)
    ways = (replace(way, low=at, high=at) for way, at in zip(quantity.readings, middles, strict=True))
    return replace(quantity, readings=tuple(ways), exact=True)
