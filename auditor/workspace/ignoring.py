"""Patterns in the notation of ``.gitignore``: a project's own, and those of ``.gitignore`` files as git reads them."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_LARGEST = 1 << 20
_WILDCARDS = 4
"""Each further ``*`` of a pattern multiplies the time to match a long name."""


class PatternError(ValueError):
    """A pattern that means nothing."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"{pattern!r}: {reason}")
        self.pattern = pattern


class Patterns(Struct, frozen=True, kw_only=True):
    """Some files of a project, as its configuration or the command line names them."""

    folder: str
    """Where the patterns count from; what lies outside is never meant."""
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, folder: Path, patterns: Sequence[str]) -> Patterns:
        """``PatternError`` for one that means nothing."""
        for pattern in patterns:
            if reason := complaint(pattern):
                raise PatternError(pattern, reason)
        if all(pattern.startswith("!") for pattern in patterns):
            raise PatternError(next(iter(patterns), ""), "it is an exception, and there is nothing to except from")
        from pathspec import GitIgnoreSpec  # noqa: PLC0415

        return cls(folder=os.path.realpath(folder), spec=GitIgnoreSpec.from_lines(patterns))

    def covers(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether a file or folder is meant. A link is what it leads to."""
        real = os.path.realpath(path)
        relative = real.removeprefix(self.folder.rstrip(os.sep) + os.sep)
        if relative == real:
            return False
        relative = relative.replace(os.sep, "/")
        return bool(self.spec.check_file(relative + "/" if is_folder else relative).include)


class IgnoreFile(Struct, frozen=True, kw_only=True):
    """The patterns of one ``.gitignore``; paths are relative to the folder that is walked."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Ignored, kept by a ``!`` pattern, or not spoken of."""
        relative = path.removeprefix(self.folder).replace(os.sep, "/").lstrip("/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


def read_ignore_file(root: str, folder: str) -> tuple[IgnoreFile, ...]:
    """The ``.gitignore`` of a folder below the root, if there is one that can be read."""
    path = Path(root, folder, ".gitignore")
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return ()
        text = path.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return ()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only folders with such a file need it

    # Git passes over patterns that it does not understand; so do we.
    patterns = [line for line in text.split("\n") if complaint(line) is None]
    return (IgnoreFile(folder=folder, spec=GitIgnoreSpec.from_lines(patterns)),)


def is_ignored(path: str, files: tuple[IgnoreFile, ...], *, is_folder: bool) -> bool:
    """Whether the files, outermost first, leave the path out."""
    for file in reversed(files):
        verdict = file.verdict(path, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False


def complaint(pattern: str) -> str | None:
    """Why a pattern matches nothing, or is not tried; ``None`` if it is a good one."""
    segments = pattern.removeprefix("!").strip("/").split("/")
    if sum(1 if segment == "**" else segment.count("*") for segment in segments) > _WILDCARDS:
        return f"more than {_WILDCARDS} wildcards"
    if not {".", ".."}.isdisjoint(segments):
        return "'.' and '..' match nothing in such a pattern: docs/old, not ./docs/old"
    return None if "" not in segments and _is_understood(pattern) else "not in the notation of .gitignore"


def _is_understood(pattern: str) -> bool:
    """Whether there is anything to match: a comment and half a bracket are no patterns."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a set such as [[:alpha:]], which would be read as another one
            return any(each.include is not None for each in GitIgnoreSpec.from_lines([pattern]).patterns)
    except (ValueError, re.error, FutureWarning):
        return False
