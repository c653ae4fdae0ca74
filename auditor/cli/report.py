"""``auditor report``: a review report in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import print_text, write_file

STYLES = ("issues-analysis", "correction-review")
EXAMPLES = """\b
Examples:
  auditor report plan.md
  auditor report plan.md --style correction-review -o review.md

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
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file instead of standard output.",
)
@rules_option
def report(document: str, style: str, output: Path | None, rule_folders: Sequence[Path]) -> int:
    """Write a review report about DOC, in Markdown.

    Every sentence of it is backed by a check; a section with nothing to say is left out.
    """
    from auditor.reports import page  # noqa: PLC0415
    from auditor.workspace.run import run  # noqa: PLC0415

    result = run([document], load_rules(rule_folders))
    messages.report_failures(result)
    if not any(found.status != "not_checked" for found in result.documents):
        return messages.INCOMPLETE
    text = page.render(result, style)
    if output is None:
        print_text(text)
    else:
        write_file(output, text)
    return messages.OK if messages.is_complete(result) else messages.INCOMPLETE
