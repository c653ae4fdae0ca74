"""Rules and vocabulary together, as a run uses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.engine.loader import load_rules
from auditor.errors import AuditorError
from auditor.facts.vocabulary import Vocabulary, load_vocabulary
from auditor.model import Rule
from auditor.resources import rules_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything that documents are held against. ``problems`` are the files that could not be used."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    problems: tuple[AuditorError, ...] = ()


def load(extra: Sequence[Path] = ()) -> RuleBook:
    """The rules that ship with the auditor and those of further folders. A broken file is a problem, not an end."""
    vocabulary = load_vocabulary(rules_folder() / "vocabulary")
    rules, problems = load_rules(rules_folder(), *extra, concepts=vocabulary.unit_of())
    return RuleBook(rules=tuple(rules), vocabulary=vocabulary, problems=tuple(problems))
