"""Reads per write, which documents write with a colon: ``Read:write ratio: 10:1``, ``100:1 reads to writes``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.places import place
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Document, Facets, Fact, Quantity, Reading
from auditor.patterns import regex
from auditor.rational import exact

CONCEPT = "read_write_ratio"
_NAMED = regex(r"\breads?\b\s*(?:[:/\-–]|to)\s*\bwrites?\b", re.IGNORECASE)
_RATIO = regex(r"(?<![\d.,:])(?P<reads>\d{1,6})\s?:\s?1(?![\d.,:])")


def ratios(document: Document, vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact for each block that gives the ratio of reads to writes, and no other ratio."""
    if CONCEPT not in vocabulary.concepts or document.kind == "configuration":
        return
    for index, block in enumerate(document.blocks):
        if ":" not in block.text or len(block.text) > 200 or _NAMED.search(block.text) is None:
            continue
        found = list(_RATIO.finditer(block.text))
        if len(found) != 1:
            continue
        span = block.span(found[0].start(), found[0].end())
        value = exact(found[0]["reads"])
        quantity = Quantity(text=found[0][0], span=span, readings=(Reading(low=value, high=value, unit=""),))
        yield Fact(
            concept=CONCEPT,
            facets=Facets(),
            quantity=quantity,
            place=place(document, span, block.section),
            block=index,
            section=block.section,
        )
