"""What a correction changes, and which issues are gone, stay or appear with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.model import Change, Check, Correction, DocumentReport, Verdict
from auditor.reports.outline_hardware import Validation, validations
from auditor.reports.outline_issues import Issue, Spot, issues, trial
from auditor.reports.outline_summary import assumptions
from auditor.reports.outline_words import capital, file_name, one_line, plain, sentence, unscoped

COMPUTED = "computed"
"""The origin of a value that no file gives."""


class Value(Struct, frozen=True, kw_only=True):
    """A corrected value. ``verdict`` is that of the rules that use it; ``None`` where none does."""

    label: str
    before: str
    after: str
    verdict: Verdict | None


class Solution(Struct, frozen=True, kw_only=True):
    """The corrected configuration: what a file beside the document gives, and what follows from it."""

    source: str
    """The file; empty where every value was computed."""
    configured: tuple[Value, ...]
    computed: tuple[Value, ...]


class Modification(Struct, frozen=True, kw_only=True):
    """One change of the document."""

    label: str
    before: str
    line: int | None
    after: str
    reason: str
    mends: tuple[str, Spot] | None = None
    """The rule and the value on trial of the finding that proposes it, where it is no part of a correction."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What the rules say after the correction."""

    mended: tuple[Validation, ...]
    remaining: tuple[Issue, ...]
    """Issues that stay with the corrected figures, which may have other values now."""
    arisen: tuple[Issue, ...]
    """Issues that show only with them."""
    untouched: tuple[Issue, ...]
    """Issues in what the document calculates itself: corrected facts do not reach them."""
    holds: int
    open: int
    assumptions: tuple[str, ...]

    @property
    def contradicted(self) -> int:
        """How many issues are left."""
        return len(self.remaining) + len(self.arisen) + len(self.untouched)


def solution(document: DocumentReport) -> Solution | None:
    """The corrected values, each with the verdict of the rules that use it."""
    correction = document.correction
    if correction is None or not correction.changes:
        return None
    values = [(change.origin, _value(change, correction)) for change in correction.changes]
    return Solution(
        source="" if correction.origin == COMPUTED else file_name(correction.origin, document.path),
        configured=tuple(value for origin, value in values if origin != COMPUTED),
        computed=tuple(value for origin, value in values if origin == COMPUTED),
    )


def _value(change: Change, correction: Correction) -> Value:
    return Value(
        label=capital(one_line(change.label)),
        before=unscoped(plain(change.before), change.label),
        after=unscoped(plain(change.after), change.label),
        verdict=_verdict(change, correction),
    )


def _verdict(change: Change, correction: Correction) -> Verdict | None:
    """Open if it rests on what is not said, contradicted if the value itself still is, else as a rule that uses it."""
    if change.open:
        return "open"
    users = [check for check in correction.checks for o in check.operands if o.concept == change.concept]
    on_trial = [check for check in users if change.place and trial(check) == (change.place.path, change.place.span)]
    if any(check.verdict == "contradicted" for check in on_trial):
        return "contradicted"
    return "holds" if any(check.verdict == "holds" for check in users) else None


def modifications(document: DocumentReport, found: Iterable[Issue]) -> tuple[Modification, ...]:
    """The changes of the correction, then the replacements that single findings propose beside it."""
    correction = document.correction
    changes = correction.changes if correction else ()
    spans = {change.place.span for change in changes if change.place}
    fixes = [
        _fixed(issue, check)
        for issue in found
        for check in issue.checks
        if check.fix and check.fix.span not in spans and _after(check, correction) != "holds"
    ]
    return (*map(_changed, changes), *fixes)


def _changed(change: Change) -> Modification:
    return Modification(
        label=capital(one_line(change.label)),
        before=plain(change.before),
        line=change.place.line if change.place else None,
        after=plain(change.after),
        reason=sentence(change.reason),
    )


def _fixed(issue: Issue, check: Check) -> Modification:
    assert check.fix  # modifications() takes no other
    label = next((o.label for o in check.operands if o.place and (o.place.path, o.place.span) == trial(check)), "")
    return Modification(
        label=capital(one_line(label)) or f"Calculation in line {check.place.line}",
        before=one_line(check.fix.replace),
        line=check.place.line if label else None,
        after=one_line(check.fix.replacement),
        reason=issue.message,
        mends=subject(check),
    )


def outcome(document: DocumentReport, found: Sequence[Issue]) -> Outcome | None:
    """The issues of the document, sorted by what becomes of them; ``None`` without a correction."""
    correction = document.correction
    if correction is None:
        return None
    after = {issue.number: _after(issue.check, correction) for issue in found}
    known = {subject(check) for issue in found for check in issue.checks}
    now = issues(correction.checks, document.path, document.title)
    supposed, _ = assumptions(correction.checks)
    return Outcome(
        mended=_mended([issue for issue in found if after[issue.number] == "holds"], correction, document.path),
        remaining=tuple(issue for issue in now if subject(issue.check) in known),
        arisen=tuple(issue for issue in now if subject(issue.check) not in known),
        untouched=tuple(issue for issue in found if after[issue.number] is None),
        holds=sum(check.verdict == "holds" for check in correction.checks),
        open=sum(check.verdict == "open" for check in correction.checks),
        assumptions=supposed,
    )


def subject(check: Check) -> tuple[str, Spot]:
    """What stays the same of a check when the figures change: the rule, and where the value on trial stands."""
    return check.rule, trial(check)


def _after(check: Check, correction: Correction | None) -> Verdict | None:
    """What the rule says of the same value after the correction; ``None`` where it was not asked again."""
    if correction is None or not check.operands:
        return None
    same = {other.verdict for other in correction.checks if subject(other) == subject(check)}
    return next((verdict for verdict in ("contradicted", "open", "holds") if verdict in same), "holds")


def _mended(found: Iterable[Issue], correction: Correction, document: str) -> tuple[Validation, ...]:
    """The checks of the mended issues as they hold now."""
    subjects = {subject(issue.check) for issue in found}
    now = [check for check in correction.checks if subject(check) in subjects and check.verdict == "holds"]
    return validations(now, {check.group for check in now}, (), document)
