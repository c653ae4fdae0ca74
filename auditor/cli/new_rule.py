"""``auditor rules new``: a rule to start from, which passes its own tests."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli import messages
from auditor.cli.outputs import write_file
from auditor.cli.printing import print_text
from auditor.engine.declarations import DECLARATIONS
from auditor.engine.loader import ID
from auditor.errors import ConfigError
from auditor.reports.escape import terminal

SKELETONS = Path(__file__).with_name("skeletons")


@click.command("new", epilog="\b\nExample:\n  auditor rules new ours/gpu-memory --kind bound")
@click.argument("rule_id", metavar="PACK/NAME")
@click.option(
    "--kind", type=click.Choice(sorted(DECLARATIONS)), default="formula", show_default=True, help="How it is checked."
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("rules"),
    show_default=True,
    metavar="DIR",
    help="The folder of your rules.",
)
def new_rule(rule_id: str, kind: str, folder: Path) -> int:
    """Write a commented rule to start from, which passes its own tests."""
    if not ID.fullmatch(rule_id):
        raise ConfigError(f"{rule_id!r} is no rule id: expected pack/name in lower case, such as 'ours/gpu-memory'")
    path = folder / f"{rule_id}.yaml"
    if path.exists():
        raise ConfigError("there is such a file already", path=path.as_posix())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder cannot be made: {error.strerror}", path=path.parent.as_posix()) from error
    write_file(path, skeleton(rule_id, kind))
    shown = terminal(path.as_posix())
    print_text(f"{shown} is written. It passes its tests; change it and run them again:\n")
    print_text(f"  auditor rules test {shown}\n")
    return messages.OK


def skeleton(rule_id: str, kind: str) -> str:
    """The text of a rule file of this kind."""
    pack, _, name = rule_id.partition("/")
    head = (SKELETONS / "head.yaml").read_text("utf-8")
    values = {"PACK/NAME": rule_id, "TITLE": name.replace("-", " ").capitalize(), "GROUP": pack}
    for word, value in values.items():
        head = head.replace(f": {word}", f": {value}")
    return head + (SKELETONS / f"{kind}.yaml").read_text("utf-8")
