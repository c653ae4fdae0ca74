"""A formula over facts: the rule's readings are tried one by one, on pint quantities, over the readings of the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any

from auditor.engine.amounts import Truth, Undecidable
from auditor.engine.consistency import uniform
from auditor.engine.evidence import Evidence, operand, short, value, without_noun
from auditor.engine.formula import Formula, compile_formula
from auditor.engine.messages import fill
from auditor.engine.selection import Selection, anchors, select
from auditor.model import Check, Fact, Fix, Operand, Place, Quantity, Reading, Rule, Variable, Verdict
from auditor.quantities import units
from auditor.quantities.formatting import natural, restate, times
from auditor.quantities.interval import Interval
from auditor.quantities.notation import numeral
from auditor.quantities.readings import ROUNDED

if TYPE_CHECKING:
    import pint

MAX_CHOICES = 64
MAX_TORN = 8
"""Combinations of candidates that are tried before a check is left open."""
Values = dict[str, Any]


def formula(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of the rule's first variable."""
    for group in anchors(rule, evidence):
        case = _Case(rule, evidence, select(rule, group[0], evidence), group)
        check = case.check()
        if check is not None:
            yield check


@dataclass(slots=True)
class _Outcome:
    verdict: Verdict
    values: Values
    points: Values = field(default_factory=dict)
    """The same, computed from the printed digits alone: what is shown."""
    assumptions: list[str] = field(default_factory=list)
    reason: str | None = None


@dataclass(slots=True)
class _Case:
    """One rule and the facts that were found for it."""

    rule: Rule
    evidence: Evidence
    found: Selection
    group: list[Fact]

    def check(self) -> Check | None:
        """The check, or ``None`` where the rule has nothing to say."""
        missing = [variable for variable in self.found.missing if variable.default is None]
        if missing:
            return self._undecided(missing)
        outcome = self._decide_torn() if self.found.torn else self._decide()
        if self.found.torn and outcome is None:
            return self._undecided([])
        return None if outcome is None else self._made(outcome)

    # --- open -------------------------------------------------------------------------------------------------------

    def _undecided(self, missing: list[Variable]) -> Check | None:
        """Open, with what is missing or torn; silent where next to nothing of the rule is in the document."""
        if len(missing) > 1 or (missing and len(self.found.chosen) < 2):
            return None
        named = self.evidence.vocabulary.concepts
        reasons = [f"the document does not say {_role(v)}{named[v.concept].name}" for v in missing]
        for variable, facts in self.found.torn:
            named_values = {value(fact): f"{self._short(fact)} (line {fact.place.line})" for fact in reversed(facts)}
            places = " or ".join(list(named_values.values())[::-1][:4])
            reasons.append(f"{named[variable.concept].name} may be {places}")
        return self._made(_Outcome("open", {}, reason="; ".join(reasons)))

    # --- decided ----------------------------------------------------------------------------------------------------

    def _decide_torn(self) -> _Outcome | None:
        """The outcome if it is the same whichever candidate is meant, otherwise ``None``."""
        names = [variable.name for variable, _ in self.found.torn]
        outcomes = []
        for combination in islice(product(*(facts for _, facts in self.found.torn)), MAX_TORN):
            self.found.chosen.update(zip(names, combination, strict=True))
            outcomes.append(self._decide())
        for name in names:
            del self.found.chosen[name]
        verdicts = {outcome.verdict if outcome else "silent" for outcome in outcomes}
        if len(verdicts) == 1 and prod(len(facts) for _, facts in self.found.torn) <= MAX_TORN:
            return outcomes[0]
        return None

    def _decide(self) -> _Outcome | None:
        first: _Outcome | None = None
        for choice in islice(self._choices(), MAX_CHOICES):
            outcome = self._try(choice)
            if outcome is not None:
                outcome.points = self._points(choice)
            if outcome is None or outcome.verdict == "holds":
                if outcome is not None:
                    outcome.assumptions += [
                        reading.assumption for reading in choice.values() if reading.assumption not in ("", ROUNDED)
                    ]
                return outcome
            first = first or outcome
        return first

    def _choices(self) -> Iterator[dict[str, Reading]]:
        """Every combination of readings whose dimension fits, the plain ones first."""
        names = list(self.found.chosen)
        first = self.rule.stated or self.rule.facts[0].name
        options = [_fitting(self.found.chosen[n].quantity, self._unit(n), rounded=n == first) for n in names]
        for combination in product(*options):
            if uniform(combination, options):
                yield dict(zip(names, combination, strict=True))

    def _points(self, choice: Mapping[str, Reading]) -> Values:
        """Every derived value once more, without the rounding of its operands."""
        middle = {name: _middle(reading) for name, reading in choice.items()}
        values = self._values(middle)
        try:
            for name, text in self.rule.derive:
                values[name] = self._formula(text, values).evaluate(values)
            if self.rule.recomputed is not None:
                values["recomputed"] = self._formula(self.rule.recomputed, values).evaluate(values)
        except Undecidable:
            pass
        return values

    def _unit(self, name: str) -> str:
        concept = next(variable.concept for variable in self.rule.facts if variable.name == name)
        return self.evidence.vocabulary.concepts[concept].unit

    def _try(self, choice: Mapping[str, Reading]) -> _Outcome | None:
        values = self._values(choice)
        try:
            if self.rule.when is not None and not self._truth(self.rule.when, values).possible:
                return None
            for name, text in self.rule.derive:
                values[name] = self._formula(text, values).evaluate(values)
            if self.rule.recomputed is not None:
                values["recomputed"] = self._formula(self.rule.recomputed, values).evaluate(values)
            return self._readings(values)
        except Undecidable as problem:
            return _Outcome("open", values, reason=str(problem))

    def _readings(self, values: Values) -> _Outcome:
        truths = [(reading.assume, self._truth(reading.holds, values)) for reading in self.rule.readings]
        fitting = [assume for assume, truth in truths if truth.possible]
        if not fitting:
            return _Outcome("contradicted", values)
        if len(fitting) == len(truths):
            return _Outcome("holds", values)
        named = " or ".join(assume for assume in fitting if assume)
        return _Outcome("holds", values, [f"holds only if {named}"] if named else [])

    def _values(self, choice: Mapping[str, Reading]) -> Values:
        values: Values = {name: _in(reading, self._unit(name)) for name, reading in choice.items()}
        for name, facts in self.found.many.items():
            values[name] = [_in(_fitting(fact.quantity, self._unit(name))[0], self._unit(name)) for fact in facts]
        for variable in self.found.missing:
            values[variable.name] = _default(variable, self._unit(variable.name))
        return values

    def _formula(self, text: str, values: Values) -> Formula:
        return compile_formula(text, tuple(values))

    def _truth(self, text: str, values: Values) -> Truth:
        result = self._formula(text, values).evaluate(values)
        assert isinstance(result, Truth)
        return result

    # --- the record -------------------------------------------------------------------------------------------------

    def _made(self, outcome: _Outcome) -> Check:
        rule, anchor = self.rule, self.group[0]
        words = self._words(outcome)
        wrong = outcome.verdict == "contradicted"
        recomputed, ratio = self._recomputed(outcome)
        on_trial = rule.stated is not None
        return Check(
            rule=rule.id,
            title=rule.title,
            verdict=outcome.verdict,
            severity=rule.severity,
            group=rule.group,
            place=anchor.place,
            message=fill(rule.message, words) if wrong else self._summary(outcome, words),
            stated=anchor.quantity.text if on_trial else None,
            recomputed=recomputed,
            ratio=ratio,
            stated_span=anchor.quantity.span if on_trial else None,
            derivation=tuple(self._derivation(outcome, recomputed)),
            assumptions=tuple(dict.fromkeys(filter(None, outcome.assumptions))),
            related=tuple(self._related()),
            operands=tuple(self._operands()),
            fix=Fix(replace=anchor.quantity.text, replacement=recomputed, span=anchor.quantity.span)
            if wrong and recomputed and self._is_equality()
            else None,
            reason=outcome.reason,
            impact=fill(rule.impact, words) if wrong else "",
            recommendation=fill(rule.recommendation, words) if wrong else "",
            mark=anchor.mark,
        )

    def _is_equality(self) -> bool:
        return any("==" in reading.holds for reading in self.rule.readings)

    def _summary(self, outcome: _Outcome, words: Mapping[str, str]) -> str:
        if outcome.verdict == "open":
            return f"{self.rule.title}: open, because {outcome.reason}."
        return f"{self.rule.title}: holds."

    def _words(self, outcome: _Outcome) -> dict[str, str]:
        words = {name: self._short(fact) for name, fact in self.found.chosen.items()}
        words |= {name: ", ".join(self._short(fact) for fact in facts) for name, facts in self.found.many.items()}
        words |= {variable.name: variable.default or "" for variable in self.found.missing}
        for name, _ in self.rule.derive:
            words[name] = _shown(outcome.points.get(name))
        recomputed, ratio = self._recomputed(outcome)
        stated = short(self.group[0], self.evidence.vocabulary)
        text = " to ".join(without_noun(part, self.group[0].quantity.noun) for part in (recomputed or "").split(" to "))
        return words | {"stated": stated, "recomputed": text, "ratio": times(ratio) if ratio else ""}

    def _short(self, fact: Fact) -> str:
        return short(fact, self.evidence.vocabulary)

    def _recomputed(self, outcome: _Outcome) -> tuple[str | None, Fraction | None]:
        value = outcome.points.get("recomputed")
        if value is None or self.rule.stated is None:
            return None, None
        interval, _ = units.in_base_units(value)
        printed = units.in_base_units(outcome.points[self.rule.stated])[0].midpoint
        scale = _scale(self.group[0].quantity.readings[0].unit, self._unit(self.rule.stated))
        ends = dict.fromkeys(restate(self.group[0].quantity, end / scale) for end in (interval.low, interval.high))
        nearest = min((interval.low, interval.high), key=lambda end: abs(end - printed))
        return " to ".join(ends), (nearest / printed if printed else None)

    def _derivation(self, outcome: _Outcome, recomputed: str | None) -> Iterator[str]:
        words = {name: self._short(fact).lstrip("~≈ ") for name, fact in self.found.chosen.items()}
        words |= {variable.name: variable.default or "" for variable in self.found.missing}
        for name, text in self.rule.derive:
            if name in outcome.points:
                yield f"{name.replace('_', ' ')}: {compile_formula(text, self._names()).render(words)} = {_shown(outcome.points[name])}"
                words[name] = _shown(outcome.points[name])
        if self.rule.recomputed and recomputed and self.rule.recomputed not in words:
            yield f"{compile_formula(self.rule.recomputed, self._names()).render(words)} = {recomputed}"
        for shown in self._operands():
            where = f"{shown.place.path}:{shown.place.line}" if shown.origin == "configuration" and shown.place else ""
            where = where or (f"line {shown.place.line}" if shown.place else "assumed by the rule")
            yield f"{shown.name}: {shown.label} {shown.value} ({where})"

    def _names(self) -> tuple[str, ...]:
        return tuple(v.name for v in self.rule.facts) + tuple(name for name, _ in self.rule.derive)

    def _operands(self) -> Iterator[Operand]:
        vocabulary = self.evidence.vocabulary
        for variable in self.rule.facts:
            if variable.name in self.found.chosen:
                yield operand(variable.name, self.found.chosen[variable.name], vocabulary)
            elif variable.default is not None:
                label = vocabulary.concepts[variable.concept].name
                yield Operand(
                    name=variable.name, concept=variable.concept, label=label, value=variable.default, origin="default"
                )

    def _related(self) -> Iterator[Place]:
        seen = {self.group[0].place}
        repeated = [fact.place for fact in self.group[1:]]
        used = [fact.place for fact in self.found.chosen.values()]
        for related in [*used, *repeated]:
            if related not in seen:
                seen.add(related)
                yield related


# --- values -----------------------------------------------------------------------------------------------------------


def _fitting(quantity: Quantity, unit: str, *, rounded: bool = False) -> list[Reading]:
    """The readings of a quantity that have a unit's dimension; only the value on trial may be rounded to its zeros."""
    wanted = _physical(unit)
    found = [r for r in quantity.readings if _physical(r.unit) == wanted and (rounded or r.assumption != ROUNDED)]
    return found or list(quantity.readings[:1])


def _middle(reading: Reading) -> Reading:
    middle = (reading.low + reading.high) / 2
    return replace(reading, low=middle, high=middle)


def _physical(unit: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, power) for name, power in units.factor(unit)[1] if not units.is_count(name))


def _scale(printed: str, unit: str) -> Fraction:
    """The factor from a printed unit to base units; percent concepts count in percent like the rest of the registry."""
    return units.factor(printed)[0] if printed else units.factor(unit)[0] if unit == "percent" else Fraction(1)


def _in(reading: Reading, unit: str) -> pint.Quantity[Any]:
    """A reading as a pint quantity in the unit of its concept; what it is counted per is the concept's business."""
    factor = units.factor(reading.unit)[0] / units.factor(unit)[0]
    return units.quantity(Interval(reading.low * factor, reading.high * factor), unit)


def _default(variable: Variable, unit: str) -> pint.Quantity[Any]:
    """The rule's own value for a variable: a number, or a range ``0-300000`` of which nothing more is known."""
    low, _, high = (variable.default or "").partition("-")
    first, last = numeral(low.strip()), numeral((high or low).strip())
    assert first is not None and last is not None
    return units.quantity(Interval(first.value, last.value), unit)


def _shown(value: object) -> str:
    if value is None or isinstance(value, Truth):
        return ""
    interval, dimension = units.in_base_units(value)  # type: ignore[arg-type]
    return natural(interval.midpoint, dimension)


def _role(variable: Variable) -> str:
    phase = variable.facets.phase
    return f"the {phase} " if phase else "the "
