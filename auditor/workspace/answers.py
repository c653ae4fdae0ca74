"""What the auditor said to the very same command line, for as long as nothing changes that it looked at.

A report that is kept has still to be read and printed, and the modules for that take twenty times as long to load as a
bare Python. So the answer to a command that names documents, and no folders, is kept as it was printed, with a digest
of all that it depends on: the code, the rules, the project's configuration, the documents and the configurations beside
them. Only answers of complete runs that had nothing to warn of are kept. They lie in the file of ``result_cache``.

Nothing heavy may be imported here, not even ``re`` or ``dataclasses``: this is what an unchanged document pays for.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256

from auditor.states import cache_folder, code_state, tree_state

NAME = "reports.sqlite"
"""The file in the user's cache folder."""
LONGEST = 1 << 20
"""Characters of an answer that is kept."""
MAX_ANSWERS = 1000
MAX_DOCUMENTS = 100
"""So many documents a command may name."""
SETTINGS = ("auditor.toml", "pyproject.toml")
BESIDE = (".json", ".yaml", ".yml", ".toml")
"""What may be a configuration beside a document."""
PATIENCE = 5.0
"""Seconds to wait for another run that writes."""
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers "
    "(question BLOB PRIMARY KEY, used INTEGER, needs BLOB, state BLOB, said TEXT, code INTEGER)"
)
_OLDEST = "DELETE FROM answers WHERE question IN (SELECT question FROM answers ORDER BY used DESC LIMIT -1 OFFSET ?)"
_BIGGEST = 2 * 1024 * 1024 + 1
"""Bytes of a document that are looked at, as its reader does."""


class Question:
    """A command line, and what its answer depends on, as it was before the answer was made."""

    def __init__(self, arguments: Sequence[str], documents: Sequence[str], trees: Sequence[str]) -> None:
        """``trees`` are folders of rules and templates."""
        self._arguments = arguments
        self._needs = _joined((*documents, "", *trees))
        self._state = _state(self._needs)

    def keep(self, said: str, code: int) -> None:
        """Keep an answer, unless something changed meanwhile. Nothing of this raises."""
        folder = cache_folder()
        if folder is None or len(said) > LONGEST or self._state is None or self._state != _state(self._needs):
            return
        row = (_key(self._arguments), int(time.time()), self._needs, self._state, said, code)
        with suppress(OSError, sqlite3.Error, ValueError):
            connection = _connection(folder)
            try:
                with connection:
                    connection.execute(SCHEMA)
                    connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
                    connection.execute(_OLDEST, (MAX_ANSWERS,))
            finally:
                connection.close()


def recalled(arguments: Sequence[str]) -> tuple[str, int] | None:
    """What was printed for this command line, and its exit code; ``None`` if it is to be found out anew."""
    folder = cache_folder()
    if folder is None:
        return None
    with suppress(OSError, sqlite3.Error, ValueError):
        connection = _connection(folder)
        try:
            look = "SELECT needs, state, said, code FROM answers WHERE question = ?"
            row = connection.execute(look, (_key(arguments),)).fetchone()
        finally:
            connection.close()
        if row is not None and isinstance(row[2], str) and row[3] in (0, 1) and row[1] == _state(row[0]):
            return row[2], row[3]
    return None


def _connection(folder: str) -> sqlite3.Connection:
    """The file as it is: it is not made here."""
    path = os.path.join(folder, NAME)
    if not os.path.isfile(path):
        raise FileNotFoundError(path)
    return sqlite3.connect(path, timeout=PATIENCE)


def _key(arguments: Sequence[str]) -> bytes:
    """Of a command line, where it is given, and what it is printed on."""
    look = (str(sys.stdout.isatty()), os.environ.get("NO_COLOR", ""), os.environ.get("TERM", ""))
    return sha256(_joined((os.getcwd(), *look, *arguments))).digest()


def _joined(parts: Iterable[str]) -> bytes:
    """No argument and no path has a NUL."""
    return "\0".join(parts).encode("utf-8", "surrogateescape")


# --- what an answer depends on ----------------------------------------------------------------------------------------


def _state(needs: bytes) -> bytes | None:
    """A digest of all that an answer depends on; ``None`` if a document is none."""
    documents, _, trees = needs.decode("utf-8", "surrogateescape").partition("\0\0")
    whole = sha256(code_state().encode())
    try:
        for tree in trees.split("\0"):
            whole.update(tree_state(tree).encode())
        for part in _contents(documents.split("\0")):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
    except OSError:
        return None
    return whole.digest()


def _contents(documents: Sequence[str]) -> Iterator[bytes]:
    for document in documents:
        yield os.fsencode(os.path.realpath(document))  # the configuration speaks of the place that a link leads to
        yield _bytes(document)
    for folder in sorted({os.path.dirname(document) for document in documents}):
        for name in sorted(os.listdir(folder or ".")):
            if name.lower().endswith(BESIDE):
                yield from _beside(os.path.join(folder, name))
    folder = os.getcwd()
    while True:
        for name in SETTINGS:
            path = os.path.join(folder, name)
            yield _bytes(path) if os.path.isfile(path) else b"none"
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


def _beside(path: str) -> Iterator[bytes]:
    """The content of what is a file, and what kind of thing it is."""
    found = os.lstat(path)
    yield f"{path} {found.st_mode} {found.st_size}".encode("utf-8", "surrogateescape")
    if stat.S_ISREG(found.st_mode):
        yield _bytes(path)


def _bytes(path: str) -> bytes:
    """Of a regular file; whatever else has such a name would block or never end."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError
        parts = bytearray()
        while len(parts) < _BIGGEST and (part := os.read(descriptor, _BIGGEST)):
            parts += part
        return bytes(parts)
    finally:
        os.close(descriptor)
