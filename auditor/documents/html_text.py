"""HTML that stands in Markdown: its text and its simple tables, each character with its place.

No tree is built. A tag that is not known to stand within a line ends a paragraph, as components (``<Tip>``) do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape

from msgspec import Struct

from auditor.documents.html_tokens import LeftOut, Tag, Text, Token, tokens_of
from auditor.documents.inline_text import Inline, StyleKind, Writer
from auditor.documents.offsets import Runs
from auditor.patterns import regex

_DIGIT = regex("[0-9]")
_WORDS = regex(r"[ \t\n\f\r]+|[^ \t\n\f\r]+")
_ENTITY = regex(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MERGED = regex(r"\b(?:row|col)span\s*=\s*[\"']?\s*(?!1\b)\d", re.I)
_MARKDOWN = regex(r"\bmarkdown\s*=\s*[\"']?(?:1|block|span|true)\b", re.I)
_WITHIN_A_LINE = frozenset(
    "a abbr b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark picture q ruby s samp small"
    " source span strike strong sub sup svg time tt u var wbr".split()
)
_STYLES: dict[str, StyleKind] = {
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("em", "i"), "emphasis"),
    "a": "link",
}
MAX_CELLS = 65_536
"""Of a table, with those that its shorter rows lack."""


class HtmlTable(Struct, frozen=True, kw_only=True):
    """The cells of each row, and whether the first one names the columns; ``start`` and ``end`` count in the HTML."""

    rows: tuple[tuple[Inline, ...], ...]
    has_header: bool
    start: int
    end: int


Markdown = Callable[[str, Runs | range], Inline]
Piece = Inline | HtmlTable | LeftOut


def read_html(text: str, place: Runs | range, markdown: Markdown) -> list[Piece]:
    """The paragraphs and tables of a stretch of HTML whose characters stand in the file at ``place``.

    There are none if the text holds no digit.
    ``markdown`` reads the text of elements whose author says that it is Markdown: ``<p markdown="1">``.
    """
    tokens = list(tokens_of(text))
    if not any(isinstance(token, Text) and _DIGIT.search(text, token.start, token.end) for token in tokens):
        return []  # most numbers of HTML are widths and addresses
    reader = _Reader(text, place, markdown)
    for token in tokens:
        reader.take(token)
    return reader.pieces()


# --- paragraphs and tables --------------------------------------------------------------------------------------------


class _Reader:
    """Takes the tokens one by one and puts paragraphs, cells and rows together."""

    def __init__(self, text: str, place: Runs | range, markdown: Markdown) -> None:
        self._markdown = markdown
        self._is_markdown = False
        self._text = text
        self._place = place
        self._pieces: list[Piece] = []
        self._writer = Writer(text, place)
        self._gap: tuple[int, str] | None = None
        """White space that is written if more text follows: where it stands and what it is."""
        self._styled: list[tuple[str, int]] = []
        self._table: _Table | None = None

    def pieces(self) -> list[Piece]:
        """What has been read, at the end of the text."""
        self._end_paragraph()
        self._pieces += self._table.paragraphs() if self._table else []
        return self._pieces

    def take(self, token: Token) -> None:
        """Take the next token."""
        if isinstance(token, LeftOut):
            self._pieces.append(token)
        elif isinstance(token, Text):
            self._take_text(token)
        elif token.name in _WITHIN_A_LINE:
            self._take_inline(token)
        elif token.name in ("table", "tr", "td", "th") or self._table is None:
            self._end_paragraph()
            self._is_markdown = _MARKDOWN.search(token.attributes) is not None
            self._take_structure(token)
        else:
            self._gap = (token.start, "\n")

    def _take_text(self, token: Text) -> None:
        for word in _WORDS.finditer(self._text, token.start, token.end):
            if word[0].isspace() and word[0][0] in " \t\n\f\r":
                self._take_gap(word.start(), word[0])
            else:
                self._write_gap()
                self._take_word(word.start(), word.end())

    def _take_gap(self, start: int, space: str) -> None:
        if self._gap is None or (self._gap[1] != "\n" and "\n" in space):
            line_end = space.find("\n")
            self._gap = (start + line_end, "\n") if line_end >= 0 else (start, space[0])

    def _write_gap(self) -> None:
        if self._gap and self._writer.length:
            self._writer.take(self._gap[0], self._gap[0] + 1, self._gap[1])
        self._gap = None

    def _take_word(self, start: int, end: int) -> None:
        for entity in _ENTITY.finditer(self._text, start, end):
            decoded = unescape(entity[0])
            if decoded != entity[0]:
                self._writer.take(start, entity.start())
                for character in decoded:
                    self._writer.take(entity.start(), entity.start() + 1, character)
                start = entity.end()
        self._writer.take(start, end)

    def _take_inline(self, tag: Tag) -> None:
        if tag.name == "br":
            self._gap = (tag.start, "\n")
        elif tag.name == "sup" and not tag.closes:
            self._write_gap()
            self._writer.take_tag(tag.start, tag.end)
        elif tag.name in _STYLES:
            self._take_style(tag)

    def _take_style(self, tag: Tag) -> None:
        length = self._writer.length
        if not tag.closes:
            self._styled.append((tag.name, length + (1 if self._gap and length else 0)))
        elif self._styled and self._styled[-1][0] == tag.name:
            self._writer.style(_STYLES[tag.name], self._styled.pop()[1])

    def _take_structure(self, tag: Tag) -> None:
        if self._table is None:
            if tag.name == "table" and not tag.closes:
                self._table = _Table(tag.start)
        elif tag.name != "table":
            self._table.take(tag)
        elif self._table.nest(-1 if tag.closes else 1) == 0:
            self._pieces.append(self._table.result(tag.end))
            self._table = None

    def _end_paragraph(self) -> None:
        """Text up to here belongs to the cell that is open, or is a paragraph."""
        if self._writer.length:
            inline = self._writer.inline()
            if self._is_markdown:
                inline = self._markdown(inline.text, inline.offsets)
            if self._table is None or not self._table.add(inline):
                self._pieces.append(inline)
            self._writer = Writer(self._text, self._place)
        self._gap = None
        self._styled.clear()


class _Table:
    """The rows of a table that is open."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._depth = 1
        self._rows: list[list[Inline]] = []
        self._cell_open = False
        self._simple = True
        self._named = False
        """Whether the first row has a header cell."""

    def nest(self, change: int) -> int:
        """A table within, or the end of one; how many are open then."""
        self._depth += change
        self._simple = self._simple and change < 0
        return self._depth

    def take(self, tag: Tag) -> None:
        """A row or a cell begins or ends."""
        self._cell_open = False
        if tag.closes:
            return
        if tag.name == "tr" or not self._rows:
            self._rows.append([])
        if tag.name != "tr":
            self._cell_open = True
            self._rows[-1].append(_NOTHING)
            self._named = self._named or (tag.name == "th" and len(self._rows) == 1)
            self._simple = self._simple and not _MERGED.search(tag.attributes)

    def add(self, inline: Inline) -> bool:
        """The text of the cell that is open, if one is."""
        if self._cell_open:
            self._rows[-1][-1] = inline
        return self._cell_open

    def result(self, end: int) -> HtmlTable | LeftOut:
        """The whole table."""
        rows = [row for row in self._rows if row]
        width = max(map(len, rows), default=0)
        if not self._simple or width * len(rows) > MAX_CELLS:
            return LeftOut(reason="HTML table with merged cells or tables in it", start=self._start, end=end)
        has_header = self._named or not any(_DIGIT.search(cell.text) for cell in (rows or [[]])[0])
        return HtmlTable(rows=tuple(map(tuple, rows)), has_header=has_header, start=self._start, end=end)

    def paragraphs(self) -> Sequence[Inline]:
        """The texts of a table that does not end."""
        return [cell for row in self._rows for cell in row]


_NOTHING = Inline("", range(0))
