"""Corrections put into a document, each only if it is sound: its finding is gone, and nothing else says otherwise.

One correction is made at a time, and the document is audited again with it. So corrections that would undo each other
are never both made, and a second run finds nothing to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

from auditor.errors import ConfigError
from auditor.model import Check, DocumentReport, Fix
from auditor.workspace.text_file import TextFile

Audit: TypeAlias = Callable[[bytes], DocumentReport]
"""What the auditor says of a document with this content."""
Wanted: TypeAlias = Callable[[Check, str, str], bool]
"""Whether a correction is to be made, by its finding and the line before and after it."""
MOST = 1000
"""Corrections of one document in one run."""


class Refused(Struct, frozen=True, kw_only=True):
    """A finding that has no correction, or whose correction is not made."""

    check: Check
    reason: str


class Fixed(Struct, frozen=True, kw_only=True):
    """A document with the corrections that were made; it is as it was where there were none."""

    text: TextFile
    made: tuple[Check, ...]
    refused: tuple[Refused, ...]


def fixed(text: TextFile, audit: Audit, wanted: Wanted) -> Fixed:
    """Make the corrections that are safe and wanted. ``ConfigError`` if the document cannot be audited."""
    report = _audited(audit, text)
    made: list[Check] = []
    refused: dict[tuple[str, int, int], Refused] = {}
    while len(made) < MOST and (check := _next(report, refused)) is not None:
        outcome = _tried(text, report, check, audit, wanted)
        if isinstance(outcome, str):
            refused[_place(check)] = Refused(check=check, reason=outcome)
        else:
            text, report = outcome
            made.append(check)
    left = sorted(refused.values(), key=lambda each: (each.check.statement.line, each.check.statement.column))
    return Fixed(text=text, made=tuple(made), refused=tuple(left))


def _audited(audit: Audit, text: TextFile) -> DocumentReport:
    report = audit(text.data)
    if report.status != "checked":
        raise ConfigError(f"not checked: {report.reason}", path=report.path)
    return report


def _place(check: Check) -> tuple[str, int, int]:
    """A finding by where it starts: corrections before it in its line are made first, and move no line."""
    return check.rule, check.statement.line, check.statement.column


def _next(report: DocumentReport, refused: dict[tuple[str, int, int], Refused]) -> Check | None:
    found = (check for check in report.checks if check.is_finding and _place(check) not in refused)
    return next(found, None)


def _tried(
    text: TextFile, report: DocumentReport, check: Check, audit: Audit, wanted: Wanted
) -> tuple[TextFile, DocumentReport] | str:
    """The document with a correction and what is said of it; or why the correction is not made."""
    fix = check.fix
    if fix is None:
        return "it has no correction that is certain"
    if not fix.safe:
        return f"{fix.replace} → {fix.replacement} is to be decided by somebody who knows the system"
    if _is_disputed(fix, report.checks):
        return "another finding would change the same number otherwise"
    changed = _changed(text, check, fix)
    if changed is None:
        return "its text stands on several lines"
    line = check.statement.line
    after = _audited(audit, changed)
    if not _is_sound(check, report.checks, after.checks):
        return f"with {fix.replacement} another statement would not hold"
    if not wanted(check, text.lines[line - 1], changed.lines[line - 1]):
        return "not wanted"
    return changed, after


def _is_disputed(fix: Fix, checks: Iterable[Check]) -> bool:
    others = [check.fix for check in checks if check.is_finding and check.fix is not None]
    overlapping = [other for other in others if other.span.start < fix.span.end and fix.span.start < other.span.end]
    return any((other.span, other.replacement) != (fix.span, fix.replacement) for other in overlapping)


def _changed(text: TextFile, check: Check, fix: Fix) -> TextFile | None:
    """The text with other characters in the place of the correction; its lines are those that the report counts."""
    place = check.statement
    start = fix.span.start - place.span.start
    if start < 0 or place.text[start : start + len(fix.replace)] != fix.replace or "\n" in fix.replace:
        return None
    before = place.text[:start]
    line = place.line - 1 + before.count("\n")
    column = len(before) - before.rfind("\n") - 1 + (place.column - 1 if "\n" not in before else 0)
    old = text.lines[line]
    if old[column : column + len(fix.replace)] != fix.replace:
        return None
    lines = list(text.lines)
    lines[line] = old[:column] + fix.replacement + old[column + len(fix.replace) :]
    return TextFile(lines=lines, mark=text.mark, encoding=text.encoding)


def _is_sound(check: Check, before: Sequence[Check], after: Sequence[Check]) -> bool:
    """Whether the finding is gone, no other is new, and whatever held still does."""
    wrong = _counted(before, "contradicted") - Counter([(check.rule, check.statement.line)])
    if _counted(after, "contradicted") - wrong:
        return False
    held = _counted(before, "holds")
    return not held - _counted(after, "holds")


def _counted(checks: Iterable[Check], verdict: str) -> Counter[tuple[str, int]]:
    return Counter((check.rule, check.statement.line) for check in checks if check.verdict == verdict)
