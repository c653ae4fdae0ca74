"""The rows of the tables: the report as plain data, a dictionary a row, with the columns of ``tables.TABLES``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import asdict, replace

from auditor.model import SEVERITIES, Check, DocumentReport, ListedClaim, ListedQuantity, Place, Report
from auditor.quantities import units
from auditor.rational import Fraction
from auditor.reports.identity import identified

Row = dict[str, Any]


def rows(report: Report) -> dict[str, list[Row]]:
    """The rows of each table: documents by path, and within them in the order of the text."""
    documents = sorted(report.documents, key=lambda document: document.path)
    return {
        "documents": [_with_bytes(_document(document)) for document in documents],
        "checks": [_with_bytes(row) for document in documents for row in _checks(document)],
        "claims": [_with_bytes(row) for document in documents for row in _claims(document)],
    }


def _document(document: DocumentReport) -> Row:
    verdicts = [check.verdict for check in document.checks]
    findings = [check.severity for check in document.checks if check.is_finding]
    return {
        "document": document.path,
        "title": document.title,
        "status": document.status,
        "reason": document.reason,
        "holds": verdicts.count("holds"),
        "contradicted": verdicts.count("contradicted"),
        "open": verdicts.count("open"),
        "findings": len(findings),
        "worst": min(findings, key=SEVERITIES.index, default=None),
        "claims": len(document.claims),
        "notices": _places(replace(notice.place, text=notice.message) for notice in document.notices),
    }


def _checks(document: DocumentReport) -> Iterator[Row]:
    for identity, check in identified(document):
        yield {"document": document.path, "id": identity, **_check(check), **_said(check)}


def _check(check: Check) -> Row:
    """What was checked, and where it stands."""
    return {
        "rule": check.rule,
        "title": check.title,
        "rule_group": check.group,
        "severity": check.severity,
        "verdict": check.verdict,
        "finding": check.is_finding,
        "path": check.place.path,
        "start_line": check.place.line,
        "start_column": check.place.column,
        "end_line": check.place.end_line,
        "end_column": check.place.end_column,
        "section": list(check.place.section),
        "statement": check.place.text,
    }


def _said(check: Check) -> Row:
    """What the check says of it."""
    return {
        "stated": check.stated,
        "recomputed": check.recomputed,
        **_number("ratio", check.ratio),
        "message": check.message,
        "derivation": list(check.derivation),
        "assumptions": list(check.assumptions),
        "causes": list(check.causes),
        "doubt": check.doubt or None,
        "related": _places(check.related),
        "fix_replace": check.fix.replace if check.fix else None,
        "fix_with": check.fix.replacement if check.fix else None,
        "fix_safe": check.fix.safe if check.fix else None,
        "reason": check.reason,
        "accepted_by": check.accepted.by if check.accepted else None,
        "accepted_reason": check.accepted.reason if check.accepted else None,
    }


def _places(places: Iterable[Place]) -> list[Row]:
    return [{"path": at.path, "start_line": at.line, "start_column": at.column, "text": at.text} for at in places]


def _claims(document: DocumentReport) -> Iterator[Row]:
    for number, claim in enumerate(document.claims, 1):
        yield {"document": document.path, "number": number, **_claim(claim), **_bound(claim)}


def _claim(claim: ListedClaim) -> Row:
    """What was read, and how its number was understood."""
    return {
        "kind": claim.kind,
        "text": claim.text,
        "label": claim.label or None,
        "section": list(claim.section),
        "start_line": claim.line,
        "start_column": claim.column,
        "end_line": claim.end_line,
        "end_column": claim.end_column,
        "guess": claim.guess,
        **(_quantity(claim.quantity, claim.bound) if claim.quantity else {}),
    }


def _quantity(quantity: ListedQuantity, bound: str) -> Row:
    scale, dimension = units.factor(quantity.unit)
    value = quantity.value
    return {
        "quantity": quantity.text,
        "hedge": bound or quantity.hedge or None,
        "noun": quantity.noun or None,
        "readings": quantity.readings,
        "unit": quantity.unit or "1",
        **_number("value", value),
        **_number("low", quantity.low),
        **_number("high", quantity.high),
        "dimension": units.describe(dimension) if dimension else "1",
        "base_value": None if value is None else _float(value * scale),
    }


def _bound(claim: ListedClaim) -> Row:
    """The concept, and what narrows it."""
    if claim.concept is None:
        return {}
    return {"concept": claim.concept, "alternative": claim.alternative, **asdict(claim.facets)}


def _number(name: str, value: Fraction | None) -> Row:
    """Exactly, and as near as a double comes."""
    if value is None:
        return {}
    return {f"{name}_exact": _text(value), name: _float(value)}


def _text(value: Fraction) -> str | None:
    """``None`` for what has more digits than Python writes."""
    try:
        return str(value)
    except ValueError:
        return None


def _float(value: Fraction) -> float | None:
    """``None`` for what is beyond all doubles."""
    try:
        return float(value)
    except OverflowError:
        return None


def _with_bytes(value: Any) -> Any:
    """The same, with half a character, from an escape in a configuration, as it is escaped: it has no bytes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _with_bytes(each) for key, each in value.items()}
    return [_with_bytes(each) for each in value] if isinstance(value, list) else value
