"""A numeral, its magnitude suffix and its unit → the ways to understand them, the plain one first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product

from auditor.model import Hedge, Reading
from auditor.quantities.notation import Numeral
from auditor.quantities.symbols import COUNTS, Meaning
from auditor.rational import Fraction

ROUNDED = "its trailing zeros are rounded"
"""The assumption of a reading that takes an integer's trailing zeros as not written."""
MANY = "it is for each "
"""The assumption of a reading that takes ``$0.02/1K`` as $0.02, for every thousand: only a result can be meant so."""
SLACK = Fraction(6, 100)
"""How far ordinary estimation goes: of values marked as about, 95 % lie within 4.5 % of the computed one, and the
smallest wrong one that was found lay 8 % off."""
MAX_READINGS = 12
ZERO = Fraction(0)
_SPANS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
EXACT_UNITS = frozenset(("byte", "bit", *_SPANS, *COUNTS))
"""Integers of these are counts or definitions (8 GPUs, 24 hours, 2 bytes a parameter), not measurements."""

PLAIN: tuple[Meaning, ...] = (("", ""),)
ONE: tuple[tuple[int | Fraction, str], ...] = ((1, ""),)


def readings(
    numeral: Numeral,
    *,
    magnitude: tuple[tuple[int | Fraction, str], ...] = ONE,
    units: Sequence[tuple[Meaning, ...]] = (),
    per: Sequence[tuple[Meaning, ...]] = (),
    hedge: Hedge = "",
    negative: bool = False,
) -> tuple[Reading, ...]:
    """Every combination of what magnitude, units and denominators can mean, then the rounded one.

    Values are in the printed unit. At most ``MAX_READINGS`` are made; the plain one always comes first.
    """
    return _readings(numeral, magnitude, tuple(units), tuple(per), hedge, negative)


@lru_cache(maxsize=2048)
def _readings(
    numeral: Numeral,
    magnitude: tuple[tuple[int | Fraction, str], ...],
    units: tuple[tuple[Meaning, ...], ...],
    per: tuple[tuple[Meaning, ...], ...],
    hedge: Hedge,
    negative: bool,
) -> tuple[Reading, ...]:
    """The same quantity is printed again and again: 8 GPUs, 80 GB, 100 %."""
    found: list[Reading] = []
    combinations = ((scale, note, meanings) for scale, note in magnitude for meanings in product(*units, *per))
    for scale, note, meanings in islice(combinations, MAX_READINGS):
        names = [name for name, _ in meanings]
        unit = _expression(names[: len(units)], names[len(units) :])
        notes = [note, *(assumption for _, assumption in meanings)]
        half = _rounding(numeral, unit, scale, hedge)
        found.append(_reading(numeral.value * scale, half, unit, "; ".join(filter(None, notes)), negative))
    if numeral.integer and numeral.loose_ulp > numeral.ulp and not hedge:
        plain = found[0]
        half = _zeros(numeral, SLACK) * magnitude[0][0]
        found.append(_reading(numeral.value * magnitude[0][0], half, plain.unit, ROUNDED, negative))
    return tuple(found)


def _rounding(numeral: Numeral, unit: str, scale: int | Fraction, hedge: Hedge) -> Fraction:
    """Half the width of the interval: nothing for a count, half a unit of the last digit for a measurement."""
    if hedge == "about":  # up to one whole unit of the last digit, but 3 is not "about 2.1"
        half = _zeros(numeral, SLACK)
        return (half + min(half, numeral.value * SLACK)) * scale
    if numeral.integer and scale == 1 and (not unit or _counts(unit)):
        return ZERO
    return numeral.ulp * scale / 2


@lru_cache(maxsize=1024)
def _counts(unit: str) -> bool:
    """Whether integers of a unit are counts: GPUs, GPUs per node, bytes per parameter; per second they are measured."""
    above, *below = unit.split(" / ")
    events = above not in _SPANS and any(name in _SPANS for name in below)
    return not events and all(name in EXACT_UNITS or name == "1" for name in (above, *below))


def _zeros(numeral: Numeral, share: Fraction) -> Fraction:
    """Half a unit of the last digit that is no trailing zero, but no more than a share of the value: 20 is not 24."""
    return max(numeral.ulp / 2, min(numeral.loose_ulp / 2, numeral.value * share))


def _reading(value: Fraction, half: Fraction, unit: str, assumption: str, negative: bool) -> Reading:
    if negative:
        value = -value
    if half is ZERO:
        return Reading(low=value, high=value, unit=unit, assumption=assumption)
    return Reading(low=value - half, high=value + half, unit=unit, assumption=assumption)


def _expression(above: list[str], below: list[str]) -> str:
    """``gigabyte`` over ``second`` → ``gigabyte / second``; a unit that already is a rate stays one."""
    top = " * ".join(filter(None, above)) or ("1" if any(below) else "")
    return " / ".join([top, *filter(None, below)]) if any(below) else top
