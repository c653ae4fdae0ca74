"""The cells of a row of a table."""

from __future__ import annotations

from markdown_it.common.utils import MD_TRIM_CHARS

from auditor.documents.offsets import Runs
from auditor.patterns import regex

_BORDER = regex(r"(?<!\\)\|")
_ESCAPED_BORDER = "\\|"


def split_row(row: str) -> list[tuple[int, str]]:
    """The cells of a line, each with the index of its first character; an escaped ``|`` is no border."""
    start = len(row) - len(row.lstrip(MD_TRIM_CHARS))
    row = row.strip(MD_TRIM_CHARS)
    cells = []
    for cell in _BORDER.split(row) if _ESCAPED_BORDER in row else row.split("|"):
        cells.append((start, cell))
        start += len(cell) + 1
    if cells and not cells[0][1]:
        del cells[0]
    if cells and not cells[-1][1]:
        del cells[-1]
    return cells


def cell_text(cell: str, offset: int) -> tuple[str, Runs | range]:
    r"""What a cell says, with its place, where the cell begins at ``offset``: ``\|`` is ``|``, even in code."""
    trimmed = cell.lstrip(MD_TRIM_CHARS)
    offset += len(cell) - len(trimmed)
    trimmed = trimmed.rstrip(MD_TRIM_CHARS)
    if _ESCAPED_BORDER not in trimmed:
        return trimmed, range(offset, offset + len(trimmed))
    pieces = trimmed.split(_ESCAPED_BORDER)
    starts, offsets = [0], [offset]
    for piece in pieces[:-1]:
        # What follows begins with the border itself, whose backslash is left out.
        starts.append(starts[-1] + len(piece) + (1 if len(starts) > 1 else 0))
        offset += len(piece) + len(_ESCAPED_BORDER)
        offsets.append(offset - 1)
    text = "|".join(pieces)
    return text, Runs(starts, offsets, len(text))
