"""``auditor rules``: which rules there are, and whether they keep what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import messages
from auditor.cli.explain import named
from auditor.cli.options import load_rules, rules_option
from auditor.cli.outputs import print_text
from auditor.model import Rule
from auditor.reports.escape import terminal

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook


@click.group()
def rules() -> None:
    """List the rules, or run their examples."""


@rules.command("list")
@rules_option
def list_rules(rule_folders: Sequence[Path]) -> int:
    """List every rule with its severity and title, pack by pack."""
    book = load_rules(rule_folders)
    ordered = sorted(book.rules, key=lambda rule: rule.id)
    for pack, members in groupby(ordered, key=_pack):
        print_text(f"{terminal(pack)}\n")
        for rule in members:
            print_text(f"  {rule.severity:<8}  {terminal(rule.id):<36}  {terminal(rule.title)}\n")
        print_text("\n")
    print_text(f"rules: {len(ordered)}; `auditor explain RULE` tells all about one.\n")
    return _reported(book)


@rules.command("test")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@rules_option
def test_rules(ids: Sequence[str], rule_folders: Sequence[Path]) -> int:
    """Run the examples of the rules, each as a test of its own.

    Without an ID, of all rules. The exit code is 1 if an example does not end as it says.
    """
    book = load_rules(rule_folders)
    chosen = [named(rule_id, book.rules) for rule_id in ids] or sorted(book.rules, key=lambda rule: rule.id)
    passed = failed = 0
    for rule in chosen:
        for kept in _tested(rule, book):
            passed, failed = passed + kept, failed + (not kept)
    print_text(f"examples: {passed} passed, {failed} failed; rules: {len(chosen)}\n")
    incomplete = _reported(book)
    return incomplete or (messages.FINDINGS if failed else messages.OK)


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
    return [outcome.passed for outcome in outcomes]


def _pack(rule: Rule) -> str:
    return rule.id.partition("/")[0]


def _reported(book: RuleBook) -> int:
    for problem in book.problems:
        messages.error(str(problem))
    return messages.INCOMPLETE if book.problems else messages.OK
