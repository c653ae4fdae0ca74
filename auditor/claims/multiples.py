"""A column that is a whole multiple or a whole part of another one, or so much for each of it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.claims.attempts import Found, attempt
from auditor.claims.fitting import Operands
from auditor.claims.forms import multiple, part_of, so_much_each
from auditor.claims.series import Series
from auditor.quantities.units import physical

LEAST_ROWS = 3
"""Rows that a whole multiple is looked for in."""
LEAST_PART = 1 / 64


def multiples(target: Series, others: list[Series]) -> Iterator[Found]:
    """A whole multiple or a whole part of one other column: training takes four times the size of the model."""
    percent = target.units == {"percent"}
    for other in others:
        if other.dimension == target.dimension and (middle := _median_ratio(target.base, other.base)):
            size = middle if middle >= 1 else 1 / middle
            if _is_whole(size, 64):
                form = multiple(round(size), up=middle >= 1)
                yield from attempt(target, (other,), form)
        elif other.dimension == () and target.dimension and (len(target.units) == 1 or "byte" in min(target.units)):
            yield from _so_much_each(target, other)
        elif percent and other.dimension and len(other.units) == 1:
            (unit,) = other.units
            whole = 1 / (_median_ratio(target.base, other.entries) or 1)
            if _is_whole(whole, 1000):
                form = part_of(round(whole), unit)
                yield from attempt(target, (other,), form)


def _so_much_each(target: Series, other: Series) -> Iterator[Found]:
    """So much for each of a number: two bytes for each of 7B parameters, $40 for each of 12 seats."""
    unit = "byte" if target.dimension == (("information", 1),) else min(target.units)
    each = _median_ratio(target.base, other.base) / float(physical(unit)[0])
    if each >= LEAST_PART and (_is_whole(each, 64) or _is_whole(1 / each, 64) or round(each, 2) == 1):
        form = so_much_each(round(max(each, 1 / each)), unit, up=each >= 1)
        yield from attempt(target, (other,), form)


def _median_ratio(target: Operands, other: Operands) -> float:
    """What a column is to another in the row in the middle; 0 where nothing follows from it."""
    ratios = sorted(a.middle / b.middle for a, b in zip(target, other, strict=True) if a and b and b.middle)
    return max(0.0, ratios[len(ratios) // 2]) if len(ratios) >= LEAST_ROWS else 0.0


def _is_whole(size: float, most: int) -> bool:
    return 2 <= round(size) <= most and abs(size - round(size)) <= size / 30
