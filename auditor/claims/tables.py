"""Tables → relations between their columns, found from the data: a ratio, product, sum or change of other columns.

A form counts as the table's relation if enough rows support it for chance to be ruled out, or if the column says itself
that it is derived (``%``, ``x``, "speed-up", "vs …") and every row agrees. A row that breaks a relation is a claim like
the others: the engine judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from auditor.claims.forms import COMPARING, OF_TWO, PLAIN, PRODUCT, SUM, Entry, Fit, Form, fit, multiple
from auditor.claims.series import Series, numbers_of
from auditor.model import Document, Expression, Measure, Number, Relation, Span, Table
from auditor.quantities.units import physical

MAX_ROWS, PRODUCT_COLUMNS = 400, 8
SUPPORT = 4
"""Rows that must bear a relation out before a row that breaks it is reported."""
UNANNOUNCED = 6
"""The same for a column that does not say that it is derived: there exactly one row may break the relation."""
BITS = 14.0
"""How unlikely the agreement must be by chance, in bits, for a relation that no header announces."""
ANNOUNCED_BITS, COMPARED_BITS = 4.0, 0.5
"""The same where the header announces it, and where the column besides marks the row that is compared with."""
BINARY = 1.024

_BASELINE = re.compile(
    r"\W*(?:-|—|–|n/?a|base(?:line)?|reference|1(?:\.0+)?\s*[x×]?|(?:0|100)(?:\.0+)?\s*%)?\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A form with its operands, and how it fits."""

    form: Form
    words: str
    columns: tuple[tuple[Entry | None, ...], ...]
    fit: Fit
    compared: bool = False
    """It compares with a row that the column itself marks as the baseline."""


def relations(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Relation]:
    """Every row of every relation of every table."""
    seen: set[Span] = set()
    tables = [*((table, True) for table in document.tables), *((table, False) for table in _pooled(document))]
    for table, alone in tables:
        if not 1 <= len(table.rows) <= MAX_ROWS or len(table.header) < 2:
            continue
        for claim in _table(document, table, by_block, alone=alone):
            if claim.span not in seen:
                seen.add(claim.span)
                yield claim


def _pooled(document: Document) -> list[Table]:
    """Tables with the same headers as one: what holds in one holds in all, and they support each other."""
    groups: dict[tuple[str, ...], list[Table]] = {}
    for table in document.tables:
        header = tuple("" if cell is None else document.blocks[cell].text.strip() for cell in table.header)
        groups.setdefault(header, []).append(table)
    pooled = [tables for header, tables in groups.items() if any(header) and len(tables) > 1]
    return [replace(tables[0], rows=tuple(row for table in tables for row in table.rows)) for tables in pooled]


def _table(document: Document, table: Table, by_block: dict[int, list[Measure]], *, alone: bool) -> Iterator[Relation]:
    series = numbers_of(document, table, by_block)
    few = len(table.rows) < SUPPORT - 1
    for target in series:
        if few and not target.announced:
            continue
        others = [other for other in series if other is not target]
        compared = _against_baseline(target, others, document, table) if alone else iter(())
        found = _best(target, others, list(compared))
        if found is not None:
            yield from _claims(target, found)


# --- the search -------------------------------------------------------------------------------------------------------


def _best(target: Series, others: list[Series], compared: list[_Found]) -> _Found | None:
    """The relation that most rows bear out; one without exceptions before one with some."""
    candidates = [
        *compared,
        *_of_two(target, others),
        *_products(target, others),
        *_multiples(target, others),
        *_sums(target, others),
    ]
    accepted = [found for found in candidates if _is_accepted(found, target)]
    rank = [(not found.fit.failing, len(found.fit.holding), found.fit.bits) for found in accepted]
    return accepted[rank.index(max(rank))] if accepted else None


def _is_accepted(found: _Found, target: Series) -> bool:
    fitting = found.fit
    if _accuses(fitting, target):
        return True
    if fitting.failing:  # strong enough to vouch for the rows where it holds, too weak to accuse the other
        strong = len(fitting.holding) >= SUPPORT - 1 and fitting.bits >= 3 * BITS
        return strong and len(fitting.failing) == 1 and _varies(fitting, target) >= 3
    supported = len(fitting.holding) >= SUPPORT and fitting.bits >= BITS and _varies(fitting, target) >= 3
    least = COMPARED_BITS if found.compared else ANNOUNCED_BITS
    return supported or (target.announced and fitting.bits >= least)


def _accuses(fitting: Fit, target: Series) -> bool:
    """Whether a relation is established so well that a row which breaks it must be wrong."""
    if len(fitting.holding) < SUPPORT or fitting.bits < BITS or _varies(fitting, target) < 3:
        return False
    if target.announced:
        return len(fitting.failing) * 5 <= len(fitting.holding) + len(fitting.failing)
    return len(fitting.failing) == 1 and len(fitting.holding) >= UNANNOUNCED and fitting.bits >= 3 * BITS


def _varies(fitting: Fit, target: Series) -> int:
    """How many different values of the column a relation explains."""
    return len({entry.middle for row in fitting.holding if (entry := target.entries[row])})


def _try(target: Series, chosen: Sequence[Series], form: Form, words: str) -> Iterator[_Found]:
    columns = tuple(series.entries for series in chosen)
    fitting = fit(target.entries, columns, form)
    if fitting is not None:
        yield _Found(form, words, columns, fitting)


def _of_two(target: Series, others: list[Series]) -> Iterator[_Found]:
    percentages = any(entry and entry.quantity.readings[0].unit == "percent" for entry in target.entries)
    forms = COMPARING if percentages else (OF_TWO if target.announced else PLAIN)
    for first in others:
        for second in others:
            for form in forms:
                if first is not second and not (form.symmetric and first.column > second.column):
                    yield from _try(target, (first, second), form, form.words.format(first.name, second.name))


def _against_baseline(target: Series, others: list[Series], document: Document, table: Table) -> Iterator[_Found]:
    """The column as a comparison of another one with one of its rows."""
    for base, marked in _baselines(target, document, table):
        for other in others:
            reference = other.entries[base]
            if reference is None:
                continue
            constant = (reference,) * len(other.entries)
            names = (other.name, f"that of row {base + 1}")
            for form in COMPARING:
                for columns, order in (((other.entries, constant), names), ((constant, other.entries), names[::-1])):
                    fitting = fit(target.entries, columns, form, skip=base)
                    if fitting is not None:
                        yield _Found(form, form.words.format(*order), columns, fitting, compared=marked)


def _baselines(target: Series, document: Document, table: Table) -> list[tuple[int, bool]]:
    """The rows that others may be compared with: those whose cell says so, the first and the last."""
    marked = []
    for index, row in enumerate(table.rows):
        cell = row[target.column] if target.column < len(row) else None
        if cell is None or _BASELINE.fullmatch(document.blocks[cell].text):
            marked.append(index)
    rows = dict.fromkeys(marked[:2], True) | {row: row in marked for row in (0, len(table.rows) - 1)}
    return sorted(rows.items())


def _sums(target: Series, others: list[Series]) -> Iterator[_Found]:
    """The sum of two or more neighbouring columns on one side of the target."""
    left = [other for other in others if other.column < target.column]
    right = [other for other in others if other.column > target.column]
    for side in (left[::-1], right):
        for count in range(2, len(side) + 1):
            yield from _try(target, side[:count], SUM, " + ".join(series.name for series in side[:count]))


def _products(target: Series, others: list[Series]) -> Iterator[_Found]:
    """The product of three columns: ``TP × PP × DP = GPUs``."""
    for chosen in combinations(others[:PRODUCT_COLUMNS], 3):
        yield from _try(target, chosen, PRODUCT, " × ".join(series.name for series in chosen))


def _multiples(target: Series, others: list[Series]) -> Iterator[_Found]:
    """A whole multiple or a whole part of one other column: training takes four times the size of the model."""
    for other in others:
        pairs = [(a, b) for a, b in zip(target.entries, other.entries, strict=True) if a and b and b.middle]
        ratios = sorted(_base(a) / _base(b) for a, b in pairs)
        if len(ratios) < SUPPORT - 1 or ratios[len(ratios) // 2] <= 0:
            continue
        middle = ratios[len(ratios) // 2]
        size = middle if middle >= 1 else 1 / middle
        if not 2 <= round(size) <= 64 or abs(size - round(size)) > size / 30:
            continue
        rescaled = replace(other, entries=_rescaled(other.entries, target.entries))
        form = multiple(round(size), up=middle >= 1)
        yield from _try(target, (rescaled,), form, form.words.format(other.name))


def _base(entry: Entry) -> float:
    """The value in base units."""
    return entry.middle * float(physical(entry.quantity.readings[0].unit)[0])


def _rescaled(entries: Sequence[Entry | None], like: Sequence[Entry | None]) -> tuple[Entry | None, ...]:
    """Entries in the units of the target's; steps of 1000 and of 1024 are both allowed for."""
    return tuple(_in_unit_of(a, b) if a and b else None for a, b in zip(entries, like, strict=True))


def _in_unit_of(entry: Entry, like: Entry) -> Entry:
    factor = float(physical(entry.quantity.readings[0].unit)[0] / physical(like.quantity.readings[0].unit)[0])
    if factor == 1:
        return entry
    wide = BINARY if factor < 1 else 1 / BINARY
    low, high = entry.low * factor, entry.high * factor
    return replace(entry, low=min(low, low / wide), middle=entry.middle * factor, high=max(high, high / wide))


# --- claims -----------------------------------------------------------------------------------------------------------


def _claims(target: Series, found: _Found) -> Iterator[Relation]:
    fitting = found.fit
    for row in (*fitting.holding, *(fitting.failing if _accuses(fitting, target) else ())):
        entry = target.entries[row]
        if entry is None:
            continue
        operands: list[Expression] = [
            Number(quantity=cell.quantity) for column in found.columns if (cell := column[row])
        ]
        yield Relation(
            span=entry.quantity.span,
            text=entry.quantity.text,
            block=entry.block,
            label=target.name,
            stated=entry.quantity,
            computed=found.form.build(operands),
            words=found.words,
            support=len(fitting.holding),
            rows=len(fitting.holding) + len(fitting.failing),
        )
