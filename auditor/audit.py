"""The whole of an audit, in one place: parse → extract → bind → evaluate → advise → accept."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.acceptance.comments import heeded
from auditor.claims.reader import read
from auditor.engine.across import statements
from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence
from auditor.facts.binding import bind
from auditor.model import Check, Correction, Document, DocumentReport, ListedClaim
from auditor.rulebook import RuleBook


def audit(document: Document, companions: Sequence[Document], book: RuleBook) -> DocumentReport:
    """Every check of one document, with the configuration files beside it as further sources of facts."""
    evidence = gather(document, companions, book)
    checks = evaluate(book.index, evidence)
    advised, correction = advise(evidence, checks, book)
    accepted, notices, waivers = heeded(document, advised, book)
    return DocumentReport(
        path=document.source.path,
        title=document.title,
        status="checked",
        checks=accepted,
        correction=correction,
        notices=notices,
        statements=statements(book.across, evidence),
        waivers=waivers,
        claims=_listed(evidence) if book.lists else (),
    )


def _listed(evidence: Evidence) -> tuple[ListedClaim, ...]:
    from auditor.facts.listed import listed  # noqa: PLC0415 - most runs list none

    return listed(evidence.document, evidence.claims, evidence.facts, evidence.rows)


def gather(document: Document, companions: Sequence[Document], book: RuleBook) -> Evidence:
    """What the rules are held against: the document's claims and facts, then the companions' facts."""
    claims = read(document).claims
    bound = bind(document, claims, book.vocabulary)
    facts = list(bound.facts)
    for companion in companions:
        facts.extend(bind(companion, read(companion).claims, book.vocabulary).facts)
    return Evidence(
        document=document,
        claims=claims,
        facts=tuple(facts),
        rows=bound.rows,
        vocabulary=book.vocabulary,
    )


def advise(evidence: Evidence, checks: Sequence[Check], book: RuleBook) -> tuple[tuple[Check, ...], Correction | None]:
    """The checks with what a reviewer says next of each contradiction, and the configuration that mends them."""
    if not any(check.verdict == "contradicted" for check in checks):
        return tuple(checks), None
    from auditor.advice.advise import advised  # noqa: PLC0415 - most documents need none

    said = advised(evidence, book.index, checks)
    if not book.corrects:
        return said, None
    from auditor.advice.correction import correct  # noqa: PLC0415 - reports for people alone show one

    return said, correct(evidence, book.rules, checks)
