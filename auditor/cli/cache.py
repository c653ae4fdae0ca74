"""``auditor cache``: where the reports and rules of earlier runs are kept, and how to be rid of them."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli import messages
from auditor.cli.printing import print_text
from auditor.reports.escape import terminal
from auditor.states import cache_folder

EXAMPLES = """\b
Examples:
  auditor cache path
  auditor cache clear

What is kept changes no report: a document is audited again as soon as anything
differs that its report depends on. AUDITOR_NO_CACHE=1 keeps nothing, and
`auditor check --no-cache` does so once."""
CLEARED = """\b
Example:
  auditor cache clear

\b
Exit codes:
  0  nothing of the auditor's is left
  2  a file is in use, or is none of the auditor's and stays"""


@click.group(short_help="Say where earlier runs are kept, or forget them.", epilog=EXAMPLES)
def cache() -> None:
    """Reports of documents and compiled rules are kept between runs, in your cache folder."""


@cache.command(epilog="\b\nExample:\n  du -sh $(auditor cache path)")
def path() -> int:
    """Print the folder of the cache, whether there is one yet or not."""
    folder = _folder()
    if folder is not None:
        print_text(f"{terminal(str(folder))}\n")
    return messages.OK


@cache.command(epilog=CLEARED)
def clear() -> int:
    """Remove what is kept, and say how many bytes that frees.

    Only the auditor's own files are removed: reports.sqlite, with what SQLite puts beside it, and rules-*.json.
    """
    folder = _folder()
    if folder is None:
        return messages.OK
    from auditor.workspace.clearing import clear as cleared  # noqa: PLC0415 - loads SQLite

    done = cleared(folder)
    for problem in done.problems:
        messages.error(str(problem))
    count = f"{done.files} {'file' if done.files == 1 else 'files'}"
    print_text(f"{terminal(str(folder))}: {count} removed, {done.freed:,} bytes freed\n")
    return messages.INCOMPLETE if done.problems else messages.OK


def _folder() -> Path | None:
    """The cache folder; ``None``, and it is said why, where nothing is kept."""
    folder = cache_folder()
    if folder is None:
        messages.warning("AUDITOR_NO_CACHE is set: nothing is kept, and no file is touched")
        return None
    return Path(folder).absolute()
