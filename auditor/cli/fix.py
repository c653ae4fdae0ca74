"""``auditor fix``: the corrections that are certain, shown, asked for, or made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import write_bytes
from auditor.cli.printing import print_text
from auditor.cli.terms import configured_baseline, excluded
from auditor.errors import ConfigError, SourceError
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.model import Check, DocumentReport
    from auditor.rulebook import RuleBook
    from auditor.workspace.fixing import Audit, Fixed
    from auditor.workspace.text_file import TextFile

EXAMPLES = """\b
Examples:
  auditor fix plan.md          ask for each correction
  auditor fix --diff docs/     show what would be changed, change nothing
  auditor fix --yes docs/      make all of them

\b
Exit codes:
  0  nothing is left to correct, or all of it was corrected
  1  with --diff: there is something to correct
  2  something could not be audited or written; or wrong usage

A correction is made only if it is certain: the document writes the calculation
out, its result alone is wrong, nothing else in the document goes on from that
result or bears it out, and with the correction no other statement stops to
hold. It is written as its author writes. Everything else is listed with the
reason why it was left."""


@click.command(short_help="Correct the results that are certainly wrong.", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--diff", "only_show", is_flag=True, help="Print the changes as a diff, and change nothing.")
@click.option("--yes", "-y", "unasked", is_flag=True, help="Make every correction without asking.")
@rules_option
def fix(paths: Sequence[str], only_show: bool, unasked: bool, rule_folders: Sequence[Path]) -> int:
    """Put the computed value in the place of a result that does not follow from its own calculation.

    PATHS are documents or folders; without any, the current folder.
    """
    if only_show and unasked:
        raise click.UsageError("--diff and --yes exclude each other")
    if not only_show and not unasked and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: use --diff to look, or --yes to correct")
    from auditor.workspace.discovery import discover  # noqa: PLC0415

    found = discover(paths or (".",), excluded())
    for problem in found.problems:
        messages.error(str(problem))
    book = load_rules(rule_folders)
    for broken in book.problems:
        messages.error(str(broken))
    code = messages.INCOMPLETE if found.problems or book.problems else messages.OK
    if any(file.path is None for file in found.files):
        raise click.UsageError("standard input is no file that can be corrected")
    for file in found.files:
        if file.path and file.path.suffix.lower() in (".md", ".markdown"):
            code = max(code, _fix(file.path, file.shown, book, only_show=only_show, unasked=unasked))
    return code


def _fix(path: Path, shown: str, book: RuleBook, *, only_show: bool, unasked: bool) -> int:
    """Correct one document; its part of the exit code."""
    from auditor.workspace.fixing import fixed  # noqa: PLC0415
    from auditor.workspace.text_file import TextFile  # noqa: PLC0415

    def wanted(check: Check, before: str, after: str) -> bool:
        return only_show or unasked or _asked(check, before, after)

    try:
        text = TextFile.read(path)
        found = fixed(text, _auditing(path, shown, book), wanted)
        if found.made and not only_show:
            _write(path, shown, text, found)
    except (ConfigError, SourceError) as error:
        messages.error(str(error))
        return messages.INCOMPLETE
    print_text("".join(_diff(shown, text, found) if only_show else _done(found)))
    return messages.FINDINGS if only_show and found.made else messages.OK


def _auditing(path: Path, shown: str, book: RuleBook) -> Audit:
    """Audits of the document with another content. What is accepted is no finding, and is left alone."""
    from auditor.workspace.discovery import File  # noqa: PLC0415
    from auditor.workspace.review import acceptance  # noqa: PLC0415
    from auditor.workspace.run import audit_files, put_together  # noqa: PLC0415

    accepted = acceptance(configured_baseline())

    def audit(data: bytes) -> DocumentReport:
        audited = audit_files([File(path=path, shown=shown, data=data)], book)
        return accepted(put_together(audited, (), book)).documents[0]

    return audit


def _asked(check: Check, before: str, after: str) -> bool:
    place = check.statement
    lines = (f"{place.path}:{place.line}: {check.message}", f"- {before.rstrip()}", f"+ {after.rstrip()}")
    print_text("\n".join(map(terminal, lines)) + "\n")
    return click.confirm("Correct it?", default=True)


def _write(path: Path, shown: str, text: TextFile, found: Fixed) -> None:
    """In one step, and only over what was audited."""
    if path.read_bytes() != text.data:
        raise ConfigError("it was changed meanwhile; nothing was written", path=shown)
    write_bytes(path, found.text.data, "document")


def _done(found: Fixed) -> Iterator[str]:
    for check in found.made:
        assert check.fix is not None  # what has none is not made
        yield _line(check, f"corrected: {check.fix.replace} → {check.fix.replacement}")
    for left in found.refused:
        yield _line(left.check, f"left: {left.reason}")


def _line(check: Check, words: str) -> str:
    place = check.statement
    return terminal(f"{place.path}:{place.line}:{place.column}: {check.rule}: {words}") + "\n"


def _diff(shown: str, text: TextFile, found: Fixed) -> Iterator[str]:
    before, after = ([line.rstrip("\r\n") for line in file.lines] for file in (text, found.text))
    for line in unified_diff(before, after, f"a/{shown}", f"b/{shown}", lineterm=""):
        yield terminal(line) + "\n"
