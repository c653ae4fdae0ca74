"""Slips of the calculation itself: a factor left out, used twice or turned round, another whole, another ratio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.advice.reckoning import Reckoning
from auditor.claims.forms import number, operation
from auditor.engine.evidence import Evidence
from auditor.engine.kinds.single import written
from auditor.model import Expression, Fact, Number, Operation, Operator, Quantity
from auditor.quantities.formatting import digits
from auditor.quantities.units import physical
from auditor.rational import Fraction

TIMES = (
    (12, "months a year"),
    (24, "hours a day"),
    (30, "days a month"),
    (60, "minutes an hour"),
    (365, "days a year"),
    (1440, "minutes a day"),
    (3600, "seconds an hour"),
    (8760, "hours a year"),
    (86400, "seconds a day"),
)
CLOSE = Fraction(1, 200)
"""How near a ratio must come to a count that the document states."""
LEAST = 3
"""The smallest count that is told from other factors of its size."""
MOST_ALIKE = 2
"""A factor that is the number of more things than these says nothing."""
PAIR = 2
_WAYS: tuple[tuple[Operator, str], ...] = (("*", "times"), ("/", "divided by"))
_TURNED: dict[Operator, Operator] = {"*": "/", "/": "*", "+": "-", "-": "+"}
_SIGNS: dict[Operator, str] = {"*": "×", "/": "÷", "+": "+", "-": "−", "of": "of", "^": "^"}


def left_out(reckoning: Reckoning) -> Iterator[str]:
    """The result is that of the calculation without one of its operands."""
    for operation_, without in _without_one(reckoning.computed):
        if isinstance(operation_.right, Number):
            sign, right = operation_.operator, operation_.right.quantity.text
            if reckoning.holds(computed=without):
                yield f"“{_SIGNS[sign]} {right}” is left out: {written(without)} = {reckoning.stated.text}"


def turned(reckoning: Reckoning) -> Iterator[str]:
    """The result is that of the calculation with one sign turned round, or with all of a product."""
    operations = [operation_ for operation_, _ in _without_one(reckoning.computed)]
    for operation_ in operations:
        sign = _TURNED.get(operation_.operator)
        if sign is not None and isinstance(operation_.right, Number):
            other = _replaced(reckoning.computed, [operation_], sign)
            if reckoning.holds(computed=other):
                right = operation_.right.quantity.text
                words = f"“{_SIGNS[sign]} {right}” in place of “{_SIGNS[operation_.operator]} {right}”"
                yield f"{words}: {written(other)} = {reckoning.stated.text}"
    if len(operations) > 1 and all(each.operator == "*" for each in operations):
        other = _replaced(reckoning.computed, operations, "/")
        if reckoning.holds(computed=other):
            yield f"“÷” in place of “×”: {written(other)} = {reckoning.stated.text}"


def counted_twice(reckoning: Reckoning) -> Iterator[str]:
    """One of the factors is used once more than it is written."""
    for operation_, _ in _without_one(reckoning.computed):
        right = operation_.right
        if operation_.operator in ("*", "/") and isinstance(right, Number):
            twice = operation(operation_.operator, reckoning.computed, right)
            if reckoning.holds(computed=twice):
                words = f"“{_SIGNS[operation_.operator]} {right.quantity.text}” is counted twice"
                yield f"{words}: {written(twice)} = {reckoning.stated.text}"


def multiplied_by(reckoning: Reckoning) -> Iterator[str]:
    """A unit of time is missing, or one too many: only where the statement speaks of time."""
    if not any(map(_is_of_time, reckoning.quantities)):
        return
    for factor, words in TIMES:
        if not reckoning.is_apart_by(Fraction(factor)):
            continue
        for sign, how in _WAYS:
            other = operation(sign, reckoning.computed, number(factor))
            if reckoning.holds(computed=other):
                yield f"{how} {factor:,}, the {words}: {written(other)} = {reckoning.stated.text}"


def _is_of_time(quantity: Quantity) -> bool:
    return any(name == "time" for name, _ in physical(quantity.readings[0].unit)[1])


def other_ratios(reckoning: Reckoning) -> Iterator[str]:
    """Of a ratio of two values: the inverse, the rest to the whole, the change against the other of them."""
    computed = reckoning.computed
    operands = [Number(quantity=quantity) for quantity in reckoning.operands]
    if len(operands) == PAIR and physical(reckoning.stated.readings[0].unit)[1] == ():
        one, other = operands
        for words, way in (
            ("the inverse ratio", operation("/", other, one)),
            ("the share of the first in the other", operation("/", one, other)),
            ("the share of the first in both", operation("/", one, operation("+", one, other))),
            ("the share of the other in both", operation("/", other, operation("+", one, other))),
            ("the difference as a share of the first", operation("/", operation("-", one, other), one)),
            ("the difference as a share of the other", operation("/", operation("-", one, other), other)),
            ("the change as a share of the first", operation("/", operation("-", other, one), one)),
            ("the change as a share of the other", operation("/", operation("-", other, one), other)),
        ):
            if reckoning.holds(computed=way):
                yield f"{words}: {written(way)} = {reckoning.stated.text}"
    elif isinstance(computed, Operation) and computed.operator == "/":
        turned = operation("/", computed.right, computed.left)
        if reckoning.holds(computed=turned):
            yield f"the inverse ratio: {written(turned)} = {reckoning.stated.text}"


def named_factors(reckoning: Reckoning, evidence: Evidence) -> Iterator[str]:
    """The result is off by exactly a count that the document gives a name: per GPU for all GPUs."""
    ratio = reckoning.check.ratio
    own = {quantity.span for quantity in reckoning.quantities}
    counts = [fact for fact in counts_like(ratio, evidence) if fact.quantity.span not in own] if ratio else []
    yield from factor_of(ratio or Fraction(1), counts, evidence)


def factor_of(ratio: Fraction, counts: Sequence[Fact], evidence: Evidence) -> Iterator[str]:
    """``8 times too small, as many as there are GPUs (line 4)``; nothing where too many counts are alike."""
    if not 0 < len(counts) <= MOST_ALIKE:
        return
    way = "small" if ratio > 1 else "large"
    names = [f"{evidence.vocabulary.concepts[fact.concept].name} (line {fact.place.line})" for fact in counts]
    yield f"{digits(max(ratio, 1 / ratio))} times too {way}, which is the number of {' and of '.join(names)}"


def counts_like(ratio: Fraction, evidence: Evidence) -> Iterator[Fact]:
    """The counts of the document that a ratio, or its inverse, is equal to; each concept once."""
    size = max(ratio, 1 / ratio)
    seen = set()
    for fact in evidence.facts:
        plain = fact.quantity.readings[0]
        counted = plain.low == plain.high and plain.low >= LEAST and not physical(plain.unit)[1]
        if fact.origin == "document" and counted and abs(size - plain.low) <= CLOSE * size and fact.concept not in seen:
            seen.add(fact.concept)
            yield fact


# --- expressions ------------------------------------------------------------------------------------------------------


def _without_one(expression: Expression) -> Iterator[tuple[Operation, Expression]]:
    """The operations down the left side, each with the whole expression without its right operand."""
    node = expression
    above: list[Operation] = []
    while isinstance(node, Operation):
        without = node.left
        for operation_ in reversed(above):
            without = operation(operation_.operator, without, operation_.right)
        yield node, without
        above.append(node)
        node = node.left


def _replaced(expression: Expression, where: Sequence[Operation], operator: Operator) -> Expression:
    """The expression with another sign at some of the operations down its left side."""
    chain: list[Operation] = []
    node = expression
    while isinstance(node, Operation):
        chain.append(node)
        node = node.left
    for each in reversed(chain):
        node = operation(operator if any(each is one for one in where) else each.operator, node, each.right)
    return node
