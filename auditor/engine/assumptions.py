"""Agreement under an assumption: steps of 1024, another reading of a number, a factor that converts the unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice, product

from msgspec.structs import replace

from auditor.engine.arithmetic import Choice
from auditor.engine.conversion import conversions
from auditor.engine.modes import Mode
from auditor.engine.trial import Judgement, Sides, Trial, compared, needlessly_coarse, tolerated
from auditor.model import Number, Quantity, Reading
from auditor.patterns import regex
from auditor.quantities.interval import Interval
from auditor.quantities.readings import MANY, ROUNDED
from auditor.rational import Fraction

MAX_CHOICES = 256
MAX_READ = 2048
"""Operands that are read anew for all choices together: a line of a hundred of them is nobody's calculation."""
MEANT = "is meant as"
CLOSE = Fraction(1, 40)
"""How near the digits must come where a reading agrees only within the rounding of its operands."""

IN_STEPS = "units of information count in steps of 1024 in one place and 1000 in another"
BINARY = Fraction(1024, 1000)
STEPS = {"kilo": 1, "mega": 2, "giga": 3, "tera": 4, "peta": 5, "exa": 6}
"""How many steps of 1000, or 1024, a prefix stands for."""
_INFORMATION = regex(r"(?<![a-z])([a-z]*?)(?:byte|bit)\b")


def assumed(trial: Trial, mode: Mode) -> Judgement | None:
    """The agreement with the least that must be supposed for it, if there is any."""
    return _in_binary_steps(trial, mode) or _under_other_readings(trial, mode) or _converted(trial, mode)


# --- steps of 1024 ----------------------------------------------------------------------------------------------------


def _in_binary_steps(trial: Trial, mode: Mode) -> Judgement | None:
    """KB, MB … counted in steps of 1024 somewhere: the sides differ by a power of 1.024."""
    found = [_steps(quantity) for quantity in trial.quantities if _INFORMATION.search(quantity.readings[0].unit)]
    steps = max(found, default=0) if len(found) < 2 or len(set(found)) > 1 else 0
    sides = compared(trial, mode) if steps else None
    if sides is None or needlessly_coarse(trial, sides):
        return None
    target = sides.stated.interval
    powers = [power for step in range(1, steps + 1) for power in (step, -step)]
    if any(target.contains(sides.computed.point * BINARY**power) for power in powers):
        return sides.hold(IN_STEPS)
    return None


def _steps(quantity: Quantity) -> int:
    """How many steps the largest prefix of a unit of information has."""
    unit = quantity.readings[0].unit
    return max((STEPS.get(prefix, 0) for prefix in _INFORMATION.findall(unit)), default=0)


# --- other readings ---------------------------------------------------------------------------------------------------


def _under_other_readings(trial: Trial, mode: Mode) -> Judgement | None:
    """``7B`` as bytes, a month of 30.44 days, 3,000 as rounded: the first choice under which both sides agree."""
    choices = islice(_choices(trial), min(MAX_CHOICES, MAX_READ // max(1, len(trial.quantities))))
    for choice in sorted(choices, key=_supposes):
        sides = compared(trial, mode, choice)
        if sides is not None and not needlessly_coarse(trial, sides) and _agree(trial, sides):
            supposed = [reading.assumption for reading in choice.values() if reading.assumption != ROUNDED]
            return replace(sides.hold(*supposed), reading=choice.get(id(trial.result)))
    return None


def _supposes(choice: Choice) -> int:
    """How much a choice of readings supposes."""
    return sum(bool(reading.assumption) for reading in choice.values())


def _agree(trial: Trial, sides: Sides) -> bool:
    target = _printed(trial, sides)
    if target.contains(sides.computed.point):
        return True
    return target.meets(sides.computed.interval) and sides.near(CLOSE)


def _printed(trial: Trial, sides: Sides) -> Interval:
    """What may be printed as the stated value; no more than its own interval where a reading was chosen for it."""
    if trial.result is None or id(trial.result) in sides.choice:
        return sides.stated.interval
    return tolerated(trial, sides)


def _choices(trial: Trial) -> Iterator[Choice]:
    """Every combination of readings but the plain one; operands are never taken as rounded to their zeros."""
    quantities = trial.quantities
    bytes_too = any("byte" in quantity.readings[0].unit for quantity in quantities)
    options = [_options(quantity, is_result=quantity is trial.result, bytes_too=bytes_too) for quantity in quantities]
    for combination in uniform(options):
        choice = {id(q): r for q, r in zip(quantities, combination, strict=True) if r is not q.readings[0]}
        if any(reading.assumption != ROUNDED for reading in choice.values()):
            yield choice


def _options(quantity: Quantity, *, is_result: bool, bytes_too: bool) -> list[Reading]:
    """What a quantity may mean. Bits are not meant as bytes by who writes bytes beside them, nor in a rate."""
    plain = quantity.readings[0]
    bits = bytes_too or " / " in plain.unit
    return [
        reading
        for reading in quantity.readings
        if (is_result or not reading.assumption.startswith((ROUNDED, MANY)))
        and not (bits and MEANT in reading.assumption)
    ]


def uniform(options: Sequence[Sequence[Reading]]) -> Iterator[tuple[Reading, ...]]:
    """Every combination in which units of information count in the same steps wherever they can count in either.

    The order is that of ``product``, but the many combinations that mix the steps are never built.
    """
    binary = [["1024" in reading.assumption for reading in readings] for readings in options]
    in_1000 = [[at for at, is_binary in enumerate(marks) if not is_binary] for marks in binary]
    in_1024 = [[at for at, is_binary in enumerate(marks) if is_binary or not any(marks)] for marks in binary]
    orders = merge(product(*in_1000), product(*in_1024)) if any(map(any, binary)) else product(*in_1000)
    for order in orders:
        yield tuple(readings[at] for readings, at in zip(options, order, strict=True))


# --- factors that convert ---------------------------------------------------------------------------------------------


def _converted(trial: Trial, mode: Mode) -> Judgement | None:
    """A bare 24, 60, 8 or 100 that turns the unit instead of the value: ``5 GB/h × 24 = 120 GB/day``."""
    sides = compared(trial, mode)
    if sides is None or not isinstance(trial.stated, Number):
        return None
    target = tolerated(trial, sides)
    for conversion in conversions(trial.computed, trial.stated):
        for effect in dict.fromkeys((conversion.effect, conversion.exact)):
            turned = replace(sides, computed=sides.computed.scaled(1 / effect))
            if target.contains(turned.computed.point) or (
                target.meets(turned.computed.interval) and turned.near(CLOSE)
            ):
                return turned.hold(str(conversion))
    return None
