"""The vocabulary: what a document may call a concept, and the words that narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from auditor.documents import yaml_guard
from auditor.errors import RuleError
from auditor.facts.words import Words, words
from auditor.model import Source
from auditor.quantities import units

Better: TypeAlias = Literal["higher", "lower", ""]
"""Which way a target bounds a concept; empty where no way is better."""
_BETTER: dict[str, Better] = {"higher": "higher", "lower": "lower", "": ""}
FACETS = ("phase", "per", "role", "statistic", "variant", "subject")
_CONCEPT_KEYS = frozenset(
    "unit counts name labels measured symbols keys under within gpu peak better events whole list estimate".split()
)


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


def vocabulary_files(*folders: Path) -> list[Path]:
    """The files of vocabulary folders, in the order in which they are read."""
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


def read_vocabulary_file(source: Source) -> VocabularyFile:
    """What a file says by itself. ``RuleError`` if it is wrong."""
    root = _mapping(yaml_guard.load(source, error=RuleError), source)
    if Path(source.path).stem == "facets":
        return VocabularyFile(path=source.path, facets=tuple((key, _facet(key, node, source)) for key, node in root))
    return VocabularyFile(path=source.path, entries=tuple(_entry(key, node, source) for key, node in root))


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


def _entry(name: str, node: yaml_guard.Node, source: Source) -> Entry:
    return Entry(
        concept=_concept(name, node, source),
        given=frozenset(key for key, _ in _mapping(node, source)),
        line=source.position(node.span.start)[0],
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


def _concept(name: str, node: yaml_guard.Node, source: Source) -> Concept:
    entries = dict(_mapping(node, source))
    assert isinstance(node, yaml_guard.Mapping)  # _mapping has seen to it
    for key, _ in node.entries:
        if key.value not in _CONCEPT_KEYS:
            near = get_close_matches(key.value, _CONCEPT_KEYS, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            allowed = ", ".join(sorted(_CONCEPT_KEYS))
            raise _error(f"unknown key {key.value!r} in concept {name!r}: {hint}expected one of {allowed}", key, source)
    unit = _text(entries.get("unit"), node, source)
    try:
        units.factor(unit)
    except ValueError as problem:
        raise _error(f"concept {name!r}: {problem}", entries["unit"], source) from None
    return Concept(
        id=name,
        unit=unit,
        name=_text(entries.get("name"), node, source) or name.replace("_", " "),
        labels=tuple(words(label) for key in ("labels", "measured") for label in _texts(entries.get(key), source)),
        measured=frozenset(words(label) for label in _texts(entries.get("measured"), source)),
        symbols=frozenset(_texts(entries.get("symbols"), source)),
        keys=frozenset(_texts(entries.get("keys"), source)),
        under=tuple(_texts(entries.get("under"), source)),
        within=tuple(_texts(entries.get("within"), source)),
        counts=_text(entries.get("counts"), node, source),
        gpu=_text(entries.get("gpu"), node, source),
        peak=_text(entries.get("peak"), node, source),
        events=_text(entries.get("events"), node, source),
        whole=_text(entries.get("whole"), node, source) == "true",
        list=_text(entries.get("list"), node, source) == "true",
        estimate=_text(entries.get("estimate"), node, source) == "true",
        better=_better(_text(entries.get("better"), node, source), entries.get("better", node), source),
    )


def _better(word: str, node: yaml_guard.Node, source: Source) -> Better:
    if word not in _BETTER:
        raise _error(f"{word!r} is no way to be better; expected higher or lower", node, source)
    return _BETTER[word]


def _facet(name: str, node: yaml_guard.Node, source: Source) -> tuple[tuple[Words, str], ...]:
    """Every phrase with the value it gives the facet, longest first."""
    if name not in FACETS:
        raise _error(f"unknown facet {name!r}; expected one of {', '.join(FACETS)}", node, source)
    pairs = [(words(phrase), value) for value, phrases in _mapping(node, source) for phrase in _texts(phrases, source)]
    return longest_first(pairs)


def _mapping(node: yaml_guard.Node, source: Source) -> list[tuple[str, yaml_guard.Node]]:
    if not isinstance(node, yaml_guard.Mapping):
        raise _error("expected a mapping", node, source)
    return [(key.value, value) for key, value in node.entries]


def _texts(node: yaml_guard.Node | None, source: Source) -> list[str]:
    if node is None:
        return []
    if not isinstance(node, yaml_guard.Sequence):
        raise _error("expected a list", node, source)
    return [_text(item, node, source) for item in node.items]


def _text(node: yaml_guard.Node | None, parent: yaml_guard.Node, source: Source) -> str:
    if node is None:
        return ""
    if not isinstance(node, yaml_guard.Scalar):
        raise _error("expected a text", parent, source)
    return node.value


def _error(message: str, node: yaml_guard.Node, source: Source) -> RuleError:
    line, column = source.position(node.span.start)
    return RuleError(message, path=source.path, line=line, column=column, excerpt=source.line(line))
