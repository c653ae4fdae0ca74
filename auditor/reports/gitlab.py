"""GitLab's code quality report: what its merge requests show beside the changed lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from typing import Any

from auditor.model import Check, Report
from auditor.reports import sentences
from auditor.reports.escape import visible
from auditor.reports.identity import identified
from auditor.reports.levels import GITLAB


def render(report: Report) -> str:
    """A list of findings as JSON in ASCII."""
    found = [
        _finding(identity, check)
        for document in sorted(report.documents, key=lambda document: document.path)
        for identity, check in identified(document)
        if check.is_finding
    ]
    return json.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


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
