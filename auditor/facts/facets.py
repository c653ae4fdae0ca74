"""What narrows a claim: the words of the facets, looked for in the nearest text first."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.facts.vocabulary import FACETS, Vocabulary
from auditor.facts.words import Words
from auditor.model import Facets


def read_facets(vocabulary: Vocabulary, texts: Iterable[Words]) -> Facets:
    """For each facet the value that the nearest text gives it; ``texts`` come nearest first."""
    found: dict[str, str] = {}
    for text in texts:
        for facet, values in _said(vocabulary, text).items():
            if facet not in found and len(values) == 1:
                found[facet] = values.pop()
    return Facets(**{facet: found.get(facet) for facet in FACETS})


def _said(vocabulary: Vocabulary, text: Words) -> dict[str, set[str]]:
    """For each facet the values of the longest of its phrases in a text; several if two of that length disagree."""
    lengths: dict[str, int] = {}
    values: dict[str, set[str]] = {}
    for at, word in enumerate(text):
        for facet, phrase, value in vocabulary.facets_by_first_word.get(word, ()):
            length = len(phrase)
            if length < lengths.get(facet, 0) or text[at : at + length] != phrase:
                continue
            if facet == "variant" and text[at + length : at + length + 1] and text[at + length][0].isdigit():
                continue  # "models before 2021" are not what stood before something else
            if length > lengths.get(facet, 0):
                lengths[facet], values[facet] = length, set()
            values[facet].add(value)
    return values


def conflict(one: Facets, other: Facets, facets: Iterable[str]) -> bool:
    """Whether two claims say different things of one facet."""
    for facet in facets:
        a, b = getattr(one, facet), getattr(other, facet)
        if a is not None and b is not None and a != b:
            return True
    return False
