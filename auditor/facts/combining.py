"""Vocabulary files → the vocabulary that they make up together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from auditor.errors import RuleError
from auditor.facts.vocabulary import (
    Concept,
    Entry,
    Phrases,
    Vocabulary,
    VocabularyFile,
    longest_first,
    vocabulary_of,
)
from auditor.quantities import units


def combined(files: Iterable[VocabularyFile]) -> tuple[Vocabulary, list[RuleError]]:
    """The vocabulary that files make up together, and what does not go together."""
    concepts: dict[str, Concept] = {}
    facets: Phrases = {}
    problems: list[RuleError] = []
    others: dict[str, Concept] = {}
    folder = ""
    for file in files:
        if folder != str(Path(file.path).parent):
            folder, others = str(Path(file.path).parent), dict(concepts)
        for facet, phrases in file.facets:
            facets[facet] = longest_first((*facets.get(facet, ()), *phrases))
        for entry in file.entries:
            known = concepts.get(entry.concept.id)
            if known is not None and "unit" in entry.given and entry.concept.unit != known.unit:
                problems.append(_apart(entry, known, file.path))
            elif known is None and (taken := _taken(entry, others, file.path)) is not None:
                problems.append(taken)
            else:
                concepts[entry.concept.id] = entry.concept if known is None else _extended(known, entry)
    return vocabulary_of(concepts, facets), problems


def _apart(entry: Entry, known: Concept, path: str) -> RuleError:
    unit = repr(known.unit) if known.unit else "of a plain number"
    return RuleError(
        f"the concept {known.id!r} has the unit {unit} already; leave 'unit' out to add labels to it",
        path=path,
        line=entry.line,
    )


def _taken(entry: Entry, concepts: Mapping[str, Concept], path: str) -> RuleError | None:
    """A new concept with a label of another folder's concept of its kind: a number beside it would be neither."""
    new = entry.concept
    if new.under or new.within:
        return None  # headings tell them apart
    for known in concepts.values():
        shared = next((label for label in new.labels if label in known.labels), None)
        alike = units.factor(new.unit)[1] == units.factor(known.unit)[1]
        if shared is not None and alike and not (known.under or known.within):
            return RuleError(
                f"the label {' '.join(shared)!r} of {new.id!r} is one of the concept {known.id!r} already; "
                "use that concept, or another label",
                path=path,
                line=entry.line,
            )
    return None


def _extended(known: Concept, entry: Entry) -> Concept:
    """A concept with what another file adds: lists grow, single values are replaced where they are written."""
    changes: dict[str, object] = {}
    for name in Concept.__struct_fields__:
        old, new = getattr(known, name), getattr(entry.concept, name)
        if isinstance(old, tuple):
            changes[name] = tuple(dict.fromkeys((*old, *new)))
        elif isinstance(old, frozenset):
            changes[name] = old | new
        elif name in entry.given:
            changes[name] = new
    return replace(known, **changes)
