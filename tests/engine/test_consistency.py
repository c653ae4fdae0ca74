"""Both sides of a statement: when they agree, under which assumption, and what is only remarked on."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from auditor.engine.consistency import judge
from auditor.engine.trial import Judgement, Trial
from auditor.model import Expression
from auditor.quantities.readings import SLACK
from auditor.rational import Fraction

MakeExpression = Callable[[str], Expression]

HOLDS = [
    "2 × 3 = 6",
    "20 GB ÷ 8 = 2.5 GB",
    "1.0 ÷ 3 = 0.33",
    "2 ÷ 3 = 0.67",
    "22 GB ÷ 8 = 3 GB",  # 2.75 rounds to 3
    "1000 requests ÷ 3 = 333 requests",
    "3,000 ÷ 7 ≈ 430",
    "3,000 ÷ 7 = 430",  # trailing zeros may be rounded
    "4.2 + 5.7 = 10",
    "10 − 2 − 3 = 5",
    "12.5 % of 80 GB = 10 GB",
    "80 GB + 10% = 88 GB",
    "80 GB − 10% = 72 GB",
    "10% + 5% = 15%",
    "99.9% × 99.9% = 99.8%",
    "100 × (1 − 20%) = 80",
    "2^40 bytes = 1.1 TB",
    "3 × 10^5 × 2 = 6 × 10^5",
    "20 GB ÷ 8 ≈ 3 GB",  # about is wider
    "20 GB ÷ 8 = ~3 GB",
    "10^5 × 86400 ≈ 10^10",  # about a power of ten has one digit
    "2-5 s × 10 = 20-50 s",
    "20 GB ÷ (2 × 4) = 20 GB ÷ 8",
]
CONVERTED = [
    "8 Gbps = 1 GB/s",
    "86,400 s = 24 h",
    "1 week = 7 days",
    "16 GiB = 17.18 GB",
    "4 kW = 4000 W",
    "1 kW × 24 h = 24 kWh",
    "100 Mbps × 1 day = 1.08 TB",
    "1 GB/s × 1 h = 3.6 TB",
    "5000 tokens ÷ 2 s = 2.5k tokens/s",
    "$0.0000025 × 1M tokens = $2.50",
]


@pytest.fixture
def judged(expression: MakeExpression) -> Callable[..., Judgement | None]:
    """The judgement on a text with one sign; the left side is the computed one."""

    def judged(text: str, estimation: Fraction = SLACK) -> Judgement | None:
        sign = "≈" if " ≈ " in text else "="
        computed, stated = text.split(f" {sign} ")
        sides = {"computed": expression(computed), "stated": expression(stated)}
        return judge(Trial(**sides, approximate=sign == "≈", estimation=estimation))

    return judged


Judged = Callable[..., Judgement]


@pytest.mark.parametrize("text", [*HOLDS, *CONVERTED])
def test_both_sides_agree_as_printed(judged: Judged, text: str) -> None:
    found = judged(text)
    assert (found.verdict, found.assumptions) == ("holds", ())


@pytest.mark.parametrize(
    ("text", "assumption"),
    [
        ("1.7 GB × 3 = 5.2 GB", "the operands are rounded as printed"),
        ("4.2 + 5.7 = 9.8", "the operands are rounded as printed"),
        ("1.00 MB × 1024 = 1.00 GB", "units of information count in steps of 1024"),
        ("512 MB × 8 = 4.0 GB", "units of information count in steps of 1024"),
        ("100M × 2 MB = 200 TB/day", "the unit of time is left out on one side"),
        ("4.6 kW × 730 h = 3,358 kWh per month", "the unit of time is left out on one side"),
        ("4600 W × 730 h = 3,358 kWh per month", "the unit of time is left out on one side"),
        ("30B ÷ 86,400 = 347,000 QPS", "the unit of time is left out on one side"),
        ("$100 × 12 = $1,200/year", "the unit of time is left out on one side"),
        ("70B × 2 = 140 GB", "the unit of information is left out on one side"),
        ("100 Mb ÷ 8 = 12.5 MB", "the 8 converts the unit"),
        ("5 GB/h × 24 = 120 GB/day", "the 24 converts the unit"),
        ("1.2 s × 1000 = 1200 ms", "the 1,000 converts the unit"),
        ("0.5 × 100 = 50 %", "the 100 converts the unit"),
        ("$1.00/s × 1 month = $2,630,000", "a month is 30.44 days"),
        ("1.00K × 1.000 B = 1024 B", "K is 1024"),
        ("64 GB × 1024 = 65,536 MB", "the 1,024 converts the unit"),
        ("384 / 359 = +7.0%", "the percentage is what the one is more than the other"),
        ("35 / 78 = -55%", "the percentage is what the one is more than the other"),
        ("800e9/8 B/s × 1e-6 s = 100,000 B", "the unit behind a fraction is that of the whole"),
        ("5 × 24 × 30 = 3,600 GPU-hours/month", "the time below only says when they come together"),
        ("3/4 GB × 4 = 3 GB", "the unit behind a fraction is that of the whole"),
        ("61 x 576 x 2 = 70,272 B", "the unit of information is left out on one side"),
    ],
)
def test_both_sides_agree_under_an_assumption(judged: Judged, text: str, assumption: str) -> None:
    found = judged(text)
    assert found.verdict == "holds"
    assert any(each.startswith(assumption) for each in found.assumptions)


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("2 × 3 = 7", 6),
        ("2^10 = 1025", 1024),
        ("20 GB ÷ 8 = 3 GB", Fraction(5, 2) * 8 * 10**9),  # needlessly coarse
        ("1 GB × 3 = 4 GB", 3 * 8 * 10**9),
        ("140 GB ÷ 4 = 17.5 GB", 35 * 8 * 10**9),
        ("5000 tokens ÷ 2 s = 250 tokens/s", 2500),
        ("1.5 GB + 2.5 GB = 5 GB", 4 * 8 * 10**9),
        ("3,000 ÷ 7 = 500", Fraction(3000, 7)),
        ("8 Gbps = 8 GB/s", 8 * 10**9),
        ("1 h = 60 s", 3600),
        ("99.9% × 99.9% = 99.0%", Fraction(998001, 10**6)),
        ("864000 × 0.8 = 688000", 691200),  # reckoned with all digits
        ("10^5 × 86400 = 10^12", 864 * 10**7),
        ("100M × 2 MB = 300 TB/day", 200 * 8 * 10**12),
        ("4.6 kW × 730 h = 4,000 kWh per month", 4600 * 730 * 3600),
        ("4.77 × 1 = 8", Fraction(477, 100)),
        ("384 / 359 = +17.0%", Fraction(384, 359)),
        ("384 / 359 = 7.0%", Fraction(384, 359)),  # without a sign it is a share
        ("39.8 / 80 = 59.75", Fraction(398, 800)),
        ("1000 / 10 = 10000", 100),
        ("20 GB ÷ 8 = 2500", Fraction(5, 2)),  # the unit left out is the only one there is
    ],
)
def test_both_sides_disagree(judged: Judged, text: str, computed: Fraction) -> None:
    found = judged(text)
    assert (found.verdict, found.reason) == ("contradicted", None)
    assert found.computed == computed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 ÷ 3 = 0.66", "cut off"),
        ("4.77 ms × 1 = 4 ms", "cut off"),
        ("3,000 ÷ 7 = 400", "cut off"),
        ("260 ÷ 62 = 5 nodes", "rounded up to a whole number"),
        ("$1.157 × 3 = $3.3", "an estimate"),
        ("0.3 s × 10 = 3.4 s", "the rounding of its operands"),
        ("2-5 s × 10 = 40 s", "the rounding of its operands"),
        ("100 × 20 = 2 GB", "the scale of the result"),
        ("5 GB ÷ 0 = 3 GB", "divides by a value that may be zero"),
        ("5 ÷ (3 − 3.0) = 5", "divides by a value that may be zero"),
        ("2 GB + 3 s = 5 GB", "it adds information and time"),
        ("2^(3.5) = 11", "exponent"),
        ("(2 + 7)^999 = 1", "exponent"),
        ("((9^99)^9)^9 = 1", "too large"),
        ("400 W × 24 × 30 = 288 kWh", "the time is left out"),
        ("TP × 2 = 8", "“TP” has no number"),
        ("39.8 / 80 = 49.75", "it is right only if it is a percentage"),
        ("3996 MHz × 1024 B × 2 = 8.18", "which the result leaves out"),
        ("384 / 359 = +7.1%", "an estimate"),
        ("30-50 MB × 720 ≈ 25-35 GB", "its range lies within the one that is computed"),
    ],
)
def test_what_stays_open(judged: Judged, text: str, reason: str) -> None:
    found = judged(text)
    assert found.verdict == "open"
    assert reason in (found.reason or "")


@pytest.mark.parametrize("text", ["30-50 MB × 720 ≈ 45-65 GB", "30-50 MB × 720 = 25-35 GB"])
def test_a_range_that_is_not_within_the_computed_one_or_not_hedged_is_wrong(judged: Judged, text: str) -> None:
    assert judged(text).verdict == "contradicted"


def test_at_least_so_much_may_be_more(judged: Judged) -> None:
    assert judged("100 GB+ × 2 = 300 GB").verdict != "contradicted"


@pytest.mark.parametrize("text", ["5 GB = 5 s", "8 GPUs = $8", "2 × 3 GB/s = $6"])
def test_things_of_different_kinds_state_no_equality(judged: Judged, text: str) -> None:
    assert judged(text) is None


@pytest.mark.parametrize(("text", "verdict"), [("1,157 + 2,000 = 3,300", "contradicted"), ("2.5 + 1 = 3.5", "holds")])
def test_a_sum_is_no_estimate(judged: Judged, text: str, verdict: str) -> None:
    assert judged(text, Fraction(0)).verdict == verdict


@pytest.mark.parametrize("operands", [30, 150])
def test_many_readings_are_no_explosion(judged: Judged, operands: int) -> None:
    began = time.process_time()
    found = judged(" + ".join(f"{size} KB" for size in range(1, operands + 1)) + " = 5 KB")
    assert found.verdict == "contradicted"
    assert time.process_time() - began < 5


def test_a_long_chain_is_no_crash(judged: Judged) -> None:
    assert judged(" + ".join(["1"] * 2000) + " = 5").verdict == "contradicted"
