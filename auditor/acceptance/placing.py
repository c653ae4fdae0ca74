"""Where a comment goes that accepts a finding: where it speaks of the statement, and changes nothing else."""

from __future__ import annotations

from msgspec import Struct

from auditor.documents.markdown import code_begins
from auditor.model import Block, Check, Document
from auditor.patterns import regex

_HARD_BREAK = regex(r"\\?\s*\Z")
_CLOSING_SIGNS = regex(r"\s+#+\s*\Z")
_BORDER = regex(r"\s*\|\s*\Z")
_PREFIX = regex(r"[ >\t]*")


class Spot(Struct, frozen=True, kw_only=True):
    """A place between characters. ``line`` counts from 1."""

    line: int
    column: int | None
    """How many characters of the line stand before it; ``None`` for a line of its own before that line."""
    prefix: str = ""
    """What a line of its own begins with: the marks of quotes, the indentation in a list."""

    @property
    def words(self) -> str:
        """As people say it."""
        return f"before line {self.line}" if self.column is None else f"at the end of line {self.line}"

    def filled(self, lines: list[str], comment: str, line_end: str) -> str:
        """The text of the lines with the comment in it."""
        if self.column is None:
            return "".join([*lines[: self.line - 1], f"{self.prefix}{comment}{line_end}", *lines[self.line - 1 :]])
        line = lines[self.line - 1]
        changed = f"{line[: self.column]} {comment}{line[self.column :]}"
        return "".join([*lines[: self.line - 1], changed, *lines[self.line :]])


def spot_for(document: Document, check: Check) -> Spot | None:
    """Where the comment goes; ``None`` in a configuration file, which has no such comments."""
    block = _block_at(document, check.statement.span.start)
    if block is None or block.kind == "setting":
        return None
    if block.kind == "line":
        return _before_code(document, check.statement.line)
    line = check.statement.end_line
    ending = {"cell": _BORDER, "heading": _CLOSING_SIGNS}.get(block.kind, _HARD_BREAK)
    text = document.source.line(line)
    found = ending.search(text) or _HARD_BREAK.search(text)
    return Spot(line=line, column=found.start() if found else len(text))


def _block_at(document: Document, offset: int) -> Block | None:
    inside = (block for block in document.blocks if block.offsets[0] <= offset <= block.offsets[-1])
    return next(inside, None)


def _before_code(document: Document, line: int) -> Spot:
    """Before the first line of a fence or of indented code, with what stands before that one."""
    first = code_begins(document.source, line)
    text = document.source.line(first)
    found = _PREFIX.match(text)
    prefix = found[0] if found else ""
    return Spot(line=first, column=None, prefix=prefix if text.startswith(("```", "~~~"), len(prefix)) else prefix[:-4])
