"""Words that put a factor on stored data without saying which: RAID, compression, transcoding.

Where one of them stands, a total need not be the plain product of what a plan states, and nothing follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from auditor.facts.places import place
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Document, Facets, Fact, Quantity, Reading

LEAST = Fraction(1)
CONCEPT = "storage_complication"
_WORDS = re.compile(r"\b(?:RAID|erasure[ -]cod|compress|dedup|transcod|snapshot|parity)", re.IGNORECASE)


def complications(document: Document, vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact for the first of these words, whatever its factor is."""
    if CONCEPT not in vocabulary.concepts or _WORDS.search(document.source.text) is None:
        return
    for index, block in enumerate(document.blocks):
        found = _WORDS.search(block.text)
        if found is not None and block.kind != "setting":
            span = block.span(*found.span())
            reading = Reading(low=LEAST, high=LEAST, unit="")
            yield Fact(
                concept=CONCEPT,
                facets=Facets(),
                quantity=Quantity(text=found[0], span=span, readings=(reading,)),
                place=place(document, span, block.section),
                block=index,
                section=block.section,
            )
            return
