"""What is collected on the way through a document."""

from __future__ import annotations

from auditor.documents.inline_text import Inline
from auditor.documents.outline import Outline
from auditor.model import Block, BlockKind, Cell, Comment, Document, Passage, Source, Span, Table


class Collector:
    """Blocks, tables and what is passed over, in the order of the file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.outline = Outline()
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.passed_over: list[Passage] = []
        self.comments: tuple[Comment, ...] = ()
        self.lists = 0
        """In how many lists the next block stands."""
        self.list_group = 0
        """The group of the outermost of them."""
        self.quotes = 0
        self._groups = 0

    def new_group(self) -> int:
        """A number that no other list, fence or table has."""
        self._groups += 1
        return self._groups

    def add(
        self, kind: BlockKind, inline: Inline, group: int = 0, depth: int = 0, cell: Cell | None = None
    ) -> int | None:
        """A block of this text, or none if there is nothing to see."""
        text, offsets, styles = inline
        if not text or text.isspace():
            return None
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                offsets=offsets,
                section=self.outline.current,
                group=group or self.new_group(),
                depth=depth,
                cell=cell,
                styles=styles,
                quoted=self.quotes > 0,
            )
        )
        return len(self.blocks) - 1

    def add_text(self, inline: Inline) -> None:
        """A paragraph, or what it is in a list."""
        if self.lists:
            self.add("item", inline, group=self.list_group, depth=self.lists - 1)
        else:
            self.add("paragraph", inline)

    def add_table(self, span: Span, header: tuple[int | None, ...], rows: list[tuple[int | None, ...]]) -> None:
        """A table whose cells have been added before."""
        self.tables.append(Table(span=span, section=self.outline.current, header=header, rows=tuple(rows)))

    def pass_over(self, span: Span, reason: str) -> None:
        """What is seen and not read."""
        self.passed_over.append(Passage(span=span, reason=reason))

    def document(self) -> Document:
        """All of it."""
        return Document(
            source=self.source,
            kind="markdown",
            blocks=tuple(self.blocks),
            sections=self.outline.sections(len(self.source.text)),
            tables=tuple(self.tables),
            passed_over=tuple(self.passed_over),
            comments=self.comments,
        )
