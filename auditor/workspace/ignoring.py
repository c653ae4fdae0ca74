"""``.gitignore`` files, read as git reads them: the deepest file that speaks of a path decides."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_LARGEST = 1 << 20
_WILDCARDS = 4
"""Each further ``*`` of a pattern multiplies the time to match a long name; patterns with more are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreFile:
    """The patterns of one ``.gitignore``; paths are relative to the folder that is walked."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Ignored, kept by a ``!`` pattern, or not spoken of."""
        relative = path.removeprefix(self.folder).replace(os.sep, "/").lstrip("/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Patterns of the configuration or the command line, written as in a ``.gitignore``."""

    folder: str
    """Where they count from."""
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, folder: Path, patterns: Sequence[str]) -> Excluded:
        """``ValueError`` for a pattern that means nothing."""
        from pathspec import GitIgnoreSpec  # noqa: PLC0415

        return cls(folder=os.path.realpath(folder), spec=GitIgnoreSpec.from_lines(patterns))

    def covers(self, path: str, *, is_folder: bool) -> bool:
        """Whether a file or folder is left out; what lies elsewhere never is."""
        relative = os.path.relpath(os.path.realpath(path), self.folder).replace(os.sep, "/")
        if relative == "." or relative.startswith("../"):
            return False
        return bool(self.spec.check_file(relative + "/" if is_folder else relative).include)


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

    patterns = [line for line in text.split("\n") if _usable(line)]
    return (IgnoreFile(folder=folder, spec=GitIgnoreSpec.from_lines(patterns)),)


def is_ignored(path: str, files: tuple[IgnoreFile, ...], *, is_folder: bool) -> bool:
    """Whether the files, outermost first, leave the path out."""
    for file in reversed(files):
        verdict = file.verdict(path, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False


def _usable(line: str) -> bool:
    """Git passes over patterns that it does not understand; so do we."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415

    if len(re.findall(r"\*+", line)) > _WILDCARDS:
        return False
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
