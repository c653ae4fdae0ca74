"""What a run compares with: options that ``auditor check`` has for pull requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from auditor.workspace.ignoring import Patterns


def terms_options(command: Callable[..., int]) -> Callable[..., int]:
    """``--since``, ``--staged``, ``--baseline`` and ``--no-baseline``, which the command gets as its ``terms``."""

    @click.option(
        "--since",
        metavar="REV",
        help="Only documents that changed since REV, and of their findings only those that the change brings. "
        "If REV is a branch that went on, what counts is where HEAD left it.",
    )
    @click.option(
        "--staged",
        is_flag=True,
        help="Read what is staged for the next commit, and compare it with HEAD or the REV of --since.",
    )
    @click.option(
        "--baseline",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Accept the findings in FILE, which `auditor baseline` writes.  [default: that of the configuration]",
    )
    @click.option(
        "--exclude",
        "patterns",
        multiple=True,
        metavar="PATTERN",
        help="Leave out of folders, as in a .gitignore; beside what the configuration excludes. Repeatable.",
    )
    @click.option("--no-baseline", is_flag=True, help="Accept none, whatever the configuration says.")
    @wraps(command)
    def with_terms(
        since: str | None,
        staged: bool,
        baseline: Path | None,
        no_baseline: bool,
        patterns: tuple[str, ...],
        **options: Any,
    ) -> int:
        if baseline and no_baseline:
            raise click.UsageError("--baseline and --no-baseline exclude each other")
        from auditor.workspace.review import Terms  # noqa: PLC0415

        chosen = None if no_baseline else baseline or configured_baseline()
        terms = Terms(since=since, staged=staged, baseline=chosen, excluded=excluded(patterns))
        return command(terms=terms, **options)

    return with_terms


def configured_baseline() -> Path | None:
    """The baseline file of the project's configuration."""
    from auditor.workspace.settings import find_settings  # noqa: PLC0415

    return find_settings(Path.cwd()).baseline


def excluded(patterns: Sequence[str] = ()) -> tuple[Patterns, ...]:
    """What the project's configuration leaves out of folders, and these patterns."""
    from auditor.workspace.ignoring import Patterns  # noqa: PLC0415
    from auditor.workspace.settings import find_settings  # noqa: PLC0415

    configured = find_settings(Path.cwd()).excluded
    try:
        return (*configured, Patterns.of(Path.cwd(), patterns)) if patterns else configured
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--exclude") from None
