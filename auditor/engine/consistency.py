"""Whether two sides of a statement agree under some reading of what is printed.

The order of trial: the printed digits within the rounding of the result; the same within the rounding of the operands;
the assumptions that people leave unsaid. If none fits, the distance decides between a remark and a contradiction.
"""

from __future__ import annotations

from itertools import product

from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import Label, evaluate
from auditor.engine.assumptions import assumed
from auditor.engine.remarks import distant
from auditor.engine.trial import Judgement, Mode, Trial, compared, exactly_reckoned, needlessly_coarse, tolerated
from auditor.model import Number
from auditor.quantities.units import Dimension

MAX_LEFT_OUT = 2
"""How many dimensions one side may leave out before the two are taken to speak of different things."""
POWER = {"energy": 1, "time": -1}


def judge(trial: Trial) -> Judgement | None:
    """The verdict on a trial; ``None`` where the two sides are not of a kind and so make no statement of equality."""
    try:
        computed, stated = evaluate(trial.computed, {}), evaluate(trial.stated, {})
    except Undecidable as problem:
        return Judgement(verdict="open", reason=str(problem))
    modes = _modes(trial, computed.dimension, stated.dimension)
    if not modes:
        return None
    for agreement in (_plain, assumed):
        for mode in modes:
            found = agreement(trial, mode)
            if found is not None:
                return found
    if dict(computed.dimension).items() >= POWER.items() and "time" not in dict(stated.dimension):
        return Judgement(verdict="open", reason="the time is left out, and energy is power over time")
    return _nearest(trial, modes)


def _modes(trial: Trial, computed: Dimension, stated: Dimension) -> list[Mode]:
    """The ways to compare the two sides; none where they differ in too much to speak of the same thing."""
    if computed == stated:
        return [Mode()]
    if isinstance(trial.computed, Number) and isinstance(trial.stated, Number):
        return []
    ours, theirs = dict(computed), dict(stated)
    left_out = sorted(name for name in {*ours, *theirs} if ours.get(name, 0) != theirs.get(name, 0))
    if len(left_out) > MAX_LEFT_OUT:
        return []
    note = f"the unit of {' and '.join(left_out)} is left out on one side"
    options = [_labels(name) for name in left_out]
    return [Mode(tuple(zip(left_out, labels, strict=True)), note) for labels in product(*options)]


def _labels(dimension: str) -> tuple[Label, ...]:
    """How the units of a dimension can be taken as mere labels; only time has rates (``/day``)."""
    return ("rate", "printed", "base") if dimension == "time" else ("printed", "base")


def _plain(trial: Trial, mode: Mode) -> Judgement | None:
    """Agreement of the plain readings, within the rounding of the result or, less far, of the operands."""
    sides = compared(trial, mode)
    if sides is None or needlessly_coarse(trial, sides):
        return None
    target = tolerated(trial, sides)
    if target.contains(sides.computed.point):
        return sides.hold()
    if target.meets(sides.computed.interval) and sides.near() and not exactly_reckoned(trial, sides):
        return sides.hold("the operands are rounded as printed")
    return None


def _nearest(trial: Trial, modes: list[Mode]) -> Judgement:
    """No mode fits: a remark if one comes near, otherwise the contradiction of the first that can be computed."""
    found = [distant(trial, mode) for mode in modes]
    decided = [judgement for judgement in found if judgement.computed is not None]
    remarks = [judgement for judgement in decided if judgement.verdict == "open"]
    return (remarks or decided or found)[0]
