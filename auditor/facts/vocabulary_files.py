"""Vocabulary files: read one by one, each with what it says by itself."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from auditor.documents import yaml_guard
from auditor.documents.nodes import Mapping, Node, Scalar, Sequence
from auditor.documents.reading import read_source
from auditor.errors import RuleError
from auditor.facts.combining import combined
from auditor.facts.vocabulary import FACETS, Better, Concept, Entry, Vocabulary, VocabularyFile, longest_first
from auditor.facts.words import Words, words
from auditor.model import Source
from auditor.quantities import units

_BETTER: dict[str, Better] = {"higher": "higher", "lower": "lower", "": ""}
_CONCEPT_KEYS = frozenset(
    "unit counts name labels measured symbols keys under within gpu peak better events whole list estimate".split()
)


def load_vocabulary(*folders: Path) -> Vocabulary:
    """Read every file of vocabulary folders, the later ones adding to the earlier ones.

    Raises ``RuleError`` for the first that is wrong.
    """
    files = [read_vocabulary_file(read_source(path, str(path))) for path in vocabulary_files(*folders)]
    vocabulary, problems = combined(files)
    for problem in problems:
        raise problem
    return vocabulary


def vocabulary_files(*folders: Path) -> list[Path]:
    """The files of vocabulary folders, in the order in which they are read."""
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


def read_vocabulary_file(source: Source) -> VocabularyFile:
    """What a file says by itself. ``RuleError`` if it is wrong."""
    root = _mapping(yaml_guard.load(source, error=RuleError), source)
    if Path(source.path).stem == "facets":
        return VocabularyFile(path=source.path, facets=tuple((key, _facet(key, node, source)) for key, node in root))
    return VocabularyFile(path=source.path, entries=tuple(_entry(key, node, source) for key, node in root))


def _entry(name: str, node: Node, source: Source) -> Entry:
    return Entry(
        concept=_concept(name, node, source),
        given=frozenset(key for key, _ in _mapping(node, source)),
        line=source.position(node.span.start)[0],
    )


def _concept(name: str, node: Node, source: Source) -> Concept:
    entries = dict(_mapping(node, source))
    assert isinstance(node, Mapping)  # _mapping has seen to it
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


def _better(word: str, node: Node, source: Source) -> Better:
    if word not in _BETTER:
        raise _error(f"{word!r} is no way to be better; expected higher or lower", node, source)
    return _BETTER[word]


def _facet(name: str, node: Node, source: Source) -> tuple[tuple[Words, str], ...]:
    """Every phrase with the value it gives the facet, longest first."""
    if name not in FACETS:
        raise _error(f"unknown facet {name!r}; expected one of {', '.join(FACETS)}", node, source)
    pairs = [(words(phrase), value) for value, phrases in _mapping(node, source) for phrase in _texts(phrases, source)]
    return longest_first(pairs)


def _mapping(node: Node, source: Source) -> list[tuple[str, Node]]:
    if not isinstance(node, Mapping):
        raise _error("expected a mapping", node, source)
    return [(key.value, value) for key, value in node.entries]


def _texts(node: Node | None, source: Source) -> list[str]:
    if node is None:
        return []
    if not isinstance(node, Sequence):
        raise _error("expected a list", node, source)
    return [_text(item, node, source) for item in node.items]


def _text(node: Node | None, parent: Node, source: Source) -> str:
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        raise _error("expected a text", parent, source)
    return node.value


def _error(message: str, node: Node, source: Source) -> RuleError:
    line, column = source.position(node.span.start)
    return RuleError(message, path=source.path, line=line, column=column, excerpt=source.line(line))
