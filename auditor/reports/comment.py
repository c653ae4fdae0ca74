"""A comment on a pull request: short, the most severe findings first, and recognisable, so that it can be updated."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Check, Report
from auditor.reports import sentences
from auditor.reports.escape import html, markdown

MARKER = "<!-- auditor: report -->"
"""The first line: whoever posts the comment looks for it, and replaces the one that is there."""
MAX_LENGTH = 60_000
"""Characters; GitHub refuses a comment from 65,536 on."""
MAX_FINDINGS = 50


def render(report: Report) -> str:
    """The comment in Markdown."""
    found = sentences.findings(report)
    shown = found[:MAX_FINDINGS]
    while len(text := "\n".join(_lines(report, shown, len(found)))) > MAX_LENGTH and shown:
        shown = shown[: len(shown) // 2]
    return text[:MAX_LENGTH].rstrip() + "\n"


def _lines(report: Report, shown: list[Check], count: int) -> Iterator[str]:
    yield MARKER
    if not count:
        yield f"**auditor**: no number is contradicted. {sentences.summary(report)}."
    else:
        yield f"### auditor: {sentences.counted(count, 'finding')}\n"
        yield "| where | severity | stated | recomputed | why |\n|---|---|---|---|---|"
        yield from map(_row, shown)
        if len(shown) < count:
            yield f"\n{sentences.counted(count - len(shown), 'further finding')} not shown."
        yield ""
        for check in shown:
            yield from _details(check)
        yield f"\n{sentences.summary(report)}."
    yield from _besides(report)


def _row(check: Check) -> str:
    where = f"{check.place.path}:{check.place.line}"
    cells = (where, check.severity, check.stated or "", check.recomputed or "", check.message)
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |"


def _details(check: Check) -> Iterator[str]:
    steps = [*check.derivation, *(f"see also {place.path}:{place.line}: {place.text}" for place in check.related)]
    if not steps:
        return
    where = f"{check.place.path}:{check.place.line}, {check.rule}"
    items = "".join(f"<li><code>{html(step)}</code></li>" for step in steps)  # in code nobody is mentioned
    yield f"<details><summary>{html(where)}</summary><ul>{items}</ul></details>\n"


def _besides(report: Report) -> Iterator[str]:
    """What was not checked, and what is to be said of suppressions."""
    said = [f"{document.path}: {why}" for document, why in sentences.unchecked(report)]
    said += report.problems
    said += [f"{notice.place.path}:{notice.place.line}: {notice.message}" for notice in sentences.notices(report)]
    said += [f"{sentences.counted(left.documents, 'document')} left out: {left.reason}" for left in report.left_out]
    if said:
        yield "\n" + "\n".join(f"- {markdown(line)}" for line in said)
