"""Spans → places that a person finds again."""

from __future__ import annotations

from auditor.model import Document, Place, Span


def place(document: Document, span: Span, section: int) -> Place:
    """The span with its lines, columns, text and headings."""
    source = document.source
    line, column = source.position(span.start)
    end_line, end_column = source.position(max(span.start, span.end - 1))
    return Place(
        path=source.path,
        span=span,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column + 1,
        text=source.text[span.start : span.end],
        line_text=source.line(line),
        section=document.heading_path(section),
    )
