"""The lines of a text and the tokens made of them, as the block rules of markdown-it-py want them, made quickly."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from auditor.patterns import regex

MAX_NESTING = 20

_RULER = regex(r"([*_-])[ \t]*(?:\1[ \t]*){2,}\Z")

Definitions = dict[str, Any]
"""What the block rules leave for inline text: ``references``, by label."""
BlockRule = Callable[[StateBlock, int, int, bool], bool]


class Links(MarkdownIt):
    """Link targets are only told from other text; nobody follows them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Leave it as it is: encoding it properly is slow."""
        return url


class LightToken(Token):
    """A token of which only what is read later is set: that takes a third of the time."""

    __slots__ = ()

    def __init__(self, kind: str, tag: str, nesting: Literal[-1, 0, 1], level: int) -> None:
        self.type = kind
        self.tag = tag
        self.nesting = nesting
        self.level = level
        self.map = None
        self.content = ""
        self.info = ""


class BlockState(StateBlock):
    """Where the block parser stands. The same as a ``StateBlock``, whose constructor is a seventh of all parsing."""

    def __init__(self, src: str, md: MarkdownIt, env: Definitions, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        self._find_lines()

    def _find_lines(self) -> None:
        text = self.src
        lines = text.split("\n")
        if not lines[-1].strip(" \t"):
            del lines[-1]  # also one of spaces only
        starts = list(accumulate([len(line) + 1 for line in lines], initial=0))
        # Few lines are indented, and hardly any file has tabs.
        shifts = [0 if line[:1] > " " else len(line) - len(line.lstrip(" \t")) for line in lines]
        columns = list(shifts)
        if "\t" in text:
            columns = [len(line[:end].expandtabs(4)) if end else 0 for line, end in zip(lines, shifts, strict=True)]
        # The entry of a line after the last one spares the rules a comparison.
        ends = [start - 1 for start in starts]
        del ends[0]
        starts[-1] = len(text)
        ends.append(len(text))
        shifts.append(0)
        columns.append(0)
        self.bMarks, self.eMarks, self.tShift, self.sCount = starts, ends, shifts, columns
        self.bsCount = [0] * (len(lines) + 1)
        self.lineMax = len(lines)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        if nesting < 0:
            self.level -= 1
        token = LightToken(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


def push_lines(state: StateBlock, kind: str, start: int, end: int) -> Token:
    """A token that holds lines without their indentation, and where each starts."""
    text, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    if end - start == 1:
        starts = [begins[start] + shifts[start]]
        content = text[starts[0] : ends[start]]
    else:
        starts = [begins[line] + shifts[line] for line in range(start, end)]
        content = "\n".join([text[at : ends[line]] for at, line in zip(starts, range(start, end), strict=True)])
    trimmed = content.strip(MD_TRIM_CHARS)
    if trimmed[:1] != content[:1]:
        # White space that only Unicode calls so: at most an indent, but a line can be made of it, too.
        *blank, indent = content[: len(content) - len(content.lstrip(MD_TRIM_CHARS))].split("\n")
        starts = starts[len(blank) :]
        starts[0] += len(indent)
    state.line = end
    token = LightToken(kind, "", 0, state.level)
    state.tokens.append(token)
    token.map = [start, end]
    token.content = trimmed
    token.meta = {"starts": starts}
    return token


def push_text(state: StateBlock, line: int, start: int, end: int) -> None:
    """A paragraph that is only a part of a line, if there is anything in it."""
    content = state.src[start:end].strip(MD_TRIM_CHARS)
    if content:
        token = state.push("paragraph", "", 0)
        token.map = [line, line + 1]
        token.content = content
        token.meta = {"starts": [state.src.index(content, start)]}


def ruler(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """A line across the page."""
    if not _RULER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]):
        return False
    if state.is_code_block(line):
        return False
    if not silent:
        state.line = line + 1
        state.push("hr", "hr", 0).map = [line, line + 1]
    return True
