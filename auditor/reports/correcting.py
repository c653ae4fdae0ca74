"""The line of a document with a correction in it."""

from __future__ import annotations

from auditor.model import Check


def corrected_line(check: Check) -> str | None:
    """The line of the statement with its correction; ``None`` unless that is safe and stands on that line."""
    fix, place = check.fix, check.statement
    if fix is None or not fix.safe:
        return None
    start = fix.span.start - place.span.start
    if start < 0 or "\n" in place.text[: start + len(fix.replace)]:
        return None
    column = place.column - 1 + start
    end = column + len(fix.replace)
    if place.line_text[column:end] != fix.replace:
        return None
    return place.line_text[:column] + fix.replacement + place.line_text[end:]
