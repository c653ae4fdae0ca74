"""Checks on comparisons: the sign, the numbers and the author's own mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.claims.expressions import numbers
from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import evaluate
from auditor.engine.evidence import Evidence
from auditor.engine.kinds.single import check_of
from auditor.engine.trial import Judgement
from auditor.model import Check, Comparison, Number, Rule
from auditor.patterns import regex
from auditor.rational import Fraction, exact


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
        yield check_of(
            rule,
            evidence,
            claim,
            found,
            None,
            (f"{claim.text.strip()} is {'true' if true else 'false'}",),
            mark=claim.mark,
        )


def _judged(claim: Comparison, *, true: bool) -> Judgement:
    """A true comparison holds whatever its mark: a cross may say that something does not fit.

    A false one that is crossed is called false by its author.
    """
    if claim.verdict and claim.mark is not None:
        return Judgement(verdict="holds" if true == claim.mark else "contradicted")
    if true or claim.mark is False:
        return Judgement(verdict="holds")
    if _are_versions(claim):
        return Judgement(verdict="open", reason="its numbers may be versions")
    return Judgement(verdict="contradicted")


def _are_versions(claim: Comparison) -> bool:
    """``1.10 > 1.9``: true of versions, false of numbers."""
    sides = [side.quantity for side in (claim.left, claim.right) if isinstance(side, Number)]
    found = [_VERSION.fullmatch(quantity.text) for quantity in sides if not quantity.readings[0].unit]
    if len(found) < 2 or found[0] is None or found[1] is None or found[0][1] != found[1][1]:
        return False
    return _compare(exact(found[0][2]), claim.relation, exact(found[1][2]))


_VERSION = regex(r"(\d+)\.(\d{1,4})", re.ASCII)


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
