"""Words that put a factor on a figure without saying which: RAID, compression, business hours.

Where one of them stands, a total need not be the plain product of what a plan states, and nothing follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.places import place
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Document, Facets, Fact, Quantity, Reading
from auditor.patterns import regex
from auditor.rational import Fraction

ONE = Fraction(1)
_PATTERNS = {
    "storage_complication": regex(r"\b(?:RAID|erasure[ -]cod|compress|dedup|transcod|snapshot|parity)", re.IGNORECASE),
    "hours_in_use": regex(r"\b(?:business|working|busy|office|active|opening)[ -]hours\b", re.IGNORECASE),
}
"""For each concept that rules are silent at, the words that speak of it in a document without a number."""
_STRINGS = {
    "storage_complication": ("raid", "erasure", "compress", "dedup", "transcod", "snapshot", "parity"),
    "hours_in_use": ("hours",),
}
"""One of them stands wherever the pattern matches, and strings are found ten times as fast."""


def complications(document: Document, vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact for the first of the words of each concept, whatever its factor is."""
    if document.kind == "configuration":
        return
    text = document.source.lower
    for concept, pattern in _PATTERNS.items():
        if concept in vocabulary.concepts and any(string in text for string in _STRINGS[concept]):
            yield from _first(document, concept, pattern)


def _first(document: Document, concept: str, pattern: re.Pattern[str]) -> Iterator[Fact]:
    for index, block in enumerate(document.blocks):
        found = pattern.search(block.text)
        if found is not None:
            span = block.span(*found.span())
            reading = Reading(low=ONE, high=ONE, unit="")
            yield Fact(
                concept=concept,
                facets=Facets(),
                quantity=Quantity(text=found[0], span=span, readings=(reading,)),
                place=place(document, span, block.section),
                block=index,
                section=block.section,
            )
            return
