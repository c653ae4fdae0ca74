"""How the two sides of a statement can be compared: as they are, or with units that one side leaves out.

People leave units out in a few ways only, and each of them shows:

* the result says per when (``100M × 2 MB = 200 TB/day``): no operand speaks of time at all;
* only the result has a unit (``300 × 365 = 110 TB``), or only the operands have one (``140 GB ÷ 8 = 17.5``);
* a bare operand stands for one with a unit (``100 GB/day × 30 = 3 TB``: thirty days);
* a price is so much per GB, per hour, per request, and does not say so (``216 TB × $0.023 = $4,968``).

Where each side has a unit that the other lacks, they do not speak of the same thing, and nothing is compared.
"""

from __future__ import annotations

from itertools import product

from msgspec import Struct

from auditor.claims.expressions import numbers
from auditor.engine.arithmetic import Label, Labels
from auditor.engine.conversion import bare_factors
from auditor.model import Expression, Number
from auditor.patterns import regex
from auditor.quantities.units import Dimension, is_money, parse
from auditor.rational import Fraction

MAX_LEFT_OUT = 2
"""How many dimensions may be left out before the two sides are taken to speak of different things."""


class Mode(Struct, frozen=True):
    """One way to compare the two sides; on each of them the units of some dimensions count as mere labels."""

    computed: Labels = ()
    stated: Labels = ()
    note: str = ""
    """What one must suppose for it; empty where nothing is left out."""
    weak: bool = False
    """Nothing explains what each side lacks: no agreement follows from the digits."""
    clash: bool = False
    """Both sides have the same units, but not to the same power."""


def modes(computed: Expression, stated: Expression, ours: Dimension, theirs: Dimension) -> list[Mode]:
    """The ways to compare two sides of these dimensions; none where they do not speak of the same thing."""
    if ours == theirs:
        return [Mode()]
    if isinstance(computed, Number) and isinstance(stated, Number):
        return []
    mine, other = dict(ours), dict(theirs)
    apart = sorted(name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name))
    if len(apart) > MAX_LEFT_OUT:
        return []
    explained = _may_be_left_out(computed, stated, mine, other)
    in_base = any(map(_carries, numbers(computed))) and not _clash(
        mine, other
    )  # 16 GB ÷ 8.2e11 = 19 ms: so many bytes a second
    sides = " and ".join(apart)
    note = f"the unit of {sides} is left out on one side"
    priced = any(map(is_money, other))
    on_computed = [_labels(name, priced=priced) for name in apart if name in mine]
    on_stated = [_labels(name, priced=False) for name in apart if name in other]
    if _in_base_units(computed) and not _is_base(stated):
        on_stated = [tuple(label for label in options if label != "printed") for options in on_stated]
    return [
        Mode(
            _paired(apart, mine, left),
            _paired(apart, other, right),
            note,
            weak=not explained and not (in_base and {*left, *right} == {"base"}),
            clash=mine.keys() == other.keys(),
        )
        for left in product(*on_computed)
        for right in product(*on_stated)
    ]


def _paired(apart: list[str], side: dict[str, int], labels: tuple[Label, ...]) -> Labels:
    return tuple(zip([name for name in apart if name in side], labels, strict=True))


def _may_be_left_out(computed: Expression, stated: Expression, mine: dict[str, int], other: dict[str, int]) -> bool:
    """Whether one of the ways to leave a unit out explains what each side lacks."""
    if _clash(mine, other):
        return False
    only_computed = mine.keys() - other.keys()
    only_stated = {name for name in other.keys() - mine.keys() if not (name == "time" and other[name] == -1)}
    operands = numbers(computed)
    bare = any(map(_carries, operands))
    if only_stated and only_computed:  # a price without its currency: 720 hours × 0.05 = $36
        return bare and all(map(is_money, only_stated)) and not any(map(is_money, only_computed))
    if only_stated:
        return bare or not any(number.quantity.readings[0].unit or number.quantity.noun for number in operands)
    if not other:
        return not _counts_things(stated)
    return not only_computed or bare or only_computed == {"time"} or any(map(is_money, other))


def _carries(number: Number) -> bool:
    """Whether an operand is quite bare, and no mere 24 or 60: it may stand for one with a unit."""
    quantity = number.quantity
    plain = quantity.readings[0]
    clock = plain.low == plain.high and plain.low in CLOCK
    return not plain.unit and not quantity.noun and not number.name and not clock


CLOCK = frozenset(map(Fraction, (24, 30, 60, 365, 3600, 86_400)))
"""Bare numbers that only turn a unit of time."""


def _counts_things(stated: Expression) -> bool:
    """Whether a result says what it counts: it leaves no unit out."""
    return isinstance(stated, Number) and stated.quantity.readings[0].unit not in ("", "percent")


def _in_base_units(computed: Expression) -> bool:
    """Whether an operand without a unit is written as a large power of ten: its author counts in bytes and seconds."""
    bare = [number.quantity for number in numbers(computed) if _carries(number)]
    scaled = any(factor.power < 0 and factor.value in _SCALES for factor in bare_factors(computed))
    return not scaled and any(IN_BASE_UNITS.search(quantity.text) for quantity in bare)


_SCALES = frozenset(Fraction(base) ** power for base in (1000, 1024) for power in range(1, 7))
"""Who divides by one of these chooses the prefix of the result."""


def _is_base(stated: Expression) -> bool:
    """Whether a result has no prefix: bits and bytes, but not GB or hours."""
    if not isinstance(stated, Number):
        return False
    return all(name in BASE for name, _ in parse(stated.quantity.readings[0].unit)[1])


BASE = frozenset(("flop", "byte", "bit", "second", "usd", "joule", "watt"))
"""Units without a prefix."""


IN_BASE_UNITS = regex(r"10\s*(?:\^|\*\*)\s*[({]?(?:9|1\d|2\d)|\de\+?(?:9|1\d|2\d)|10(?:⁹|[¹²][⁰-⁹])")


def _clash(mine: dict[str, int], other: dict[str, int]) -> bool:
    """Whether both sides have a unit, but not to the same power."""
    return any(mine[name] != other[name] for name in mine.keys() & other.keys())


def _labels(dimension: str, *, priced: bool) -> tuple[Label, ...]:
    """How the units of a dimension can be taken as mere labels; only time has rates, only prices are per GB."""
    if dimension == "time":
        return ("rate", "printed", "base")
    return ("giga", "printed", "base") if priced and dimension == "information" else ("printed", "base")
