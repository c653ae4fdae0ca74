"""Which issues bear on a figure: those that contradict it, and those that contradict what it was computed from.

Two printed values are one figure where a check says that they are: the same thing with the same value.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction

from auditor.model import Check, Operand, Place
from auditor.reports.outline_headings import target_of
from auditor.reports.outline_issues import Issue, Spot, repetitions, spot, trial
from auditor.reports.outline_words import plain

CLOSE = Fraction(6, 100)
"""How near a recomputed value must come to the stated one to count as its calculation rather than as a bound on it."""


class Dependence:
    """The figures of a document, and the numbers of the issues that each of them stands under."""

    __slots__ = ("_direct", "_figures", "_inherited")

    def __init__(self, checks: Sequence[Check], found: Iterable[Issue]) -> None:
        """``found`` are the issues of these checks."""
        self._figures = _figures(checks)
        self._direct: dict[Hashable, set[int]] = {}
        for issue in found:
            for place in (trial(issue_check) for issue_check in issue.checks):
                self._direct.setdefault(self._figure(place), set()).add(issue.number)
        self._inherited = self._followed(checks)

    def contradicting(self, operand: Operand) -> set[int]:
        """The issues that put this figure on trial."""
        return self._direct.get(self._figure(spot(operand.place)), set()) if operand.place else set()

    def beneath(self, operand: Operand) -> set[int]:
        """The issues that contradict a figure from which this one was computed, at any remove."""
        return self._inherited.get(self._figure(spot(operand.place)), set()) if operand.place else set()

    def _figure(self, place: Spot) -> Hashable:
        return self._figures.get(place, place)

    def _followed(self, checks: Sequence[Check]) -> dict[Hashable, set[int]]:
        steps = [
            (self._figure(trial(check)), [self._figure(spot(place)) for place in _used(check)])
            for check in checks
            if _computes(check)
        ]
        beneath: dict[Hashable, set[int]] = {}
        grown = True
        while grown:
            grown = False
            for result, used in steps:
                above = {number for each in used for number in (*self._direct.get(each, ()), *beneath.get(each, ()))}
                known = beneath.setdefault(result, set())
                grown = grown or not above <= known
                known |= above
        return beneath


def _figures(checks: Iterable[Check]) -> dict[Spot, Hashable]:
    """For each printed value that a rule knows the name of, what makes it the same figure as another one."""
    figures: dict[Spot, Hashable] = {}
    for check in checks:
        for operand in check.operands:
            if operand.place:
                figures[spot(operand.place)] = _meaning(operand)
                if spot(operand.place) == trial(check):
                    figures.update((spot(place), _meaning(operand)) for place in repetitions(check))
    return figures


def _meaning(operand: Operand) -> Hashable:
    facets = operand.facets
    narrow = (facets.phase, facets.per, facets.statistic, facets.subject, facets.role == "target")
    return operand.concept, narrow, plain(operand.value).lstrip("~≈ ")


def _computes(check: Check) -> bool:
    """Whether the value on trial is the result of a calculation that holds."""
    if check.verdict != "holds" or check.recomputed is None or target_of(check):
        return False
    return check.ratio is None or abs(check.ratio - 1) <= CLOSE


def _used(check: Check) -> list[Place]:
    """What went into the calculation: the other operands, or the parts of a total."""
    places = [operand.place for operand in check.operands if operand.place] or list(check.related)
    return [place for place in places if spot(place) != trial(check)]
