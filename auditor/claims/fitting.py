"""How a form fits the rows of a table, tried on floats: exact intervals are left to the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from msgspec import Struct

from auditor.claims.forms import Form
from auditor.model import Quantity
from auditor.quantities.symbols import TIMES
from auditor.quantities.units import parse

FAR = 0.5
"""Values further apart than this share of their sum cannot agree, whatever their rounding."""
EARLY = 3
"""How many more rows may fail than hold before the search gives up: in a long table that shows soon."""
MAX_ENDS = 3
"""Operands whose ends are combined in every way; of more, all low ends and all high ends are taken."""


class Entry(Struct, frozen=True):
    """A number of a table with the ends of its rounding, in its printed unit or in base units."""

    quantity: Quantity
    block: int
    low: float
    middle: float
    high: float
    loose: tuple[float, float]
    """The same ends where the trailing zeros of an integer are taken as rounded."""


Operands = Sequence[Entry | None]
"""The operands of one row; ``None`` where the row has no such number."""


class Fit(Struct, frozen=True):
    """The rows where a form holds and where it does not, and how unlikely that is by chance, in bits."""

    holding: tuple[int, ...]
    failing: tuple[int, ...]
    bits: float
    off: tuple[float, ...] = ()
    """For each row where it fails, the computed value against the printed one."""


class Scale(Struct, frozen=True):
    """How the printed units of the operands become that of the result."""

    percent: float = 1.0
    """What a plain ratio is multiplied by where the column prints percentages."""
    mixed: bool = False
    """The units differ, so that both sides may: steps of 1000 or 1024, months of 30 or 30.44 days."""


def fit(
    target: Operands, columns: Sequence[Operands], form: Form, scale: Scale, *, skip: int = -1, strict: bool = False
) -> Fit | None:
    """A form on every row that has all its numbers; ``None`` as soon as too many rows speak against it.

    That is a fifth of them, and for a ``strict`` fit a second one: more is forgiven only where a header announces it.
    """
    most = most_failing(target, not strict)
    holding: list[int] = []
    failing: list[int] = []
    bits = 0.0
    for row, (stated, *operands) in enumerate(zip(target, *columns, strict=True)):
        if stated is None or row == skip or not all(operands):
            continue
        width = _agreement(stated, operands, form, scale)
        if width is None:
            failing.append(row)
            if len(failing) > most or len(failing) > len(holding) + EARLY:
                return None
        else:
            holding.append(row)
            bits -= math.log2(width)
    if not holding or len(failing) > max(1, (len(holding) + len(failing)) // 5):
        return None
    off = tuple(_off(target[row], [column[row] for column in columns], form, scale) for row in failing)
    return Fit(tuple(holding), tuple(failing), bits, off)


def most_failing(target: Operands, announced: bool) -> int:
    """How many rows of a column may speak against a form."""
    return max(1, len(target) // 5) if announced else 1


def _off(stated: Entry | None, operands: Operands, form: Form, scale: Scale) -> float:
    try:
        computed = form.compute([entry.middle for entry in operands if entry]) * scale.percent
        return computed / stated.middle if stated else math.inf
    except ZeroDivisionError:
        return math.inf


def agrees(stated: Entry, operands: Sequence[Entry], form: Form, scale: Scale) -> bool:
    """Whether a form holds in one row."""
    return _agreement(stated, operands, form, scale) is not None


def _agreement(stated: Entry, operands: Sequence[Entry], form: Form, scale: Scale) -> float | None:
    """How wide the agreement is, relative to the value: its chance. ``None`` if there is none."""
    try:
        computed = form.compute([entry.middle for entry in operands]) * scale.percent
        if abs(computed - stated.middle) > FAR * (abs(stated.middle) + abs(computed)):
            return None
        ends = [form.compute(corner) * scale.percent for corner in _corners(operands)]
    except ZeroDivisionError:
        return None
    low, high = min(ends), max(ends)
    slack = 1e-9 * abs(computed)
    wide_as = play(tuple(e.quantity.readings[0].unit for e in (stated, *operands))) if scale.mixed else 1.0
    for least, most, wide in _ranges(stated, wide_as):
        first, last = min(low / wide, low * wide) - slack, max(high * wide, high / wide) + slack
        if first <= most and last >= least:
            size = max(abs(stated.middle), abs(computed), 1e-12)
            return min(1.0, max(most - least + last - first, size / 1024) / size)
    return None


def _ranges(stated: Entry, wide: float) -> Iterator[tuple[float, float, float]]:
    """What the printed value may stand for, the narrowest first, and how far the other side may be off."""
    yield stated.low, stated.high, 1.0
    if wide != 1:
        yield stated.low, stated.high, wide
    if stated.loose != (stated.low, stated.high):
        yield *stated.loose, wide


def _corners(operands: Sequence[Entry]) -> list[Sequence[float]]:
    """The ends of the operands' intervals, combined so that monotone forms take their extremes."""
    if len(operands) > MAX_ENDS:
        return [[entry.low for entry in operands], [entry.high for entry in operands]]
    return list(product(*((entry.low, entry.high) for entry in operands)))


# --- what lies between two units --------------------------------------------------------------------------------------

BINARY, CALENDAR = 1.024, 1.02
MAX_STEPS = 4
PREFIXES = ("kilo", "mega", "giga", "tera", "peta", "exa", "zetta")
_TIMES = frozenset(TIMES)


@lru_cache(maxsize=4096)
def play(units: tuple[str, ...]) -> float:
    """The factor by which values in these units may differ: steps of 1000 or 1024, months of several lengths."""
    names = {name for unit in set(units) for name, _ in parse(unit)[1]}
    steps = {_step(name) for name in names if name.endswith(("byte", "bit"))}
    wide = BINARY ** min(max(steps) - min(steps), MAX_STEPS) if steps else 1.0
    spans = names & _TIMES
    return wide * (CALENDAR if spans & {"month", "year"} and len(spans) > 1 else 1.0)


def _step(name: str) -> int:
    return next((at + 1 for at, prefix in enumerate(PREFIXES) if name.startswith(prefix)), 0)
