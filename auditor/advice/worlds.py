"""Two corrections of one document, under two suppositions: what differs between them is open."""

from __future__ import annotations

from dataclasses import replace

from auditor.model import Change, Check, Correction


def both(one: Correction, other: Correction, supposed: str, supposed_other: str) -> Correction:
    """The first correction, with everything left open that the other has otherwise."""
    theirs = {_key(change): change for change in other.changes}
    known = False
    changes = []
    for change in one.changes:
        against = theirs.get(_key(change))
        if against is not None and against.after != change.after:
            told = _short(against, supposed_other) if known else _whole(change, against, supposed, supposed_other)
            after = f"{change.after} to {against.after}"
            changes.append(replace(change, after=after, reason=f"{change.reason} {told}", open=True))
            known = True
        else:
            changes.append(change)
    verdicts = {_subject(check): check for check in other.checks}
    checks = (_judged(check, verdicts.get(_subject(check)), supposed, supposed_other) for check in one.checks)
    return replace(one, changes=tuple(changes), checks=tuple(checks))


def _key(change: Change) -> object:
    return change.concept, change.place


def _subject(check: Check) -> object:
    return check.rule, check.place


def _whole(change: Change, other: Change, supposed: str, supposed_other: str) -> str:
    """When it is which value."""
    return f"{change.after} if {supposed}, {other.after} if they {_verb(supposed_other)}; the document does not say."


def _short(other: Change, supposed_other: str) -> str:
    """The same of a value that follows."""
    return f"It is {other.after} if those other parts {_verb(supposed_other)}."


def _verb(supposed: str) -> str:
    return "grow as much" if "grow as much" in supposed else "stay"


def _judged(check: Check, other: Check | None, supposed: str, supposed_other: str) -> Check:
    """Open where the two suppositions lead to two verdicts; else it holds, or not, under either."""
    if other is not None and other.verdict == check.verdict:
        if [each.value for each in check.operands] == [each.value for each in other.operands]:
            return check
        words = f"{supposed}, and the same if they {_verb(supposed_other)}"
        return replace(check, assumptions=(*check.assumptions, words))
    reason = f"it depends on whether {supposed} or {_verb(supposed_other)}"
    message = f"{check.title}: open, because {reason}."
    return replace(check, verdict="open", reason=reason, message=message, fix=None)
