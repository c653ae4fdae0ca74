"""The text that a reader sees, put together piece by piece, each character with its offset in the file."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from auditor.documents.offsets import Runs
from auditor.model import Style
from auditor.patterns import regex

StyleKind = Literal["code", "strong", "emphasis", "link"]

_SUPERSCRIPT = regex(r"<sup>(?=[-+−]?\d+(?:\.\d+)?</sup>)", re.I)
_BREAK = regex(r"<br\s*/?>", re.I)


class Inline(NamedTuple):
    """A text as a reader sees it, with the offset of each character in the file."""

    text: str
    offsets: Runs | range
    styles: tuple[Style, ...] = ()


class Writer:
    """Takes pieces of ``content``, whose characters stand in the file at ``place``, from left to right."""

    def __init__(self, content: str, place: Runs | range) -> None:
        self._content = content
        self._place = place if isinstance(place, Runs) else None
        self._first = place[0]
        self._shift: int | None = None
        """How far the run that is being written stands from its place in the text."""
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._offsets: list[int] = []
        self._styles: list[Style] = []
        self.length = 0
        """Of the text so far."""

    def take(self, start: int, end: int, text: str | None = None) -> None:
        """Add ``content[start:end]``, or a text of as many characters in its stead."""
        if start >= end:
            return
        self._parts.append(self._content[start:end] if text is None else text)
        if self._place is None:
            self._run(self._first + start, end - start)
        else:
            for begin, stop, offset in self._place.pieces(start, end):
                self._run(offset, stop - begin)

    def _run(self, offset: int, length: int) -> None:
        if self._shift != offset - self.length:
            self._shift = offset - self.length
            self._starts.append(self.length)
            self._offsets.append(offset)
        self.length += length

    def take_code(self, start: int, end: int) -> None:
        """Add what stands between backticks: on one line, and without a space on both sides."""
        code = self._content[start:end].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            start, end, code = start + 1, end - 1, code[1:-1]
        before = self.length
        self.take(start, end, code)
        self.style("code", before)

    def take_tag(self, start: int, end: int) -> None:
        """Add what an HTML tag stands for: mostly nothing."""
        if _SUPERSCRIPT.match(self._content, start):
            self.take(start, start + 1, "^")
        elif _BREAK.fullmatch(self._content, start, end):
            self.take(start, start + 1, "\n")

    def style(self, kind: StyleKind, start: int) -> None:
        """Set apart what was added since the text was ``start`` characters long."""
        if start < self.length:
            self._styles.append(Style(kind=kind, start=start, end=self.length))

    def inline(self) -> Inline:
        """The whole text."""
        return Inline("".join(self._parts), self._runs(), tuple(self._styles))

    def _runs(self) -> Runs | range:
        if len(self._starts) <= 1:
            start = self._offsets[0] if self._offsets else self._first
            return range(start, start + self.length)
        return Runs(self._starts, self._offsets, self.length)
