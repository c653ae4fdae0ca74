"""Units: a closed vocabulary, exact factors, and pint agrees with every one of them."""

from __future__ import annotations

import fractions
import subprocess
import sys
import time
from pathlib import Path

import pint
import pytest

from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.rational import Fraction, exact

DEFINITIONS = Path(units.__file__).with_name("units.txt")
NAMES = sorted(units.names())
COUNTS = (
    "token request gpu user layer head expert node server parameter stage rank replica sequence message query event "
    "instance core step sample image file page transaction read write item record row connection session call operation"
).split()


@pytest.mark.parametrize("name", NAMES)
def test_factor_is_an_exact_fraction_and_pints_own(name: str) -> None:
    factor, dimension = units.factor(name)
    assert type(factor) is Fraction
    assert factor > 0
    assert all(type(exponent) is int for _, exponent in dimension)
    base = units.registry().Quantity(Interval.point(1), units.unit(name)).to_base_units()
    assert base.magnitude == factor
    assert base.units == units.unit(units.base_unit(dimension))
    assert type((1 / base).magnitude.low) is Fraction


def test_the_file_is_in_pints_own_syntax() -> None:
    parsed = pint.UnitRegistry(DEFINITIONS, non_int_type=fractions.Fraction)
    for name in NAMES:
        assert parsed.Quantity(fractions.Fraction(1), name).to_base_units().magnitude == units.factor(name)[0], name


def test_no_name_is_defined_twice() -> None:
    lines = [line.partition("=") for line in DEFINITIONS.read_text().splitlines() if "=" in line and "#" not in line]
    defined = [name.strip() for name, _, _ in lines]
    assert sorted(defined) == NAMES


@pytest.mark.parametrize(
    ("expression", "factor", "dimension"),
    [
        ("", 1, ()),
        ("ratio", 1, ()),
        ("percent", Fraction(1, 100), ()),
        ("byte", 8, (("information", 1),)),
        ("gigabyte / second", 8 * 10**9, (("information", 1), ("time", -1))),
        ("gibibyte", 8 * 2**30, (("information", 1),)),
        ("exbibyte", 8 * 2**60, (("information", 1),)),
        ("zettabyte", 8 * 10**21, (("information", 1),)),
        ("terabit / second", 10**12, (("information", 1), ("time", -1))),
        ("nanosecond", Fraction(1, 10**9), (("time", 1),)),
        ("month", 30 * 86400, (("time", 1),)),
        ("julian_month", exact("30.4375") * 86400, (("time", 1),)),
        ("calendar_month", Fraction(365, 12) * 86400, (("time", 1),)),
        ("year", 365 * 86400, (("time", 1),)),
        ("julian_year", exact("365.25") * 86400, (("time", 1),)),
        ("hertz", 1, (("time", -1),)),
        ("1 / second", 1, (("time", -1),)),
        ("kilowatt_hour", 3600 * 1000, (("energy", 1),)),
        ("watt", 1, (("energy", 1), ("time", -1))),
        ("tonne", 10**6, (("mass", 1),)),
        ("cent / kilowatt_hour", Fraction(1, 100 * 3600000), (("energy", -1), ("usd", 1))),
        ("usd / (gpu * hour)", Fraction(1, 3600), (("gpu", -1), ("time", -1), ("usd", 1))),
        ("usd / gpu / hour", Fraction(1, 3600), (("gpu", -1), ("time", -1), ("usd", 1))),
        ("teraflop / second", 10**12, (("flop", 1), ("time", -1))),
        ("token / millisecond", 1000, (("time", -1), ("token", 1))),
        ("metre ** 2", 1, (("length", 2),)),
        ("second ** -2", 1, (("time", -2),)),
        ("token / token", 1, ()),
        (" byte ", 8, (("information", 1),)),
    ],
)
def test_factor(expression: str, factor: Fraction, dimension: units.Dimension) -> None:
    assert units.factor(expression) == (factor, dimension)


@pytest.mark.parametrize(
    "expression",
    [
        "florp", "gigabyte per second", "byte +", "byte + bit", "byte second", "-byte", "byte ** 2.5", "byte ** second",
        "byte ** 10", "byte ** 99999999", "2 ** 10 ** 10", "10**10**10", "byte.second", "byte[0]", "f(byte)", "'byte'",
        "0", "0 * byte", "True", "byte if 1 else bit", "(" * 90 + ")" * 90, "byte*" * 40 + "byte", "a" * 5000, "(byte",
        "MB", "Gb", "m", "é", "byte\x00", "-1", "1j",
    ],
)  # fmt: skip
def test_anything_else_is_a_value_error(expression: str, no_collection: None) -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match=r"unit"):
        units.factor(expression)
    with pytest.raises(ValueError, match=r"unit"):
        units.unit(expression)
    assert time.process_time() - start < 0.2


def test_a_quantity_is_no_unit() -> None:
    assert units.factor("1000 * byte")[0] == 8000
    with pytest.raises(ValueError, match="is a quantity"):
        units.unit("1000 * byte")


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str) -> None:
    assert units.factor(name) == (1, ((name, 1),))
    assert units.is_count(name)


@pytest.mark.parametrize("name", ["information", "time", "energy", "mass", "length", "flop", "usd", "eur", "florp"])
def test_not_counts(name: str) -> None:
    assert not units.is_count(name)


def test_dimensions_in_words() -> None:
    assert units.describe(()) == "a plain number"
    assert units.describe(units.factor("hertz")[1]) == "1 / time"
    assert units.describe(units.factor("usd / (gpu * hour)")[1]) == "usd / gpu / time"
    assert units.describe(units.factor("metre ** 2 / second ** 2")[1]) == "length ** 2 / time ** 2"


def test_a_pint_quantity_in_base_units() -> None:
    speed = units.quantity(Interval(1, 2), "gigabyte / second")
    assert units.in_base_units(speed) == (Interval(8 * 10**9, 16 * 10**9), (("information", 1), ("time", -1)))
    assert units.in_base_units(units.registry().Quantity(3, "")) == (Interval.point(3), ())
    with pytest.raises(TypeError):
        units.in_base_units(units.registry().Quantity(0.5, "byte"))


def test_the_registry_is_one_and_knows_nothing_else() -> None:
    assert units.registry() is units.registry()
    assert set(units.registry()) == set(NAMES)
    assert units.unit("gigabyte / second") is units.unit("gigabyte / second")


def test_building_the_registry_is_quick(no_collection: None) -> None:
    units.names()

    def build() -> float:
        start = time.process_time()
        units.registry.__wrapped__()
        return time.process_time() - start

    assert min(build() for _ in range(5)) < 0.015


def test_factors_do_not_import_pint() -> None:
    code = (
        "import sys; from auditor.quantities import units; units.factor('gigabyte / second'); "
        "assert 'pint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(units.__file__).parents[2])
