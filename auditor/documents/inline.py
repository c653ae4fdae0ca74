"""Inline Markdown to the text that a reader sees, each character with its place.

markdown-it-py gives no columns for inline tokens. Here its rules run on a state that notes where every token came
from, so that no text has to be searched again. What is more than CommonMark is in ``inline_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from auditor.documents.block_state import Definitions, Links
from auditor.documents.inline_rules import RULES
from auditor.documents.inline_text import Inline, StyleKind, Writer
from auditor.documents.offsets import Runs
from auditor.documents.quick_inline import read_quickly
from auditor.patterns import regex

_SPECIAL = regex("[" + re.escape("".join(RULES)) + "]")
_MARKUP = regex(r"[\\`*_\[<&$~]")
_STYLES: dict[str, StyleKind] = {"strong": "strong", "em": "emphasis", "a": "link"}


def read_inline(content: str, place: Runs | range, definitions: Definitions) -> Inline:
    """Read ``content``, whose characters stand in the file at ``place``."""
    if not _MARKUP.search(content) and " \n" not in content:
        return Inline(content, place)
    quick = read_quickly(content, place, definitions.get("references", ()))
    return quick or read_by_rules(content, place, definitions)


def read_by_rules(content: str, place: Runs | range, definitions: Definitions) -> Inline:
    """The same for any text, by the rules of markdown-it-py."""
    state = _tokenized(content, definitions)
    for rule in state.md.inline.ruler2.getRules(""):
        rule(state)
    return _Tokens(content, place).write(state.tokens, state.places)


def inline_comments(content: str, definitions: Definitions) -> Iterator[tuple[int, int]]:
    """Where the HTML comments of a text begin and end."""
    state = _tokenized(content, definitions)
    for token, at in zip(state.tokens, state.places, strict=True):
        if token.type == "html_inline" and token.content.startswith("<!--"):
            yield at, at + len(token.content)


def _tokenized(content: str, definitions: Definitions) -> _State:
    parser = _parser()
    state = _State(content, parser, definitions, [])
    parser.inline.tokenize(state)
    return state


# --- reading ----------------------------------------------------------------------------------------------------------


class _State(StateInline):
    """Notes for each token the index in ``src`` at which it was found."""

    def __init__(self, src: str, md: MarkdownIt, env: Definitions, tokens: list[Token]) -> None:
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
    parser = Links("commonmark", {"maxNesting": 20})
    parser.inline = _Inline()
    parser.inline.ruler2.disable("fragments_join")  # it would join tokens whose places lie apart
    return parser


# --- writing ----------------------------------------------------------------------------------------------------------


class _Tokens:
    """Puts the text together from the tokens."""

    def __init__(self, content: str, place: Runs | range) -> None:
        self._content = content
        self._writer = Writer(content, place)
        self._open: list[int] = []

    def write(self, tokens: list[Token], places: list[int]) -> Inline:
        """The text of all tokens."""
        skip = False
        for token, place in zip(tokens, places, strict=True):
            if skip:
                skip = False
            elif token.info == "auto" and token.nesting == 1:
                self._open.append(self._writer.length)
                self._writer.take(place + 1, self._content.index(">", place))
                skip = True  # the text token: it may have been decoded
            else:
                self._token(token, place)
        return self._writer.inline()

    def _token(self, token: Token, place: int) -> None:
        writer = self._writer
        if token.type in ("text", "formula"):
            writer.take(place, place + len(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            newline = self._content.index("\n", place)
            writer.take(newline, newline + 1)
        elif token.type == "code_inline":
            start = place + len(token.markup)
            writer.take_code(start, _code_end(self._content, start, token))
        elif token.type == "text_special":
            self._special(token, place)
        elif token.type == "html_inline":
            writer.take_tag(place, place + len(token.content))
        elif token.nesting == 1:
            self._open.append(writer.length)
        elif token.nesting == -1:
            writer.style(_STYLES[token.tag], self._open.pop())

    def _special(self, token: Token, place: int) -> None:
        if token.info == "entity":
            for character in token.content:
                self._writer.take(place, place + 1, character)
        else:
            end = place + len(token.markup)
            self._writer.take(end - len(token.content), end)


def _code_end(content: str, start: int, token: Token) -> int:
    """Where the backticks stand that close code; a space on each side may have been cut off its token."""
    end = start + len(token.content)
    return end if content[start:end].replace("\n", " ") == token.content else end + 2
