"""Whether a command line may be answered the next time by what is printed now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.resources import rules_folder, templates_folder
from auditor.workspace.answers import MAX_DOCUMENTS, Question

if TYPE_CHECKING:
    from auditor.cli.outputs import Output
    from auditor.workspace.review import Terms


def asked(
    paths: Sequence[str], outputs: Sequence[Output], terms: Terms, rule_folders: Sequence[Path]
) -> Question | None:
    """The question, if it is about documents that are named and nothing else, and its answer goes to no file."""
    arguments = click.get_current_context().obj
    elsewhere = terms.since is not None or terms.staged or terms.baseline is not None
    if elsewhere or not arguments or any(output.path for output in outputs):
        return None
    if not 0 < len(paths) <= MAX_DOCUMENTS or not all(Path(path).is_file() for path in paths):
        return None
    from auditor.workspace.settings import find_settings  # noqa: PLC0415

    trees = (rules_folder(), templates_folder(), *find_settings(Path.cwd()).rules, *rule_folders)
    return Question(arguments, paths, [str(tree.absolute()) for tree in trees])
