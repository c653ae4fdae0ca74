"""One operand: sign, hedge, currency, number, magnitude, unit, noun and denominators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.claims.operands import Operand, read_operand
from auditor.claims.statement import Statement
from auditor.model import Reading


def operand(line: Statement) -> Operand:
    found = read_operand(line, 0)
    assert found is not None
    return found


MEASURED = [
    ("80 GB", "79.5…80.5 gigabyte"),
    ("80GB", "79.5…80.5 gigabyte"),
    ("2.5 TB/s", "2.45…2.55 terabyte / second"),
    ("500 ms", "499.5…500.5 millisecond"),
    ("60m", "60 minute"),
    ("12%", "11.5…12.5 percent"),
    ("12 percent", "11.5…12.5 percent"),
    ("3.5 kW", "3.45…3.55 kilowatt"),
    ("$1,200", "1199.5…1200.5 usd"),
    ("€7", "6.5…7.5 eur"),
    ("$1.2 million/month", "1.15e+06…1.25e+06 usd / month"),
    ("$3.18 per million tokens", "3.175e-06…3.185e-06 usd / token"),
    ("5 tokens/ms/GPU", "4.5…5.5 token / millisecond / gpu"),
    ("1.2e9 bytes", "1.15e+09…1.25e+09 byte"),
    ("3Mtokens", "2.5e+06…3.5e+06 token"),
    ("-5 GB", "-5.5…-4.5 gigabyte"),
    ("−5 GB", "-5.5…-4.5 gigabyte"),
    ("+3 GB", "2.5…3.5 gigabyte"),
    ("-$5", "-5.5…-4.5 usd"),
    ("2^40 bytes", "1.09951e+12 byte"),
    ("2^(10) bytes", "1024 byte"),
    ("10^-3 s", "0.001 second"),
    ("2.6 × 10^6 requests", "2.55e+06…2.65e+06 request"),
]
COUNTED = [
    ("8 GPUs", "8 gpu"),
    ("126 layers", "126 layer"),
    ("8 KV heads", "8 head"),
    ("32 widgets", "32"),
    ("7B parameters", "6.5e+09…7.5e+09 parameter"),
    ("50 bytes per transaction", "50 byte"),  # nobody knows transactions
    ("8-way", "8"),
    ("3x", "3"),
    ("3× faster", "3"),
    ("1.5 tokens", "1.45…1.55 token"),
]


@pytest.mark.parametrize(("text", "plain"), [*MEASURED, *COUNTED])
def test_the_plain_reading(
    statement: Callable[..., Statement], reading: Callable[[Reading], str], text: str, plain: str
) -> None:
    found = operand(statement(text))
    assert reading(found.quantity.readings[0]) == plain
    assert found.quantity.text == text


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("8 KV heads", "KV heads"),
        ("8 GPUs", ""),  # the unit says it
        ("32 shiny blue widgets", "shiny blue widgets"),
        ("32 widgets and 4 gears", "widgets"),
        ("50 bytes per transaction", "per transaction"),
        ("8-way tensor parallelism", "way"),
        ("8 GPUs TP=2", ""),  # the name of the next operand
    ],
)
def test_what_is_counted(statement: Callable[..., Statement], text: str, noun: str) -> None:
    assert operand(statement(text)).quantity.noun == noun


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("5 GB", ""),
        ("~5 GB", "about"),
        ("~~5 GB", "about"),
        ("≈ 5 GB", "about"),
        ("about 5 GB", "about"),
        ("roughly ~5 GB", "about"),
        ("≈ ~5 GB", "about"),
        ("$~5", "about"),
        ("~$5", "about"),
        ("± 5 GB", "about"),
        ("5 GB+", "at least"),
        ("~5 GB+", "at least"),
        ("2-5 GB", "range"),
    ],
)
def test_hedges(statement: Callable[..., Statement], text: str, hedge: str) -> None:
    assert operand(statement(text)).quantity.hedge == hedge


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2-5 s", "2…5 second"),
        ("2–5 ms", "1.5…5.5 millisecond"),
        ("2 to 5 minutes", "2…5 minute"),
        ("$2-5", "1.5…5.5 usd"),
        ("1.5-2 GB", "1.45…2.5 gigabyte"),
    ],
)
def test_a_range_is_one_quantity(
    statement: Callable[..., Statement], reading: Callable[[Reading], str], text: str, plain: str
) -> None:
    assert reading(operand(statement(text)).quantity.readings[0]) == plain


@pytest.mark.parametrize(
    ("text", "after"),
    [("5 - 2 GB", 1), ("5-2 GB", 1), ("2 -5 s", 1)],
    ids=["a difference", "a range that falls", "a list"],
)
def test_what_is_no_range(statement: Callable[..., Statement], text: str, after: int | None) -> None:
    found = read_operand(statement(text), 0)
    assert (found.after if found else None) == after


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("64G of memory", ["6.81826e+10…6.92563e+10 (G is 1024³)", "63.5…64.5 gigabyte (G is gigabytes)"]),
        ("5 Gb", ["4.5…5.5 gigabyte (Gb is meant as gigabytes)"]),
        ("8 GPUs", []),
        ("127B", ["127 byte (B is bytes)"]),
        ("300 GPUs", ["282…318 gpu (its trailing zeros are rounded)"]),
    ],
)
def test_the_other_readings(
    statement: Callable[..., Statement], reading: Callable[[Reading], str], text: str, others: list[str]
) -> None:
    assert [reading(other) for other in operand(statement(text)).quantity.readings[1:]] == others


@pytest.mark.parametrize(
    "text",
    [
        "127 B",
        "127 B, each",
        "127 B a record",
        "32 B each",
        "50 B per row",
        "70,272 B vs 4.0 MB",
        "1024 B x 2",
        "96 B in all",
    ],
)
def test_a_b_that_stands_alone_is_bytes_first(statement: Callable[..., Statement], text: str) -> None:
    assert operand(statement(text)).quantity.readings[0].unit == "byte"


def test_a_b_before_a_noun_is_billions(statement: Callable[..., Statement]) -> None:
    assert operand(statement("7 B parameters")).quantity.readings[0].unit == "parameter"


@pytest.mark.parametrize("text", ["3 B per day", "3 B or 7 B", "$7 B per year"])
def test_a_b_per_time_is_billions(statement: Callable[..., Statement], text: str) -> None:
    assert operand(statement(text)).quantity.readings[0].low > 10**9


@pytest.mark.parametrize("text", ["GB", "3D model", "5abc", "x", "(5)", "", "GPU 5"])
def test_what_is_no_operand(statement: Callable[..., Statement], text: str) -> None:
    assert read_operand(statement(text), 0) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("8 GPUs × 2", 2),
        ("80 GB ÷ 4", 2),
        ("80 GB / 4", 2),  # a division, not a denominator
        ("80 GB / GPU", 2),  # spaced: a name, not a denominator
        ("80 GB/GPU", 4),
        ("80 GB / s", 4),  # but time is always one
        ("80 GB/(4 + 4)", 2),
        ("100 × 2", 1),
    ],
)
def test_where_an_operand_ends(statement: Callable[..., Statement], text: str, after: int) -> None:
    assert operand(statement(text)).after == after


@pytest.mark.parametrize(
    ("text", "unit", "plain"),
    [
        ("80", "GB", "79.5…80.5 gigabyte"),
        ("80 ms", "GB", "79.5…80.5 millisecond"),  # it has its own
        ("80", "million", "7.95e+07…8.05e+07"),
        ("80", "", "80"),
    ],
)
def test_the_unit_of_a_header_is_for_bare_numbers(
    statement: Callable[..., Statement], reading: Callable[[Reading], str], text: str, unit: str, plain: str
) -> None:
    assert reading(operand(statement(text, unit=unit)).quantity.readings[0]) == plain


@pytest.mark.parametrize(("text", "exact"), [("8 GPUs", True), ("8 GB", False), ("~8 GPUs", False), ("8.0", False)])
def test_a_count_is_exact(statement: Callable[..., Statement], text: str, exact: bool) -> None:
    assert operand(statement(text)).quantity.exact is exact
