"""The facts of a correction review, in the order in which the template tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.model import DocumentReport, Severity, Verdict
from auditor.reports.outline_correction import (
    Modification,
    Outcome,
    Solution,
    modifications,
    outcome,
    solution,
    subject,
)
from auditor.reports.outline_hardware import Validation, validations
from auditor.reports.outline_issues import Issue, issues
from auditor.reports.outline_requirements import Requirement, requirements
from auditor.reports.outline_summary import Summary, summary
from auditor.reports.outline_words import lines

SEVERE: tuple[Severity, ...] = ("critical", "high")
MEMORY = ("memory", "hardware")
COUNTED = ("arithmetic", "comparison", "consistency")
"""Groups of checks that are many and alike: they are counted; what is wrong among them stands with the errors."""


class Impact(Struct, frozen=True, kw_only=True):
    """What follows from errors, and the lines that they stand in."""

    text: str
    lines: tuple[int, ...]


class Tally(Struct, frozen=True, kw_only=True):
    """How many checks of a group hold, of those that were decided."""

    group: str
    holds: int
    decided: int
    verdict: Verdict


class Results(Struct, frozen=True, kw_only=True):
    """What the rules say: of the corrected figures where there are such, else of the document's own."""

    requirements: tuple[Requirement, ...]
    memory: tuple[Validation, ...]
    mathematics: tuple[Validation, ...]
    tallies: tuple[Tally, ...]


class Review(Struct, frozen=True, kw_only=True):
    """Everything that ``correction-review.md.j2`` may speak of."""

    summary: Summary
    errors: tuple[tuple[Severity, tuple[Issue, ...]], ...]
    """The critical and the high issues, each under its severity."""
    minor: tuple[Issue, ...]
    impacts: tuple[Impact, ...]
    solution: Solution | None
    modifications: tuple[Modification, ...]
    results: Results
    issues: tuple[Issue, ...]
    outcome: Outcome | None
    advice: tuple[str, ...]
    """What to do about the issues that no modification mends."""


def review(document: DocumentReport, problems: Iterable[str]) -> Review:
    """The outline of the report about one document."""
    found = issues(document.checks, document.path, document.title)
    severe = [(severity, tuple(issue for issue in found if issue.severity == severity)) for severity in SEVERE]
    changes = modifications(document, found)
    after = outcome(document, found)
    return Review(
        summary=summary(document, problems),
        errors=tuple((severity, those) for severity, those in severe if those),
        minor=tuple(issue for issue in found if issue.severity not in SEVERE),
        impacts=_impacts(issue for issue in found if issue.severity in SEVERE),
        solution=solution(document),
        modifications=changes,
        results=_results(document),
        issues=found,
        outcome=after,
        advice=_advice(found, changes, after),
    )


def _impacts(found: Iterable[Issue]) -> tuple[Impact, ...]:
    """What follows from the issues, each consequence once."""
    where: dict[str, list[int]] = {}
    for issue in found:
        if issue.impact:
            where.setdefault(issue.impact.removesuffix("."), []).extend(check.place.line for check in issue.checks)
    return tuple(Impact(text=text, lines=lines(numbers)) for text, numbers in where.items())


def _advice(found: Sequence[Issue], changes: Iterable[Modification], after: Outcome | None) -> tuple[str, ...]:
    """The recommendations of what is still contradicted once every modification is made."""
    replaced = {change.mends for change in changes}
    left = (*after.remaining, *after.arisen, *after.untouched) if after else tuple(found)
    return tuple(dict.fromkeys(i.recommendation for i in left if i.recommendation and subject(i.check) not in replaced))


def _results(document: DocumentReport) -> Results:
    """Rules about facts on the corrected facts; what the text calculates itself as it stands."""
    correction = document.correction
    checks = correction.checks if correction else document.checks
    written = [check for check in document.checks if not check.operands] if correction else []
    found = issues(checks, document.path, document.title)
    apart = {*MEMORY, *COUNTED, "requirements"}
    others = sorted({check.group for check in checks} - apart, key=lambda group: (group != "resources", group))
    decided = [check for check in (*checks, *written) if check.verdict != "open"]
    counted = [(group, [check.verdict == "holds" for check in decided if check.group == group]) for group in COUNTED]
    return Results(
        requirements=requirements(checks, found),
        memory=validations(checks, MEMORY, found, document.path),
        mathematics=validations(checks, others, found, document.path),
        tallies=tuple(_tally(group, outcomes) for group, outcomes in counted if outcomes),
    )


def _tally(group: str, outcomes: Sequence[bool]) -> Tally:
    verdict: Verdict = "holds" if all(outcomes) else "contradicted"
    return Tally(group=group, holds=sum(outcomes), decided=len(outcomes), verdict=verdict)
