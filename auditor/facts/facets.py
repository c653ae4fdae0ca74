"""What narrows a claim: the words of the facets, looked for in the nearest text first."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.facts.vocabulary import FACETS, Vocabulary, Words, contains
from auditor.model import Facets


def read_facets(vocabulary: Vocabulary, texts: Iterable[Words]) -> Facets:
    """For each facet the value that the nearest text gives it; ``texts`` come nearest first."""
    found: dict[str, str] = {}
    for text in texts:
        if vocabulary.narrowing.isdisjoint(text):
            continue
        for facet, phrases in vocabulary.facets.items():
            if facet not in found and (value := _value(phrases, text)) is not None:
                found[facet] = value
    return Facets(**{facet: found.get(facet) for facet in FACETS})


def _value(phrases: tuple[tuple[Words, str], ...], text: Words) -> str | None:
    """The value of the longest phrase in a text; ``None`` if two of that length disagree."""
    values: set[str] = set()
    length = 0
    for phrase, value in phrases:
        if len(phrase) < length:
            break
        if phrase[0] in text and contains(text, phrase) >= 0:
            values.add(value)
            length = len(phrase)
    return values.pop() if len(values) == 1 else None


def conflict(one: Facets, other: Facets, facets: Iterable[str]) -> bool:
    """Whether two claims say different things of one facet."""
    for facet in facets:
        a, b = getattr(one, facet), getattr(other, facet)
        if a is not None and b is not None and a != b:
            return True
    return False
