"""What goes to standard error: one clear message for each thing that went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.model import Report

OK, FINDINGS, INCOMPLETE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes; 2 also stands for wrong usage."""


def error(message: str) -> None:
    """``auditor: error: …``; further lines, such as an excerpt with its caret, stay as they are."""
    _say("error", message)


def warning(message: str) -> None:
    """Something that the user should know and that changes no exit code."""
    _say("warning", message)


def report_failures(report: Report) -> None:
    """Whatever could not be audited, or only in part."""
    for problem in report.problems:
        error(problem)
    for failure in _unaudited(report):
        error(failure)
    for document in report.documents:
        if document.status == "checked" and document.reason:
            warning(f"{document.path}: {document.reason}")


def is_complete(report: Report) -> bool:
    """Whether everything that was asked for was audited."""
    return not report.problems and all(document.status == "checked" for document in report.documents)


def _unaudited(report: Report) -> Iterator[str]:
    for document in report.documents:
        if document.status == "not_checked":
            yield f"{document.path}: not checked: {document.reason}"
        elif document.status == "limited":
            yield f"{document.path}: checked only in part: {document.reason}"


def _say(kind: str, message: str) -> None:
    lines = [terminal(line) for line in message.split("\n")]
    click.echo(f"auditor: {kind}: " + "\n".join(lines), err=True)
