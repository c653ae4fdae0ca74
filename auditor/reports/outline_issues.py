"""The issues of a document: its contradicted checks, merged, ordered, numbered, with all that a reviewer asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.model import SEVERITIES, Check, Operand, Place, Severity, Span
from auditor.quantities.formatting import times
from auditor.reports.identity import ordered
from auditor.reports.outline_headings import heading, target_of
from auditor.reports.outline_words import (
    Figure,
    Location,
    calculation,
    figure,
    lines,
    located,
    one_line,
    plain,
    quoted,
    sentence,
)

Spot = tuple[str, Span]
"""A stretch of a file: what tells whether two checks speak of the same printed value."""


class Issue(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, wherever the document says it."""

    number: int
    severity: Severity
    heading: str
    message: str
    locations: tuple[Location, ...]
    again: tuple[int, ...]
    """Further lines that repeat the value on trial."""
    quotes: tuple[str, ...]
    against: tuple[Figure, ...]
    """The facts that the value on trial is inconsistent with."""
    supply: tuple[Figure, ...]
    """… and those among them that say what resources there are."""
    apart: str
    """How far stated and recomputed value are apart, where the message does not say it: ``7.5 times``."""
    calculation: tuple[str, ...]
    recomputed: str
    """The recomputed value, where no line of the calculation ends with it."""
    causes: tuple[str, ...]
    doubt: str
    impact: str
    recommendation: str
    checks: tuple[Check, ...]

    @property
    def check(self) -> Check:
        """The first of its checks."""
        return self.checks[0]


def issues(checks: Iterable[Check], document: str, title: str) -> tuple[Issue, ...]:
    """The contradicted checks of a document as issues: the most severe first, then in the order of the text."""
    merged: dict[object, list[Check]] = {}
    for check in ordered(check for check in checks if check.verdict == "contradicted"):
        merged.setdefault(_identity(check), []).append(check)
    groups = sorted(merged.values(), key=lambda group: SEVERITIES.index(group[0].severity))
    found = [_issue(number, group, title) for number, group in enumerate(groups, start=1)]
    trials = on_trial(found)
    return tuple(_weighed(issue, document, trials) for issue in found)


def _identity(check: Check) -> object:
    """What makes two findings one issue: the same rule, the same value, found wrong for the same reason."""
    said = (check.stated, check.recomputed) if check.operands else one_line(check.place.text)
    return check.rule, said


def _issue(number: int, group: Sequence[Check], title: str) -> Issue:
    check = group[0]
    steps = calculation(check)
    said = check.recomputed is None or any(step.endswith(one_line(check.recomputed)) for step in steps)
    return Issue(
        number=number,
        severity=check.severity,
        heading=heading(check),
        message=sentence(check.message),
        locations=located((check.place for check in group), title),
        again=_again(group),
        quotes=tuple(dict.fromkeys(quoted(check.place) for check in group)),
        against=(),
        supply=(),
        apart=_apart(check),
        calculation=steps,
        recomputed="" if said or not steps else one_line(check.recomputed or ""),
        causes=tuple(map(one_line, check.causes)),
        doubt=one_line(check.doubt),
        impact=sentence(check.impact),
        recommendation=sentence(check.recommendation),
        checks=tuple(group),
    )


def _again(group: Sequence[Check]) -> tuple[int, ...]:
    """Lines outside the issue's own that repeat the value: related places which no operand of a check stands at."""
    own = {check.place.line for check in group}
    return lines(place.line for check in group for place in repetitions(check) if place.line not in own)


def repetitions(check: Check) -> list[Place]:
    """Where else the document says the value on trial."""
    used = {spot(operand.place) for operand in check.operands if operand.place}
    return [place for place in check.related if used and spot(place) not in used and place.path == check.place.path]


def _apart(check: Check) -> str:
    factor = times(check.ratio) if check.ratio else ""
    return "" if factor == "1 times" or factor in check.message else factor


def spot(place: Place) -> Spot:
    """The stretch of a file that a place is."""
    return place.path, place.span


def trial(check: Check) -> Spot:
    """The stretch of the printed value that a check puts on trial: where a rule about facts found it, or in a claim."""
    return check.place.path, check.place.span if check.operands else check.stated_span or check.place.span


def on_trial(found: Iterable[Issue]) -> Mapping[Spot, tuple[int, ...]]:
    """For each printed value that is contradicted, the numbers of the issues that say so."""
    numbers: dict[Spot, list[int]] = {}
    for issue in found:
        repeated = {spot(place) for check in issue.checks for place in repetitions(check)}
        for each in repeated.union(map(trial, issue.checks)):
            numbers.setdefault(each, []).append(issue.number)
    return {each: tuple(sorted(found)) for each, found in numbers.items()}


def blamed(operand: Operand, trials: Mapping[Spot, tuple[int, ...]]) -> tuple[int, ...]:
    """The issues that contradict an operand itself."""
    return trials.get(spot(operand.place), ()) if operand.place else ()


def _weighed(issue: Issue, document: str, trials: Mapping[Spot, tuple[int, ...]]) -> Issue:
    """The issue with what stands against the value on trial, each fact with the issues that contradict it in turn."""
    check = issue.check
    figures: dict[Figure, Operand] = {}
    for operand in check.operands:
        if operand.place is None or spot(operand.place) != trial(check):
            shown = figure(operand, document)
            if operand is target_of(check) and check.recomputed:
                shown = replace(shown, words=f"the target of {plain(check.recomputed)}")
            others = tuple(number for number in blamed(operand, trials) if number != issue.number)
            figures[replace(shown, issues=others)] = operand
    supply = [shown for shown, operand in figures.items() if operand.concept == "gpu_count"]
    return replace(issue, against=tuple(figures), supply=tuple(supply) if check.group == "resources" else ())
