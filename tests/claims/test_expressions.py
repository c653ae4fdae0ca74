"""Operands and signs → trees, in the order that arithmetic asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.claims.expressions import MAX_DEPTH, names, numbers, parse_expression
from auditor.claims.statement import Statement
from auditor.model import Expression

Written = Callable[[Expression], str]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2 + 3", "(2 + 3)"),
        ("2 + 3 × 4", "(2 + (3 * 4))"),
        ("(2 + 3) × 4", "((2 + 3) * 4)"),
        ("10 − 2 − 3", "((10 - 2) - 3)"),
        ("100 / 10 / 2", "((100 / 10) / 2)"),
        ("100 ÷ (10 ÷ 2)", "(100 / (10 / 2))"),
        ("3 × (2 + 1)^2", "(3 * ((2 + 1) ^ 2))"),
        ("2^3 × 4", "(2^3 * 4)"),  # one number
        ("8 x 4", "(8 * 4)"),
        ("8 times 4", "(8 * 4)"),
        ("120 per 10", "(120 / 10)"),
        ("42 % of 80 GB", "(42 % of 80 GB)"),
        ("20 GB ÷ 8", "(20 GB / 8)"),
        ("20GB/(2*4)", "(20GB / (2 * 4))"),
        ("$100 × 12", "($100 * 12)"),
        ("80 GB + 10%", "(80 GB + 10%)"),
        ("2 × 126 layers × 8 KV heads", "((2 * 126 layers) * 8 KV heads)"),
        ("8 (expert) × 4 (tensor)", "(8 * 4)"),
        ("8 nodes in the pool × 4 GPUs", "(8 nodes * 4 GPUs)"),  # words before a sign belong to the operand
        ("(8 nodes × 4 GPUs per node) × 2", "((8 nodes * 4 GPUs per node) * 2)"),
    ],
)
def test_signs_bind_as_they_do_in_arithmetic(
    statement: Callable[..., Statement], written: Written, text: str, tree: str
) -> None:
    line = statement(text)
    parsed = parse_expression(line, 0)
    assert parsed is not None
    assert written(parsed.expression) == tree
    assert parsed.after == len(line.tokens)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("TP=2 × PP=4", "(TP=2 * PP=4)"),
        ("TP(2) × PP(4)", "(TP=2 * PP=4)"),
        ("20 GB ÷ (TP × EP)", "(20 GB / ([TP] * [EP]))"),
        ("batch size × 4", "([batch size] * 4)"),
        ("TP = 2", "[TP]"),  # spaced: an equation, not a name
    ],
)
def test_operands_can_have_names(statement: Callable[..., Statement], written: Written, text: str, tree: str) -> None:
    parsed = parse_expression(statement(text), 0)
    assert parsed is not None
    assert written(parsed.expression) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("8 GPUs = 2", "8 GPUs"),
        ("8 GPUs, 4 nodes", "8 GPUs"),
        ("5 -3", "5"),  # a list or a negative number, no difference
        ("80 GB - 80 GB", "80 GB"),  # a dash before the same again
        ("8 racks - 64 widgets", "8 racks"),
        ("2 × ;", "2"),
        ("50 of 80 GB", "50"),  # no share
        ("8 GPUs (fast)", "8 GPUs"),
    ],
)
def test_where_an_expression_ends(statement: Callable[..., Statement], written: Written, text: str, tree: str) -> None:
    parsed = parse_expression(statement(text), 0)
    assert parsed is not None
    assert written(parsed.expression) == tree


def test_a_difference_of_equal_numbers(statement: Callable[..., Statement], written: Written) -> None:
    parsed = parse_expression(statement("10 − 10"), 0)  # a true minus sign is no dash
    assert parsed is not None
    assert written(parsed.expression) == "(10 - 10)"


@pytest.mark.parametrize("text", ["", "()", "(", ")", "× 3", "= 3", "(2 + 3"])
def test_what_is_no_expression(statement: Callable[..., Statement], text: str) -> None:
    assert parse_expression(statement(text), 0) is None


@pytest.mark.parametrize(("depth", "read"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False), (5000, False)])
def test_nesting_is_bounded(statement: Callable[..., Statement], depth: int, read: bool) -> None:
    assert (parse_expression(statement("(" * depth + "1" + ")" * depth), 0) is not None) is read


def test_operands_from_left_to_right(statement: Callable[..., Statement]) -> None:
    parsed = parse_expression(statement("20 GB ÷ (TP × 8) + EP=2"), 0)
    assert parsed is not None
    assert [number.quantity.text for number in numbers(parsed.expression)] == ["20 GB", "8", "2"]
    assert [name.text for name in names(parsed.expression)] == ["TP"]
