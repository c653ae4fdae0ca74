"""Rules and vocabulary together, as a run uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from auditor.engine.loader import load_rule, load_rules
from auditor.engine.rule_files import read_rule_file
from auditor.engine.rule_index import RuleIndex, is_across
from auditor.errors import AuditorError, ConfigError, RuleError
from auditor.facts.combining import combined
from auditor.facts.vocabulary import Vocabulary, VocabularyFile, read_vocabulary_file, vocabulary_files
from auditor.model import Override, Rule, Source
from auditor.resources import rules_folder
from auditor.rule_cache import RuleCache, basis_of, rule_from, vocabulary_from
from auditor.states import tree_state


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything that documents are held against. ``problems`` are the files that could not be used."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    problems: tuple[AuditorError, ...] = ()
    off: frozenset[str] = frozenset()
    """The ids of rules that the project does not apply."""
    digest: str = ""
    """What tells this collection from another one, if it was loaded from files."""
    lists: bool = False
    """Whether reports list the claims that were read."""
    index: RuleIndex = field(init=False, repr=False, compare=False)
    """The rules by their concepts."""
    across: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    """The rules that compare documents with one another."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "across", tuple(rule for rule in self.rules if is_across(rule)))
        object.__setattr__(self, "index", RuleIndex.of(self.rules))

    @property
    def known(self) -> frozenset[str]:
        """The ids of all rules there are, whether they are applied or not."""
        return self.off.union(rule.id for rule in self.rules)

    def listing(self) -> RuleBook:
        """The same for reports that list what was read. Another digest keeps the others from being taken for such."""
        return replace(self, lists=True, digest=self.digest and f"{self.digest}, listing claims")


def load(extra: Sequence[Path] = (), overrides: Sequence[Override] = (), *, cache: Path | None = None) -> RuleBook:
    """The rules that ship with the auditor and those of further folders, whose ``vocabulary`` adds to the concepts.

    A broken file is a problem, not an end. What is compiled is kept in the folder ``cache`` for the next time.
    """
    problems: list[AuditorError] = []
    folders = (rules_folder(), *extra)
    vocabulary, apart = combined(_vocabulary(folders, cache, problems))
    rules, broken = _rules(folders, cache, vocabulary.unit_of())
    problems.extend((*apart, *broken))
    adjusted = tuple(_overridden(rules, overrides, problems))
    off = frozenset(rule.id for rule in rules) - {rule.id for rule in adjusted}
    return RuleBook(
        rules=adjusted,
        vocabulary=vocabulary,
        problems=tuple(problems),
        off=off,
        digest=_digest(folders, overrides),
    )


def _digest(folders: Iterable[Path], overrides: Sequence[Override]) -> str:
    """Of the state of every file below the folders, knowledge and vocabulary included, and of the severities."""
    whole = sha256(repr(overrides).encode("utf-8", "surrogatepass"))
    for folder in folders:
        whole.update(tree_state(str(folder)).encode())
    return whole.hexdigest()


def _rules(
    folders: Sequence[Path], cache: Path | None, concepts: Mapping[str, str]
) -> tuple[list[Rule], list[RuleError]]:
    """The rules of folders, as far as they can be compiled."""
    basis = basis_of(concepts) if cache else ""
    caches = {folder: RuleCache(cache, folder, basis) for folder in folders}

    def known_or_compiled(source: Source, folder: Path) -> Rule:
        return caches[folder].get(source, lambda source: load_rule(source, concepts=concepts), rule_from)

    loaded = load_rules(*folders, concepts=concepts, compile_=known_or_compiled)
    for each in caches.values():
        each.save()
    return loaded


def _vocabulary(folders: Iterable[Path], cache: Path | None, problems: list[AuditorError]) -> Iterator[VocabularyFile]:
    """The vocabulary files of rule folders that can be read."""
    for folder in (folder / "vocabulary" for folder in folders):
        known = RuleCache(cache, folder, "vocabulary")
        for path in vocabulary_files(folder):
            try:
                yield known.get(read_rule_file(path, folder), read_vocabulary_file, vocabulary_from)
            except AuditorError as problem:
                problems.append(problem)
        known.save()


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
