"""Advice on values that a rule recomputes from other facts: what explains the ratio, what bears the value out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.advice import misprints
from auditor.advice.causes import MOST, power_of_ten
from auditor.advice.factors import counts_like, factor_of
from auditor.advice.reckoning import middle, reread
from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence, agree
from auditor.engine.rule_index import RuleIndex
from auditor.model import Check, Fact, Operand, Rule
from auditor.rational import Fraction

MOST_TRIED = 40
"""Other values of operands that rules are held against, in one document."""
CLOSE = Fraction(3, 100)
"""How near the ratio must come to that of two units."""


class FactAdvice(Struct):
    """Advice on the checks of one document."""

    evidence: Evidence
    rules: RuleIndex
    checks: Sequence[Check]
    left: int = MOST_TRIED
    """Other values that may still be tried; counted, so that the same document gets the same advice."""

    def about(self, check: Check) -> Check:
        """The check with advice, if its rule says what the value must be; of a mere bound nothing more is known."""
        if check.fix is None:
            return check
        found = list(dict.fromkeys(self._causes(check)))[:MOST]
        words, told = _doubt(check, self.checks)
        return replace(check, causes=tuple(found), doubt=words, fix=check.fix if told else None)

    def _causes(self, check: Check) -> Iterator[str]:
        yield from self._other_values(check)
        if not check.ratio:
            return
        meant = list(_misprinted(check, self.evidence))
        yield from meant
        if any(operand.concept == "peak_compute" for operand in check.operands) and _near(check.ratio, 2):
            yield "a factor of 2: the peak with sparsity, or at another precision, in place of the dense one"
        yield from factor_of(check.ratio, list(counts_like(check.ratio, self.evidence)), self.evidence)
        if not meant and (power := power_of_ten(check.ratio)) is not None:
            yield power

    def _other_values(self, check: Check) -> Iterator[str]:
        """The rule holds for another value that is given of the same thing."""
        rule = next((rule for rule in self.rules if rule.id == check.rule), None)
        for operand in check.operands if rule else ():
            if operand.place == check.place or operand.origin != "document":
                continue
            for own, other in _other_facts(operand, self.evidence):
                self.left -= 1
                if self.left < 0 or rule is None:
                    return
                if _holds(rule, check, self.evidence, own, other):
                    where = f"line {other.place.line}" if other.origin == "document" else other.place.path
                    value_ = other.quantity.text
                    yield f"it is right for {operand.label} {value_}, which {where} gives, not {operand.value}"


def _other_facts(operand: Operand, evidence: Evidence) -> Iterator[tuple[Fact, Fact]]:
    """The fact of an operand with each that says otherwise, each value once."""
    facts = evidence.of(operand.concept)
    own = next((fact for fact in facts if fact.place == operand.place), None)
    seen = set()
    for other in facts if own else ():
        if own and other.origin in ("document", "configuration") and other.quantity.text not in seen:
            seen.add(other.quantity.text)
            if not agree(own, other):
                yield own, other


def _near(ratio: Fraction, factor: Fraction | int) -> bool:
    return abs(ratio - factor) <= CLOSE * factor or abs(1 / ratio - factor) <= CLOSE * factor


def _misprinted(check: Check, evidence: Evidence) -> Iterator[str]:
    """The stated value in another unit is the recomputed one."""
    stated = next((f for f in evidence.facts if f.place == check.place and f.quantity.span == check.stated_span), None)
    if stated is None:
        return
    size = middle(stated.quantity)
    for slip in (misprints.prefixes, misprints.bits, misprints.magnitudes, misprints.times):
        for meant in slip(stated.quantity.text):
            other = reread(stated.quantity, meant.text)
            if other is not None and size and check.ratio:
                apart = middle(other) / size
                if abs(apart - check.ratio) <= CLOSE * check.ratio:
                    yield f"{meant.slip}: {meant.text}, where {check.recomputed} is computed"


def _holds(rule: Rule, check: Check, evidence: Evidence, own: Fact, other: Fact) -> bool:
    """Whether the rule holds at the same place with another quantity for a fact and all that repeat it."""
    facts = tuple(
        replace(fact, quantity=other.quantity) if fact.concept == own.concept and agree(fact, own) else fact
        for fact in evidence.facts
    )
    found = [again for again in evaluate([rule], evidence.with_facts(facts)) if again.place == check.place]
    return bool(found) and all(again.verdict == "holds" for again in found)


# --- what bears a value out -------------------------------------------------------------------------------------------


def _doubt(check: Check, checks: Sequence[Check]) -> tuple[str, bool]:
    """What is to be doubted, and whether that is the value on trial."""
    on_trial = [operand for operand in check.operands if operand.place == check.place]
    if not on_trial:
        return "", True
    others = [operand for operand in check.operands if operand.place != check.place and operand.origin == "document"]
    results = _rules(on_trial[0], check, checks, results=True)
    borne = [operand for operand in others if _rules(operand, check, checks)]
    if not results:
        return _said(f"{check.stated}", borne), True
    words = f"{check.stated} is also what “{results[0]}” recomputes"
    bare = [operand for operand in others if operand not in borne]
    if len(bare) == 1 and borne:
        return f"{bare[0].label} {bare[0].value} is to be doubted: {words}", False
    return f"it cannot be told which side is wrong: {words}", False


def _said(stated: str, borne: Sequence[Operand]) -> str:
    shown = dict.fromkeys(f"{operand.label} {operand.value}" for operand in borne)
    reason = f"other checks bear out {', '.join(shown)}" if borne else "nothing else in the document comes to it"
    return f"{stated}, the result: {reason}"


def _rules(operand: Operand, check: Check, checks: Sequence[Check], *, results: bool = False) -> list[str]:
    """The titles of other rules that hold for the same value of the same concept, as their result or any part."""
    return [
        other.title
        for other in checks
        if other.verdict == "holds" and other.rule != check.rule
        for used in other.operands
        if (used.concept, used.value) == (operand.concept, operand.value)
        and (not results or (other.recomputed is not None and used.place == other.place))
    ]
