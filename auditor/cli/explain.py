"""``auditor explain``: a rule as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from textwrap import fill, indent
from typing import TYPE_CHECKING

import click

from auditor.cli import messages
from auditor.cli.options import load_rules, rules_option
from auditor.cli.printing import print_text
from auditor.engine.declarations import DECLARATIONS
from auditor.errors import ConfigError
from auditor.model import Example, Facets, Rule, Variable
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook

WIDTH = 88


@click.command(epilog="\b\nExample:\n  auditor explain llm/world-size")
@click.argument("rule_id", metavar="RULE")
@rules_option
def explain(rule_id: str, rule_folders: Sequence[Path]) -> int:
    """Tell all about a rule: what must hold, why, and examples.

    RULE is the id that stands beside every finding. `auditor rules list` lists them.
    """
    book = load_rules(rule_folders)
    try:
        rule = named(rule_id, (*book.rules, *book.off))
    except ConfigError:
        for problem in book.problems:  # the rule may be missing because its file is broken
            messages.error(str(problem))
        raise
    print_text("\n".join((*page(rule), *_here(rule, book))))
    return messages.OK


def _here(rule: Rule, book: RuleBook) -> Iterator[str]:
    """What the project says of a rule, as far as it does not stand above."""
    from auditor.rulebook import is_meant  # noqa: PLC0415

    said = ["not applied, unless something below says so"] if rule in book.off else []
    for local in book.local:
        for override in local.overrides:
            if is_meant(rule.id, override.rule):
                where = f"{override.path}, line {override.line}" if override.line else override.path
                said.append(f"{override.severity or 'not applied'} for some documents ({where})")
    if said:
        yield "## In this project\n"
        yield "".join(f"- {terminal(each)}\n" for each in said)


def named(rule_id: str, rules: Sequence[Rule]) -> Rule:
    """The rule of that id, or of that name if no other pack has one."""
    matching = [rule for rule in rules if rule.id == rule_id] or [
        rule for rule in rules if rule.id.partition("/")[2] == rule_id
    ]
    if len(matching) == 1:
        return matching[0]
    near = [rule.id for rule in matching] or get_close_matches(rule_id, [rule.id for rule in rules], cutoff=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `auditor rules list` lists them all"
    raise ConfigError(f"there is no rule {rule_id!r}{hint}")


def page(rule: Rule) -> Iterator[str]:
    """All that a rule says, as the blocks of a Markdown page."""
    yield f"# {terminal(rule.id)}: {terminal(rule.title)}\n"
    yield f"Severity: {rule.severity}. Group: {terminal(rule.group)}. Kind: {terminal(rule.kind)}.\n"
    yield f"{DECLARATIONS[rule.kind].means}\n"
    yield _paragraphs(rule.rationale)
    yield from _formula(rule)
    yield from _section("What it says", [rule.message, rule.impact, rule.recommendation])
    if rule.examples:
        yield "## Examples\n"
    for example in rule.examples:
        yield from _example(example)
    if rule.references:
        yield "## References\n"
        yield "".join(f"- {terminal(reference)}\n" for reference in rule.references)


def _section(title: str, texts: Sequence[str]) -> Iterator[str]:
    said = [text for text in texts if text.strip()]
    if said:
        yield f"## {title}\n"
    yield from (_paragraphs(text) for text in said)


def _formula(rule: Rule) -> Iterator[str]:
    rows = [
        *(("constant", f"{name} = {value}") for name, value in rule.constants),
        *(("where", f"{name} = {formula}") for name, formula in rule.derive),
        *([("only when", rule.when)] if rule.when else []),
        *([("stated", rule.stated)] if rule.stated else []),
        *([("recomputed", rule.recomputed)] if rule.recomputed else []),
        *(("must hold", reading.holds + _assumed(reading.assume)) for reading in rule.readings),
        *(("setting", f"{name}: {value}") for name, value in rule.options),
        *([("may change", ", ".join(rule.may_change))] if rule.may_change else []),
    ]
    if not (rows or rule.facts):
        return
    yield "## What must hold\n"
    if len(rule.readings) > 1:
        yield "It is contradicted only if none of the readings holds.\n"
    rows = [*(("fact", _variable(variable)) for variable in rule.facts), *rows]
    yield "".join(f"    {label + ':':<12} {terminal(text)}\n" for label, text in rows)


def _assumed(assumption: str) -> str:
    return f"   (if {assumption})" if assumption else ""


def _variable(variable: Variable) -> str:
    facets = [f"{name}: {value}" for name, value in _facets(variable.facets)]
    many = "all that stand together" if variable.together else "all there are" if variable.many else ""
    told = ", ".join(filter(None, [variable.concept, *facets, many]))
    return f"{variable.name} = {told}" + (f"; {variable.default} if none is stated" if variable.default else "")


def _facets(facets: Facets) -> Iterator[tuple[str, str]]:
    for name in facets.__struct_fields__:
        value = getattr(facets, name)
        if value is not None:
            yield name, value


def _example(example: Example) -> Iterator[str]:
    details = {"stated": example.stated, "recomputed": example.recomputed, "missing": example.missing}
    told = ", ".join(f"{name} {value}" for name, value in details.items() if value)
    yield f"{example.verdict.capitalize()}{f' ({terminal(told)})' if told else ''}:\n"
    yield _verbatim(example.text)
    if example.beside:
        yield "beside the document\n"
        yield _verbatim(example.beside)
    if example.configuration:
        yield "with the configuration\n"
        yield _verbatim(example.configuration)


def _verbatim(text: str) -> str:
    lines = text.rstrip("\n").split("\n")
    return indent("\n".join(terminal(line) for line in lines), "    ") + "\n"


def _paragraphs(text: str) -> str:
    parts = [part for part in text.strip().split("\n\n") if part.strip()]
    return "\n\n".join(fill(terminal(" ".join(part.split())), WIDTH, break_long_words=False) for part in parts) + "\n"
