"""Do two sides of a statement agree, under some reading of what is printed?

The order of trial: the printed digits within the rounding of the result; the same within the rounding of the operands;
units counted in steps of 1024; the other readings. If none fits, the distance decides between a remark and a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import ceil

from auditor.claims.expressions import numbers
from auditor.engine.arithmetic import Amount, Label, Labels, Undecidable, evaluate
from auditor.model import Expression, Number, Operation, Quantity, Reading, Verdict
from auditor.quantities.interval import Interval
from auditor.quantities.readings import ROUNDED, SLACK

MAX_CHOICES = 256
TRUNCATION = Fraction(20, 100)
"""How much cutting off may lose: 4.77 printed as 4 is a habit, 8,000 printed as 100,000 is not."""
BINARY = Fraction(1024, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of one comparison. ``computed`` and ``stated`` are points in base units."""

    verdict: Verdict
    computed: Fraction | None = None
    stated: Fraction | None = None
    labels: Labels = ()
    assumptions: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A computed expression against a stated one."""

    computed: Expression
    stated: Expression
    approximate: bool = False
    """The relation sign itself says about."""
    estimation: Fraction = SLACK
    """How far an estimate may be off before it is contradicted; 0 for sums."""


def judge(trial: Trial) -> Judgement | None:
    """The verdict on a trial; ``None`` where the two sides are not of a kind and so make no statement of equality."""
    try:
        left, right = evaluate(trial.computed, {}), evaluate(trial.stated, {})
    except Undecidable as problem:
        return Judgement(verdict="open", reason=str(problem))
    modes = _modes(trial, left, right)
    if not modes:
        return None
    for labels, note in modes:
        found = _plain(trial, labels, note)
        if found is not None:
            return found
    for labels, note in modes:
        found = _under_assumption(trial, labels, note)
        if found is not None:
            return found
    return _nearest(trial, modes)


def _nearest(trial: Trial, modes: list[tuple[Labels, str]]) -> Judgement:
    """No mode fits: a remark if one of them comes near, otherwise the contradiction of the first that can be computed."""
    found = [_distance(trial, labels, bool(note)) for labels, note in modes]
    open_ones = [judgement for judgement in found if judgement.verdict == "open" and judgement.computed is not None]
    decided = [judgement for judgement in found if judgement.computed is not None]
    return (open_ones or decided or found)[0]


# --- which units are only labels --------------------------------------------------------------------------------------


def _modes(trial: Trial, left: Amount, right: Amount) -> list[tuple[Labels, str]]:
    """The ways to compare the two sides: as they are, or with the units that one side leaves out taken as labels."""
    if left.dimension == right.dimension:
        return [((), "")]
    if isinstance(trial.computed, Number) and isinstance(trial.stated, Number):
        return []
    a, b = dict(left.dimension), dict(right.dimension)
    differing = sorted(name for name in {*a, *b} if a.get(name, 0) != b.get(name, 0))
    if len(differing) > 2:
        return []
    found = []
    options: list[tuple[Label, ...]] = [
        ("rate", "printed", "base") if name == "time" else ("printed", "base") for name in differing
    ]
    for kinds in product(*options):
        labels = tuple(zip(differing, kinds, strict=True))
        found.append((labels, f"the unit of {' and '.join(differing)} is left out on one side"))
    return found


def _amounts(trial: Trial, choice: dict[int, Reading], labels: Labels) -> tuple[Amount, Amount] | None:
    try:
        left, right = evaluate(trial.computed, choice, labels), evaluate(trial.stated, choice, labels)
    except Undecidable:
        return None
    return (left, right) if left.dimension == right.dimension else None


# --- agreement --------------------------------------------------------------------------------------------------------


def _plain(trial: Trial, labels: Labels, note: str) -> Judgement | None:
    """Agreement of the plain readings, within the rounding of the result or, less far, of the operands."""
    both = _amounts(trial, {}, labels)
    if both is None:
        return None
    left, right = both
    target = _tolerated(trial, right, labels)
    if _needlessly_coarse(trial, left, right):
        return None
    if target.contains(left.point):
        return _holds(left, right, labels, note)
    if target.meets(left.interval) and _near(left.point, right.point):
        return _holds(left, right, labels, note, "the operands are rounded as printed")
    return None


def _needlessly_coarse(trial: Trial, left: Amount, right: Amount) -> bool:
    """``20 GB ÷ 8 = 3 GB``: far off, although the exact result of whole operands takes but one digit more."""
    if trial.approximate or abs(left.point - right.point) <= 2 * SLACK * abs(right.point):
        return False
    texts = [number.quantity for side in (trial.computed, trial.stated) for number in numbers(side)]
    if any(quantity.hedge or "." in quantity.text for quantity in texts) or left.dimension == ():
        return False
    stated = _quantity(trial.stated)
    if stated is None or not right.point:
        return False
    plain = stated.readings[0]
    value = (plain.low + plain.high) / 2 * left.point / right.point
    while value and value.denominator == 1 and value % 10 == 0:
        value /= 10
    return value.denominator in (1, 2, 5, 10) and abs(value) < 1000


def _tolerated(trial: Trial, stated: Amount, labels: Labels) -> Interval:
    """Every value that may be printed as the stated one."""
    quantity = _quantity(trial.stated)
    if quantity is None:
        return _order_of_magnitude(stated) if trial.approximate and _is_power(trial.stated) else stated.interval
    rounded = [reading for reading in quantity.readings if reading.assumption == ROUNDED]
    if rounded:
        stated = evaluate(trial.stated, {id(quantity): rounded[0]}, labels)
    interval = stated.interval
    if quantity.hedge == "at least":
        return Interval(interval.low, max(interval.high * 2, interval.low))
    if trial.approximate and quantity.hedge != "about":
        half = (interval.high - interval.low) / 2
        extra = min(half or abs(stated.point) * SLACK, abs(stated.point) * SLACK)
        return Interval(interval.low - extra, interval.high + extra)
    return interval


def _is_power(expression: Expression) -> bool:
    return isinstance(expression, Operation) and expression.operator == "^"


def _order_of_magnitude(stated: Amount) -> Interval:
    """``≈ 10^5`` has one digit: half a unit of it to each side."""
    return Interval(stated.point / 2, stated.point * 3 / 2)


def _near(computed: Fraction, stated: Fraction) -> bool:
    return abs(computed - stated) <= SLACK * abs(stated)


def _holds(left: Amount, right: Amount, labels: Labels, *notes: str) -> Judgement:
    assumptions = tuple(dict.fromkeys(filter(None, notes)))
    return Judgement(verdict="holds", computed=left.point, stated=right.point, labels=labels, assumptions=assumptions)


# --- agreement under an assumption ------------------------------------------------------------------------------------


def _under_assumption(trial: Trial, labels: Labels, note: str) -> Judgement | None:
    return (
        _in_binary_steps(trial, labels, note) or _other_readings(trial, labels, note) or _converted(trial, labels, note)
    )


def _in_binary_steps(trial: Trial, labels: Labels, note: str) -> Judgement | None:
    """KB, MB … counted in steps of 1024 somewhere: the sides differ by a power of 1.024."""
    steps = max(
        (_prefix_steps(number.quantity) for side in (trial.computed, trial.stated) for number in numbers(side)),
        default=0,
    )
    both = _amounts(trial, {}, labels)
    if not steps or both is None:
        return None
    left, right = both
    if _needlessly_coarse(trial, left, right):
        return None
    target = _tolerated(trial, right, labels)
    for power in [sign * step for step in range(1, steps + 1) for sign in (1, -1)]:
        if target.contains(left.point * BINARY**power):
            return _holds(
                left,
                right,
                labels,
                note,
                "units of information count in steps of 1024 in one place and 1000 in another",
            )
    return None


_STEPS = {"kilo": 1, "mega": 2, "giga": 3, "tera": 4, "peta": 5, "exa": 6}


def _prefix_steps(quantity: Quantity) -> int:
    """How many steps of 1000 the largest prefix of a unit of information has."""
    unit = quantity.readings[0].unit
    return max((steps for prefix, steps in _STEPS.items() if f"{prefix}byte" in unit), default=0)


def _other_readings(trial: Trial, labels: Labels, note: str) -> Judgement | None:
    for choice in islice(_choices(trial), MAX_CHOICES):
        both = _amounts(trial, choice, labels)
        if both is None:
            continue
        left, right = both
        if _needlessly_coarse(trial, left, right):
            continue
        stated = _quantity(trial.stated)
        target = right.interval if stated is None or id(stated) in choice else _tolerated(trial, right, labels)
        if target.contains(left.point) or (
            target.meets(left.interval) and abs(left.point - right.point) * 40 <= abs(right.point)
        ):
            notes = [reading.assumption for reading in choice.values() if reading.assumption != ROUNDED]
            return _holds(left, right, labels, note, *notes)
    return None


def _choices(trial: Trial) -> Iterator[dict[int, Reading]]:
    """Every combination of readings but the plain one; operands are never taken as rounded to their zeros."""
    stated = _quantity(trial.stated)
    quantities = [number.quantity for side in (trial.computed, trial.stated) for number in numbers(side)]
    options = [
        [r for r in quantity.readings if r.assumption != ROUNDED or quantity is stated] for quantity in quantities
    ]
    for combination in product(*options):
        if not uniform(combination, options):
            continue
        choice = {id(q): r for q, r in zip(quantities, combination, strict=True) if r is not q.readings[0]}
        if choice and any(reading.assumption != ROUNDED for reading in choice.values()):
            yield choice


def uniform(combination: Sequence[Reading], options: Sequence[Sequence[Reading]]) -> bool:
    """Whether units of information count in the same steps, 1000 or 1024, wherever they can count in either."""
    steps = {
        "1024" in reading.assumption
        for reading, others in zip(combination, options, strict=True)
        if any("1024" in other.assumption for other in others)
    }
    return len(steps) <= 1


_FACTORS = {
    "time": (7, 12, 24, 30, 52, 60, 365, 3600, 86400, 1000, 1000000),
    "information": (8, 1000, 1024),
    "": (100,),
}


def _converted(trial: Trial, labels: Labels, note: str) -> Judgement | None:
    """A bare 24, 60, 8 or 100 among the operands that turns the unit instead of the value: ``5 GB/h × 24 = 120 GB/day``."""
    both = _amounts(trial, {}, labels)
    if both is None:
        return None
    left, right = both
    bare = {_bare(number) for number in numbers(trial.computed)}
    dimensions = {name for name, _ in right.dimension}
    percent = (stated := _quantity(trial.stated)) is not None and stated.readings[0].unit == "percent"
    for dimension, factors in _FACTORS.items():
        if dimension not in dimensions and not (dimension == "" and percent):
            continue
        for factor in factors:
            if factor in bare or (factor in (1000, 1000000) and {10**3, 10**6, 10} & bare):
                for turned in (left.point * factor, left.point / factor):
                    if _tolerated(trial, right, labels).contains(turned):
                        return _holds(left, right, labels, note, f"the {factor} converts the unit")
    return None


def _bare(number: Number) -> Fraction | None:
    """The value of an operand without a unit."""
    plain = number.quantity.readings[0]
    return plain.low if plain.low == plain.high and plain.unit in ("", "bit") else None


# --- distance ---------------------------------------------------------------------------------------------------------


def _distance(trial: Trial, labels: Labels, unit_left_out: bool) -> Judgement:
    """What no reading explains: a remark where people round like that, otherwise a contradiction."""
    both = _amounts(trial, {}, labels)
    if both is None:
        return Judgement(verdict="open", reason="the units of its two sides do not fit")
    left, right = both
    reason = _remark(trial, left, right, labels) or (_unknown_scale(left, right, trial) if unit_left_out else None)
    verdict: Verdict = "open" if reason else "contradicted"
    return Judgement(verdict=verdict, computed=left.point, stated=right.point, labels=labels, reason=reason)


def _remark(trial: Trial, left: Amount, right: Amount, labels: Labels) -> str | None:
    quantity = _quantity(trial.stated)
    if right.interval.meets(left.interval) and not _needlessly_coarse(trial, left, right):
        return "the rounding of its operands leaves it open"
    if quantity is None:
        return (
            "it is an estimate" if trial.approximate and trial.estimation and _near(left.point, right.point) else None
        )
    unit = _last_digit(quantity, right)
    off = abs(left.point) - abs(right.point)
    if unit and (
        0 < off < min(unit, TRUNCATION * abs(right.point)) or abs(off) * 100 < min(unit * 100, abs(right.point))
    ):
        return "it is cut off instead of rounded, or one off in its last digit"
    if _rounded_up(trial, quantity, left, right, labels):
        return "it is rounded up to a whole number of things"
    if (
        trial.estimation
        and abs(left.point - right.point) <= trial.estimation * abs(right.point)
        and _is_estimate(trial, quantity)
    ):
        return "it is an estimate, off by less than 6 %"
    return None


def _last_digit(quantity: Quantity, stated: Amount) -> Fraction:
    """One unit of the last digit that carries meaning, in base units; 0 for an exact integer without trailing zeros."""
    widest = max(
        quantity.readings[:1] + tuple(r for r in quantity.readings if r.assumption == ROUNDED),
        key=lambda r: r.high - r.low,
    )
    plain = quantity.readings[0]
    middle = (plain.low + plain.high) / 2
    width = widest.high - widest.low
    return abs(stated.point * width / middle) if middle else Fraction(0)


def _rounded_up(trial: Trial, quantity: Quantity, left: Amount, right: Amount, labels: Labels) -> bool:
    """Servers, nodes and shards come whole: 4.2 of them are 5."""
    if left.dimension or quantity.readings[0].unit == "percent" or right.point.denominator != 1:
        return False
    divides = isinstance(trial.computed, Operation) and trial.computed.operator == "/"
    return divides and right.point == ceil(left.point)


def _is_estimate(trial: Trial, quantity: Quantity) -> bool:
    """Whether a result is marked as rounded: by a hedge, or by having no more than two significant digits."""
    if trial.approximate or quantity.hedge == "about":
        return True
    significant = quantity.text.replace(",", "")
    found = "".join(character for character in significant.split()[0] if character.isdigit()).strip("0")
    return len(found) <= 2


def _unknown_scale(left: Amount, right: Amount, trial: Trial) -> str | None:
    """Operands without any unit and a result in GB: the operands may be in any prefix of it."""
    if any(number.quantity.readings[0].unit for number in numbers(trial.computed)) or not right.point:
        return None
    ratio = abs(left.point / right.point)
    for base in (1000, 1024):
        for power in range(-5, 6):
            if power and Fraction(94, 100) <= ratio * Fraction(base) ** power <= Fraction(106, 100):
                return "its operands carry no unit, so the scale of the result cannot be checked"
    return None


def _quantity(expression: Expression) -> Quantity | None:
    return expression.quantity if isinstance(expression, Number) else None
