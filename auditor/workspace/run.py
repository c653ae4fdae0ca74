"""One run over many documents. Each is audited alone: what goes wrong in one never reaches another."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.collection import uncollected
from auditor.errors import AuditorError, SourceError
from auditor.model import Document, DocumentReport, Report, Source
from auditor.workspace.across import held_together
from auditor.workspace.discovery import CONFIGURATION, File, configurations, discover
from auditor.workspace.ignoring import Patterns
from auditor.workspace.known import audited_once
from auditor.workspace.workers import Progress, audit_all

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook


def run(
    paths: Sequence[str],
    rulebook: RuleBook,
    progress: Progress = iter,
    jobs: int | None = None,
    excluded: Sequence[Patterns] = (),
) -> Report:
    """Audit every document that the paths stand for, by so many workers; by default one for each processor."""
    found = discover(paths, excluded)
    return put_together(audit_files(found.files, rulebook, progress, jobs), found.problems, rulebook)


def audit_files(
    files: Sequence[File], rulebook: RuleBook, progress: Progress = iter, jobs: int | None = None
) -> list[DocumentReport]:
    """One report for each file, in their order."""
    companions = _Companions()
    files = [_with_content(file) for file in files]

    def audit(file: File) -> DocumentReport:
        return _isolated(file, rulebook, companions)

    def audit_them(left: Sequence[File]) -> list[DocumentReport]:
        return audit_all(left, audit, lambda file, why: _unchecked(file.shown, why), progress, jobs or processors())

    return audited_once(files, rulebook, audit_them, _warned)


def _with_content(file: File) -> File:
    """Standard input is read here: workers have none, and it can be read only once."""
    if file.path or file.data is not None:
        return file
    from auditor.documents.reading import MAX_BYTES  # noqa: PLC0415

    with suppress(OSError, AttributeError):  # closed, or none at all: whoever wants to read it says so
        return replace(file, data=sys.stdin.buffer.read(MAX_BYTES + 1))
    return file


def _warned(message: str) -> None:
    sys.stderr.write(f"auditor: warning: {message}\n")


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def put_together(
    audited: Sequence[DocumentReport],
    problems: Sequence[AuditorError],
    rulebook: RuleBook,
    others: Sequence[DocumentReport] = (),
) -> Report:
    """The report of a run: what was audited, what could not be read, and what was wrong besides.

    ``others`` are documents that are only there for what they say of the same things.
    """
    unread = [_not_checked(error) for error in problems if isinstance(error, SourceError)]
    mistakes = [error for error in problems if not isinstance(error, SourceError)]
    documents = (*held_together(audited, rulebook, others), *unread)
    mentioned = {check.rule for document in documents for check in document.checks}
    return Report(
        documents=documents,
        rules=tuple(rule for rule in (*rulebook.rules, *rulebook.off) if rule.id in mentioned),
        problems=tuple(str(problem) for problem in (*rulebook.problems, *mistakes)),
    )


def read(file: File) -> Document:
    """Parse a file as what its name says it is; anything but a configuration is read as Markdown."""
    source = source_of(file)
    if file.path and file.path.suffix.lower() in CONFIGURATION:
        from auditor.documents.configuration import parse as parse_configuration  # noqa: PLC0415 - loads a YAML parser

        return parse_configuration(source)
    from auditor.documents.markdown import parse as parse_markdown  # noqa: PLC0415 - … and this a Markdown parser

    return parse_markdown(source)


def source_of(file: File) -> Source:
    """The text of a file."""
    from auditor.documents.reading import decode, read_source  # noqa: PLC0415

    data = _with_content(file).data
    if data is not None:
        return decode(data, file.shown)
    if file.path:
        return read_source(file.path, file.shown)
    raise SourceError("there is no standard input", path=file.shown)


MOST_FOLDERS = 8
"""Folders whose configurations are kept: documents come folder by folder, and a thousand would fill a process."""


class _Companions:
    """Configuration files, parsed once for all documents of a folder."""

    def __init__(self) -> None:
        self._known: dict[Path | tuple[File, ...], tuple[tuple[Document, ...], tuple[str, ...]]] = {}

    def beside(self, file: File) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        """The other configurations in the document's folder, and what is to be said of those that cannot be read."""
        if file.path is None:
            return (), ()
        where = file.path.parent if file.beside is None else file.beside
        if where not in self._known:
            if len(self._known) >= MOST_FOLDERS:
                del self._known[next(iter(self._known))]
            self._known[where] = self._read(configurations(where) if isinstance(where, Path) else where)
        documents, remarks = self._known[where]
        return tuple(document for document in documents if document.source.path != file.shown), remarks

    def _read(self, files: Iterable[File]) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        documents: list[Document] = []
        remarks: list[str] = []
        for file in files:
            try:
                documents.append(read(file))
            except AuditorError as error:
                remarks.append(f"{file.shown}, which stands beside it, was not read: {_said(error)}")
        return tuple(documents), tuple(remarks)


def _isolated(file: File, rulebook: RuleBook, companions: _Companions) -> DocumentReport:
    try:
        return _audited(file, rulebook, companions)
    except AuditorError as error:
        return _unchecked(file.shown, _said(error) if error.path in (None, file.shown) else str(error))
    except MemoryError:
        raise  # a worker's limit; what is left of the process cannot be trusted with a report
    except Exception as error:  # noqa: BLE001 - whatever happens in one document, the others are still to be audited
        return _unchecked(file.shown, _bug(error))


def _audited(file: File, rulebook: RuleBook, companions: _Companions) -> DocumentReport:
    from auditor.audit import audit  # noqa: PLC0415

    beside, remarks = companions.beside(file)
    with uncollected():
        report = audit(read(file), beside, rulebook.for_document(file.path))
    reasons = [reason for reason in (report.reason, *remarks) if reason]
    return replace(report, reason="; ".join(reasons) or None)


def _not_checked(error: SourceError) -> DocumentReport:
    return _unchecked(error.path or "?", error.message)


def _unchecked(path: str, reason: str) -> DocumentReport:
    return DocumentReport(path=path, title=PurePath(path).name, status="not_checked", reason=reason)


def _said(error: AuditorError) -> str:
    """The message with its place in the file, without the path, which stands beside it anyway."""
    place = "".join(f"{name} {number}, " for name, number in (("line", error.line), ("column", error.column)) if number)
    return f"{place.rstrip(', ')}: {error.message}" if place else error.message


def _bug(error: Exception) -> str:
    """What a maintainer needs to find the mistake."""
    from traceback import extract_tb  # noqa: PLC0415

    frames = extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"the auditor itself failed, please report it: {type(error).__name__}{where}: {error}"
