"""Findings that are older than a change: the revision compared with has them, as often.

They are told by their fingerprints. What a comment accepted there does not count, so that taking it away is a change
that brings the finding back; what the baseline accepts counts, but needs no second acceptance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from auditor.acceptance.fingerprint import fingerprint
from auditor.model import Acceptance, Check, DocumentReport, Place

Pool = Counter[str]
"""How many findings of each fingerprint there were."""
Touches = Callable[[Place], bool]
"""Whether the change touches the lines of a place."""


def pool_of(checks: Iterable[Check]) -> Pool:
    """The findings of a document as it was."""
    return Counter(fingerprint(check) for check in checks if check.is_finding)


def known_before(
    report: DocumentReport, pool: Pool, revision: str, touches: Touches, *, baselined: bool = False
) -> DocumentReport:
    """The report with the findings marked that the pool has; each one is taken out of it.

    Of several that say the same the change brought those that stand on the lines it touches. With ``baselined`` also
    findings that the baseline accepts take theirs out: the same once more is new.
    """
    checks = list(report.checks)
    found = [index for index, check in enumerate(checks) if check.is_finding or (baselined and _is_baselined(check))]
    for index in sorted(found, key=lambda index: (checks[index].accepted is None, touches(checks[index].place), index)):
        identity = fingerprint(checks[index])
        if pool[identity] > 0:
            pool[identity] -= 1
            if checks[index].accepted is None:
                checks[index] = replace(checks[index], accepted=Acceptance(by="revision", reason=revision))
    return replace(report, checks=tuple(checks))


def _is_baselined(check: Check) -> bool:
    return check.accepted is not None and check.accepted.by == "baseline"
