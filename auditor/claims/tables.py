"""Tables → relations between their columns, found from the data: a column that is the ratio, product, sum or change of others.

A formula is tried on every row; floats sort out the hopeless ones, exact intervals decide. It counts as the table's relation
if enough rows support it for chance to be ruled out, or if the column says itself that it is derived (``%``, ``x``,
"speed-up", "vs …") and every row agrees. A row that breaks a relation is a claim like the others: the engine judges it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from auditor.model import Document, Expression, Measure, Number, Operation, Quantity, Reading, Relation, Span, Table
from auditor.quantities.interval import Interval
from auditor.quantities.units import physical

MAX_COLUMNS, MAX_ROWS = 12, 400
SUPPORT = 4
"""Rows that must bear a relation out before a row that breaks it is reported."""
UNANNOUNCED = 6
"""The same for a column that does not say that it is derived: there exactly one row may break the relation."""
BITS = 14.0
"""How unlikely the agreement must be by chance, in bits, for a relation that no header announces."""
ANNOUNCED_BITS = 4.0
COMPARED_BITS = 0.5
BINARY = Fraction(1024, 1000)

_DERIVED = re.compile(
    r"%|\bpercent|\bratio\b|speed-?up|\bvs\b|\bversus\b|\brelative\b|\bchange\b|Δ|\bdelta\b|\bdiff|improve|faster|slower"
    r"|\bshare\b|\befficiency\b|\boverhead\b|\bsavings?\b|\btotal\b|\bsum\b|\bfactor\b|\bgain\b",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"^\W*(?:-|—|–|n/?a|base(?:line)?|reference|1(?:\.0+)?\s*[x×]?|0(?:\.0+)?\s*%|100(?:\.0+)?\s*%)\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A number of a cell in its printed unit."""

    quantity: Quantity
    block: int
    interval: Interval
    middle: float


@dataclass(frozen=True, slots=True)
class _Series:
    """The numbers that stand at one place of each cell of a column; ``None`` where a row has none."""

    column: int
    header: str
    entries: tuple[_Entry | None, ...]

    @property
    def announced(self) -> bool:
        """Whether the column says that it is derived from others."""
        marked = sum(1 for entry in self.entries if entry and re.search(r"%|\d\s*[x×]\b|[x×]$", entry.quantity.text))
        filled = sum(1 for entry in self.entries if entry)
        return bool(_DERIVED.search(self.header)) or (filled > 0 and marked * 2 > filled)


Compute = Callable[[list[float]], float]


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to compute a column: a float function to sieve with, and the expression it stands for."""

    words: str
    arity: int
    compute: Compute
    build: Callable[[list[Expression]], Expression]


def _binary(operator: str) -> Callable[[Expression, Expression], Expression]:
    return lambda a, b: Operation(operator=operator, left=a, right=b, span=_NOWHERE)  # type: ignore[arg-type]


_NOWHERE = Span(start=0, end=0)
_OVER, _TIMES, _LESS, _PLUS = _binary("/"), _binary("*"), _binary("-"), _binary("+")


def _number(value: int) -> Number:
    exact = Reading(low=Fraction(value), high=Fraction(value), unit="")
    return Number(quantity=Quantity(text=str(value), span=_NOWHERE, readings=(exact,), exact=True))


FORMS = (
    _Form("{0} ÷ {1}", 2, lambda v: v[0] / v[1], lambda e: _OVER(e[0], e[1])),
    _Form("{0} ÷ {1} − 1", 2, lambda v: v[0] / v[1] - 1, lambda e: _LESS(_OVER(e[0], e[1]), _number(1))),
    _Form("1 − {0} ÷ {1}", 2, lambda v: 1 - v[0] / v[1], lambda e: _LESS(_number(1), _OVER(e[0], e[1]))),
    _Form("{0} − {1}", 2, lambda v: v[0] - v[1], lambda e: _LESS(e[0], e[1])),
    _Form("{0} × {1}", 2, lambda v: v[0] * v[1], lambda e: _TIMES(e[0], e[1])),
    _Form("{0} × {1} ÷ 8", 2, lambda v: v[0] * v[1] / 8, lambda e: _OVER(_TIMES(e[0], e[1]), _number(8))),
    _Form("{0} × {1} ÷ 1000", 2, lambda v: v[0] * v[1] / 1000, lambda e: _OVER(_TIMES(e[0], e[1]), _number(1000))),
)
SYMMETRIC = frozenset(form.words for form in FORMS if form.words.startswith("{0} × {1}"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A form with its operands, and the rows where it holds and where it does not."""

    words: str
    expressions: dict[int, Expression]
    holding: tuple[int, ...]
    failing: tuple[int, ...]
    bits: float
    compared: bool = False
    """It compares with a row that the column itself marks as the baseline."""


def relations(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Relation]:
    """Every row of every relation of every table."""
    seen: set[Span] = set()
    for table, alone in [
        *((table, True) for table in document.tables),
        *((table, False) for table in _pooled(document)),
    ]:
        if 1 <= len(table.rows) <= MAX_ROWS and len(table.header) >= 2:
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
    pooled = [(header, tables) for header, tables in groups.items() if any(header) and len(tables) > 1]
    return [replace(tables[0], rows=tuple(row for table in tables for row in table.rows)) for _, tables in pooled]


def _table(document: Document, table: Table, by_block: dict[int, list[Measure]], *, alone: bool) -> Iterator[Relation]:
    series = _series(document, table, by_block)
    for target in series:
        others = [other for other in series if other is not target]
        compared = list(_against_baseline(target, others, document, table)) if alone else []
        found = _best(target, others, compared)
        if found is not None:
            yield from _claims(target, found)


# --- series -----------------------------------------------------------------------------------------------------------


def _series(document: Document, table: Table, by_block: dict[int, list[Measure]]) -> list[_Series]:
    found = []
    for column in range(min(len(table.header), MAX_COLUMNS)):
        header_block = table.header[column]
        header = document.blocks[header_block].text if header_block is not None else ""
        cells = [_entries(row[column] if column < len(row) else None, by_block) for row in table.rows]
        for place in range(max((len(cell) for cell in cells), default=0)):
            entries = tuple(cell[place] if place < len(cell) else None for cell in cells)
            if sum(entry is not None for entry in entries) >= min(2, len(cells)):
                found.extend(_Series(column, header, part) for part in _by_mark(entries))
    return found


def _by_mark(entries: tuple[_Entry | None, ...]) -> list[tuple[_Entry | None, ...]]:
    """Percentages and factors apart, where one column holds both: ``-67%`` in one row and ``2.7x`` in the next."""
    marks = {_mark(entry) for entry in entries if entry}
    if not marks & {"%", "x"} or len(marks) == 1:
        return [entries]
    return [tuple(entry if entry and _mark(entry) == mark else None for entry in entries) for mark in sorted(marks)]


def _mark(entry: _Entry) -> str:
    text = entry.quantity.text
    return "%" if "%" in text else "x" if re.search(r"\d ?[x×]", text) else ""


def _entries(block: int | None, by_block: dict[int, list[Measure]]) -> list[_Entry]:
    """The numbers of a cell; a long text is no data."""
    found = by_block.get(block, []) if block is not None else []
    return [_entry(measure) for measure in found] if len(found) <= 2 else []


def _entry(measure: Measure) -> _Entry:
    quantity = measure.quantity
    plain = quantity.readings[0]
    return _Entry(quantity, measure.block, Interval(plain.low, plain.high), float((plain.low + plain.high) / 2))


# --- the search -------------------------------------------------------------------------------------------------------


def _best(target: _Series, others: list[_Series], compared: list[_Found]) -> _Found | None:
    """The relation of a column that most rows bear out; one without exceptions before one with some."""
    candidates = [
        *compared,
        *_of_columns(target, others),
        *_products(target, others),
        *_multiples(target, others),
        *_sums(target, others),
    ]
    accepted = [found for found in candidates if _is_accepted(found, target)]
    return max(accepted, key=lambda found: (not found.failing, len(found.holding), found.bits), default=None)


def _is_accepted(found: _Found, target: _Series) -> bool:
    if _accuses(found, target):
        return True
    if found.failing:  # strong enough to vouch for the rows where it holds, too weak to accuse the other
        strong = len(found.holding) >= SUPPORT - 1 and found.bits >= 3 * BITS
        return strong and len(found.failing) == 1 and _varies(found, target) >= 3
    supported = len(found.holding) >= SUPPORT and found.bits >= BITS and _varies(found, target) >= 3
    least = COMPARED_BITS if found.compared else ANNOUNCED_BITS
    return supported or (target.announced and found.bits >= least)


def _accuses(found: _Found, target: _Series) -> bool:
    """Whether a relation is established so well that a row which breaks it must be wrong."""
    if len(found.holding) < SUPPORT or found.bits < BITS or _varies(found, target) < 3:
        return False
    if target.announced:
        return len(found.failing) * 5 <= len(found.holding) + len(found.failing)
    return len(found.failing) == 1 and len(found.holding) >= UNANNOUNCED and found.bits >= 3 * BITS


def _varies(found: _Found, target: _Series) -> int:
    """How many different values of the column a relation explains."""
    return len({entry.middle for row in found.holding if (entry := target.entries[row])})


def _of_columns(target: _Series, others: list[_Series]) -> Iterator[_Found]:
    for first in others:
        for second in others:
            if first is second:
                continue
            for form in FORMS:
                if form.words in SYMMETRIC and first.column > second.column:
                    continue
                operands = [[a, b] if a and b else None for a, b in zip(first.entries, second.entries, strict=True)]
                found = _try(target, operands, form, form.words.format(_name(first), _name(second)))
                if found is not None:
                    yield found


def _against_baseline(target: _Series, others: list[_Series], document: Document, table: Table) -> Iterator[_Found]:
    for base in _baselines(target, document, table):
        for other in others:
            reference = other.entries[base]
            if reference is None:
                continue
            cell = table.rows[base][target.column] if target.column < len(table.rows[base]) else None
            marked = cell is not None and bool(_BASELINE.match(document.blocks[cell].text))
            rest: list[list[_Entry] | None] = [
                [entry, reference] if entry and row != base else None for row, entry in enumerate(other.entries)
            ]
            for form in FORMS[:4]:
                for turned in (False, True):
                    operands = [list(reversed(pair)) if pair and turned else pair for pair in rest]
                    names = (_name(other), f"that of row {base + 1}")
                    found = _try(target, operands, form, form.words.format(*(reversed(names) if turned else names)))
                    if found is not None:
                        yield replace(found, compared=marked)


def _baselines(target: _Series, document: Document, table: Table) -> list[int]:
    """The rows that others may be compared to: the first, the last, and those whose cell says so."""
    rows = {0, len(table.rows) - 1}
    for index, row in enumerate(table.rows):
        cell = row[target.column] if target.column < len(row) else None
        if cell is None or _BASELINE.match(document.blocks[cell].text):
            rows.add(index)
    return sorted(rows)[:4]


def _products(target: _Series, others: list[_Series]) -> Iterator[_Found]:
    """The product of three columns: ``TP × PP × DP = GPUs``."""
    for chosen in combinations(others[:PRODUCT_COLUMNS], 3):
        operands = [
            [entry for entry in entries if entry] if all(entries) else None
            for entries in zip(*(series.entries for series in chosen), strict=True)
        ]
        found = _try(target, operands, _PRODUCT, " × ".join(_name(series) for series in chosen))
        if found is not None:
            yield found


def _multiplied(expressions: list[Expression]) -> Expression:
    result = expressions[0]
    for expression in expressions[1:]:
        result = _TIMES(result, expression)
    return result


_PRODUCT = _Form("product", 0, math.prod, _multiplied)
PRODUCT_COLUMNS = 8


def _multiples(target: _Series, others: list[_Series]) -> Iterator[_Found]:
    """A whole multiple or a whole part of one other column: training takes four times the size of the model."""
    for other in others:
        pairs = [(a, b) for a, b in zip(target.entries, other.entries, strict=True) if a and b and b.middle]
        ratios = sorted(_base(a) / _base(b) for a, b in pairs)
        if len(ratios) < SUPPORT or not ratios[len(ratios) // 2] > 0:
            continue
        middle = ratios[len(ratios) // 2]
        factor = round(middle) if middle >= 1 else round(1 / middle)
        if not 2 <= factor <= 64 or abs((middle if middle >= 1 else 1 / middle) - factor) > factor / 30:
            continue
        yield from _multiple(target, other, factor, up=middle >= 1)


def _multiple(target: _Series, other: _Series, factor: int, *, up: bool) -> Iterator[_Found]:
    number = _number(factor)
    form = _Form(
        "multiple",
        1,
        lambda v: v[0] * factor if up else v[0] / factor,
        lambda e: (_TIMES if up else _OVER)(e[0], number),
    )
    operands: list[list[_Entry] | None] = [
        [_rescaled(b, a)] if a and b else None for a, b in zip(target.entries, other.entries, strict=True)
    ]
    found = _try(target, operands, form, f"{_name(other)} {'×' if up else '÷'} {factor}")
    if found is not None:
        yield found


def _base(entry: _Entry) -> float:
    """The value in base units."""
    return entry.middle * float(physical(entry.quantity.readings[0].unit)[0])


def _rescaled(entry: _Entry, like: _Entry) -> _Entry:
    """An entry in the unit of another one; kilobytes and the like count as each table does, so in either step."""
    factor = physical(entry.quantity.readings[0].unit)[0] / physical(like.quantity.readings[0].unit)[0]
    if factor == 1:
        return entry
    low, high = entry.interval.low * factor, entry.interval.high * factor
    wide = Interval(min(low, low * BINARY), max(high, high / BINARY)) if factor < 1 else Interval(low, high * BINARY)
    return _Entry(entry.quantity, entry.block, wide, entry.middle * float(factor))


def _sums(target: _Series, others: list[_Series]) -> Iterator[_Found]:
    """The sum of two or more neighbouring columns on one side of the target."""
    left = [other for other in others if other.column < target.column]
    right = [other for other in others if other.column > target.column]
    for side in (left[::-1], right):
        for count in range(2, len(side) + 1):
            chosen = side[:count]
            operands = [
                [entry for entry in entries if entry] if all(entries) else None
                for entries in zip(*(series.entries for series in chosen), strict=True)
            ]
            found = _try(target, operands, _SUM, " + ".join(_name(series) for series in chosen))
            if found is not None:
                yield found


def _added(expressions: list[Expression]) -> Expression:
    result = expressions[0]
    for expression in expressions[1:]:
        result = _PLUS(result, expression)
    return result


_SUM = _Form("sum", 0, lambda v: sum(v), _added)


def _name(series: _Series) -> str:
    return series.header.strip() or f"column {series.column + 1}"


# --- one form on all rows ---------------------------------------------------------------------------------------------


def _try(target: _Series, operands: list[list[_Entry] | None], form: _Form, words: str) -> _Found | None:
    """The form on every row that has all its numbers; ``None`` as soon as too many rows speak against it."""
    rows = [row for row, given in enumerate(operands) if given and target.entries[row]]
    if not rows:
        return None
    scale = _scale(target)
    holding, failing, bits = [], [], 0.0
    for row in rows:
        stated, given = target.entries[row], operands[row]
        assert stated is not None and given is not None
        width = _agrees(stated, given, form, scale)
        if width is None:
            failing.append(row)
            if len(failing) > max(1, len(rows) // 5):
                return None
        else:
            holding.append(row)
            bits += -math.log2(width)
    expressions = {row: form.build([Number(quantity=entry.quantity) for entry in operands[row] or ()]) for row in rows}
    return _Found(words, expressions, tuple(holding), tuple(failing), bits)


def _scale(target: _Series) -> float:
    """100 where the target is a percentage: 43 % is 0.43."""
    return 100.0 if any(entry and entry.quantity.readings[0].unit == "percent" for entry in target.entries) else 1.0


def _agrees(stated: _Entry, given: list[_Entry], form: _Form, scale: float) -> float | None:
    """How wide the agreement is, relative to the value (a chance); ``None`` if there is none."""
    try:
        computed = form.compute([entry.middle for entry in given]) * scale
        ends = [form.compute(corner) * scale for corner in _corners(given)]
    except ZeroDivisionError:
        return None
    low, high = min(ends), max(ends)
    bottom, top = float(stated.interval.low), float(stated.interval.high)
    slack = 1e-9 * abs(computed)
    if low > top + slack or high < bottom - slack:
        return None
    size = max(abs(stated.middle), abs(computed), 1e-12)
    return min(1.0, max((top - bottom) + (high - low), size / 1024) / size)


def _corners(given: list[_Entry]) -> Iterator[list[float]]:
    """The ends of the operands' intervals, combined so that monotone forms take their extremes."""
    lows = [float(entry.interval.low) for entry in given]
    highs = [float(entry.interval.high) for entry in given]
    yield lows
    yield highs
    if len(given) == 2:
        yield [lows[0], highs[1]]
        yield [highs[0], lows[1]]


# --- claims -----------------------------------------------------------------------------------------------------------


def _claims(target: _Series, found: _Found) -> Iterator[Relation]:
    for row in (*found.holding, *(found.failing if _accuses(found, target) else ())):
        entry = target.entries[row]
        assert entry is not None
        yield Relation(
            span=entry.quantity.span,
            text=entry.quantity.text,
            block=entry.block,
            label=_name(target),
            stated=entry.quantity,
            computed=found.expressions[row],
            words=found.words,
            support=len(found.holding),
            rows=len(found.holding) + len(found.failing),
        )
