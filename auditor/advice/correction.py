"""A corrected configuration: the smallest changes after which contradicted checks hold, and what the rules say then.

A value on trial is replaced by the one that the configuration beside the document gives, or by the recomputed one; a
degree that does not fit by the nearest that does. One change is made at a time, the one that depends on no other wrong
value first, and everything that follows from it is recomputed before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from msgspec import Struct, field

from auditor.advice.degrees import nearest
from auditor.advice.replacing import Step, changed, scaled
from auditor.advice.totals import moved_totals
from auditor.advice.worlds import both
from auditor.engine.evaluate import evaluate, in_order
from auditor.engine.evidence import Evidence, agree
from auditor.engine.rule_index import RuleIndex
from auditor.model import Change, Check, Correction, Fact, Operand, Rule
from auditor.quantities.units import physical

MAX_CHANGES = 16
KINDS = frozenset(("formula", "factors", "target", "agreement", "ordering", "bound", "divides", "one-of"))
"""Kinds of rules that speak about facts, and so can be held against corrected ones."""


class _Rules(Struct, frozen=True, kw_only=True):
    """Those about facts, and of these the ones that say what may be changed."""

    about_facts: RuleIndex
    changeable: Mapping[str, Rule]
    _touched: dict[str, RuleIndex] = field(default_factory=dict)

    def touched(self, concept: str) -> RuleIndex:
        """The rules whose verdict can change with a value of a concept."""
        if concept not in self._touched:
            rules = (r for r in self.about_facts if not r.facts or any(concept in v.concepts for v in r.facts))
            self._touched[concept] = RuleIndex.of(rules)
        return self._touched[concept]

    def again(self, checks: Sequence[Check], evidence: Evidence, concepts: Iterable[str]) -> tuple[Check, ...]:
        """The checks after the values of some concepts changed: only the rules that look at those are asked again."""
        index = RuleIndex.of({rule.id: rule for concept in concepts for rule in self.touched(concept)}.values())
        asked = {rule.id for rule in index}
        return in_order([*(check for check in checks if check.rule not in asked), *evaluate(index, evidence)])

    def is_mendable(self, check: Check) -> bool:
        """Whether the stated value can be replaced by the recomputed one."""
        rule = self.changeable.get(check.rule)
        return rule is not None and rule.stated in rule.may_change and bool(check.recomputed and check.ratio)


def correct(evidence: Evidence, rules: Sequence[Rule], checks: Sequence[Check]) -> Correction | None:
    """The correction of a document; ``None`` where no contradicted check has anything that may be changed.

    Where a figure depends on what the document does not say, it is corrected under both suppositions, and left open.
    """
    changeable = {rule.id: rule for rule in rules if rule.kind in KINDS and rule.may_change}
    if not any(check.verdict == "contradicted" and check.rule in changeable for check in checks):
        return None
    known = _Rules(about_facts=RuleIndex.of(rule for rule in rules if rule.kind in KINDS), changeable=changeable)
    steps, found = _corrected(evidence, known, checks, grow=False)
    if found is None or not any(step.supposed for step in steps):
        return found
    _, other = _corrected(evidence, known, checks, grow=True)
    supposed = next(step.supposed for step in steps if step.supposed)
    return both(found, other, supposed) if other is not None else found


def _corrected(
    evidence: Evidence, known: _Rules, checks: Sequence[Check], *, grow: bool
) -> tuple[list[Step], Correction | None]:
    """The steps of a correction, and what comes of them."""
    steps: list[Step] = []
    about = {rule.id for rule in known.about_facts}
    current: Sequence[Check] = _about_the_plan(evidence, [check for check in checks if check.rule in about])
    while len(steps) < MAX_CHANGES and (found := _next(evidence, known, current, steps, grow=grow)):
        for step in found:
            evidence = changed(evidence, step)
        steps.extend(found)
        current = _about_the_plan(evidence, known.again(current, evidence, {step.fact.concept for step in found}))
    if not steps:
        return [], None
    changes = tuple(_changes(steps, evidence))
    return steps, Correction(origin=_origin(steps), changes=changes, checks=tuple(current))


def _about_the_plan(evidence: Evidence, checks: Sequence[Check]) -> list[Check]:
    """The checks but for those of the alternatives that tables list: these are not what is deployed."""
    alternatives = {fact.place for fact in evidence.rows}
    return [check for check in checks if check.place not in alternatives]


def _origin(steps: Sequence[Step]) -> str:
    """The configuration that a value was taken from, if any was."""
    return next((step.origin for step in steps if step.origin != "computed"), "computed")


def _changes(steps: Sequence[Step], evidence: Evidence) -> list[Change]:
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
    evidence: Evidence, rules: _Rules, checks: Sequence[Check], done: Sequence[Step], *, grow: bool
) -> list[Step]:
    """The change that mends a contradicted check without resting on another wrong value, and the totals it moves."""
    wrong = [check for check in checks if check.verdict == "contradicted" and check.rule in rules.changeable]
    tried = [step.fact.concept for step in done]
    wrong = [check for check in wrong if all(tried.count(o.concept) < 2 for o in _on_trial(check))]
    on_trial = {operand.concept for check in wrong for operand in _on_trial(check)}
    free = [check for check in wrong if not on_trial & _rests_on(check)]
    for check in free or wrong:
        found = _mend(evidence, rules, check)
        if found:
            resharded = any(map(_is_a_degree, (*done, *found)))
            totals = (moved_totals(evidence, step, resharded=resharded, grow=grow) for step in found)
            return [*found, *chain.from_iterable(totals)]
    return []


def _on_trial(check: Check) -> list[Operand]:
    return [operand for operand in check.operands if operand.place == check.place]


def _rests_on(check: Check) -> set[str]:
    """The other concepts that a check uses."""
    own = {operand.concept for operand in _on_trial(check)[:1]}
    return {operand.concept for operand in check.operands} - own


def _is_a_degree(step: Step) -> bool:
    """Whether a whole number of things was changed, and not what was computed from it."""
    plain = step.quantity.readings[0]
    return plain.low == plain.high and plain.low.denominator == 1 and not physical(plain.unit)[1]


def _mend(evidence: Evidence, rules: _Rules, check: Check) -> Sequence[Step]:
    rule = rules.changeable[check.rule]
    allowed = [operand for operand in check.operands if operand.name in rule.may_change]
    configured = _from_configuration(evidence, rule, check, allowed)
    if configured is not None:
        return [configured]
    if check.stated is not None and check.ratio and check.recomputed and " to " not in check.recomputed:
        fact = _fact(evidence, _on_trial(check)[0])
        return [Step(fact, scaled(fact.quantity, check.ratio, check.recomputed), check.message, "computed")]
    return nearest(evidence, rule, check, rules.touched, rules.is_mendable)


def _from_configuration(evidence: Evidence, rule: Rule, check: Check, allowed: Iterable[Operand]) -> Step | None:
    for operand in allowed:
        configured = _configured(evidence, operand)
        if configured is not None:
            fact = _fact(evidence, operand)
            reason = f"{check.message} {configured.place.path} says {configured.quantity.text}."
            step = Step(fact, configured.quantity, reason, configured.place.path)
            if not _contradicted(rule, changed(evidence, step), fact):
                return step
    return None


def _configured(evidence: Evidence, operand: Operand) -> Fact | None:
    """The setting of the same concept in a companion configuration, where it differs."""
    fact = _fact(evidence, operand)
    settings = [other for other in evidence.of(operand.concept) if other.origin == "configuration"]
    differing = [setting for setting in settings if not agree(setting, fact)]
    return differing[0] if len(settings) == 1 and differing else None


def _fact(evidence: Evidence, operand: Operand) -> Fact:
    return next(fact for fact in evidence.of(operand.concept) if fact.place == operand.place)


def _contradicted(rule: Rule, evidence: Evidence, fact: Fact) -> bool:
    return any(check.verdict == "contradicted" and check.place == fact.place for check in evaluate([rule], evidence))
