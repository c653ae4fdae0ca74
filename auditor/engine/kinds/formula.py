"""A formula over facts: ``decision`` says whether it holds, and this module makes the check that reports it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.engine.decision import Decision, compiled, decide, decide_torn, names_of, unit_of
from auditor.engine.evidence import Evidence, operand, short, value, without_noun
from auditor.engine.messages import fill
from auditor.engine.selection import Selection, anchors, row_anchors, select, select_in_row
from auditor.facts.fixing import fix_of
from auditor.model import Check, Fact, Fix, Operand, Place, Rule, Variable
from auditor.quantities import units
from auditor.quantities.formatting import natural, restate, times
from auditor.quantities.styling import in_style
from auditor.rational import Fraction

NOTHING = "0"
"""The default of a variable that the rule goes without where the document says nothing of it."""
MAX_NAMED = 4
"""Candidates that an open check names."""


def formula(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of the rule's first variable, and for each such row."""
    groups = anchors(rule, evidence)
    varied = len({value(group[0]) for group in groups}) > 1
    for group in groups:
        found = select(rule, group[0], evidence, varied=varied)
        decision = _decision(rule, found, evidence)
        if decision is not None:
            yield _Reporter(rule, evidence, found, group, decision).check()
    for anchor in row_anchors(rule, evidence):
        found = select_in_row(rule, anchor, evidence)
        if not found.torn and all(variable.default is not None for variable in found.missing):
            decision = decide(rule, found, evidence.vocabulary)
            if decision is not None:
                yield _Reporter(rule, evidence, found, [anchor], decision).check()


def _decision(rule: Rule, found: Selection, evidence: Evidence) -> Decision | None:
    """What the rule says of a selection; ``None`` where it has nothing to say."""
    missing = [variable for variable in found.missing if variable.default is None]
    if missing:
        return _undecided(found, missing, evidence)
    if found.torn:
        return decide_torn(rule, found, evidence.vocabulary) or _undecided(found, [], evidence)
    return decide(rule, found, evidence.vocabulary)


def _undecided(found: Selection, missing: list[Variable], evidence: Evidence) -> Decision | None:
    """Open, with what is missing or torn; silent where next to nothing of the rule is in the document."""
    if len(missing) > 1 or (missing and len(found.chosen) < 2):
        return None
    reasons = [f"the document does not say {_article(v)} {_named(v, evidence)}" for v in missing]
    for variable, facts in found.torn:
        reasons.append(f"{_named(variable, evidence)} may be {_alternatives(facts, evidence)}")
    return Decision(verdict="open", reason="; ".join(reasons))


def _article(variable: Variable) -> str:
    """``the``, or ``the decode`` where a variable asks for a phase."""
    phase = variable.facets.phase
    return f"the {phase}" if phase else "the"


def _named(variable: Variable, evidence: Evidence) -> str:
    """What reports call a variable's concept, or concepts."""
    return " or ".join(evidence.vocabulary.concepts[concept].name for concept in variable.concepts)


def _alternatives(facts: list[Fact], evidence: Evidence) -> str:
    """The different values of torn candidates, each with the first line that states it."""
    shown = {value(fact): f"{short(fact, evidence.vocabulary)} (line {fact.place.line})" for fact in reversed(facts)}
    return " or ".join(list(reversed(shown.values()))[:MAX_NAMED])


class _Reporter(Struct):
    """Puts a decision into the words and numbers of its rule and its facts."""

    rule: Rule
    evidence: Evidence
    found: Selection
    group: list[Fact]
    """The fact on trial and its repetitions."""
    decision: Decision
    recomputed: str | None = None
    """The value that the stated one should have, written like it; both ends where it is a range."""
    ratio: Fraction | None = None
    value: Fraction | None = None
    """The same in the unit of the stated one, where it is a single value."""

    def __post_init__(self) -> None:
        self.recomputed, self.ratio = self._recomputed()

    def check(self) -> Check:
        """The record."""
        rule, decision, anchor = self.rule, self.decision, self.group[0]
        words = self._words()
        wrong = decision.verdict == "contradicted"
        on_trial = rule.stated is not None
        return Check(
            rule=rule.id,
            title=rule.title,
            verdict=decision.verdict,
            severity=rule.severity,
            group=rule.group,
            place=anchor.place,
            message=fill(rule.message, words) if wrong else self._summary(),
            stated=anchor.quantity.text if on_trial else None,
            recomputed=self.recomputed,
            ratio=self.ratio,
            stated_span=anchor.quantity.span if on_trial else None,
            derivation=tuple(self._derivation()),
            assumptions=tuple(dict.fromkeys(decision.assumptions)),
            related=tuple(self._related()),
            operands=tuple(self._operands()),
            fix=self._fix() if wrong else None,
            reason=decision.reason,
            impact=fill(rule.impact, words) if wrong else "",
            recommendation=fill(rule.recommendation, words) if wrong else "",
            mark=anchor.mark,
        )

    def _summary(self) -> str:
        if self.decision.verdict == "open":
            return f"{self.rule.title}: open, because {self.decision.reason}."
        return f"{self.rule.title}: holds."

    def _fix(self) -> Fix | None:
        """The recomputed value in place of the stated one, where the rule says what it must equal."""
        quantity = self.group[0].quantity
        if self.value is None or not any(
            "==" in reading.holds or "abs(" in reading.holds for reading in self.rule.readings
        ):
            return None
        return fix_of(self.evidence.document.source, quantity, in_style(quantity, self.value))

    # --- the value on trial -----------------------------------------------------------------------------------------

    def _recomputed(self) -> tuple[str | None, Fraction | None]:
        """The recomputed value as text, and what the nearer end of it is to the stated one."""
        name, quantity = self.rule.stated, self.group[0].quantity
        recomputed = self.decision.amount("recomputed")
        printed = self.decision.amount(name) if name is not None else None
        if name is None or recomputed is None or printed is None:
            return None, None
        interval, stated = recomputed.interval, printed.interval.midpoint
        scale = _scale(quantity.readings[0].unit, unit_of(self.rule, name, self.evidence.vocabulary))
        ends = dict.fromkeys(restate(quantity, end / scale) for end in (interval.low, interval.high))
        if len(ends) == 1:
            self.value = interval.midpoint / scale
        nearest = min((interval.low, interval.high), key=lambda end: abs(end - stated))
        return " to ".join(ends), (nearest / stated if stated else None)

    # --- words ------------------------------------------------------------------------------------------------------

    def _words(self) -> dict[str, str]:
        """What the placeholders of the rule's sentences stand for."""
        anchor = self.group[0]
        words = self._named() | {name: self._shown(name) for name, _ in self.rule.derive}
        ends = (self.recomputed or "").split(" to ")
        return words | {
            "stated": self._short(anchor),
            "recomputed": " to ".join(without_noun(end, anchor.quantity.noun) for end in ends),
            "ratio": times(self.ratio) if self.ratio else "",
        }

    def _named(self) -> dict[str, str]:
        """The printed values of the variables."""
        words = {name: self._short(fact) for name, fact in self.found.chosen.items()}
        words |= {name: ", ".join(map(self._short, facts)) for name, facts in self.found.many.items()}
        words |= {
            variable.name: " or ".join(dict.fromkeys(map(self._short, facts))) for variable, facts in self.found.torn
        }
        words |= {variable.name: variable.default or "" for variable in self.found.missing}
        return words | dict(self.rule.constants)

    def _derivation(self) -> Iterator[str]:
        """The calculation, step by step with printed values, and where each of its operands stands."""
        words = {name: self._short(fact).lstrip("~≈ ") for name, fact in self.found.chosen.items()}
        words |= {name: ", ".join(map(self._short, facts)) for name, facts in self.found.many.items()}
        words |= {variable.name: variable.default or "" for variable in self.found.missing} | dict(self.rule.constants)
        for name, text in self.rule.derive:
            if name in self.decision.points:
                if text not in words:  # another name for a fact is no step
                    yield f"{name.replace('_', ' ')}: {self._rendered(text, words)} = {self._shown(name)}"
                words[name] = self._shown(name)
        if self.rule.recomputed and self.recomputed and self.rule.recomputed not in words:
            yield f"{self._rendered(self.rule.recomputed, words)} = {self.recomputed}"
        for used in self._operands():
            yield f"{used.label}: {used.value} ({whereabouts(used)})"

    def _rendered(self, text: str, words: dict[str, str]) -> str:
        written = compiled(text, names_of(self.rule)).render(words)
        for facts in self.found.many.values():
            parts = [self._short(fact) for fact in facts]
            if written == f"sum({', '.join(parts)})":
                return " + ".join(parts)
            written = written.replace(f"sum({', '.join(parts)})", f"({' + '.join(parts)})")
        return written

    def _shown(self, name: str) -> str:
        """A derived value in the unit that people would use; a condition has none."""
        derived = self.decision.amount(name)
        if derived is None:
            return ""
        return natural(derived.interval.midpoint, derived.dimension)

    def _short(self, fact: Fact) -> str:
        return short(fact, self.evidence.vocabulary)

    # --- what it rests on -------------------------------------------------------------------------------------------

    def _operands(self) -> Iterator[Operand]:
        vocabulary = self.evidence.vocabulary
        for variable in self.rule.facts:
            name, default = variable.name, variable.default
            if name in self.found.chosen:
                yield operand(name, self.found.chosen[name], vocabulary)
            elif name in self.found.many:
                yield from (operand(name, fact, vocabulary) for fact in self.found.many[name])
            elif default is not None and default != NOTHING:
                label = _named(variable, self.evidence)
                yield Operand(name=name, concept=variable.concepts[0], label=label, value=default, origin="default")

    def _related(self) -> Iterator[Place]:
        """The other places that the check rests on, and those that repeat the value on trial."""
        many = (fact for facts in self.found.many.values() for fact in facts)
        used = [fact.place for fact in (*self.found.chosen.values(), *many)]
        repeated = [fact.place for fact in self.group[1:]]
        yield from (place for place in dict.fromkeys([*used, *repeated]) if place != self.group[0].place)


def _scale(printed: str, unit: str) -> Fraction:
    """The factor from a printed unit to base units; percent concepts count in percent like the rest of the registry."""
    return units.factor(printed)[0] if printed else units.factor(unit)[0] if unit == "percent" else Fraction(1)


def whereabouts(used: Operand) -> str:
    """Where an operand stands, as derivations say it."""
    if used.place is None:
        return "assumed by the rule"
    if used.origin == "knowledge":
        return f"published of {': '.join(used.place.section[1:])}; {used.place.path}:{used.place.line}"
    return f"{used.place.path}:{used.place.line}" if used.origin == "configuration" else f"line {used.place.line}"
