"""Which issues bear on a figure: those that contradict it, and those that contradict what it was computed from.

Two printed values are one figure where a check found them to be so, or where it used them as the same value of the
same thing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from auditor.model import Check, Operand, Place
from auditor.rational import Fraction
from auditor.reports.outline_headings import target_of
from auditor.reports.outline_issues import Issue, repetitions, spot, trial
from auditor.reports.outline_words import plain

CLOSE = Fraction(6, 100)
"""How near a recomputed value must come to the stated one to count as its calculation rather than as a bound on it."""


class Dependence:
    """The figures of a document, and the numbers of the issues that each of them stands under."""

    __slots__ = ("_direct", "_figures", "_inherited")

    def __init__(self, checks: Sequence[Check], found: Iterable[Issue]) -> None:
        """``found`` are the issues of these checks."""
        self._figures = _Figures(checks)
        self._direct: dict[Hashable, set[int]] = {}
        for issue in found:
            for check in issue.checks:
                self._direct.setdefault(self._figures.of(trial(check)), set()).add(issue.number)
        self._inherited = self._followed(checks)

    def contradicting(self, operand: Operand) -> set[int]:
        """The issues that put this figure on trial."""
        return self._direct.get(self._figures.of(spot(operand.place)), set()) if operand.place else set()

    def beneath(self, operand: Operand) -> set[int]:
        """The issues that contradict a figure from which this one was computed, at any remove."""
        return self._inherited.get(self._figures.of(spot(operand.place)), set()) if operand.place else set()

    def _followed(self, checks: Sequence[Check]) -> dict[Hashable, set[int]]:
        steps = [
            (self._figures.of(trial(check)), [self._figures.of(spot(place)) for place in _used(check)])
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


class _Figures:
    """Places and meanings, sorted into figures: each stands for the one that it was joined with, up to the last."""

    __slots__ = ("_joined",)

    def __init__(self, checks: Iterable[Check]) -> None:
        self._joined: dict[Hashable, Hashable] = {}
        for check in checks:
            for operand in check.operands:
                if operand.place:
                    self._join(spot(operand.place), _meaning(operand))
            for place in repetitions(check):
                self._join(spot(place), trial(check))

    def of(self, member: Hashable) -> Hashable:
        """What stands for the figure of a place or meaning."""
        path = [member]
        while path[-1] in self._joined:
            path.append(self._joined[path[-1]])
        self._joined.update(dict.fromkeys(path[:-1], path[-1]))
        return path[-1]

    def _join(self, one: Hashable, other: Hashable) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self._joined[one] = other


def _meaning(operand: Operand) -> Hashable:
    """The same value of the same thing; its place does not matter."""
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
