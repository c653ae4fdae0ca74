"""Tables → relations between their columns, found from the data: a ratio, product, sum or change of other columns.

A form counts as the table's relation if enough rows support it for chance to be ruled out, or if the column says itself
that it is derived (``%``, ``x``, "speed-up", "vs …") and every row agrees. A row that breaks a relation is a claim like
the others: the engine judges it, and drops the whole relation if it does not confirm the rows that bear it out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from auditor.claims.attempts import Found, Place
from auditor.claims.candidates import candidates
from auditor.claims.fitting import Entry
from auditor.claims.forms import RECIPROCAL
from auditor.claims.series import SUPPORT, VALUES, Series, numbers_of
from auditor.model import Document, Expression, Measure, Number, Relation, Span, Table
from auditor.patterns import regex

MAX_ROWS = 400
UNANNOUNCED = 6
"""The same for a column that does not say that it is derived: there exactly one row may break the relation."""
BITS = 14.0
"""How unlikely the agreement must be by chance, in bits, for a relation that no header announces."""
ANNOUNCED_BITS, COMPARED_BITS = 4.0, 0.5
"""The same where the header announces it, and where the column besides marks the row that is compared with."""
ACCUSING_BITS = 10.0
"""The same where the header announces it and a row breaks it."""
MOST_WITNESSES, SAME_VALUE = 12, 0.02
COARSE = 1.5
"""How far off a row must be in a column of single digits (``100 µs``, ``2 s``), where everything is rounded freely, and
where a rate and a time were each measured."""

_TRIVIAL = (0, 1, 100)
"""What everything is against itself: ``1x``, ``100%``."""
_NUMERAL = regex(r"\d[\d,]*(?:\.\d+)?")


def relations(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Relation]:
    """Every row of every relation of every table."""
    seen: set[Span] = set()
    tables = [*((table, True) for table in document.tables), *((table, False) for table in _pooled(document))]
    for table, alone in tables:
        if not 1 <= len(table.rows) <= MAX_ROWS or len(table.header) < 2:
            continue
        for claim in _table(Place(document, table, by_block, alone)):
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


def _table(place: Place) -> Iterator[Relation]:
    columns = numbers_of(place.document, place.table, place.by_block)
    few = len(place.table.rows) < SUPPORT - 1
    told: dict[frozenset[int], set[int]] = {}
    for target in sorted(columns, key=lambda each: (not each.announces, -each.column)):
        if few and not target.announces:
            continue
        found = _best(target, [other for other in columns if other is not target], place)
        if found is None:
            continue
        rows = told.setdefault(found.sources | {target.column}, set())
        if not rows.issuperset(found.fit.holding):  # solved for another of its columns, it says nothing new
            yield from _claims(target, found)
            rows.update(found.fit.holding)


# --- which of them is meant -------------------------------------------------------------------------------------------


def _best(target: Series, others: list[Series], place: Place) -> Found | None:
    """The relation that most rows bear out; one without exceptions before one with some."""
    every = [_less_the_search(found, len(others)) for found in candidates(target, others, place)]
    accepted = [found for found in _with_witnesses(every, target) if _is_accepted(found, target)]
    rank = [(not found.fit.failing, len(found.fit.holding), found.fit.bits) for found in accepted]
    return accepted[rank.index(max(rank))] if accepted else None


def _less_the_search(found: Found, columns: int) -> Found:
    """The more columns there are to choose from, the likelier one of them agrees by chance: unless a header says so."""
    if found.announced:
        return found
    search = len(found.sources) * math.log2(columns + 1)
    return replace(found, fit=replace(found.fit, bits=found.fit.bits - search))


def _with_witnesses(every: list[Found], target: Series) -> list[Found]:
    """The forms, marked where a second one, from other columns, gives the same value in the row that fails."""
    lone = [f for f in every if len(f.fit.failing) == 1 and len(f.fit.holding) >= SUPPORT and _varies(f, target)]
    if len(lone) < 2 or len(lone) > MOST_WITNESSES:
        return every
    seconded = {id(f) for f in lone if any(_seconds(f, other) for other in lone if f.fit.failing == other.fit.failing)}
    return [replace(found, seconded=True) if id(found) in seconded else found for found in every]


def _seconds(found: Found, other: Found) -> bool:
    if any(column in other.columns for column in found.columns):
        return False
    return abs(found.fit.off[0] - other.fit.off[0]) <= abs(found.fit.off[0]) * SAME_VALUE


def _is_accepted(found: Found, target: Series) -> bool:
    fitting = found.fit
    if _accuses(found, target):
        return True
    if fitting.failing:  # strong enough to vouch for the rows where it holds, too weak to accuse the other
        strong = len(fitting.holding) >= SUPPORT - 1 and fitting.bits >= 3 * BITS
        return strong and len(fitting.failing) == 1 and _varies(found, target)
    if all(entry.middle in _TRIVIAL for row in fitting.holding if (entry := target.entries[row])):
        return False
    supported = len(fitting.holding) >= SUPPORT and fitting.bits >= BITS and _varies(found, target)
    least = COMPARED_BITS if found.compared else ANNOUNCED_BITS
    return supported or (found.announced and fitting.bits >= least)


def _accuses(found: Found, target: Series) -> bool:
    """Whether a relation is established so well that a row which breaks it must be wrong."""
    fitting = found.fit
    holding, failing = len(fitting.holding) + found.given, len(fitting.failing)
    least = ACCUSING_BITS if found.announced else BITS
    if holding < SUPPORT or fitting.bits < least or not _varies(found, target):
        return False
    if found.announced:
        return failing * 5 <= holding + failing
    if found.seconded and failing == 1:
        return True
    return failing == 1 and holding >= UNANNOUNCED and fitting.bits >= 3 * BITS


def _varies(found: Found, target: Series) -> bool:
    """Whether a relation explains different values from different operands: three of the one or the other."""
    rows = found.fit.holding
    values = {entry.middle for row in rows if (entry := target.entries[row])}
    operands = {tuple(cell.middle for column in found.columns if (cell := column[row])) for row in rows}
    return len(values) >= (2 if found.announced else VALUES) and len(operands) >= VALUES


# --- claims -----------------------------------------------------------------------------------------------------------


def _claims(target: Series, found: Found) -> Iterator[Relation]:
    fitting = found.fit
    breaking = set(fitting.failing if _accuses(found, target) else ())
    if breaking and (_is_coarse(target) or found.form is RECIPROCAL):
        breaking = {row for row, off in zip(fitting.failing, fitting.off, strict=True) if not 1 / COARSE < off < COARSE}
    rows = sorted((*fitting.holding, *breaking))
    first = target.entries[rows[0]]
    for row in rows:
        entry = target.entries[row]
        if entry is None or first is None:
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
            support=len(fitting.holding) + found.given,
            rows=len(fitting.holding) + len(fitting.failing) + found.given,
            breaks=row in breaking,
            group=first.quantity.span.start,
        )


def _is_coarse(target: Series) -> bool:
    """Whether most of the column has but one significant digit."""
    digits = [_digits(entry) for entry in target.entries if entry]
    return 4 * sum(count <= 1 for count in digits) >= 3 * len(digits)


def _digits(entry: Entry) -> int:
    found = _NUMERAL.search(entry.quantity.text)
    if found is None:
        return 0
    digits = found[0].replace(",", "")
    return len(digits.replace(".", "").lstrip("0") if "." in digits else digits.strip("0"))
