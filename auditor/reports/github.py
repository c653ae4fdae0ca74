"""Annotations on the lines of a pull request: GitHub's workflow commands, one a finding.

GitHub shows ten of each kind for a step, so the most severe come first; the rest is in the log.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Place, Report
from auditor.reports import sentences
from auditor.reports.escape import terminal, workflow_data, workflow_property
from auditor.reports.levels import GITHUB


def render(report: Report) -> str:
    """One command a line, and a last line for people."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for check in sentences.findings(report):
        yield _command(GITHUB[check.severity], check.place, check.rule, sentences.sentence(check))
    for document, why in sentences.unchecked(report):
        yield f"::error file={workflow_property(document.path)},title=auditor::{workflow_data(why)}"
    for problem in report.problems:
        yield f"::error title=auditor::{workflow_data(problem)}"
    for document, remark in sentences.remarks(report):
        yield f"::warning file={workflow_property(document.path)},title=auditor::{workflow_data(remark)}"
    for notice in sentences.notices(report):
        yield _command("notice", notice.place, "auditor", notice.message)
    yield terminal(f"auditor: {'; '.join((sentences.summary(report), *sentences.left_out(report)))}")


def _command(kind: str, place: Place, title: str, message: str) -> str:
    where = {"file": place.path, "line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:  # columns are refused for a finding on several lines
        where |= {"col": place.column, "endColumn": place.end_column}
    properties = ",".join(f"{name}={workflow_property(str(value))}" for name, value in where.items())
    return f"::{kind} {properties},title={workflow_property(title)}::{workflow_data(message)}"
