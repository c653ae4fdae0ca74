"""Discrete choices: the nearest whole numbers with which a rule holds, and no other one fails for it.

Fewest changes first, then the smallest: 8 → 4 and 4 → 8 are equally far. Two change only by halving and doubling. What
would have to be recomputed afterwards, such as the layers of a stage, does not speak against a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import log2
from typing import NamedTuple

from auditor.advice.replacing import Step, changed, exactly
from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence, value
from auditor.engine.rule_index import RuleIndex
from auditor.model import Check, Fact, Operand, Place, Rule
from auditor.rational import Fraction

AROUND = 20
"""Values to each side that are tried of one choice, beside its halves and doubles …"""
MOST_TRIED = 200
"""… and choices in all, by the one rule. It is counted, not timed: the same document gets the same correction."""
MOST_SOUND = 12
"""Choices that satisfy the rule and are held against all others."""
LARGEST = 1 << 20


class _Choice(NamedTuple):
    """Some facts and what they become, and how far that is."""

    distance: float
    order: tuple[int, ...]
    steps: tuple[Step, ...]


def nearest(
    evidence: Evidence,
    rule: Rule,
    check: Check,
    touched: Callable[[str], RuleIndex],
    is_mendable: Callable[[Check], bool],
) -> tuple[Step, ...]:
    """The steps to the nearest choice; none where nothing near enough would do.

    ``touched`` gives the rules whose verdict can change with a value of a concept.
    """
    facts = [_fact(evidence, operand) for operand in check.operands if operand.name in rule.may_change]
    numbers = {fact.place: number for fact in facts if fact and (number := _whole_number(fact)) is not None}
    free = [fact for fact in facts if fact is not None and fact.place in numbers]
    before = {fact.concept: _hard(touched(fact.concept), evidence, is_mendable) for fact in free}
    sound = 0
    for tried, choice in enumerate(_choices(free, numbers, check)):
        if tried == MOST_TRIED or sound == MOST_SOUND:
            break
        after = _after(evidence, choice.steps)
        if _fails(rule, after, check):
            continue
        sound += 1
        concepts = {step.fact.concept for step in choice.steps}
        if all(_hard(touched(concept), after, is_mendable) < before[concept] for concept in concepts):
            return choice.steps
    return ()


def _fact(evidence: Evidence, operand: Operand) -> Fact | None:
    return next((fact for fact in evidence.of(operand.concept) if fact.place == operand.place), None)


def _whole_number(fact: Fact) -> int | None:
    low, high, dimension = value(fact)
    return int(low) if low == high and low.denominator == 1 and 0 < low <= LARGEST and not dimension else None


def _choices(free: Sequence[Fact], numbers: Mapping[Place, int], check: Check) -> Iterator[_Choice]:
    """One changed number before two, the nearer before the farther, then in the order in which the rule names them."""
    singles = {at: list(_values(fact, numbers[fact.place], check)) for at, fact in enumerate(free)}
    yield from sorted(
        (_Choice(d, (at,), (step,)) for at, values in singles.items() for d, step in values), key=_nearness
    )
    doublings = {at: [each for each in values if each[0] == int(each[0])] for at, values in singles.items()}
    pairs = (
        (chosen, steps)
        for chosen in combinations(doublings, 2)
        for steps in product(doublings[chosen[0]], doublings[chosen[1]])
    )
    yield from sorted((_Choice(a + b, chosen, (one, two)) for chosen, ((a, one), (b, two)) in pairs), key=_nearness)


def _nearness(choice: _Choice) -> tuple[float, tuple[int, ...]]:
    return choice.distance, choice.order


def _values(fact: Fact, old: int, check: Check) -> Iterator[tuple[float, Step]]:
    """Other whole numbers, the nearest first; of two as near the smaller, which takes fewer things."""
    near = {*range(max(1, old - AROUND), old + AROUND)}
    near |= {old >> power for power in range(1, 11) if not old % (1 << power)} | {old << power for power in range(1, 4)}
    for new in sorted(near - {old}, key=lambda new: (abs(log2(new / old)), new)):
        yield abs(log2(new / old)), Step(fact, exactly(fact.quantity, Fraction(new)), check.message, "computed")


def _after(evidence: Evidence, steps: Iterable[Step]) -> Evidence:
    for step in steps:
        evidence = changed(evidence, step)
    return evidence


def _fails(rule: Rule, evidence: Evidence, check: Check) -> bool:
    return any(again.verdict == "contradicted" and again.place == check.place for again in evaluate([rule], evidence))


def _hard(rules: RuleIndex, evidence: Evidence, is_mendable: Callable[[Check], bool]) -> set[tuple[str, object]]:
    """The contradictions that no recomputed figure mends."""
    return {
        (check.rule, check.place)
        for check in evaluate(rules, evidence)
        if check.verdict == "contradicted" and not is_mendable(check)
    }
