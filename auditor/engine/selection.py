"""The facts that a rule's variables take: the nearest ones whose facets do not conflict; never a guess between two."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.engine.evidence import Evidence, agree, distinct, value
from auditor.engine.supplied import supplied
from auditor.facts.facets import conflict
from auditor.model import Facets, Fact, Rule, Variable

ASKED_ONLY = {"role": ("target", "limit", "required"), "per": ("replica", "node", "system"), "variant": ("before",)}
"""Facets that set a fact apart: a rule gets it only where its variable asks for it."""
SHARED = ("phase", "variant", "subject")
"""Facets in which all facts of one check must agree."""
LENIENT = ("per", "subject")
"""Facets that a fact may leave unsaid although a variable asks for them."""
FAR, COMPANION = 50, 100


@dataclass(slots=True)
class Selection:
    """What was found for the variables of one rule, starting from one fact."""

    chosen: dict[str, Fact] = field(default_factory=dict)
    many: dict[str, list[Fact]] = field(default_factory=dict)
    missing: list[Variable] = field(default_factory=list)
    torn: list[tuple[Variable, list[Fact]]] = field(default_factory=list)
    """Variables with several candidates, none nearer than the others."""


def anchors(rule: Rule, evidence: Evidence) -> list[list[Fact]]:
    """The facts that a rule starts from, one group for each thing that is said; repetitions stand together."""
    first = next(v for v in rule.facts if v.name == (rule.stated or rule.facts[0].name))
    own = [fact for fact in candidates(first, evidence) if fact.origin == "document"]
    merged: list[list[Fact]] = []
    for group in distinct(own):
        for other in merged:
            if _says_the_same(group[0], other[0]):
                other.extend(group)
                break
        else:
            merged.append(group)
    return merged


def _says_the_same(one: Fact, other: Fact) -> bool:
    """The same value, and no facet that tells them apart."""
    return value(one) == value(other) and not conflict(
        one.facets, other.facets, ("phase", "per", "role", "statistic", "variant", "subject")
    )


def select(rule: Rule, anchor: Fact, evidence: Evidence, *, varied: bool = False) -> Selection:
    """A fact for every variable, the anchor for the first.

    ``varied``: the document gives the anchor several values, so facts from far away may belong to another of them.
    """
    found = Selection()
    first = rule.stated or rule.facts[0].name
    found.chosen[first] = anchor
    for variable in rule.facts:
        if variable.name == first:
            continue
        shared = [name for name in SHARED if getattr(variable.facets, name) is None]
        options = [
            fact
            for fact in candidates(variable, evidence)
            if fact.place != anchor.place and not conflict(fact.facets, anchor.facets, shared)
        ]
        if variable.many:
            found.many[variable.name] = options
        elif not options and not varied and (published := supplied(rule, variable, anchor, evidence)):
            _take(found, variable, published, anchor)
        elif not (nearest := _nearest(options, anchor, evidence)) or (varied and _is_far(nearest, anchor, evidence)):
            found.missing.append(variable)
        else:
            _take(found, variable, nearest, anchor)
    return found


def _is_far(facts: list[Fact], anchor: Fact, evidence: Evidence) -> bool:
    """Whether facts stand in another part of the document, which may speak of another configuration."""
    return distance(facts[0], anchor, evidence) == FAR


def _take(found: Selection, variable: Variable, nearest: list[Fact], anchor: Fact) -> None:
    groups = distinct(nearest)
    if all(agree(nearest[0], group[0]) for group in groups):
        found.chosen[variable.name] = nearest[0]
        return
    closest = [fact for fact in nearest if _asked(variable, fact) and _same_phase(variable, fact, anchor)]
    if closest and all(agree(closest[0], fact) for fact in closest):
        found.chosen[variable.name] = closest[0]
    else:
        found.torn.append((variable, [group[0] for group in groups]))


def _same_phase(variable: Variable, fact: Fact, anchor: Fact) -> bool:
    return variable.facets.phase is not None or fact.facets.phase == anchor.facets.phase


def _asked(variable: Variable, fact: Fact) -> bool:
    """Whether a fact carries exactly the facets that a variable asks for."""
    wanted = variable.facets
    pairs = ((getattr(wanted, name), getattr(fact.facets, name)) for name in ("phase", "per", "role", "statistic"))
    return all(want is None or have in want.split(" | ") for want, have in pairs)


def candidates(variable: Variable, evidence: Evidence) -> list[Fact]:
    """The facts of a variable's concept whose facets do not conflict with what it asks for."""
    return [fact for fact in evidence.of(variable.concept) if admits(variable.facets, fact.facets)]


def admits(wanted: Facets, have: Facets) -> bool:
    """Whether a fact with these facets may stand for a variable with those."""
    for name in ("phase", "per", "role", "statistic", "variant", "subject"):
        want, given = getattr(wanted, name), getattr(have, name)
        if want is None:
            if given in ASKED_ONLY.get(name, ()):
                return False
        elif given is None:
            if name not in LENIENT:
                return False
        elif given not in want.split(" | "):
            return False
    return True


def _nearest(options: list[Fact], anchor: Fact, evidence: Evidence) -> list[Fact]:
    if not options:
        return []
    ranked = [(distance(fact, anchor, evidence), fact) for fact in options]
    least = min(steps for steps, _ in ranked)
    return [fact for steps, fact in ranked if steps == least]


def distance(fact: Fact, anchor: Fact, evidence: Evidence) -> int:
    """How far apart two facts stand: block, list, section, its ancestors, the document, its companion."""
    if fact.place.path != anchor.place.path:
        return COMPANION
    if fact.block == anchor.block:
        return 0
    blocks = evidence.document.blocks
    if blocks[fact.block].group == blocks[anchor.block].group:
        one, other = blocks[fact.block].cell, blocks[anchor.block].cell
        return 1 if one is None or other is None or one.row == other.row else 2
    if fact.section == anchor.section:
        return 3
    steps = _steps_up(fact.section, anchor.section, evidence)
    return 4 + steps if steps is not None else FAR


def _steps_up(section: int, inner: int, evidence: Evidence) -> int | None:
    """How many levels above the inner section the other one stands; ``None`` if it does not stand above it."""
    steps, at = 0, evidence.document.sections[inner].parent
    while at is not None and evidence.document.sections[at].level:
        if at == section:
            return steps
        steps, at = steps + 1, evidence.document.sections[at].parent
    return None
