"""Bytes to text: regular files only, never more than fits, never guessed.

A pipe or a device named ``x.md`` would block or never end, so only regular files are opened. What is not UTF-8, or
UTF-16 with a byte-order mark, is refused: a wrong guess would move digits.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from auditor.errors import SourceError
from auditor.model import Source

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 50_000

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Neither of the two exists on Windows.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def read_source(path: Path, shown: str) -> Source:
    """Read a file; ``shown`` is its path as reports print it."""
    return decode(read_bytes(path, shown), shown)


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of a regular file, or enough of them to see that they are too many. ``SourceError`` if it is none."""
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise SourceError("a directory" if stat.S_ISDIR(mode) else "not a regular file", path=shown)
            return _read(descriptor)
        finally:
            os.close(descriptor)
    except OSError as problem:
        raise SourceError(_why(problem), path=shown) from None


def _read(descriptor: int) -> bytes:
    data = b""
    while len(data) <= MAX_BYTES and (part := os.read(descriptor, MAX_BYTES + 1)):
        data += part
    return data


def _why(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError):
        return "no such file"
    if isinstance(problem, IsADirectoryError):
        return "a directory"
    return f"cannot be read: {problem.strerror or problem}"


def decode(data: bytes, shown: str) -> Source:
    """The text of a file or of the standard input, each line end a single newline."""
    if len(data) > MAX_BYTES:
        raise SourceError(f"larger than {MAX_BYTES:,} bytes", path=shown)
    text = _text(data, shown).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise SourceError("a binary file: it holds a NUL character", path=shown)
    if text.count("\n") > MAX_LINES:
        raise SourceError(f"longer than {MAX_LINES:,} lines", path=shown)
    return Source(path=shown, text=text)


def _text(data: bytes, shown: str) -> str:
    if data.startswith(_UTF16_MARKS):
        name, encoding, skipped = "UTF-16", "utf-16", 0
    else:
        name, encoding, skipped = "UTF-8", "utf-8", len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
    try:
        return data[skipped:].decode(encoding)
    except UnicodeDecodeError as problem:
        if b"\0" in data and name == "UTF-8":
            raise SourceError("a binary file: it holds a NUL character", path=shown) from None
        at = skipped + problem.start
        line = data.count(b"\n", 0, at) + 1 if name == "UTF-8" else None
        raise SourceError(f"not {name} at byte {at}", path=shown, line=line) from None
