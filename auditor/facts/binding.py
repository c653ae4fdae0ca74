"""Claims → facts: which concept of the vocabulary a quantity is, and what narrows it.

The words are tried from the nearest: the name an operand carries, the words behind the number, its label, the words
before it. Among the labels that stand there and whose dimension fits, the longest wins; two of the same length are told
apart by the headings above, and where these do not decide, nothing is bound.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from auditor.claims.labels import cell_labels
from auditor.claims.settings import split_key
from auditor.claims.units import COUNTING
from auditor.facts.chains import chains
from auditor.facts.completion import completed, reckoned, times_below
from auditor.facts.events import event
from auditor.facts.facets import read_facets
from auditor.facts.places import place
from auditor.facts.ratios import ratios
from auditor.facts.sizes import CONCEPT as SIZE
from auditor.facts.sizes import of_counted_things, sized
from auditor.facts.vocabulary import BOUNDARY, Concept, Vocabulary, Words, contains, words
from auditor.model import (
    AnyClaim,
    Comparison,
    Document,
    Equation,
    Facets,
    Fact,
    Measure,
    Number,
    Operation,
    Quantity,
    Total,
)
from auditor.quantities import units
from auditor.quantities.symbols import MAGNITUDES, SYMBOLS, TIMES

Found = tuple[int, Concept]
_SLASHED = re.compile(r"\s?/\s?(second|sec|s|hour|day|month|year)\b", re.IGNORECASE)
"""``Storage/day`` is storage per day; ``Storage/5 years`` is not."""
NEUTRAL = frozenset(
    "· total model number of the a an is are was in for on with at by per each all our its this that and or to from as"
    " about estimated stated overall full value whole available physical required used approx around approximately it"
    " per-gpu gpu fp16 bf16 fp8 dense rated size here there be will can of which what has have needs need take takes"
    " use uses require requires hold holds reach reaches give gives".split()
)
"""Words that may stand beside a label without changing what it names."""


def bind(document: Document, claims: Iterable[AnyClaim], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The facts among the claims, in the order of the text."""
    found = list(claims)
    parts = _table_parts(document, found)
    calculated = frozenset(_calculated(found))
    limits = {id(c.right.quantity) for c in found if isinstance(c, Comparison) and isinstance(c.right, Number)}
    facts = []
    for claim in found:
        if isinstance(claim, Measure) and id(claim.quantity) not in parts:
            fact = _fact(document, claim, vocabulary, limits=limits, calculated=calculated)
            if fact is not None:
                facts.append(fact)
    facts.extend(ratios(document, vocabulary))
    facts.extend(chains(document, found, facts))
    return tuple(sorted(of_counted_things(facts), key=lambda fact: fact.place.span.start))


def _table_parts(document: Document, claims: Iterable[AnyClaim]) -> frozenset[int]:
    """The cells above a total row: each of them is a part of what its column is about."""
    totals = [claim for claim in claims if isinstance(claim, Total) and document.blocks[claim.block].kind == "cell"]
    return frozenset(id(part) for claim in totals for part in claim.parts)


def _calculated(claims: Iterable[AnyClaim]) -> Iterator[int]:
    """The quantities that a calculation beside them comes to: it is checked as such, with the operands that it names."""
    for claim in claims:
        if isinstance(claim, Equation) and claim.source != "guessed":
            for side, other in ((claim.left, claim.right), (claim.right, claim.left)):
                if isinstance(side, Number) and (isinstance(other, Operation) or claim.chained):
                    yield id(side.quantity)


def _fact(
    document: Document, claim: Measure, vocabulary: Vocabulary, *, limits: Container[int], calculated: Container[int]
) -> Fact | None:
    block = document.blocks[claim.block]
    happens = thing = None
    concept: Concept | None
    if block.kind == "setting":
        concept = _by_key(block.label, claim.quantity, vocabulary)
    else:
        concept = _concept(document, claim, vocabulary)
        if concept is None or concept.events:
            happens = event(document, claim, vocabulary)
        if happens is not None:
            claim, concept = happens.claim, happens.concept
        elif (thing := sized(claim, vocabulary)) is not None and concept is None:
            concept = vocabulary.concepts[SIZE]
    if concept is None or _in_varying_column(document, claim, concept, vocabulary):
        return None
    facets = read_facets(vocabulary, _texts(document, claim))
    facets = _with_denominator(claim.quantity, facets)
    if happens is not None:
        facets = replace(facets, phase=happens.phase, subject=happens.subject)
    elif concept.id == SIZE:
        facets = replace(facets, subject=thing if thing not in ("object", "item", "record") else None)
    elif concept.events:
        facets = replace(facets, phase=facets.phase or "request", subject=facets.subject or "request")
    elif concept.list:
        facets = replace(facets, subject=_list_of(document, claim))
    if concept.peak and facets.statistic == "peak":
        concept = vocabulary.concepts[concept.peak]
    if facets.per == concept.counts:
        facets = replace(facets, per=None)  # "prefill: 64 GPUs" is not said of one GPU
    printed = id(claim.quantity if happens is None else happens.printed)
    if facets.role is None and (printed in limits or claim.bound):
        facets = replace(facets, role="limit")
    if concept.estimate and printed in calculated:
        facets = replace(facets, role="calculated")
    elif concept.estimate and facets.role is None:
        facets = replace(facets, role="stated")
    if concept.gpu and (facets.per == "gpu" or claim.share):
        concept = vocabulary.concepts[concept.gpu]
    quantity = claim.quantity if fits(claim.quantity, concept) else completed(claim.quantity, concept.unit)
    return Fact(
        concept=concept.id,
        facets=facets,
        quantity=reckoned(quantity) if concept.estimate else quantity,
        place=place(document, claim.span, block.section),
        block=claim.block,
        section=block.section,
        origin="configuration" if document.kind == "configuration" else "document",
        factors=claim.factors,
        mark=claim.mark,
    )


def _list_of(document: Document, claim: Measure) -> str:
    """The section of a claim: figures that are reckoned with together stand in one."""
    path = document.heading_path(document.blocks[claim.block].section)
    return " / ".join(path)


def _in_varying_column(document: Document, claim: Measure, concept: Concept, vocabulary: Vocabulary) -> bool:
    """Whether a cell is one of several alternatives: its column names the concept and varies, its row sets no facet."""
    block = document.blocks[claim.block]
    if block.cell is None or block.cell.row == 0:
        return False
    header, first = cell_labels(document, block)
    if any(contains(words(first), label) >= 0 for label in concept.labels) or not has_any(header, concept):
        return False
    if read_facets(vocabulary, [words(first)]) != Facets():
        return False
    column = [row[block.cell.column] for row in document.tables[block.cell.table].rows if block.cell.column < len(row)]
    return len({document.blocks[cell].text for cell in column if cell is not None}) > 1


# --- the concept ------------------------------------------------------------------------------------------------------


def _by_key(path: str, quantity: Quantity, vocabulary: Vocabulary) -> Concept | None:
    """The concept that a configuration key names."""
    stem, _, _ = split_key(path)
    full = path.rpartition(".")[2].lower()
    fitting = [c for c in vocabulary.concepts.values() if {stem, full} & c.keys and fits(quantity, c)]
    return fitting[0] if len(fitting) == 1 else None


def _concept(document: Document, claim: Measure, vocabulary: Vocabulary) -> Concept | None:
    symbols = {part.strip() for part in claim.label.split(BOUNDARY)}
    named = [c for symbol in symbols for c in vocabulary.by_symbol.get(symbol, ()) if fits(claim.quantity, c)]
    if named:
        return named[0] if len(named) == 1 else None
    behind = words(_tail(claim.quantity)) + words(claim.after)
    label = words(_SLASHED.sub(r" per \1", claim.label))
    headings = " ".join(document.heading_path(document.blocks[claim.block].section)).lower()
    noun = _longest(vocabulary, behind, claim.quantity, headings, start=True)
    if noun is not None:
        return noun
    joined = tuple(word for word in label if word != BOUNDARY)
    for text in (label + behind, joined + behind, behind, label, joined, words(claim.before)):
        concept = _longest(vocabulary, text, claim.quantity, headings)
        if concept is not None:
            return concept
    return None


def _tail(quantity: Quantity) -> str:
    """The words of a quantity's own text: ``GPUs`` in ``64 GPUs``, ``per token`` in ``1 KB per token``."""
    letters = "".join(character if character.isalpha() or character in " -" else " " for character in quantity.text)
    return " ".join(word for word in letters.split() if word not in MAGNITUDES and not _measures(word))


def _measures(word: str) -> bool:
    """Whether a word is a unit of measurement rather than a noun."""
    return word in SYMBOLS and SYMBOLS[word][0][0] not in COUNTING


def _longest(
    vocabulary: Vocabulary, text: Words, quantity: Quantity, headings: str, *, start: bool = False
) -> Concept | None:
    """The concept with the longest label in a text, or right at its start."""
    found = sorted(_labels_in(vocabulary, text, quantity, start=start), key=lambda pair: -pair[0])
    found = [pair for pair in found if not pair[1].within or any(word in headings for word in pair[1].within)]
    best = [concept for length, concept in found if length == found[0][0]]
    if len({concept.id for concept in best}) > 1:
        under = [concept for concept in best if any(word in headings for word in concept.under)]
        best = under or [concept for concept in best if not concept.under]
        best = _of_its_period(best, quantity) if len(best) > 1 else best
    return best[0] if best and len({concept.id for concept in best}) == 1 else None


def _of_its_period(concepts: list[Concept], quantity: Quantity) -> list[Concept]:
    """The concepts that are per the same stretch of time as a quantity: ``energy: 200 MWh per year``."""
    printed = times_below(quantity.readings[0].unit)
    return [concept for concept in concepts if printed and times_below(concept.unit) == printed]


def _labels_in(vocabulary: Vocabulary, text: Words, quantity: Quantity, *, start: bool) -> Iterator[Found]:
    for at, word in enumerate(text[:1] if start else text):
        for label, name in vocabulary.by_first_word.get(word, ()):
            concept = vocabulary.concepts[name]
            if text[at : at + len(label)] != label or not _may_be(quantity, concept, label):
                continue
            if concept.whole and _per_thing(text[at + len(label) :]):
                continue  # "cost per server" is not the cost
            if len(label) == 1 and at > 0 and text[at - 1] in ("per", "each", "every", "a", "one"):
                continue  # "per GPU" says of what, not what
            if all(_neutral(vocabulary, text, beside, concept) for beside in (at - 1, at + len(label))):
                yield len(label), concept


def _neutral(vocabulary: Vocabulary, text: Words, at: int, concept: Concept) -> bool:
    """Whether the word beside a label leaves its meaning alone: "total parameters", not "embedding parameters"."""
    if not 0 <= at < len(text) or text[at] in NEUTRAL or text[at] in vocabulary.narrowing:
        return True
    return any(text[at] in label for label in concept.labels) or text[at].upper() in concept.symbols


def _may_be(quantity: Quantity, concept: Concept, label: Words) -> bool:
    """Whether a quantity fits the concept that a label names, also with the time that only the label says."""
    if concept.whole and any(power < 0 and units.is_count(name) for name, power in _dimension(quantity)):
        return False
    if concept.estimate and concept.counts and not _counts_it(quantity, concept):
        return False
    return fits(quantity, concept) or (
        label in concept.measured and fits(completed(quantity, concept.unit), concept)
    )


def _counts_it(quantity: Quantity, concept: Concept) -> bool:
    """Whether the noun of a count is one of the concept's own: ``24 servers``, and not ``8 CPUs`` of a server."""
    noun = words(quantity.noun.partition(" per ")[0])
    return not noun or any(noun[-1] in label for label in concept.labels)


def _per_thing(behind: Words) -> bool:
    """Whether a label goes on with a thing that each has it: ``per server``, and not ``per month``."""
    return behind[:1] == ("per",) and len(behind) > 1 and behind[1] not in TIMES


def _dimension(quantity: Quantity) -> units.Dimension:
    return units.factor(quantity.readings[0].unit)[1]


def fits(quantity: Quantity, concept: Concept) -> bool:
    """Whether some reading of a quantity has the concept's dimension; a count must be a count of the right thing."""
    if re.match(r"[+−-]|\d+-[a-zA-Z]", quantity.text) and not quantity.text.endswith("-way"):
        return False  # a difference, not a value
    if quantity.hedge == "range" and not _physical(units.factor(concept.unit)[1]):
        return False  # "layers 0-19" numbers them
    return any(_fits(reading.unit, concept) for reading in quantity.readings)


def _fits(unit: str, concept: Concept) -> bool:
    _, printed = units.factor(unit)
    _, wanted = units.factor(concept.unit)
    if _physical(printed) != _physical(wanted):
        return False
    counted = {name for name, power in printed if power > 0 and units.is_count(name)}
    allowed = {name for name, power in wanted if power > 0 and units.is_count(name)} | {concept.counts}
    if concept.unit == "percent":
        return unit == "percent"
    return counted <= allowed and unit != "percent"


def _physical(dimension: units.Dimension) -> units.Dimension:
    return tuple((name, power) for name, power in dimension if not units.is_count(name))


# --- what narrows it --------------------------------------------------------------------------------------------------


def _texts(document: Document, claim: Measure) -> list[Words]:
    """Where facets are looked for, nearest first: the words around, the label, what leads in, the headings."""
    block = document.blocks[claim.block]
    near = words(f"{claim.before} {_tail(claim.quantity)} {claim.after}")
    headings = [words(title) for title in reversed(document.heading_path(block.section))]
    return [near, words(claim.label), words(_lead_in(document, claim.block)), *headings]


def _lead_in(document: Document, index: int) -> str:
    """The paragraph that stands right before a list, a fence or a table: ``Budget of one GPU:``."""
    group = document.blocks[index].group
    at = index
    while at > 0 and document.blocks[at - 1].group == group:
        at -= 1
    before = document.blocks[at - 1] if at > 0 else None
    if (
        before is None
        or before.kind != "paragraph"
        or before.section != document.blocks[index].section
        or at == index == 0
    ):
        return ""
    return before.text.rpartition(". ")[2] if before.text.rstrip().endswith(":") else ""


def _with_denominator(quantity: Quantity, facets: Facets) -> Facets:
    """``tokens/ms/GPU`` says per GPU by its unit."""
    _, dimension = units.factor(quantity.readings[0].unit)
    for name, power in dimension:
        if power < 0 and name in ("gpu", "node", "replica") and facets.per is None:
            return replace(facets, per=name)
    return facets


def has_any(text: str, concept: Concept) -> bool:
    """Whether a text names a concept by a label or a symbol."""
    found = words(text)
    return text.strip() in concept.symbols or any(contains(found, label) >= 0 for label in concept.labels)
