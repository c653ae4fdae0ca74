"""The report on a folder: an index of its documents, the worst first, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename, dirname, join
from urllib.parse import quote

from msgspec import Struct

from auditor.model import SEVERITIES, DocumentReport, Report
from auditor.reports import page, sentences
from auditor.reports.page_environment import rendered
from auditor.resources import templates_folder

INDEX = "index.md"
_ENDING = ".review.md"
"""No page is called as the index is, whatever its document is called."""


class Row(Struct, frozen=True, kw_only=True):
    """A document in the index."""

    path: str
    link: str
    """Where its page stands, seen from the index; empty where it has none."""
    worst: str
    contradicted: int
    accepted: int
    holds: int
    open: int
    remark: str


class Index(Struct, frozen=True, kw_only=True):
    """What the index says."""

    summary: str
    rows: tuple[Row, ...]
    silent: int
    """Documents in which nothing could be checked: they have no page."""
    problems: tuple[str, ...]


def render(report: Report, style: str) -> Mapping[str, str]:
    """The text of each file by its path from the folder of the report. Raises as ``page.render`` does."""
    documents = sorted(report.documents, key=_rank)
    told = [document for document in documents if document.checks or document.status != "checked"]
    pages = {
        _page(document.path): page.render(Report(documents=(document,)), style) for document in told if document.checks
    }
    index = Index(
        summary=sentences.summary(report),
        rows=tuple(map(_row, told)),
        silent=len(documents) - len(told),
        problems=report.problems,
    )
    return {INDEX: rendered(templates_folder(), "folder-index.md.j2", {"index": index}), **pages}


def _rank(document: DocumentReport) -> tuple[int, int, str]:
    """What could not be checked first, then by the worst finding, and the number of findings."""
    found = [SEVERITIES.index(check.severity) for check in document.checks if check.is_finding]
    first = -1 if document.status == "not_checked" else min(found, default=len(SEVERITIES))
    return first, -len(found), document.path


def _row(document: DocumentReport) -> Row:
    found = [check for check in document.checks if check.is_finding]
    verdicts = [check.verdict for check in document.checks]
    worst = min((check.severity for check in found), key=SEVERITIES.index, default="")
    return Row(
        path=document.path,
        link=quote(_page(document.path)) if document.checks else "",
        worst=worst if document.status != "not_checked" else "not checked",
        contradicted=len(found),
        accepted=verdicts.count("contradicted") - len(found),
        holds=verdicts.count("holds"),
        open=verdicts.count("open"),
        remark=document.reason or "",
    )


def _page(path: str) -> str:
    """Beside the others of its folder; what lies outside of the run's folder is kept inside."""
    inside = [part for part in dirname(path).split("/") if part not in ("", ".")]
    folders = ["_" if part == ".." else part for part in inside]
    return join(*folders, basename(path) + _ENDING)
