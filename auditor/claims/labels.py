"""What a statement is about: the words before its colon, its row and column, the list item above it."""

from __future__ import annotations

from auditor.model import Block, Document
from auditor.patterns import regex

_LABEL = regex(r"[\s✓✔✅☑❌✗✘✖\ufe0f|│├└─┌┐┘*_`#>•\-]*(?:\d+[.)]\s+)?(?P<label>[^:=≈\n]{1,80}?)\s*(?::(?!\d)|=(?!=)|≈)")


def line_label(text: str) -> str:
    """``Total memory`` in ``✓ Total memory: 64 GB``; empty where the statement has no such beginning."""
    match = _LABEL.match(text)
    if match is None:
        return ""
    label = match["label"].strip(" *_`")
    return label if any(letter.isalpha() for letter in label) else ""


def cell_labels(document: Document, block: Block) -> tuple[str, str]:
    """The header of a cell's column and the first cell of its row."""
    if block.cell is None or block.cell.row == 0:
        return "", ""
    table = document.tables[block.cell.table]
    header = _text(document, table.header[block.cell.column]) if block.cell.column < len(table.header) else ""
    row = table.rows[block.cell.row - 1]
    first = _text(document, row[0]) if block.cell.column > 0 and row else ""
    return header, first


def _text(document: Document, index: int | None) -> str:
    return "" if index is None else document.blocks[index].text.strip()


def parent(document: Document, index: int) -> int | None:
    """The block that a nested list item or an indented line of a fence belongs to."""
    block = document.blocks[index]
    at = index - 1
    while at >= 0 and document.blocks[at].group == block.group:
        if document.blocks[at].depth < block.depth:
            return at
        at -= 1
    return None
