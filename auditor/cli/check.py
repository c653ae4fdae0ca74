"""``auditor check``: the product."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from auditor.cli import messages
from auditor.cli.options import ColorChoice, load_rules, rules_option, wants_color
from auditor.cli.outputs import PRINTED, PRINTED_TOLD, Output, parse_outputs, rendered, write_report
from auditor.cli.printing import print_text
from auditor.cli.progress import follow
from auditor.cli.repeating import asked
from auditor.cli.terms import terms_options
from auditor.errors import ConfigError
from auditor.model import SEVERITIES, Report, Severity

if TYPE_CHECKING:
    from auditor.workspace.review import Terms

EXAMPLES = """\b
Examples:
  auditor check plan.md                one document
  auditor check docs/ README.md        folders: every *.md and *.markdown
  auditor check - < plan.md            standard input
  auditor check --fail-on high         exit code 1 for high and critical only
  auditor check -o sarif:out.sarif     text here, SARIF in a file
  auditor check -o github -o junit:report.xml
  auditor check -o parquet:tables      checks and claims as tables
  auditor check --verbose              also what holds, what is open and why
  auditor check --rules our-rules/     with rules of your own
  auditor check --since origin/main    what a pull request brings
  auditor check --staged               what a commit would bring, in a hook

\b
Exit codes:
  0  no finding at or above --fail-on
  1  findings
  2  something could not be audited, or only in part; or wrong usage
  130  interrupted; what was audited until then is reported

A configuration that stands beside a document (*config*.json, deployment*.yaml, …) is read with it.
Open statements, which cannot be decided, never fail a run. Neither do findings
that somebody accepted: by a comment in the document (`auditor suppress` writes
it), by the baseline (`auditor baseline`), or because they are older than --since."""


@click.command(short_help="Say which numbers in documents do not hold.", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(PRINTED),
    metavar="FORMAT",
    help=f"What to print: {PRINTED_TOLD}.  [default: text]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    callback=parse_outputs,
    metavar="FORMAT[:FILE]",
    multiple=True,
    help="Write a report to a file, such as sarif:out.sarif, or print it; parquet:DIR writes tables into a folder. "
    "Repeatable.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="low",
    show_default=True,
    help="The least severity of a finding that makes the exit code 1.",
)
@rules_option
@terms_options
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many documents are audited at once.  [default: one for each processor]",
)
@click.option("--no-cache", is_flag=True, help="Audit every document anew, and keep nothing.")
@click.option("--verbose", "-v", is_flag=True, help="List also what is open and what holds.")
@click.option("--quiet", "-q", is_flag=True, help="Print the findings and nothing else.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="auto honours NO_COLOR.",
)
def check(
    paths: Sequence[str],
    format_: str | None,
    outputs: Sequence[Output],
    fail_on: Severity,
    rule_folders: Sequence[Path],
    terms: Terms,
    jobs: int | None,
    no_cache: bool,
    verbose: bool,
    quiet: bool,
    color: ColorChoice,
) -> int:
    """Recompute the numbers in documents and say which statements do not hold.

    PATHS are documents, folders, or - for standard input; without any, the current folder.
    """
    if verbose and quiet:
        raise click.UsageError("--verbose and --quiet exclude each other")
    printed = _printed(format_, outputs)
    from auditor.workspace.review import review  # noqa: PLC0415

    if no_cache:
        os.environ["AUDITOR_NO_CACHE"] = "1"
    question = asked(paths, outputs, terms, rule_folders)
    terms = replace(terms, jobs=jobs)
    book = load_rules(rule_folders)
    if any(output.is_folder for output in outputs):
        book = book.listing()
    report = review(paths or (".",), book, terms, iter if quiet else follow)
    messages.report_failures(report)
    text = rendered(report, printed, verbose=verbose, color=wants_color(color), footer=not quiet)
    print_text(text)
    if question and not any(document.reason for document in report.documents):
        question.keep(text, exit_code(report, fail_on))
    written = _write(report, outputs, verbose)
    return exit_code(report, fail_on) if written else messages.INCOMPLETE


def _printed(format_: str | None, outputs: Sequence[Output]) -> str:
    """The format that goes to standard output."""
    named = next((output.format for output in outputs if output.path is None), None)
    if format_ and named:
        raise click.UsageError("only one format goes to standard output: leave --format out, or write FORMAT:FILE")
    return format_ or named or "text"


def exit_code(report: Report, fail_on: Severity) -> int:
    """2 outweighs 1: a run that did not see everything has not passed, and has not merely failed."""
    if was_interrupted(report):
        return messages.INTERRUPTED
    if not messages.is_complete(report):
        return messages.INCOMPLETE
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    found = any(check.severity in failing for check in report.findings)
    return messages.FINDINGS if found else messages.OK


def was_interrupted(report: Report) -> bool:
    """Whether somebody ended the run before all documents were audited."""
    from auditor.workspace.workers import INTERRUPTED  # noqa: PLC0415

    return any(document.reason == INTERRUPTED for document in report.documents)


def _write(report: Report, outputs: Sequence[Output], verbose: bool) -> bool:
    """Write every file that can be written; whether all could."""
    written = True
    for output in outputs:
        if output.path is None:
            continue
        try:
            write_report(report, output, verbose=verbose)
        except ConfigError as error:
            messages.error(str(error))
            written = False
    return written
