"""One statement on trial: its two sides, the ways to compare them, and what counts as the printed result."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import Choice, Evaluated, Labels, evaluate
from auditor.model import Expression, Number, Operation, Quantity, Verdict
from auditor.quantities.interval import Interval
from auditor.quantities.readings import ROUNDED, SLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of one trial. ``computed`` and ``stated`` are points in base units."""

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

    @property
    def result(self) -> Quantity | None:
        """The stated quantity; ``None`` where the stated side is itself a calculation."""
        return self.stated.quantity if isinstance(self.stated, Number) else None

    @property
    def quantities(self) -> list[Quantity]:
        """Everything that is printed on either side."""
        return [number.quantity for side in (self.computed, self.stated) for number in numbers(side)]


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to compare the two sides: as they are, or with the units that one side leaves out taken as labels."""

    labels: Labels = ()
    note: str = ""
    """What one must suppose for it; empty where nothing is left out."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides in one mode and under one choice of readings; they have the same dimension."""

    computed: Evaluated
    stated: Evaluated
    mode: Mode
    choice: Choice = field(repr=False)

    def near(self, share: Fraction = SLACK) -> bool:
        """Whether the printed digits come within a share of the stated value."""
        return abs(self.computed.point - self.stated.point) <= share * abs(self.stated.point)

    def hold(self, *assumptions: str) -> Judgement:
        """The judgement that they agree, if one supposes all that."""
        return Judgement(
            verdict="holds",
            computed=self.computed.point,
            stated=self.stated.point,
            labels=self.mode.labels,
            assumptions=tuple(dict.fromkeys(filter(None, (self.mode.note, *assumptions)))),
        )


def compared(trial: Trial, mode: Mode, choice: Choice | None = None) -> Sides | None:
    """Both sides under a choice of readings, by default the plain ones; ``None`` where they cannot be compared."""
    chosen: Choice = choice or {}
    try:
        computed = evaluate(trial.computed, chosen, mode.labels)
        stated = evaluate(trial.stated, chosen, mode.labels)
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
    interval = stated.interval
    if result.hedge == "at least":
        return Interval(interval.low, max(interval.high * 2, interval.low))
    if trial.approximate and result.hedge != "about":
        half = (interval.high - interval.low) / 2
        extra = min(half or abs(stated.point) * SLACK, abs(stated.point) * SLACK)
        return Interval(interval.low - extra, interval.high + extra)
    return interval


def _of_an_expression(trial: Trial, stated: Evaluated) -> Interval:
    """``≈ 10^5`` has one digit: half a unit of it to each side."""
    if trial.approximate and isinstance(trial.stated, Operation) and trial.stated.operator == "^":
        return Interval(stated.point / 2, stated.point * 3 / 2)
    return stated.interval


def _with_rounded_zeros(trial: Trial, result: Quantity, sides: Sides) -> Evaluated:
    """The stated side with the trailing zeros of its integer taken as not written, where it has some."""
    for reading in result.readings:
        if reading.assumption == ROUNDED:
            return evaluate(trial.stated, {id(result): reading}, sides.mode.labels)
    return sides.stated


def needlessly_coarse(trial: Trial, sides: Sides) -> bool:
    """``20 GB ÷ 8 = 3 GB``: far off, although the exact result of whole operands takes but one digit more."""
    if trial.approximate or sides.near(2 * SLACK) or sides.computed.dimension == ():
        return False
    if any(quantity.hedge or "." in quantity.text for quantity in trial.quantities):
        return False
    result = trial.result
    if result is None or not sides.stated.point:
        return False
    plain = result.readings[0]
    return _is_short((plain.low + plain.high) / 2 * sides.computed.point / sides.stated.point)


def _is_short(value: Fraction) -> bool:
    """Whether a value below 1000 is written exactly with at most one decimal, trailing zeros aside."""
    while value and value.denominator == 1 and value % 10 == 0:
        value /= 10
    return value.denominator in (1, 2, 5, 10) and abs(value) < 1000
