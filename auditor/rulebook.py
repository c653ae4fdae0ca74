"""Rules and vocabulary together, as a run uses them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.engine.rule_index import RuleIndex, is_across
from auditor.errors import AuditorError, ConfigError, RuleError
from auditor.facts.combining import combined
from auditor.facts.vocabulary import Vocabulary, VocabularyFile
from auditor.model import LocalOverrides, Override, Rule
from auditor.resources import rules_folder
from auditor.rule_cache import RuleCache, basis_of
from auditor.states import tree_state


class RuleBook(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that documents are held against. ``problems`` are the files that could not be used."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    problems: tuple[AuditorError, ...] = ()
    off: tuple[Rule, ...] = ()
    """Rules that the project does not apply."""
    local: tuple[LocalOverrides, ...] = ()
    """What it says of rules for some documents alone; of several that are about one the last counts."""
    digest: str = ""
    """What tells this collection from another one, if it was loaded from files."""
    lists: bool = False
    """Whether reports list the claims that were read."""
    corrects: bool = False
    """Whether they have the configuration that mends what is wrong."""

    @cached_property
    def index(self) -> RuleIndex:
        """The rules by their concepts."""
        return RuleIndex.of(self.rules)

    @cached_property
    def across(self) -> tuple[Rule, ...]:
        """The rules that compare documents with one another."""
        return tuple(rule for rule in self.rules if is_across(rule))

    @cached_property
    def _variants(self) -> dict[tuple[int, ...], RuleBook]:
        """The books of documents, by which of ``local`` are about them."""
        return {}

    @property
    def known(self) -> frozenset[str]:
        """The ids of all rules there are, whether they are applied or not."""
        return frozenset(rule.id for rule in (*self.rules, *self.off))

    def for_document(self, path: Path | None) -> RuleBook:
        """The rules as they hold for the document at this path; standard input has none."""
        if path is None:
            return self
        about = tuple(at for at, each in enumerate(self.local) if each.documents.covers(str(path)))
        if about and about not in self._variants:
            self._variants[about] = self._variant([each for at in about for each in self.local[at].overrides])
        return self._variants[about] if about else self

    def _variant(self, overrides: Sequence[Override]) -> RuleBook:
        rules, off = _overridden(self.rules, self.off, overrides)
        return replace(self, rules=rules, off=off, local=(), digest=_digest(self.digest, overrides))

    def listing(self) -> RuleBook:
        """The same for reports that list what was read. Another digest keeps the others from being taken for such."""
        return replace(self, lists=True, digest=self.digest and f"{self.digest}, listing claims")

    def correcting(self) -> RuleBook:
        """The same for reports that show a corrected configuration, which takes as long as the rest of an audit."""
        return replace(self, corrects=True, digest=self.digest and f"{self.digest}, correcting")


def load(
    extra: Sequence[Path] = (),
    overrides: Sequence[Override] = (),
    local: Sequence[LocalOverrides] = (),
    *,
    cache: Path | None = None,
) -> RuleBook:
    """The rules that ship with the auditor and those of further folders, whose ``vocabulary`` adds to the concepts.

    A broken file is a problem, not an end. What is compiled is kept in the folder ``cache`` for the next time.
    """
    problems: list[AuditorError] = []
    once = {os.path.realpath(folder): folder for folder in reversed((rules_folder(), *extra))}  # the first name counts
    folders = {folder: tree_state(str(folder)) for folder in reversed(once.values())}
    vocabulary, apart = combined(_vocabulary(folders, cache, problems))
    loaded, broken = _rules(folders, cache, vocabulary.unit_of())
    every = (*overrides, *(override for each in local for override in each.overrides))
    problems.extend((*apart, *broken, *_without_rule(every, loaded)))
    rules, off = _overridden(loaded, (), overrides)
    return RuleBook(
        rules=rules,
        vocabulary=vocabulary,
        problems=tuple(problems),
        off=off,
        local=tuple(local),
        digest=_digest(" ".join(folders.values()), overrides),
    )


def _digest(before: str, overrides: Sequence[Override]) -> str:
    """Of a collection of rules, and of what a project says of them."""
    said = [(override.rule, override.severity) for override in overrides]
    return sha256(f"{before} {said}".encode("utf-8", "surrogatepass")).hexdigest()


def _rules(
    folders: Mapping[Path, str], cache: Path | None, concepts: Mapping[str, str]
) -> tuple[list[Rule], list[RuleError]]:
    """The rules of folders, as far as they can be compiled. Each folder comes with its state."""
    basis = basis_of(concepts)
    caches = {folder: RuleCache(cache, folder, Rule, state=state, basis=basis) for folder, state in folders.items()}
    if (known := _all_known(caches.values())) is not None:
        return known, []

    from auditor.compiling import compile_rules  # noqa: PLC0415 - most runs find all rules as they were

    return compile_rules(caches, concepts)


def _all_known(caches: Iterable[RuleCache[Rule]]) -> list[Rule] | None:
    """The kept rules of all folders, sorted by id; ``None`` if some must be looked at, or two have the same id."""
    rules: dict[str, Rule] = {}
    for each in caches:
        for rule in each.whole or ():
            if rules.setdefault(rule.id, rule) is not rule:
                return None
        if each.whole is None:
            return None
    return [rules[name] for name in sorted(rules)]


def _vocabulary(
    folders: Mapping[Path, str], cache: Path | None, problems: list[AuditorError]
) -> Iterator[VocabularyFile]:
    """The vocabulary files of rule folders that can be read."""
    for root, state in folders.items():
        folder = root / "vocabulary"
        known = RuleCache(cache, folder, VocabularyFile, state=state)
        if known.whole is not None:
            yield from known.whole
            continue
        from auditor.compiling import read_vocabulary  # noqa: PLC0415

        yield from read_vocabulary(folder, known, problems)


def _without_rule(overrides: Iterable[Override], rules: Sequence[Rule]) -> Iterator[ConfigError]:
    """What is wrong with overrides that name no rule."""
    for each in overrides:
        if not any(is_meant(rule.id, each.rule) for rule in rules):
            message = f"'severity' names {each.rule!r}, and there is no such rule"
            yield ConfigError(message, path=each.path, line=each.line, column=each.column, excerpt=each.excerpt)


def _overridden(
    rules: Iterable[Rule], off: Iterable[Rule], overrides: Sequence[Override]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that are applied then, and those that are not; of two overrides the last counts."""
    applied: list[Rule] = []
    left: list[Rule] = []
    for before, group in ((applied, rules), (left, off)):
        for rule in group:
            override = next((each for each in reversed(overrides) if is_meant(rule.id, each.rule)), None)
            if override is None:
                before.append(rule)
            elif override.severity is None:
                left.append(rule)
            else:
                applied.append(replace(rule, severity=override.severity))
    return tuple(applied), tuple(left)


def is_meant(rule_id: str, written: str) -> bool:
    """Whether a rule is named: by its id, or by its pack as ``pack/*``."""
    pack, _, name = written.partition("/")
    return rule_id == written or (name == "*" and rule_id.startswith(f"{pack}/"))
