"""Factors that turn the unit instead of the value: ``5 GB/h × 24 = 120 GB/day``, ``20M/day ÷ 86,400 = 231/s``.

Whoever writes so calculates with the bare digits and writes the new unit behind the result. The factor is then no
operand: 24 hours *are* a day. This is supposed only where the digits bear it out, unit by unit: the result stands in
another unit than the operand, and the factors, multiplied or divided as they stand, are just what lies between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import prod

from msgspec import Struct

from auditor.claims.expressions import numbers
from auditor.model import Expression, Number, Operation
from auditor.quantities import units
from auditor.quantities.units import physical
from auditor.rational import Fraction

NEAR = Fraction(1, 40)
"""How far a factor may be from what lies between two units: 30 days for a month, 365 for a year, 730 hours."""
ROUND_DAY = 100_000
"""Seconds that a day is often rounded to."""
MAX_FACTORS = 10
"""Bare operands that are looked at."""
TIMES = tuple(
    Fraction(seconds) for seconds in (60, 3600, 86_400, 604_800, 2_592_000, 31_536_000)
)  # minute, hour, day, week, month, year


class Factor(Struct, frozen=True):
    """A bare exact operand of a product, and whether it multiplies (1) or divides (-1)."""

    value: Fraction
    power: int

    @property
    def effect(self) -> Fraction:
        """What it does to the value."""
        return self.value if self.power > 0 else 1 / self.value


class Conversion(Struct, frozen=True):
    """Factors that turn the unit, and what they do to the value together."""

    factors: tuple[Fraction, ...]
    effect: Fraction
    exact: Fraction
    """What really lies between the units: the effect, but for the length of months and the size of a K."""

    def __str__(self) -> str:
        written = " and the ".join(f"{value:,}" for value in map(_shown, self.factors))
        return f"the {written} {'converts' if len(self.factors) == 1 else 'convert'} the unit"


def _shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def bare_factors(expression: Expression, power: int = 1) -> Iterator[Factor]:
    """The exact operands without a unit that the whole expression is multiplied or divided by."""
    while isinstance(expression, Operation) and expression.operator in "*/":
        yield from bare_factors(expression.right, power if expression.operator == "*" else -power)
        expression = expression.left
    if isinstance(expression, Number):
        plain = expression.quantity.readings[0]
        if plain.low == plain.high and plain.low > 1 and plain.unit in ("", "bit"):
            yield Factor(plain.low, power)


def conversions(computed: Expression, stated: Number) -> Iterator[Conversion]:
    """What factors of a calculation may turn its unit into that of its result."""
    factors = list(bare_factors(computed))[:MAX_FACTORS]
    target = stated.quantity.readings[0].unit
    if not factors or not target:
        return
    turned = (_of_time(computed, target, factors), _of_information(computed, target, factors))
    steps = [found for found in turned if found is not None]
    if target == "percent" and Factor(Fraction(100), 1) in factors:
        steps.append(Conversion((Fraction(100),), Fraction(100), Fraction(100)))
    for count in range(len(steps), 0, -1):
        for chosen in combinations(steps, count):
            yield Conversion(
                tuple(value for step in chosen for value in step.factors),
                prod((step.effect for step in chosen), start=Fraction(1)),
                prod((step.exact for step in chosen), start=Fraction(1)),
            )


def _of_time(computed: Expression, target: str, factors: list[Factor]) -> Conversion | None:
    """24, 60, 3600, 365 … between two units of time."""
    before, after = _unit_of(computed, "time"), _component(target, "time")
    if before is None or after is None or before[1] != after[1] or before[0] == after[0]:
        return None
    between = (before[0] / after[0]) ** after[1]
    for chosen in _subsets(factors):
        effect = prod((factor.effect for factor in chosen), start=Fraction(1))
        if abs(effect / between - 1) <= NEAR or _is_round_day(chosen, between):
            return Conversion(tuple(factor.value for factor in chosen), effect, between)
    return None


def _is_round_day(chosen: tuple[Factor, ...], between: Fraction) -> bool:
    return [factor.value for factor in chosen] == [ROUND_DAY] and between in (86_400, Fraction(1, 86_400))


def _of_information(computed: Expression, target: str, factors: list[Factor]) -> Conversion | None:
    """8 between bits and bytes, 1000 and 1024 between their multiples."""
    before, after = _unit_of(computed, "information"), _component(target, "information")
    if before is None or after is None or before[1] != after[1] or before[0] == after[0]:
        return None
    between = (before[0] / after[0]) ** after[1]
    eights, steps = _eights_and_steps(between)
    for chosen in _subsets(factors):
        found = [_eights_and_steps(factor.effect) for factor in chosen]
        turned = sum(pair[1] for pair in found)
        if sum(pair[0] for pair in found) == eights and all(map(any, found)) and turned in (steps, 0):
            effect = prod((factor.effect for factor in chosen), start=Fraction(1))
            return Conversion(tuple(factor.value for factor in chosen), effect, between if turned else effect)
    return None


def _eights_and_steps(ratio: Fraction) -> tuple[int, int]:
    """How often a ratio holds the factor 8, and how often 1000 or 1024; (0, 0) where it holds anything else."""
    for eights in (0, 1, -1):
        rest = ratio / Fraction(8) ** eights
        for steps in range(-6, 7):
            if rest / Fraction(1000) ** steps in _BINARY:
                return eights, steps
    return 0, 0


_BINARY = frozenset(Fraction(1024, 1000) ** power for power in range(-6, 7))
"""What remains of so many steps of 1024 after as many of 1000."""


def _subsets(factors: list[Factor]) -> Iterator[tuple[Factor, ...]]:
    for count in range(1, len(factors) + 1):
        yield from combinations(factors, count)


def _unit_of(expression: Expression, base: str) -> tuple[Fraction, int] | None:
    """The one unit of a dimension among the operands, as its size and exponent; ``None`` if there are several."""
    found = {_component(number.quantity.readings[0].unit, base) for number in numbers(expression)} - {None}
    if len(found) > 1 and base == "information":  # KB beside MB: bytes
        found = {(Fraction(8) ** _eights_and_steps(each[0])[0], each[1]) for each in found if each is not None}
    return found.pop() if len(found) == 1 else None


def _component(unit: str, base: str) -> tuple[Fraction, int] | None:
    """The size and exponent of what a unit has of a dimension: ``gigabyte / day`` has a day, to the power -1."""
    size, exponent = Fraction(1), 0
    for name, power in units.parse(unit)[1]:
        scale, dimension = physical(name)
        if dimension == ((base, 1),):
            size, exponent = scale, exponent + power
        elif any(inner == base for inner, _ in dimension):
            exponent += dict(dimension)[base] * power  # a watt and a hertz hold a second
    return (size, exponent) if exponent in (1, -1) else None


# --- a rate from a time that is not named -----------------------------------------------------------------------------


def fits_rate(computed: Expression, stated: Number) -> bool:
    """Whether the times that a calculation divides by fit the unit of its rate.

    ``20M ÷ (24 × 60 × 60) = 230/s`` divides by the seconds of a day; ``20M ÷ 86,400 = 230/min`` does not, since 86,400
    minutes are no span that anybody counts in. Nor are ``24 × 60 = 1,440 seconds`` one.
    """
    after = _component(stated.quantity.readings[0].unit, "time")
    if after is not None and after[1] == 1 and all(_is_clock(value) for value in _bare_values(computed)):
        return any(abs(after[0] * prod(_bare_values(computed)) / time - 1) <= NEAR for time in TIMES)
    divisors = [factor.value for factor in bare_factors(computed) if factor.power < 0 and _is_clock(factor.value)]
    if after is None or after[1] != -1 or not divisors:
        return True
    span = after[0] * prod(divisors)
    if divisors == [ROUND_DAY]:
        return after[0] == 1
    return any(abs(span / time - 1) <= NEAR for time in TIMES) or span > max(TIMES)


def _bare_values(expression: Expression) -> list[Fraction]:
    """The values of all operands, as printed."""
    return [number.quantity.readings[0].low for number in numbers(expression)]


def _is_clock(value: Fraction) -> bool:
    return value in (24, 60, 1440, 3600, 86_400, ROUND_DAY, 604_800, 2_592_000, 2_500_000, 31_536_000)
