"""The sections that the headings of a document open."""

from __future__ import annotations

from auditor.model import Section, Span


class Outline:
    """Grows heading by heading; section 0 is the whole document."""

    def __init__(self) -> None:
        self._headings: list[tuple[str, int, int | None, int]] = [("", 0, None, 0)]
        """The title, level, parent and start of each section."""
        self._ends: dict[int, int] = {}
        self._open = [0]
        self.current = 0
        """The section in which the next block stands."""

    def open(self, title: str, level: int, start: int) -> None:
        """A heading: it ends the open sections of its level or of a lower one, and stands in what is left."""
        while self._headings[self._open[-1]][1] >= level:
            self._ends[self._open.pop()] = start
        self._headings.append((title, level, self._open[-1], start))
        self.current = len(self._headings) - 1
        self._open.append(self.current)

    def sections(self, end: int) -> tuple[Section, ...]:
        """All sections, where the file ends at ``end``."""
        return tuple(
            Section(title=title, level=level, parent=parent, span=Span(start=start, end=self._ends.get(index, end)))
            for index, (title, level, parent, start) in enumerate(self._headings)
        )
