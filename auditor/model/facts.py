"""Claims bound to the concepts of the vocabulary."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.documents import Span
from auditor.model.quantities import Quantity


class Facets(Struct, frozen=True, kw_only=True):
    """What narrows a claim; ``None`` where the document does not say."""

    phase: str | None = None
    per: str | None = None
    role: str | None = None
    statistic: str | None = None
    variant: str | None = None
    subject: str | None = None


UNNARROWED = Facets()
"""What nothing narrows."""


class Place(Struct, frozen=True, kw_only=True):
    """A stretch of a file as a person finds it again. Lines and columns count from 1."""

    path: str
    span: Span
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    """The statement: the slice of the file."""
    line_text: str
    """The whole first line."""
    section: tuple[str, ...] = ()
    """The headings above it, outermost first."""


class Fact(Struct, frozen=True, kw_only=True):
    """A quantity bound to a concept of the vocabulary."""

    concept: str
    facets: Facets
    quantity: Quantity
    place: Place
    block: int
    section: int
    origin: Literal["document", "configuration", "knowledge", "default"] = "document"
    factors: tuple[str, ...] = ()
    mark: bool | None = None
