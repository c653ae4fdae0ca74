"""The machine contract, ``auditor/1``: every check of a run, whatever its verdict; see ``docs/report.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from auditor import __version__
from auditor.model import Acceptance, Check, DocumentReport, Fix, Notice, Place, Report
from auditor.reports.identity import identified

SCHEMA = "auditor/1"


def render(report: Report) -> str:
    """The report as JSON in ASCII, the same text for the same report."""
    return json.dumps(as_data(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data, ready for ``json.dumps``."""
    documents = sorted(report.documents, key=lambda document: document.path)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "documents": [_document(document) for document in documents],
        "problems": list(report.problems),
        "notices": [{"path": notice.place.path, **_notice(notice)} for notice in report.notices],
        "left_out": [{"documents": left.documents, "reason": left.reason} for left in report.left_out],
        "summary": _summary(report),
    }


def _summary(report: Report) -> dict[str, int]:
    holds, contradicted = report.count("holds"), report.count("contradicted")
    return {
        "documents": len(report.documents),
        "checked": holds + contradicted,
        "holds": holds,
        "contradicted": contradicted,
        "accepted": contradicted - len(report.findings),
        "open": report.count("open"),
    }


def _document(document: DocumentReport) -> dict[str, Any]:
    return {
        "path": document.path,
        "status": document.status,
        "reason": document.reason,
        "checks": [_check(identity, check) for identity, check in identified(document)],
        "notices": [_notice(notice) for notice in document.notices],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {"location": _location(notice.place), "message": notice.message}


def _check(identity: str, check: Check) -> dict[str, Any]:
    return {
        "id": identity,
        "rule": check.rule,
        "verdict": check.verdict,
        "severity": check.severity,
        "location": _location(check.place),
        "statement": check.place.text,
        "stated": check.stated,
        "recomputed": check.recomputed,
        "message": check.message,
        "derivation": list(check.derivation),
        "assumptions": list(check.assumptions),
        "causes": list(check.causes),
        "doubt": check.doubt or None,
        "related": [_related(place) for place in check.related],
        "fix": _fix(check.fix),
        "reason": check.reason,
        "accepted": _accepted(check.accepted),
    }


def _location(place: Place) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _related(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column, "text": place.text}


def _accepted(accepted: Acceptance | None) -> dict[str, Any] | None:
    if accepted is None:
        return None
    return {
        "by": accepted.by,
        "reason": accepted.reason,
        "location": _location(accepted.place) if accepted.place else None,
    }


def _fix(fix: Fix | None) -> dict[str, str | bool] | None:
    return None if fix is None else {"replace": fix.replace, "with": fix.replacement, "safe": fix.safe}
