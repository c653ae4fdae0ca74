"""One thing, one value: a document against the configuration beside it, or against itself in another place."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.engine.evidence import Evidence, agree, operand
from auditor.engine.messages import fill
from auditor.engine.selection import candidates
from auditor.facts.facets import conflict
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Check, Fact, Rule, Verdict
from auditor.quantities import units
from auditor.quantities.formatting import restate, times
from auditor.rational import Fraction

APART = ("phase", "role", "statistic", "variant", "subject")


def agreement(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """The checks of a rule of this kind; its option ``between`` says what is compared."""
    match dict(rule.options).get("between", "places"):
        case "configuration":
            yield from _with_configuration(rule, evidence)
        case "scopes":
            yield from _scopes(rule, evidence)
        case "documents":
            return  # one by itself says nothing; ``engine.across`` has all of them
        case _:
            yield from _places(rule, evidence)


def _with_configuration(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """Each setting against what the document says of the same concept; one place that agrees is enough."""
    for setting in evidence.facts:
        if setting.origin != "configuration":
            continue
        stated = [
            fact for fact in evidence.of(setting.concept) if fact.origin == "document" and _comparable(fact, setting)
        ]
        if not stated:
            continue
        agreeing = [fact for fact in stated if agree(fact, setting)]
        fact = (agreeing or stated)[0]
        yield check_of_two(rule, evidence.vocabulary, fact, setting, "holds" if agreeing else "contradicted")


def _comparable(fact: Fact, setting: Fact) -> bool:
    """Whether both speak of the same: no facet apart, and what the document sets apart is not asked about."""
    if conflict(fact.facets, setting.facets, APART) or (fact.facets.role is None) != (setting.facets.role is None):
        return False
    return fact.facets.variant != "before" and fact.facets.per not in ("replica", "node")


def _places(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """The first statement of each thing against every later one with the same facets."""
    for variable in rule.facts:
        facts = [fact for fact in candidates(variable, evidence) if _is_plain(fact, evidence, dict(rule.options))]
        first: dict[object, Fact] = {}
        for fact in facts:
            base = first.setdefault(replace(fact.facets, role=None), fact)
            if base is not fact and base.block != fact.block:
                yield check_of_two(
                    rule, evidence.vocabulary, fact, base, "holds" if agree(fact, base) else "contradicted"
                )


def _is_plain(fact: Fact, evidence: Evidence, options: dict[str, str]) -> bool:
    """Whether a fact is one statement about the whole: no cell of a table, no range, and narrowed as the rule needs."""
    if fact.origin != "document" or fact.quantity.hedge == "range":
        return False
    if evidence.document.blocks[fact.block].kind == "cell":
        return False
    return all(getattr(fact.facets, needed) is not None for needed in options.get("needs", "").split())


def _scopes(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """The same value given once per GPU and once for all of them together."""
    for variable in rule.facts:
        facts = [fact for fact in candidates(variable, evidence) if fact.facets.per in ("gpu", "system")]
        for index, fact in enumerate(facts):
            others = [other for other in facts[:index] if agree(fact, other) and other.facets.per != fact.facets.per]
            if others:
                yield check_of_two(rule, evidence.vocabulary, fact, others[0], "contradicted")
                return
        if len(facts) > 1:
            yield check_of_two(rule, evidence.vocabulary, facts[1], facts[0], "holds")


def _factor(unit: str) -> Fraction:
    return units.factor(unit)[0]


def _middle(fact: Fact) -> Fraction:
    plain = fact.quantity.readings[0]
    return (plain.low + plain.high) / 2 * _factor(plain.unit)


def check_of_two(rule: Rule, vocabulary: Vocabulary, fact: Fact, other: Fact, verdict: Verdict) -> Check:
    """The record of one fact against another one."""
    wrong = verdict == "contradicted"
    concept = vocabulary.concepts[fact.concept]
    ratio = _middle(other) / _middle(fact) if _middle(fact) else None
    where = (
        f"{other.place.path}, line {other.place.line}"
        if other.place.path != fact.place.path
        else f"line {other.place.line}"
    )
    words = {"stated": fact.quantity.text, "recomputed": other.quantity.text, "concept": concept.name, "where": where}
    words |= {"scope": _scope(fact), "other_scope": _scope(other), "ratio": times(ratio) if ratio else ""}
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=verdict,
        severity=rule.severity,
        group=rule.group,
        place=fact.place,
        message=fill(rule.message, words) if wrong else f"{concept.name}: {fact.quantity.text} agrees with {where}.",
        stated=fact.quantity.text,
        recomputed=restate(fact.quantity, _middle(other) / _factor(fact.quantity.readings[0].unit))
        if wrong
        else other.quantity.text,
        ratio=ratio,
        stated_span=fact.quantity.span,
        derivation=(f"{fact.quantity.text} (line {fact.place.line}) against {other.quantity.text} ({where})",),
        related=(other.place,),
        operands=(operand("stated", fact, vocabulary), operand("other", other, vocabulary)),
        impact=fill(rule.impact, words) if wrong else "",
        recommendation=fill(rule.recommendation, words) if wrong else "",
    )


def _scope(fact: Fact) -> str:
    return {"gpu": "per GPU", "system": "in aggregate"}.get(fact.facets.per or "", "without a scope")
