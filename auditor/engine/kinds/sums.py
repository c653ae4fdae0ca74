"""Checks on what a layout says without signs: totals and their parts, the rows of a table's relation."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.engine.consistency import judge
from auditor.engine.evidence import Evidence
from auditor.engine.kinds.single import check_of, recomputed_text, written
from auditor.engine.trial import Judgement, Trial
from auditor.model import Check, Expression, Number, Operation, Relation, Rule, Total
from auditor.rational import Fraction


def total(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each total and its parts."""
    for claim in evidence.claims:
        if not isinstance(claim, Total):
            continue
        computed = sum_of(claim)
        found = judge(Trial(computed=computed, stated=Number(quantity=claim.total), estimation=Fraction(0)))
        if found is not None and found.verdict == "contradicted" and (not claim.plain or claim.outside):
            continue
        if found is None or (found.verdict != "holds" and (claim.guess or found.computed is None)):
            continue
        parts = " + ".join(part.text for part in claim.parts)
        stated = Number(quantity=claim.total)
        derivation = (f"{parts} = {recomputed_text(found, stated, computed)}",)
        yield check_of(rule, evidence, claim, found, stated, derivation, claim.parts, computed=computed)


def sum_of(claim: Total) -> Expression:
    """The parts of a total, added."""
    result: Expression = Number(quantity=claim.parts[0])
    for part in claim.parts[1:]:
        result = Operation(operator="+", left=result, right=Number(quantity=part), span=claim.span)
    return result


# --- the relations of tables ------------------------------------------------------------------------------------------


class _Row(Struct, frozen=True):
    """A row of a relation with what became of it."""

    claim: Relation
    found: Judgement


def relation(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each row of each relation that a table's data show."""
    least = int(dict(rule.options).get("support", "4"))
    groups: dict[int, list[_Row]] = {}
    for claim in evidence.claims:
        if isinstance(claim, Relation):
            found = judge(Trial(computed=claim.computed, stated=Number(quantity=claim.stated)))
            if found is not None and found.computed is not None:
                groups.setdefault(claim.group, []).append(_Row(claim, found))
    for rows in groups.values():
        held = sum(row.found.verdict == "holds" for row in rows)
        for row in _told(rows, least):
            claim, stated = row.claim, Number(quantity=row.claim.stated)
            support = held if claim.judged else claim.support
            line = f"{claim.label} = {claim.words} in {support} of {claim.rows} rows"
            derivation = (line, f"{written(claim.computed)} = {recomputed_text(row.found, stated, claim.computed)}")
            yield check_of(rule, evidence, claim, row.found, stated, derivation, computed=claim.computed)


def _told(rows: list[_Row], least: int) -> list[_Row]:
    """The rows of a relation that are worth saying; none where the rows that seemed to bear it out do not."""
    holding = [row for row in rows if row.found.verdict == "holds"]
    if any(row.claim.judged for row in rows):
        wrong = [row for row in rows if row.found.verdict == "contradicted"]
        told = len(wrong) <= max(1, len(holding) // 4) and len(holding) >= rows[0].claim.support
        return [*holding, *(wrong if told else ())]
    sieved = [row for row in rows if not row.claim.breaks]
    if any(row.found.verdict == "contradicted" for row in sieved):
        return []
    lost = sum(row.found.verdict != "holds" for row in sieved)
    return [row for row in rows if row.found.verdict != "contradicted" or row.claim.support - lost >= least]
