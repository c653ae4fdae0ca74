"""Whether a quantity can be what a label says: its dimension, what it counts, per what stretch of time."""

from __future__ import annotations

from functools import lru_cache

from auditor.facts.completion import completed, times_below
from auditor.facts.vocabulary import Concept
from auditor.facts.words import Words, words
from auditor.model import Quantity
from auditor.patterns import regex
from auditor.quantities import units
from auditor.quantities.symbols import TIMES

_DIFFERENCE = regex(r"[+−-]|\d+-[a-zA-Z]")


def may_be(quantity: Quantity, concept: Concept, label: Words) -> bool:
    """Whether a quantity fits the concept that a label names, also with the time that only the label says."""
    if concept.whole and any(power < 0 and units.is_count(name) for name, power in _dimension(quantity)):
        return False
    if concept.estimate and _other_period(quantity, concept):
        return False
    if concept.estimate and concept.counts and not _counts_it(quantity, concept):
        return False
    return fits(quantity, concept) or (label in concept.measured and fits(completed(quantity, concept.unit), concept))


def _other_period(quantity: Quantity, concept: Concept) -> bool:
    """Whether a quantity is per another stretch of time than the concept: ``$540K/year`` is no monthly cost."""
    printed, wanted = times_below(quantity.readings[0].unit), times_below(concept.unit)
    return bool(printed) and wanted != printed and wanted in (("day",), ("month",), ("year",))


def _counts_it(quantity: Quantity, concept: Concept) -> bool:
    """Whether the noun of a count is one of the concept's own: ``24 servers``, and not ``8 CPUs`` of a server."""
    noun = words(quantity.noun.partition(" per ")[0])
    return not noun or any(noun[-1] in label for label in concept.labels)


def per_thing(behind: Words) -> bool:
    """Whether a label goes on with a thing that each has it: ``per server``, and not ``per month``."""
    return behind[:1] == ("per",) and len(behind) > 1 and behind[1] not in TIMES


def _dimension(quantity: Quantity) -> units.Dimension:
    return units.factor(quantity.readings[0].unit)[1]


def fits(quantity: Quantity, concept: Concept) -> bool:
    """Whether some reading of a quantity has the concept's dimension; a count must be a count of the right thing."""
    if _DIFFERENCE.match(quantity.text) and not quantity.text.endswith("-way"):
        return False  # a difference, not a value
    if quantity.hedge == "range" and not _physical(units.factor(concept.unit)[1]):
        return False  # "layers 0-19" numbers them
    return any(is_unit_of(reading.unit, concept.unit, concept.counts) for reading in quantity.readings)


@lru_cache(maxsize=4096)
def is_unit_of(unit: str, wanted: str, counts: str) -> bool:
    """Whether a unit is one that a concept in the wanted unit may have; ``counts`` is the thing it counts."""
    _, printed = units.factor(unit)
    _, asked = units.factor(wanted)
    if _physical(printed) != _physical(asked):
        return False
    counted = {name for name, power in printed if power > 0 and units.is_count(name)}
    allowed = {name for name, power in asked if power > 0 and units.is_count(name)} | {counts}
    if wanted == "percent":
        return unit == "percent"
    return counted <= allowed and unit != "percent"


def _physical(dimension: units.Dimension) -> units.Dimension:
    return tuple((name, power) for name, power in dimension if not units.is_count(name))


def of_its_period(concepts: list[Concept], quantity: Quantity) -> list[Concept]:
    """The concepts that are per the same stretch of time as a quantity: ``energy: 200 MWh per year``."""
    printed = times_below(quantity.readings[0].unit)
    return [concept for concept in concepts if printed and times_below(concept.unit) == printed]
