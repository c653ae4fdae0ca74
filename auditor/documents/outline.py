"""The sections that the headings of a document open."""

from __future__ import annotations

from dataclasses import replace

from auditor.model import Section, Span


class Outline:
    """Grows heading by heading; section 0 is the whole document."""

    def __init__(self) -> None:
        self._sections = [Section(title="", level=0, parent=None, span=Span(start=0, end=0))]
        self._open = [0]

    @property
    def current(self) -> int:
        """The section in which the next block stands."""
        return self._open[-1]

    def open(self, title: str, level: int, start: int) -> None:
        """A heading: it ends the open sections of its level or of a lower one, and stands in what is left."""
        while self._sections[self._open[-1]].level >= level:
            self._end(start)
        span = Span(start=start, end=start)
        self._sections.append(Section(title=title, level=level, parent=self._open[-1], span=span))
        self._open.append(len(self._sections) - 1)

    def sections(self, end: int) -> tuple[Section, ...]:
        """All sections, where the file ends at ``end``."""
        while self._open:
            self._end(end)
        return tuple(self._sections)

    def _end(self, end: int) -> None:
        index = self._open.pop()
        section = self._sections[index]
        self._sections[index] = replace(section, span=Span(start=section.span.start, end=end))
