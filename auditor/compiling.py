"""Rules and vocabulary from their files, as far as no earlier run has left them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from auditor.engine.loader import load_rule, load_rules
from auditor.engine.rule_files import read_rule_file, rule_files
from auditor.errors import AuditorError, RuleError
from auditor.facts.vocabulary import VocabularyFile
from auditor.facts.vocabulary_files import read_vocabulary_file, vocabulary_files
from auditor.model import Rule, Source
from auditor.rule_cache import RuleCache


def compile_rules(
    caches: Mapping[Path, RuleCache[Rule]], concepts: Mapping[str, str]
) -> tuple[list[Rule], list[RuleError]]:
    """The rules of folders, sorted by id, and what is wrong with files that hold none.

    ``concepts`` gives for each concept of the vocabulary its unit.
    """

    def known_or_compiled(source: Source, folder: Path) -> Rule:
        return caches[folder].get(source, lambda source: load_rule(source, concepts=concepts))

    loaded = load_rules(*caches, concepts=concepts, compile_=known_or_compiled)
    for folder, each in caches.items():
        with suppress(RuleError):  # it has been told
            each.save(len(rule_files(folder)))
    return loaded


def read_vocabulary(
    folder: Path, known: RuleCache[VocabularyFile], problems: list[AuditorError]
) -> Iterator[VocabularyFile]:
    """The vocabulary files of a folder; what is wrong with the others is added to ``problems``."""
    paths = vocabulary_files(folder)
    for path in paths:
        try:
            yield known.get(read_rule_file(path, folder), read_vocabulary_file)
        except AuditorError as problem:
            problems.append(problem)
    known.save(len(paths))
