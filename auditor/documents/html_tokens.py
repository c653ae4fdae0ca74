"""HTML as a row of tags and texts.

One scan tells tags from text. What begins like a tag and is none is text. Comments, scripts, styles, preformatted and
struck-out text are left out. The scan never goes back, so that the worst text takes no longer than any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from auditor.patterns import regex

# Quoted values may hold a ``>``; no value that means anything is longer.
_TAG = regex(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+)>")
_COMMENT = "HTML comment"
_LEFT_OUT = {
    **dict.fromkeys(("pre", "textarea"), "code (HTML)"),
    **dict.fromkeys(("script", "style", "svg", "math", "template", "iframe", "del", "s", "strike"), "HTML"),
}


class LeftOut(Struct, frozen=True, kw_only=True):
    """A stretch of the HTML that is not read."""

    reason: str
    start: int
    end: int


class Tag(Struct, frozen=True, kw_only=True):
    """An opening or a closing tag; the name is in small letters."""

    name: str
    closes: bool
    attributes: str
    start: int
    end: int


class Text(Struct, frozen=True, kw_only=True):
    """What stands between tags."""

    start: int
    end: int


Token = Tag | Text | LeftOut


def tokens_of(text: str) -> Iterator[Token]:
    """All of a stretch of HTML."""
    at = 0
    while (opening := text.find("<", at)) >= 0:
        if opening > at:
            yield Text(start=at, end=opening)
        token, at = _at_bracket(text, opening)
        if isinstance(token, Tag) and not token.closes and token.name in _LEFT_OUT:
            at = _element_end(text, token)
            yield LeftOut(reason=_LEFT_OUT[token.name], start=token.start, end=at)
        elif token:
            yield token
    if at < len(text):
        yield Text(start=at, end=len(text))


def _at_bracket(text: str, at: int) -> tuple[Token | None, int]:
    """What a ``<`` begins, and where that ends; what does not end goes on to the end of the text."""
    if text.startswith("<!--", at):
        end = text.find("-->", at + 4) + 3
        end = end if end >= 3 else len(text)
        return LeftOut(reason=_COMMENT, start=at, end=end), end
    if text.startswith(("<!", "<?"), at):
        return None, text.find(">", at) + 1 or len(text)
    if found := _TAG.match(text, at):
        name = found[2].lower()
        return Tag(name=name, closes=bool(found[1]), attributes=found[3], start=at, end=found.end()), found.end()
    return Text(start=at, end=at + 1), at + 1


def _element_end(text: str, tag: Tag) -> int:
    if tag.attributes.endswith("/"):
        return tag.end
    closing = re.compile(rf"</{tag.name}\s*>", re.I).search(text, tag.end)
    return closing.end() if closing else len(text)


def html_comments(text: str) -> Iterator[tuple[int, int]]:
    """Where the comments of a stretch of HTML begin and end, but for one that does not end."""
    for token in tokens_of(text):
        if isinstance(token, LeftOut) and token.reason == _COMMENT and text.endswith("-->", token.start, token.end):
            yield token.start, token.end


def says_something(text: str) -> bool:
    """Whether a stretch of HTML has any text, beside tags and comments."""
    return any(isinstance(token, Text) and not text[token.start : token.end].isspace() for token in tokens_of(text))
