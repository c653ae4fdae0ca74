"""Interval: exact, contains every point result, refuses floats, works inside pint quantities."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.quantities import units
from auditor.quantities.interval import Interval, ceiling, floor, maximum, minimum
from auditor.rational import Fraction

HALF = Fraction(1, 2)

numbers = st.fractions(min_value=-50, max_value=50, max_denominator=12).map(Fraction)
shares = st.fractions(min_value=0, max_value=1, max_denominator=7).map(Fraction)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval.point(low) if draw(st.integers(0, 3)) == 0 else Interval(low, high)


@st.composite
def members(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval and a value in it."""
    interval = draw(intervals())
    return interval, interval.low + draw(shares) * (interval.high - interval.low)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@given(left=members(), right=members())
def test_result_contains_the_result_of_every_point(
    operation: Callable[[Any, Any], Any], left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]
) -> None:
    result = operation(left[0], right[0])
    assert result.contains(operation(left[1], right[1]))
    assert operation(left[0], right[1]).contains(operation(left[1], right[1]))
    assert operation(left[1], right[0]).contains(operation(left[1], right[1]))
    assert type(result.low) is Fraction
    assert result.low <= result.high


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@given(left=intervals(), right=intervals())
def test_bounds_are_reached_at_corners(operation: Callable[[Any, Any], Any], left: Interval, right: Interval) -> None:
    corners = [operation(one, other) for one in (left.low, left.high) for other in (right.low, right.high)]
    assert operation(left, right) == Interval(min(corners), max(corners))


@given(left=members(), right=members())
def test_quotient_contains_every_quotient(left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]) -> None:
    if right[0].contains(0):
        with pytest.raises(ZeroDivisionError):
            left[0] / right[0]
        return
    assert (left[0] / right[0]).contains(left[1] / right[1])
    assert (left[1] / right[0]).contains(left[1] / right[1])
    corners = [one / other for one in (left[0].low, left[0].high) for other in (right[0].low, right[0].high)]
    assert left[0] / right[0] == Interval(min(corners), max(corners))


@given(member=members(), exponent=st.integers(-9, 9))
def test_power_contains_every_power(member: tuple[Interval, Fraction], exponent: int) -> None:
    interval, value = member
    assume(exponent >= 0 or not interval.contains(0))
    result = interval**exponent
    assert result.contains(value**exponent)
    assert result.contains(interval.low**exponent)
    assert result.low >= 0 or exponent % 2


@given(member=members(), other=members())
def test_functions_contain_every_value(member: tuple[Interval, Fraction], other: tuple[Interval, Fraction]) -> None:
    interval, value = member
    assert abs(interval).contains(abs(value))
    assert (-interval).contains(-value)
    assert floor(interval).contains(value // 1)
    assert ceiling(interval).contains(-(-value // 1))
    assert minimum(interval, other[0]).contains(min(value, other[1]))
    assert maximum(interval, other[0]).contains(max(value, other[1]))


@given(left=intervals(), right=intervals())
def test_meeting_is_mutual_and_means_a_common_value(left: Interval, right: Interval) -> None:
    assert left.meets(right) == right.meets(left)
    assert left.meets(right) == (left - right).contains(0)


@given(interval=intervals())
def test_equality_and_hash_go_by_bounds(interval: Interval) -> None:
    twin = Interval(Fraction(interval.low), Fraction(interval.high))
    assert interval == twin
    assert hash(interval) == hash(twin)
    assert pickle.loads(pickle.dumps(interval)) == interval
    assert copy.deepcopy(interval) == interval


def test_a_point_is_the_number_it_holds() -> None:
    assert Interval.point(5) == 5
    assert Fraction(5) == Interval(5, 5)
    assert hash(Interval(5, 5)) == hash(5)
    assert Interval(4, 5) != 5
    assert Interval(4, 5) != "4"
    assert Interval.point(HALF).is_exact
    assert not Interval(0, 1).is_exact


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (2 + Interval(1, 2), Interval(3, 4)),
        (Interval(1, 2) + HALF, Interval(Fraction(3, 2), Fraction(5, 2))),
        (3 - Interval(1, 2), Interval(1, 2)),
        (Interval(1, 2) - 3, Interval(-2, -1)),
        (-2 * Interval(1, 2), Interval(-4, -2)),
        (Interval(-1, 2) * Interval(-3, 5), Interval(-6, 10)),
        (Fraction(1) / Interval(2, 4), Interval(Fraction(1, 4), HALF)),
        (1 / Interval(-4, -2), Interval(-HALF, Fraction(-1, 4))),
        (Interval(1, 2) / 4, Interval(Fraction(1, 4), HALF)),
        (Interval(-2, 1) ** 2, Interval(0, 4)),
        (Interval(-3, -2) ** 2, Interval(4, 9)),
        (Interval(-2, 1) ** 3, Interval(-8, 1)),
        (Interval(2, 4) ** -1, Interval(Fraction(1, 4), HALF)),
        (Interval(-2, 1) ** 0, Interval(1, 1)),
        (Interval(0, 3) ** 0, Interval(1, 1)),
        (Interval(2, 3) ** Fraction(2), Interval(4, 9)),
        (abs(Interval(-3, 2)), Interval(0, 3)),
        (abs(Interval(-3, -2)), Interval(2, 3)),
        (+Interval(1, 2), Interval(1, 2)),
        (floor(Interval(HALF, Fraction(5, 2))), Interval(0, 2)),
        (ceiling(Interval(HALF, Fraction(5, 2))), Interval(1, 3)),
        (ceiling(Interval.point(HALF)), Interval(1, 1)),
        (minimum(Interval(1, 5), Interval(2, 3)), Interval(1, 3)),
        (maximum(Interval(1, 5), Interval(2, 3)), Interval(2, 5)),
    ],
)
def test_arithmetic(given_: Interval, expected: Interval) -> None:
    assert given_ == expected


def test_midpoint_and_text() -> None:
    assert Interval(1, 2).midpoint == Fraction(3, 2)
    assert Interval.point(7).midpoint == 7
    assert str(Interval(1, HALF + 1)) == "[1, 3/2]"
    assert str(Interval.point(7)) == "7"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Interval(0.5, 1),  # type: ignore[arg-type]
        lambda: Interval(0, 1.5),  # type: ignore[arg-type]
        lambda: Interval("0", 1),  # type: ignore[arg-type]
        lambda: Interval.point(0.5),  # type: ignore[arg-type]
        lambda: Interval(0, 1) * 0.5,  # type: ignore[operator]
        lambda: 0.5 * Interval(0, 1),  # type: ignore[operator]
        lambda: Interval(0, 1) + 0.5,  # type: ignore[operator]
        lambda: 0.5 - Interval(0, 1),  # type: ignore[operator]
        lambda: Interval(0, 1) - 0.5,  # type: ignore[operator]
        lambda: Interval(0, 1) / 0.5,  # type: ignore[operator]
        lambda: 0.5 / Interval(1, 2),  # type: ignore[operator]
        lambda: Interval(1, 2) ** 0.5,  # type: ignore[operator]
        lambda: Interval(1, 2) ** HALF,
        lambda: Interval(0, 1) < Interval(2, 3),  # type: ignore[operator]
        lambda: Interval(0, 1).meets(0.5),  # type: ignore[arg-type]
    ],
)
def test_floats_fractional_powers_and_order_are_type_errors(attempt: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        attempt()


@pytest.mark.parametrize(
    "attempt", [lambda: Interval(2, 1), lambda: Interval(1, 2) ** 10, lambda: Interval(1, 2) ** -10]
)
def test_bounds_out_of_order_and_large_exponents_are_value_errors(attempt: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"interval|power"):
        attempt()


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Interval(1, 2).low = Fraction(0)  # type: ignore[misc]


def quantity(low: int, high: int, unit: str) -> Any:
    return units.quantity(Interval(low, high), unit)


@pytest.mark.parametrize(
    ("given_", "unit", "expected"),
    [
        (lambda: quantity(1, 2, "gigabyte") * quantity(6, 6, "second"), "byte * minute", Interval(10**8, 2 * 10**8)),
        (lambda: quantity(8, 16, "gigabyte") / quantity(2, 4, "second"), "gigabit / second", Interval(16, 64)),
        (lambda: quantity(1, 2, "hour") + quantity(30, 30, "minute"), "minute", Interval(90, 150)),
        (lambda: quantity(1, 2, "hour") - quantity(30, 30, "minute"), "minute", Interval(30, 90)),
        (lambda: quantity(2, 3, "metre") ** 2, "metre ** 2", Interval(4, 9)),
        (lambda: quantity(2, 4, "second") ** -1, "hertz", Interval(Fraction(1, 4), HALF)),
        (lambda: -quantity(1, 2, "day"), "hour", Interval(-48, -24)),
        (lambda: 3 * quantity(1, 2, "day"), "day", Interval(3, 6)),
        (lambda: quantity(1, 2, "day") / 3, "hour", Interval(8, 16)),
        (lambda: Fraction(1, 2) / quantity(1, 2, "second"), "hertz", Interval(Fraction(1, 4), HALF)),
        (lambda: Interval(1, 2) * quantity(3, 4, "byte"), "bit", Interval(24, 64)),
        (lambda: quantity(50, 60, "percent") * quantity(80, 80, "gibibyte"), "gibibyte", Interval(40, 48)),
        (lambda: quantity(1, 1, "mebibyte"), "megabyte", Interval.point(Fraction(1048576, 10**6))),
    ],
)
def test_pint_quantities_stay_exact(given_: Callable[[], Any], unit: str, expected: Interval) -> None:
    magnitude = given_().to(units.unit(unit)).magnitude
    assert type(magnitude) is Interval
    assert magnitude == expected


def test_pint_refuses_floats_too() -> None:
    with pytest.raises(TypeError):
        quantity(1, 2, "byte") * 0.5
