"""The report for people: each finding with its line, its numbers and the reason, then what was and was not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, TextIO

import click

from auditor.acceptance.directive import written
from auditor.acceptance.fingerprint import code
from auditor.model import Check, DocumentReport, Notice, Place, Report, Severity
from auditor.reports.escape import terminal
from auditor.reports.excerpt import excerpt
from auditor.reports.identity import ordered

_COLORS: dict[Severity, str] = {
    "critical": "bright_red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "info": "blue",
}
_LONGEST_QUOTE = 100
_BY: tuple[Literal["comment", "baseline", "revision"], ...] = ("comment", "baseline", "revision")


def render(report: Report, *, verbose: bool, color: bool, stream: TextIO, footer: bool = True) -> None:
    """Write the report: findings, with ``verbose`` also what is open and what holds, and the footer."""
    paint = _Paint(color)
    for document in report.documents:
        for check in ordered(document.checks):
            for line in _check(check, paint, verbose):
                stream.write(line + "\n")
    if footer:
        said = (*(notice for document in report.documents for notice in document.notices), *report.notices)
        stream.writelines(_notice(notice, paint) + "\n" for notice in said)
        stream.writelines(line + "\n" for line in _footer(report, paint))


class _Paint:
    """Colours, or none."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, fg: str | None = None, *, bold: bool = False) -> str:
        return click.style(text, fg=fg, bold=bold) if self._color else text


def _check(check: Check, paint: _Paint, verbose: bool) -> Iterator[str]:
    if check.is_finding:
        yield from _finding(check, paint, verbose)
    elif check.verdict == "contradicted":
        yield from _accepted(check, paint) if verbose else ()
    elif verbose and check.verdict == "open":
        yield from _open(check, paint)
    elif verbose:
        yield from _held(check, paint)


def _finding(check: Check, paint: _Paint, verbose: bool) -> Iterator[str]:
    color = _COLORS[check.severity]
    yield f"{_at(check.place, paint)} {paint(check.severity, color, bold=True)} {terminal(check.rule)}"
    yield f"  {terminal(check.message)}"
    yield from _excerpt(check, paint, color)
    yield from _numbers(check)
    yield from _labelled("assuming", check.assumptions)
    yield from _labelled("likely", check.causes)
    yield from _labelled("doubt", filter(None, [check.doubt]))
    yield from _labelled("see also", (_related(place) for place in check.related))
    if check.fix:
        yield from _labelled("correction", [f"{check.fix.replace} → {check.fix.replacement}"])
    if verbose:
        where = f"in line {check.statement.line}: " if check.moved_from else ""
        yield from _labelled("to accept", [where + written(check.rule, code(check))])
    yield ""


def _accepted(check: Check, paint: _Paint) -> Iterator[str]:
    assert check.accepted is not None  # otherwise it is a finding
    yield f"{_at(check.place, paint)} {paint('accepted', 'green', bold=True)} {terminal(check.rule)}"
    yield f"  {terminal(check.message)}"
    yield from _numbers(check)
    yield from _labelled(f"by {check.accepted.by}", [check.accepted.reason])
    yield ""


def _notice(notice: Notice, paint: _Paint) -> str:
    return f"{_at(notice.place, paint)} {paint('notice', 'cyan', bold=True)} {terminal(notice.message)}"


def _open(check: Check, paint: _Paint) -> Iterator[str]:
    yield f"{_at(check.place, paint)} {paint('open', 'magenta', bold=True)} {terminal(check.rule)}"
    yield f"  {terminal(check.message)}"
    yield from _excerpt(check, paint, "magenta")
    yield from _numbers(check)
    yield from _labelled("assuming", check.assumptions)
    yield from _labelled("open because", [check.reason] if check.reason else [])
    yield from _labelled("see also", (_related(place) for place in check.related))
    yield ""


def _held(check: Check, paint: _Paint) -> Iterator[str]:
    verdict = paint("holds", "green", bold=True)
    yield f"{_at(check.place, paint)} {verdict} {terminal(check.rule)}: {_quote(check.place.text)}"
    yield from _numbers(check)
    yield from _labelled("assuming", check.assumptions)


def _numbers(check: Check) -> Iterator[str]:
    yield from _labelled("stated", [check.stated] if check.stated else [])
    yield from _labelled("recomputed", [check.recomputed] if check.recomputed else [])
    yield from _labelled("because", check.derivation)


def _at(place: Place, paint: _Paint) -> str:
    return paint(f"{terminal(place.path)}:{place.line}:{place.column}:", bold=True)


def _related(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}: {_quote(place.text)}"


def _quote(text: str) -> str:
    shown = terminal(text)
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"


def _excerpt(check: Check, paint: _Paint, color: str) -> Iterator[str]:
    number = str(check.place.line)
    margin = " " * len(number)
    shown = excerpt(check)
    yield f"  {margin} |"
    yield f"  {number} | {shown.text}"
    yield f"  {margin} | {paint(shown.marks, color, bold=True)}"
    if check.place.end_line > check.place.line:
        yield f"  {margin} | … down to line {check.place.end_line}"


def _labelled(label: str, texts: Iterable[str]) -> Iterator[str]:
    """The texts one below the other, the label before the first."""
    for text in texts:
        yield f"  {label + ':' if label else '':<13} {terminal(text)}"
        label = ""


# --- what was and was not checked -------------------------------------------------------------------------------------


def _footer(report: Report, paint: _Paint) -> Iterator[str]:
    by_status = {
        status: [document for document in report.documents if document.status == status]
        for status in ("checked", "limited", "not_checked")
    }
    yield paint(_summary(report, len(by_status["checked"]) + len(by_status["limited"])), bold=True)
    yield from (f"{_counted(left.documents, 'document')} left out: {terminal(left.reason)}" for left in report.left_out)
    yield from _listed("checked only in part", by_status["limited"])
    yield from _listed("not checked", by_status["not_checked"])
    yield from _listed("checked, with a remark", [document for document in by_status["checked"] if document.reason])
    if report.problems:
        yield "Not usable:"
        yield from (line for problem in report.problems for line in _item(problem))


def _summary(report: Report, documents: int) -> str:
    holds, contradicted, undecided = (report.count(verdict) for verdict in ("holds", "contradicted", "open"))
    where = f"in {_counted(documents, 'document')}"
    if not report.checks:
        return f"No statement that could be checked {where}."
    return (
        f"{_counted(holds + contradicted, 'statement')} checked {where}: {holds} hold{'s' if holds == 1 else ''}, "
        f"{contradicted} contradicted{_accepted_of(report)}, {undecided} open (could not be decided)"
    )


def _accepted_of(report: Report) -> str:
    """How many contradictions somebody accepted, and by what."""
    counts = Counter(check.accepted.by for check in report.checks if check.accepted)
    by = ", ".join(f"{counts[each]} by {each}" for each in _BY if counts[each])
    return f" ({counts.total()} accepted: {by})" if by else ""


def _listed(what: str, documents: list[DocumentReport]) -> Iterator[str]:
    if documents:
        yield f"{_counted(len(documents), 'document')} {what}:"
    yield from (
        f"  - {terminal(document.path)}: {terminal(document.reason or 'no reason given')}" for document in documents
    )


def _item(text: str) -> Iterator[str]:
    """A list item whose further lines, an excerpt with its caret, stay aligned."""
    bullet = "  - "
    for line in text.split("\n"):
        yield f"{bullet}{terminal(line)}"
        bullet = "    "


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
