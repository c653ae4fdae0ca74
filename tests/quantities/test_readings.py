"""A numeral with magnitude and unit → its readings: how wide each one is, and in which order they come."""

from __future__ import annotations

import time

import pytest

from auditor.model import Hedge, Reading
from auditor.quantities.notation import numeral
from auditor.quantities.readings import MAX_READINGS, ONE, ROUNDED, readings
from auditor.quantities.symbols import MAGNITUDES, SYMBOLS
from auditor.rational import Fraction


def read(text: str, unit: str = "", *, per: str = "", magnitude: str = "", hedge: Hedge = "") -> tuple[Reading, ...]:
    found = numeral(text)
    assert found is not None
    return readings(
        found,
        magnitude=MAGNITUDES[magnitude] if magnitude else ONE,
        units=[SYMBOLS[unit]] if unit else [],
        per=[SYMBOLS[per]] if per else [],
        hedge=hedge,
    )


def bounds(reading: Reading) -> tuple[float, float]:
    return float(reading.low), float(reading.high)


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("3", "GB", 2.5, 3.5),
        ("2.5", "GB", 2.45, 2.55),
        ("2.50", "GB", 2.495, 2.505),
        ("12", "%", 11.5, 12.5),
        ("8", "GPUs", 8, 8),  # counts are exact
        ("24", "hours", 24, 24),
        ("2", "bytes", 2, 2),
        ("8", "", 8, 8),
        ("8.0", "GPUs", 7.95, 8.05),
        ("1e9", "bytes", 0.5e9, 1.5e9),
    ],
)
def test_half_a_unit_of_the_last_digit_to_each_side(text: str, unit: str, low: float, high: float) -> None:
    assert bounds(read(text, unit)[0]) == (low, high)


@pytest.mark.parametrize(
    ("text", "magnitude", "low", "high"),
    [
        ("7", "B", 6.5e9, 7.5e9),
        ("1.5", "K", 1450, 1550),
        ("3.5", "million", 3.45e6, 3.55e6),
        ("2", "bil", 1.5e9, 2.5e9),
    ],
)
def test_a_magnitude_makes_a_count_a_rounded_one(text: str, magnitude: str, low: float, high: float) -> None:
    assert bounds(read(text, magnitude=magnitude)[0]) == (low, high)


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("3", "GB", 2.32, 3.68),  # half a digit, and 6 % more
        ("100", "GB", 88, 112),  # its zeros may be rounded, by 6 %, and 6 % more
        ("2.5", "GB", 2.4, 2.6),
        ("8", "GPUs", 7.02, 8.98),  # about 8 is no count
    ],
)
def test_a_hedge_doubles_the_rounding(text: str, unit: str, low: float, high: float) -> None:
    assert bounds(read(text, unit, hedge="about")[0]) == (low, high)


@pytest.mark.parametrize(
    ("text", "unit", "magnitude", "low", "high"),
    [
        ("300", "GB", "", 282, 318),  # not 250 to 350: 300 is not 340
        ("8000", "", "", 7520, 8480),
        ("1010", "GB", "", 1005, 1015),
        ("20", "", "B", 18.8e9, 21.2e9),
    ],
)
def test_trailing_zeros_may_be_rounded(text: str, unit: str, magnitude: str, low: float, high: float) -> None:
    *_, last = read(text, unit, magnitude=magnitude)
    assert last.assumption == ROUNDED
    assert bounds(last) == (low, high)


@pytest.mark.parametrize(("text", "hedge"), [("3", ""), ("301", ""), ("3.0", ""), ("300", "about")])
def test_nothing_else_is_rounded(text: str, hedge: Hedge) -> None:
    assert ROUNDED not in [reading.assumption for reading in read(text, "GB", hedge=hedge)]


@pytest.mark.parametrize(
    ("unit", "per", "magnitude", "expected"),
    [
        ("GB", "", "", [("gigabyte", ""), ("gibibyte", "GB counts in steps of 1024")]),
        ("GB", "s", "", [("gigabyte / second", ""), ("gibibyte / second", "GB counts in steps of 1024")]),
        ("", "s", "", [("1 / second", "")]),
        ("", "", "K", [("", ""), ("", "K is 1024")]),
        ("Gb", "", "", [("gigabit", ""), ("gigabyte", "Gb is meant as gigabytes")]),
        (
            "GB",
            "",
            "K",
            [
                ("gigabyte", ""),
                ("gibibyte", "GB counts in steps of 1024"),
                ("gigabyte", "K is 1024"),
                ("gibibyte", "K is 1024; GB counts in steps of 1024"),
            ],
        ),
    ],
)
def test_the_plain_reading_comes_first(unit: str, per: str, magnitude: str, expected: list[tuple[str, str]]) -> None:
    found = read("3", unit, per=per, magnitude=magnitude)
    assert [(reading.unit, reading.assumption) for reading in found] == expected


def test_a_negative_number_is_turned_whole() -> None:
    found = numeral("3.0")
    assert found is not None
    (plain,) = readings(found, negative=True)
    assert (plain.low, plain.high) == (Fraction(-305, 100), Fraction(-295, 100))


def test_many_denominators_do_not_explode() -> None:
    found = numeral("1")
    assert found is not None
    began = time.process_time()
    made = readings(found, units=[SYMBOLS["GB"]], per=[SYMBOLS["GB"]] * 200)
    assert len(made) == MAX_READINGS
    assert time.process_time() - began < 1
