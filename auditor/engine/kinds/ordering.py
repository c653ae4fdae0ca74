"""Facts that do not decrease in the order of the rule: P50 ≤ P95 ≤ P99 ≤ the greatest.

Only facts that plainly speak of the same thing are held against each other: they stand in one block, or in one list or
table in places that differ by nothing but the words of their facets.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.engine.evidence import Evidence, short, value
from auditor.engine.kinds.on_facts import Judged, check_on, extents
from auditor.engine.selection import candidates, distance
from auditor.facts.facets import conflict
from auditor.facts.words import words
from auditor.model import Check, Fact, Rule, Variable, Verdict
from auditor.patterns import regex

APART = ("phase", "per", "role", "variant", "subject")
"""Facets in which the values must not differ; the statistic is what orders them."""
NEAR = 2
"""The greatest distance: one list, one table."""
_NUMBER = regex(r"\d")


class _Pair(Struct, frozen=True, kw_only=True):
    """The value on trial and an earlier one beside it."""

    variable: Variable
    earlier: Fact
    verdict: Verdict
    assumption: str = ""


def ordering(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each value that has an earlier one of the order beside it."""
    for at, variable in enumerate(rule.facts):
        for fact in _said(variable, evidence):
            pairs = [_pair(each, fact, evidence) for each in rule.facts[:at]]
            found = [pair for pair in pairs if pair is not None]
            if found:
                yield check_on(rule, evidence, _judged(variable, fact, found, evidence))


def _pair(variable: Variable, fact: Fact, evidence: Evidence) -> _Pair | None:
    """The nearest earlier value; open where several are as near and disagree, ``None`` where there is none."""
    beside = [
        (distance(other, fact, evidence), other)
        for other in _said(variable, evidence)
        if other.place != fact.place and _comparable(other, fact, evidence)
    ]
    least = min((steps for steps, _ in beside), default=NEAR + 1)
    if least > NEAR:
        return None
    nearest = [other for steps, other in beside if steps == least]
    found = [(other, _in_order(other, fact, evidence)) for other in nearest]
    if len({assumption is None for _, assumption in found}) > 1:
        return _Pair(variable=variable, earlier=nearest[0], verdict="open")
    other, assumption = found[0]
    if assumption is None:
        return _Pair(variable=variable, earlier=other, verdict="contradicted")
    return _Pair(variable=variable, earlier=other, verdict="holds", assumption=assumption)


def _said(variable: Variable, evidence: Evidence) -> list[Fact]:
    return [fact for fact in candidates(variable, evidence) if fact.origin == "document"]


def _in_order(earlier: Fact, later: Fact, evidence: Evidence) -> str | None:
    """What must be supposed so that the later value is not the lesser; ``None`` if nothing helps."""
    for one in extents(earlier, evidence):
        for other in extents(later, evidence):
            if one.interval.low <= other.interval.high:
                return "; ".join(dict.fromkeys(filter(None, (one.assumption, other.assumption))))
    return None


def _comparable(one: Fact, other: Fact, evidence: Evidence) -> bool:
    """Whether two facts speak of the same thing."""
    if conflict(one.facets, other.facets, APART):
        return False
    if one.block == other.block:
        return True
    here, there = evidence.document.blocks[one.block].cell, evidence.document.blocks[other.block].cell
    if here and there and (here.row == there.row or here.column != there.column):
        return here.row == there.row
    return _named(one, evidence) == _named(other, evidence)


def _named(fact: Fact, evidence: Evidence) -> frozenset[str]:
    """The words that lead to a value, without those of facets, of its concept and of numbers."""
    line = fact.place.line_text[: fact.place.column - 1]
    concept = evidence.vocabulary.concepts[fact.concept]
    known = evidence.vocabulary.narrowing | {word for label in concept.labels for word in label}
    return frozenset(word for word in words(line) if word not in known and not _NUMBER.search(word))


def _judged(variable: Variable, fact: Fact, pairs: list[_Pair], evidence: Evidence) -> Judged:
    """The worst of the pairs decides; of several that are contradicted, the one with the greatest earlier value."""
    wrong = [pair for pair in pairs if pair.verdict == "contradicted"]
    worst = max(wrong, key=lambda pair: value(pair.earlier)[0], default=None)
    torn = next((pair for pair in pairs if pair.verdict == "open"), None)
    decisive = worst or torn or pairs[-1]
    shown, other = short(fact, evidence.vocabulary), short(decisive.earlier, evidence.vocabulary)
    name, other_name = _words(variable), _words(decisive.variable)
    return Judged(
        fact=fact,
        name=variable.name,
        verdict=decisive.verdict,
        words={
            **{pair.variable.name: short(pair.earlier, evidence.vocabulary) for pair in pairs},
            variable.name: shown,
            "name": name,
            "other": other,
            "other_name": other_name,
            "where": f"line {decisive.earlier.place.line}",
        },
        steps=(f"{other_name} {other} {'>' if worst else '≤'} {name} {shown}",) if torn is None or worst else (),
        recomputed=f"at least {other}" if worst else None,
        assumptions=tuple(dict.fromkeys(pair.assumption for pair in pairs if pair.assumption)),
        reason=f"several values of {other_name} stand as near, and they disagree"
        if decisive.verdict == "open"
        else None,
        beside=tuple((pair.variable.name, pair.earlier) for pair in pairs),
    )


def _words(variable: Variable) -> str:
    return variable.name.replace("_", " ")
