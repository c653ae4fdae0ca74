"""One thing, one value, in two documents: what each of them says plainly of a thing that it names.

Every document is read by itself; what it says that another one may contradict is a few small records. They are held
against each other when all documents are read. Two values must be all that there are: where documents give three, or
one of them gives two, the thing has no single value, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from msgspec.structs import replace

from auditor.engine.evidence import Evidence, agree
from auditor.engine.kinds.agreement import check_of_two
from auditor.engine.relatedness import are_related, is_apart
from auditor.engine.selection import candidates
from auditor.facts.named_things import named_thing
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Check, Rule, Statement, Verdict

Values = list[list[Statement]]
"""Statements by the value that they give."""


def statements(rules: Sequence[Rule], evidence: Evidence) -> tuple[Statement, ...]:
    """What a document says that another one may say otherwise; ``rules`` are those that compare documents."""
    if evidence.document.kind != "markdown":
        return ()
    found = tuple(_said(rules, evidence))
    return () if found and is_apart(evidence.document.source.path) else found


def _said(rules: Sequence[Rule], evidence: Evidence) -> Iterator[Statement]:
    stated = [(rule, variable) for rule in rules for variable in rule.facts if evidence.of(variable.concept)]
    for rule, variable in stated:
        for fact in candidates(variable, evidence):
            thing = named_thing(evidence.document, fact, evidence.vocabulary.concepts[fact.concept])
            if thing:
                yield Statement(rule=rule.id, severity=rule.severity, thing=thing, fact=fact)


def compared(rules: Iterable[Rule], said: Iterable[Statement], vocabulary: Vocabulary) -> Iterator[Check]:
    """The checks on what documents say of the same things, in the order of their paths."""
    by_id = {rule.id: rule for rule in rules}
    things: dict[object, list[Statement]] = {}
    for each in sorted(said, key=lambda each: (each.fact.place.path, each.fact.place.span.start)):
        facets = replace(each.fact.facets, role=None)
        things.setdefault((each.rule, each.thing, each.fact.concept, facets), []).append(each)
    for same in things.values():
        values = _values(same)
        if len(values) == 1:
            yield from _checks(by_id[same[0].rule], values[0], values[0][:1], vocabulary)
        elif len(values) == 2 and _are_apart(*values):
            believed, doubted = sorted(values, key=lambda value: -_documents(value))  # of a tie the earlier path
            yield from _checks(by_id[same[0].rule], doubted, believed, vocabulary)


def _values(same: Sequence[Statement]) -> Values:
    values: Values = []
    for each in same:
        fitting = [value for value in values if agree(value[0].fact, each.fact)]
        if fitting:
            fitting[0].append(each)
        else:
            values.append([each])
    return values


def _are_apart(one: Sequence[Statement], other: Sequence[Statement]) -> bool:
    """Whether no document gives both values, and no statement of one can be the other under any reading."""
    return all(a.fact.place.path != b.fact.place.path and not agree(a.fact, b.fact) for a, b in product(one, other))


def _documents(value: Iterable[Statement]) -> int:
    return len({each.fact.place.path for each in value})


def _checks(
    rule: Rule, tried: Iterable[Statement], against: Sequence[Statement], vocabulary: Vocabulary
) -> Iterator[Check]:
    """One for each document: its first statement against the first of a document that it belongs with."""
    seen: set[str] = set()
    for each in tried:
        path = each.fact.place.path
        others = [other for other in against if other.fact.place.path != path]
        other = next((other for other in others if are_related(path, other.fact.place.path)), None)
        if other is not None and path not in seen:
            seen.add(path)
            verdict: Verdict = "holds" if agree(each.fact, other.fact) else "contradicted"
            yield check_of_two(replace(rule, severity=each.severity), vocabulary, each.fact, other.fact, verdict)
