"""A progress bar for long runs that somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.workspace.discovery import File

SHORT_RUN = 20
"""So many documents need no bar."""


def follow(files: Sequence[File]) -> Iterable[File]:
    """The files one by one; on a terminal with a bar on standard error."""
    if len(files) <= SHORT_RUN or not sys.stderr.isatty():
        return files
    return _with_bar(files)


def _with_bar(files: Sequence[File]) -> Iterator[File]:
    from rich.console import Console  # noqa: PLC0415 - for long runs on a terminal only
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("Auditing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Auditing", total=len(files), rate="")
        for file in files:
            yield file
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:,.0f}/s" if speed else "")
