"""Which rules can speak of a document at all: those whose concepts it mentions cost something, the others nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from auditor.engine.declarations import DECLARATIONS
from auditor.engine.evidence import Evidence
from auditor.facts.fitting import is_unit_of
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Rule, Variable

FROM_ONE = frozenset(("formula", "divides", "factors"))
"""Kinds that start from one of their facts; where each is judged by itself, a rule starts from every one of them."""


class RuleIndex(Struct, frozen=True, kw_only=True, eq=False):
    """Rules, and where to find them by the concepts that they start from."""

    rules: tuple[Rule, ...]
    always: tuple[int, ...]
    """The places of rules that are about more than certain concepts: equations, tables, targets."""
    by_concept: Mapping[str, tuple[int, ...]]
    known: tuple[int, ...] = ()
    """The places of rules about what is published: they look at every quantity that may be of their concept."""
    _by_unit: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Those of ``known`` that a quantity in a unit may concern."""

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> RuleIndex:
        """The index of some rules."""
        ordered = tuple(rules)
        by_concept: dict[str, list[int]] = {}
        always, known = [], []
        for at, rule in enumerate(ordered):
            started = starts(rule)
            if rule.kind == "knowledge":
                known.append(at)
            elif started is None:
                always.append(at)
            else:
                for concept in {concept for variable in started for concept in variable.concepts}:
                    by_concept.setdefault(concept, []).append(at)
        found = {concept: tuple(places) for concept, places in by_concept.items()}
        return cls(rules=ordered, always=tuple(always), by_concept=found, known=tuple(known))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def relevant(self, evidence: Evidence) -> Iterator[Rule]:
        """The rules that can bind, in their own order."""
        places = set(self.always)
        for concept in evidence.concepts:
            places.update(self.by_concept.get(concept, ()))
        for unit in evidence.units if self.known else ():
            places.update(self._concerned(unit, evidence.vocabulary))
        return (self.rules[at] for at in sorted(places))

    def _concerned(self, unit: str, vocabulary: Vocabulary) -> tuple[int, ...]:
        """The rules about what is published that a quantity in a unit may concern."""
        if unit not in self._by_unit:
            concepts = {at: vocabulary.concepts[self.rules[at].facts[0].concept] for at in self.known}
            fitting = (at for at, concept in concepts.items() if is_unit_of(unit, concept.unit, concept.counts))
            self._by_unit[unit] = tuple(fitting)
        return self._by_unit[unit]


def is_across(rule: Rule) -> bool:
    """Whether a rule compares documents with one another."""
    return rule.kind == "agreement" and dict(rule.options).get("between") == "documents"


def starts(rule: Rule) -> tuple[Variable, ...] | None:
    """The variables of which one must be stated before a rule says anything; ``None`` if there are no such."""
    if DECLARATIONS[rule.kind].alone:
        return rule.facts
    if rule.kind not in FROM_ONE:
        return None
    first = rule.stated or rule.facts[0].name
    return tuple(variable for variable in rule.facts if variable.name == first)
