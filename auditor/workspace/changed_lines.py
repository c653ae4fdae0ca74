"""The lines of files that a change touched."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from auditor.errors import SourceError
from auditor.model import Place
from auditor.workspace.discovery import File, companions
from auditor.workspace.run import source_of


class ChangedLines:
    """Finds them when somebody asks for a file: most never are."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[File, File | None]] = {}
        self._lines: dict[str, frozenset[int]] = {}

    def add(self, now: File, before: File | None) -> None:
        """A document that changed, with the configurations beside it; one without a predecessor is all new."""
        self._files[now.shown] = (now, before)
        if now.path is None or before is None:
            return
        old = {file.path.name: file for file in before.beside or () if file.path}
        for file in companions(now.path) if now.beside is None else now.beside:
            if file.path:
                self._files.setdefault(file.shown, (file, old.get(file.path.name)))

    def touch(self, place: Place) -> bool:
        """Whether one of the place's lines is new or was changed; never, where its file is not known."""
        if place.path not in self._files:
            return False
        if place.path not in self._lines:
            self._lines[place.path] = frozenset(_changed(*self._files[place.path]))
        return not self._lines[place.path].isdisjoint(range(place.line, place.end_line + 1))


def _changed(now: File, before: File | None) -> Iterable[int]:
    try:
        new = source_of(now).text.split("\n")
        old = source_of(before).text.split("\n") if before else []
    except SourceError:
        return ()
    pieces = SequenceMatcher(None, old, new).get_opcodes()
    return (line for kind, _, _, first, end in pieces if kind != "equal" for line in range(first + 1, end + 1))
