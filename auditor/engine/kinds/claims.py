"""Checks on single claims: equations, comparisons, totals. Each declares its rule in YAML; this is the mechanism."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from auditor.claims.expressions import names, numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import ends_of, evaluate, labelled
from auditor.engine.consistency import judge
from auditor.engine.evidence import Evidence
from auditor.engine.messages import fill
from auditor.engine.trial import Judgement, Trial
from auditor.facts.places import place
from auditor.model import (
    Check,
    Comparison,
    Equation,
    Expression,
    Fix,
    Number,
    Operation,
    Quantity,
    Relation,
    Rule,
    Total,
    Verdict,
)
from auditor.quantities.formatting import digits, restate
from auditor.quantities.readings import SLACK
from auditor.quantities.units import physical


def equation(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each pair of a chain whose two sides can both be computed."""
    for claim in evidence.claims:
        if not isinstance(claim, Equation) or names(claim.left) or names(claim.right):
            continue
        computed, stated = (claim.left, claim.right)
        if isinstance(claim.left, Number) and isinstance(claim.right, Operation):
            computed, stated = claim.right, claim.left
        if (
            isinstance(claim.left, Number)
            and isinstance(claim.right, Number)
            and not _converts(claim.left, claim.right)
        ):
            continue
        tolerance = Fraction(0) if _is_sum(computed) else _tolerance(rule)
        trial = Trial(computed=computed, stated=stated, approximate=claim.relation == "≈", estimation=tolerance)
        found = judge(trial)
        if found is not None and found.verdict != "holds":
            found = _goes_on_from_result(claim, trial) or found
        if found is not None and (claim.source == "written" or _is_worth_saying(claim, found, stated)):
            derivation = (
                (f"{_written(computed)} = {_value(found, stated, computed)}",) if found.computed is not None else ()
            )
            yield _check(rule, evidence, claim, found, stated, derivation, computed=computed)


def _goes_on_from_result(claim: Equation, trial: Trial) -> Judgement | None:
    """``a × b = c × d = e``: where c alone is the result of the first link, and the next goes on from it."""
    if not (isinstance(claim.left, Operation) and isinstance(claim.right, Operation)):
        return None
    found = judge(replace(trial, computed=claim.left, stated=numbers(claim.right)[0]))
    return found if found is not None and found.verdict == "holds" else None


def _is_worth_saying(claim: Equation, found: Judgement, stated: Expression) -> bool:
    """Whether a relation that is not written may be reported: a guess only if it holds, the others only with units."""
    if found.verdict == "holds":
        return True
    if claim.source == "guessed" or found.mode.note or not isinstance(stated, Number):
        return False
    return bool(physical(stated.quantity.readings[0].unit)[1])


def _converts(left: Number, right: Number) -> bool:
    """Whether two single values say the same in two units: not ``batch 8 = 8 requests``."""
    a, b = left.quantity.readings[0], right.quantity.readings[0]
    if left.name or right.name:
        return False
    if re.search(r"\^|\*\*|[⁰¹²³⁴-⁹]", left.quantity.text):
        return True  # a power is a calculation
    if physical(a.unit)[1] or physical(b.unit)[1]:
        return physical(a.unit)[1] == physical(b.unit)[1]
    return abs(a.low - b.low) <= SLACK * abs(b.low) and a.unit == b.unit


def _is_sum(expression: Expression) -> bool:
    """Whether it only adds: a sum has no reason to be off."""
    if isinstance(expression, Operation):
        return expression.operator in "+-" and all(
            isinstance(side, Number) or _is_sum(side) for side in (expression.left, expression.right)
        )
    return False


def _tolerance(rule: Rule) -> Fraction:
    """The rule's ``estimation`` option: how far an estimate may be off."""
    return Fraction(dict(rule.options).get("estimation", str(SLACK)))


def comparison(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each ``a < b`` whose two sides are of a kind, against the sign and the author's own mark."""
    for claim in evidence.claims:
        if not isinstance(claim, Comparison):
            continue
        try:
            left, right = evaluate(claim.left, {}), evaluate(claim.right, {})
        except Undecidable:
            continue
        if left.dimension != right.dimension or _one_is_percent(claim):
            continue
        true = _compare(left.point, claim.relation, right.point)
        if not true and (left.interval.meets(right.interval) and not _exact(claim)):
            true = True
        agrees = true if claim.mark is None else true == claim.mark
        verdict: Verdict = "holds" if agrees else "contradicted"
        found = Judgement(verdict=verdict)
        yield _check(
            rule,
            evidence,
            claim,
            found,
            None,
            (f"{claim.text.strip()} is {'true' if true else 'false'}",),
            mark=claim.mark,
        )


def _one_is_percent(claim: Comparison) -> bool:
    units = [number.quantity.readings[0].unit for side in (claim.left, claim.right) for number in numbers(side)]
    return "percent" in units and "" in units


def _exact(claim: Comparison) -> bool:
    return all(number.quantity.exact for side in (claim.left, claim.right) for number in numbers(side))


def _compare(left: Fraction, relation: str, right: Fraction) -> bool:
    match relation:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


# --- the check --------------------------------------------------------------------------------------------------------


def _check(
    rule: Rule,
    evidence: Evidence,
    claim: Equation | Comparison | Total | Relation,
    found: Judgement,
    stated: Expression | None,
    derivation: tuple[str, ...],
    related: tuple[Quantity, ...] = (),
    mark: bool | None = None,
    computed: Expression | None = None,
) -> Check:
    block = evidence.document.blocks[claim.block]
    recomputed = _value(found, stated, computed) if stated is not None and found.computed is not None else None
    printed = _printed(stated) if stated is not None else None
    values = {"stated": printed or claim.text, "recomputed": recomputed or ""}
    values |= {"label": claim.label or "it", "statement": _one_line(claim.text)}
    wrong = found.verdict == "contradicted"
    quantity = stated.quantity if isinstance(stated, Number) else None
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=found.verdict,
        severity=rule.severity,
        group=rule.group,
        place=place(evidence.document, claim.span, block.section),
        message=fill(rule.message, values) if wrong else _summary(found, values),
        stated=printed,
        recomputed=recomputed,
        ratio=abs(found.computed / found.stated) if found.computed and found.stated else None,
        stated_span=quantity.span if quantity else None,
        derivation=derivation,
        assumptions=found.assumptions,
        related=tuple(place(evidence.document, quantity.span, block.section) for quantity in related),
        fix=_fix(quantity, recomputed) if wrong else None,
        reason=found.reason,
        impact=rule.impact if wrong else "",
        recommendation=fill(rule.recommendation, values) if wrong else "",
        mark=mark,
    )


def _fix(quantity: Quantity | None, recomputed: str | None) -> Fix | None:
    if quantity is None or not recomputed:
        return None
    return Fix(replace=quantity.text, replacement=recomputed, span=quantity.span)


def _summary(found: Judgement, values: dict[str, str]) -> str:
    if found.verdict == "open":
        return f"{values['statement']} cannot be decided: {found.reason}."
    return f"{values['statement']} holds."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _printed(expression: Expression) -> str:
    if isinstance(expression, Number):
        return expression.quantity.text
    return _written(expression)


def _value(found: Judgement, stated: Expression, computed: Expression | None) -> str:
    """The computed value in the words of the stated one."""
    if found.computed is None:
        return ""
    if isinstance(stated, Number):
        scale, _ = labelled(stated.quantity.readings[0].unit, found.mode.stated)
        low = high = found.computed
        if stated.quantity.hedge == "range" and computed is not None:
            low, high = ends_of(computed, found.mode.computed)
        return restate(stated.quantity, low / scale, high / scale)
    return digits(found.computed)


_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", "^": "^", "of": " of "}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "of": 2, "^": 3}


def _written(expression: Expression, outer: int = 0, *, right: bool = False) -> str:
    """An expression in uniform notation."""
    if isinstance(expression, Number):
        text = _one_line(expression.quantity.text)
        return f"{expression.name}={text}" if expression.name else text
    if not isinstance(expression, Operation):
        return expression.text
    binding = _BINDING[expression.operator]
    left = _written(expression.left, binding)
    text = left + _SIGNS[expression.operator] + _written(expression.right, binding, right=True)
    needs = binding < outer or (right and binding == outer)
    return f"({text})" if needs else text
