"""Finding and reading rule files: regular files under their folder, small, in UTF-8.

A rule folder can come with a pull request, so its links may not lead out of it and nothing in it may block a reader.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from auditor.errors import RuleError
from auditor.model import Source

MAX_BYTES = 1024 * 1024
SUFFIXES = (".yaml", ".yml")
NOT_PACKS = frozenset(("vocabulary", "knowledge"))
"""Folders beside the packs that hold other things than rules."""


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder and of the packs in it, in a fixed order. ``RuleError`` if it cannot be listed."""
    try:
        packs = [path for path in _listed(folder) if path.is_dir() and path.name not in NOT_PACKS]
        paths = [path for place in (folder, *packs) for path in _listed(place)]
        return [path for path in paths if path.suffix in SUFFIXES and not path.is_dir()]
    except OSError as error:
        raise RuleError(f"cannot be listed: {error.strerror or error}", path=folder.as_posix()) from None


def identity(path: Path) -> tuple[int, int]:
    """What two ways to the same file have in common. ``RuleError`` if there is no such file."""
    try:
        found = path.stat()
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror or error}", path=path.as_posix()) from None
    return found.st_dev, found.st_ino


def read_rule_file(path: Path, root: Path) -> Source:
    """A rule file as text. ``RuleError`` if it is no small regular UTF-8 file under ``root``."""
    name = path.as_posix()
    try:
        if _leads_out(path, root):
            raise RuleError("a link that leads out of the rule folder", path=name)
        data = _bytes(path)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror or error}", path=name) from None
    if data is None:
        raise RuleError("not a regular file", path=name)
    if len(data) > MAX_BYTES:
        raise RuleError(f"more than {MAX_BYTES:,} bytes", path=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError(f"not UTF-8 at byte {error.start}", path=name) from None
    return Source(path=name, text=text.replace("\r\n", "\n").replace("\r", "\n"))


def _leads_out(path: Path, root: Path) -> bool:
    """Whether a file of a folder or of a pack in it is, or stands in, a link to somewhere else."""
    if not path.is_symlink() and (path.parent == root or not path.parent.is_symlink()):
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))  # resolve() fails on loops


def _listed(folder: Path) -> list[Path]:
    """What a folder holds, hidden things left out."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _bytes(path: Path) -> bytes | None:
    """One byte more than a rule file may have, at most; ``None`` for a pipe or device, which must not block."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(MAX_BYTES + 1)
