"""The check that comes of one claim: its place, its words, its derivation, its correction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import ends_of, labelled
from auditor.engine.evidence import Evidence
from auditor.engine.messages import fill
from auditor.engine.trial import Judgement
from auditor.facts.places import place
from auditor.model import (
    Check,
    Comparison,
    Equation,
    Expression,
    Fix,
    Number,
    Operation,
    Place,
    Quantity,
    Relation,
    Rule,
    Total,
)
from auditor.quantities.formatting import digits, restate
from auditor.quantities.units import physical


def check_of(
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
    """The check on one claim; ``related`` are further quantities that it rests on."""
    used = [number.quantity for number in numbers(computed)] if computed is not None else []
    block = evidence.document.blocks[claim.block]
    recomputed = recomputed_text(found, stated, computed) if stated is not None and found.computed is not None else None
    printed = _printed(stated) if stated is not None else None
    values = {"stated": printed or claim.text, "recomputed": recomputed or ""}
    values |= {"label": claim.label or "it", "statement": _one_line(claim.text)}
    wrong = found.verdict == "contradicted"
    statement = place(evidence.document, claim.span, block.section)
    quantity = stated.quantity if isinstance(stated, Number) else None
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=found.verdict,
        severity=rule.severity,
        group=rule.group,
        place=statement,
        message=fill(rule.message, values) if wrong else _summary(found, values),
        stated=printed,
        recomputed=recomputed,
        ratio=abs(found.computed / found.stated) if found.computed and found.stated else None,
        stated_span=quantity.span if quantity else None,
        derivation=derivation,
        assumptions=found.assumptions,
        related=tuple(place(evidence.document, quantity.span, block.section) for quantity in related)
        or (_elsewhere(used, statement, evidence, block.section) if wrong else ()),
        numbers=tuple(_one_line(quantity.text) for quantity in used),
        fix=_fix(quantity, recomputed) if wrong else None,
        reason=found.reason,
        impact=rule.impact if wrong else "",
        recommendation=fill(rule.recommendation, values) if wrong else "",
        mark=mark,
    )


def _elsewhere(used: list[Quantity], statement: Place, evidence: Evidence, section: int) -> tuple[Place, ...]:
    """Where operands stand that the lines of the statement do not show: the row above. Constants stand nowhere."""
    written = [quantity.span for quantity in used if quantity.span.start < quantity.span.end]
    places = [place(evidence.document, span, section) for span in written]
    return tuple(at for at in places if not statement.line <= at.line <= statement.end_line)


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
    return written(expression)


def recomputed_text(found: Judgement, stated: Expression, computed: Expression | None) -> str:
    """The computed value in the words of the stated one."""
    if found.computed is None:
        return ""
    if isinstance(stated, Number):
        quantity = _as_understood(stated.quantity, found)
        scale, _ = labelled(quantity.readings[0].unit, found.mode.stated)
        low = high = found.computed
        if stated.quantity.hedge == "range" and computed is not None:
            with suppress(Undecidable):
                low, high = ends_of(computed, found.mode.computed)
        return restate(quantity, low / scale, high / scale)
    return digits(found.computed)


def _as_understood(quantity: Quantity, found: Judgement) -> Quantity:
    """The stated quantity as it was understood, where that measures another thing than its plain reading does."""
    other = found.reading
    if other is None or physical(other.unit)[1] == physical(quantity.readings[0].unit)[1]:
        return quantity
    return replace(quantity, readings=(other,))


_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", "^": "^", "of": " of "}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "of": 2, "^": 3}


def written(expression: Expression, outer: int = 0, *, right: bool = False) -> str:
    """An expression in uniform notation."""
    if isinstance(expression, Number):
        text = _one_line(expression.quantity.text)
        return f"{expression.name}={text}" if expression.name else text
    if not isinstance(expression, Operation):
        return expression.text
    binding = _BINDING[expression.operator]
    left = written(expression.left, binding)
    text = left + _SIGNS[expression.operator] + written(expression.right, binding, right=True)
    needs = binding < outer or (right and binding == outer)
    return f"({text})" if needs else text
