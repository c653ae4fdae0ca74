"""A few documents, audited one after the other by a single forked process.

For so little work a pool does not pay: to import, start and end it takes longer than the audit. The process has what
this one has loaded, and sends back one report after the other. If it hangs or dies, the document that it was at is
lost, and another process goes on with the next one.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from auditor.model import DocumentReport
from auditor.workspace import limits
from auditor.workspace.discovery import File
from auditor.workspace.report_rows import decoded, encoded

if TYPE_CHECKING:
    from auditor.workspace.workers import Audit, Failed, Progress

_LENGTH = 8
"""Bytes before each report, which say how long it is; a length of nothing means that memory ran out."""
_PART = 1 << 16


def in_a_child(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress
) -> Generator[DocumentReport, None, None]:
    """One report for each file, in their order."""
    child: _Child | None = None
    try:
        for index, file in enumerate(progress(files)):
            child = child or _Child(files[index:], audit)
            outcome = child.outcome()
            if isinstance(outcome, str):
                child.end()
                child = None
                outcome = failed(file, outcome)
            yield outcome
    finally:
        if child:
            child.end()


class _Child:
    """The process, and the pipe that its reports come through."""

    def __init__(self, files: Sequence[File], audit: Audit) -> None:
        self._pipe, writing = os.pipe()
        gc.freeze()  # the child's collector leaves alone what it shares with this process
        self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)  # or the child would wait for itself to read, were this process killed
            _serve(files, audit, writing)
        gc.unfreeze()
        os.close(writing)
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self._code: int | None = None

    def outcome(self) -> DocumentReport | str:
        """The next report, or why there is none."""
        latest = time.monotonic() + limits.DEADLINE
        try:
            length = int.from_bytes(self._read(_LENGTH, latest))
            return decoded(self._read(length, latest)) if length else limits.too_large()
        except TimeoutError:
            return limits.overdue()
        except EOFError:
            self._wait()
            return limits.died(self._code)

    def end(self) -> None:
        """Whatever it is doing; it may have ended already."""
        os.close(self._pipe)
        if self._code is None:
            os.kill(self._process, signal.SIGKILL)
            self._wait()

    def _wait(self) -> None:
        self._code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])

    def _read(self, count: int, latest: float) -> bytes:
        """So many bytes; ``TimeoutError`` and ``EOFError`` if they do not come."""
        parts = bytearray()
        while len(parts) < count:
            left = latest - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise TimeoutError
            part = os.read(self._pipe, min(count - len(parts), _PART))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)


def _serve(files: Sequence[File], audit: Audit, pipe: int) -> NoReturn:
    """What the child does, and nothing that was to happen when its parent ends."""
    code = 1
    with suppress(BaseException):  # what is not a report is told by the exit code
        limits.begin()
        for file in files:
            try:
                row = encoded(audit(file))
            except MemoryError:
                row = b""
            _write(pipe, len(row).to_bytes(_LENGTH) + row)
        code = 0
    os._exit(code)


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
