"""Options that several commands share, and the rules that they name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook

ColorChoice = Literal["auto", "always", "never"]
Command = TypeVar("Command", bound=Callable[..., Any])


def rules_option(command: Command) -> Command:
    """``--rules DIR``, repeatable."""
    return click.option(
        "--rules",
        "rule_folders",
        multiple=True,
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of your own rules, beside those that come with the auditor. Repeatable.",
    )(command)


def load_rules(folders: Sequence[Path]) -> RuleBook:
    """The rules that come with the auditor, those of the project's configuration, and those of the folders.

    What is wrong with a file is in ``problems``; ``ConfigError`` for a wrong configuration.
    """
    from auditor.kept import default_store  # noqa: PLC0415
    from auditor.rulebook import load  # noqa: PLC0415 - loads the engine
    from auditor.workspace.settings import find_settings  # noqa: PLC0415

    settings = find_settings(Path.cwd())
    return load((*settings.rules, *folders), settings.overrides, settings.local, cache=default_store())


def wants_color(choice: ColorChoice) -> bool:
    """``auto`` means: on a terminal that can, unless ``NO_COLOR`` is set (https://no-color.org)."""
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"
