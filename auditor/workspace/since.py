"""What a change brings: documents as they are now against documents as they were.

A document is looked at as it was only if there is a finding that it may have had, so that a change without findings
costs no more than an audit of what it touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.acceptance.anchoring import anchored
from auditor.acceptance.revision import Pool, known_before, pool_of
from auditor.model import DocumentReport
from auditor.workspace.across import held_together
from auditor.workspace.changed_lines import ChangedLines
from auditor.workspace.changes import Changes, Touched
from auditor.workspace.discovery import File
from auditor.workspace.run import audit_files

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook


def brought_by(
    changes: Changes,
    reports: Sequence[DocumentReport],
    rulebook: RuleBook,
    others: Sequence[DocumentReport] = (),
) -> list[DocumentReport]:
    """The reports on the touched documents, in their order, with what the revision has already marked as accepted.

    ``others`` are unchanged documents that the touched ones were held against.
    """
    return _Comparison(changes, rulebook, others).compared(reports)


class _Comparison:
    """The reports, and the documents as they were, read and audited when they are needed."""

    def __init__(self, changes: Changes, rulebook: RuleBook, others: Sequence[DocumentReport]) -> None:
        self._changes = changes
        self._others = others
        self._old: list[DocumentReport] = []
        """The documents as they were that have been audited."""
        self._rulebook = rulebook
        self._lines = ChangedLines()
        self._left: Pool = Counter()
        """What the revision has more often than the documents that have it now."""

    def compared(self, reports: Sequence[DocumentReport]) -> list[DocumentReport]:
        pairs = list(zip(self._changes.touched, reports, strict=True))
        suspects = [pair for pair in pairs if _has_findings(pair[1])]
        found = dict(zip((touched for touched, _ in suspects), self._known(suspects), strict=True))
        if any(map(_has_findings, found.values())):
            # What moved here from another document, or from one that is gone, is not new either.
            self._known([pair for pair in pairs if pair[0] not in found])
            for _, old in self._before(self._changes.gone).values():
                self._left += pool_of(old.checks)
            self._left += self._across()
        return [self._finished(found[touched]) if touched in found else report for touched, report in pairs]

    def _known(self, pairs: Sequence[tuple[Touched, DocumentReport]]) -> list[DocumentReport]:
        """The reports, each compared with its own document as it was; what that has more often is left."""
        before = self._before([touched.old for touched, _ in pairs if touched.old])
        marked = []
        for touched, report in pairs:
            file, old = before.get(touched.old or "", (None, None))
            self._lines.add(touched.file, file)
            pool = pool_of(old.checks) if old else Counter()
            known = known_before(report, pool, self._changes.base.name, self._lines.touch, baselined=True)
            marked.append(self._remarked(known, old) if touched.old else known)
            self._left += pool
        return marked

    def _across(self) -> Pool:
        """What the documents as they were said of one another, and of those that are unchanged."""
        alone = [replace(report, checks=()) for report in self._old]
        together = held_together(alone, self._rulebook, self._others)
        return pool_of(check for report in together for check in report.checks)

    def _finished(self, report: DocumentReport) -> DocumentReport:
        known = known_before(report, self._left, self._changes.base.name, self._lines.touch)
        return anchored(known, self._lines.touch)

    def _remarked(self, report: DocumentReport, old: DocumentReport | None) -> DocumentReport:
        if old is not None and old.status == "checked":
            return report
        why = f": {old.reason}" if old else ""
        remark = f"as of {self._changes.base.name} it could not be audited wholly, and so findings may not be new{why}"
        return replace(report, reason="; ".join(filter(None, (report.reason, remark))))

    def _before(self, paths: Sequence[str]) -> dict[str, tuple[File, DocumentReport]]:
        """Documents as they were, with what an audit says of them."""
        files = self._changes.before(paths)
        reports = audit_files(list(files.values()), self._rulebook)
        self._old += reports
        return {path: (file, report) for (path, file), report in zip(files.items(), reports, strict=True)}


def _has_findings(report: DocumentReport) -> bool:
    return any(check.is_finding for check in report.checks)
