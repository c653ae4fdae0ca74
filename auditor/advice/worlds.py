"""Two corrections of one document: the other parts of a total stay, or they grow. What differs is left open."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.model import Change, Check, Correction


def both(one: Correction, other: Correction, supposed: str) -> Correction:
    """The correction if they stay, with everything left open that is otherwise if they grow.

    ``supposed`` says of which parts it is supposed that they stay.
    """
    theirs = {_key(change): change for change in other.changes}
    known = False
    changes = []
    for change in one.changes:
        against = theirs.get(_key(change))
        if against is not None and against.after != change.after:
            told = _short(against) if known else _whole(change, against, supposed)
            after = f"{change.after} to {against.after}"
            changes.append(replace(change, after=after, reason=f"{change.reason} {told}", open=True))
            known = True
        else:
            changes.append(change)
    verdicts = {_subject(check): check for check in other.checks}
    checks = (_judged(check, verdicts.get(_subject(check)), supposed) for check in one.checks)
    return replace(one, changes=tuple(changes), checks=tuple(checks))


def _key(change: Change) -> object:
    return change.concept, change.place


def _subject(check: Check) -> object:
    return check.rule, check.place


def _whole(change: Change, other: Change, supposed: str) -> str:
    """When it is which value."""
    return f"{change.after} if {supposed}, {other.after} if they grow as much; the document does not say."


def _short(other: Change) -> str:
    """The same of a value that follows."""
    return f"It is {other.after} if those other parts grow as much."


def _judged(check: Check, other: Check | None, supposed: str) -> Check:
    """Open where they lead to two verdicts; else it holds, or not, under either."""
    if other is not None and other.verdict == check.verdict:
        if [each.value for each in check.operands] == [each.value for each in other.operands]:
            return check
        words = f"{supposed}, and the same if they grow as much"
        return replace(check, assumptions=(*check.assumptions, words))
    reason = f"it depends on whether {supposed} or grow as much"
    message = f"{check.title}: open, because {reason}."
    return replace(check, verdict="open", reason=reason, message=message, fix=None)
