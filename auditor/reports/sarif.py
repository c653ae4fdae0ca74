"""SARIF 2.1.0, the exchange format of code scanning.

Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. What GitHub takes of it, and its
limits: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from gzip import compress
from itertools import islice
from typing import Any
from urllib.parse import quote

from auditor import __version__
from auditor.acceptance.fingerprint import fingerprint
from auditor.model import SEVERITIES, Acceptance, Check, Place, Report, Rule, Severity
from auditor.patterns import regex
from auditor.reports import sentences
from auditor.reports.escape import sarif as text
from auditor.reports.escape import visible
from auditor.reports.identity import ordered
from auditor.reports.levels import SARIF

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 5_000
"""Of one run: as many as GitHub shows."""
MAX_RELATED = 100
"""Of one result: as many as GitHub shows."""
MAX_BYTES = 10_000_000
"""Of the compressed file."""
ROOT = "%SRCROOT%"
_SUPPRESSIONS: Mapping[str, str] = {"comment": "inSource", "baseline": "external"}


def render(report: Report) -> str:
    """The whole file in ASCII; of too many results the most severe."""
    every = _results(report)
    shown = every[:MAX_RESULTS]
    while True:
        rendered = json.dumps(_log(report, shown, len(every)), indent=1, ensure_ascii=True, allow_nan=False) + "\n"
        if not shown or len(compress(rendered.encode(), 1)) <= MAX_BYTES:
            return rendered
        shown = shown[: len(shown) // 2]


def _results(report: Report) -> list[Check]:
    """Contradictions, the most severe first, those that somebody accepted last; what holds or is open is no result."""
    documents = sorted(report.documents, key=lambda document: document.path)
    every = [check for document in documents for check in ordered(document.checks) if check.verdict == "contradicted"]
    return sorted(every, key=lambda check: (check.accepted is not None, SEVERITIES.index(check.severity)))


def _log(report: Report, shown: Sequence[Check], count: int) -> dict[str, Any]:
    rules = sorted(report.rules, key=lambda rule: rule.id)
    places = {rule.id: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "auditor",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which the auditor was started."}}},
        "invocations": [_invocation(report, shown, count)],
        "results": [_result(check, places) for check in shown],
        "properties": {
            "documents": len(report.documents),
            "holds": report.count("holds"),
            "contradicted": len(report.findings),
            "accepted": report.count("contradicted") - len(report.findings),
            "open": report.count("open"),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


# --- rules ------------------------------------------------------------------------------------------------------------


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _line(rule.rationale)},
        "help": {"text": _help(rule), "markdown": _help(rule)},
        "defaultConfiguration": {"level": SARIF[rule.severity]},
        "properties": {
            "tags": sorted({rule.id.partition("/")[0], rule.group}),
            "problem.severity": _problem(rule.severity),
        },
    }


def _help(rule: Rule) -> str:
    """What the rule's file says to a person: why, what follows, what to do, where it is written down."""
    parts = [_line(each) for each in (rule.rationale, rule.impact, rule.recommendation) if each.strip()]
    parts += ["\n".join(f"- {reference}" for reference in rule.references)] if rule.references else []
    return "\n\n".join([*parts, f"`auditor explain {rule.id}` shows it with its formula and examples."])


_VALUE = regex(r"\{\{\s*(\w+)\s*\}\}")
_CALLED = {"stated": "the stated value", "recomputed": "the recomputed one"}


def _line(words: str) -> str:
    """On one line, with names where a finding has values."""
    named = _VALUE.sub(lambda found: _CALLED.get(found[1], found[1].replace("_", " ")), words)
    return " ".join(named.split())


def _problem(severity: Severity) -> str:
    level = SARIF[severity]
    return "recommendation" if level == "note" else level


# --- results ----------------------------------------------------------------------------------------------------------


def _result(check: Check, places: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": check.rule,
        **({"ruleIndex": places[check.rule]} if check.rule in places else {}),
        "level": SARIF[check.severity],
        "kind": "fail",
        "message": {"text": text(sentences.sentence(check))},
        "locations": [{"physicalLocation": _location(check.place)}],
        "partialFingerprints": {"auditorNumbers/v1": fingerprint(check)},
        "properties": {"severity": check.severity, "derivation": [visible(step) for step in check.derivation]},
    }
    if check.related:
        found["relatedLocations"] = list(islice(_related(check.related), MAX_RELATED))
    if fix := _fix(check):
        found["fixes"] = [fix]
    return found | _accepted(check.accepted)


def _accepted(accepted: Acceptance | None) -> dict[str, Any]:
    if accepted is None:
        return {}
    if accepted.by == "revision":
        return {"baselineState": "unchanged"}
    suppression: dict[str, Any] = {"kind": _SUPPRESSIONS[accepted.by], "justification": visible(accepted.reason)}
    if accepted.place:
        suppression["location"] = {"physicalLocation": _location(accepted.place)}
    return {"suppressions": [suppression]}


def _related(places: Sequence[Place]) -> Iterator[dict[str, Any]]:
    for number, place in enumerate(places, 1):
        yield {"id": number, "physicalLocation": _location(place), "message": {"text": text(place.text)}}


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"artifactLocation": _artifact(place.path), "region": region}


def _artifact(path: str) -> dict[str, Any]:
    """Relative to the folder of the run; what lies elsewhere has an address of its own."""
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    return {"uri": quote(path), "uriBaseId": ROOT}


def _fix(check: Check) -> dict[str, Any] | None:
    """The corrected value in place of the stated one, where that stands on the first line of its statement."""
    fix, place = check.fix, check.statement
    if fix is None or not place.span.start <= fix.span.start < fix.span.end <= place.span.end:
        return None
    first, last = fix.span.start - place.span.start, fix.span.end - place.span.start
    if "\n" in place.text[:last]:
        return None
    region = {
        "startLine": place.line,
        "startColumn": place.column + first,
        "endLine": place.line,
        "endColumn": place.column + last,
    }
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.replacement}}
    change = {"artifactLocation": _artifact(place.path), "replacements": [replacement]}
    return {"description": {"text": text(f"{fix.replace} → {fix.replacement}")}, "artifactChanges": [change]}


# --- what was not checked ---------------------------------------------------------------------------------------------


def _invocation(report: Report, shown: Sequence[Check], count: int) -> dict[str, Any]:
    incomplete = bool(report.problems) or any(sentences.unchecked(report))
    said = [*_notifications(report), *_cut(shown, count)]
    return {"executionSuccessful": not incomplete, "toolExecutionNotifications": said}


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for document, why in sentences.unchecked(report):
        yield _notification("error", why, [{"artifactLocation": _artifact(document.path)}])
    for problem in report.problems:
        yield _notification("error", problem, [])
    for document, remark in sentences.remarks(report):
        yield _notification("warning", remark, [{"artifactLocation": _artifact(document.path)}])
    for notice in sentences.notices(report):
        yield _notification("note", notice.message, [_location(notice.place)])
    for left in sentences.left_out(report):
        yield _notification("note", left, [])


def _cut(shown: Sequence[Check], count: int) -> Iterator[dict[str, Any]]:
    """What the limits of the file's readers leave no room for."""
    results = count - len(shown)
    places = sum(max(0, len(check.related) - MAX_RELATED) for check in shown)
    if results:
        yield _notification(
            "warning", f"{sentences.counted(results, 'further result')} left out: too many for one file", []
        )
    if places:
        yield _notification(
            "warning", f"{sentences.counted(places, 'related place')} left out: too many for one result", []
        )


def _notification(level: str, message: str, locations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"level": level, "message": {"text": text(message)}}
    if locations:
        found["locations"] = [{"physicalLocation": location} for location in locations]
    return found
