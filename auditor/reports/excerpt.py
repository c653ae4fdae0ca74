"""The line of a document that a check is about, with carets under the statement."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from msgspec import Struct

from auditor.model import Check, Place, Span
from auditor.reports import escape

WIDTH = 100
"""Columns of a terminal given to the text of the line; longer lines are cut around the statement."""
_TAB = 4


class Excerpt(Struct, frozen=True, kw_only=True):
    """Two lines of one width: what the document says, and the marks below it."""

    text: str
    marks: str


def excerpt(check: Check) -> Excerpt:
    """``^`` under the value on trial and ``-`` under the rest of the statement; ``^`` everywhere if none is known."""
    place = check.place
    statement = Span(start=place.column - 1, end=_end_on_first_line(place))
    number = check.stated_span or (check.fix.span if check.fix else None)
    wrong = (_on_first_line(place, number) if number else None) or statement
    base = max(0, statement.start - WIDTH)
    shown = _shown(place.line_text[base : min(statement.end, statement.start + WIDTH) + WIDTH])
    first, last = _window([width for _, width in shown], statement.start - base, statement.end - base)
    marks = "".join(_mark(base + at, statement, wrong) * shown[at][1] for at in range(first, last))
    before = "…" if base + first else ""
    after = "…" if base + last < len(place.line_text) else ""
    text = before + "".join(character for character, _ in shown[first:last]) + after
    return Excerpt(text=text, marks=(" " * len(before) + marks).rstrip() or "^")


def _end_on_first_line(place: Place) -> int:
    """The column index after the statement; at least one character is marked."""
    end = place.end_column - 1 if place.end_line == place.line else len(place.line_text)
    return max(end, place.column)


def _on_first_line(place: Place, span: Span) -> Span | None:
    """The span of a file as columns of the excerpt's line, if it stands there."""
    shift = place.column - 1 - place.span.start
    inside = 0 <= span.start + shift < span.end + shift <= len(place.line_text)
    return Span(start=span.start + shift, end=span.end + shift) if inside else None


def _shown(line: str) -> list[tuple[str, int]]:
    """Each character as printed, with the columns it takes."""
    shown: list[tuple[str, int]] = []
    column = 0
    for character in line:
        text = " " * (_TAB - column % _TAB) if character == "\t" else escape.visible(character)
        width = _columns(text) if len(text) == 1 else len(text)
        shown.append((text, width))
        column += width
    return shown


def _columns(character: str) -> int:
    if category(character) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def _window(widths: list[int], start: int, end: int) -> tuple[int, int]:
    """The characters to print: the statement as far as it fits, then as much on both sides of it."""
    first, last, room = start, start, WIDTH
    while last < min(end, len(widths)) and widths[last] <= room:
        room -= widths[last]
        last += 1
    grown = True
    while grown:
        grown = False
        if first > 0 and widths[first - 1] <= room:
            first, grown = first - 1, True
            room -= widths[first]
        if last < len(widths) and widths[last] <= room:
            room -= widths[last]
            last, grown = last + 1, True
    return first, last


def _mark(at: int, statement: Span, wrong: Span) -> str:
    if wrong.start <= at < wrong.end:
        return "^"
    return "-" if statement.start <= at < statement.end else " "
