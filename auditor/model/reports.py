"""What rules say of claims: checks, and the report of a run."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.documents import Span
from auditor.model.facts import UNNARROWED, Facets, Place
from auditor.model.listed import ListedClaim
from auditor.model.rules import Rule, Severity, Verdict
from auditor.model.statements import Statement, Waiver
from auditor.rational import Fraction


class Operand(Struct, frozen=True, kw_only=True):
    """A fact as a check used it."""

    name: str
    concept: str
    label: str
    """What a person calls the concept: ``GPU memory``."""
    value: str
    """As printed."""
    facets: Facets = UNNARROWED
    place: Place | None = None
    origin: Literal["document", "configuration", "knowledge", "default"] = "document"


class Fix(Struct, frozen=True, kw_only=True):
    """The smallest change of the text that would make the statement true."""

    replace: str
    replacement: str
    span: Span
    safe: bool = False
    """Whether it may be made without asking: the result of a calculation that the document writes out, and nothing
    else in the document bears that result out."""


class Acceptance(Struct, frozen=True, kw_only=True):
    """Why a contradiction is no finding of this run: somebody accepted it, or it is older than the change."""

    by: Literal["comment", "baseline", "revision"]
    """A comment in the document, an entry of the baseline file, or that the revision compared with has it already."""
    reason: str
    """What the author of the comment wrote; which baseline or revision."""
    place: Place | None = None
    """Where the comment stands."""


class Check(Struct, frozen=True, kw_only=True):
    """One rule applied to particular claims."""

    rule: str
    title: str
    verdict: Verdict
    severity: Severity
    group: str
    place: Place
    message: str
    stated: str | None = None
    recomputed: str | None = None
    ratio: Fraction | None = None
    """Recomputed ÷ stated, where both are single values: what the likely cause is read from."""
    stated_span: Span | None = None
    """Where the value on trial stands, inside ``place``."""
    derivation: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    """What probably happened, the likeliest first, each with the arithmetic that supports it."""
    doubt: str = ""
    """Which of the numbers is probably wrong and why, or that it cannot be told."""
    related: tuple[Place, ...] = ()
    operands: tuple[Operand, ...] = ()
    numbers: tuple[str, ...] = ()
    """The printed values that a claim was computed from; those that are facts are ``operands``."""
    fix: Fix | None = None
    reason: str | None = None
    """Why an open check is open."""
    impact: str = ""
    recommendation: str = ""
    mark: bool | None = None
    """The author's own verdict on the statement, if it carries one."""
    accepted: Acceptance | None = None
    """Set only where the verdict is ``contradicted``; such a check is listed and counted, and fails no run."""
    moved_from: Place | None = None
    """Where the statement stands, if ``place`` is a changed line that made it wrong: another place of what it rests on,
    perhaps in another file."""

    @property
    def statement(self) -> Place:
        """What is contradicted, wherever it is shown."""
        return self.moved_from or self.place

    @property
    def is_finding(self) -> bool:
        """A contradiction that nobody accepted."""
        return self.verdict == "contradicted" and self.accepted is None


class Notice(Struct, frozen=True, kw_only=True):
    """What is to be said of a document beside its checks: a suppression without a reason, or one that nothing needs."""

    place: Place
    message: str


class Change(Struct, frozen=True, kw_only=True):
    """One value of a corrected configuration."""

    concept: str
    label: str
    before: str
    after: str
    reason: str
    origin: str
    """Where the corrected value comes from: a companion configuration's path, or ``computed``."""
    place: Place | None = None
    open: bool = False
    """Whether it rests on what the document does not say; ``after`` then goes from one value to another."""


class Correction(Struct, frozen=True, kw_only=True):
    """A configuration in which the contradicted checks that it can mend hold, and what the rules say of it."""

    origin: str
    changes: tuple[Change, ...]
    checks: tuple[Check, ...]


class DocumentReport(Struct, frozen=True, kw_only=True):
    """What was found in one document. ``reason`` says why it was not, or not wholly, checked."""

    path: str
    title: str
    status: Literal["checked", "limited", "not_checked"]
    checks: tuple[Check, ...] = ()
    reason: str | None = None
    correction: Correction | None = None
    notices: tuple[Notice, ...] = ()
    statements: tuple[Statement, ...] = ()
    """What another document may say otherwise."""
    waivers: tuple[Waiver, ...] = ()
    """Its comments on what other documents say otherwise."""
    claims: tuple[ListedClaim, ...] = ()
    """What was read, in the order of the text, if the run lists it."""


class LeftOut(Struct, frozen=True, kw_only=True):
    """Documents that were not looked at because nothing of theirs can be a finding of this run."""

    documents: int
    reason: str
    """As the end of a sentence: ``unchanged since main``."""


class Report(Struct, frozen=True, kw_only=True):
    """Every check of a run: the only thing that a renderer sees."""

    documents: tuple[DocumentReport, ...]
    problems: tuple[str, ...] = ()
    """What could not be used besides documents: broken rule files, for one."""
    notices: tuple[Notice, ...] = ()
    """What is to be said beside the documents: entries of the baseline that nothing needs any more."""
    left_out: tuple[LeftOut, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Those that its checks mention."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, in the order of documents and places."""
        return tuple(check for document in self.documents for check in document.checks)

    @property
    def findings(self) -> tuple[Check, ...]:
        """The contradictions that nobody accepted."""
        return tuple(check for check in self.checks if check.is_finding)

    def count(self, verdict: Verdict) -> int:
        """How many checks ended so."""
        return sum(check.verdict == verdict for check in self.checks)
