"""GitLab's code quality report: what its merge requests show beside the changed lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from auditor.model import Check, Report
from auditor.reports import sentences
from auditor.reports.escape import visible
from auditor.reports.identity import identified
from auditor.reports.levels import GITLAB


def render(report: Report) -> str:
    """A list of findings, and of what was not checked, as JSON in ASCII."""
    found = [
        _finding(identity, check)
        for document in sorted(report.documents, key=lambda document: document.path)
        for identity, check in identified(document)
        if check.is_finding
    ]
    return json.dumps([*found, *_unchecked(report)], indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _unchecked(report: Report) -> Iterator[dict[str, Any]]:
    """The format has findings only; without these a document that was not checked would look like a clean one."""
    for document, why in sentences.unchecked(report):
        yield _failure("auditor/not-checked", document.path, why)
    for problem in report.problems:
        yield _failure("auditor/not-usable", ".", problem)


def _failure(name: str, path: str, message: str) -> dict[str, Any]:
    subject = "\0".join((name, path, message))
    return {
        "description": visible(message),
        "check_name": name,
        "fingerprint": sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "severity": GITLAB["high"],
        "location": {"path": path, "positions": {"begin": {"line": 1, "column": 1}}},
    }


def _finding(identity: str, check: Check) -> dict[str, Any]:
    place = check.place
    return {
        "description": visible(sentences.sentence(check)),
        "check_name": check.rule,
        "fingerprint": identity,
        "severity": GITLAB[check.severity],
        "location": {
            "path": place.path,
            "positions": {
                "begin": {"line": place.line, "column": place.column},
                "end": {"line": place.end_line, "column": place.end_column},
            },
        },
    }
