"""What no reading explains: a remark where people round like that, otherwise a contradiction."""

from __future__ import annotations

from math import ceil, floor

from auditor.claims.expressions import numbers
from auditor.engine.modes import IN_BASE_UNITS, Mode
from auditor.engine.trial import Judgement, Sides, Trial, compared, exactly_reckoned, narrowed, needlessly_coarse
from auditor.model import Number, Operation, Quantity
from auditor.patterns import regex
from auditor.quantities.readings import ROUNDED
from auditor.quantities.units import physical
from auditor.rational import Fraction

CUT_OFF = Fraction(20, 100)
"""How much cutting off may lose: 4.77 printed as 4 is a habit, 8,000 printed as 100,000 is not."""
FAR_DIGITS = 10**6
"""From there on digits are floating-point noise."""
SIGNIFICANT = 2
"""As many digits an estimate has, at most."""


def distant(trial: Trial, mode: Mode) -> Judgement:
    """The judgement on two sides that agree under no reading: open with a remark, or contradicted."""
    sides = compared(trial, mode)
    if sides is None:
        return Judgement(verdict="open", reason="the units of its two sides do not fit")
    reason = _remark(trial, sides)
    if reason is None and mode.note:
        reason = _unknown_scale(trial, sides) or _unknown_unit(trial, sides)
    return Judgement(
        verdict="open" if reason else "contradicted",
        computed=sides.computed.point,
        stated=sides.stated.point,
        mode=mode,
        reason=reason,
    )


def _remark(trial: Trial, sides: Sides) -> str | None:
    """Why the distance may be no mistake; ``None`` where nothing excuses it: never a wrong sign."""
    if sides.computed.point * sides.stated.point < 0 and not sides.stated.interval.meets(sides.computed.interval):
        return None
    if _both_range(trial):  # its ends were held against each other
        within = trial.approximate and sides.computed.interval.contains(sides.stated.interval)
        return "its range lies within the one that is computed" if within else None
    if abs(sides.computed.point - sides.stated.point) * FAR_DIGITS < abs(sides.stated.point):
        return "it differs only in digits that a computer's arithmetic loses"
    if exactly_reckoned(trial, sides):
        return None
    if _is_within_rounding(trial, sides) and not needlessly_coarse(trial, sides):
        return "the rounding of its operands leaves it open"
    if any(number.quantity.hedge in ("at least", "at most") for number in numbers(trial.computed)):
        return "an operand of it is only a bound"
    if sides.computed.point * sides.stated.point < 0:
        return None
    result = trial.result
    if result is None:
        return "it is an estimate" if trial.approximate and trial.estimation and sides.near() else None
    if _cut_off(result, sides):
        return "it is cut off instead of rounded, or one off in its last digit"
    if rounded := _to_whole_things(trial, result, sides):
        return f"it is rounded {rounded} to a whole number of things"
    if trial.estimation and sides.near(trial.estimation) and _is_estimate(trial, result, sides):
        return "it is an estimate, off by less than 6 %"
    return None


def _both_range(trial: Trial) -> bool:
    """Whether a range is computed from ranges: their ends are held against each other, not what lies between."""
    ranged = any(number.quantity.hedge == "range" for number in numbers(trial.computed))
    return ranged and trial.result is not None and trial.result.hedge == "range"


def _is_within_rounding(trial: Trial, sides: Sides) -> bool:
    """Whether the two sides meet somewhere in the rounding of what is printed."""
    if not sides.stated.interval.meets(sides.computed.interval):
        return False
    narrow = compared(trial, sides.mode, narrowed(trial))
    return narrow is None or narrow.stated.interval.meets(narrow.computed.interval)


def _cut_off(result: Quantity, sides: Sides) -> bool:
    """Whether the computed value lies less than a unit of the last digit above the stated one, or next to it."""
    unit = _last_digit(result, sides)
    size = abs(sides.stated.point)
    off = abs(sides.computed.point) - size
    return 0 < off < min(unit, CUT_OFF * size) or abs(off) * 100 < min(unit * 100, size)


def _last_digit(result: Quantity, sides: Sides) -> Fraction:
    """A unit of the last digit that carries meaning, in base units; 1 for an integer without trailing zeros."""
    plain = result.readings[0]
    rounded = [reading for reading in result.readings if reading.assumption == ROUNDED and reading.unit == plain.unit]
    width = max(reading.high - reading.low for reading in (plain, *rounded)) or Fraction(1)
    middle = (plain.low + plain.high) / 2
    return abs(sides.stated.point * width / middle) if middle else Fraction(0)


def _to_whole_things(trial: Trial, result: Quantity, sides: Sides) -> str:
    """Servers, nodes and shards come whole: 4.2 of them are 5, and where 2.7 fit, 2 do."""
    if sides.computed.dimension or result.readings[0].unit == "percent":
        return ""
    if not isinstance(trial.computed, Operation) or trial.computed.operator != "/":
        return ""
    if sides.stated.point == ceil(sides.computed.point):
        return "up"
    counted = bool(result.noun or result.readings[0].unit)
    return "down" if counted and sides.computed.point > 1 and sides.stated.point == floor(sides.computed.point) else ""


def _is_estimate(trial: Trial, result: Quantity, sides: Sides) -> bool:
    """Whether a result is marked as rounded: by a hedge, or by having no more than two significant digits.

    Whole things that are counted exactly are no estimate: ``8 × 4 = 33``.
    """
    if trial.approximate or result.hedge == "about":
        return True
    if _is_counted(trial, result, sides):
        return False
    first_word = result.text.replace(",", "").split()[0]
    digits = "".join(character for character in first_word if character.isdigit()).lstrip("0")
    return len(digits if "." in first_word else digits.rstrip("0")) <= SIGNIFICANT


def _is_counted(trial: Trial, result: Quantity, sides: Sides) -> bool:
    """Whether everything is a whole number without trailing zeros, and so is what it comes to."""
    plain = result.readings[0]
    if plain.low != plain.high or plain.low % 10 == 0 or not sides.stated.point:
        return False
    if not all(quantity.readings[0].low == quantity.readings[0].high for quantity in trial.quantities):
        return False
    return (plain.low * sides.computed.point / sides.stated.point).denominator == 1


_BASE = frozenset(("flop", "byte", "bit", "flop / second"))
"""Units without a prefix: whoever writes millions and billions beside them has written the scale out."""


def _is_scaled(trial: Trial) -> bool:
    return any(_MAGNITUDE.search(number.quantity.text) for number in numbers(trial.computed))


_MAGNITUDE = regex(r"\d\s?(?:[MBT]|million|billion|trillion)\b")


def _unknown_scale(trial: Trial, sides: Sides) -> str | None:
    """Operands without any unit and a result in GB: the operands may be in any prefix of it."""
    if any(number.quantity.readings[0].unit for number in numbers(trial.computed)) or not sides.stated.point:
        return None
    if any(IN_BASE_UNITS.search(number.quantity.text) for number in numbers(trial.computed)):
        return None
    if isinstance(trial.stated, Number) and trial.stated.quantity.readings[0].unit in _BASE and _is_scaled(trial):
        return None
    if _apart_by_scale(sides):
        return "its operands carry no unit, so the scale of the result cannot be checked"
    return None


def _unknown_unit(trial: Trial, sides: Sides) -> str | None:
    """``3996 MHz × 1024 B × 2 = 8.18``: units that make up another one, and a result that does not say which."""
    result = trial.result
    if result is None or result.readings[0].unit or result.noun or not sides.stated.point:
        return None
    units = {number.quantity.readings[0].unit for number in numbers(trial.computed)} - {"", "percent"}
    if len({physical(unit)[1] for unit in units} - {()}) > 1 and _apart_by_scale(sides):
        return "its operands make up another unit, which the result leaves out, so its scale cannot be checked"
    return None


def _apart_by_scale(sides: Sides) -> bool:
    """Whether the one side is about a thousand times the other, or a million times."""
    ratio = abs(sides.computed.point / sides.stated.point)
    scales = [Fraction(base) ** power for base in (1000, 1024) for power in range(-5, 6) if power]
    return any(Fraction(94, 100) <= ratio * scale <= Fraction(106, 100) for scale in scales)
