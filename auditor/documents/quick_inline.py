"""The inline markup of everyday text, read without markdown-it-py.

Nearly all markup is a pair of asterisks, a code span or a link of one piece. They are read here in one pass and without
tokens, in a quarter of the time. Whatever could mean two things is left alone: the result is then ``None``, and
markdown-it-py reads the text. Where there is a result, it is the same (the tests compare both).
"""

from __future__ import annotations

from collections.abc import Callable, Container

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace, normalizeReference

from auditor.documents.inline_rules import FOOTNOTE, STRUCK, bracketed_formula_end, formula_end, multiplies
from auditor.documents.inline_text import Inline, Writer
from auditor.documents.offsets import Runs
from auditor.patterns import regex

_SPECIAL = regex(r"[\n\\`*_\[!<&$~]")
_CODE = regex(r"`([^`]+)`(?!`)")
_ESCAPED = regex(r"\\[!-/:-@\[-`{-~]")
_ENTITY = regex(r"&#?\w+;")
_TAG = regex(r"<(?:[A-Za-z][A-Za-z0-9-]*\s*/?|/[A-Za-z][A-Za-z0-9-]*\s*)>")
_MAY_BE_TAG = regex(r"<(?:[A-Za-z!?/]|[^\s<>@]+@)")
_BREAK = regex(r"\n[ \t]*")
# No brackets, and nothing that could hide the closing one, but for code spans.
_LABEL = regex(r"\[([^\[\]`<\\]*(?:`[^`]+`(?!`)[^\[\]`<\\]*)*)\]")
# An entity in front of the colon could hide what kind of address it is.
_TARGET = regex(r"\((?!(?i:vbscript|javascript|file|data):|[^\s():]*&)[^\s()<>\\\x00-\x20\x7f]*\)")

_AMBIGUOUS = -1
Rule = Callable[["_Reader", int, int], int]


def read_quickly(content: str, place: Runs | range, references: Container[str] = ()) -> Inline | None:
    """Read a text, or leave it; ``references`` are the labels that make a link of ``[label]``."""
    reader = _Reader(content, place, references)
    return reader.inline() if reader.read(0, len(content)) else None


class _Reader(Writer):
    """What is known up to the character that is looked at."""

    def __init__(self, text: str, place: Runs | range, references: Container[str]) -> None:
        super().__init__(text, place)
        self._text = text
        self._references = references
        self._literal = 0
        """From here on the text is literal and not yet written."""
        self._open: list[tuple[str, int]] = []
        """Signs of emphasis that wait for their pair, and how long the text was before them."""

    def read(self, at: int, end: int) -> bool:
        """Read and write a stretch; whether its meaning is beyond doubt."""
        text, search = self._text, _SPECIAL.search
        self._literal = at
        while found := search(text, at, end):
            at = found.start()
            at = _RULES[text[at]](self, at, end)
            if at == _AMBIGUOUS:
                return False
        self._write(end, end)
        return not self._open

    def _write(self, end: int, following: int) -> int:
        """Write the literal text up to ``end``; what comes next begins at ``following``."""
        if end > self._literal:
            self.take(self._literal, end)
        self._literal = following
        return following

    # Each rule is asked at its character. It says where to go on, having written what it has read; text that it has
    # not written is literal.

    def line_end(self, at: int, end: int) -> int:
        text, stop = self._text, at
        while stop > self._literal and text[stop - 1] == " ":
            stop -= 1
        self._write(stop, at)
        self.take(at, at + 1)
        found = _BREAK.match(text, at, end)
        self._literal = found.end() if found else at + 1
        return self._literal

    def backslash(self, at: int, end: int) -> int:
        if stop := bracketed_formula_end(self._text, at, end):
            return stop
        if not _ESCAPED.match(self._text, at, end):
            return _AMBIGUOUS
        self._write(at, at + 1)
        return at + 2

    def code(self, at: int, end: int) -> int:
        found = _CODE.match(self._text, at, end)
        if found is None:
            return _AMBIGUOUS
        self._write(at, found.end())
        self.take_code(at + 1, found.end() - 1)
        return found.end()

    def emphasis(self, at: int, end: int) -> int:
        text, marker, stop = self._text, self._text[at], at + 1
        while stop < end and text[stop] == marker:
            stop += 1
        if multiplies(text, at, stop):
            return stop
        opens, closes = _flanks(text[at - 1] if at else " ", text[stop] if stop < end else " ", marker)
        if not (opens or closes):
            return stop
        signs = text[at:stop]
        if opens == closes or len(signs) > 2:
            return _AMBIGUOUS
        if opens:
            self._write(at, stop)
            self._open.append((signs, self.length))
        elif self._open and self._open[-1][0] == signs:
            self._write(at, stop)
            self.style("emphasis" if len(signs) == 1 else "strong", self._open.pop()[1])
        elif self._open:
            return _AMBIGUOUS
        return stop

    def bracket(self, at: int, end: int) -> int:
        text = self._text
        if footnote := FOOTNOTE.match(text, at, end):
            return self._write(at, footnote.end())
        label = _LABEL.match(text, at, end)
        if label is None:
            return _AMBIGUOUS
        following = text[label.end() : label.end() + 1] if label.end() < end else ""
        if following != "(":
            linked = self._references and (following == "[" or normalizeReference(label[1]) in self._references)
            return _AMBIGUOUS if linked else at + 1
        target = _TARGET.match(text, label.end(), end)
        if target is None:
            return _AMBIGUOUS
        self._write(at, at)
        outer, self._open, length = self._open, [], self.length
        if not self.read(at + 1, label.end() - 1):
            return _AMBIGUOUS
        self._open = outer
        self.style("link", length)
        self._literal = target.end()
        return target.end()

    def exclamation(self, at: int, end: int) -> int:
        if not self._text.startswith("![", at, end):
            return at + 1
        label = _LABEL.match(self._text, at + 1, end)
        target = label and _TARGET.match(self._text, label.end(), end)
        return self._write(at, target.end()) if target else _AMBIGUOUS

    def angle(self, at: int, end: int) -> int:
        if tag := _TAG.match(self._text, at, end):
            self._write(at, tag.end())
            self.take_tag(at, tag.end())
            return tag.end()
        return _AMBIGUOUS if _MAY_BE_TAG.match(self._text, at, end) else at + 1

    def ampersand(self, at: int, end: int) -> int:
        return _AMBIGUOUS if _ENTITY.match(self._text, at, end) else at + 1

    def dollar(self, at: int, end: int) -> int:
        return formula_end(self._text, at, end) or at + 1

    def tilde(self, at: int, end: int) -> int:
        struck = STRUCK.match(self._text, at, end)
        return self._write(at, struck.end()) if struck else at + 1


_RULES: dict[str, Rule] = {
    "\n": _Reader.line_end,
    "\\": _Reader.backslash,
    "`": _Reader.code,
    "*": _Reader.emphasis,
    "_": _Reader.emphasis,
    "[": _Reader.bracket,
    "!": _Reader.exclamation,
    "<": _Reader.angle,
    "&": _Reader.ampersand,
    "$": _Reader.dollar,
    "~": _Reader.tilde,
}


def _flanks(before: str, after: str, marker: str) -> tuple[bool, bool]:
    """Whether signs between these characters can open emphasis, and whether they can close it."""
    space_before, mark_before = _kind(before)
    space_after, mark_after = _kind(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if marker == "*":
        return left, right
    return left and (not right or mark_before), right and (not left or mark_after)


def _kind(character: str) -> tuple[bool, bool]:
    """Whether it is white space, and whether it is punctuation."""
    if character.isalnum():
        return False, False
    code = ord(character)
    return isWhiteSpace(code), isMdAsciiPunct(code) or isPunctChar(character)
