"""What a document says of an accelerator, a link or a model, against what is published of it.

In a table the column decides: where more of its cells miss than fit, it is a column of something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from auditor.engine.evidence import Evidence, operand
from auditor.engine.messages import fill
from auditor.engine.published import UNSAID, Judged, Option, distance, judge, middle, options_of, value_of
from auditor.facts.asked import Ask
from auditor.facts.fitting import fits
from auditor.facts.knowledge import Library
from auditor.facts.known import cell_fact, cell_place, shown, sourced
from auditor.facts.places import place
from auditor.facts.subjects import Binder
from auditor.facts.words import Words, words
from auditor.model import Check, Facets, Fact, Measure, Rule
from auditor.rational import Fraction

MAX_SHOWN = 4
SLACK = Fraction(1, 50)


def knowledge(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of each subject."""
    wanted = dict(rule.options)
    own = wanted.get("unless_stated", "").split()
    if own and all(evidence.of(concept) for concept in own):
        return  # what the document says of itself decides, in a rule of its own
    for name in wanted["library"].split():
        if evidence.names(name):
            yield from _against(rule, evidence, evidence.subjects(name))


def _against(rule: Rule, evidence: Evidence, binder: Binder) -> Iterator[Check]:
    ask = _ask(rule.options)
    concept = evidence.vocabulary.concepts[rule.facts[0].concept]
    judged = []
    for claim in binder.figures:
        if not fits(claim.quantity, concept):
            continue
        bound = binder.bind(claim, ask)
        if bound is not None and (options := options_of(rule, bound)):
            found = judge(rule, bound, options)
            judged.extend([found] if found.reason != UNSAID else [])
    for group in _grouped(_supported(judged)):
        yield _check(rule, evidence, binder.library, group)


@cache
def _ask(options: tuple[tuple[str, str], ...]) -> Ask:
    given = dict(options)
    return Ask(
        labels=_phrases(given.get("labels", "")),
        loose=_phrases(given.get("loose", "")),
        unless=frozenset(given.get("unless", "").split()),
    )


def _phrases(text: str) -> tuple[Words, ...]:
    return tuple(words(part) for part in text.split("|") if part.strip())


# --- tables and repetitions -------------------------------------------------------------------------------------------


def _supported(judged: Sequence[Judged]) -> Iterator[Judged]:
    """All but the contradicted cells of tables in which more figures of this kind miss than fit."""
    counts = Counter((each.bound.where[0], each.verdict) for each in judged if each.bound.where)
    for each in judged:
        if each.verdict != "contradicted" or (each.bound.where is None and not each.weak):
            yield each
        elif each.bound.where is not None:
            table = each.bound.where[0]
            held, missed = counts[table, "holds"], counts[table, "contradicted"]
            alone = missed == 1 and not held and not counts[table, "open"]
            if (held >= missed and (held > 1 or not each.weak)) or (alone and not each.weak):
                yield each


def _grouped(judged: Iterable[Judged]) -> Iterator[list[Judged]]:
    """Repetitions of one statement together; each contradicted one alone."""
    groups: dict[object, list[Judged]] = {}
    for each in judged:
        plain = each.bound.claim.quantity.readings[0]
        names = tuple(option.entry.name for option in each.options)
        alone = id(each) if each.verdict == "contradicted" else 0
        groups.setdefault((each.verdict, names, plain.low, plain.high, plain.unit, alone), []).append(each)
    yield from groups.values()


# --- the check --------------------------------------------------------------------------------------------------------


def _check(rule: Rule, evidence: Evidence, known: Library, group: list[Judged]) -> Check:
    first = group[0]
    claim, wrong = first.bound.claim, first.verdict == "contradicted"
    fact = _fact(rule, evidence, claim)
    best = _nearest(first)
    values_text = _shown(first)
    values = {
        "stated": claim.quantity.text,
        "recomputed": values_text,
        "ratio": "",
        "subject": first.bound.name,
        "source": sourced(best.cell),
    }
    published = cell_fact(known, best.entry, best.cell, rule.facts[0].concept)
    places = [
        place(evidence.document, other.bound.claim.span, evidence.document.blocks[other.bound.claim.block].section)
        for other in group[1:]
    ]
    return Check(
        rule=rule.id,
        title=rule.title,
        verdict=first.verdict,
        severity=rule.severity,
        group=rule.group,
        place=fact.place,
        message=fill(rule.message, values) if wrong else _summary(first, values),
        stated=claim.quantity.text,
        recomputed=values_text,
        ratio=value_of(best.cell) / middle(claim.quantity, best.cell) if middle(claim.quantity, best.cell) else None,
        stated_span=claim.quantity.span,
        derivation=tuple(_derivation(first)),
        related=(cell_place(known, best.entry, best.cell), *places),
        operands=(operand("stated", fact, evidence.vocabulary), operand("published", published, evidence.vocabulary)),
        reason=first.reason,
        impact=fill(rule.impact, values) if wrong else "",
        recommendation=fill(rule.recommendation, values) if wrong else "",
        mark=claim.mark,
    )


def _nearest(judged: Judged) -> Option:
    """The option that is shown: of those about as near as the nearest one, the first."""
    steps = [distance(judged.bound.claim, option.cell) for option in judged.options]
    return next(option for option, step in zip(judged.options, steps, strict=True) if step <= min(steps) + SLACK)


def _fact(rule: Rule, evidence: Evidence, claim: Measure) -> Fact:
    section = evidence.document.blocks[claim.block].section
    return Fact(
        concept=rule.facts[0].concept,
        facets=Facets(),
        quantity=claim.quantity,
        place=place(evidence.document, claim.span, section),
        block=claim.block,
        section=section,
    )


def _summary(judged: Judged, values: dict[str, str]) -> str:
    if judged.verdict == "open":
        return f"{values['subject']}: {values['stated']} against {values['recomputed']}: {judged.reason}."
    return f"{values['subject']}: {values['stated']} is what is published ({values['recomputed']})."


def _shown(judged: Judged) -> str:
    """The values that may be meant, each once, with what narrows it and which variant has it."""
    found: dict[str, list[str]] = {}
    for option in judged.options:
        if option.cell.confidence != "low" or judged.verdict != "contradicted":
            found.setdefault(shown(option.cell), []).append(option.entry.name)
    several = len({name for names in found.values() for name in names}) > 1 and len(found) > 1
    parts = [f"{text} ({', '.join(dict.fromkeys(names))})" if several else text for text, names in found.items()]
    return " or ".join(parts[:MAX_SHOWN]) + (" …" if len(parts) > MAX_SHOWN else "")


def _derivation(judged: Judged) -> Iterator[str]:
    for option in judged.options[:MAX_SHOWN]:
        kind = option.cell.of.replace("_", " ")
        source = f"{sourced(option.cell)}; {option.cell.confidence} confidence"
        yield f"{option.entry.name}, {kind}: {shown(option.cell)} ({source})"
