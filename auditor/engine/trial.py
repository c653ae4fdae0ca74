"""One statement on trial: its two sides, the ways to compare them, and what counts as the printed result."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import Choice, Evaluated, evaluate
from auditor.engine.modes import Mode
from auditor.model import Expression, Number, Operation, Quantity, Reading, Verdict
from auditor.patterns import regex
from auditor.quantities.interval import Interval
from auditor.quantities.readings import ROUNDED, SLACK
from auditor.quantities.units import physical
from auditor.rational import Fraction


class Judgement(Struct, frozen=True, kw_only=True):
    """What became of one trial. ``computed`` and ``stated`` are points in base units."""

    verdict: Verdict
    computed: Fraction | None = None
    stated: Fraction | None = None
    mode: Mode = Mode()
    assumptions: tuple[str, ...] = ()
    reason: str | None = None
    reading: Reading | None = None
    """How the stated quantity was understood, where that is not its plain reading: the B of ``21.6 B`` as billions."""
    understood: Expression | None = None
    """The calculation, where it is not understood as it was tried first."""


class Trial(Struct, frozen=True, kw_only=True):
    """A computed expression against a stated one."""

    computed: Expression
    stated: Expression
    approximate: bool = False
    """The relation sign itself says about."""
    estimation: Fraction = SLACK
    """How far an estimate may be off before it is contradicted; 0 for sums."""

    @property
    def result(self) -> Quantity | None:
        """The stated quantity; ``None`` where the stated side is itself a calculation."""
        return self.stated.quantity if isinstance(self.stated, Number) else None

    @property
    def quantities(self) -> list[Quantity]:
        """Everything that is printed on either side."""
        return [number.quantity for side in (self.computed, self.stated) for number in numbers(side)]


class Sides(Struct, frozen=True):
    """Both sides in one mode and under one choice of readings; they have the same dimension."""

    computed: Evaluated
    stated: Evaluated
    mode: Mode
    choice: Choice

    def near(self, share: Fraction = SLACK) -> bool:
        """Whether the printed digits come within a share of the stated value."""
        return abs(self.computed.point - self.stated.point) <= share * abs(self.stated.point)

    def hold(self, *assumptions: str) -> Judgement:
        """The judgement that they agree, if one supposes all that."""
        return Judgement(
            verdict="holds",
            computed=self.computed.point,
            stated=self.stated.point,
            mode=self.mode,
            assumptions=tuple(dict.fromkeys(filter(None, (self.mode.note, *assumptions)))),
        )


def compared(trial: Trial, mode: Mode, choice: Choice | None = None) -> Sides | None:
    """Both sides under a choice of readings, by default the plain ones; ``None`` where they cannot be compared."""
    chosen: Choice = choice or {}
    try:
        computed = evaluate(trial.computed, chosen, mode.computed)
        stated = evaluate(trial.stated, chosen, mode.stated)
    except Undecidable:
        return None
    return Sides(computed, stated, mode, chosen) if computed.dimension == stated.dimension else None


# --- what may be printed ----------------------------------------------------------------------------------------------


def tolerated(trial: Trial, sides: Sides) -> Interval:
    """Every value that may be printed as the stated one."""
    result = trial.result
    if result is None:
        return _of_an_expression(trial, sides.stated)
    stated = _with_rounded_zeros(trial, result, sides)
    interval = _whole(result, stated)
    if trial.approximate and _POWER_OF_TEN.match(result.text):
        return _one_digit(stated)
    if result.hedge == "at least":
        return Interval(interval.low, max(interval.high * 2, interval.low))
    if trial.approximate and result.hedge != "about":
        half = (interval.high - interval.low) / 2
        extra = min(half or abs(stated.point) * SLACK, abs(stated.point) * SLACK)
        return Interval(interval.low - extra, interval.high + extra)
    return interval


_POWER_OF_TEN = regex(r"\W*10(?:\s*(?:\^|\*\*)|[⁰¹²³⁴-⁹])")


def _whole(result: Quantity, stated: Evaluated) -> Interval:
    """An integer stands for everything that rounds to it, also where it counts: no result is exact by its looks."""
    plain = result.readings[0]
    if stated.interval.low != stated.interval.high or not plain.low or plain.low.denominator != 1:
        return stated.interval
    half = abs(stated.point / plain.low) / 2
    return Interval(stated.point - half, stated.point + half)


def _one_digit(stated: Evaluated) -> Interval:
    """``≈ 10^5`` has one digit: half a unit of it to each side."""
    return Interval(stated.point / 2, stated.point * 3 / 2)


def _of_an_expression(trial: Trial, stated: Evaluated) -> Interval:
    """What may be printed as a calculation: itself, or about a power of ten."""
    if trial.approximate and isinstance(trial.stated, Operation) and trial.stated.operator == "^":
        return _one_digit(stated)
    return stated.interval


def _with_rounded_zeros(trial: Trial, result: Quantity, sides: Sides) -> Evaluated:
    """The stated side with the trailing zeros of its integer taken as not written, where it has some."""
    for reading in result.readings:
        if reading.assumption == ROUNDED and reading.unit == result.readings[0].unit:
            return evaluate(trial.stated, {id(result): reading}, sides.mode.stated)
    return sides.stated


def narrowed(trial: Trial) -> Choice:
    """Integer operands within 6 % of themselves: 2 GB may be rounded, but 1 GB to 3 GB is nobody's meaning of it."""
    return {id(quantity): _narrow(quantity) for quantity in trial.quantities if quantity is not trial.result}


def _narrow(quantity: Quantity) -> Reading:
    plain = quantity.readings[0]
    middle = (plain.low + plain.high) / 2
    most = abs(middle) * SLACK
    if quantity.hedge or "." in quantity.text or plain.high - plain.low <= 2 * most:
        return plain
    return replace(plain, low=middle - most, high=middle + most)


def needlessly_coarse(trial: Trial, sides: Sides) -> bool:
    """``20 GB ÷ 8 = 3 GB``: far off, although the exact result of whole operands takes but one digit more."""
    if trial.approximate or sides.near(2 * SLACK):
        return False
    if any(quantity.hedge or "." in quantity.text for quantity in trial.quantities):
        return False
    result = trial.result
    if result is None or not sides.stated.point:
        return False
    plain = result.readings[0]
    return _is_short((plain.low + plain.high) / 2 * sides.computed.point / sides.stated.point)


def exactly_reckoned(trial: Trial, sides: Sides) -> bool:
    """``864000 × 0.8 = 688000``: a whole number of four digits or more, in full and unhedged, from operands in full.

    If what these give is whole as well, somebody reckoned with the printed digits, and nothing was rounded.
    """
    result = trial.result
    if trial.approximate or result is None or len(re.sub(r"\D", "", result.text)) < WHOLE_DIGITS:
        return False
    plain = result.readings[0]
    middle = (plain.low + plain.high) / 2
    measured = {name for name, _ in physical(plain.unit)[1]} - {"time"}
    if measured or middle.denominator != 1 or not sides.stated.point:
        return False
    if any(quantity.hedge or _SHORTENED.search(quantity.text) for quantity in trial.quantities):
        return False
    return (middle * sides.computed.point / sides.stated.point).denominator == 1


_SHORTENED = regex(r"\d\s*(?:[kKMBGT]\b|mil|bil|thousand|million|billion|trillion|%)")
WHOLE_DIGITS = 4


def _is_short(value: Fraction) -> bool:
    """Whether a value below 1000 is written exactly with at most one decimal, trailing zeros aside."""
    while value and value.denominator == 1 and value % 10 == 0:
        value /= 10
    return value.denominator in (1, 2, 5, 10) and abs(value) < 1000
