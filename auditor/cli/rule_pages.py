"""``auditor rules docs``: a page for each pack, with all that ``auditor explain`` tells of its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import click

from auditor.cli import messages
from auditor.cli.explain import page
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import make_folder, write_file
from auditor.cli.printing import print_text
from auditor.model import Rule
from auditor.reports.escape import terminal

INDEX = "README.md"


@click.command("docs", epilog="\b\nExample:\n  auditor rules docs docs/rules/")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@rules_option
def docs(folder: Path, rule_folders: Sequence[Path]) -> int:
    """Write a Markdown page for each pack into DIR: what `auditor explain` tells of its rules, and an index."""
    book = load_rules(rule_folders)
    make_folder(folder)
    for name, text in pages(book.rules).items():
        write_file(folder / name, text)
        print_text(f"{terminal((folder / name).as_posix())}\n")
    for problem in book.problems:
        messages.error(str(problem))
    return messages.INCOMPLETE if book.problems else messages.OK


def pages(rules: Sequence[Rule]) -> Mapping[str, str]:
    """The text of each page by its file name: the index, and one page a pack."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    packs = {pack: list(members) for pack, members in groupby(ordered, key=pack_of)}
    told = {f"{pack}.md": "\n".join(_pack_page(pack, members)) for pack, members in packs.items()}
    return {INDEX: "".join(_index(packs)), **told}


def pack_of(rule: Rule) -> str:
    """The first part of a rule's id."""
    return rule.id.partition("/")[0]


def _index(packs: Mapping[str, Sequence[Rule]]) -> Iterator[str]:
    yield "# Rules\n\nWritten by `auditor rules docs`; `auditor explain RULE` tells the same of one rule.\n\n"
    yield "| pack | rules | examples |\n|---|---|---|\n"
    for pack, members in packs.items():
        examples = sum(len(rule.examples) for rule in members)
        yield f"| [{pack}]({pack}.md) | {len(members)} | {examples} |\n"


def _pack_page(pack: str, members: Sequence[Rule]) -> Iterator[str]:
    """A table of the rules, then each of them, one level of headings down."""
    yield f"# Rules: {pack}\n"
    yield "| rule | severity | what holds |\n|---|---|---|"
    for rule in members:
        title = rule.title.replace("|", "\\|")
        yield f"| [`{rule.id}`](#{_anchor(f'{rule.id}: {rule.title}')}) | {rule.severity} | {title} |"
    for rule in members:
        yield ""
        for block in page(rule):
            yield f"#{block}" if block.startswith("#") else block


def _anchor(heading: str) -> str:
    """What a heading can be linked to as, on GitHub and GitLab: letters, digits and hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
