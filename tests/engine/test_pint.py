"""What is reckoned on bare factors is what pint's quantities give: for every formula of every rule that ships."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pint import DimensionalityError

from auditor.engine.amounts import Amount, amount
from auditor.engine.formula import compile_formula
from auditor.engine.limits import constant
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Rule
from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.rational import Fraction, exact
from auditor.rulebook import load

BOOK = load()
SUMS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


def plain(rule: Rule) -> Iterator[tuple[str, str]]:
    """The formulas of a rule that are sums and products, by the name of what they give."""
    recomputed = (("recomputed", rule.recomputed),) if rule.recomputed else ()
    for name, text in (*rule.derive, *recomputed):
        nodes = [node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.expr)]
        if all(isinstance(node, (ast.Name, ast.Constant, ast.UnaryOp, ast.BinOp)) for node in nodes) and all(
            isinstance(node.op, SUMS) for node in nodes if isinstance(node, ast.BinOp)
        ):
            yield name, text


def starting(rule: Rule, vocabulary: Vocabulary) -> dict[str, tuple[Interval, str]]:
    """Values with an uncertainty for the facts of a rule, each with the unit of its concept, and its constants."""
    values = {}
    for at, variable in enumerate(rule.facts, start=3):
        if not variable.many:
            unit = vocabulary.concepts[variable.concepts[0]].unit
            values[variable.name] = Interval(Fraction(at * 7), Fraction(at * 7) + Fraction(1, 2)), unit
    for name, text in rule.constants:
        value, unit = constant(text)
        values[name] = Interval.point(value), unit
    return values


def with_pint(text: str, values: Mapping[str, Any]) -> Any:
    """The formula as Python and pint alone understand it, with exact numbers."""

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            written = ast.get_source_segment(text, node) or ""
            found = exact(written)
            call = ast.parse(f"Fraction({found.numerator}, {found.denominator})", mode="eval").body
            return node if isinstance(node.value, int) else call

    tree = ast.fix_missing_locations(Exact().visit(ast.parse(text, mode="eval")))
    return eval(compile(tree, text, "eval"), {"Fraction": Fraction, **values})  # noqa: S307 - rules that ship, in a test


def compared(rule: Rule) -> Iterator[tuple[str, tuple[Interval, units.Dimension], tuple[Interval, units.Dimension]]]:
    """What both say of each formula; one that lets a count stand without its noun is none for pint."""
    given = starting(rule, BOOK.vocabulary)
    ours: dict[str, Amount] = {name: amount(*each) for name, each in given.items()}
    theirs: dict[str, Any] = {name: units.quantity(*each) for name, each in given.items()}
    for name, text in plain(rule):
        if not {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)} <= ours.keys():
            continue  # it goes on from what is not compared
        formula = compile_formula(text, tuple(ours))
        try:
            pints = with_pint(formula.text, theirs)
        except DimensionalityError:
            continue
        value = formula.compute(ours)
        assert isinstance(value, Amount)
        ours[name], theirs[name] = value, pints
        wanted = units.in_base_units(pints) if hasattr(pints, "magnitude") else (pints, ())
        yield text, (value.interval, value.dimension), wanted


WITH_FORMULAS = [rule for rule in BOOK.rules if rule.kind == "formula" and any(compared(rule))]


@pytest.mark.parametrize("rule", WITH_FORMULAS, ids=lambda rule: rule.id)
def test_amounts_are_what_pint_gives(rule: Rule) -> None:
    for text, ours, theirs in compared(rule):
        assert ours == theirs, text


def test_most_rules_with_formulas_are_compared() -> None:
    reckoning = [rule for rule in BOOK.rules if rule.kind == "formula" and any(plain(rule))]
    assert len(WITH_FORMULAS) > len(reckoning) / 2
