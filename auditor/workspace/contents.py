"""Documents as git has them: their contents, and those of the configuration files beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.documents.reading import MAX_BYTES
from auditor.workspace.discovery import LARGEST_COMPANION, File, is_named_like_configuration, shown_path
from auditor.workspace.git import Entry, Repository

Folders = Mapping[str, Mapping[str, Entry]]
"""The files of folders, by folder and name."""


def files_of(repository: Repository, folders: Folders, paths: Sequence[str]) -> dict[str, File]:
    """Documents by their paths, from the top of the repository; one that is not there, or too large, is missing."""
    documents = {path: entry for path in paths if (entry := folders[folder_of(path)].get(name_of(path)))}
    beside = {folder: _configurations(inside) for folder, inside in folders.items()}
    entries = [*documents.values(), *(entry for inside in beside.values() for entry in inside.values())]
    contents = repository.contents((entry.object for entry in entries if entry.regular), MAX_BYTES)
    near = {
        folder: tuple(
            _file(repository, folder, name, contents[entry.object])
            for name, entry in inside.items()
            if entry.object in contents and len(contents[entry.object]) <= LARGEST_COMPANION
        )
        for folder, inside in beside.items()
    }
    return {
        path: _file(repository, folder_of(path), name_of(path), contents[entry.object], near[folder_of(path)])
        for path, entry in documents.items()
        if entry.object in contents and entry.regular
    }


def _configurations(inside: Mapping[str, Entry]) -> dict[str, Entry]:
    named = {name: entry for name, entry in inside.items() if is_named_like_configuration(name)}
    return {name: named[name] for name in sorted(named) if named[name].regular}


def _file(repository: Repository, folder: str, name: str, data: bytes, beside: tuple[File, ...] | None = None) -> File:
    path = Path(repository.top, folder, name)
    return File(path=path, shown=shown_path(str(path)), data=data, beside=beside)


def folder_of(path: str) -> str:
    """Of a path with ``/``; empty at the top."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """Its last part."""
    return path.rpartition("/")[2]
