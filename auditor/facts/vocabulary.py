"""The vocabulary: what a document may call a concept, and the words that narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from auditor.facts.words import Words

Better: TypeAlias = Literal["higher", "lower", ""]
"""Which way a target bounds a concept; empty where no way is better."""
FACETS = ("phase", "per", "role", "statistic", "variant", "subject")


class Concept(Struct, frozen=True, kw_only=True):
    """A named quantity of the field."""

    id: str
    unit: str
    name: str
    labels: tuple[Words, ...]
    measured: frozenset[Words] = frozenset()
    """Labels that say the time which the concept's unit divides by: a number beneath them may leave it out."""
    symbols: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    under: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    counts: str = ""
    gpu: str = ""
    peak: str = ""
    events: str = ""
    whole: bool = False
    list: bool = False
    estimate: bool = False
    better: Better = ""


class Vocabulary(Struct, frozen=True, kw_only=True):
    """All concepts, and the narrowing words of each facet."""

    concepts: Mapping[str, Concept]
    facets: Mapping[str, tuple[tuple[Words, str], ...]]
    narrowing: frozenset[str]
    """Every word of a facet's phrases: it narrows what it stands beside and does not make another thing of it."""
    by_symbol: Mapping[str, tuple[Concept, ...]]
    by_first_word: Mapping[str, tuple[tuple[int, Mapping[Words, tuple[str, ...]]], ...]]
    """For the first words of labels how many words the labels have, longest first, and the concepts of each label."""
    facets_by_first_word: Mapping[str, tuple[tuple[str, Words, str], ...]]
    """For the first words of facets' phrases the facets, the phrases and the values."""
    by_event: Mapping[str, Concept]
    """The concept of what happens so and so often, by the stretch of time or what else it is said of."""

    def unit_of(self) -> dict[str, str]:
        """For each concept its unit expression."""
        return {concept.id: concept.unit for concept in self.concepts.values()}


Phrases: TypeAlias = dict[str, tuple[tuple[Words, str], ...]]


class Entry(Struct, frozen=True, kw_only=True):
    """A concept as one file gives it."""

    concept: Concept
    given: frozenset[str]
    """The keys that are written: a concept that another file has already needs only what is added to it."""
    line: int


class VocabularyFile(Struct, frozen=True, kw_only=True):
    """What one file of a vocabulary folder says."""

    path: str
    entries: tuple[Entry, ...] = ()
    facets: tuple[tuple[str, tuple[tuple[Words, str], ...]], ...] = ()


def vocabulary_of(concepts: Mapping[str, Concept], facets: Phrases) -> Vocabulary:
    """Concepts and facets with their indices."""
    narrowing = frozenset(word for phrases in facets.values() for phrase, _ in phrases for word in phrase)
    return Vocabulary(
        concepts=concepts,
        facets=facets,
        narrowing=narrowing,
        by_symbol=_by_symbol(concepts),
        by_first_word=_index(concepts),
        facets_by_first_word=_index_of_facets(facets),
        by_event={concept.events: concept for concept in concepts.values() if concept.events},
    )


def longest_first(phrases: Iterable[tuple[Words, str]]) -> tuple[tuple[Words, str], ...]:
    """Phrases with their values, those of more words first."""
    return tuple(sorted(phrases, key=lambda pair: -len(pair[0])))


def _by_symbol(concepts: Mapping[str, Concept]) -> dict[str, tuple[Concept, ...]]:
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in concepts.values():
        for symbol in concept.symbols:
            found[symbol] = (*found.get(symbol, ()), concept)
    return found


def _index(concepts: Mapping[str, Concept]) -> dict[str, tuple[tuple[int, Mapping[Words, tuple[str, ...]]], ...]]:
    found: dict[str, dict[int, dict[Words, tuple[str, ...]]]] = {}
    for concept in concepts.values():
        for label in concept.labels:
            same = found.setdefault(label[0], {}).setdefault(len(label), {})
            same[label] = (*same.get(label, ()), concept.id)
    return {first: tuple(sorted(lengths.items(), reverse=True)) for first, lengths in found.items()}


def _index_of_facets(facets: Phrases) -> dict[str, tuple[tuple[str, Words, str], ...]]:
    found: dict[str, tuple[tuple[str, Words, str], ...]] = {}
    for facet, phrases in facets.items():
        for phrase, value in phrases:
            found[phrase[0]] = (*found.get(phrase[0], ()), (facet, phrase, value))
    return found
