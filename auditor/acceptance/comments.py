"""Findings that a comment in the document accepts, and what is to be said of comments that accept nothing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from auditor.acceptance.directive import understood
from auditor.acceptance.fingerprint import code
from auditor.facts.places import place
from auditor.model import Acceptance, Check, Comment, Document, Notice, Place, Waiver
from auditor.rulebook import RuleBook

Heeded = tuple[tuple[Check, ...], tuple[Notice, ...], tuple[Waiver, ...]]


def heeded(document: Document, checks: Sequence[Check], book: RuleBook) -> Heeded:
    """The checks, those that a comment accepts marked so, and a notice for each comment that accepts none.

    A comment on a rule that compares documents is kept: whether it accepts anything is known when all of them are read.
    """
    result, notices, later = list(checks), [], []
    known = book.known if document.comments else frozenset()
    across = {rule.id for rule in book.across}
    for comment in document.comments:
        waiver = _waiver(document, comment, known)
        if isinstance(waiver, Notice):
            notices.append(waiver)
        elif waiver.rule in across:
            later.append(waiver)
        elif complaint := _heed(waiver, result) or _aimless(document, waiver, result):
            notices.append(_accepts_nothing(waiver.place, complaint))
    return tuple(result), tuple(notices), tuple(later)


def heeded_later(waivers: Sequence[Waiver], checks: Sequence[Check]) -> tuple[list[Check], list[Notice]]:
    """The checks on documents together, those that a comment accepts marked so.

    A comment that none of them is about is no mistake: the run may have left out the other document.
    """
    result = list(checks)
    complaints = ((waiver.place, _heed(waiver, result)) for waiver in waivers)
    notices = [_accepts_nothing(at, complaint) for at, complaint in complaints if complaint]
    return result, notices


def _accepts_nothing(at: Place, complaint: str) -> Notice:
    return Notice(place=at, message=f"this comment accepts nothing: {complaint}")


def _waiver(document: Document, comment: Comment, known: frozenset[str]) -> Waiver | Notice:
    """What a comment asks for, or what is wrong with it."""
    at = _place(document, comment)
    directive = understood(comment.text, known)
    if isinstance(directive, str):
        return _accepts_nothing(at, directive)
    if comment.covers is None:
        return _accepts_nothing(at, f"no text follows it, and so there is no finding of {directive.rule}")
    return Waiver(rule=directive.rule, code=directive.code, reason=directive.reason, place=at, covers=comment.covers)


def _heed(waiver: Waiver, checks: list[Check]) -> str:
    """Mark the findings that a comment is about, or say why it accepts none of them."""
    found = _about(waiver, checks)
    fitting = [index for index in found if code(checks[index]) == waiver.code]
    if found and not fitting:
        codes = " or ".join(dict.fromkeys(f"[{code(checks[index])}]" for index in found))
        if not waiver.code:
            return f"it lacks the code of the numbers that it is about: {waiver.rule} {codes}"
        return f"the numbers have changed since it was written; if it is still right, its code is now {codes}"
    if found and not waiver.reason:
        return f"it gives no reason: write one behind {waiver.rule} [{waiver.code}]:"
    fresh = [index for index in fitting if checks[index].accepted is None]
    for index in fresh:
        accepted = Acceptance(by="comment", reason=waiver.reason, place=waiver.place)
        checks[index] = replace(checks[index], accepted=accepted)
    return "another comment does already" if found and not fresh else ""


def _about(waiver: Waiver, checks: Sequence[Check]) -> list[int]:
    """The places of the findings that a comment is about."""
    return [
        index
        for index, check in enumerate(checks)
        if check.verdict == "contradicted"
        and check.rule == waiver.rule
        and check.place.path == waiver.place.path
        and waiver.covers.start <= check.place.span.start < waiver.covers.end
    ]


def _aimless(document: Document, waiver: Waiver, checks: Sequence[Check]) -> str:
    """What is to be said of a comment on lines that have no such finding."""
    if _about(waiver, checks):
        return ""
    first, _ = document.source.position(waiver.covers.start)
    last, _ = document.source.position(waiver.covers.end - 1)
    lines = f"line {first} has" if first == last else f"lines {first} to {last} have"
    return f"{lines} no finding of {waiver.rule}"


def _place(document: Document, comment: Comment) -> Place:
    section = sum(section.span.start <= comment.span.start for section in document.sections) - 1
    return place(document, comment.span, section)
