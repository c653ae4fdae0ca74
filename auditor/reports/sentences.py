"""What several formats say of a run in words."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import SEVERITIES, Check, DocumentReport, Notice, Report
from auditor.reports.identity import ordered


def findings(report: Report) -> list[Check]:
    """The most severe first; of one severity in the order of documents and places."""
    every = [check for document in report.documents for check in ordered(document.checks) if check.is_finding]
    return sorted(every, key=lambda check: SEVERITIES.index(check.severity))


def numbers(check: Check) -> str:
    """``stated 3 GB, recomputed 2.5 GB``; empty where the check has none."""
    values = (("stated", check.stated), ("recomputed", check.recomputed))
    return ", ".join(f"{name} {value}" for name, value in values if value)


def sentence(check: Check) -> str:
    """The message, with the numbers behind it."""
    behind = numbers(check)
    return f"{check.message} ({behind})" if behind else check.message


def counted(number: int, what: str) -> str:
    """``1 finding``, ``3 findings``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def summary(report: Report) -> str:
    """How many statements were checked, and what became of them."""
    holds, found, undecided = report.count("holds"), len(report.findings), report.count("open")
    accepted = report.count("contradicted") - found
    parts = [f"{holds:,} hold", f"{found:,} contradicted", f"{undecided:,} open"]
    parts += [f"{accepted:,} contradicted and accepted"] if accepted else []
    return f"{counted(holds + found + accepted, 'statement')} checked: {', '.join(parts)}"


def unchecked(report: Report) -> Iterator[tuple[DocumentReport, str]]:
    """The documents that were not, or not wholly, checked, with the reason."""
    for document in report.documents:
        if document.status != "checked":
            what = "not checked" if document.status == "not_checked" else "checked only in part"
            yield document, f"{what}: {document.reason}"


def remarks(report: Report) -> Iterator[tuple[DocumentReport, str]]:
    """What is to be said of documents that were wholly checked: a configuration beside one that cannot be read."""
    return ((each, each.reason) for each in report.documents if each.status == "checked" and each.reason)


def left_out(report: Report) -> Iterator[str]:
    """``2 documents left out: unchanged since main``."""
    return (f"{counted(left.documents, 'document')} left out: {left.reason}" for left in report.left_out)


def notices(report: Report) -> tuple[Notice, ...]:
    """Those of all documents, and those of the run."""
    return (*(notice for document in report.documents for notice in document.notices), *report.notices)
