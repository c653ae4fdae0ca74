"""Rules and vocabulary together, as a run uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.documents.reading import read_source
from auditor.engine.loader import load_rules
from auditor.errors import AuditorError, ConfigError
from auditor.facts.vocabulary import Vocabulary, VocabularyFile, combined, read_vocabulary_file, vocabulary_files
from auditor.model import Override, Rule
from auditor.resources import rules_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything that documents are held against. ``problems`` are the files that could not be used."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    problems: tuple[AuditorError, ...] = ()


def load(extra: Sequence[Path] = (), overrides: Sequence[Override] = ()) -> RuleBook:
    """The rules that ship with the auditor and those of further folders, whose ``vocabulary`` adds to the concepts.

    A broken file is a problem, not an end.
    """
    problems: list[AuditorError] = []
    folders = (rules_folder(), *extra)
    vocabulary, apart = combined(_vocabulary(folders, problems))
    rules, broken = load_rules(*folders, concepts=vocabulary.unit_of())
    problems.extend((*apart, *broken))
    adjusted = tuple(_overridden(rules, overrides, problems))
    return RuleBook(rules=adjusted, vocabulary=vocabulary, problems=tuple(problems))


def _vocabulary(folders: Iterable[Path], problems: list[AuditorError]) -> Iterator[VocabularyFile]:
    """The vocabulary files of rule folders that can be read."""
    for path in vocabulary_files(*(folder / "vocabulary" for folder in folders)):
        try:
            yield read_vocabulary_file(read_source(path, path.as_posix()))
        except AuditorError as problem:
            problems.append(problem)


def _overridden(rules: Iterable[Rule], overrides: Sequence[Override], problems: list[AuditorError]) -> Iterator[Rule]:
    """The rules that are applied, with the severities that the project gives them; of two overrides the last counts."""
    found: dict[str, Override] = {}
    ids = {rule.id: rule for rule in rules}
    for override in overrides:
        meant = [rule_id for rule_id in ids if _is_meant(rule_id, override.rule)]
        found |= dict.fromkeys(meant, override)
        if not meant:
            message = f"'severity' names {override.rule!r}, and there is no such rule"
            problems.append(ConfigError(message, path=override.path))
    for rule in ids.values():
        override_of = found.get(rule.id)
        if override_of is None:
            yield rule
        elif override_of.severity is not None:
            yield replace(rule, severity=override_of.severity)


def _is_meant(rule_id: str, written: str) -> bool:
    """Whether a rule is named: by its id, or by its pack as ``pack/*``."""
    pack, _, name = written.partition("/")
    return rule_id == written or (name == "*" and rule_id.startswith(f"{pack}/"))
