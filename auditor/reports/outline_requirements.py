"""What a document asks for and what it claims: one line for each target, with all that is known against either side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.model import Check, Operand, Verdict
from auditor.reports.identity import ordered
from auditor.reports.outline_dependence import Dependence
from auditor.reports.outline_headings import target_of
from auditor.reports.outline_issues import Issue
from auditor.reports.outline_words import capital, narrowed, plain, unscoped


class Requirement(Struct, frozen=True, kw_only=True):
    """A target and the claim it was held against, with the numbers of the issues that bear on it."""

    label: str
    """``Prefill latency P99``."""
    bound: str
    """``at most 1000ms``."""
    claimed: str
    """Empty where nothing is claimed."""
    verdict: Verdict
    line: int
    issues: tuple[int, ...]
    """What this check itself is."""
    claim_issues: tuple[int, ...]
    """What contradicts the claim for another reason."""
    rests_on: tuple[int, ...]
    """What contradicts a figure that the claim was computed from."""
    target_issues: tuple[int, ...]
    """What contradicts the target."""


def requirements(checks: Sequence[Check], found: Iterable[Issue]) -> tuple[Requirement, ...]:
    """Every target that was checked, in the order of the text; what is said twice is listed once."""
    found = tuple(found)
    dependence = Dependence(checks, found)
    unique: dict[object, Requirement] = {}
    for check in ordered(checks):
        if target := target_of(check):
            own = tuple(issue.number for issue in found if check in issue.checks)
            requirement = _requirement(check, target, own, dependence)
            unique.setdefault((requirement.label, requirement.bound, requirement.claimed), requirement)
    return tuple(unique.values())


def _requirement(check: Check, target: Operand, own: tuple[int, ...], dependence: Dependence) -> Requirement:
    claimed = next((operand for operand in check.operands if operand.name == "claimed"), None)
    against_claim = dependence.contradicting(claimed) - set(own) if claimed else set()
    label = narrowed(target.label, target.facets)
    return Requirement(
        label=capital(label),
        bound=unscoped(plain(check.recomputed or target.value), label),
        claimed=unscoped(plain(claimed.value), label) if claimed else "",
        verdict=check.verdict,
        line=check.place.line,
        issues=own,
        claim_issues=tuple(sorted(against_claim)),
        rests_on=tuple(sorted(dependence.beneath(claimed) - against_claim - set(own))) if claimed else (),
        target_issues=tuple(sorted(dependence.contradicting(target) - set(own))),
    )
