"""Findings that a comment in the document accepts, and what is to be said of comments that accept nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.acceptance.directive import Directive, understood
from auditor.acceptance.fingerprint import code
from auditor.facts.places import place
from auditor.model import Acceptance, Check, Comment, Document, Notice, Place
from auditor.rulebook import RuleBook


def heeded(document: Document, checks: Sequence[Check], book: RuleBook) -> tuple[tuple[Check, ...], tuple[Notice, ...]]:
    """The checks, those that a comment accepts marked so, and a notice for each comment that accepts none."""
    result, notices = list(checks), []
    known = book.known if document.comments else frozenset()
    for comment in document.comments:
        at = _place(document, comment)
        directive = understood(comment.text, known)
        complaint = directive if isinstance(directive, str) else _heed(document, comment, directive, result, at)
        if complaint:
            notices.append(Notice(place=at, message=f"this comment accepts nothing: {complaint}"))
    return tuple(result), tuple(notices)


def _heed(document: Document, comment: Comment, directive: Directive, checks: list[Check], at: Place) -> str:
    """Mark the findings that a comment is about, or say why there are none."""
    found = [index for index, check in enumerate(checks) if _is_about(comment, directive, check, at.path)]
    fitting = [index for index in found if code(checks[index]) == directive.code]
    if not found:
        return f"{_lines(document, comment)} no finding of {directive.rule}"
    if not fitting:
        codes = " or ".join(dict.fromkeys(f"[{code(checks[index])}]" for index in found))
        if not directive.code:
            return f"it lacks the code of the numbers that it is about: {directive.rule} {codes}"
        return f"the numbers have changed since it was written; if it is still right, its code is now {codes}"
    if not directive.reason:
        return f"it gives no reason: write one behind {directive.rule} [{directive.code}]:"
    fresh = [index for index in fitting if checks[index].accepted is None]
    for index in fresh:
        accepted = Acceptance(by="comment", reason=directive.reason, place=at)
        checks[index] = replace(checks[index], accepted=accepted)
    return "" if fresh else "another comment does already"


def _is_about(comment: Comment, directive: Directive, check: Check, path: str) -> bool:
    if check.verdict != "contradicted" or check.rule != directive.rule or check.place.path != path:
        return False
    covers = comment.covers
    return covers is not None and covers.start <= check.place.span.start < covers.end


def _lines(document: Document, comment: Comment) -> str:
    """The lines that a comment speaks of, as the beginning of a sentence."""
    if comment.covers is None:
        return "no text follows it, and so there is"
    first, _ = document.source.position(comment.covers.start)
    last, _ = document.source.position(comment.covers.end - 1)
    return f"line {first} has" if first == last else f"lines {first} to {last} have"


def _place(document: Document, comment: Comment) -> Place:
    section = sum(section.span.start <= comment.span.start for section in document.sections) - 1
    return place(document, comment.span, section)
