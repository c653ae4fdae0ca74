"""The facts that a rule's variables take: the nearest ones whose facets do not conflict; never a guess between two."""

from __future__ import annotations

from msgspec import Struct, field

from auditor.claims.labels import line_label
from auditor.engine.evidence import Evidence, agree, distinct, value
from auditor.engine.supplied import supplied
from auditor.facts.facets import conflict
from auditor.model import Block, Facets, Fact, Rule, Variable
from auditor.patterns import regex

ASKED_ONLY = {
    "role": ("target", "limit", "required"),
    "per": ("replica", "node", "system"),
    "variant": ("before",),
}
"""Facets that set a fact apart: a rule gets it only where its variable asks for it."""
SHARED = ("phase", "variant", "subject", "statistic")
"""Facets in which all facts of one check must agree."""
LENIENT = ("per", "subject")
"""Facets that a fact may leave unsaid although a variable asks for them."""
UNSAID = "unsaid"
"""What a variable asks for if it also takes a fact that says nothing of a facet: ``statistic: mean | unsaid``."""
IN_LIST, IN_SECTION, FAR, COMPANION = 2, 3, 50, 100
_SHORT = regex(r"(?:[^\s:=≈]{1,30}\s+){0,4}[^\s:=≈]{0,30}\s?[:=≈][\s*`~≈$]*\d")
"""A number right behind a label of a few words, or behind the sign of an equation."""


class Selection(Struct):
    """What was found for the variables of one rule, starting from one fact."""

    chosen: dict[str, Fact] = field(default_factory=dict)
    many: dict[str, list[Fact]] = field(default_factory=dict)
    missing: list[Variable] = field(default_factory=list)
    torn: list[tuple[Variable, list[Fact]]] = field(default_factory=list)
    """Variables with several candidates, none nearer than the others."""


def anchors(rule: Rule, evidence: Evidence) -> list[list[Fact]]:
    """The facts that a rule starts from, one group for each thing that is said; repetitions stand together."""
    return said(next(v for v in rule.facts if v.name == (rule.stated or rule.facts[0].name)), evidence)


def said(variable: Variable, evidence: Evidence) -> list[list[Fact]]:
    """What the document says of a variable, one group for each different thing; repetitions stand together."""
    key = (variable.concept, variable.facets)
    if key not in evidence.said:
        evidence.said[key] = _said(variable, evidence)
    return evidence.said[key]


def _said(variable: Variable, evidence: Evidence) -> list[list[Fact]]:
    own = [fact for fact in candidates(variable, evidence) if fact.origin == "document"]
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


def row_anchors(rule: Rule, evidence: Evidence) -> list[Fact]:
    """The alternatives in tables that a rule starts from, each in its own row."""
    first = next(v for v in rule.facts if v.name == (rule.stated or rule.facts[0].name))
    return [fact for fact in evidence.rows if fact.concept in first.concepts and admits(first.facets, fact.facets)]


def select_in_row(rule: Rule, anchor: Fact, evidence: Evidence) -> Selection:
    """A fact for every variable from the anchor's row alone; other rows and the text may speak of something else."""
    found = Selection()
    first = rule.stated or rule.facts[0].name
    found.chosen[first] = anchor
    beside = [fact for fact in evidence.in_row(anchor) if fact.place != anchor.place]
    for variable in rule.facts:
        if variable.name == first:
            continue
        options = [f for f in beside if f.concept in variable.concepts and admits(variable.facets, f.facets)]
        if variable.many and options:
            found.many[variable.name] = options
        elif (
            not options
            and variable.default is not None
            and (published := supplied(rule, variable, anchor, evidence, in_row=True))
        ):
            _take(found, variable, published, anchor)  # rather than what is supposed
        elif not options:
            found.missing.append(variable)
        else:
            _take(found, variable, options, anchor)
    return found


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
            if fact.place != anchor.place
            and not conflict(fact.facets, anchor.facets, shared)
            and not _crosswise(fact, anchor, evidence)
            and not _in_passing(fact, anchor, evidence)
        ]
        if variable.many and not variable.together:
            found.many[variable.name] = options
        elif variable.together and (together := _together(options, anchor, evidence)):
            found.many[variable.name] = together
        elif variable.together:
            found.missing.append(variable)
        elif (
            not options
            and (not varied or variable.default is not None)
            and (published := supplied(rule, variable, anchor, evidence))
        ):
            _take(found, variable, published, anchor)
        elif not (nearest := _nearest(options, anchor, evidence)) or (varied and _is_far(nearest, anchor, evidence)):
            found.missing.append(variable)
        else:
            _take(found, variable, nearest, anchor)
    return found


def _together(options: list[Fact], anchor: Fact, evidence: Evidence) -> list[Fact]:
    """All facts of the anchor's list, table or block, or else of its section; what stands elsewhere may be another's.

    Beside a list nothing else counts: prose around it says its values again.
    """
    steps = [(distance(fact, anchor, evidence), fact) for fact in options]
    nearest = min((least for least, _ in steps), default=FAR)
    reach = 0 if nearest == 0 else IN_LIST if nearest <= IN_LIST else IN_SECTION
    return [fact for least, fact in steps if least <= reach]


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
    key = (variable.concept, variable.facets)
    if key not in evidence.candidates:
        facts = (fact for concept in variable.concepts for fact in evidence.of(concept))
        evidence.candidates[key] = [fact for fact in facts if admits(variable.facets, fact.facets)]
    return evidence.candidates[key]


def admits(wanted: Facets, have: Facets) -> bool:
    """Whether a fact with these facets may stand for a variable with those."""
    for name in ("phase", "per", "role", "statistic", "variant", "subject"):
        want, given = getattr(wanted, name), getattr(have, name)
        if want is None:
            if given in ASKED_ONLY.get(name, ()):
                return False
        elif given is None:
            if name not in LENIENT and UNSAID not in want.split(" | "):
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
        return 1 if one is None or other is None or one.row == other.row or one.column == other.column else 2
    if fact.section == anchor.section:
        return 3
    steps = _steps_up(fact.section, anchor.section, evidence)
    return 4 + steps if steps is not None else FAR


def _crosswise(fact: Fact, anchor: Fact, evidence: Evidence) -> bool:
    """Whether two cells of one table share neither row nor column: they speak of different things."""
    blocks = evidence.document.blocks
    if fact.place.path != anchor.place.path:
        return False
    one, other = blocks[fact.block].cell, blocks[anchor.block].cell
    if one is None or other is None or one.table != other.table:
        return False
    return one.row != other.row and one.column != other.column


def _in_passing(fact: Fact, anchor: Fact, evidence: Evidence) -> bool:
    """Whether both stand in sentences of different paragraphs: prose takes up one example after the other."""
    if fact.block == anchor.block or fact.place.path != anchor.place.path:
        return False
    return all(_is_prose(evidence.document.blocks[each.block]) for each in (fact, anchor))


def _is_prose(block: Block) -> bool:
    """Whether a block is a sentence; ``GPUs: 64`` is none, and a list item with a label is none."""
    if block.kind in ("paragraph", "line"):
        return _SHORT.match(block.text) is None
    label = line_label(block.text)
    return block.kind == "item" and (not label or any(character.isdigit() for character in label))


def _steps_up(section: int, inner: int, evidence: Evidence) -> int | None:
    """How many levels above the inner section the other one stands; ``None`` if it does not stand above it."""
    steps, at = 0, evidence.document.sections[inner].parent
    while at is not None and evidence.document.sections[at].level:
        if at == section:
            return steps
        steps, at = steps + 1, evidence.document.sections[at].parent
    return None
