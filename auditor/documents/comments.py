"""Comments that speak to the auditor, where Markdown sees a comment: not in code, and not in text that only looks so.

Nearly no document has one, and it costs nothing to find that out; so they are looked for in a second walk over the
blocks, which keeps the first one free of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from auditor.documents.block_state import Definitions
from auditor.documents.html_tokens import html_comments, says_something
from auditor.documents.inline import inline_comments
from auditor.documents.offsets import Runs, lines_place
from auditor.documents.rows import cell_text, split_row
from auditor.model import Comment, Source, Span
from auditor.patterns import regex

_CALL = regex(r"<!--\s*auditor\s*:", re.I)
_WITH_TEXT = frozenset({"paragraph", "formula", "heading", "table", "fence", "code_block"})


def speaks(text: str) -> bool:
    """Whether a text may hold such a comment."""
    at = text.find("<!--")
    while at >= 0:
        if _CALL.match(text, at):
            return True
        at = text.find("<!--", at + 4)
    return False


def find_comments(source: Source, tokens: Sequence[Token], definitions: Definitions) -> tuple[Comment, ...]:
    """All of them, in the order of the text."""
    return tuple(_Finder(source, tokens, definitions).comments())


def stands_alone(token: Token) -> bool:
    """Whether a block is nothing but comments, one of them to the auditor: the text around it reads as without it."""
    if token.type != "html_block" or not speaks(token.meta["text"]):
        return False
    return not _without(token.meta["text"]).strip()


def _without(html: str) -> str:
    at, rest = 0, ""
    for start, end in html_comments(html):
        rest += html[at:start]
        at = end
    return rest + html[at:]


class _Finder:
    """Goes through the blocks and knows what comes after each."""

    def __init__(self, source: Source, tokens: Sequence[Token], definitions: Definitions) -> None:
        self._source = source
        self._tokens = tokens
        self._definitions = definitions

    def comments(self) -> Iterator[Comment]:
        for index, token in enumerate(self._tokens):
            if token.type == "table":
                yield from self._in_table(token)
            elif token.type == "html_block":
                yield from self._in_html(token, index)
            elif token.type in ("paragraph", "formula", "heading") and speaks(token.content):
                place = lines_place(token.content, token.meta["starts"])
                yield from self._inline(token.content, place, self._lines(token))

    def _in_table(self, token: Token) -> Iterator[Comment]:
        text = self._source.text
        for start in token.meta["starts"]:
            end = text.find("\n", start)
            row = text[start : end if end >= 0 else None]
            if speaks(row):
                for at, cell in split_row(row):
                    yield from self._inline(*cell_text(cell, start + at), Span(start=start, end=start + len(row)))

    def _in_html(self, token: Token, index: int) -> Iterator[Comment]:
        text = token.meta["text"]
        if speaks(text):
            covers = self._lines(token) if says_something(text) else self._following(index)
            yield from self._at(text, lines_place(text, token.meta["starts"]), html_comments(text), covers)

    def _inline(self, content: str, place: Runs | range, covers: Span) -> Iterator[Comment]:
        if speaks(content):
            yield from self._at(content, place, inline_comments(content, self._definitions), covers)

    def _at(
        self, text: str, place: Runs | range, found: Iterator[tuple[int, int]], covers: Span | None
    ) -> Iterator[Comment]:
        for start, end in found:
            if _CALL.match(text, start):
                span = Span(start=place[start], end=place[end - 1] + 1)
                yield Comment(span=span, text=text[start + 4 : end - 3], covers=covers)

    def _following(self, index: int) -> Span | None:
        """The next block that has text."""
        for token in self._tokens[index + 1 :]:
            if token.type in _WITH_TEXT or (token.type == "html_block" and says_something(token.meta["text"])):
                return self._lines(token)
        return None

    def _lines(self, token: Token) -> Span:
        assert token.map is not None  # every block that holds text has one
        first, after = token.map
        starts = self._source.line_starts
        return Span(start=starts[first], end=starts[after] if after < len(starts) else len(self._source.text))
