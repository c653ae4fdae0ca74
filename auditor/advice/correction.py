"""A corrected configuration: the smallest changes after which contradicted checks hold, and what the rules say then.

A value on trial is replaced by the one that the configuration beside the document gives, or by the recomputed one; a
degree that is too large by the largest smaller one that fits. One change is made at a time, the one that depends on no
other wrong value first, and everything that follows from it is recomputed before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence, agree, value
from auditor.engine.rule_index import RuleIndex
from auditor.model import Change, Check, Correction, Fact, Operand, Quantity, Reading, Rule, Total
from auditor.quantities.formatting import restate
from auditor.rational import Fraction

MAX_CHANGES = 16
KINDS = frozenset(("formula", "factors", "target", "agreement", "ordering", "bound", "divides", "one-of"))
"""Kinds of rules that speak about facts, and so can be held against corrected ones."""

MAX_TRIED = 256
"""Whole numbers that are tried in place of a stated one; each costs an evaluation of the document."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One fact and what it becomes."""

    fact: Fact
    quantity: Quantity
    reason: str
    origin: str


def correct(evidence: Evidence, rules: Sequence[Rule], checks: Sequence[Check]) -> Correction | None:
    """The correction of a document; ``None`` where no contradicted check has anything that may be changed."""
    if not any(check.verdict == "contradicted" for check in checks):
        return None
    changeable = {rule.id: rule for rule in rules if rule.kind in KINDS and rule.may_change}
    if not any(check.verdict == "contradicted" and check.rule in changeable for check in checks):
        return None
    about_facts = RuleIndex.of(rule for rule in rules if rule.kind in KINDS)
    steps: list[_Step] = []
    current: Sequence[Check] = _about_the_plan(evidence, checks)
    while len(steps) < MAX_CHANGES:
        found = _next(evidence, changeable, current, about_facts, steps)
        if found is None:
            break
        for step in found:
            evidence = _with(evidence, step)
        steps.extend(found)
        current = _about_the_plan(evidence, evaluate(about_facts, evidence))
    if not steps:
        return None
    return Correction(origin=_origin(steps), changes=tuple(_changes(steps, evidence)), checks=tuple(current))


def _about_the_plan(evidence: Evidence, checks: Sequence[Check]) -> list[Check]:
    """The checks but for those of the alternatives that tables list: these are not what is deployed."""
    alternatives = {fact.place for fact in evidence.rows}
    return [check for check in checks if check.place not in alternatives]


def _origin(steps: Sequence[_Step]) -> str:
    """The configuration that a value was taken from, if any was."""
    return next((step.origin for step in steps if step.origin != "computed"), "computed")


def _changes(steps: Sequence[_Step], evidence: Evidence) -> list[Change]:
    """One change for each thing that was changed: its first value against its last."""
    merged: dict[object, Change] = {}
    for step in steps:
        key = (step.fact.concept, step.fact.facets.phase, step.fact.place)
        first = merged.get(key)
        merged[key] = Change(
            concept=step.fact.concept,
            label=evidence.vocabulary.concepts[step.fact.concept].name,
            before=first.before if first else step.fact.quantity.text,
            after=step.quantity.text,
            reason=step.reason,
            origin=step.origin,
            place=step.fact.place,
        )
    return list(merged.values())


# --- the next change --------------------------------------------------------------------------------------------------


def _next(
    evidence: Evidence,
    changeable: dict[str, Rule],
    checks: Sequence[Check],
    rules: Iterable[Rule],
    done: Sequence[_Step],
) -> list[_Step] | None:
    """The change that mends a contradicted check without resting on another wrong value, and the totals it moves."""
    wrong = [check for check in checks if check.verdict == "contradicted" and check.rule in changeable]
    tried = [step.fact.concept for step in done]
    wrong = [
        check for check in wrong if all(tried.count(o.concept) < 2 for o in check.operands if o.place == check.place)
    ]
    on_trial = {_concept(check) for check in wrong}
    free = [check for check in wrong if not on_trial & {o.concept for o in check.operands} - {_concept(check)}]
    for check in free or wrong:
        step = _mend(evidence, changeable[check.rule], check, rules)
        if step is not None:
            return [step, *_moved_totals(evidence, step)]
    return None


def _concept(check: Check) -> str:
    """The concept of the value on trial."""
    return next((operand.concept for operand in check.operands if operand.place == check.place), "")


def _mend(evidence: Evidence, rule: Rule, check: Check, rules: Iterable[Rule]) -> _Step | None:
    allowed = [operand for operand in check.operands if operand.name in rule.may_change]
    for operand in allowed:
        configured = _configured(evidence, operand)
        if configured is not None:
            fact = _fact(evidence, operand)
            reason = f"{check.message} {configured.place.path} says {configured.quantity.text}."
            step = _Step(fact, configured.quantity, reason, configured.place.path)
            if not _contradicted(rule, _with(evidence, step), fact):
                return step
    if check.stated is not None and check.ratio and check.recomputed and " to " not in check.recomputed:
        fact = _fact(evidence, next(o for o in check.operands if o.place == check.place))
        return _Step(fact, _scaled(fact.quantity, check.ratio, check.recomputed), check.message, "computed")
    return _smaller(evidence, rule, check, allowed, rules)


def _configured(evidence: Evidence, operand: Operand) -> Fact | None:
    """The setting of the same concept in a companion configuration, where it differs."""
    fact = _fact(evidence, operand)
    settings = [other for other in evidence.of(operand.concept) if other.origin == "configuration"]
    differing = [setting for setting in settings if not agree(setting, fact)]
    return differing[0] if len(settings) == 1 and differing else None


def _fact(evidence: Evidence, operand: Operand) -> Fact:
    return next(fact for fact in evidence.of(operand.concept) if fact.place == operand.place)


def _smaller(
    evidence: Evidence, rule: Rule, check: Check, allowed: list[Operand], rules: Iterable[Rule]
) -> _Step | None:
    """The largest smaller whole number with which the rule holds and no other one fails anew."""
    for operand in allowed:
        touched = _touched(rules, operand.concept)
        before = sum(found.verdict == "contradicted" for found in evaluate(touched, evidence))
        fact = _fact(evidence, operand)
        most = int(value(fact)[0]) - 1
        for number in range(most, max(0, most - MAX_TRIED), -1):
            step = _Step(fact, _whole(fact.quantity, number), check.message, "computed")
            after = evaluate(touched, _with(evidence, step))
            if sum(found.verdict == "contradicted" for found in after) < before and not _contradicted(
                rule, _with(evidence, step), fact
            ):
                return step
    return None


def _touched(rules: Iterable[Rule], concept: str) -> RuleIndex:
    """The rules whose verdict can change with a value of a concept."""
    return RuleIndex.of(rule for rule in rules if not rule.facts or any(concept in v.concepts for v in rule.facts))


def _contradicted(rule: Rule, evidence: Evidence, fact: Fact) -> bool:
    return any(check.verdict == "contradicted" and check.place == fact.place for check in evaluate([rule], evidence))


# --- facts with other values ------------------------------------------------------------------------------------------


def _with(evidence: Evidence, step: _Step) -> Evidence:
    """The evidence with a fact, and every repetition of it, changed."""
    facts = tuple(_changed(fact, step) for fact in evidence.facts)
    return evidence.with_facts(facts)


def _changed(fact: Fact, step: _Step) -> Fact:
    same = fact.concept == step.fact.concept and fact.origin == "document" and fact.facets.role == step.fact.facets.role
    if not same or not agree(fact, step.fact):
        return fact
    ratio = _ratio(step)
    quantity = step.quantity if fact.quantity.text == step.fact.quantity.text else _scaled(fact.quantity, ratio, None)
    return replace(fact, quantity=quantity, factors=())


def _ratio(step: _Step) -> Fraction:
    old, new = value(step.fact), value(replace(step.fact, quantity=step.quantity))
    return (new[0] + new[1]) / (old[0] + old[1])


def _scaled(quantity: Quantity, ratio: Fraction, text: str | None) -> Quantity:
    plain = quantity.readings[0]
    middle = (plain.low + plain.high) / 2 * ratio
    reading = Reading(low=middle, high=middle, unit=plain.unit)
    return replace(quantity, text=text or restate(quantity, middle), readings=(reading,), exact=True, hedge="")


def _whole(quantity: Quantity, number: int) -> Quantity:
    reading = Reading(low=Fraction(number), high=Fraction(number), unit=quantity.readings[0].unit)
    return replace(quantity, text=restate(quantity, Fraction(number)), readings=(reading,), exact=True)


def _moved_totals(evidence: Evidence, step: _Step) -> list[_Step]:
    """The totals that hold the changed value as a part, moved by the same difference."""
    found = []
    old, new = value(step.fact), value(replace(step.fact, quantity=step.quantity))
    difference = (new[0] + new[1] - old[0] - old[1]) / 2
    for claim in evidence.claims:
        if not isinstance(claim, Total) or not any(part.span == step.fact.quantity.span for part in claim.parts):
            continue
        for fact in evidence.facts:
            if fact.quantity.span == claim.total.span and fact.origin == "document":
                low, high, _ = value(fact)
                middle = (low + high) / 2
                ratio = (middle + difference) / middle
                reason = f"{step.fact.quantity.text} became {step.quantity.text}, which is a part of it."
                found.append(_Step(fact, _scaled(fact.quantity, ratio, None), reason, "computed"))
    return found
