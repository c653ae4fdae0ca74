"""Many documents, audited by several processes at once; one that fails costs its own document and is replaced."""

from __future__ import annotations

import gc
import sys
from collections import deque
from collections.abc import Generator, Sequence
from multiprocessing import get_context
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from auditor.model import DocumentReport
from auditor.workspace import limits
from auditor.workspace.discovery import File

if TYPE_CHECKING:
    from pebble import ProcessFuture

    from auditor.workspace.workers import Audit, Failed, Progress

AHEAD = 16
"""Documents that wait for each worker, so that none of them is idle."""

_audit: Audit | None = None
"""What forked workers do; it is set before they are made."""


def in_workers(
    files: Sequence[File], audit: Audit, failed: Failed, progress: Progress, jobs: int
) -> Generator[DocumentReport, None, None]:
    """One report for each file, in their order, made by so many workers."""
    global _audit  # noqa: PLW0603 - a closure with all rules cannot be sent to a worker, only inherited
    _audit = audit
    gc.collect()
    gc.freeze()  # what is never looked at again stays shared with the workers
    workers = min(jobs, len(files))
    waiting: deque[ProcessFuture[DocumentReport]] = deque()
    pool = ProcessPool(max_workers=workers, initializer=limits.begin, context=get_context("fork"))
    source = iter(files)
    try:
        for file in progress(files):
            while len(waiting) < workers * AHEAD and (following := next(source, None)) is not None:
                waiting.append(pool.schedule(_work, args=(following,), timeout=limits.DEADLINE))
            yield _outcome(waiting.popleft(), file, failed)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        if waiting or sys.exc_info()[0]:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        gc.unfreeze()


def _work(file: File) -> DocumentReport:
    assert _audit is not None  # inherited
    return _audit(file)


def _outcome(future: ProcessFuture[DocumentReport], file: File, failed: Failed) -> DocumentReport:
    try:
        report: DocumentReport = future.result()
    except TimeoutError:
        return failed(file, limits.overdue())
    except ProcessExpired as expired:
        return failed(file, limits.died(expired.exitcode))
    except MemoryError:
        return failed(file, limits.too_large())
    return report
