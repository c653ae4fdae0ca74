"""A comment on a pull request: short, the most severe findings first, and recognisable, so that it can be updated.

Whatever a document holds, the findings keep their room: texts and lists are cut, and what is cut is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model import Check, Report
from auditor.patterns import regex
from auditor.reports import sentences
from auditor.reports.correcting import corrected_line
from auditor.reports.escape import html, markdown

MARKER = "<!-- auditor: report -->"
"""The first line: whoever posts the comment looks for it, and replaces the one that is there."""
MAX_LENGTH = 60_000
"""Characters; GitHub refuses a comment from 65,536 on."""
MAX_FINDINGS = 50
MAX_REMARKS = 20
MAX_STEPS = 10
"""Of one derivation."""
MAX_SUGGESTION = 500
MAX_CELL = 300
MAX_LINE = 160
"""Characters of a cell of the table, and of a step or remark. Escaped, a text may be fourteen times as long; the worst
finding that there can be still fits."""


_TICKS = regex("`+")


def render(report: Report) -> str:
    """The comment in Markdown."""
    found = sentences.findings(report)
    findings, remarks = min(len(found), MAX_FINDINGS), MAX_REMARKS
    while len(text := "\n".join(_lines(report, found, findings, remarks)) + "\n") > MAX_LENGTH:
        if remarks >= findings:
            remarks //= 2
        else:
            findings //= 2
    return text


def _lines(report: Report, found: Sequence[Check], findings: int, remarks: int) -> Iterator[str]:
    """With so many findings and remarks at most."""
    yield MARKER
    unchecked = sum(1 for _ in sentences.unchecked(report))
    counts = f"{sentences.summary(report)}."
    if unchecked:
        counts += f" {sentences.counted(unchecked, 'document')} not, or not wholly, checked."
    if found:
        yield f"### auditor: {sentences.counted(len(found), 'finding')}\n"
        yield from _findings(found[:findings], len(found))
        yield f"\n{counts}"
    elif unchecked or report.problems:
        yield f"**auditor**: not everything could be checked. {counts}"
    else:
        yield f"**auditor**: no number is contradicted. {counts}"
    yield from _besides(report, remarks)


def _findings(shown: Sequence[Check], count: int) -> Iterator[str]:
    yield "| where | severity | stated | recomputed | why |\n|---|---|---|---|---|"
    yield from map(_row, shown)
    if len(shown) < count:
        yield f"\n{sentences.counted(count - len(shown), 'further finding')} not shown."
    yield ""
    for check in shown:
        yield from _details(check)


def _row(check: Check) -> str:
    where = f"{check.place.path}:{check.place.line}"
    cells = (where, check.severity, check.stated or "", check.recomputed or "", check.message)
    return "| " + " | ".join(markdown(_short(cell, MAX_CELL)) for cell in cells) + " |"


def _details(check: Check) -> Iterator[str]:
    steps = [*check.derivation, *(f"see also {place.path}:{place.line}: {place.text}" for place in check.related)]
    if check.doubt:
        steps.append(f"to doubt: {check.doubt}")
    steps[:0] = [f"likely: {cause}" for cause in check.causes]
    suggested = "\n".join(_suggestion(check))
    if not steps and not suggested:
        return
    if len(steps) > MAX_STEPS:
        steps = [*steps[:MAX_STEPS], f"… and {len(steps) - MAX_STEPS:,} more"]
    where = f"{check.place.path}:{check.place.line}, {check.rule}"
    items = "".join(f"<li>{_code(step)}</li>" for step in steps)
    yield f"<details><summary>{_code(where)}</summary><ul>{items}</ul>{suggested}</details>\n"


def _suggestion(check: Check) -> Iterator[str]:
    """The line with a safe correction, as a block that can be taken over; no run of ticks in it ends the fence."""
    line = corrected_line(check)
    if line is None or not line.isprintable() or len(line) > MAX_SUGGESTION:
        return
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(line)), default=0))
    yield from ("", "", f"{fence}suggestion", line, fence, "")


def _code(text: str) -> str:
    """In code nobody is mentioned, and no issue is referred to."""
    return f"<code>{html(_short(text, MAX_LINE))}</code>"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _besides(report: Report, remarks: int) -> Iterator[str]:
    """What was not checked, and what is to be said of suppressions."""
    said = [f"{document.path}: {why}" for document, why in sentences.unchecked(report)]
    said += report.problems
    said += [f"{document.path}: {remark}" for document, remark in sentences.remarks(report)]
    said += [f"{notice.place.path}:{notice.place.line}: {notice.message}" for notice in sentences.notices(report)]
    said += sentences.left_out(report)
    if said[:remarks]:
        yield "\n" + "\n".join(f"- {markdown(_short(line, MAX_LINE))}" for line in said[:remarks])
    if len(said) > remarks:
        yield f"\n{sentences.counted(len(said) - remarks, 'further remark')} not shown."
