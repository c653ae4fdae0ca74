"""Which documents a change touches, as they are now and as they were before it.

Paths are those of git: from the top of the repository, with ``/`` between the parts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.documents.reading import MAX_BYTES
from auditor.errors import AuditorError, ConfigError, SourceError
from auditor.model import LeftOut
from auditor.workspace.contents import files_of, folder_of, name_of
from auditor.workspace.discovery import (
    MARKDOWN,
    STANDARD_INPUT,
    Discovery,
    File,
    configurations,
    is_named_like_configuration,
    is_skipped,
    shown_path,
)
from auditor.workspace.git import SUBMODULE, Change, Entry, Repository
from auditor.workspace.revisions import Base, base_of


class Touched(Struct, frozen=True, kw_only=True):
    """A document whose text, or whose configuration beside it, differs."""

    file: File
    path: str
    old: str | None
    """Where the revision has it; ``None`` for a new document."""


class Changes(Struct, frozen=True, kw_only=True):
    """What differs from a revision, as far as documents go."""

    repository: Repository
    base: Base
    touched: tuple[Touched, ...]
    gone: tuple[str, ...]
    """Documents that only the revision has."""
    left_out: tuple[LeftOut, ...]
    problems: tuple[AuditorError, ...]

    def before(self, paths: Sequence[str]) -> dict[str, File]:
        """Documents as the revision has them, by their paths; what it does not have, or too large, is missing."""
        entries = self.repository.folders(self.base.object, map(folder_of, paths))
        return files_of(self.repository, entries, paths)


def find_changes(paths: Sequence[str], found: Discovery, revision: str, *, staged: bool) -> Changes:
    """What of the documents that were found below these paths differs from a revision: on the disk, or in the index."""
    if STANDARD_INPUT in paths:
        raise ConfigError("standard input cannot be compared with a revision: name the document")
    repository = Repository(_first_folder(paths))
    base = base_of(repository, revision)
    differing = repository.changes(base.object, staged=staged)
    sorting = _Sorting(repository, base, differing, staged=staged)
    for file in found.files:
        sorting.take(file)
    touched = sorting.touched
    if staged:
        sorting.take_from_index(paths)
        touched = _as_staged(repository, sorting)
    return Changes(
        repository=repository,
        base=base,
        touched=tuple(touched),
        gone=tuple(each.old for each in differing if each.old and not each.new and each.old.lower().endswith(MARKDOWN)),
        left_out=tuple(LeftOut(documents=count, reason=reason) for reason, count in sorted(sorting.left_out.items())),
        problems=(*found.problems, *sorting.problems),
    )


def _first_folder(paths: Sequence[str]) -> Path:
    """Where the documents lie: their repository is asked, from wherever the auditor is started."""
    first = Path(paths[0])
    folder = first if first.is_dir() else first.parent
    return folder if folder.is_dir() else Path.cwd()


class _Sorting:
    """Takes one document after the other and finds out whether it is touched."""

    def __init__(self, repository: Repository, base: Base, changes: Sequence[Change], *, staged: bool) -> None:
        self.touched: list[Touched] = []
        self.problems: list[SourceError] = []
        self.left_out: Counter[str] = Counter()
        self.index = repository.index()
        self._top = f"{repository.top}{os.sep}"
        self._unchanged = f"unchanged since {base.name}"
        self._staged = staged
        self._new = {change.new: change for change in changes if change.new}
        self._submodules = {path: path in self._new for path, entry in self.index.items() if entry.mode == SUBMODULE}
        paths = {path for change in changes for path in (change.old, change.new) if path}
        self._folders = {folder_of(path) for path in paths if is_named_like_configuration(name_of(path))}
        """Those in which a configuration differs."""
        self._real_folder = cache(os.path.realpath)
        self._differs_untracked = cache(self._has_untracked_configuration)

    def take(self, file: File) -> None:
        """Touched, or left out."""
        assert file.path is not None  # standard input has been refused
        path = self._path(file.path)
        if path in self._new:
            self.touched.append(Touched(file=file, path=path, old=self._new[path].old))
        elif Path(path).is_absolute():
            self.problems.append(
                SourceError("outside of this git repository, which knows nothing of it", path=file.shown)
            )
        elif path not in self.index:
            self._take_unknown(file, path)
        elif folder_of(path) in self._folders or self._differs_untracked(file.path.parent):
            self.touched.append(Touched(file=file, path=path, old=path))
        else:
            self.left_out[self._unchanged] += 1

    def _take_unknown(self, file: File, path: str) -> None:
        """What git does not know is new, unless it lies in a submodule or is not part of what is to be committed."""
        inside = next((each for each in self._submodules if path.startswith(f"{each}/")), None)
        if inside is not None:
            changed = f"in the submodule {inside}, which has changed: its own repository knows how"
            self.left_out[changed if self._submodules[inside] else self._unchanged] += 1
        elif self._staged:
            self.left_out["not staged"] += 1
        else:
            self.touched.append(Touched(file=file, path=path, old=None))

    def take_from_index(self, paths: Sequence[str]) -> None:
        """Staged documents that are no longer on the disk."""
        roots = [f"{os.path.realpath(path)}{os.sep}" for path in paths if Path(path).is_dir()]
        for path, change in self._new.items():
            full = Path(self._top, path)
            if not path.lower().endswith(MARKDOWN) or any(map(is_skipped, path.split("/")[:-1])) or full.exists():
                continue
            if any(str(full).startswith(root) for root in roots):
                file = File(path=full, shown=shown_path(str(full)))
                self.touched.append(Touched(file=file, path=path, old=change.old))

    def _path(self, path: Path) -> str:
        """As git calls it, links followed; one outside of the repository stays absolute, which git never is."""
        real = os.path.realpath(path) if path.is_symlink() else f"{self._real_folder(path.parent)}{os.sep}{path.name}"
        return real.removeprefix(self._top).replace(os.sep, "/")

    def _has_untracked_configuration(self, folder: Path) -> bool:
        if self._staged:
            return False
        return any(file.path is not None and self._path(file.path) not in self.index for file in configurations(folder))


def _as_staged(repository: Repository, sorting: _Sorting) -> list[Touched]:
    """Touched documents with the text that the index has of them; those of which it has none are problems."""
    folders = {folder_of(each.path) for each in sorting.touched}
    entries: dict[str, dict[str, Entry]] = {folder: {} for folder in folders}
    for path, entry in sorting.index.items():
        if (folder := folder_of(path)) in folders:
            entries[folder][name_of(path)] = entry
    files = files_of(repository, entries, [each.path for each in sorting.touched])
    touched = []
    for each in sorting.touched:
        if each.path in files:
            touched.append(replace(each, file=replace(files[each.path], shown=each.file.shown)))
        else:
            conflict = sorting.index[each.path].mode == ""
            reason = "it has merge conflicts" if conflict else f"larger than {MAX_BYTES:,} bytes, or no regular file"
            sorting.problems.append(SourceError(reason, path=each.file.shown))
    return touched
