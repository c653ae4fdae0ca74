"""Columns that cannot be a product or a ratio of others, told by how they step from row to row.

Where a column is a constant times others, its step from one row to the next is the product of theirs, whatever the
constant and the units. Two rows that do not step so cannot both bear the form out. Nearly every pair of columns is told
apart by that, at a tenth of what it costs to try the forms themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from auditor.claims.fitting import Entry, Operands, play

Steps: TypeAlias = tuple[tuple[float, float] | None, ...]
"""For rows 0 and 1, 2 and 3, … the logarithm of what one is to the other, from its least to its greatest value;
``None`` where a row has no positive number."""
PRECISION = 1e-6


def steps(entries: Operands) -> Steps:
    """The steps of a column."""
    return tuple(_step(one, other) for one, other in zip(entries[::2], entries[1::2], strict=False))


def _step(one: Entry | None, other: Entry | None) -> tuple[float, float] | None:
    if one is None or other is None:
        return None
    (low, high), (least, most) = _ends(one), _ends(other)
    if low <= 0 or least <= 0:
        return None
    return math.log(low) - math.log(most), math.log(high) - math.log(least)  # a quotient may be too small for a float


def _ends(entry: Entry) -> tuple[float, float]:
    return min(entry.low, entry.loose[0]), max(entry.high, entry.loose[1])


@lru_cache(maxsize=1024)
def slack(units: frozenset[str]) -> float:
    """How far the steps of columns in these units may be apart: both rows may count in steps of 1000 or of 1024."""
    return PRECISION + 2 * math.log(play(tuple(sorted(units))))


def may_step(target: Steps, columns: Sequence[Steps], powers: Sequence[int], room: float, forgiven: int) -> bool:
    """Whether a column steps as the columns do, each to its power of 1 or -1, but in so many places."""
    for index, own in enumerate(target):
        if own is None:
            continue
        low, high = own[0] - room, own[1] + room
        for column, power in zip(columns, powers, strict=True):
            step = column[index]
            if step is None:
                break
            low, high = (low - step[1], high - step[0]) if power > 0 else (low + step[0], high + step[1])
        else:
            if low > 0 or high < 0:
                forgiven -= 1
                if forgiven < 0:
                    return False
    return True
