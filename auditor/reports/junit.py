"""JUnit XML, which every continuous integration shows: a suite for each document, a case for each check."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Check, DocumentReport, Report
from auditor.reports import sentences
from auditor.reports.escape import xml
from auditor.reports.identity import ordered


def render(report: Report) -> str:
    """The whole file."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    documents = sorted(report.documents, key=lambda document: document.path)
    failed = sum(check.is_finding for document in documents for check in document.checks)
    broken = sum(document.status != "checked" for document in documents) + len(report.problems)
    cases = len(report.checks) + broken
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="auditor" tests="{cases}" failures="{failed}" errors="{broken}">'
    for document in documents:
        yield from _suite(document)
    if report.problems:
        count = len(report.problems)
        yield f'  <testsuite name="auditor" tests="{count}" failures="0" errors="{count}" skipped="0">'
        for number, problem in enumerate(report.problems, 1):
            yield from _broken("auditor", f"problem {number}", problem)
        yield "  </testsuite>"
    yield "</testsuites>"


def _suite(document: DocumentReport) -> Iterator[str]:
    checks = ordered(document.checks)
    broken = int(document.status != "checked")
    failed = sum(check.is_finding for check in checks)
    skipped = sum(not check.is_finding and check.verdict != "holds" for check in checks)
    counts = f'tests="{len(checks) + broken}" failures="{failed}" errors="{broken}" skipped="{skipped}"'
    yield f'  <testsuite name="{xml(document.path)}" {counts}>'
    for check in checks:
        yield from _case(check)
    if broken:
        yield from _broken(
            document.path, "the whole document", f"{document.status.replace('_', ' ')}: {document.reason}"
        )
    if said := "\n".join(map(xml, _besides(document))):
        yield f"    <system-out>{said}</system-out>"
    yield "  </testsuite>"


def _besides(document: DocumentReport) -> Iterator[str]:
    """What is to be said of a document beside its cases."""
    if document.status == "checked" and document.reason:
        yield document.reason
    yield from (f"{notice.place.path}:{notice.place.line}: {notice.message}" for notice in document.notices)


def _case(check: Check) -> Iterator[str]:
    place = check.place
    name = xml(f"{check.rule} line {place.line}, column {place.column}: {' '.join(place.text.split())}")
    opening = f'    <testcase classname="{xml(place.path)}" name="{name}" file="{xml(place.path)}" line="{place.line}"'
    if check.verdict == "holds":
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    if check.is_finding:
        details = "\n".join(map(xml, (sentences.sentence(check), *check.derivation)))
        yield f'      <failure type="{check.severity}" message="{xml(sentences.sentence(check))}">{details}</failure>'
    else:
        why = f"accepted by {check.accepted.by}: {check.accepted.reason}" if check.accepted else f"open: {check.reason}"
        yield f'      <skipped message="{xml(why)}"/>'
    yield "    </testcase>"


def _broken(suite: str, name: str, message: str) -> Iterator[str]:
    yield f'    <testcase classname="{xml(suite)}" name="{xml(name)}">'
    yield f'      <error message="{xml(message)}"/>'
    yield "    </testcase>"
