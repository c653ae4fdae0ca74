"""Markdown files to blocks, sections and tables, each character with its offset in the file.

Reading inline text is the slow half of parsing, and most paragraphs hold no number. So the blocks come first; then text
is read only where there is a digit, and where it may say what a number nearby is about: headings, the cells of a table
with digits, what stands right before a list, a table or a fence, and what ends with a colon or is all bold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from auditor.documents.block_state import MAX_NESTING, Definitions
from auditor.documents.collector import Collector
from auditor.documents.comments import find_comments, speaks, stands_alone
from auditor.documents.fences import code_reason
from auditor.documents.grammar import parse_blocks
from auditor.documents.html_blocks import collect_html
from auditor.documents.inline import read_inline
from auditor.documents.inline_text import Inline
from auditor.documents.offsets import Runs, lines_place
from auditor.documents.rows import cell_text, split_row
from auditor.model import Cell, Document, Source, Span
from auditor.patterns import regex

_DIGIT = regex("[0-9]")
_LINK_TARGET = regex(r"\]\([^()\s]*\)")
_LETTER = regex(r"[^\W_]")
_LED = frozenset({"bullet_list_open", "ordered_list_open", "table", "fence", "code_block", "formula"})
_MAY_LEAD = frozenset({"paragraph", "formula", "html_block"})
# What stands before the text of a task, and before that of an alert: ``[!NOTE]``.
_SIGNS = {
    "list_item_open": regex(r"\[[ xX]\][ \t]+"),
    "blockquote_open": regex(r"\[!\w+\][+-]?(?:[ \t]+|(?=\n)|\Z)\n?"),
}
_FRONT_MATTER = regex(r"(---|\+\+\+)[ \t]*\n[ \t]*(?:#|[\w\"'.-]+[ \t]*[:=])")
_BORDERS = "│┃║├└┌┐┘┤┬┴┼─━═╔╗╚╝╠╣╭╮╯╰ \t"


def parse(source: Source) -> Document:
    """Read a Markdown file. No text is refused: what cannot be read is passed over, with the reason."""
    front = _front_matter_end(source.text)
    tokens, definitions = _blocks(source, front)
    walk = _Walk(source, definitions)
    if front:
        walk.pass_over(Span(start=0, end=front), "front matter")
    if speaks(source.text):
        walk.comments = find_comments(source, tokens, definitions)
        tokens = [token for token in tokens if not stands_alone(token)]
    walk.read(tokens)
    return walk.document()


def code_begins(source: Source, line: int) -> int:
    """The first line of the fence, or of the indented code, that a line stands in; 0 if it stands in none."""
    for token in _blocks(source, _front_matter_end(source.text))[0]:
        if token.type in ("fence", "code_block"):
            first, end = _lines(token)
            if first < line <= end:
                return first + 1
    return 0


def _blocks(source: Source, front: int) -> tuple[list[Token], Definitions]:
    return parse_blocks(source.text, source.position(front)[0] - 1 if front else 0)


def _front_matter_end(text: str) -> int:
    """Where the text begins after a head of settings between ``---`` lines; 0 without one."""
    opening = _FRONT_MATTER.match(text)
    if opening is None:
        return 0
    # YAML may also end with three dots.
    end = r"\+\+\+" if opening[1] == "+++" else r"(?:---|\.\.\.)"
    closing = re.compile(rf"^{end}[ \t]*(?:\n|\Z)", re.M).search(text, opening.end())
    return closing.end() if closing else 0


class _Walk(Collector):
    """Goes once through the block tokens and collects what they hold."""

    def __init__(self, source: Source, definitions: Definitions) -> None:
        super().__init__(source)
        self._definitions = definitions

    def read(self, tokens: Sequence[Token]) -> None:
        """Take each token by its type."""
        before = ""
        for index, token in enumerate(tokens, 1):
            kind = token.type
            if take := _TAKES.get(kind):
                take(self, token)
            elif kind in _MAY_LEAD:
                leads = index < len(tokens) and tokens[index].type in _LED
                if kind == "html_block":
                    self._html(token, leads=leads)
                else:
                    self._paragraph(token, leads=leads, before=before)
            before = kind

    def _enter(self, token: Token) -> None:
        """Into or out of a list or a quote."""
        if token.tag == "blockquote":
            self.quotes += token.nesting
            return
        if not self.lists:
            self.list_group = self.new_group()
        self.lists += token.nesting

    # --- text ---------------------------------------------------------------------------------------------------------

    def _paragraph(self, token: Token, *, leads: bool, before: str) -> None:
        content, starts = token.content, token.meta["starts"]
        if not (_has_digit(content) or leads or _is_label(content)):
            return
        if (sign := _SIGNS.get(before)) and (found := sign.match(content)):
            content, starts = _without_sign(content, starts, found.end())
        self.add_text(self._inline(content, lines_place(content, starts)))

    def _heading(self, token: Token) -> None:
        content = token.content
        inline = self._inline(content, lines_place(content, token.meta["starts"]))
        title = " ".join(inline.text.split())
        if title and token.level == 0:
            self.outline.open(title, int(token.tag[1]), self.source.line_starts[_lines(token)[0]])
        self.add("heading", inline)

    def _inline(self, content: str, place: Runs | range) -> Inline:
        return read_inline(content, place, self._definitions)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, token: Token) -> None:
        span = self._span(token)
        if not _DIGIT.search(self.source.text, span.start, span.end):
            return
        group, width, rows = self.new_group(), 0, []
        for number, start in enumerate(token.meta["starts"]):
            cells = self._row(start)
            width = width or len(cells)
            rows.append(self._cells(cells[:width], width, number, group))
        self.add_table(span, rows[0], rows[1:])

    def _row(self, start: int) -> list[tuple[int, str]]:
        end = self.source.text.find("\n", start)
        row = self.source.text[start : end if end >= 0 else None]
        return [(start + at, cell) for at, cell in split_row(row)]

    def _cells(self, cells: list[tuple[int, str]], width: int, row: int, group: int) -> tuple[int | None, ...]:
        indices: list[int | None] = []
        for column, (offset, cell) in enumerate(cells):
            inline = self._inline(*cell_text(cell, offset))
            place = Cell(table=len(self.tables), row=row, column=column)
            indices.append(self.add("cell", inline, group=group, cell=place))
        return (*indices, *[None] * (width - len(indices)))

    # --- fences and what is not read ----------------------------------------------------------------------------------

    def _fence(self, token: Token) -> None:
        tag, first = (token.info, 1) if token.type == "fence" else ("", 0)
        digits = _DIGIT.search(token.content)
        if not digits and not tag.strip():
            return
        lines = token.content.split("\n")
        reason = code_reason(tag, lines)
        if reason:
            self._pass_over(token, reason)
        elif digits:
            group = self.new_group()
            for number, line in enumerate(lines, _lines(token)[0] + first):
                if _LETTER.search(line):
                    self._line(line, number, group)

    def _line(self, line: str, number: int, group: int) -> None:
        """A line of a sheet: its content ends where the line of the file ends, whatever stands before."""
        text = line.rstrip(_BORDERS)
        starts = self.source.line_starts
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(self.source.text)
        end -= len(line) - len(text)
        indented = text.expandtabs(4)
        text = text.lstrip(_BORDERS)
        depth = len(indented) - len(text.expandtabs(4))
        self.add("line", Inline(text, range(end - len(text), end)), group=group, depth=depth)

    def _html(self, token: Token, *, leads: bool) -> None:
        text, starts = token.meta["text"], token.meta["starts"]
        place = lines_place(text, starts)
        if not _DIGIT.search(text) or not collect_html(text, place, self._inline, self, leads=leads):
            self._pass_over(token, "HTML")

    def _too_deep(self, token: Token) -> None:
        self._pass_over(token, f"nested more than {MAX_NESTING} deep")

    def _pass_over(self, token: Token, reason: str) -> None:
        self.pass_over(self._span(token), reason)

    def _span(self, token: Token) -> Span:
        """From the start of the first line to the end of the last that is not empty."""
        first, end = _lines(token)
        starts = self.source.line_starts
        stop = starts[end] if end < len(starts) else len(self.source.text)
        start = starts[first]
        return Span(start=start, end=start + len(self.source.text[start:stop].rstrip()))


_TAKES: dict[str, Callable[[_Walk, Token], None]] = {
    "heading": _Walk._heading,
    "table": _Walk._table,
    "fence": _Walk._fence,
    "code_block": _Walk._fence,
    "too_deep": _Walk._too_deep,
    **dict.fromkeys(("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"), _Walk._enter),
    **dict.fromkeys(("blockquote_open", "blockquote_close"), _Walk._enter),
}


def _without_sign(content: str, starts: list[int], end: int) -> tuple[str, list[int]]:
    """A text and where its lines start, without its first characters, which are a whole line at most."""
    if content[end - 1] == "\n":
        return content[end:], starts[1:]
    return content[end:], [starts[0] + end, *starts[1:]]


def _has_digit(content: str) -> bool:
    """Whether a digit stands in the text, and not only in the target of a link."""
    if not _DIGIT.search(content):
        return False
    return "](" not in content or _DIGIT.search(_LINK_TARGET.sub("]", content)) is not None


def _is_label(content: str) -> bool:
    """Whether a text ends with a colon or is all bold."""
    if content.startswith("**") and content.endswith("**") and len(content) > 4 and "*" not in content[2:-2]:
        return True
    return content.rstrip("*_").endswith((":", "："))


def _lines(token: Token) -> tuple[int, int]:
    assert token.map is not None  # every block that holds text has one
    return token.map[0], token.map[1]
