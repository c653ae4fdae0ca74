"""What a rule is held against: one document, its claims, and all facts that may speak about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.facts.knowledge import is_named, library
from auditor.facts.subjects import Binder
from auditor.facts.vocabulary import Vocabulary
from auditor.model import AnyClaim, Document, Facets, Fact, Measure, Operand
from auditor.patterns import regex
from auditor.quantities import units
from auditor.quantities.notation import NUMERAL
from auditor.quantities.symbols import MAGNITUDES
from auditor.quantities.units import physical
from auditor.rational import Fraction


class Evidence(Struct, frozen=True, kw_only=True, dict=True, eq=False):
    """``facts`` are those of the document first, then those of the configuration files beside it.

    ``rows`` are the alternatives that tables list, one a row: what stands in one row says nothing of the others.
    """

    document: Document
    claims: tuple[AnyClaim, ...]
    facts: tuple[Fact, ...]
    vocabulary: Vocabulary
    rows: tuple[Fact, ...] = ()

    def with_facts(self, facts: tuple[Fact, ...]) -> Evidence:
        """The same document with other facts; what was found of its subjects stays."""
        changed = replace(self, facts=facts)
        for name in ("units", "_named", "_binders"):
            changed.__dict__[name] = getattr(self, name)
        return changed

    @cached_property
    def candidates(self) -> dict[tuple[str, Facets], list[Fact]]:
        """What ``selection`` found for a concept and its facets: many rules ask for the same."""
        return {}

    @cached_property
    def said(self) -> dict[tuple[str, Facets], list[list[Fact]]]:
        """The same, grouped by what is said."""
        return {}

    @cached_property
    def _named(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _binders(self) -> dict[str, Binder]:
        return {}

    @cached_property
    def _by_concept(self) -> dict[str, list[Fact]]:
        index: dict[str, list[Fact]] = {}
        for fact in self.facts:
            index.setdefault(fact.concept, []).append(fact)
        return index

    @cached_property
    def _in_rows(self) -> dict[tuple[int, int], list[Fact]]:
        """The facts by the rows of tables that they stand in."""
        found: dict[tuple[int, int], list[Fact]] = {}
        for other in (*self.rows, *self.facts):
            at = self.document.blocks[other.block].cell if other.origin == "document" else None
            if at is not None:
                found.setdefault((at.table, at.row), []).append(other)
        return found

    @property
    def concepts(self) -> Iterable[str]:
        """The concepts of which there are facts, or alternatives in rows."""
        return self._by_concept.keys() | {fact.concept for fact in self.rows}

    def in_row(self, fact: Fact) -> list[Fact]:
        """The facts that stand in the same row of a table as an alternative, constant columns included."""
        cell = self.document.blocks[fact.block].cell
        assert cell is not None
        return self._in_rows.get((cell.table, cell.row), [])

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that some quantity may be in."""
        measures = (claim.quantity for claim in self.claims if isinstance(claim, Measure))
        return frozenset(reading.unit for quantity in measures for reading in quantity.readings)

    def names(self, library: str) -> bool:
        """Whether the document may name a subject of a library of knowledge."""
        if library not in self._named:
            self._named[library] = is_named(library, self.document.source.lower)
        return self._named[library]

    def subjects(self, name: str) -> Binder:
        """What the document says of the subjects of a library; all rules share it."""
        if name not in self._binders:
            self._binders[name] = Binder(self.document, library(name), self.claims)
        return self._binders[name]

    def of(self, concept: str) -> list[Fact]:
        """All facts of a concept, in the order of the text."""
        return self._by_concept.get(concept, [])


def operand(name: str, fact: Fact, vocabulary: Vocabulary) -> Operand:
    """A fact as a check shows it."""
    return Operand(
        name=name,
        concept=fact.concept,
        label=vocabulary.concepts[fact.concept].name,
        value=fact.quantity.text,
        facets=fact.facets,
        place=fact.place,
        origin=fact.origin,
    )


def value(fact: Fact) -> tuple[Fraction, Fraction, units.Dimension]:
    """The bounds of a fact's plain reading in base units, and its dimension without counts: equal facts share them."""
    plain = fact.quantity.readings[0]
    scale, dimension = physical(plain.unit)
    return plain.low * scale, plain.high * scale, dimension


def distinct(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts that say the same, together; the groups in the order of their first."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        key = (fact.concept, fact.facets, value(fact))
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


def agree(one: Fact, other: Fact) -> bool:
    """Whether two facts can be the same value under some reading of each."""
    for a in one.quantity.readings:
        for b in other.quantity.readings:
            (scale_a, kind_a), (scale_b, kind_b) = physical(a.unit), physical(b.unit)
            if kind_a == kind_b and a.low * scale_a <= b.high * scale_b and b.low * scale_b <= a.high * scale_a:
                return True
    return False


_NUMERAL = regex(NUMERAL)
_PER_THING = regex(r" per (?:GPU|gpu|token|request|user|node|rank|border)s?$")


def short(fact: Fact, vocabulary: Vocabulary) -> str:
    """A fact's value as sentences use it: a count without its noun, a measurement without what it is measured of."""
    quantity = fact.quantity
    if not vocabulary.concepts[fact.concept].unit and (match := _NUMERAL.search(quantity.text)):
        rest = quantity.text[match.end() :].lstrip()
        return quantity.text[: match.end()] + (
            rest.split()[0] if rest.split() and rest.split()[0] in MAGNITUDES else ""
        )
    return without_noun(quantity.text, quantity.noun)


def without_noun(text: str, noun: str) -> str:
    """``2.5GB`` of ``2.5GB model weights``."""
    if noun and text.endswith(noun):
        return text[: -len(noun)].rstrip(" /")
    return _PER_THING.sub("", text)
