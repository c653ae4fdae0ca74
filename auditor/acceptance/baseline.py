"""Findings that the project has accepted as they are, each by an entry of its baseline.

An entry knows its document and the finding's fingerprint, so that it fits as long as no number changes. Where a
document is gone, its entries may serve another one: it was renamed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.acceptance.fingerprint import fingerprint
from auditor.model import Acceptance, Check, DocumentReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One accepted finding. All but the fingerprint and the path are there for people."""

    path: str
    """From the folder of the baseline, with ``/`` between the parts."""
    rule: str
    statement: str
    message: str
    fingerprint: str
    line: int = 0
    """Where it stands in the baseline file; 0 for one that is not in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What became of the entries of a baseline in a run."""

    reports: tuple[DocumentReport, ...]
    """Those of the run, with accepted findings marked."""
    used: tuple[Entry, ...]
    """Those that fit, each with the path where it was found."""
    stale: tuple[Entry, ...]
    """Those that nothing needs any more: the finding, or the whole document, is gone."""
    unasked: tuple[Entry, ...]
    """Those of documents that the run did not audit."""


def matched(
    entries: Iterable[Entry],
    reports: Sequence[DocumentReport],
    *,
    name: str,
    key: Callable[[str], str],
    exists: Callable[[str], bool],
) -> Matched:
    """Accept what the entries cover.

    ``name`` is what the baseline is called; ``key`` makes of a report's path that of an entry, and ``exists`` says
    whether there is still a document of that path.
    """
    audited = {key(report.path): report.status == "checked" for report in reports}
    waiting: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    homeless: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        gone = entry.path not in audited and not exists(entry.path)
        home = homeless if gone else waiting
        home[None if gone else entry.path, entry.fingerprint].append(entry)
    used: list[Entry] = []
    marked = [_marked(report, key(report.path), waiting, name, used) for report in reports]
    marked = [_marked(report, None, homeless, name, used, key(report.path)) for report in marked]
    rest = [entry for each in waiting.values() for entry in each]
    gone_for_good = [entry for each in homeless.values() for entry in each]
    return Matched(
        reports=tuple(marked),
        used=tuple(used),
        stale=(*(entry for entry in rest if audited.get(entry.path, False)), *gone_for_good),
        unasked=tuple(entry for entry in rest if not audited.get(entry.path, False)),
    )


def _marked(
    report: DocumentReport,
    home: str | None,
    entries: dict[tuple[str | None, str], list[Entry]],
    name: str,
    used: list[Entry],
    moved_to: str | None = None,
) -> DocumentReport:
    if not entries:
        return report
    checks = list(report.checks)
    for index, check in enumerate(checks):
        fitting = entries.get((home, fingerprint(check))) if check.is_finding else None
        if fitting:
            entry = fitting.pop(0)
            used.append(replace(entry, path=moved_to or entry.path))
            checks[index] = replace(check, accepted=Acceptance(by="baseline", reason=name))
    return replace(report, checks=tuple(checks))


def entries_for(reports: Sequence[DocumentReport], key: Callable[[str], str]) -> Iterator[Entry]:
    """An entry for each finding that nothing accepts yet."""
    for report in reports:
        for check in report.checks:
            if check.is_finding:
                yield entry_for(check, key(report.path))


def entry_for(check: Check, path: str) -> Entry:
    """What the baseline keeps of a finding."""
    return Entry(
        path=path,
        rule=check.rule,
        statement=" ".join(check.statement.text.split()),
        message=check.message,
        fingerprint=fingerprint(check),
    )
