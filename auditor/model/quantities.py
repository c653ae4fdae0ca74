"""A printed number and every way to understand it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.documents import Span
from auditor.rational import Fraction


class Reading(Struct, frozen=True, kw_only=True):
    """One way to understand a printed number: every value from ``low`` to ``high``, in ``unit``."""

    low: Fraction
    high: Fraction
    unit: str
    """An expression over the units of the curated registry: ``gigabyte / second``; empty for a bare number."""
    assumption: str = ""
    """What one must suppose for this reading, in words; empty for the plain one."""


Hedge = Literal["", "about", "at most", "at least", "range"]


class Quantity(Struct, frozen=True, kw_only=True):
    """A printed number with its unit, as written, and every way to understand it; the plain reading comes first."""

    text: str
    span: Span
    readings: tuple[Reading, ...]
    hedge: Hedge = ""
    noun: str = ""
    """The words that say what is counted or measured: ``KV heads`` in ``8 KV heads``."""
    exact: bool = False
    """A count written as an integer: it has no rounding."""
