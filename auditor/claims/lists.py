"""Totals: a quantity whose label says that it is the sum, and the neighbours above it that it sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Block, Document, Measure, Quantity, Total
from auditor.patterns import regex
from auditor.quantities.units import physical

_TOTAL = regex(r"(?:grand |sub-?)?totals?\b|sum\b", re.IGNORECASE)
_PLAIN = regex(
    r"(?:grand |sub-?)?(?:totals?|sum)(?: (?:used|memory|cost|time|storage|size))?(?: (?:per|for|of|in) [\w-]+)?",
    re.IGNORECASE,
)
SUBTOTAL = regex(r"sub-?total", re.IGNORECASE)
WITHIN = regex(r"\W*(?:incl(?:uding|\.)|of which|thereof|davon)(?!\w)", re.IGNORECASE)
"""What begins so is held by the part above it."""
_BLANK = regex(r"\n[ \t]*\n")
_COLUMN = regex(r"[\s│├└─┌┐┘|*+\\-]*(?P<label>[^\W\d][^:=≈\n]*?)(?:\s{2,}|\t)\s*[~≈$€£+-]?\d")
"""A label that spaces set off from its value."""
MIN_PARTS = 2


def is_total(label: str) -> bool:
    """Whether a label names a sum: ``Total``, ``Total storage per day``."""
    return bool(_TOTAL.match(label)) and len(label.split()) <= 4


def is_plain_total(label: str) -> bool:
    """Whether it says only that it is the total, perhaps per what: ``Total per GPU``."""
    return bool(_PLAIN.fullmatch(label))


def totals(document: Document, by_block: dict[int, list[Measure]], computed: frozenset[int]) -> Iterator[Total]:
    """Every total of a list or a fence with its parts. ``computed`` are blocks that hold a calculation of their own."""
    for index, found in sorted(by_block.items()):
        block = document.blocks[index]
        if block.kind not in ("item", "line", "paragraph") or index in computed or not found:
            continue
        label = own_label(block, found[0])
        if is_total(label):
            parts = _siblings(document, by_block, index, found[0])
            if len(parts) >= MIN_PARTS:
                outside = _lead_in(document, by_block, index, found[0])
                if len({_period(part.label) for part in parts} - {""}) > 1:
                    continue  # a day's and a year's are no parts of one sum
                yield total_of(found[0], parts, plain=is_plain_total(label), outside=outside)
        elif block.kind != "paragraph" and len(found) == 1:
            parts = _children(document, by_block, index, found[0])
            if len(parts) >= MIN_PARTS:
                if len({_period(part.label) for part in parts} - {""}) > 1:
                    continue  # a day's and a year's are no parts of one sum
                yield total_of(found[0], parts, guess=True)


_PERIOD = regex(r"\b(dai|day|week|month|year|annual|hour)(?:ly|s)?\b", re.IGNORECASE)
_SAME = {"dai": "day", "annual": "year"}


def _period(label: str) -> str:
    """The stretch of time that a label names: ``Storage per year``, ``Daily storage``."""
    found = _PERIOD.search(label)
    return _SAME.get(found[1].lower(), found[1].lower()) if found else ""


def own_label(block: Block, measure: Measure) -> str:
    """A label without that of the item above it; in a fence also one that spaces set off from its value."""
    label = measure.label.rpartition(" · ")[2].strip()
    if label or block.kind != "line":
        return label
    match = _COLUMN.match(block.text)
    return match["label"].strip(" *_`") if match else ""


def _siblings(document: Document, by_block: dict[int, list[Measure]], index: int, stated: Measure) -> list[Measure]:
    """What the neighbours right above contribute: the items of the same level, or the lines of a fence."""
    parts: list[Measure] = []
    closed: list[Measure] | None = None
    for at in _above(document, index):
        other = document.blocks[at]
        if WITHIN.match(other.text):
            continue
        part = _part(by_block.get(at, []), stated)
        label = own_label(other, part) if part is not None else ""
        if part is None or is_total(label):
            if part is None or closed is not None or not SUBTOTAL.match(label):
                break
            closed = list(parts)  # the total of what follows the sub-total, or of all
            continue
        parts.append(part)
    if closed is not None and (len(parts) == len(closed) or not fits(stated, parts)):
        parts = closed
    return parts[::-1]


def _above(document: Document, index: int) -> Iterator[int]:
    """The blocks on the level of a total, from the one right above it upwards; for a paragraph, the list above it."""
    block, first = document.blocks[index], index - 1
    if block.kind == "paragraph":
        if first < 0 or document.blocks[first].kind != "item" or _parted(document, first, index):
            return
        group = document.blocks[first].group
        depth = min(
            other.depth for other in document.blocks[max(0, first - MOST_ITEMS) : index] if other.group == group
        )
    else:
        group, depth = block.group, block.depth
    last = block.offsets[0]
    for at in range(first, -1, -1):
        other = document.blocks[at]
        if other.group != group or (block.kind != "line" and other.depth < depth):
            return
        if block.kind == "line" and _BLANK.search(document.source.text[other.offsets[-1] : last]):
            return
        last = other.offsets[0]
        rule = block.kind == "line" and not any(map(str.isalnum, other.text))
        if not rule and (block.kind == "line" or other.depth <= depth):
            yield at


def _parted(document: Document, above: int, below: int) -> bool:
    """Whether words stand between two blocks: those without a digit are no blocks of their own."""
    end, start = document.blocks[above].offsets[-1], document.blocks[below].offsets[0]
    return any(map(str.isalnum, document.source.text[end + 1 : start]))


MOST_ITEMS = 60


def _children(document: Document, by_block: dict[int, list[Measure]], index: int, stated: Measure) -> list[Measure]:
    """The parts in the items right below an item; none where one of them has no such part."""
    block, parts = document.blocks[index], []
    depth = None
    for at in range(index + 1, min(index + MOST_ITEMS, len(document.blocks))):
        other = document.blocks[at]
        if other.group != block.group or other.depth <= block.depth:
            break
        depth = other.depth if depth is None else depth
        if other.depth > depth or WITHIN.match(other.text):
            continue
        found = by_block.get(at, [])
        part = _part(found, stated)
        if part is None or len(found) > 1 or is_total(own_label(other, part)):
            return []
        parts.append(part)
    return parts


def fits(stated: Measure, parts: list[Measure]) -> bool:
    """Whether the parts add up to a total within their rounding."""
    sides = []
    for measure in (stated, *parts):
        plain = measure.quantity.readings[0]
        size = float(physical(plain.unit)[0])
        sides.append((float(plain.low) * size, float(plain.high) * size))
    low, high = (sum(side[end] for side in sides[1:]) for end in (0, 1))
    return low <= sides[0][1] * (1 + 1e-9) and high >= sides[0][0] * (1 - 1e-9)


def _lead_in(
    document: Document, by_block: dict[int, list[Measure]], index: int, stated: Measure
) -> tuple[Quantity, ...]:
    """The quantities of the total's kind in the paragraph right before its list."""
    at = index - 1 if document.blocks[index].kind == "paragraph" else index
    group = document.blocks[at].group
    while at >= 0 and document.blocks[at].group == group:
        at -= 1
    kind = physical(stated.quantity.readings[0].unit)[1]
    found = by_block.get(at, []) if at >= 0 and document.blocks[at].kind == "paragraph" else []
    return tuple(m.quantity for m in found if kind and physical(m.quantity.readings[0].unit)[1] == kind)


def _part(found: list[Measure], stated: Measure) -> Measure | None:
    """What a line contributes to a sum: its only quantity of the total's kind, or the one that its label names."""
    kind = physical(stated.quantity.readings[0].unit)[1]
    fitting = [measure for measure in found if physical(measure.quantity.readings[0].unit)[1] == kind]
    if len(fitting) == 1:
        return fitting[0]
    named = [measure for measure in fitting if stated.quantity.noun and measure.quantity.noun == stated.quantity.noun]
    if len(named) == 1:
        return named[0]  # "Phase 1: 8 GPUs × 12 hours = 96 GPU-hours" under a total of GPU-hours
    return fitting[0] if fitting and fitting[0].label and fitting[0] is found[0] else None


def total_of(
    stated: Measure,
    parts: list[Measure],
    *,
    plain: bool = True,
    guess: bool = False,
    outside: tuple[Quantity, ...] = (),
) -> Total:
    """The claim that a quantity is the sum of others."""
    return Total(
        span=stated.span,
        text=stated.text,
        block=stated.block,
        label=stated.label,
        total=stated.quantity,
        parts=tuple(part.quantity for part in parts),
        labels=tuple(part.label for part in parts),
        outside=outside,
        guess=guess,
        plain=plain,
    )
