"""The check that comes of one claim: its place, its words, its derivation, its correction."""

from __future__ import annotations

from contextlib import suppress
from math import ceil

from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import ends_of, labelled
from auditor.engine.evidence import Evidence
from auditor.engine.messages import fill
from auditor.engine.trial import Judgement
from auditor.facts.fixing import fix_of
from auditor.facts.places import place
from auditor.model import (
    AnyClaim,
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
from auditor.patterns import regex
from auditor.quantities.formatting import digits, restate
from auditor.quantities.readings import MANY
from auditor.quantities.styling import in_style
from auditor.quantities.units import physical
from auditor.rational import Fraction


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
    comparable = stated is not None and found.computed is not None and not _is_unfit(found, computed)
    recomputed = recomputed_text(found, stated, computed) if comparable and stated is not None else None
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
        message=_message(rule, found, values, computed),
        stated=printed,
        recomputed=recomputed,
        ratio=abs(found.computed / found.stated) if comparable and found.computed and found.stated else None,
        stated_span=quantity.span if quantity else None,
        derivation=() if _is_unfit(found, computed) else derivation,
        assumptions=found.assumptions,
        related=tuple(place(evidence.document, quantity.span, block.section) for quantity in related)
        or (_elsewhere(used, statement, evidence, block.section) if wrong else ()),
        numbers=tuple(_one_line(quantity.text) for quantity in used),
        fix=_fix(evidence, claim, found, stated, computed) if wrong else None,
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


def _fix(
    evidence: Evidence, claim: AnyClaim, found: Judgement, stated: Expression | None, computed: Expression | None
) -> Fix | None:
    """The computed value in place of the stated one, as the author would have printed it."""
    if not isinstance(stated, Number) or found.computed is None or _is_unfit(found, computed):
        return None
    quantity = stated.quantity
    if any(reading.assumption.startswith(MANY) for reading in quantity.readings):
        return None  # for one, or for each thousand: whichever is right now says nothing of what was meant
    if quantity.hedge == "range":
        return fix_of(evidence.document.source, quantity, recomputed_text(found, stated, computed))
    understood = _as_understood(quantity, found)
    scale, _ = labelled(understood.readings[0].unit, found.mode.stated)
    value = found.computed / scale
    if computed is not None and _is_of_whole_things(quantity, computed):
        value = Fraction(ceil(value))
    about = isinstance(claim, Equation) and claim.relation == "≈"
    return fix_of(evidence.document.source, quantity, in_style(understood, value, about=about))


_TIMES = regex(r"[0-9]\s?[x×]")


def _is_of_whole_things(quantity: Quantity, computed: Expression) -> bool:
    """Nodes and servers come whole: 4.2 of them are 5. A count of so many a second is no count of things."""
    plain = quantity.readings[0]
    counted = bool(quantity.noun or plain.unit) and not physical(plain.unit)[1] and plain.unit != "percent"
    divided = isinstance(computed, Operation) and computed.operator == "/" and not _TIMES.search(quantity.text)
    whole = plain.low == plain.high and plain.low.denominator == 1
    return divided and counted and whole and " per " not in quantity.text


def _is_unfit(found: Judgement, computed: Expression | None) -> bool:
    """Whether the units of both sides are alike but for their powers, and prefixes among them: ``10 GHz ÷ 0.1 ms``.

    What the digits alone come to is then no value that anybody would print.
    """
    if not found.mode.clash or computed is None:
        return False
    units = [number.quantity.readings[0].unit for number in numbers(computed)]
    return any(_PREFIXED.search(unit) for unit in units if ("time", 1) in physical(unit)[1] or "hertz" in unit)


_PREFIXED = regex(r"\b(?:nano|micro|milli|kilo|mega|giga)(?:second|hertz)")


def _message(rule: Rule, found: Judgement, values: dict[str, str], computed: Expression | None) -> str:
    if found.verdict != "contradicted":
        return _summary(found, values)
    if _is_unfit(found, computed):
        return f"{values['statement']} does not add up: the units of its two sides do not fit, nor do the digits."
    return fill(rule.message, values)


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
