"""What tells code and rules from those of an earlier run: names, sizes and times alone.

This module and what it imports are loaded by the shortest of all runs: nothing heavy belongs here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

DEEPEST = 3
"""Levels of folders that code and rules lie in."""
CODE = (".py", ".txt")
"""What of the package decides what it does; in a checkout it changes without the version."""


@cache
def code_state() -> str:
    """Of the auditor's own code, of Python, and of the folders that its packages are installed in."""
    installed = [f"{place} {os.stat(place).st_mtime_ns}" for place in sys.path if _holds_packages(place)]
    own = tree_state(os.path.dirname(__file__), CODE)
    return hashed("\n".join((own, sys.version, *installed)))


def _holds_packages(place: str) -> bool:
    return os.path.basename(place) in ("site-packages", "dist-packages") and os.path.isdir(place)


def tree_state(root: str, endings: tuple[str, ...] = ("",)) -> str:
    """Of every file below a folder whose name ends so, a few levels deep; a folder that cannot be read has none.

    What a link leads to counts as if it stood there; of a folder elsewhere only its own files. Nothing hidden does.
    """
    return hashed("\n".join(sorted(_lines(root, endings, os.path.realpath(root), DEEPEST))))


def _lines(folder: str, endings: tuple[str, ...], root: str, levels: int) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder)) if levels else []
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            if entry.name.endswith(endings):
                yield f"{entry.path} {file_state(entry)}"
        elif not entry.is_symlink() or _within(os.path.realpath(entry.path), root):
            yield from _lines(entry.path, endings, root, levels - 1)
        else:  # somewhere else: its own files count, whatever may lie below them
            yield from _lines(entry.path, endings, root, 1)


def _within(real: str, root: str) -> bool:
    return (real + os.sep).startswith(root.rstrip(os.sep) + os.sep)


def file_state(path: os.PathLike[str]) -> str:
    """Of one file, or what a link leads to; empty if there is none."""
    try:
        stat = path.stat() if isinstance(path, os.DirEntry) else os.stat(path)
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"  # a copy may keep the one time, not the other


def hashed(text: str) -> str:
    """A digest of 128 bits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def cache_folder() -> str | None:
    """Where this user's caches lie; ``None`` if ``AUDITOR_NO_CACHE`` is set."""
    if os.environ.get("AUDITOR_NO_CACHE"):
        return None
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # What platformdirs would say, which takes longer to load than an unchanged document to answer.
        base = os.environ.get("XDG_CACHE_HOME", "")
        return os.path.join(base if base.strip() else os.path.expanduser("~/.cache"), "auditor")
    from platformdirs import user_cache_dir  # noqa: PLC0415

    return user_cache_dir("auditor", appauthor=False)
