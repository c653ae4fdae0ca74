"""The paragraphs and tables of HTML as blocks of the document."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.documents.collector import Collector
from auditor.documents.html_text import HtmlTable, Markdown, Piece, read_html
from auditor.documents.html_tokens import LeftOut
from auditor.documents.inline_text import Inline
from auditor.documents.offsets import Runs
from auditor.model import Cell, Span
from auditor.patterns import regex

_DIGIT = regex("[0-9]")


def collect_html(text: str, place: Runs | range, markdown: Markdown, into: Collector, *, leads: bool) -> bool:
    """Add what HTML says with numbers; whether there was any. ``leads``: a list, a table or a fence follows it."""
    pieces = read_html(text, place, markdown)
    if not any(_says_a_number(piece) for piece in pieces):
        return False
    for index, piece in enumerate(pieces, 1):
        if isinstance(piece, LeftOut):
            into.pass_over(_span(piece, place), piece.reason)
        elif isinstance(piece, HtmlTable):
            if _says_a_number(piece):
                _add_table(piece, place, into)
        elif _says_a_number(piece) or _is_label(piece, pieces[index:], leads):
            into.add_text(piece)
    return True


def _says_a_number(piece: Piece) -> bool:
    if isinstance(piece, LeftOut):
        return False
    texts = [piece] if isinstance(piece, Inline) else [cell for row in piece.rows for cell in row]
    return any(_DIGIT.search(inline.text) for inline in texts)


def _is_label(inline: Inline, following: Sequence[Piece], leads: bool) -> bool:
    """Whether a text without a number may say what the numbers after it are about."""
    strong = any(style.kind == "strong" and style.end - style.start == len(inline.text) for style in inline.styles)
    before_table = isinstance(following[0], HtmlTable) if following else leads
    return strong or before_table or inline.text.endswith((":", "："))


def _add_table(table: HtmlTable, place: Runs | range, into: Collector) -> None:
    group, width = into.new_group(), max(map(len, table.rows))
    header: tuple[int | None, ...] = (None,) * width
    rows: list[tuple[int | None, ...]] = []
    for number, cells in enumerate(table.rows, 0 if table.has_header else 1):
        indices = [
            into.add("cell", cell, group=group, cell=Cell(table=len(into.tables), row=number, column=column))
            for column, cell in enumerate(cells)
        ]
        row = (*indices, *[None] * (width - len(indices)))
        if number == 0:
            header = row
        else:
            rows.append(row)
    into.add_table(_span(table, place), header, rows)


def _span(piece: HtmlTable | LeftOut, place: Runs | range) -> Span:
    return Span(start=place[piece.start], end=place[piece.end - 1] + 1)
