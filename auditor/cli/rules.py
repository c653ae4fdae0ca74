"""``auditor rules``: which rules there are, how often they apply, and whether they keep what they promise."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from auditor.cli import messages
from auditor.cli.explain import named
from auditor.cli.new_rule import new_rule
from auditor.cli.options import load_rules, rules_option
from auditor.cli.printing import print_text
from auditor.cli.rule_pages import docs, pack_of
from auditor.cli.terms import excluded
from auditor.errors import AuditorError
from auditor.model import Rule, Verdict
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook

VERDICTS: tuple[Verdict, ...] = ("holds", "contradicted", "open")
Counts = Mapping[Verdict, int]


@click.group()
def rules() -> None:
    """List the rules, run their examples, write new ones."""


rules.add_command(new_rule)
rules.add_command(docs)


# --- list -------------------------------------------------------------------------------------------------------------


@rules.command("list")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@rules_option
def list_rules(paths: Sequence[str], rule_folders: Sequence[Path]) -> int:
    """List every rule, pack by pack.

    With PATHS, documents or folders, also how often each rule bound there, and what it said: a rule that never binds
    has shown nothing.
    """
    book = load_rules(rule_folders)
    ordered = sorted((*book.rules, *book.off), key=lambda rule: rule.id)
    off = frozenset(rule.id for rule in book.off)
    counted, incomplete = _counted(paths, book) if paths else (None, messages.OK)
    for pack, members in groupby(ordered, key=pack_of):
        print_text(f"{terminal(pack)}\n")
        for rule in members:
            severity = "off" if rule.id in off else rule.severity
            print_text(f"  {severity:<8}  {terminal(rule.id):<36}  {_told(rule, counted)}\n")
        print_text("\n")
    bound = f"; bound: {sum(rule.id in counted for rule in ordered)}" if counted is not None else ""
    without = f", {len(off)} of them off in this project" if off else ""
    print_text(f"rules: {len(ordered)}{without}{bound}; `auditor explain RULE` tells all about one.\n")
    return _reported(book) or incomplete


def _counted(paths: Sequence[str], book: RuleBook) -> tuple[Mapping[str, Counts], int]:
    """For each rule that bound the number of its verdicts, and the exit code that the documents give."""
    from auditor.workspace.run import run  # noqa: PLC0415

    report = run(paths, book, excluded=excluded())
    documents = replace(report, problems=report.problems[len(book.problems) :])  # those of the book are said anyway
    messages.report_failures(documents)
    counts: dict[str, Counter[Verdict]] = {}
    for check in report.checks:
        counts.setdefault(check.rule, Counter())[check.verdict] += 1
    return counts, messages.OK if messages.is_complete(documents) else messages.INCOMPLETE


def _told(rule: Rule, counted: Mapping[str, Counts] | None) -> str:
    """The title, or what the rule said of the documents."""
    if counted is None:
        return terminal(rule.title)
    found = counted.get(rule.id)
    if found is None:
        return "never bound"
    verdicts = ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS if found.get(verdict))
    return f"bound {sum(found.values())}: {verdicts}"


# --- test -------------------------------------------------------------------------------------------------------------


@rules.command("test", epilog="\b\nExamples:\n  auditor rules test llm/world-size\n  auditor rules test our-rules/")
@click.argument("targets", nargs=-1, metavar="[PATH|ID]...")
@rules_option
def test_rules(targets: Sequence[str], rule_folders: Sequence[Path]) -> int:
    """Run the examples of rules, each as a test of its own.

    A PATH is a rule file or a folder of rules; an ID is that of a rule. Without any, all rules are tested. An example
    that does not end as it says is shown with the rule's derivation, and the exit code is 1.
    """
    paths = [Path(target) for target in targets if Path(target).exists()]
    book = load_rules((*rule_folders, *map(_root, paths)))
    chosen = list(_chosen(targets, book)) if targets else sorted(book.rules, key=lambda rule: rule.id)
    passed = failed = 0
    for rule in chosen:
        for kept in _tested(rule, book):
            passed, failed = passed + kept, failed + (not kept)
    print_text(f"examples: {passed} passed, {failed} failed; rules: {len(chosen)}\n")
    incomplete = _reported(book, paths if len(paths) == len(targets) else ())
    return incomplete or (messages.FINDINGS if failed or not chosen else messages.OK)


def _chosen(targets: Sequence[str], book: RuleBook) -> Iterator[Rule]:
    """The rules that are named by an id or lie under a path."""
    for target in targets:
        if Path(target).exists():
            inside = (rule for rule in book.rules if _under(rule, [Path(target)]))
            yield from sorted(inside, key=lambda rule: rule.id)
        else:
            yield named(target, book.rules)


def _under(rule: Rule, paths: Sequence[Path]) -> bool:
    return _lies_under(Path(rule.path), paths)


def _lies_under(place: Path, paths: Sequence[Path]) -> bool:
    real = Path(os.path.realpath(place))
    return any(real.is_relative_to(os.path.realpath(path)) for path in paths)


def _root(path: Path) -> Path:
    """The folder of rules that a file or a pack belongs to: the one with a vocabulary, or else the pack itself."""
    pack = path if path.is_dir() else path.parent
    above = pack.resolve().parent
    return above if (above / "vocabulary").is_dir() else pack


def _tested(rule: Rule, book: RuleBook) -> list[bool]:
    """Print the outcome of each example; a rule without examples has proved nothing."""
    from auditor.examples import run_examples  # noqa: PLC0415

    outcomes = run_examples(rule, book)
    if not outcomes:
        print_text(f"FAILED  {terminal(rule.id)}: it has no examples\n")
        return [False]
    for outcome in outcomes:
        detail = f": {terminal(outcome.detail)}" if outcome.detail and not outcome.passed else ""
        print_text(f"{'passed' if outcome.passed else 'FAILED'}  {terminal(outcome.name)}{detail}\n")
        print_text("".join(f"          {terminal(step)}\n" for step in outcome.derivation))
    return [outcome.passed for outcome in outcomes]


# --- schema -----------------------------------------------------------------------------------------------------------


@rules.command("schema", epilog="\b\nExample:\n  auditor rules schema > rule.schema.json")
@rules_option
def schema(rule_folders: Sequence[Path]) -> int:
    """Print a JSON Schema of rule files, with which an editor completes and checks them."""
    from auditor.engine.schema import rule_schema  # noqa: PLC0415

    book = load_rules(rule_folders)
    print_text(json.dumps(rule_schema(book.vocabulary.concepts), indent=2, ensure_ascii=False) + "\n")
    return messages.OK


def _reported(book: RuleBook, about: Sequence[Path] = ()) -> int:
    """Say what could not be used: all of it, or of rule files only those under these paths."""
    concerned = [problem for problem in book.problems if not about or _concerns(problem, about)]
    for problem in concerned:
        messages.error(str(problem))
    return messages.INCOMPLETE if concerned else messages.OK


def _concerns(problem: AuditorError, paths: Sequence[Path]) -> bool:
    """Whether a problem is about one of these files, or about the vocabulary that all rules use."""
    place = Path(problem.path or "")
    return "vocabulary" in place.parts or _lies_under(place, paths)
