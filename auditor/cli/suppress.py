"""``auditor suppress``: the comment that accepts a finding, printed or put in its place."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import write_bytes
from auditor.cli.printing import print_text
from auditor.cli.terms import excluded
from auditor.errors import ConfigError
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.acceptance.placing import Spot
    from auditor.model import Check, Document, DocumentReport
    from auditor.rulebook import RuleBook
    from auditor.workspace.discovery import File

EXAMPLES = """\b
Examples:
  auditor suppress plan.md           a comment to copy for each finding
  auditor suppress plan.md:12        for what line 12 states
  auditor suppress plan.md:12 --reason "the spare GPUs are for failover"
                                     put it there
  auditor suppress plan.md:12 --rule llm/idle-gpus --reason "…"
                                     … where one line has several findings
  auditor suppress plan.md:12 docs/  also what differs from other documents

\b
Exit codes:
  0  printed, or written
  2  no such finding, or the comment has no place there; or wrong usage

The comment accepts this finding, at this place, with these numbers: when one of
them changes, it lapses, and `auditor check` says so."""


@click.command(short_help="Accept one finding by a comment in the document.", epilog=EXAMPLES)
@click.argument("where", metavar="DOC[:LINE]")
@click.argument("paths", nargs=-1, metavar="[OTHERS]...")
@click.option("--rule", metavar="RULE", help="Only findings of this rule.")
@click.option("--reason", metavar="TEXT", help="Why it may stay; the comment is written into the document.")
@rules_option
def suppress(
    where: str, paths: Sequence[str], rule: str | None, reason: str | None, rule_folders: Sequence[Path]
) -> int:
    """Print the comments that accept the findings in DOC, or write one into it.

    OTHERS are the documents and folders that it is compared with.
    """
    path, line = _parsed(where)
    if reason is not None and (not reason.strip() or "--" in reason or not reason.isprintable()):
        raise click.BadParameter("expected some words on one line, without '--'", param_hint="--reason")
    book = load_rules(rule_folders)
    subject = _Subject.of(path, book, _others(paths, path))
    found = [
        check
        for check in subject.report.checks
        if check.is_finding and (line is None or check.place.line == line) and rule in (None, check.rule)
    ]
    if not found:
        hint = "" if paths else "; one that compares documents is found if the others are named behind it"
        raise ConfigError(f"no such finding; `auditor check` shows those that there are{hint}", path=where)
    if reason is None:
        print_text("\n".join(line for check in found for line in _shown(subject, check)) + "\n")
        return messages.OK
    if len(found) > 1:
        several = "\n".join(f"  {check.place.path}:{check.place.line} --rule {check.rule}" for check in found)
        raise click.UsageError(f"{len(found)} findings; name one by its line and its rule:\n{several}")
    _write(subject, found[0], reason.strip(), book)
    return messages.OK


def _parsed(where: str) -> tuple[Path, int | None]:
    """``plan.md:12`` → the file and the line; a file of that very name comes first."""
    name, _, number = where.rpartition(":")
    if name and number.isascii() and number.isdigit() and not Path(where).exists():
        return Path(name), int(number)
    return Path(where), None


class _Subject(Struct, frozen=True, kw_only=True):
    """A document with what an audit says of it."""

    file: File
    document: Document
    report: DocumentReport
    others: tuple[File, ...]
    """What it is compared with."""

    @classmethod
    def of(cls, path: Path, book: RuleBook, others: Sequence[File], data: bytes | None = None) -> _Subject:
        from auditor.workspace.discovery import File, shown_path  # noqa: PLC0415
        from auditor.workspace.run import audit_files, put_together, read  # noqa: PLC0415

        file = File(path=path, shown=shown_path(str(path)), data=data)
        files = sorted((file, *others), key=lambda each: each.shown)
        reports = put_together(audit_files(files, book), (), book).documents
        report = reports[files.index(file)]
        if report.status != "checked":
            raise ConfigError(f"not checked: {report.reason}", path=report.path)
        return cls(file=file, document=read(file), report=report, others=tuple(others))


def _others(paths: Sequence[str], path: Path) -> list[File]:
    """The documents that paths stand for, without that one. ``ConfigError`` for what stands for none."""
    from auditor.workspace.discovery import discover  # noqa: PLC0415

    found = discover(paths, excluded())
    for problem in found.problems:
        raise ConfigError(problem.message, path=problem.path)
    own = os.path.realpath(path)
    return [file for file in found.files if file.path is not None and os.path.realpath(file.path) != own]


def _shown(subject: _Subject, check: Check) -> Iterator[str]:
    from auditor.acceptance.directive import written  # noqa: PLC0415
    from auditor.acceptance.fingerprint import code  # noqa: PLC0415

    yield terminal(f"{check.place.path}:{check.place.line}:{check.place.column}: {check.rule}: {check.message}")
    spot = _spot(subject, check)
    yield terminal(f"  {spot.words}: {written(check.rule, code(check))}")


def _spot(subject: _Subject, check: Check) -> Spot:
    from auditor.acceptance.placing import spot_for  # noqa: PLC0415

    spot = spot_for(subject.document, check)
    if spot is None:
        message = "a configuration has no comments that the auditor reads; `auditor baseline` accepts its findings"
        raise ConfigError(message, path=check.place.path, line=check.place.line)
    return spot


def _write(subject: _Subject, check: Check, reason: str, book: RuleBook) -> None:
    """Put the comment in its place, if the document then says the same as before, with this finding accepted."""
    from auditor.acceptance.directive import written  # noqa: PLC0415
    from auditor.acceptance.fingerprint import code  # noqa: PLC0415
    from auditor.workspace.text_file import TextFile  # noqa: PLC0415

    path, spot = subject.file.path, _spot(subject, check)
    assert path is not None  # standard input has no name
    comment = written(check.rule, code(check), reason)
    text = TextFile.read(path)
    changed = text.encoded(spot.filled(text.lines, comment, text.line_end))
    if not _is_accepted(check, subject.report, _Subject.of(path, book, subject.others, changed).report):
        message = (
            f"a comment {spot.words} would change what the document says, or not be seen; put it by hand: {comment}"
        )
        raise ConfigError(message, path=check.place.path, line=check.place.line)
    write_bytes(path, changed, "document")
    print_text(terminal(f"{check.place.path}: {spot.words}: {comment}") + "\n")


def _is_accepted(check: Check, before: DocumentReport, after: DocumentReport) -> bool:
    """Whether the comment accepts the finding and changes no other check."""
    accepted = [each for each in after.checks if each.accepted]
    new = _identities(accepted) - _identities(each for each in before.checks if each.accepted)
    return set(new) == set(_identities([check])) and _identities(before.checks) == _identities(after.checks)


def _identities(checks: Iterable[Check]) -> Counter[tuple[str, str]]:
    from auditor.acceptance.fingerprint import fingerprint  # noqa: PLC0415

    return Counter((fingerprint(check), check.verdict) for check in checks)
