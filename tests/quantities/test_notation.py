"""Printed numbers: the value, what one unit of the last digit is, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.quantities.notation import MAX_DIGITS, NUMERAL, Numeral, numeral, power, scientific
from auditor.rational import Fraction


def read(text: str) -> Numeral:
    found = numeral(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value", "ulp"),
    [
        ("0", 0, 1),
        ("7", 7, 1),
        ("42", 42, 1),
        ("2.5", Fraction(5, 2), Fraction(1, 10)),
        ("2.50", Fraction(5, 2), Fraction(1, 100)),
        (".5", Fraction(1, 2), Fraction(1, 10)),
        ("0.001", Fraction(1, 1000), Fraction(1, 1000)),
        ("1,234", 1234, 1),
        ("1,234,567.8", Fraction(12345678, 10), Fraction(1, 10)),
        ("1.234.567", 1234567, 1),
        ("8 640 000", 8640000, 1),
        ("8\u00a0640\u202f000", 8640000, 1),
        ("1_000_000", 1000000, 1),
        ("1.2e9", 1200000000, 10**8),
        ("1E3", 1000, 1000),
        ("5e-3", Fraction(5, 1000), Fraction(1, 1000)),
        ("1e+6", 10**6, 10**6),
        ("007", 7, 1),
    ],
)
def test_value_and_unit_of_the_last_digit(text: str, value: Fraction, ulp: Fraction) -> None:
    found = read(text)
    assert (found.value, found.ulp) == (value, ulp)


@pytest.mark.parametrize(
    ("text", "loose_ulp", "digits"),
    [
        ("7", 1, 1),
        ("70", 10, 1),
        ("1,200", 100, 2),
        ("86,400", 100, 3),
        ("1000000", 10**6, 1),
        ("1001", 1, 4),
        ("70.0", Fraction(1, 10), 3),  # a written decimal zero is meant
        ("7e3", 1000, 1),
        ("0", 1, 1),
    ],
)
def test_trailing_zeros_of_an_integer_may_be_unwritten(text: str, loose_ulp: Fraction, digits: int) -> None:
    found = read(text)
    assert (found.loose_ulp, found.digits) == (loose_ulp, digits)


@pytest.mark.parametrize(("text", "integer"), [("8", True), ("1,000", True), ("8.0", False), ("8e2", False)])
def test_an_integer_has_neither_point_nor_exponent(text: str, integer: bool) -> None:
    assert read(text).integer is integer


@pytest.mark.parametrize(
    "text",
    ["1" * (MAX_DIGITS + 1), "0." + "1" * MAX_DIGITS, "1e301", "1e-301", "1e99999999999999999999"],
    ids=["digits", "decimals", "exponent", "negative exponent", "long exponent"],
)
def test_a_number_that_nobody_writes_is_refused(text: str) -> None:
    assert numeral(text) is None


@pytest.mark.parametrize("text", ["1" * MAX_DIGITS, "1e300", "1e-300"])
def test_the_longest_numbers_are_read(text: str) -> None:
    assert numeral(text) is not None


@pytest.mark.parametrize(
    ("text", "value"), [("57.600", 57600), ("1,5", Fraction(3, 2)), ("1.234,5", Fraction(2469, 2))]
)
def test_the_continental_way_needs_evidence(text: str, value: Fraction) -> None:
    found = numeral(text, decimal_comma=True)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234 GB", "1,234"),
        ("1,23 GB", "1,23"),
        ("1,2345", "1,2345"),
        ("12,345,678", "12,345,678"),
        ("1.234.567 B", "1.234.567"),
        ("1.234", "1.234"),
        ("1 234 567 B", "1 234 567"),
        ("1 2345", "1"),
        ("12.5e3x", "12.5"),  # a name, not an exponent
        ("3.", "3"),
        (".5", ".5"),
        ("٣", None),  # only ASCII digits
        ("²", None),
        ("GB", None),
    ],
)
def test_where_a_numeral_ends(text: str, found: str | None) -> None:
    match = re.match(NUMERAL, text)
    assert (match.group() if match else None) == found


@given(st.integers(0, 10**30))
def test_grouping_does_not_change_a_value(value: int) -> None:
    assert read(str(value)).value == read(f"{value:,}").value == read(f"{value:_}").value == value


@pytest.mark.parametrize(
    ("base", "exponent", "value", "loose_ulp"),
    [
        ("2", 10, 1024, 0),
        ("2", 40, 2**40, 0),
        ("10", 9, 10**9, 10**9),  # one digit, which may be rounded
        ("10", -3, Fraction(1, 1000), Fraction(1, 1000)),
        ("3", 0, 1, 0),
    ],
)
def test_a_power_is_exact(base: str, exponent: int, value: Fraction, loose_ulp: Fraction) -> None:
    found = power(read(base), exponent)
    assert found is not None
    assert (found.value, found.ulp, found.loose_ulp) == (value, 0, loose_ulp)


@pytest.mark.parametrize(("base", "exponent"), [("9" * 40, 300), ("1.5", 2), ("0", 3)])
def test_a_power_that_is_too_long_or_not_whole_is_refused(base: str, exponent: int) -> None:
    assert power(read(base), exponent) is None


@pytest.mark.parametrize(
    ("mantissa", "exponent", "value", "ulp"),
    [
        ("2.6", 6, 2600000, 100000),
        ("2", 9, 2 * 10**9, 0),
        ("1.50", -3, Fraction(15, 10**4), Fraction(1, 10**5)),
    ],
)
def test_scientific_notation_keeps_the_digits_of_the_mantissa(
    mantissa: str, exponent: int, value: Fraction, ulp: Fraction
) -> None:
    found = scientific(read(mantissa), exponent)
    assert (found.value, found.ulp) == (value, ulp)
