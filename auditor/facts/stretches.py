"""The stretch of a block that a quantity stands in: its sentence or line, and the piece between commas."""

from __future__ import annotations

from bisect import bisect_left

from auditor.model import Block, Measure, Quantity
from auditor.patterns import regex

_STOP = regex(r"[.;!?](?=\s|\Z)")
_PIECE = regex(r"[,;]|\s(?:and|while|whereas|but|vs\.?|versus|than|compared|unlike|or)\s|\s[–—-]\s|\s[·|]\s|/")


def extent(claim: Measure | Quantity, block: Block) -> tuple[int, int]:
    """Where a claim, or its number alone, stands in the text of its block."""
    return bisect_left(block.offsets, claim.span.start), bisect_left(block.offsets, claim.span.end)


def without(text: str, start: int, end: int) -> str:
    """A text without a stretch of it."""
    return f"{text[:start]} {text[end:]}"


def statement_of(block: Block, start: int, end: int) -> tuple[int, int]:
    """The sentence or line of a block that a stretch stands in."""
    text = block.text
    stops = [match.end() for match in _STOP.finditer(text)]
    if block.kind == "line":
        stops = sorted([*stops, *(at + 1 for at, letter in enumerate(text) if letter == "\n")])
    first = max((stop for stop in stops if stop <= start), default=0)
    last = min((stop for stop in stops if stop >= end), default=len(text))
    return first, last


def piece(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence, between its commas and conjunctions, that a stretch stands in."""
    cuts = [(match.start() + first, match.end() + first) for match in _PIECE.finditer(text[first:last])]
    begin = max((stop for _, stop in cuts if stop <= start), default=first)
    finish = min((cut for cut, _ in cuts if cut >= end), default=last)
    return begin, finish
