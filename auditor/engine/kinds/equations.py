"""Checks on equations: both sides computed, under all that they may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from auditor.claims.expressions import names, numbers
from auditor.claims.forms import number as constant
from auditor.engine.consistency import judge
from auditor.engine.evidence import Evidence
from auditor.engine.kinds.single import check_of, recomputed_text, written
from auditor.engine.trial import Judgement, Trial
from auditor.model import Check, Equation, Expression, Number, Operation, Rule
from auditor.patterns import regex
from auditor.quantities.readings import SLACK
from auditor.quantities.units import factor, is_count, physical
from auditor.rational import Fraction, exact


def equation(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each pair of a chain whose two sides can both be computed.

    The rule's option ``form`` says which equations are its own; without it, those of no special form.
    """
    form = dict(rule.options).get("form", "")
    for claim in evidence.claims:
        if not isinstance(claim, Equation) or claim.form != form:
            continue
        sides = sides_of(claim)
        if sides is None:
            continue
        computed, stated = sides
        found = _judged(claim, sides, _tolerance(rule), evidence)
        if found is None or not (claim.source == "written" or _is_worth_saying(claim, found, stated)):
            continue
        understood = found.understood or computed
        derivation = f"{written(understood)} = {recomputed_text(found, stated, understood)}"
        steps = (derivation,) if found.computed is not None else ()
        yield check_of(rule, evidence, claim, found, stated, steps, computed=understood)


def sides_of(claim: Equation) -> tuple[Expression, Expression] | None:
    """What is computed and what is stated; ``None`` where a name has no number, or two values are no conversion."""
    left, right = claim.left, claim.right
    if names(left) or names(right):
        return None
    if isinstance(left, Number) and isinstance(right, Operation):
        return right, left
    if _is_reciprocal(claim):
        return Operation(operator="/", left=constant(1), right=left, span=claim.span), right
    if isinstance(left, Number) and isinstance(right, Number) and not _converts(left, right, chained=claim.chained):
        return None
    return left, right


def _judged(
    claim: Equation, sides: tuple[Expression, Expression], tolerance: Fraction, evidence: Evidence
) -> Judgement | None:
    """The verdict on an equation, under all that it may mean."""
    computed, stated = sides
    allowed = Fraction(0) if _is_sum(computed) else tolerance
    trial = Trial(computed=computed, stated=stated, approximate=claim.relation == "≈", estimation=allowed)
    found = judge(trial)
    if found is not None and found.verdict != "holds":
        found = _goes_on_from_result(claim, trial) or _meant_otherwise(claim, trial) or found
    if found is not None and found.verdict == "contradicted" and _says_more(claim, evidence):
        return Judgement(verdict="open", reason="its text says that the result takes in more than the calculation")
    return found


def _goes_on_from_result(claim: Equation, trial: Trial) -> Judgement | None:
    """``a × b = c × d = e``: where c alone is the result of the first link, and the next goes on from it."""
    if not (isinstance(claim.left, Operation) and isinstance(claim.right, Operation)):
        return None
    found = judge(replace(trial, computed=claim.left, stated=numbers(claim.right)[0]))
    return replace(found, understood=claim.left) if found is not None and found.verdict == "holds" else None


def _meant_otherwise(claim: Equation, trial: Trial) -> Judgement | None:
    """The first of the other forms under which the statement holds, or may."""
    tried = [(judge(replace(trial, computed=other)), other) for other in claim.others]
    found = [
        replace(judgement, understood=judgement.understood or other)
        for judgement, other in tried
        if judgement is not None
    ]
    for verdict in ("holds", "open"):
        for judgement in found:
            if judgement.verdict == verdict:
                return judgement
    return None


_MORE = regex(
    r"[^\w.;,]{0,3}(?:after|incl\.?|including|usable|net of"
    r"|(?:with|plus)(?: \S+){0,2} (?:growth|overhead|replica\w*|redundan\w*|headroom|buffer|compression|index\w*"
    r"|margin|parallel\w*|workers?|threads?|copies))\b",
    re.IGNORECASE,
)


def _says_more(claim: Equation, evidence: Evidence) -> bool:
    """``= 15 GB after 3-way replication``, ``= 300 TB (with growth)``: something was done that is not written out."""
    text = evidence.document.source.text
    end = claim.right.quantity.span.end if isinstance(claim.right, Number) else claim.span.end
    noun = claim.right.quantity.noun if isinstance(claim.right, Number) else ""
    return bool(_MORE.match(text[end : end + 60]) or (noun and _MORE.match(noun)))


def _is_worth_saying(claim: Equation, found: Judgement, stated: Expression) -> bool:
    """Whether a relation that is not written may be reported: a guess only if it holds, the others only with units."""
    if found.verdict == "holds":
        return True
    if claim.source == "guessed" or found.mode.note or not isinstance(stated, Number):
        return False
    unit = stated.quantity.readings[0].unit
    operands = {number.quantity.readings[0].unit for number in numbers(claim.left)}
    counts = bool(unit) and any(unit in operand.split(" / ")[0] for operand in operands)
    return bool(claim.form or claim.others or physical(unit)[1]) or unit == "percent" or counts


def _converts(left: Number, right: Number, *, chained: bool) -> bool:
    """Whether two single values say the same: in two units, or as links of a chain; not ``batch 8 = 8 requests``."""
    a, b = left.quantity.readings[0], right.quantity.readings[0]
    if left.name or right.name or (left.quantity.hedge == "range") != (right.quantity.hedge == "range"):
        return False
    if a.unit == b.unit and chained:
        return left.quantity.noun == right.quantity.noun or bool(physical(a.unit)[1])
    if any(re.search(r"\^|\*\*|[⁰¹²³⁴-⁹]", side.quantity.text) for side in (left, right)):
        return True  # a power is a calculation
    if physical(a.unit)[1] or physical(b.unit)[1]:
        same = a.unit == b.unit and abs(a.low - b.low) > SLACK * abs(b.low)  # 140 GB = 482 GB: part of something
        return physical(a.unit)[1] == physical(b.unit)[1] and _count_alike(a.unit, b.unit) and not same
    return abs(a.low - b.low) <= SLACK * abs(b.low) and a.unit == b.unit


_EVENTS = frozenset("request query read write message event transaction call operation record item".split())
"""Counts that are named now so, now so: 5B reads a day are so many queries a second."""


def _is_reciprocal(claim: Equation) -> bool:
    """``10.4 ms per token ≈ 96 tokens/s``: a time for each, and how many of them in a time."""
    if not (isinstance(claim.left, Number) and isinstance(claim.right, Number)) or claim.source == "guessed":
        return False
    kinds = {physical(side.quantity.readings[0].unit)[1] for side in (claim.left, claim.right)}
    return kinds == {(("time", 1),), (("time", -1),)}


def _count_alike(one: str, other: str) -> bool:
    """Whether two units count the same things, or one of them does not say: queries are no tokens, layers no total."""
    a, b = ({(name, power) for name, power in factor(unit)[1] if is_count(name)} for unit in (one, other))
    if a == b or not a or not b:
        return all(power > 0 for _, power in a ^ b)
    return all(name in _EVENTS and power > 0 for name, power in a | b)


def _is_sum(expression: Expression) -> bool:
    """Whether it only adds: a sum has no reason to be off."""
    if isinstance(expression, Operation):
        return expression.operator in "+-" and all(
            isinstance(side, Number) or _is_sum(side) for side in (expression.left, expression.right)
        )
    return False


def _tolerance(rule: Rule) -> Fraction:
    """The rule's ``estimation`` option: how far an estimate may be off."""
    return exact(dict(rule.options).get("estimation", str(SLACK)))
