"""Which files a run is about: paths from the command line → documents, and the configuration files beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path

from msgspec import Struct

from auditor.errors import AuditorError, ConfigError, SourceError
from auditor.patterns import regex
from auditor.workspace.answers import BESIDE
from auditor.workspace.ignoring import IgnoreFile, Patterns, is_ignored, read_ignore_file

STANDARD_INPUT = "-"
MARKDOWN = (".md", ".markdown")
"""What is taken from a folder; a file that is named directly is always taken."""
CONFIGURATION = BESIDE
SKIPPED_FOLDERS = frozenset(
    ("node_modules", "bower_components", "vendor", "third_party", "site-packages", "venv", "__pycache__")
)
"""Other people's documents, beside every folder whose name begins with a dot, such as ``.git`` and ``.venv``."""
_WILDCARD = regex(r"[*?\[]")
LARGEST_COMPANION = 1 << 20


class File(Struct, frozen=True, kw_only=True):
    """A document to read. ``path`` is ``None`` for standard input; ``shown`` is its name in reports."""

    path: Path | None
    shown: str
    data: bytes | None = None
    """Its content, where that is not what the disk holds: of another revision, or of the index."""
    beside: tuple[File, ...] | None = None
    """The configuration files beside it, where they are not those on the disk."""


class Discovery(Struct, frozen=True, kw_only=True):
    """What the paths of the command line stand for.

    A ``SourceError`` among the problems is a document that cannot be audited; others are mistakes of the command line.
    """

    files: tuple[File, ...]
    problems: tuple[AuditorError, ...]


def discover(paths: Sequence[str], excluded: Sequence[Patterns] = ()) -> Discovery:
    """Files as given, folders walked, patterns such as ``docs/**/*.md`` expanded; each file once, in their order.

    What is excluded is left out of folders and patterns; a file that is named is always taken.
    """
    found: dict[str, File] = {}
    problems: list[AuditorError] = []
    for given in paths:
        for item in _expand(given, excluded):
            if isinstance(item, AuditorError):
                problems.append(item)
            else:
                found.setdefault(os.path.abspath(item.path) if item.path else STANDARD_INPUT, item)
    return Discovery(files=tuple(found.values()), problems=tuple(problems))


def companions(document: Path) -> tuple[File, ...]:
    """The configuration files beside a document that may say what it leaves unsaid."""
    return tuple(file for file in configurations(document.parent) if file.path != document)


def configurations(folder: Path) -> tuple[File, ...]:
    """Regular files of moderate size named like ``*config*.json`` or ``deployment*.yaml``."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if _is_configuration(entry))
    except OSError:
        return ()
    return tuple(_file(os.path.join(folder, name)) for name in names)


def shown_path(path: str) -> str:
    """Relative to the current folder where it lies in it, else as given; ``/`` between the parts, always printable."""
    if os.path.isabs(path):
        relative = os.path.relpath(path)
        path = path if relative.split(os.sep)[0] == os.pardir else relative
    return os.fsencode(os.path.normpath(path)).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def _file(path: str) -> File:
    return File(path=Path(path), shown=shown_path(path))


def _expand(given: str, excluded: Sequence[Patterns]) -> Iterator[File | AuditorError]:
    if given == STANDARD_INPUT:
        yield File(path=None, shown="<stdin>")
    elif os.path.isdir(given):
        yield from _folder(given, excluded)
    elif os.path.lexists(given):
        yield _file(given)
    elif _WILDCARD.search(given):
        yield from _matching(given, excluded)
    else:
        yield SourceError("no such file or folder", path=shown_path(given) if given else "''")


def _matching(pattern: str, excluded: Sequence[Patterns]) -> Iterator[File | AuditorError]:
    """The regular files that a pattern matches; hidden ones and links only where it spells them out."""
    found = [path for path in sorted(glob(pattern, recursive=True)) if os.path.isfile(path)]
    kept = [path for path in found if not any(each.covers(path, is_folder=False) for each in excluded)]
    yield from map(_file, kept)
    if not kept:
        yield ConfigError("no file matches this pattern", path=shown_path(pattern))


def _folder(root: str, excluded: Sequence[Patterns]) -> Iterator[File | AuditorError]:
    plain, links, problems = _walk(root, excluded)
    real_root = os.path.realpath(root)
    taken = {os.path.join(real_root, relative) for relative in plain}
    for link in links:
        target = os.path.realpath(os.path.join(root, link))
        if target in taken:
            continue
        if refusal := _refusal(target, real_root):
            problems.append(SourceError(refusal, path=shown_path(os.path.join(root, link))))
        else:
            taken.add(target)
            plain.append(link)
    yield from (_file(os.path.join(root, relative)) for relative in sorted(plain, key=lambda path: path.split(os.sep)))
    yield from problems
    if not plain and not problems:
        wanted = ", ".join("*" + suffix for suffix in MARKDOWN)
        yield ConfigError(f"no documents ({wanted}) in this folder", path=shown_path(root))


def _refusal(target: str, real_root: str) -> str | None:
    """Why a symbolic link found in a folder is not followed. One that is named on the command line always is."""
    if not os.path.exists(target):
        return "a symbolic link to nothing"
    if os.path.commonpath([target, real_root]) != real_root:
        return "a symbolic link out of the folder that is audited; name it on the command line to audit it"
    return None


def _walk(root: str, excluded: Sequence[Patterns]) -> tuple[list[str], list[str], list[AuditorError]]:
    """Documents below a folder and symbolic links named like documents, relative to it, and what could not be read."""
    plain: list[str] = []
    links: list[str] = []
    problems: list[AuditorError] = []
    pending: list[tuple[str, tuple[IgnoreFile, ...]]] = [("", ())]
    while pending:
        folder, outer = pending.pop()
        ignoring = (*outer, *read_ignore_file(root, folder))
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError as error:
            problems.append(
                SourceError(f"the folder cannot be read: {error.strerror}", path=shown_path(error.filename))
            )
            continue
        for entry in entries:
            relative = os.path.join(folder, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if any(each.covers(entry.path, is_folder=is_folder) for each in excluded):
                continue
            if is_folder:
                if not is_skipped(entry.name) and not is_ignored(relative, ignoring, is_folder=True):
                    pending.append((relative, ignoring))
            elif _is_document(entry) and not is_ignored(relative, ignoring, is_folder=False):
                (links if entry.is_symlink() else plain).append(relative)
    return plain, sorted(links), problems


def _is_document(entry: os.DirEntry[str]) -> bool:
    """Whatever is named like one and is no link to a folder; that it is a regular file, its reader makes sure."""
    return entry.name.lower().endswith(MARKDOWN) and not entry.is_dir()


def is_skipped(folder: str) -> bool:
    """Whether documents in folders of this name are left alone."""
    return folder.startswith(".") or folder in SKIPPED_FOLDERS


def is_named_like_configuration(name: str) -> bool:
    """``*config*.json``, ``deployment*.yaml`` and the like."""
    name = name.lower()
    return name.endswith(CONFIGURATION) and ("config" in name or name.startswith("deployment")) and name[0] != "."


def _is_configuration(entry: os.DirEntry[str]) -> bool:
    return (
        is_named_like_configuration(entry.name)
        and entry.is_file(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_size <= LARGEST_COMPANION
    )
