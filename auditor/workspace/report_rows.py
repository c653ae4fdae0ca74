"""Reports on documents as JSON, and back into the very records."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from auditor.model import DocumentReport
from auditor.rational import Fraction


def encoded(report: DocumentReport) -> bytes:
    """A report as one JSON value."""
    return _encoder().encode(report)


def decoded(row: bytes) -> DocumentReport:
    """The report; ``msgspec.MsgspecError`` or ``ValueError`` if that is none."""
    return _decoder().decode(row)


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder(enc_hook=_plain)


@cache
def _decoder() -> msgspec.json.Decoder[DocumentReport]:
    return msgspec.json.Decoder(DocumentReport, dec_hook=_exact)


def _plain(value: object) -> list[str]:
    """Hexadecimal digits: Python reads and writes any number of them."""
    if isinstance(value, Fraction):
        return [hex(value.numerator), hex(value.denominator)]
    raise NotImplementedError(type(value).__name__)


def _exact(kind: type, value: Any) -> Fraction:
    assert kind is Fraction  # the only type of a report that JSON has not
    numerator, denominator = (int(digits, 16) for digits in value)
    return Fraction(numerator, denominator)
