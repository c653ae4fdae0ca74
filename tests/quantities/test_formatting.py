"""Values → text: few digits, and in the style of the text that they replace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Quantity, Reading, Span
from auditor.quantities.formatting import digits, ends, natural, restate, times
from auditor.quantities.notation import numeral
from auditor.rational import Fraction


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(5), "5"),
        (Fraction(-5), "-5"),
        (Fraction(1234), "1,234"),
        (Fraction(123456789), "123,456,789"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(-2, 3), "-0.6667"),
        (Fraction(1, 80), "0.0125"),
        (Fraction(1, 3000), "0.0003333"),
        (Fraction(1, 10**6), "1e-06"),
        (Fraction(10**15), "1e+15"),
        (Fraction(123456, 10), "12,346"),
        (Fraction(1234567, 1000), "1,235"),
        (Fraction(25, 1000), "0.025"),
        (Fraction(199995, 100000), "2"),  # half away from zero
        (Fraction(10005, 10000), "1.001"),
    ],
)
def test_four_digits_or_all_of_a_whole_number(value: Fraction, text: str) -> None:
    assert digits(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1234), "1234"),
        (Fraction(12345, 10), "1235"),
        (Fraction(99999), "99999"),
        (Fraction(123456), "123,456"),
    ],
)
def test_short_numbers_are_grouped_only_on_request(value: Fraction, text: str) -> None:
    assert digits(value, grouped=False) == text


@given(st.fractions(min_value=1e-4, max_value=10**11).map(Fraction))
def test_digits_are_true_to_half_of_the_fourth(value: Fraction) -> None:
    found = numeral(digits(value))
    assert found is not None
    assert abs(found.value - value) <= value / 1000


def quantity(text: str, value: Fraction, unit: str = "") -> Quantity:
    reading = Reading(low=value, high=value, unit=unit)
    return Quantity(text=text, span=Span(start=0, end=len(text)), readings=(reading,))


@pytest.mark.parametrize(
    ("text", "stated", "value", "restated"),
    [
        ("3 GB", 3, Fraction(5, 2), "2.5 GB"),
        ("~3 GB", 3, Fraction(5, 2), "2.5 GB"),
        ("≈ 3 GB", 3, Fraction(5, 2), "2.5 GB"),
        ("$1,200/month", 1200, Fraction(14400), "$14,400/month"),
        ("1200 requests", 1200, Fraction(14400), "14400 requests"),
        ("7B parameters", 7 * 10**9, Fraction(8 * 10**9), "8B parameters"),
        ("$100K per month", 100000, Fraction(120000), "$120K per month"),
        ("12%", 12, Fraction(50), "50%"),
        ("100 GB+", 100, Fraction(200), "200 GB"),
        ("-5 GB", -5, Fraction(-4), "-4 GB"),
        ("-5 GB", -5, Fraction(4), "4 GB"),
        ("5 GB", 5, Fraction(-4), "-4 GB"),
        ("2.6 × 10^6 requests", 2600000, Fraction(1300000), "1.3 × 10^6 requests"),
        ("0 GB", 0, Fraction(4), "4 GB"),
        ("10^12 B", 10**12, Fraction(864 * 10**7), "8,640,000,000 B"),  # a power has no digits to keep
        ("2^12", 2**12, Fraction(2**11), "2,048"),
        ("4 concurrent requests", 4, Fraction(1), "1 concurrent request"),
        ("4 queries per 2 seconds", 4, Fraction(1), "1 query per 2 seconds"),
        ("4M requests", 4 * 10**6, Fraction(10**6), "1M requests"),
        ("4 ms", 4, Fraction(1), "1 ms"),
    ],
)
def test_a_value_is_restated_in_the_style_of_the_text(text: str, stated: int, value: Fraction, restated: str) -> None:
    assert restate(quantity(text, Fraction(stated)), value) == restated


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "restated"),
    [
        ("60-90 s", 60, 90, "second", "20-50 s"),
        ("60 to 90 s", 60, 90, "second", "20 to 50 s"),
        ("60–90 GB", Fraction(119, 2), Fraction(181, 2), "gigabyte", "20–50 GB"),
        ("2.5-5 GB", Fraction(245, 100), Fraction(11, 2), "gigabyte", "20-50 GB"),
        ("$1-2K/day", Fraction(500), Fraction(2500), "usd / day", "$0.02-0.05K/day"),
        ("0-0 GB", Fraction(-1, 2), Fraction(1, 2), "gigabyte", "20-50 GB"),
    ],
)
def test_both_ends_of_a_range_are_restated(text: str, low: Fraction, high: Fraction, unit: str, restated: str) -> None:
    plain = Reading(low=Fraction(low), high=Fraction(high), unit=unit)
    stated = Quantity(text=text, span=Span(start=0, end=len(text)), readings=(plain,), hedge="range")
    assert restate(stated, Fraction(20), Fraction(50)) == restated
    assert ends(stated) is not None


def test_one_value_takes_the_place_of_a_whole_range() -> None:
    plain = Reading(low=Fraction(60), high=Fraction(90), unit="second")
    stated = Quantity(text="60-90 s", span=Span(start=0, end=7), readings=(plain,), hedge="range")
    assert restate(stated, Fraction(35)) == "35 s"
    assert ends(stated) == (60, 90)


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (Fraction(8 * 10**9), {"information": 1}, "1 GB"),
        (Fraction(8 * 1500), {"information": 1}, "1.5 KB"),
        (Fraction(1), {"request": 1}, "1 request"),
        (Fraction(2), {"query": 1}, "2 queries"),
        (Fraction(4), {"information": 1}, "4"),  # less than a byte
        (Fraction(8 * 10**12), {"information": 1, "time": -1}, "1 TB/s"),
        (Fraction(10**15), {"flop": 1, "time": -1}, "1 PFLOPS"),
        (Fraction(2 * 10**12), {"flop": 1}, "2 TFLOP"),
        (Fraction(2), {"time": 1}, "2 s"),
        (Fraction(1, 40), {"time": 1}, "25 ms"),
        (Fraction(16), {}, "16"),
        (Fraction(7 * 10**9), {}, "7B"),
        (Fraction(1500), {"time": -1, "token": 1}, "1,500 tokens/s"),
        (Fraction(8 * 10**6), {"information": 1, "token": -1}, "1 MB/token"),
        (Fraction(5), {"gpu": 1}, "5 gpus"),
    ],
)
def test_a_computed_value_takes_the_unit_that_people_use(value: Fraction, dimension: dict[str, int], text: str) -> None:
    assert natural(value, tuple(sorted(dimension.items()))) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(15, 2), "7.5 times"),
        (Fraction(1, 8), "8 times"),
        (Fraction(1), "1 times"),
        (Fraction(0), ""),
        (Fraction(-2), ""),
    ],
)
def test_a_ratio_is_a_factor_above_one(ratio: Fraction, text: str) -> None:
    assert times(ratio) == text
