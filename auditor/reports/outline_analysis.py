"""The facts of an issues analysis, in the order in which the template tells them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from auditor.model import DocumentReport
from auditor.reports.outline_hardware import Specification, Validation, specifications, validations
from auditor.reports.outline_issues import Issue, issues
from auditor.reports.outline_requirements import Requirement, requirements
from auditor.reports.outline_summary import Summary, Undecided, summary, undecided


class Recommendation(Struct, frozen=True, kw_only=True):
    """What to do, and the issues that this settles."""

    text: str
    issues: tuple[int, ...]


class Analysis(Struct, frozen=True, kw_only=True):
    """Everything that ``issues-analysis.md.j2`` may speak of."""

    summary: Summary
    issues: tuple[Issue, ...]
    critical: bool
    requirements: tuple[Requirement, ...]
    specifications: tuple[Specification, ...]
    resources: tuple[Validation, ...]
    recommendations: tuple[Recommendation, ...]
    undecided: tuple[Undecided, ...]


def analysis(document: DocumentReport, problems: Iterable[str]) -> Analysis:
    """The outline of the report about one document."""
    overview = summary(document, problems)
    found = issues(document.checks, document.path, document.title)
    return Analysis(
        summary=overview,
        issues=found,
        critical=any(issue.severity == "critical" for issue in found),
        requirements=requirements(document.checks, found),
        specifications=specifications(document.checks, found),
        resources=validations(document.checks, ["resources"], found, document.path),
        recommendations=recommendations(found),
        undecided=undecided(document.checks),
    )


def recommendations(found: Iterable[Issue]) -> tuple[Recommendation, ...]:
    """What the issues recommend, each piece of advice once, in their order."""
    numbers: dict[str, list[int]] = {}
    for issue in found:
        if issue.recommendation:
            numbers.setdefault(issue.recommendation.removesuffix("."), []).append(issue.number)
    return tuple(Recommendation(text=text, issues=tuple(which)) for text, which in numbers.items())
