"""What a reviewer says next of each contradiction: what probably happened, what to doubt, what would make it right."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from auditor.advice.around import Around
from auditor.advice.causes import Cause, causes
from auditor.advice.doubt import Doubt, System
from auditor.advice.facts import FactAdvice
from auditor.advice.reckoning import Reckoning, reckonings, reread
from auditor.engine.evidence import Evidence
from auditor.engine.rule_index import RuleIndex
from auditor.facts.fixing import fix_of
from auditor.model import Check, Fix, Quantity
from auditor.quantities.readings import MANY

MOST = 60
"""Contradictions of one document that are advised on: in one with more, something else is wrong."""


def advised(evidence: Evidence, rules: RuleIndex, checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks, those that are contradicted with advice."""
    wrong = [check for check in checks if check.verdict == "contradicted"][:MOST]
    if not wrong:
        return tuple(checks)
    known = reckonings(evidence, [check for check in checks if check.verdict != "open"])
    of = {id(reckoning.check): reckoning for reckoning in known}
    around = Around(evidence=evidence, reckonings=known)
    system, facts = System(around), FactAdvice(evidence, rules, checks)
    found = {
        id(check): _advised(of[id(check)], around, system) if id(check) in of else facts.about(check) for check in wrong
    }
    return tuple(found.get(id(check), check) for check in checks)


def _advised(reckoning: Reckoning, around: Around, system: System) -> Check:
    if reckoning.check.recomputed is None:
        return reckoning.check  # nothing that anybody would print comes of it
    found = causes(reckoning, around)
    doubt = _out_of_date(reckoning, found) or system.doubt(reckoning)
    fix = _fix(reckoning, around.evidence, doubt, found)
    return replace(reckoning.check, causes=tuple(cause.words for cause in found), doubt=doubt.words, fix=fix)


def _out_of_date(reckoning: Reckoning, found: Sequence[Cause]) -> Doubt | None:
    """Where the result is right for another value of an operand, one of the two was changed and the other forgotten."""
    stale = next((cause.stale for cause in found if cause.stale), "")
    words = f"it cannot be told which was forgotten when the other was changed: {stale} or {reckoning.stated.text}"
    return Doubt(culprit=None, words=words) if stale else None


def _fix(reckoning: Reckoning, evidence: Evidence, doubt: Doubt, found: Sequence[Cause]) -> Fix | None:
    """The text that makes the statement true, in place of what is doubted."""
    culprit, source = doubt.culprit, evidence.document.source
    if culprit is None:
        return None
    if culprit.span != reckoning.stated.span:
        return fix_of(source, culprit, doubt.meant) if doubt.meant else None
    meant = next((cause.meant for cause in found[:1] if cause.meant), None)
    fix = fix_of(source, culprit, meant) if meant else reckoning.check.fix
    return replace(fix, safe=not _is_open(doubt, found) and _is_safe(reckoning, fix)) if fix else None


def _is_open(doubt: Doubt, found: Sequence[Cause]) -> bool:
    """Whether more would have to change with the result, or an operand in its place."""
    return doubt.used or any(cause.in_operand for cause in found)


def _is_safe(reckoning: Reckoning, fix: Fix) -> bool:
    """Whether the calculation gives the corrected result as it is printed, with nothing supposed.

    Only that the result says per when (``88 × $1,000 = $88,000 a month``) may be left out of the calculation.
    """
    if not reckoning.is_written or any(_is_rounded(operand) for operand in reckoning.operands):
        return False
    corrected = reckoning.stated.text.replace(fix.replace, fix.replacement, 1)
    other = reread(reckoning.stated, corrected)
    if other is None or any(reading.assumption.startswith(MANY) for reading in other.readings):
        return False
    found = reckoning.judged(stated=other)
    if found is None or found.verdict != "holds" or not set(found.assumptions) <= {found.mode.note}:
        return False
    return all(label == "rate" for _, label in (*found.mode.computed, *found.mode.stated))


def _is_rounded(operand: Quantity) -> bool:
    """Whether the digits of an operand are those of a rounded value: what is computed from it has no more of them."""
    plain = operand.readings[0]
    return operand.hedge != "" or (plain.low != plain.high and "." in operand.text)
