"""Checks on single claims: equations, comparisons, totals. Each declares its rule in YAML; this is the mechanism."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from auditor.claims.expressions import names, numbers
from auditor.claims.forms import number as constant
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
    Span,
    Total,
)
from auditor.quantities.formatting import digits, restate
from auditor.quantities.readings import SLACK
from auditor.quantities.units import factor, is_count, physical


def equation(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each pair of a chain whose two sides can both be computed."""
    form = dict(rule.options).get("form", "")
    for claim in evidence.claims:
        if not isinstance(claim, Equation) or claim.form != form or names(claim.left) or names(claim.right):
            continue
        computed, stated = (claim.left, claim.right)
        if isinstance(claim.left, Number) and isinstance(claim.right, Operation):
            computed, stated = claim.right, claim.left
        elif _is_reciprocal(claim):
            computed = Operation(operator="/", left=constant(1), right=claim.left, span=claim.span)
        if (
            isinstance(claim.left, Number)
            and isinstance(claim.right, Number)
            and computed is claim.left
            and not _converts(claim.left, claim.right, chained=claim.chained)
        ):
            continue
        tolerance = Fraction(0) if _is_sum(computed) else _tolerance(rule)
        trial = Trial(computed=computed, stated=stated, approximate=claim.relation == "≈", estimation=tolerance)
        found = judge(trial)
        if found is not None and found.verdict != "holds":
            found = _goes_on_from_result(claim, trial) or _meant_otherwise(claim, trial) or found
        if found is not None and found.verdict == "contradicted" and _says_more(claim, evidence):
            found = Judgement(verdict="open", reason="its text says that the result takes in more than the calculation")
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


def _meant_otherwise(claim: Equation, trial: Trial) -> Judgement | None:
    """The first of the other forms under which the statement holds, or may."""
    tried = [judge(replace(trial, computed=other)) for other in claim.others]
    found = [judgement for judgement in tried if judgement is not None]
    for verdict in ("holds", "open"):
        for judgement in found:
            if judgement.verdict == verdict:
                return judgement
    return None


_MORE = re.compile(
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
    if left.name or right.name:
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
    return Fraction(dict(rule.options).get("estimation", str(SLACK)))


def total(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each total and its parts."""
    for claim in evidence.claims:
        if not isinstance(claim, Total):
            continue
        computed = _sum(claim.parts, claim.span)
        found = judge(Trial(computed=computed, stated=Number(quantity=claim.total), estimation=Fraction(0)))
        if found is not None and found.verdict == "contradicted" and (not claim.plain or claim.outside):
            continue
        if found is None or (found.computed is None and found.verdict == "open"):
            continue
        parts = " + ".join(part.text for part in claim.parts)
        stated = Number(quantity=claim.total)
        derivation = (f"{parts} = {_value(found, stated, computed)}",)
        yield _check(rule, evidence, claim, found, stated, derivation, claim.parts, computed=computed)


def relation(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each row of each relation that a table's data show."""
    least = int(dict(rule.options).get("support", "4"))
    for claim in evidence.claims:
        if not isinstance(claim, Relation):
            continue
        stated = Number(quantity=claim.stated)
        found = judge(Trial(computed=claim.computed, stated=stated))
        if found is None or found.computed is None or (found.verdict == "contradicted" and claim.support < least):
            continue
        line = f"{claim.label} = {claim.words} in {claim.support} of {claim.rows} rows"
        derivation = (line, f"{_written(claim.computed)} = {_value(found, stated, claim.computed)}")
        yield _check(rule, evidence, claim, found, stated, derivation, computed=claim.computed)


def _sum(parts: tuple[Quantity, ...], span: Span) -> Expression:
    result: Expression = Number(quantity=parts[0])
    for part in parts[1:]:
        result = Operation(operator="+", left=result, right=Number(quantity=part), span=span)
    return result


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
        found = _judged(claim, true=true)
        yield _check(
            rule,
            evidence,
            claim,
            found,
            None,
            (f"{claim.text.strip()} is {'true' if true else 'false'}",),
            mark=claim.mark,
        )


def _judged(claim: Comparison, *, true: bool) -> Judgement:
    """A true comparison holds whatever its mark: a cross may say that something does not fit. A false one that is
    crossed is called false by its author.
    """
    if true or claim.mark is False:
        return Judgement(verdict="holds")
    if _are_versions(claim):
        return Judgement(verdict="open", reason="its numbers may be versions")
    return Judgement(verdict="contradicted")


def _are_versions(claim: Comparison) -> bool:
    """``1.10 > 1.9``: true of versions, false of numbers."""
    sides = [side.quantity for side in (claim.left, claim.right) if isinstance(side, Number)]
    if len(sides) < 2 or any(q.readings[0].unit or q.noun or q.text.count(".") != 1 for q in sides):
        return False
    left, right = (Fraction(int(q.text.partition(".")[2])) for q in sides if q.text.partition(".")[2].isdigit())
    whole = [q.text.partition(".")[0] for q in sides]
    return whole[0] == whole[1] and _compare(left, claim.relation, right)


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
