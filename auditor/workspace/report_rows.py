"""Reports on documents as JSON, and back into the very records."""

from __future__ import annotations

from functools import cache

import msgspec

from auditor import kept
from auditor.model import DocumentReport


def encoded(report: DocumentReport) -> bytes:
    """A report as one JSON value."""
    return kept.encoder().encode(report)


def decoded(row: bytes) -> DocumentReport:
    """The report; ``msgspec.MsgspecError`` or ``ValueError`` if that is none."""
    return _decoder().decode(row)


@cache
def _decoder() -> msgspec.json.Decoder[DocumentReport]:
    return kept.decoder(DocumentReport)
