"""Expressions → values in base units."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from auditor.engine.amounts import Undecidable
from auditor.engine.arithmetic import Labels, evaluate, labelled
from auditor.engine.assumptions import uniform
from auditor.model import Expression, Number, Reading
from auditor.quantities.units import physical
from auditor.rational import Fraction

MakeExpression = Callable[[str], Expression]


@pytest.mark.parametrize(
    ("text", "point", "low", "high"),
    [
        ("2 + 3", 5, 5, 5),
        ("2.5 + 1", Fraction(7, 2), Fraction(69, 20), Fraction(71, 20)),
        ("2.5 − 1.0", Fraction(3, 2), Fraction(14, 10), Fraction(16, 10)),
        ("2.0 × 3.0", 6, Fraction(195 * 295, 10**4), Fraction(205 * 305, 10**4)),
        ("1 ÷ 4", Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)),
        ("(2 + 1)^3", 27, 27, 27),
        ("(2 + 2)^(0 − 1)", Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)),
        ("50 % of 8", 4, Fraction(396, 100), Fraction(404, 100)),
        ("200 + 10%", 220, 219, 221),
        ("50% + 10%", Fraction(6, 10), Fraction(59, 100), Fraction(61, 100)),
        ("2-5 s", 2, 2, 5),  # of a range the low end is what is printed
    ],
)
def test_the_value_and_its_rounding(
    expression: MakeExpression, text: str, point: Fraction, low: Fraction, high: Fraction
) -> None:
    found = evaluate(expression(text), {})
    assert (found.point, found.interval.low, found.interval.high) == (point, low, high)


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("8 GPUs × 80 GB", {"information": 1}),  # counts have none
        ("3 TB/s × 2 h", {"information": 1}),
        ("80 GB ÷ 4 s", {"information": 1, "time": -1}),
        ("(3 s)^2", {"time": 2}),
        ("(3 s)^0", {}),
        ("5 tokens/s", {"time": -1}),
        ("2 kW × 3 h", {"energy": 1}),
        ("80 GB ÷ 40 GB", {}),
    ],
)
def test_the_dimension(expression: MakeExpression, text: str, dimension: dict[str, int]) -> None:
    assert dict(evaluate(expression(text), {}).dimension) == dimension


def test_a_reading_can_be_chosen(expression: MakeExpression) -> None:
    size = expression("1 GB")
    assert isinstance(size, Number)
    binary = size.quantity.readings[1]
    assert evaluate(size, {}).point == 8 * 10**9
    assert evaluate(size, {id(size.quantity): binary}).point == 8 * 2**30


@pytest.mark.parametrize(
    ("unit", "labels", "factor", "dimension"),
    [
        ("gigabyte / day", (), Fraction(8 * 10**9, 86400), {"information": 1, "time": -1}),
        ("gigabyte / day", (("time", "rate"),), 8 * 10**9, {"information": 1}),
        ("gigabyte / day", (("time", "printed"),), 8 * 10**9, {"information": 1}),
        ("gigabyte / day", (("time", "base"),), Fraction(8 * 10**9, 86400), {"information": 1}),
        ("hour", (("time", "rate"),), 3600, {"time": 1}),  # a duration is no rate
        ("hour", (("time", "printed"),), 1, {}),
        ("hour", (("time", "base"),), 3600, {}),
        ("gigabyte", (("information", "printed"),), 1, {}),
        ("gigabyte", (("information", "base"),), 10**9, {}),  # in bytes, not bits
        ("token", (("time", "printed"),), 1, {}),
    ],
)
def test_units_as_mere_labels(unit: str, labels: Labels, factor: Fraction, dimension: dict[str, int]) -> None:
    found, left = labelled(unit, labels)
    assert (found, dict(left)) == (factor, dimension)


def test_counts_are_no_dimension() -> None:
    assert physical("token / second") == (1, (("time", -1),))
    assert physical("gpu") == (1, ())


@pytest.mark.parametrize(
    "text", ["1 ÷ 0", "1 ÷ (1 − 1.0)", "2 GB + 1", "2^(0.5)", "(1 − 2)^2", "TP × 2", "(1 − 1)^(0 − 1)"]
)
def test_what_has_no_value(expression: MakeExpression, text: str) -> None:
    with pytest.raises(Undecidable):
        evaluate(expression(text), {})


# --- combinations of readings -----------------------------------------------------------------------------------------

PLAIN = Reading(low=Fraction(1), high=Fraction(1), unit="gigabyte")
BINARY = Reading(low=Fraction(1), high=Fraction(1), unit="gibibyte", assumption="GB counts in steps of 1024")
MONTH = Reading(low=Fraction(1), high=Fraction(1), unit="julian_month", assumption="a month is 30.44 days")


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ([], 1),
        ([[PLAIN]], 1),
        ([[PLAIN, BINARY]], 2),
        ([[PLAIN, BINARY], [PLAIN, BINARY]], 2),
        ([[PLAIN, BINARY], [PLAIN, BINARY], [PLAIN]], 2),
        ([[PLAIN, MONTH], [PLAIN, MONTH]], 4),
        ([[PLAIN, BINARY, MONTH], [PLAIN, BINARY]], 3),
    ],
)
def test_steps_of_1000_and_1024_are_not_mixed(options: list[list[Reading]], count: int) -> None:
    def mixes(combination: tuple[Reading, ...]) -> bool:
        either = [r for r, others in zip(combination, options, strict=True) if BINARY in others]
        return len({reading is BINARY for reading in either}) > 1

    expected = [combination for combination in product(*options) if not mixes(combination)]
    assert list(uniform(options)) == expected
    assert len(expected) == count


def test_mixed_steps_are_never_built() -> None:
    combinations = uniform([[PLAIN, BINARY]] * 500)
    assert set(next(combinations)) == {PLAIN}
    assert set(next(combinations)) == {BINARY}
    assert next(combinations, None) is None
