"""Whether what a formula rule says holds for the facts that were found.

The rule's readings are tried over every combination of the facts' own readings: the first one under
which the rule holds decides, and is named; only if there is none is the rule contradicted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice, product
from math import prod
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.engine.amounts import Amount, Truth, Undecidable, amount
from auditor.engine.assumptions import uniform
from auditor.engine.calculation import Value
from auditor.engine.formula import Formula, compile_formula
from auditor.engine.limits import constant
from auditor.engine.selection import Selection
from auditor.facts.vocabulary import Vocabulary
from auditor.model import Quantity, Reading, Rule, Variable, Verdict
from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.quantities.notation import numeral
from auditor.quantities.readings import ROUNDED

MAX_CHOICES = 64
MAX_TORN = 8
"""Combinations of candidates that are tried before a check is left open."""

Values: TypeAlias = dict[str, Value]


class Decision(Struct, frozen=True, kw_only=True):
    """What a rule says of the facts that were found for it."""

    verdict: Verdict
    points: Mapping[str, Value] = field(default_factory=dict)
    """The value of every name, computed from the printed digits alone: what is shown."""
    assumptions: tuple[str, ...] = ()
    reason: str | None = None

    def amount(self, name: str) -> Amount | None:
        """The value of a name that stands for a quantity; ``None`` for a condition, or where nothing was derived."""
        value = self.points.get(name)
        return value if isinstance(value, Amount) else None


def decide(rule: Rule, found: Selection, vocabulary: Vocabulary) -> Decision | None:
    """The decision on a full selection; ``None`` where the rule's condition says that it does not apply."""
    return _Case(rule, found, vocabulary).decide()


def decide_torn(rule: Rule, found: Selection, vocabulary: Vocabulary) -> Decision | None:
    """The decision if it is the same whichever of the torn candidates is meant, otherwise ``None``."""
    names = [variable.name for variable, _ in found.torn]
    candidates = [facts for _, facts in found.torn]
    if prod(map(len, candidates)) > MAX_TORN:
        return None
    decisions = []
    for combination in product(*candidates):
        chosen = {**found.chosen, **dict(zip(names, combination, strict=True))}
        decisions.append(decide(rule, replace(found, chosen=chosen), vocabulary))
    same = len({decision.verdict if decision else "silent" for decision in decisions}) == 1
    return decisions[0] if same else None


@lru_cache(maxsize=1024)
def compiled(text: str, names: tuple[str, ...]) -> Formula:
    """A formula of a rule that was loaded before, over these names; compiled once in a run."""
    return compile_formula(text, names)


def names_of(rule: Rule) -> tuple[str, ...]:
    """Every name that a formula of the rule may use."""
    facts = (variable.name for variable in rule.facts)
    return (*facts, *(name for name, _ in (*rule.constants, *rule.derive)), "recomputed")


def unit_of(rule: Rule, name: str, vocabulary: Vocabulary) -> str:
    """The unit of the concept that a variable stands for."""
    concepts = next(variable.concepts for variable in rule.facts if variable.name == name)
    return vocabulary.concepts[concepts[0]].unit


class _Case(Struct, frozen=True):
    """One rule and the facts that were found for it."""

    rule: Rule
    found: Selection
    vocabulary: Vocabulary

    def decide(self) -> Decision | None:
        """The first combination of readings that holds, or else what the plain ones say."""
        plain: Decision | None = None
        for choice in islice(self._choices(), MAX_CHOICES):
            decision = self._tried(choice)
            if decision is None:
                return None
            if decision.verdict == "holds":
                supposed = [reading.assumption for reading in choice.values() if reading.assumption != ROUNDED]
                assumptions = (*decision.assumptions, *filter(None, supposed))
                return replace(decision, assumptions=assumptions, points=self._points(choice))
            plain = plain or replace(decision, points=self._points(choice))
        return plain

    def _choices(self) -> Iterator[dict[str, Reading]]:
        """Every combination of readings whose dimension fits, the plain ones first."""
        names = list(self.found.chosen)
        on_trial = self.rule.stated or self.rule.facts[0].name
        options = [
            fitting(self.found.chosen[name].quantity, self._unit(name), rounded=name == on_trial) for name in names
        ]
        for name, facts in self.found.many.items():
            if facts:
                names.append(name)
                options.append(_in_step([fitting(fact.quantity, self._unit(name)) for fact in facts]))
        for combination in uniform(options):
            yield dict(zip(names, combination, strict=True))

    def _tried(self, choice: Mapping[str, Reading]) -> Decision | None:
        """The decision under one choice of readings."""
        values = self._values(choice)
        try:
            if self.rule.when is not None and not self._truth(self.rule.when, values).possible:
                return None
            self._derive(values)
            return self._judged(values)
        except Undecidable as problem:
            return Decision(verdict="open", reason=str(problem))

    def _judged(self, values: Values) -> Decision:
        """Contradicted only if no reading of the rule can hold; those that must be meant are named."""
        truths = [(reading.assume, self._truth(reading.holds, values)) for reading in self.rule.readings]
        fitting = [assume for assume, truth in truths if truth.possible]
        if not fitting:
            return Decision(verdict="contradicted")
        named = " or ".join(filter(None, fitting)) if len(fitting) < len(truths) else ""
        return Decision(verdict="holds", assumptions=(f"holds only if {named}",) if named else ())

    def _points(self, choice: Mapping[str, Reading]) -> Values:
        """Every value once more, without the rounding of its operands."""
        values = self._values(choice, exact=True)
        with suppress(Undecidable):  # what could be derived is shown
            self._derive(values)
        return values

    def _values(self, choice: Mapping[str, Reading], *, exact: bool = False) -> Values:
        """What the formulas start from: the chosen facts, all facts of a ``many`` variable, the rule's defaults.

        ``exact``: the printed digits alone, without their rounding.
        """
        as_meant = _middle if exact else _as_it_is
        values: Values = {name: _in(as_meant(choice[name]), self._unit(name)) for name in self.found.chosen}
        for name, facts in self.found.many.items():
            unit = self._unit(name)
            readings = (_like(fitting(fact.quantity, unit), choice[name]) for fact in facts)
            values[name] = [_in(as_meant(reading), unit) for reading in readings]
        for variable in self.found.missing:
            values[variable.name] = _default(variable, self._unit(variable.name))
        for name, text in self.rule.constants:
            value, unit = constant(text)
            values[name] = amount(Interval.point(value), unit)
        return values

    def _derive(self, values: Values) -> None:
        """Add the derived values, in order, and the recomputed one."""
        for name, text in self.rule.derive:
            values[name] = self._formula(text).compute(values)
        if self.rule.recomputed is not None:
            values["recomputed"] = self._formula(self.rule.recomputed).compute(values)

    def _truth(self, text: str, values: Values) -> Truth:
        result = self._formula(text).compute(values)
        assert isinstance(result, Truth)
        return result

    def _formula(self, text: str) -> Formula:
        return compiled(text, names_of(self.rule))

    def _unit(self, name: str) -> str:
        return unit_of(self.rule, name, self.vocabulary)


# --- values -----------------------------------------------------------------------------------------------------------


def _in_step(readings: Sequence[Sequence[Reading]]) -> list[Reading]:
    """What all values of a ``many`` variable can be meant as together: plainly, or in steps of 1024.

    Every combination of their readings would leave no room for those of the other facts.
    """
    binary = next((each for options in readings for each in options if _is_binary(each)), None)
    return [readings[0][0], *([binary] if binary is not None and binary is not readings[0][0] else [])]


def _like(options: Sequence[Reading], meant: Reading) -> Reading:
    """The reading of one of the values that goes with how all of them are meant."""
    return next((each for each in options if _is_binary(each) == _is_binary(meant)), options[0])


def _is_binary(reading: Reading) -> bool:
    return "1024" in reading.assumption


def _as_it_is(reading: Reading) -> Reading:
    return reading


def fitting(quantity: Quantity, unit: str, *, rounded: bool = False) -> list[Reading]:
    """The readings of a quantity that have a unit's dimension; only the value on trial may be rounded to its zeros."""
    wanted = _physical(unit)
    found = [r for r in quantity.readings if _physical(r.unit) == wanted and (rounded or r.assumption != ROUNDED)]
    return found or list(quantity.readings[:1])


@lru_cache(maxsize=1024)
def _physical(unit: str) -> units.Dimension:
    return tuple((name, power) for name, power in units.factor(unit)[1] if not units.is_count(name))


def _middle(reading: Reading) -> Reading:
    middle = (reading.low + reading.high) / 2
    return replace(reading, low=middle, high=middle)


def _in(reading: Reading, unit: str) -> Amount:
    """A reading with the dimension of its concept's unit; what it is counted per is the concept's business."""
    factor, dimension = units.factor(reading.unit)[0], units.factor(unit)[1]
    if factor == 1:
        return Amount(Interval(reading.low, reading.high), dimension)
    return Amount(Interval(reading.low * factor, reading.high * factor), dimension)


def _default(variable: Variable, unit: str) -> Amount:
    """The rule's own value for a variable: a number, or a range ``0-300000`` of which nothing more is known."""
    low, _, high = (variable.default or "").partition("-")
    first, last = numeral(low.strip()), numeral((high or low).strip())
    assert first is not None
    assert last is not None
    return amount(Interval(first.value, last.value), unit)
