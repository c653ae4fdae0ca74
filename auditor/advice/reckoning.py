"""Checks as calculations that can be made anew: with another result, another operand, another sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.claims.operands import read_operand
from auditor.claims.statement import Statement
from auditor.claims.tokens import tokenize
from auditor.engine.consistency import holds_plainly, judge
from auditor.engine.evidence import Evidence
from auditor.engine.kinds.equations import sides_of
from auditor.engine.kinds.sums import sum_of
from auditor.engine.trial import Judgement, Trial
from auditor.model import (
    AnyClaim,
    Check,
    Equation,
    Expression,
    Number,
    Operation,
    Quantity,
    Reading,
    Relation,
    Span,
    Total,
)
from auditor.quantities.readings import SLACK
from auditor.quantities.units import physical
from auditor.rational import Fraction


class Allowance(Struct):
    """How much may still be tried for a document. It is counted, not timed: the same document gets the same advice."""

    left: int = 30_000
    """Values of calculations that are tried: less than a second's worth."""

    def spend(self, cost: int) -> bool:
        """Take so much of it; whether there was enough, and the calculation is none that is too long for advice."""
        self.left -= min(cost, LONGEST)
        return self.left >= 0 and cost <= LONGEST


SUPPOSING = 10
"""How many times as much it costs to try also what may be supposed."""
NEAR = Fraction(1, 50)
"""How near the ratio of a finding must come to a factor to be named after it."""
LONGEST = 100
"""Values of a calculation that is tried at all: a trial takes more than in proportion to them."""


class Reckoning(Struct, frozen=True, kw_only=True):
    """A calculation and the result that the document gives of it."""

    check: Check
    computed: Expression
    stated: Quantity
    group: int = 0
    """The relation of a table that it is a row of; 0 for all others."""
    is_written: bool = True
    """Whether the document writes the calculation out, and its result last; of a table's columns that is a guess."""
    allowance: Allowance

    @property
    def size(self) -> int:
        """How many values it has: what a trial of it costs."""
        return len(numbers(self.computed)) + 1

    @property
    def operands(self) -> list[Quantity]:
        """What it is computed from, without the constants of a form, which stand nowhere."""
        return [number.quantity for number in numbers(self.computed) if _is_printed(number.quantity)]

    @property
    def quantities(self) -> list[Quantity]:
        """The result, then what it is computed from."""
        return [self.stated, *self.operands]

    def holds(self, *, computed: Expression | None = None, stated: Quantity | None = None) -> bool:
        """Whether the printed digits agree with another calculation or another result; nothing may be supposed.

        It also says no when enough has been tried.
        """
        return self.allowance.spend(self.size) and holds_plainly(self._trial(computed, stated))

    def is_apart_by(self, factor: Fraction) -> bool:
        """Whether the result is so many times too large or too small."""
        ratio = self.check.ratio
        return ratio is not None and abs(max(ratio, 1 / ratio) - factor) <= NEAR * factor

    def is_as_far(self, other: Quantity) -> bool:
        """Whether another result is as far from the stated one as the computed one is."""
        ratio, size = self.check.ratio, middle(self.stated)
        return ratio is not None and size != 0 and abs(middle(other) / size - ratio) <= SLACK * ratio

    def judged(self, stated: Quantity) -> Judgement | None:
        """What the engine says of another result, whatever it has to suppose; ``None`` when enough has been tried."""
        return judge(self._trial(None, stated)) if self.allowance.spend(self.size * SUPPOSING) else None

    def _trial(self, computed: Expression | None, stated: Quantity | None) -> Trial:
        calculation = self.computed if computed is None else computed
        return Trial(computed=calculation, stated=Number(quantity=self.stated if stated is None else stated))

    def with_operand(self, operand: Quantity, other: Quantity) -> Expression:
        """The calculation with another quantity in place of one."""
        return substituted(self.computed, lambda found: other if found is operand else found)


def middle(quantity: Quantity) -> Fraction:
    """The printed value in base units."""
    plain = quantity.readings[0]
    return (plain.low + plain.high) / 2 * physical(plain.unit)[0]


def _is_printed(quantity: Quantity) -> bool:
    return quantity.span.start < quantity.span.end


def reckonings(evidence: Evidence, checks: Iterable[Check]) -> list[Reckoning]:
    """Those of the checks on claims; a check on facts has none."""
    claims: dict[Span, list[AnyClaim]] = {}
    for claim in evidence.claims:
        claims.setdefault(claim.span, []).append(claim)
    allowance = Allowance()
    about_claims = (check for check in checks if check.stated_span and not check.operands)
    found = (_reckoning(check, claims.get(check.statement.span, ()), allowance) for check in about_claims)
    return [reckoning for reckoning in found if reckoning is not None]


def _reckoning(check: Check, claims: Iterable[AnyClaim], allowance: Allowance) -> Reckoning | None:
    for claim in claims:
        for computed, stated, group, is_written in _calculations(claim):
            if stated.span == check.stated_span and stated.text == check.stated:
                return Reckoning(
                    check=check,
                    computed=computed,
                    stated=stated,
                    group=group,
                    is_written=is_written,
                    allowance=allowance,
                )
    return None


def _calculations(claim: AnyClaim) -> Iterator[tuple[Expression, Quantity, int, bool]]:
    match claim:
        case Equation():
            sides = sides_of(claim)
            if sides is not None and isinstance(sides[1], Number):
                yield sides[0], sides[1].quantity, 0, _is_written(claim, sides[0])
        case Total():
            yield sum_of(claim), claim.total, 0, True
        case Relation():
            yield claim.computed, claim.stated, claim.group, False


def _is_written(claim: Equation, computed: Expression) -> bool:
    """Whether the signs of a calculation stand there side by side with its operands, and are all that it may mean."""
    apart = isinstance(computed, Operation) and computed.span.start == computed.span.end
    return claim.source == "written" and not claim.form and not claim.others and not apart


def substituted(expression: Expression, other: Callable[[Quantity], Quantity]) -> Expression:
    """An expression with other quantities. Sums of long columns are deep on the left, so that side is a loop."""
    chain = []
    while isinstance(expression, Operation):
        chain.append(expression)
        expression = expression.left
    made: Expression = expression
    if isinstance(expression, Number):
        made = replace(expression, quantity=other(expression.quantity))
    for operation in reversed(chain):
        made = replace(operation, left=made, right=substituted(operation.right, other))
    return made


def with_value(quantity: Quantity, value: Fraction) -> Quantity:
    """The quantity with one exact value, in the unit of its plain reading."""
    plain = quantity.readings[0]
    reading = Reading(low=value, high=value, unit=plain.unit)
    return replace(quantity, readings=(reading,), hedge="")


def reread(quantity: Quantity, text: str) -> Quantity | None:
    """The quantity as it would be read from another text; ``None`` if its own text alone does not say what it is."""
    if (own := _read(quantity.text)) is None or own.readings != quantity.readings:
        return None
    found = _read(text)
    return None if found is None else replace(found, span=quantity.span)


def _read(text: str) -> Quantity | None:
    tokens = tokenize(text)
    line = Statement(text=text, tokens=tokens, place=lambda start, end: Span(start=start, end=end))
    operand = read_operand(line, 0) if tokens else None
    return operand.quantity if operand is not None and operand.quantity.text == text else None
