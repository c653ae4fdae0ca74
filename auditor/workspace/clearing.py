"""How the auditor's own files leave the user's cache folder: those, and nothing else.

A file is ours by its name and by how it begins. What only has such a name, links included, stays and is told.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from auditor.errors import ConfigError
from auditor.kept import is_named_like_ours, is_ours
from auditor.workspace.answers import NAME
from auditor.workspace.result_cache import ENDINGS, let_go


class Cleared(Struct, frozen=True, kw_only=True):
    """What was removed, and why something was not."""

    files: int = 0
    freed: int = 0
    """Bytes."""
    problems: tuple[ConfigError, ...] = ()


def clear(folder: Path) -> Cleared:
    """Remove the kept reports, answers and rules. ``ConfigError`` if the folder cannot be read."""
    files = freed = 0
    problems: list[ConfigError] = []
    for path in _named_like_ours(folder):
        try:
            sizes = _removed(path)
        except OSError as problem:
            problems.append(ConfigError(f"it cannot be removed: {problem.strerror}", path=str(path)))
        except ConfigError as problem:
            problems.append(problem)
        else:
            files += len(sizes)
            freed += sum(sizes)
    return Cleared(files=files, freed=freed, problems=tuple(problems))


def _named_like_ours(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as problem:
        raise ConfigError(f"the folder cannot be read: {problem.strerror}", path=str(folder)) from None
    return [path for path in found if path.name == NAME or is_named_like_ours(path.name)]


def _removed(path: Path) -> list[int]:
    """The sizes of the files that were removed: this one, and those that SQLite has put beside it."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _foreign(path)
    files = dict(_with_sizes(path))
    if path.name == NAME:
        _let_go(path)
    elif not is_ours(path):
        raise _foreign(path)
    for file in files:
        file.unlink(missing_ok=True)
    return list(files.values())


def _with_sizes(path: Path) -> Iterator[tuple[Path, int]]:
    for ending in ENDINGS if path.name == NAME else ("",):
        file = path.with_name(f"{path.name}{ending}")
        if file.exists():
            yield file, file.lstat().st_size


def _let_go(path: Path) -> None:
    try:
        let_go(path)
    except sqlite3.OperationalError as problem:
        raise ConfigError(f"it is in use, or cannot be written ({problem}): try again", path=str(path)) from None
    except sqlite3.DatabaseError:
        raise _foreign(path) from None


def _foreign(path: Path) -> ConfigError:
    return ConfigError("this is no file of the auditor, although it is called like one: it stays", path=str(path))
