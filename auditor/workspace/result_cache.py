"""Reports kept between runs: a document that is as it was, beside the same configurations, is not audited again.

One SQLite file in the user's cache folder. A key is the hash of all that a report depends on: the auditor's version and
code, its rules and their severities, the document's path and bytes, and those of the configurations beside it. Rows are
JSON; nothing in the file is ever run. SQLite in WAL mode lets several runs share it, and a killed one leaves it whole.
A file that is none, or of another kind, is replaced with a warning; whatever else goes wrong, the run goes on without.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from auditor import __version__
from auditor.model import DocumentReport
from auditor.states import code_state
from auditor.workspace.answers import NAME, PATIENCE

KIND = 0x61756431
"""The application id of the file; one with another is not ours."""
MAX_ROWS = 200_000
"""The oldest leave when there are more."""
ENDINGS = ("", "-wal", "-shm")
"""Of the file, and of those that SQLite puts beside it."""
_SCHEMA = "CREATE TABLE IF NOT EXISTS reports (key BLOB PRIMARY KEY, used INTEGER, report BLOB) WITHOUT ROWID"

_USED = "UPDATE reports SET used = ? WHERE key = ?"
_OLDEST = "DELETE FROM reports WHERE key IN (SELECT key FROM reports ORDER BY used DESC LIMIT -1 OFFSET ?)"


class ResultCache:
    """The reports of earlier runs. After the file is open nothing of it raises."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        self._path = folder / NAME
        self._basis = f"{__version__}\0{code_state()}".encode()
        self._found: list[bytes] = []
        self._new: list[tuple[bytes, bytes]] = []
        self._connection = self._opened(warn)

    def key(self, rules: str, shown: str, data: bytes, beside: Iterable[tuple[str, bytes]]) -> bytes:
        """Of a document with these bytes, and the configurations beside it; ``rules`` tells its rules from others."""
        parts = [self._basis, rules.encode(), shown.encode("utf-8", "surrogateescape"), data]
        for name, content in beside:
            parts += (name.encode("utf-8", "surrogateescape"), content)
        whole = sha256()
        for part in parts:
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
        return whole.digest()

    def get(self, key: bytes) -> DocumentReport | None:
        """The report of an earlier run."""
        if self._connection is None:
            return None
        from auditor.workspace.report_rows import decoded  # noqa: PLC0415 - … and read only where there are any

        with suppress(sqlite3.Error, ValueError):  # msgspec's errors are of the latter kind
            row = self._connection.execute("SELECT report FROM reports WHERE key = ?", (key,)).fetchone()
            if row is not None:
                report = decoded(row[0])
                self._found.append(key)
                return report
        return None

    def put(self, key: bytes, report: DocumentReport) -> None:
        """Keep a report; only one of a document that was wholly checked means anything later."""
        from auditor.workspace.report_rows import encoded  # noqa: PLC0415 - reports are written …

        if report.status == "checked":
            with suppress(ValueError):  # half a character, from an escape in a configuration, has no bytes
                self._new.append((key, encoded(report)))

    def close(self) -> None:
        """Write what is new, and when the rest was used."""
        if self._connection is None:
            return
        now = int(time.time())
        made = [(key, now, row) for key, row in self._new]
        with suppress(sqlite3.Error):
            with self._connection as writing:
                writing.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?)", made)
                if made:
                    writing.executemany(_USED, [(now, key) for key in self._found])
                    writing.execute(_OLDEST, (MAX_ROWS,))
            self._connection.close()

    def _opened(self, warn: Callable[[str], None]) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                return _connection(self._path)
            except sqlite3.DatabaseError as problem:
                if isinstance(problem, sqlite3.OperationalError):
                    raise  # locked or not writable: somebody's, and whole
                warn(f"{self._path} is no cache of the auditor ({problem}): it is made anew")
                for ending in ENDINGS:
                    Path(f"{self._path}{ending}").unlink(missing_ok=True)
                return _connection(self._path)
        except (OSError, sqlite3.Error):
            return None


def let_go(path: Path) -> None:
    """Make sure that a file is a cache, and that nobody uses it: then it may be removed, and has nothing beside it.

    ``sqlite3.OperationalError`` if somebody does, another ``sqlite3.DatabaseError`` if it is no cache of ours.
    """
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE)
    try:
        _refuse_others(connection)
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()  # only who has it alone may say so
        if mode != "delete":
            raise sqlite3.OperationalError(f"its journal stays {mode}")
    finally:
        connection.close()


def _refuse_others(connection: sqlite3.Connection) -> None:
    (kind,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and kind != KIND:
        raise sqlite3.DatabaseError("it is another program's")


def _connection(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, timeout=PATIENCE)
    try:
        _refuse_others(made)
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = NORMAL")
        with made:
            made.execute(f"PRAGMA application_id = {KIND}")
            made.execute(_SCHEMA)
    except BaseException:
        made.close()
        raise
    return made
