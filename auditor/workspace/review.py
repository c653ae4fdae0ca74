"""One run under the terms of a pull request: what it touches, and what of that somebody has accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.model import DocumentReport, Report
from auditor.workspace.ignoring import Patterns
from auditor.workspace.run import audit_files, put_together, run
from auditor.workspace.workers import Progress

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook
    from auditor.workspace.changes import Changes
    from auditor.workspace.discovery import File


class Terms(Struct, frozen=True, kw_only=True):
    """What a run compares with. Without any, every contradiction that no comment accepts is a finding."""

    since: str | None = None
    """A revision: only what changed since then is audited, and only what that brought is a finding."""
    staged: bool = False
    """The index counts, not the working tree; without ``since`` compared with HEAD."""
    baseline: Path | None = None
    jobs: int | None = None
    """Workers; one for each processor if it is not said."""
    excluded: tuple[Patterns, ...] = ()
    """What is left out of folders."""


def review(paths: Sequence[str], rulebook: RuleBook, terms: Terms, progress: Progress = iter) -> Report:
    """Audit what the terms ask for. ``ConfigError`` if the revision or the baseline cannot be used."""
    accepted = acceptance(terms.baseline)
    if terms.since is None and not terms.staged:
        return accepted(run(paths, rulebook, progress, terms.jobs, terms.excluded))
    from auditor.workspace.changes import find_changes  # noqa: PLC0415 - most runs need no git
    from auditor.workspace.discovery import discover  # noqa: PLC0415
    from auditor.workspace.since import brought_by  # noqa: PLC0415

    found = discover(paths, terms.excluded)
    changes = find_changes(paths, found, terms.since or "HEAD", staged=terms.staged)
    audited = audit_files([touched.file for touched in changes.touched], rulebook, progress, terms.jobs)
    others = _others(changes, found.files, audited, rulebook, terms)
    report = accepted(put_together(audited, changes.problems, rulebook, others))
    count = len(audited)
    marked = brought_by(changes, report.documents[:count], rulebook, others)
    return replace(report, documents=(*marked, *report.documents[count:]), left_out=changes.left_out)


def _others(
    changes: Changes, files: Sequence[File], audited: Sequence[DocumentReport], rulebook: RuleBook, terms: Terms
) -> list[DocumentReport]:
    """The unchanged documents, if a changed one says what they may say otherwise.

    Of what is staged the rest of the index would have to be read; there the staged documents are compared alone.
    """
    if terms.staged or not any(report.statements for report in audited):
        return []
    touched = {touched.file.shown for touched in changes.touched}
    return audit_files([file for file in files if file.shown not in touched], rulebook, jobs=terms.jobs)


def acceptance(baseline: Path | None) -> Callable[[Report], Report]:
    """What accepts the findings that are in the baseline. It is read first: a broken one is said before long work."""
    if baseline is None:
        return lambda report: report
    from auditor.workspace.baseline import accept, read_baseline  # noqa: PLC0415

    known = read_baseline(baseline)
    return lambda report: accept(report, known)
