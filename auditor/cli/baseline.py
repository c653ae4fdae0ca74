"""``auditor baseline``: accept what exists, so that only what is new fails a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import write_file
from auditor.cli.printing import print_text
from auditor.cli.progress import follow
from auditor.cli.terms import configured_baseline, excluded
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.acceptance.baseline import Entry, Matched
    from auditor.workspace.baseline import Baseline

EXAMPLES = """\b
Examples:
  auditor baseline docs/             the first time: write down what there is
  auditor check docs/ --baseline auditor-baseline.json
  auditor baseline docs/             later: take away what has been put right
  auditor baseline docs/ --add       accept also what has come since
  auditor baseline docs/ --check     exit code 1 if there is a stale entry

\b
Exit codes:
  0  the file is as it should be
  1  with --check: some of its entries are needed no longer
  2  something could not be audited, or only in part; or wrong usage

An entry holds as long as none of the numbers of its finding changes. Entries of
documents that PATHS leave out stay as they are. Put the file's name into
auditor.toml, `baseline = "auditor-baseline.json"`, and `auditor check` uses it."""


@click.command(short_help="Accept the findings that exist.", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The baseline file.  [default: that of the configuration, or auditor-baseline.json]",
)
@click.option("--add", is_flag=True, help="Accept new findings also in a file that exists already.")
@click.option("--check", "check_only", is_flag=True, help="Change nothing; list the entries that are needed no longer.")
@rules_option
def baseline(
    paths: Sequence[str], output: Path | None, add: bool, check_only: bool, rule_folders: Sequence[Path]
) -> int:
    """Write down the findings in PATHS, which `auditor check --baseline FILE` then accepts.

    A file that exists only gets shorter: entries whose finding is gone are taken away, and nothing is added without
    --add.
    """
    if add and check_only:
        raise click.UsageError("--add and --check exclude each other")
    from auditor.workspace.baseline import DEFAULT, new_baseline, read_baseline  # noqa: PLC0415
    from auditor.workspace.run import run  # noqa: PLC0415

    path = output or configured_baseline() or Path(DEFAULT)
    first = not path.exists() and not check_only
    known = new_baseline(path) if first else read_baseline(path)
    report = run(paths or (".",), load_rules(rule_folders), follow, excluded=excluded())
    messages.report_failures(report)
    found = known.match(report.documents)
    new = _new(known, found)
    taken = new if first or add else []
    if not check_only:
        _write(known, [*found.used, *found.unasked, *taken])
    print_text("\n".join(_summary(known, found, len(taken), len(new) - len(taken), check_only=check_only)) + "\n")
    if not messages.is_complete(report):
        return messages.INCOMPLETE
    return messages.FINDINGS if check_only and found.stale else messages.OK


def _new(known: Baseline, found: Matched) -> list[Entry]:
    from auditor.acceptance.baseline import entries_for  # noqa: PLC0415

    return list(entries_for(found.reports, known.key))


def _write(known: Baseline, entries: Sequence[Entry]) -> None:
    """Only if something changes: nobody's file gets a new date, or another layout, for nothing."""
    from auditor.workspace.baseline_file import text_of  # noqa: PLC0415

    if known.source.text and sorted(map(_content, known.entries)) == sorted(map(_content, entries)):
        return
    write_file(known.path, text_of(entries))


def _summary(known: Baseline, found: Matched, added: int, others: int, *, check_only: bool) -> Iterator[str]:
    kept = len(found.used) + len(found.unasked) + added
    yield f"{terminal(known.source.path)}: {kept} accepted{f', {added} of them new' if added else ''}"
    if found.stale:
        yield f"{'needed no longer' if check_only else 'taken away'}: {len(found.stale)}"
    for entry in sorted(found.stale, key=_content):
        yield terminal(f"  - {entry.path}: {entry.rule}: {entry.statement}")
    if others and not check_only:
        yield f"not accepted: {others} new; `auditor check` shows them, and --add accepts them"


def _content(entry: Entry) -> tuple[str, ...]:
    return (entry.path, entry.rule, entry.statement, entry.message, entry.fingerprint)
