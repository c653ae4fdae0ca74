"""Whether two sides of a statement agree under some reading of what is printed.

The order of trial: the printed digits within the rounding of the result; the same within the rounding of the operands;
the assumptions that people leave unsaid. If none fits, the distance decides between a remark and a contradiction.
"""

from __future__ import annotations

from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.alternatives import alternatives, sum_first
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import ends_of, evaluate, labelled
from auditor.engine.assumptions import assumed
from auditor.engine.conversion import fits_rate
from auditor.engine.divisions import as_change, as_percentage
from auditor.engine.modes import Mode, modes
from auditor.engine.remarks import distant
from auditor.engine.trial import Judgement, Sides, Trial, compared, exactly_reckoned, needlessly_coarse, tolerated
from auditor.model import Number
from auditor.quantities.formatting import ends
from auditor.rational import Fraction

CHANGE = "the percentage is what the one is more than the other"
UNFIT = "the units of its two sides do not fit"
POWER = {"energy": 1, "time": -1}


def judge(trial: Trial) -> Judgement | None:
    """The verdict on a trial; ``None`` where the two sides are not of a kind and so make no statement of equality.

    A trial that does not come out as it stands may be meant otherwise, and hold so.
    """
    found = _as_it_stands(trial)
    if found is not None and found.verdict == "holds":
        return found
    change = as_change(trial)
    if change is not None and (meant := _right(change)) is not None:
        supposed = (CHANGE, *meant.assumptions) if meant.verdict == "holds" else ()
        return replace(meant, assumptions=supposed, understood=change.computed)
    refuted = None
    for other, assumption in alternatives(trial):
        meant = _as_it_stands(other)
        if meant is not None and meant.verdict == "holds":
            return replace(meant, assumptions=(assumption, *meant.assumptions), understood=other.computed)
        if meant is not None and meant.verdict == "contradicted" and refuted is None:
            refuted = meant
    if found is not None and found.reason == UNFIT and refuted is not None:
        return refuted  # the units fit only so, and even so it is wrong
    if found is not None and found.verdict == "contradicted":
        for turned, only_if in ((sum_first, "its sum is meant in brackets"), (as_percentage, "it is a percentage")):
            if _right(turned(trial)) is not None:
                return Judgement(verdict="open", reason=f"it is right only if {only_if}")
    return found


def _right(other: Trial | None) -> Judgement | None:
    """What is said of another way to understand a trial, unless it is wrong as well."""
    meant = _as_it_stands(other) if other is not None else None
    return None if meant is None or meant.verdict == "contradicted" or meant.reason == UNFIT else meant


def _as_it_stands(trial: Trial) -> Judgement | None:
    """The verdict on the plain understanding of a calculation."""
    try:
        computed, stated = evaluate(trial.computed, {}), evaluate(trial.stated, {})
    except Undecidable as problem:
        return Judgement(verdict="open", reason=str(problem))
    ways = modes(trial.computed, trial.stated, computed.dimension, stated.dimension)
    if not ways:
        return None
    for agreement in (_plain, assumed):
        for mode in ways:
            found = agreement(trial, mode)
            if found is not None:
                return _unless_ill_founded(trial, mode, found)
    if dict(computed.dimension).items() >= POWER.items() and "time" not in dict(stated.dimension):
        return Judgement(verdict="open", reason="the time is left out, and energy is power over time")
    return _nearest(trial, ways)


def holds_plainly(trial: Trial) -> bool:
    """Whether the printed digits themselves agree, with nothing supposed but units that one side leaves out.

    Where each side has units that the other lacks, digits that agree mean nothing.

    This is the first thing that ``judge`` tries, and costs a small part of the rest.
    """
    try:
        computed, stated = evaluate(trial.computed, {}), evaluate(trial.stated, {})
    except Undecidable:
        return False
    for mode in modes(trial.computed, trial.stated, computed.dimension, stated.dimension):
        found = None if mode.weak or mode.clash else _plain(trial, mode)
        if found is not None:
            return not found.assumptions or found.assumptions == (mode.note,)
    return False


def _unless_ill_founded(trial: Trial, mode: Mode, found: Judgement) -> Judgement:
    """The agreement, unless only the digits agree: ``20 GB × 8 = 160 s``, ``20M ÷ 86,400 = 230/min``."""
    if mode.weak:
        return Judgement(verdict="open", reason=UNFIT)
    if mode.stated and isinstance(trial.stated, Number) and not fits_rate(trial.computed, trial.stated):
        return Judgement(verdict="open", reason="the time that it divides by does not fit the unit of its result")
    return found


def _plain(trial: Trial, mode: Mode) -> Judgement | None:
    """Agreement of the plain readings, within the rounding of the result or, less far, of the operands."""
    sides = compared(trial, mode)
    if sides is None or needlessly_coarse(trial, sides):
        return None
    ends_meet = _ends_meet(trial, sides)
    if ends_meet is not None:
        return sides.hold() if ends_meet else None
    target = tolerated(trial, sides)
    if target.contains(sides.computed.point):
        return sides.hold()
    if target.meets(sides.computed.interval) and sides.near() and not exactly_reckoned(trial, sides):
        return sides.hold("the operands are rounded as printed")
    return None


def _ends_meet(trial: Trial, sides: Sides) -> bool | None:
    """Whether a range computed from ranges has their ends: ``2-4 nodes × 8 = 16-32 GPUs``; ``None`` for others."""
    stated = ends(trial.result) if trial.result is not None else None
    if trial.result is None or stated is None or not any(ends(number.quantity) for number in numbers(trial.computed)):
        return None
    scale = labelled(trial.result.readings[0].unit, sides.mode.stated)[0]
    plain = trial.result.readings[0]
    slack = plain.high - stated[1]
    try:
        pairs = zip(ends_of(trial.computed, sides.mode.computed), stated, strict=True)
    except Undecidable:
        return None
    return all(abs(computed / scale - end) <= max(slack, abs(end) * END_SLACK) for computed, end in pairs)


END_SLACK = Fraction(3, 100)
"""How far the ends of a range may be off: they are round numbers more often than others."""


def _nearest(trial: Trial, ways: list[Mode]) -> Judgement:
    """No mode fits: a remark if one comes near, otherwise the contradiction in which the two sides are nearest."""
    found = [distant(trial, mode) for mode in ways]
    if ways[0].weak and not ways[0].clash:
        return Judgement(verdict="open", reason=UNFIT)
    decided = [judgement for judgement in found if judgement.computed is not None]
    remarks = [judgement for judgement in decided if judgement.verdict == "open"]
    return remarks[0] if remarks else min(decided, key=_apart) if decided else found[0]


def _apart(judgement: Judgement) -> Fraction:
    """How many times the one side is the other."""
    if not judgement.computed or not judgement.stated:
        return Fraction(10**30)
    ratio = abs(judgement.computed / judgement.stated)
    return max(ratio, 1 / ratio)
