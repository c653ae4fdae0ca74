"""The vocabulary: what a document may call a concept, and the words that narrow it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from auditor.documents import yaml_guard
from auditor.documents.reading import read_source
from auditor.errors import RuleError
from auditor.model import Source
from auditor.quantities import units

Words: TypeAlias = tuple[str, ...]
Better: TypeAlias = Literal["higher", "lower", ""]
"""Which way a target bounds a concept; empty where no way is better."""
_BETTER: dict[str, Better] = {"higher": "higher", "lower": "lower", "": ""}
FACETS = ("phase", "per", "role", "statistic", "variant", "subject")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|·")
BOUNDARY = "·"
"""Stands between the header of a row and that of a column."""
_CONCEPT_KEYS = frozenset(
    "unit counts name labels measured symbols keys under within gpu peak better events whole list estimate".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All concepts, and the narrowing words of each facet."""

    concepts: Mapping[str, Concept]
    facets: Mapping[str, tuple[tuple[Words, str], ...]]
    narrowing: frozenset[str]
    """Every word of a facet's phrases: it narrows what it stands beside and does not make another thing of it."""
    by_symbol: Mapping[str, tuple[Concept, ...]]
    by_first_word: Mapping[str, tuple[tuple[Words, str], ...]]
    """Labels by their first word, longest first."""
    by_event: Mapping[str, Concept]
    """The concept of what happens so and so often, by the stretch of time or what else it is said of."""

    def unit_of(self) -> dict[str, str]:
        """For each concept its unit expression."""
        return {concept.id: concept.unit for concept in self.concepts.values()}


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """The words of a text as labels are compared: lower case, no plural s, symbols aside."""
    return tuple(_stem(word.lower()) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def contains(text: Words, label: Words) -> int:
    """Where a label stands in a text as consecutive words; -1 if it does not."""
    for at in range(len(text) - len(label) + 1):
        if text[at : at + len(label)] == label:
            return at
    return -1


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read every file of a vocabulary folder. Raises ``RuleError`` for the first that is wrong."""
    concepts: dict[str, Concept] = {}
    facets: dict[str, tuple[tuple[Words, str], ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = read_source(path, str(path))
        root = _mapping(yaml_guard.load(source, error=RuleError), source)
        if path.stem == "facets":
            facets |= {key: _facet(node, source) for key, node in root}
        else:
            for key, node in root:
                concepts[key] = _concept(key, node, source)
    narrowing = frozenset(word for phrases in facets.values() for phrase, _ in phrases for word in phrase)
    return Vocabulary(
        concepts=concepts,
        facets=facets,
        narrowing=narrowing,
        by_symbol=_by_symbol(concepts),
        by_first_word=_index(concepts),
        by_event={concept.events: concept for concept in concepts.values() if concept.events},
    )


def _by_symbol(concepts: Mapping[str, Concept]) -> dict[str, tuple[Concept, ...]]:
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in concepts.values():
        for symbol in concept.symbols:
            found[symbol] = (*found.get(symbol, ()), concept)
    return found


def _index(concepts: Mapping[str, Concept]) -> dict[str, tuple[tuple[Words, str], ...]]:
    found: dict[str, list[tuple[Words, str]]] = {}
    for concept in concepts.values():
        for label in concept.labels:
            found.setdefault(label[0], []).append((label, concept.id))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in found.items()}


def _concept(name: str, node: yaml_guard.Node, source: Source) -> Concept:
    entries = dict(_mapping(node, source))
    if unknown := sorted(set(entries) - _CONCEPT_KEYS):
        raise _error(
            f"unknown key {unknown[0]!r} in concept {name!r}; expected one of {', '.join(sorted(_CONCEPT_KEYS))}",
            node,
            source,
        )
    unit = _text(entries.get("unit"), node, source)
    try:
        units.factor(unit)
    except ValueError as problem:
        raise _error(f"concept {name!r}: {problem}", node, source) from None
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
        better=_better(_text(entries.get("better"), node, source), node, source),
    )


def _better(word: str, node: yaml_guard.Node, source: Source) -> Better:
    if word not in _BETTER:
        raise _error(f"{word!r} is no way to be better; expected higher or lower", node, source)
    return _BETTER[word]


def _facet(node: yaml_guard.Node, source: Source) -> tuple[tuple[Words, str], ...]:
    """Every phrase with the value it gives the facet, longest first."""
    pairs = [(words(phrase), value) for value, phrases in _mapping(node, source) for phrase in _texts(phrases, source)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


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
