"""Text on standard output. What this imports is loaded by the shortest of all runs."""

from __future__ import annotations

import sys
from collections.abc import Callable


def print_text(text: str) -> None:
    """To standard output, whatever characters it can show."""
    reconfigure: Callable[..., None] | None = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")
    sys.stdout.write(text)
    sys.stdout.flush()
