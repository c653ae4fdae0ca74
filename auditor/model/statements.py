"""What a document says that another one may say otherwise."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.documents import Span
from auditor.model.facts import Fact, Place
from auditor.model.rules import Severity


class Statement(Struct, frozen=True, kw_only=True):
    """A fact about a thing that the document calls by its name, with nothing beside it that narrows it."""

    rule: str
    """The rule that compares it."""
    severity: Severity
    """That of the rule, as it is for this document."""
    thing: str
    """``search service``, in the form in which words are compared."""
    fact: Fact


class Waiver(Struct, frozen=True, kw_only=True):
    """A comment that accepts a finding which only several documents together can have."""

    rule: str
    code: str
    reason: str
    place: Place
    """Where the comment stands."""
    covers: Span
    """The lines that it speaks of."""
