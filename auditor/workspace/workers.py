"""Documents audited by processes of their own: what goes wrong with one is its own trouble alone.

A process that hangs is stopped after a deadline and replaced, and so is one that crashes or needs too much memory;
every other document still gets its report. They are forked, so that they have the compiled rules at once: one for a
little work, several for more. Where a system cannot fork, the audit runs in this process: there a crash is one of the
whole run.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias

from auditor.model import DocumentReport
from auditor.workspace.discovery import File

INTERRUPTED = "interrupted before it was audited"
"""The reason of what was left when somebody ended the run."""
LITTLE = 1 << 18
"""Bytes of documents that one process has audited before several would have begun."""
LEAST = 1 << 10
"""What the smallest document weighs in these bytes."""

Audit: TypeAlias = Callable[[File], DocumentReport]
Failed: TypeAlias = Callable[[File, str], DocumentReport]
Progress: TypeAlias = Callable[[Sequence[File]], Iterable[File]]


def audit_all(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, jobs: int
) -> list[DocumentReport]:
    """One report for each file, in their order. ``failed`` makes the report of one that could not be audited."""
    reports: list[DocumentReport] = []
    if not files:
        return reports
    steps = _steps(files, audit, failed, progress, jobs)
    try:
        with _ended_by_signals():
            for report in steps:
                reports.append(report)  # noqa: PERF402 - one by one: what is done stays done
    except KeyboardInterrupt:
        steps.close()
    return [*reports, *(failed(file, INTERRUPTED) for file in files[len(reports) :])]


def _steps(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, jobs: int
) -> Generator[DocumentReport, None, None]:
    if not hasattr(os, "fork"):
        return (audit(file) for file in progress(files))
    count = 1 if _is_little(files) else min(jobs, len(files))
    if count > 1:
        import auditor.audit  # noqa: PLC0415 - once, and not by each of them
        import auditor.documents.markdown  # noqa: F401, PLC0415
    from auditor.workspace.processes import in_processes  # noqa: PLC0415

    return in_processes(files, audit, failed, progress, count)


def _is_little(files: Sequence[File]) -> bool:
    """Whether a single process is soon done with them."""
    size = 0
    for file in files:
        size += max(_size(file), LEAST)
        if size > LITTLE:
            return len(files) == 1
    return True


def _size(file: File) -> int:
    """What a file weighs; whoever reads it sees whether it can be read."""
    if file.data is not None or file.path is None:
        return len(file.data or b"")
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


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
