"""Documents audited by forked processes, each by one of them: what goes wrong in one is its own trouble alone.

A process is told over one pipe which document is next, and gives the report back over another. One that hangs, dies or
needs too much memory loses the document that it was at; another process goes on with the rest. They are forked, so that
they have the compiled rules at once. A library for this takes longer to load than a few documents to audit, and needs
a thread and a lock for what one call of ``poll`` tells.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from auditor.model import DocumentReport
from auditor.workspace import limits
from auditor.workspace.discovery import File
from auditor.workspace.report_rows import decoded, encoded

if TYPE_CHECKING:
    from auditor.workspace.workers import Audit, Failed, Progress

AHEAD = 16
"""Reports for each process that may wait until those before them are there."""
WAITING = 2
"""Documents that a process has: the one that it is at, and the next, so that it is never idle."""
ASLEEP = 1.0
"""Seconds behind a deadline after which this process must have been asleep itself."""
SPARE = 5.0
"""Seconds of the processor, beside the deadline, after which a process ends although nobody is there to stop it."""
_LENGTH = 8
"""Bytes before each report, which say how long it is; a length of nothing means that memory ran out."""
_ENDING = frozenset((signal.SIGINT, signal.SIGTERM))
_NUMBER = 4
"""Bytes of a document's number."""
_PART = 1 << 16


def in_processes(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, count: int
) -> Generator[DocumentReport, None, None]:
    """One report for each file, in their order, made by so many processes."""
    gc.freeze()  # the processes' collectors leave alone what they share with this one
    crew = _Crew(files, audit, failed, count)
    try:
        crew.begin()
        for number, _ in enumerate(progress(files)):
            yield crew.report(number)
    finally:
        crew.end()
        gc.unfreeze()


class _Crew:
    """The processes, and the reports that came before their turn."""

    def __init__(self, files: Sequence[File], audit: Audit, failed: Failed, count: int) -> None:
        self._files = files
        self._audit = audit
        self._failed = failed
        self._count = count
        self._left = deque(range(len(files)))
        self._reports: dict[int, DocumentReport] = {}
        self._poll = select.poll()
        self._members: dict[int, _Process] = {}
        """By the pipes that their reports come through."""
        self._refused = ""
        """Why there is none more."""

    def begin(self) -> None:
        """Make the processes, as many as can be."""
        for _ in range(self._count):
            self._hire()

    def report(self, number: int) -> DocumentReport:
        """The report of a file; those before it have been asked for."""
        while number not in self._reports:
            if not self._members:
                return self._failed(self._files[number], f"no process could be made to audit it: {self._refused}")
            self._assign(number)
            self._wait()
        return self._reports.pop(number)

    def end(self) -> None:
        """Whatever they are doing."""
        for member in self._members.values():
            member.end()

    def _hire(self) -> None:
        """Another process; where the system has none to give, those that there are go on."""
        with _undisturbed():
            try:
                member = _Process(self._files, self._audit, tuple(self._members.values()))
            except OSError as problem:
                self._refused = str(problem.strerror or problem)
                return
            self._members[member.reports] = member
            self._poll.register(member.reports, select.POLLIN)

    def _replace(self, member: _Process, reason: str) -> None:
        """The document that a process was at is lost, and what it had not begun is done by another."""
        self._poll.unregister(member.reports)
        del self._members[member.reports]
        if member.numbers:
            lost = member.numbers.popleft()
            self._reports[lost] = self._failed(self._files[lost], reason)
        self._left.extendleft(reversed(member.numbers))
        if self._left:
            self._hire()

    def _assign(self, number: int) -> None:
        """Give everybody something to do, but no document that is too far from the one that is waited for."""
        for _ in range(WAITING):
            for member in self._members.values():
                if len(member.numbers) < WAITING and self._left and self._left[0] < number + self._count * AHEAD:
                    member.take(self._left.popleft())

    def _wait(self) -> None:
        """Until something came from a process, or one is overdue."""
        latest = min(member.latest for member in self._members.values() if member.numbers)
        came = self._poll.poll(max(0.0, latest - time.monotonic()) * 1000)
        now = time.monotonic()
        if now - latest > ASLEEP:  # all of them were stopped with this process: Ctrl-Z
            for member in self._members.values():
                member.latest += now - latest + ASLEEP
        for pipe, _ in came:
            self._hear(self._members[pipe])
        for member in [each for each in self._members.values() if each.numbers and each.latest <= now]:
            member.end()
            self._replace(member, limits.overdue())

    def _hear(self, member: _Process) -> None:
        """Take what came from a process."""
        lives = member.hear()
        while (row := member.row()) is not None:
            if not row:  # what is left of it cannot be trusted with the next document
                member.end()
                self._replace(member, limits.too_large())
                return
            self._reports[member.done()] = decoded(row)
        if not lives:
            self._replace(member, limits.died(member.end()))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: one in the midst of a fork would be lost, or make a second run of the child."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Process:
    """One process, and the pipes to and from it."""

    def __init__(self, files: Sequence[File], audit: Audit, others: Sequence[_Process]) -> None:
        """``others`` are those that are at work: what this one inherits of them it lets go. ``OSError`` if it fails."""
        self.numbers: deque[int] = deque()
        """The documents that it was given, the one that it is at first."""
        self.latest = 0.0
        """When that one must be done."""
        self._came = bytearray()
        with ExitStack() as undone:
            taken, self._tasks = _pipe(undone)
            self.reports, given = _pipe(undone)
            self._process = os.fork()
            undone.pop_all()
        if self._process == 0:
            with suppress(BaseException):  # nothing of it may go on as if it were the run itself
                self._let_go()
                for other in others:
                    other._let_go()
                _serve(files, audit, taken, given)
            os._exit(1)
        os.close(taken)
        os.close(given)
        os.set_blocking(self.reports, False)

    def take(self, number: int) -> None:
        """Give it another document."""
        if not self.numbers:
            self._begin()
        self.numbers.append(number)
        with suppress(BrokenPipeError):  # it has died; its other pipe tells
            os.write(self._tasks, number.to_bytes(_NUMBER))

    def done(self) -> int:
        """The document that it was at; it goes on with the next one."""
        self._begin()
        return self.numbers.popleft()

    def hear(self) -> bool:
        """Read all that came; whether more can come."""
        with suppress(BlockingIOError):
            while part := os.read(self.reports, _PART):
                self._came += part
            return False
        return True

    def row(self) -> bytes | None:
        """The next report that came whole."""
        end = _LENGTH + int.from_bytes(self._came[:_LENGTH])
        if len(self._came) < max(end, _LENGTH):
            return None
        row = bytes(self._came[_LENGTH:end])
        del self._came[:end]
        return row

    def end(self) -> int:
        """Whatever it is doing; it may have ended already. Its exit code."""
        self._let_go()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])

    def _let_go(self) -> None:
        """Close the ends of its pipes that are the run's. If another process kept them, nobody would see its end."""
        os.close(self._tasks)
        os.close(self.reports)

    def _begin(self) -> None:
        self.latest = time.monotonic() + limits.DEADLINE


def _pipe(undone: ExitStack) -> tuple[int, int]:
    """A pipe whose ends are closed if what follows fails."""
    ends = os.pipe()
    for end in ends:
        undone.callback(os.close, end)
    return ends


def _serve(files: Sequence[File], audit: Audit, tasks: int, reports: int) -> NoReturn:
    """What a process does, and nothing that was to happen when its parent ends."""
    code = 1
    with suppress(BaseException):  # what is not a report is told by the exit code
        limits.begin()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        while number := os.read(tasks, _NUMBER):
            signal.setitimer(signal.ITIMER_PROF, limits.DEADLINE + SPARE)
            try:
                row = encoded(audit(files[int.from_bytes(number)]))
            except MemoryError:
                row = b""
            _write(reports, len(row).to_bytes(_LENGTH) + row)
        code = 0
    os._exit(code)


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
