"""A progress bar for long runs that somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.workspace.discovery import File

SHORT_RUN = 20
"""So many documents need no bar."""


def follow(files: Sequence[File]) -> Iterable[File]:
    """The files one by one; on a terminal with a bar on standard error."""
    if len(files) <= SHORT_RUN or not sys.stderr.isatty():
        return files
    from rich.console import Console  # noqa: PLC0415 - for long runs on a terminal only
    from rich.progress import track  # noqa: PLC0415

    return track(files, description="Auditing", console=Console(stderr=True), transient=True)
