"""What a document says of the hardware, and what came of the checks that use it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from auditor.model import Check, Facets, Operand, Verdict
from auditor.reports.identity import ordered
from auditor.reports.outline_issues import Issue, blamed, on_trial, spot, trial
from auditor.reports.outline_words import (
    Figure,
    assumed,
    calculation,
    capital,
    figure,
    narrowed,
    one_line,
    plain,
    sentence,
    unscoped,
)

HARDWARE = ("gpu_count", "gpu_memory", "memory_bandwidth", "peak_compute", "nvlink_bandwidth")


class Specification(Struct, frozen=True, kw_only=True):
    """One property of the hardware. ``held`` and ``used`` count the checks that rest on it."""

    label: str
    value: str
    line: int
    verdict: Literal["holds", "contradicted", "used"]
    held: int
    used: int
    issues: tuple[int, ...]


def specifications(checks: Iterable[Check], found: Iterable[Issue]) -> tuple[Specification, ...]:
    """The properties that checks use. An operand of a contradicted check is not wrong unless it is itself on trial."""
    users: dict[tuple[str, ...], list[tuple[Operand, Check]]] = {}
    for check in ordered(checks):
        for operand in check.operands:
            if operand.concept in HARDWARE and operand.origin == "document":
                users.setdefault(_property(operand), []).append((operand, check))
    trials = on_trial(found)
    listed = []
    for uses in users.values():
        blame = tuple(sorted({number for operand, _ in uses for number in blamed(operand, trials)}))
        listed.append((HARDWARE.index(uses[0][0].concept), _specification(uses, blame)))
    return tuple(specification for _, specification in sorted(listed, key=lambda item: (item[0], item[1].line)))


def _property(operand: Operand) -> tuple[str, ...]:
    """What makes two operands one line of the list: ``8 GPUs`` and ``8 physical GPUs`` are the same count."""
    value = plain(operand.value)
    number = value.partition(" ")[0] if operand.concept == "gpu_count" else value.replace(" ", "").lower()
    return operand.concept, operand.facets.phase or "", number


def _specification(uses: list[tuple[Operand, Check]], blame: tuple[int, ...]) -> Specification:
    operand = min((operand for operand, _ in uses), key=lambda operand: operand.place.line if operand.place else 0)
    checks = [check for _, check in uses]
    held = sum(check.verdict == "holds" for check in checks)
    return Specification(
        label=capital(narrowed(operand.label, Facets(phase=operand.facets.phase))),
        value=plain(operand.value),
        line=operand.place.line if operand.place else 0,
        verdict="contradicted" if blame else "holds" if held else "used",
        held=held,
        used=len(checks),
        issues=blame,
    )


class Validation(Struct, frozen=True, kw_only=True):
    """A rule and what came of it: the calculation, and the facts that it does not show."""

    title: str
    verdict: Verdict
    message: str
    calculation: tuple[str, ...]
    figures: tuple[Figure, ...]
    assumptions: tuple[str, ...]
    issues: tuple[int, ...]


def validations(
    checks: Iterable[Check], groups: Iterable[str], found: Iterable[Issue], document: str
) -> tuple[Validation, ...]:
    """The decided checks of these groups, contradicted ones first; what comes to the same is listed once."""
    groups, found = tuple(groups), tuple(found)
    merged: dict[object, list[Check]] = {}
    for check in ordered(checks):
        if check.group in groups and check.verdict != "open" and check.operands:
            words = tuple(figure(operand, document).words for operand in _unsaid(check))
            said = check.message if check.verdict == "contradicted" else (calculation(check), words, check.assumptions)
            merged.setdefault((check.verdict, check.rule, said), []).append(check)
    listed = [_validation(same, found, document) for same in merged.values()]
    return tuple(sorted(listed, key=lambda validation: validation.verdict != "contradicted"))


def _validation(same: list[Check], found: tuple[Issue, ...], document: str) -> Validation:
    check = same[0]
    return Validation(
        title=capital(one_line(check.title)),
        verdict=check.verdict,
        message=sentence(check.message).removesuffix("."),
        calculation=calculation(check),
        figures=tuple(dict.fromkeys(figure(operand, document) for operand in _unsaid(check))),
        assumptions=assumed(check),
        issues=tuple(issue.number for issue in found if any(each in issue.checks for each in same)),
    )


def _unsaid(check: Check) -> list[Operand]:
    """The operands that no calculation of a check shows."""
    steps = calculation(check)
    return [operand for operand in check.operands if not _said(operand, check, steps)]


def _said(operand: Operand, check: Check, steps: Iterable[str]) -> bool:
    """Whether a calculation shows the operand: on its left side, or as its result where that is on trial."""
    written = one_line(operand.value).lstrip("~≈ ")
    values = "|".join(re.escape(value) for value in {written, unscoped(written, operand.label)})
    shown = re.compile(rf"(?<![\w.])(?:{values})(?![\w.])")
    on_trial = operand.place is not None and spot(operand.place) == trial(check)
    return any(shown.search(step if on_trial else step.rpartition(" = ")[0]) for step in steps)
