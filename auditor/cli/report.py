"""``auditor report``: a review report in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import make_folder, write_file
from auditor.cli.printing import print_text
from auditor.cli.progress import follow
from auditor.cli.terms import excluded
from auditor.reports.escape import terminal

STYLES = ("issues-analysis", "correction-review")
EXAMPLES = """\b
Examples:
  auditor report plan.md
  auditor report plan.md --style correction-review -o review.md
  auditor report docs/ -o review/    an index, and a page for each document

\b
Styles:
  issues-analysis    numbered issues, each with its calculation; requirements,
                     hardware, recommendations
  correction-review  each wrong statement, a corrected configuration, and
                     whether that one holds

\b
Exit codes:
  0  the report was written, whatever it says
  2  the document could not be audited, or only in part; or wrong usage"""


@click.command(epilog=EXAMPLES)
@click.argument("document", metavar="DOC")
@click.option("--style", type=click.Choice(STYLES), default=STYLES[0], show_default=True, help="Which report.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file instead of standard output; for a folder, to a folder.",
)
@rules_option
def report(document: str, style: str, output: Path | None, rule_folders: Sequence[Path]) -> int:
    """Write a review report about DOC, a document or a folder, in Markdown.

    Every sentence of it is backed by a check; a section with nothing to say is left out.
    """
    from auditor.reports import folder, page  # noqa: PLC0415
    from auditor.workspace.run import run  # noqa: PLC0415

    several = Path(document).is_dir()
    if several and (output is None or output.is_file()):
        raise click.UsageError("a report on a folder is several files: name a folder with -o")
    if not several and output is not None and output.is_dir():
        raise click.UsageError(f"{str(output)!r} is a folder: a report on a document is one file")
    result = run([document], load_rules(rule_folders).correcting(), follow, excluded=excluded())
    messages.report_failures(result)
    if not any(found.status != "not_checked" for found in result.documents):
        return messages.INCOMPLETE
    if several and output is not None:
        _write(output, folder.render(result, style))
    elif output is None:
        print_text(page.render(result, style))
    else:
        write_file(output, page.render(result, style))
    return messages.OK if messages.is_complete(result) else messages.INCOMPLETE


def _write(target: Path, files: Mapping[str, str]) -> None:
    """Each file of a report, in folders as the documents stand in."""
    for name, text in files.items():
        path = target / name
        make_folder(path.parent)
        write_file(path, text)
    print_text(terminal((target / next(iter(files))).as_posix()) + "\n")
