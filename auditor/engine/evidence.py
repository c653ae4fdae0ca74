"""What a rule is held against: one document, its claims, and all facts that may speak about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.facts.vocabulary import Vocabulary
from auditor.model import AnyClaim, Document, Fact, Operand, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``facts`` are those of the document first, then those of the configuration files beside it."""

    document: Document
    claims: tuple[AnyClaim, ...]
    facts: tuple[Fact, ...]
    vocabulary: Vocabulary

    def of(self, concept: str) -> list[Fact]:
        """All facts of a concept, in the order of the text."""
        return [fact for fact in self.facts if fact.concept == concept]


def operand(name: str, fact: Fact, vocabulary: Vocabulary) -> Operand:
    """A fact as a check shows it."""
    return Operand(
        name=name,
        concept=fact.concept,
        label=vocabulary.concepts[fact.concept].name,
        value=fact.quantity.text,
        facets=fact.facets,
        place=fact.place,
        origin=fact.origin,
    )


def plain_value(fact: Fact, fitting: Mapping[int, Reading]) -> tuple[object, object, str]:
    """What makes two facts say the same: the bounds and the unit of the plain reading."""
    reading = fitting.get(id(fact.quantity), fact.quantity.readings[0])
    return reading.low, reading.high, reading.unit


def distinct(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts that say the same, together; the groups in the order of their first."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        key = (fact.concept, fact.facets, *plain_value(fact, {}))
        groups.setdefault(key, []).append(fact)
    return list(groups.values())
