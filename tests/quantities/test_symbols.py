"""Written units: a closed vocabulary, every meaning of which the registry knows."""

from __future__ import annotations

import pytest

from auditor.quantities import units
from auditor.quantities.symbols import COUNTS, CURRENCIES, MAGNITUDE_UNITS, MAGNITUDES, SYMBOLS, TIME_WORDS


def plain(symbol: str) -> str:
    return SYMBOLS[symbol][0][0]


def test_every_meaning_is_a_unit_of_the_registry() -> None:
    meanings = [unit for table in (SYMBOLS, MAGNITUDE_UNITS) for found in table.values() for unit, _ in found]
    for unit in {*meanings, *CURRENCIES.values(), *COUNTS}:
        assert units.factor(unit)[0] > 0


def test_only_the_plain_meaning_assumes_nothing() -> None:
    for symbol, found in [*SYMBOLS.items(), *MAGNITUDES.items()]:
        assert found[0][1] == "", symbol
        assert all(assumption for _, assumption in found[1:]), symbol


def test_counts_count_and_nothing_else_does() -> None:
    assert all(units.is_count(name) for name in COUNTS)
    assert not any(units.is_count(word) for word in ("time", "information", "usd"))


@pytest.mark.parametrize(
    ("symbol", "unit"),
    [
        ("GB", "gigabyte"),
        ("Gb", "gigabit"),  # case counts
        ("gb", "gigabyte"),  # but nobody means bits by gb
        ("mb", "megabyte"),
        ("Mb", "megabit"),
        ("kB", "kilobyte"),
        ("KB", "kilobyte"),
        ("GiB", "gibibyte"),
        ("Gi", "gibibyte"),
        ("Gbit", "gigabit"),
        ("Gbps", "gigabit / second"),
        ("GBps", "gigabyte / second"),
        ("MiBps", "mebibyte / second"),
        ("m", "minute"),
        ("ms", "millisecond"),
        ("µs", "microsecond"),
        ("μs", "microsecond"),
        ("h", "hour"),
        ("W", "watt"),
        ("MW", "megawatt"),
        ("kWh", "kilowatt_hour"),
        ("TFLOPS", "teraflop / second"),
        ("TFLOP", "teraflop"),
        ("TFLOPs", "teraflop"),
        ("QPS", "query / second"),
        ("tps", "token / second"),
        ("TPS", "request / second"),
        ("%", "percent"),
        ("tok", "token"),
        ("params", "parameter"),
    ],
)
def test_the_plain_meaning(symbol: str, unit: str) -> None:
    assert plain(symbol) == unit


@pytest.mark.parametrize(
    ("symbol", "unit", "assumption"),
    [
        ("GB", "gibibyte", "GB counts in steps of 1024"),
        ("Gb", "gigabyte", "Gb is meant as gigabytes"),
        ("month", "julian_month", "a month is 30.44 days"),
        ("years", "julian_year", "a year is 365.25 days"),
        ("TFLOPs", "teraflop / second", "TFLOPs is per second"),
        ("TFLOPS", "teraflop", "TFLOPS is an amount of work"),
    ],
)
def test_a_further_meaning_says_what_it_rests_on(symbol: str, unit: str, assumption: str) -> None:
    assert (unit, assumption) in SYMBOLS[symbol]


@pytest.mark.parametrize("word", ["GIB", "Tok", "kw", "KW", "sEc", "widgets", "M", "B", "", "µ"])
def test_what_is_not_listed_is_no_unit(word: str) -> None:
    assert word not in SYMBOLS


def test_words_of_time_are_units_of_time() -> None:
    assert all(units.factor(plain(word))[1] == (("time", 1),) for word in TIME_WORDS)
