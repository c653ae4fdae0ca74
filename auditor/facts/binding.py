"""Claims → facts: which concept of the vocabulary a quantity is, and what narrows it.

The words are tried from the nearest: the name an operand carries, the words behind the number, its label, the words
before it. Among the labels that stand there and whose dimension fits, the longest wins; two of the same length are told
apart by the headings above, and where these do not decide, nothing is bound.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.labels import cell_labels
from auditor.claims.settings import split_key
from auditor.facts.beside import tail, texts_beside
from auditor.facts.chains import chains
from auditor.facts.completion import completed, reckoned
from auditor.facts.complications import complications
from auditor.facts.events import event
from auditor.facts.facets import read_facets
from auditor.facts.fitting import fits
from auditor.facts.formats import named_formats
from auditor.facts.naming import is_label_in, longest
from auditor.facts.parts import calculated, guarding, is_annotated, is_narrowed, table_parts
from auditor.facts.places import place
from auditor.facts.ratios import ratios
from auditor.facts.sizes import CONCEPT as SIZE
from auditor.facts.sizes import of_counted_things, sized
from auditor.facts.vocabulary import Concept, Vocabulary
from auditor.facts.words import BOUNDARY, contains, words
from auditor.model import (
    AnyClaim,
    Comparison,
    Document,
    Facets,
    Fact,
    Measure,
    Number,
    Quantity,
)
from auditor.patterns import regex
from auditor.quantities import units

_SLASHED = regex(r"\s?/\s?(second|sec|s|hour|day|month|year)\b", re.IGNORECASE)
"""``Storage/day`` is storage per day; ``Storage/5 years`` is not."""
_LEADING_ON = ("of", "is", "are", "was")
"""What leads from a label to the number behind it."""
_GOING_ON = ("and", "but", "while", "whereas", "so", "because")
"""What begins another clause: the words behind it are not of the number before it."""


class Bound(Struct, frozen=True):
    """What claims were bound to."""

    facts: tuple[Fact, ...]
    """In the order of the text."""
    rows: tuple[Fact, ...]
    """What the rows of tables say: each is one configuration of several, and speaks for itself alone."""


def bind(document: Document, claims: Sequence[AnyClaim], vocabulary: Vocabulary) -> Bound:
    """The facts among the claims."""
    found: list[Fact] = []
    rows: list[Fact] = []
    for claim, concept, fact in _bound(document, claims, vocabulary):
        (rows if _in_varying_column(document, claim, concept, vocabulary) else found).append(fact)
    said = {(fact.concept, fact.block) for fact in found}
    formats = [f for f in named_formats(document) if f.concept in vocabulary.concepts]
    found += [fact for fact in formats if (fact.concept, fact.block) not in said]
    found += ratios(document, vocabulary)
    if any(vocabulary.concepts[fact.concept].estimate for fact in found):
        found += complications(document, vocabulary)
    found += chains(document, claims, found)
    facts = sorted(of_counted_things(found), key=lambda fact: fact.place.span.start)
    return Bound(facts=tuple(facts), rows=tuple(rows))


def _bound(
    document: Document, claims: Sequence[AnyClaim], vocabulary: Vocabulary
) -> Iterator[tuple[Measure, Concept, Fact]]:
    parts = table_parts(document, claims)
    limits = frozenset(
        id(c.right.quantity) for c in claims if isinstance(c, Comparison) and isinstance(c.right, Number)
    )
    binder = _Binder(document, vocabulary, limits, frozenset(calculated(document, claims)))
    for claim in claims:
        if isinstance(claim, Measure) and id(claim.quantity) not in parts:
            for concept, fact in binder.facts(claim):
                yield claim, concept, fact


class _Binder(Struct, frozen=True):
    """One document and what its claims say of one another."""

    document: Document
    vocabulary: Vocabulary
    limits: Container[int]
    """The quantities that others are compared with."""
    calculated: Container[int]

    def facts(self, claim: Measure) -> Iterator[tuple[Concept, Fact]]:
        """What a measure is: the concept that its words name, and how often something happens."""
        document, vocabulary = self.document, self.vocabulary
        block = document.blocks[claim.block]
        if block.kind == "setting":
            concept = _by_key(block.label, claim.quantity, vocabulary)
        else:
            concept = _concept(document, claim, vocabulary)
        if concept is None:
            concept = vocabulary.concepts.get(guarding(document, claim))
        if concept is not None and concept.estimate and concept.unit == "second" and is_narrowed(claim):
            concept = None  # "retention: 30 days for query logs" is not that of the data
        if concept is not None:
            yield concept, self._named(claim, concept)
        if block.kind == "setting" or (concept is not None and not _counts_requests(concept)):
            return
        happens = event(document, claim, vocabulary)
        if happens is not None:
            yield (
                happens.concept,
                self._estimate(claim, happens.concept, happens.quantity, happens.phase, happens.subject),
            )
        elif concept is None and (thing := sized(claim, vocabulary)) is not None:
            subject = thing if thing not in ("object", "item", "record") else None
            size = vocabulary.concepts[SIZE]
            yield size, self._estimate(claim, size, claim.quantity, None, subject)

    def _named(self, claim: Measure, concept: Concept) -> Fact:
        """The fact that a measure's words name."""
        if concept.estimate:
            subject = _list_of(self.document, claim) if concept.list else None
            return self._estimate(claim, concept, claim.quantity, None, subject)
        facets = read_facets(self.vocabulary, texts_beside(self.document, claim))
        facets = _with_denominator(claim.quantity, facets)
        if facets.per == concept.counts:
            facets = replace(facets, per=None)  # "prefill: 64 GPUs" is not said of one GPU
        if facets.role is None and self._is_limit(claim):
            facets = replace(facets, role="limit")
        if concept.gpu and (facets.per == "gpu" or claim.share):
            concept = self.vocabulary.concepts[concept.gpu]
        return self._fact(claim, concept, facets, claim.quantity)

    def _estimate(
        self, claim: Measure, concept: Concept, quantity: Quantity, phase: str | None, subject: str | None
    ) -> Fact:
        """A figure of a plan. Whether it is stated or calculated on the spot is kept: only the former is on trial."""
        facets = read_facets(self.vocabulary, texts_beside(self.document, claim))
        if concept.peak and facets.statistic == "peak":
            concept = self.vocabulary.concepts[concept.peak]
            facets = replace(facets, statistic=None)  # the concept says it
        if id(claim.quantity) in self.calculated:
            role = "calculated"
        elif is_annotated(self.document, claim):
            role = "annotated"
        else:
            role = facets.role or ("limit" if self._is_limit(claim) else "stated")
        # what it is of, its own label says: a heading that speaks of a fleet or of decoding does not
        facets = replace(facets, phase=phase, per=None, role=role, subject=subject)
        whole = quantity if fits(quantity, concept) else completed(quantity, concept.unit)
        return self._fact(claim, concept, facets, reckoned(whole))

    def _is_limit(self, claim: Measure) -> bool:
        return id(claim.quantity) in self.limits or bool(claim.bound)

    def _fact(self, claim: Measure, concept: Concept, facets: Facets, quantity: Quantity) -> Fact:
        document = self.document
        section = document.blocks[claim.block].section
        return Fact(
            concept=concept.id,
            facets=facets,
            quantity=quantity,
            place=place(document, claim.span, section),
            block=claim.block,
            section=section,
            origin="configuration" if document.kind == "configuration" else "document",
            factors=claim.factors,
            mark=claim.mark,
        )


def _counts_requests(concept: Concept) -> bool:
    """Whether a concept is the rate of requests that a system is measured by; plans also reckon with it."""
    return not concept.estimate and ("request", 1) in units.factor(concept.unit)[1]


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
    symbols = dict.fromkeys(part.strip() for part in claim.label.split(BOUNDARY)) if claim.label else ()
    named = [c for symbol in symbols for c in vocabulary.by_symbol.get(symbol, ()) if fits(claim.quantity, c)]
    behind = tail(claim.quantity.text) + words(claim.after)
    if named:
        longer = [longest(vocabulary, words(symbol) + behind, claim.quantity, "", start=True) for symbol in symbols]
        return next(filter(None, longer), named[0] if len(named) == 1 else None)  # "DP=8 attention"
    label = words(claim.label)
    before = words(claim.before)
    if all(map(vocabulary.by_first_word.keys().isdisjoint, (behind, label, before))):
        return None
    headings = " ".join(document.heading_path(document.blocks[claim.block].section)).lower()
    noun = longest(vocabulary, behind, claim.quantity, headings, start=True)
    if noun is not None:
        return noun
    if behind and (behind[-1] in _LEADING_ON or behind[0] in _GOING_ON):
        behind = ()  # "30 days gives an error budget of 3.6 hours", "800 GB and the volume holds 20 TB"
    joined = tuple(word for word in label if word != BOUNDARY)
    spelt = words(_SLASHED.sub(r" per \1", claim.label)) if "/" in claim.label else label
    wholes = dict.fromkeys((label + behind, joined + behind, spelt + behind))
    texts = (*wholes, behind, label, joined, spelt) if any(is_label_in(vocabulary, text) for text in wholes) else ()
    for text in dict.fromkeys((*texts, before)):
        concept = longest(vocabulary, text, claim.quantity, headings)
        if concept is not None:
            return concept
    return None


# --- what narrows it --------------------------------------------------------------------------------------------------


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
