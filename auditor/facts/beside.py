"""The words beside a quantity, from the nearest: what it says behind its number, what leads in, the headings above."""

from __future__ import annotations

from functools import lru_cache

from auditor.claims.units import COUNTING
from auditor.facts.words import Words, words
from auditor.model import Document, Measure
from auditor.patterns import regex
from auditor.quantities.symbols import MAGNITUDES, SYMBOLS

_PER = regex(r" ?/ ?([A-Za-z]+)")


def texts_beside(document: Document, claim: Measure) -> list[Words]:
    """Where facets are looked for, nearest first: the words around, the label, what leads in, the headings."""
    block = document.blocks[claim.block]
    near = words(claim.before) + tail(claim.quantity.text) + words(claim.after)
    headings = [words(title) for title in reversed(document.heading_path(block.section))]
    return [near, words(claim.label), words(_lead_in(document, claim.block)), *headings]


def _lead_in(document: Document, index: int) -> str:
    """The paragraph that stands right before a list, a fence or a table: ``Budget of one GPU:``."""
    group = document.blocks[index].group
    at = index
    while at > 0 and document.blocks[at - 1].group == group:
        at -= 1
    before = document.blocks[at - 1] if at > 0 else None
    if (
        before is None
        or before.kind != "paragraph"
        or before.section != document.blocks[index].section
        or at == index == 0
    ):
        return ""
    return before.text.rpartition(". ")[2] if before.text.rstrip().endswith(":") else ""


@lru_cache(maxsize=4096)
def tail(text: str) -> Words:
    """The words of a quantity's own text: ``GPUs`` in ``64 GPUs``, ``per token`` in ``1 KB per token``."""
    text = _PER.sub(lambda match: " " if _measures(match[1]) else f" per {match[1]}", text)
    letters = "".join(character if character.isalpha() or character in " -" else " " for character in text)
    return words(" ".join(word for word in letters.split() if word not in MAGNITUDES and not _measures(word)))


def _measures(word: str) -> bool:
    """Whether a word is a unit of measurement rather than a noun."""
    return word in SYMBOLS and SYMBOLS[word][0][0] not in COUNTING
