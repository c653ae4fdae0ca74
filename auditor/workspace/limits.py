"""What a process may use that audits documents, and what is said of one that used more."""

from __future__ import annotations

import signal
from pathlib import Path

DEADLINE = 10.0
"""Seconds that one document may take."""
MEMORY = 1 << 30
"""Bytes of address space that such a process may take, beside what it was forked with."""


def begin() -> None:
    """Called in a new worker: it leaves it to the run to be interrupted, and takes no more than it may."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space(resource.getpagesize()) + MEMORY
    limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _address_space(page: int) -> int:
    """What this process has now: libraries that its parent loaded, such as pyarrow, map more than they use."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * page
    except OSError:  # not on every system
        return 0


def overdue() -> str:
    """Of a document that took too long."""
    return f"stopped after {DEADLINE:g} seconds"


def too_large() -> str:
    """Of a document that took too much memory."""
    return f"it takes more than {MEMORY >> 30} GiB of memory"


def died(code: int | None) -> str:
    """Of a document whose process ended with this exit code, or by this signal if it is negative."""
    return f"the process that audited it died{_how(code)}"


def _how(code: int | None) -> str:
    """``: segmentation fault`` for a signal."""
    if code is None or code >= 0:
        return f" with exit code {code}" if code else ""
    try:
        name = signal.strsignal(-code)
    except ValueError:
        name = None
    return f": {name or f'signal {-code}'}".lower()
