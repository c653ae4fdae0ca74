"""One file, parsed once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import Struct


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """The characters ``start`` up to, not including, ``end``."""

    start: int
    end: int


class Source(Struct, frozen=True, kw_only=True, dict=True):
    """One file as decoded: no byte-order mark, every line end a single newline."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset of each line's first character."""
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    @property
    def lower(self) -> str:
        """The text in lower case, for quick searches of the whole for ASCII words; other characters are ``?`` in it."""
        return _lower(self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@lru_cache(maxsize=1)
def _lower(text: str) -> str:
    """Several stages search the same text. One byte a character: both making it and searching it take half the time."""
    return text.encode("ascii", "replace").decode("ascii").lower()


class Section(Struct, frozen=True, kw_only=True):
    """What a heading opens. Section 0 is the whole document and has no heading."""

    title: str
    level: int
    parent: int | None
    span: Span


BlockKind = Literal["paragraph", "heading", "item", "cell", "line", "setting"]


class Cell(Struct, frozen=True, kw_only=True, gc=False):
    """Where a block stands in ``Document.tables[table]``; row 0 is the header."""

    table: int
    row: int
    column: int


class Style(Struct, frozen=True, kw_only=True, gc=False):
    """A stretch of a block's text that the author set apart; offsets count in ``Block.text``."""

    kind: Literal["code", "strong", "emphasis", "link"]
    start: int
    end: int


class Block(Struct, frozen=True, kw_only=True):
    """A paragraph, heading, list item, table cell, line of a calculation fence, or setting of a configuration file."""

    kind: BlockKind
    text: str
    """What a reader sees: markup removed, entities and escapes resolved."""
    offsets: Sequence[int]
    """For each character of ``text`` its offset in the file."""
    section: int
    group: int
    """Blocks of one list (nested ones included), one fence or one table share a number."""
    depth: int = 0
    """Nesting in a list, indentation in a fence: a block's parent is the last one before it that is less deep."""
    cell: Cell | None = None
    styles: tuple[Style, ...] = ()
    quoted: bool = False
    label: str = ""
    """The key path of a setting, ``hardware.gpu_count``."""

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the file."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.offsets[-1] + 1
            return Span(start=at, end=at)
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)


class Table(Struct, frozen=True, kw_only=True):
    """Indices of cell blocks; ``None`` where a row is short or a cell holds nothing."""

    span: Span
    section: int
    header: tuple[int | None, ...]
    rows: tuple[tuple[int | None, ...], ...]


class Passage(Struct, frozen=True, kw_only=True):
    """A stretch of the file that was seen and not read, with the reason."""

    span: Span
    reason: str


class Comment(Struct, frozen=True, kw_only=True):
    """An HTML comment that speaks to the auditor: ``<!-- auditor: … -->``."""

    span: Span
    text: str
    """What stands between ``<!--`` and ``-->``."""
    covers: Span | None
    """The lines that it speaks of: those of the paragraph, heading or list item, or the row, in which it stands; of one
    that stands by itself those of the block after it, if there is one."""


class Document(Struct, frozen=True, kw_only=True):
    """One file, parsed once: everything later only points into it."""

    source: Source
    kind: Literal["markdown", "configuration"]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    passed_over: tuple[Passage, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def title(self) -> str:
        """The first heading of the highest level there is, or the file's name."""
        headings = [section for section in self.sections if section.level]
        if headings:
            return min(headings, key=lambda section: section.level).title
        return self.source.path.rpartition("/")[2]

    def heading_path(self, section: int) -> tuple[str, ...]:
        """The titles from the outermost heading down to this section's."""
        titles: list[str] = []
        at: int | None = section
        while at is not None:
            if self.sections[at].level:
                titles.append(self.sections[at].title)
            at = self.sections[at].parent
        return tuple(reversed(titles))
