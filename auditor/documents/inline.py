"""Inline Markdown to the text that a reader sees, each character with its place.

markdown-it-py gives no columns for inline tokens. Here its rules run on a state that notes where every token came
from, so that no text has to be searched again. What is more than CommonMark is in ``inline_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from auditor.documents.inline_rules import RULES
from auditor.documents.offsets import Runs
from auditor.model import Style

_SPECIAL = re.compile("[" + re.escape("".join(RULES)) + "]")
_MARKUP = re.compile(r"[\\`*_\[<&$~]| \n")
_SUPERSCRIPT = re.compile(r"<sup>(?=[-+−]?\d+(?:\.\d+)?</sup>)", re.I)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_STYLES: dict[str, Literal["strong", "emphasis", "link"]] = {"strong": "strong", "em": "emphasis", "a": "link"}


@dataclass(frozen=True, slots=True)
class Inline:
    """A text as a reader sees it, with the offset of each character in the file."""

    text: str
    offsets: Sequence[int]
    styles: tuple[Style, ...] = ()


def read_inline(content: str, place: Runs | range, definitions: dict[str, object]) -> Inline:
    """Read ``content``, whose characters stand in the file at ``place``."""
    if not _MARKUP.search(content):
        return Inline(content, place)
    parser = _parser()
    state = _State(content, parser, definitions, [])
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    return _Writer(content, place).write(state.tokens, state.places)


# --- reading ----------------------------------------------------------------------------------------------------------


class _Links(MarkdownIt):
    """Link targets are only told from other text; nobody follows them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Leave it as it is: encoding it properly is slow."""
        return url


class _State(StateInline):
    """Notes for each token the index in ``src`` at which it was found."""

    def __init__(self, src: str, md: MarkdownIt, env: dict[str, object], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.places: list[int] = []
        self._pending_from = 0

    def append_pending(self, text: str) -> None:
        """Add literal text; it is a token only when something else follows."""
        if not self.pending:
            self._pending_from = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802
        """Make a token of the literal text so far."""
        self.places.append(self._pending_from)
        return super().pushPending()

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token that begins here."""
        if self.pending:
            self.pushPending()
        self.places.append(self.pos)
        return super().push(ttype, tag, nesting)


class _Inline(ParserInline):
    """The inline parser of markdown-it-py with a quicker choice of rules."""

    def tokenize(self, state: StateInline) -> None:
        """Read up to the end of the text or of the link that is being read."""
        text, end = state.src, state.posMax
        while state.pos < end:
            found = _SPECIAL.search(text, state.pos, end)
            at = found.start() if found else end
            if at > state.pos:
                state.append_pending(text[state.pos : at])
                state.pos = at
            if found and not (state.level < 20 and any(rule(state, False) for rule in RULES[found[0]])):
                state.append_pending(found[0])
                state.pos = at + 1
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: object, tokens: list[Token]) -> list[Token]:  # noqa: ARG002
        """Called for the description of an image only, which no reader sees."""
        return tokens


@cache
def _parser() -> MarkdownIt:
    parser = _Links("commonmark", {"maxNesting": 20})
    parser.inline = _Inline()
    parser.inline.ruler2.disable("fragments_join")  # it would join tokens whose places lie apart
    return parser


# --- writing ----------------------------------------------------------------------------------------------------------


class _Writer:
    """Puts the text together from the tokens, run by run."""

    def __init__(self, content: str, place: Runs | range) -> None:
        self._content = content
        self._place = place
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._offsets: list[int] = []
        self._length = 0
        self._styles: list[Style] = []
        self._open: list[int] = []

    def write(self, tokens: list[Token], places: list[int]) -> Inline:
        """The text of all tokens."""
        skip = False
        for token, place in zip(tokens, places, strict=True):
            if skip:
                skip = False
            elif token.info == "auto" and token.nesting == 1:
                self._open.append(self._length)
                self._take(place + 1, self._content.index(">", place))
                skip = True  # the text token: it may have been decoded
            else:
                self._token(token, place)
        return Inline("".join(self._parts), self._runs(), tuple(self._styles))

    def _token(self, token: Token, place: int) -> None:
        if token.type in ("text", "formula"):
            self._take(place, place + len(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            newline = self._content.index("\n", place)
            self._take(newline, newline + 1)
        elif token.type == "code_inline":
            self._code(token, place + len(token.markup))
        elif token.type == "text_special":
            self._special(token, place)
        elif token.type == "html_inline":
            self._tag(token.content, place)
        elif token.nesting == 1:
            self._open.append(self._length)
        elif token.nesting == -1:
            self._style(_STYLES[token.tag], self._open.pop())

    def _code(self, token: Token, start: int) -> None:
        end = start + len(token.content)
        if self._content[start:end].replace("\n", " ") != token.content:
            start, end = start + 1, end + 1  # a space on each side was cut off
        before = self._length
        self._take(start, end, token.content)
        self._style("code", before)

    def _special(self, token: Token, place: int) -> None:
        if token.info == "entity":
            for character in token.content:
                self._take(place, place + 1, character)
        else:
            end = place + len(token.markup)
            self._take(end - len(token.content), end)

    def _tag(self, tag: str, place: int) -> None:
        if _SUPERSCRIPT.match(self._content, place):
            self._take(place, place + 1, "^")
        elif _BREAK.fullmatch(tag):
            self._take(place, place + 1, "\n")

    def _style(self, kind: Literal["code", "strong", "emphasis", "link"], start: int) -> None:
        if start < self._length:
            self._styles.append(Style(kind=kind, start=start, end=self._length))

    def _take(self, start: int, end: int, text: str | None = None) -> None:
        """Add ``content[start:end]``, or a text of as many characters in its stead."""
        if start >= end:
            return
        self._parts.append(self._content[start:end] if text is None else text)
        for begin, stop, offset in self._pieces(start, end):
            if not self._starts or self._offsets[-1] + self._length - self._starts[-1] != offset:
                self._starts.append(self._length)
                self._offsets.append(offset)
            self._length += stop - begin

    def _pieces(self, start: int, end: int) -> Iterable[tuple[int, int, int]]:
        if isinstance(self._place, range):
            return ((start, end, self._place.start + start),)
        return self._place.pieces(start, end)

    def _runs(self) -> Sequence[int]:
        if len(self._starts) <= 1:
            start = self._offsets[0] if self._offsets else self._place[0]
            return range(start, start + self._length)
        return Runs(self._starts, self._offsets, self._length)
