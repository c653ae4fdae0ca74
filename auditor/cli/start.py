"""Where the ``auditor`` command begins: an answer that is known already needs nothing that the others load."""

from __future__ import annotations

import gc
import sys

from auditor.cli.printing import print_text
from auditor.workspace.answers import recalled

RARELY = 20_000
"""Objects more than were let go before garbage is looked for: loading modules makes many, and they all stay."""


def main() -> int:
    """Run the command line of this process; the exit code."""
    arguments = sys.argv[1:]
    known = recalled(arguments) if arguments[:1] == ["check"] else None
    if known is None:
        gc.set_threshold(RARELY)
        from auditor.cli.main import main as run  # noqa: PLC0415 - loads the command line

        return run(arguments)
    print_text(known[0])
    return known[1]
