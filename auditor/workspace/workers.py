"""Documents audited by processes of their own: what goes wrong with one is its own trouble alone.

A worker that hangs is stopped after a deadline and replaced, and so is one that crashes or needs too much memory; every
other document still gets its report. Workers are forked, so that they have the compiled rules at once. Where a system
cannot fork, and for a single document, the audit runs in this process: there a crash is one of the whole run, and the
deadline is an alarm.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, TypeAlias

from auditor.model import DocumentReport
from auditor.workspace.discovery import File

if TYPE_CHECKING:
    from pebble import ProcessFuture

DEADLINE = 10.0
"""Seconds that one document may take."""
MEMORY = 2 << 30
"""Bytes of address space that a worker may have; a Python with the rules takes a fifth of it."""
AHEAD = 16
"""Documents that wait for each worker, so that none of them is idle."""
INTERRUPTED = "interrupted before it was audited"
"""The reason of what was left when somebody ended the run."""

Audit: TypeAlias = Callable[[File], DocumentReport]
Failed: TypeAlias = Callable[[File, str], DocumentReport]
Progress: TypeAlias = Callable[[Sequence[File]], Iterable[File]]

_audit: Audit | None = None
"""What forked workers do; it is set before they are made."""


def audit_all(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, jobs: int
) -> list[DocumentReport]:
    """One report for each file, in their order. ``failed`` makes the report of one that could not be audited."""
    pooled = len(files) > 1 and hasattr(os, "fork") and all(file.path for file in files)
    steps = _in_workers(files, audit, failed, progress, jobs) if pooled else _here(files, audit, failed, progress)
    reports: list[DocumentReport] = []
    try:
        with _ended_by_signals():
            for report in steps:
                reports.append(report)  # noqa: PERF402 - one by one: what is done stays done
    except KeyboardInterrupt:
        steps.close()
    return [*reports, *(failed(file, INTERRUPTED) for file in files[len(reports) :])]


# --- in workers -------------------------------------------------------------------------------------------------------


def _in_workers(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, jobs: int
) -> Generator[DocumentReport, None, None]:
    from multiprocessing import get_context  # noqa: PLC0415 - a single document needs no pool

    from pebble import ProcessPool  # noqa: PLC0415

    global _audit  # noqa: PLW0603 - a closure with all rules cannot be sent to a worker, only inherited
    _audit = audit
    gc.collect()
    gc.freeze()  # what is never looked at again stays shared with the workers
    workers = min(jobs, len(files))
    waiting: deque[ProcessFuture[DocumentReport]] = deque()
    pool = ProcessPool(max_workers=workers, initializer=_begin, context=get_context("fork"))
    source = iter(files)
    try:
        for file in progress(files):
            while len(waiting) < workers * AHEAD and (following := next(source, None)) is not None:
                waiting.append(pool.schedule(_work, args=(following,), timeout=DEADLINE))
            yield _outcome(waiting.popleft(), file, failed)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        if waiting or sys.exc_info()[0]:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        gc.unfreeze()


def _begin() -> None:
    """A worker leaves it to the run to be interrupted, and takes no more memory than a document is worth."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _work(file: File) -> DocumentReport:
    assert _audit is not None  # inherited
    return _audit(file)


def _outcome(future: ProcessFuture[DocumentReport], file: File, failed: Failed) -> DocumentReport:
    from pebble import ProcessExpired  # noqa: PLC0415

    try:
        report: DocumentReport = future.result()
    except TimeoutError:
        return failed(file, f"stopped after {DEADLINE:g} seconds")
    except ProcessExpired as expired:
        return failed(file, f"the process that audited it died{_died(expired.exitcode)}")
    except MemoryError:
        return failed(file, f"it takes more than {MEMORY >> 30} GiB of memory")
    return report


def _died(code: int | None) -> str:
    """``: segmentation fault`` for a signal."""
    if code is None or code >= 0:
        return f" with exit code {code}" if code else ""
    try:
        name = signal.strsignal(-code)
    except ValueError:
        name = None
    return f": {name or f'signal {-code}'}".lower()


# --- in this process --------------------------------------------------------------------------------------------------


class _TooLong(BaseException):
    """No handler of an audit may take it for one of its own errors."""


def _here(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress
) -> Generator[DocumentReport, None, None]:
    for file in progress(files):
        try:
            with _deadline():
                report = audit(file)
        except _TooLong:
            report = failed(file, f"stopped after {DEADLINE:g} seconds")
        yield report


@contextmanager
def _deadline() -> Iterator[None]:
    """An alarm, where there are any and this is the main thread, which alone can be interrupted."""

    def ring(_: int, __: FrameType | None) -> None:
        raise _TooLong

    try:
        before = signal.signal(signal.SIGALRM, ring)
    except (AttributeError, ValueError):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, DEADLINE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: with a report on what was done until then."""

    def end(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
