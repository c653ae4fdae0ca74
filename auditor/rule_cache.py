"""Compiled rules and vocabulary kept between runs, so that a thousand of them load as fast as a few.

A file of records for each folder. A record is keyed by the hash of its file's content and its place; all of them by the
auditor's code and the units that formulas were checked against. While nothing in the folder has another name, size or
time than when they were kept, they are taken as they are, and its files are not even read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from msgspec.structs import replace

from auditor import kept
from auditor.facts.vocabulary import VocabularyFile
from auditor.model import Rule, Source
from auditor.states import hashed

Record = TypeVar("Record", Rule, VocabularyFile)


class RuleCache(Generic[Record]):
    """The records of one folder. Nothing of it raises."""

    def __init__(self, store: Path | None, folder: Path, kind: type[Record], *, state: str, basis: str = "") -> None:
        """``store`` is the cache folder, ``None`` for no cache; ``basis`` is what all records depend on.

        ``state`` tells the folder as it is from how it was before: with the same one nothing in it has changed.
        """
        self._path = kept.place(store, f"{kind.__name__} {os.path.realpath(folder)}") if store else None
        self._shelf: kept.Shelf[Record] = kept.Shelf(kept.basis(basis) if store else "")
        if self._path is not None:
            self._shelf = kept.read(self._path, self._shelf.basis, kind)
        self._state = hashed(state)
        self._used: dict[str, Record] = {}

    @property
    def whole(self) -> tuple[Record, ...] | None:
        """The records of every file of the folder, if they are kept and nothing in it has changed."""
        return tuple(self._shelf.records.values()) if self._shelf.state == self._state else None

    def get(self, source: Source, build: Callable[[Source], Record]) -> Record:
        """What a file was compiled to before, or else is now; what ``build`` raises is not kept."""
        key = hashed("\0".join((*source.path.rsplit("/", 2)[-2:], source.text)))
        known = self._shelf.records.get(key)
        if known is None:
            known = build(source)
        elif known.path != source.path:
            known = replace(known, path=source.path)
        self._used[key] = known
        return known

    def save(self, files: int) -> None:
        """Write what this run used, if it is not what was read; ``files`` is how many there are in the folder."""
        state = self._state if len(self._used) == files else ""
        if self._path is not None and (self._used.keys() != self._shelf.records.keys() or state != self._shelf.state):
            kept.write(self._path, kept.Shelf(self._shelf.basis, state, self._used))


def basis_of(concepts: Mapping[str, str]) -> str:
    """What compiled rules depend on beside their own text: the concepts and their units."""
    return "\n".join(f"{name}={unit}" for name, unit in sorted(concepts.items()))
