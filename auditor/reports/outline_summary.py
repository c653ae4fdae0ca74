"""What was checked and what was not: the honest counts, what is open and why, what holds under an assumption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.model import SEVERITIES, Check, DocumentReport, Severity
from auditor.reports.identity import ordered
from auditor.reports.outline_headings import target_of
from auditor.reports.outline_words import assumed, capital, lines, mentioned, one_line


class Summary(Struct, frozen=True, kw_only=True):
    """The counts of one document, and what stands above them."""

    path: str
    title: str
    status: str
    remark: str
    """Why the document was not, or not wholly, checked, or what could not be read beside it."""
    problems: tuple[str, ...]
    """What could not be used in the whole run: broken rule files, for one."""
    checked: int
    holds: int
    contradicted: int
    open: int
    severities: tuple[tuple[int, Severity], ...]
    """How many statements are contradicted, by severity, the worst first."""
    assumptions: tuple[str, ...]
    """What must be supposed for some statements to hold."""
    assuming: int
    """How many statements hold only so."""


def summary(document: DocumentReport, problems: Iterable[str]) -> Summary:
    """The counts of a document."""
    verdicts = Counter(check.verdict for check in document.checks)
    severities = Counter(check.severity for check in document.checks if check.verdict == "contradicted")
    assumed, assuming = assumptions(document.checks)
    return Summary(
        path=document.path,
        title=one_line(document.title) or document.path,
        status=document.status,
        remark=one_line(document.reason or ""),
        problems=tuple(problem.partition("\n")[0] for problem in problems),
        checked=verdicts["holds"] + verdicts["contradicted"],
        holds=verdicts["holds"],
        contradicted=verdicts["contradicted"],
        open=verdicts["open"],
        severities=tuple((severities[severity], severity) for severity in SEVERITIES if severities[severity]),
        assumptions=assumed,
        assuming=assuming,
    )


def assumptions(checks: Iterable[Check]) -> tuple[tuple[str, ...], int]:
    """What is supposed by the checks that hold only under an assumption, and how many they are."""
    held = [check for check in checks if check.verdict == "holds" and check.assumptions]
    return tuple(dict.fromkeys(assumption for check in held for assumption in assumed(check))), len(held)


class Undecided(Struct, frozen=True, kw_only=True):
    """Statements that one rule could not decide, for one reason."""

    title: str
    statements: tuple[str, ...]
    lines: tuple[int, ...]
    reason: str


def undecided(checks: Iterable[Check]) -> tuple[Undecided, ...]:
    """The open checks, in the order of the text; those with the same rule and reason together."""
    merged: dict[object, list[Check]] = {}
    for check in ordered(check for check in checks if check.verdict == "open"):
        merged.setdefault((check.rule, check.title, check.reason), []).append(check)
    return tuple(_undecided(group) for group in merged.values())


def _undecided(group: Sequence[Check]) -> Undecided:
    check = group[0]
    statements = (one_line(each.recomputed or "") if target_of(each) else mentioned(each) for each in group)
    return Undecided(
        title=capital(one_line(check.title)),
        statements=tuple(dict.fromkeys(filter(None, statements))),
        lines=lines(each.place.line for each in group),
        reason=one_line(check.reason or "").rstrip("."),
    )
