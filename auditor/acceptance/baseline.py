"""Findings that the project has accepted as they are, each by an entry of its baseline.

An entry knows its document and the finding's fingerprint, so that it fits as long as no number changes. Where a
document is gone, its entries may serve another one: it was renamed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.acceptance.fingerprint import fingerprint
from auditor.model import Acceptance, Check, DocumentReport


class Entry(Struct, frozen=True, kw_only=True):
    """One accepted finding. All but the fingerprint and the path are there for people."""

    path: str
    """From the folder of the baseline, with ``/`` between the parts."""
    rule: str
    statement: str
    message: str
    fingerprint: str
    line: int = 0
    """Where it stands in the baseline file; 0 for one that is not in a file."""


class Matched(Struct, frozen=True, kw_only=True):
    """What became of the entries of a baseline in a run."""

    reports: tuple[DocumentReport, ...]
    """Those of the run, with accepted findings marked."""
    used: tuple[Entry, ...]
    """Those that fit, each with the path where it was found."""
    stale: tuple[Entry, ...]
    """Those that nothing needs any more: the finding, or the whole document, is gone."""
    unasked: tuple[Entry, ...]
    """Those of documents that the run did not audit, or of statements that are compared with such documents."""


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

    def own(report: DocumentReport, check: Check) -> Iterator[tuple[str | None, str]]:
        yield key(report.path), key(report.path)
        yield key(check.statement.path), key(check.statement.path)  # where an unchanged document is contradicted

    marked = [_marked(report, waiting, name, used, own) for report in reports]
    marked = [_marked(report, homeless, name, used, lambda report, _: [(None, key(report.path))]) for report in marked]
    rest = [entry for each in waiting.values() for entry in each]
    compared = {(key(report.path), *each) for report in reports for each in _compared(report)}

    def asked(entry: Entry) -> bool:
        return audited.get(entry.path, False) and (entry.path, entry.rule, entry.statement) not in compared

    gone_for_good = [entry for each in homeless.values() for entry in each]
    return Matched(
        reports=tuple(marked),
        used=tuple(used),
        stale=(*(entry for entry in rest if asked(entry)), *gone_for_good),
        unasked=tuple(entry for entry in rest if not asked(entry)),
    )


def _compared(report: DocumentReport) -> Iterator[tuple[str, str]]:
    """What a report says that a document may contradict which is not in the run."""
    asked = {(check.rule, check.statement) for check in report.checks}
    alone = (each for each in report.statements if (each.rule, each.fact.place) not in asked)
    return ((each.rule, " ".join(each.fact.place.text.split())) for each in alone)


def _marked(
    report: DocumentReport,
    entries: dict[tuple[str | None, str], list[Entry]],
    name: str,
    used: list[Entry],
    homes: Callable[[DocumentReport, Check], Iterable[tuple[str | None, str]]],
) -> DocumentReport:
    """``homes`` are the paths under which a check's entry may be found, each with that which the entry then has."""
    if not entries:
        return report
    checks = list(report.checks)
    for index, check in enumerate(checks):
        places = homes(report, check) if check.is_finding else ()
        found = ((entries.get((home, fingerprint(check))), path) for home, path in places)
        fitting, path = next((each for each in found if each[0]), (None, ""))
        if fitting:
            used.append(replace(fitting.pop(0), path=path))
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
