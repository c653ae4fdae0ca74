"""What the documents of a run say of one another, once each of them is audited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.model import Check, DocumentReport, Notice

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook


def held_together(
    reports: Sequence[DocumentReport], rulebook: RuleBook, others: Sequence[DocumentReport] = ()
) -> tuple[DocumentReport, ...]:
    """The reports with the checks on what their documents, and ``others`` beside them, say of the same things.

    A check stands in the document whose statement is doubted. If that is one of the others, it goes to the one that
    says otherwise.
    """
    everything = (*reports, *others)
    if sum(bool(report.statements) for report in everything) < 2:
        return tuple(reports)
    checks, notices = _checks(everything, rulebook)
    paths = frozenset(report.path for report in reports)
    homes = [next((path for path in _paths(check) if path in paths), None) for check in checks]
    return tuple(
        _with(
            report,
            [check for check, home in zip(checks, homes, strict=True) if home == report.path],
            [notice for notice in notices if notice.place.path == report.path],
        )
        for report in reports
    )


def _checks(reports: Sequence[DocumentReport], rulebook: RuleBook) -> tuple[list[Check], list[Notice]]:
    """The checks on all of them together, and what is to be said of comments on these."""
    from auditor.acceptance.comments import heeded_later  # noqa: PLC0415 - most runs have nothing to compare
    from auditor.engine.across import compared  # noqa: PLC0415

    said = [statement for report in reports for statement in report.statements]
    rules = (*rulebook.rules, *rulebook.off)  # one that is off may be on for these documents
    found = list(compared(rules, said, rulebook.vocabulary))
    return heeded_later([waiver for report in reports for waiver in report.waivers], found)


def _paths(check: Check) -> tuple[str, ...]:
    """The documents that a check is about, first the one whose statement is doubted."""
    return check.place.path, *(place.path for place in check.related)


def _with(report: DocumentReport, checks: Sequence[Check], notices: Sequence[Notice]) -> DocumentReport:
    """The report with further checks, in the order of the text; those on another document come last."""
    if not checks and not notices:
        return report

    def order(check: Check) -> tuple[bool, int, int, str]:
        at = check.place
        return at.path != report.path, at.span.start, at.span.end, check.rule

    together = tuple(sorted((*report.checks, *checks), key=order))
    return replace(report, checks=together, notices=(*report.notices, *notices))
