"""What tells code and rules from those of an earlier run: names, sizes and times alone.

This module and what it imports are loaded by the shortest of all runs: nothing heavy belongs here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

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
    """Of every file below a folder whose name ends so, hidden ones left out; a folder that cannot be read has none."""
    lines = sorted(_lines(root, endings))
    return hashed("\n".join(lines))


def file_state(path: str | os.PathLike[str]) -> str:
    """Of one file; empty if there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns}"


def hashed(text: str) -> str:
    """A digest of 128 bits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _lines(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _lines(entry.path, endings)
        elif entry.name.endswith(endings):
            stat = entry.stat(follow_symlinks=False)
            yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"


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
