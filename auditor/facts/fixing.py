"""Replacements of printed numbers: exactly the characters of the file that change."""

from __future__ import annotations

from auditor.model import Fix, Quantity, Source, Span
from auditor.patterns import regex
from auditor.quantities.notation import NUMERAL

_NUMERAL = regex(NUMERAL)
_GOES_ON = regex(r" ?[0-9]")
"""More digits behind a number: ``7 776 00``."""


def fix_of(source: Source, quantity: Quantity, replacement: str) -> Fix | None:
    """The quantity with another text in its place.

    Where the file has more between its characters than a reader sees, such as marks of code or emphasis, only the
    number itself is replaced. ``None`` if that is not possible, or nothing would change.
    """
    if _GOES_ON.match(source.text, quantity.span.end):
        return None  # only a part of what is printed was read
    written = source.text[quantity.span.start : quantity.span.end]
    if replacement == quantity.text or not written:
        return None
    if written == quantity.text:
        return Fix(replace=written, replacement=replacement, span=quantity.span)
    old, new = _NUMERAL.search(quantity.text), _NUMERAL.search(replacement)
    if old is None or new is None or written.count(old.group()) != 1:
        return None
    if quantity.text[old.end() :] != replacement[new.end() :]:
        return None  # the unit changes too
    start = quantity.span.start + written.index(old.group())
    span = Span(start=start, end=start + len(old.group()))
    return Fix(replace=old.group(), replacement=new.group(), span=span)
