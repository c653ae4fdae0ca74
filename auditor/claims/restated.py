"""What a layout states again and again: a calculation and its result in the next cell, one value in several units.

A single such pair is a guess. Where most of a column or of a block bear it out, a pair that does not is a claim as
well: the engine judges all of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import pairwise

from auditor.claims.expressions import numbers
from auditor.model import AnyClaim, Document, Equation, Expression, Measure, Number, Operation, Quantity, Relation
from auditor.quantities.units import physical

RESULTS, LINES = 3, 4
"""Pairs that must hold before one that does not is reported: of a calculation and a result, of two units in a line."""


def results(document: Document, found: list[AnyClaim]) -> list[tuple[Equation, Relation]]:
    """The guesses that a cell is the result of the calculation beside it, where a column is full of them."""
    groups: dict[Hashable, list[Equation]] = {}
    for claim in found:
        if isinstance(claim, Equation) and claim.source == "guessed" and isinstance(claim.right, Number):
            cell = document.blocks[claim.block].cell
            if cell is not None and _is_beside(claim, document):
                groups.setdefault((cell.table, cell.column), []).append(claim)
    return [
        (claim, _relation(document, claim.right.quantity, claim.block, claim.left, claim.label, group, RESULTS))
        for group in groups.values()
        if len(group) > RESULTS
        for claim in group
        if isinstance(claim.right, Number)
    ]


def _is_beside(claim: Equation, document: Document) -> bool:
    """Whether the calculation stands in the cell before."""
    if not isinstance(claim.left, Operation):
        return False
    start = document.blocks[claim.block].offsets[0]
    return all(number.quantity.span.end <= start for number in numbers(claim.left))


def conversions(document: Document, by_block: dict[int, list[Measure]]) -> Iterator[Relation]:
    """Neighbours in the lines of a fence that give one value in two units: ``1,000 us  1 ms``."""
    groups: dict[Hashable, list[tuple[Measure, Measure]]] = {}
    for index, found in sorted(by_block.items()):
        block = document.blocks[index]
        if block.kind != "line":
            continue
        for first, second in pairwise(found):
            between = document.source.text[first.span.end : second.span.start]
            if not between.strip() and _are_the_same(first.quantity, second.quantity):
                key = (block.group, first.quantity.readings[0].unit, second.quantity.readings[0].unit)
                groups.setdefault(key, []).append((first, second))
    for pairs in groups.values():
        ends = [second for _, second in pairs]
        for first, second in pairs:
            computed = Number(quantity=first.quantity)
            yield _relation(document, second.quantity, second.block, computed, second.label, ends, LINES)


def _are_the_same(first: Quantity, second: Quantity) -> bool:
    """Whether two neighbours can be one value in two units."""
    a, b = first.readings[0].unit, second.readings[0].unit
    dimension = physical(a)[1]
    return a != b and bool(dimension) and dimension == physical(b)[1] and "range" not in (first.hedge, second.hedge)


def _relation(
    document: Document,
    stated: Quantity,
    block: int,
    computed: Expression,
    label: str,
    group: list[Equation] | list[Measure],
    least: int,
) -> Relation:
    return Relation(
        span=stated.span,
        text=document.source.text[stated.span.start : stated.span.end],
        block=block,
        label=label,
        stated=stated,
        computed=computed,
        words="what stands before it",
        support=least,
        rows=len(group),
        group=group[0].span.start,
        judged=True,
    )
