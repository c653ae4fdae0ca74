"""Which check is which: the order in which reports list them, and an id that outlives edits around the statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from auditor.model import Check, DocumentReport


def ordered(checks: Iterable[Check]) -> list[Check]:
    """By place in the document; checks of one place by rule."""
    return sorted(checks, key=lambda check: (check.place.span.start, check.place.span.end, check.rule, check.message))


def identified(document: DocumentReport) -> Iterator[tuple[str, Check]]:
    """Each check with its fingerprint, in order.

    A fingerprint knows the rule, the document and the statement, but no line: it stays when text above comes or goes.
    """
    seen: Counter[str] = Counter()
    for check in ordered(document.checks):
        statement = " ".join(check.statement.text.split())
        subject = "\0".join((check.rule, document.path, statement))
        yield sha256(f"{subject}\0{seen[subject]}".encode("utf-8", "surrogatepass")).hexdigest()[:16], check
        seen[subject] += 1
