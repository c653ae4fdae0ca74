"""Likely causes, read from the ratio of recomputed to stated."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.advice.causes import advise, causes
from auditor.model import Check
from auditor.rational import Fraction


@pytest.mark.parametrize(
    ("ratio", "cause"),
    [
        (Fraction(8), "bits and bytes"),
        (Fraction(1, 8), "bits and bytes"),
        (Fraction(81, 10), "bits and bytes"),  # near enough
        (Fraction(10), "a factor of 10 (a slipped decimal point)"),
        (Fraction(1, 100), "a factor of 100 (a slipped decimal point)"),
        (Fraction(1000), "thousands: a prefix or ms/s slip"),
        (Fraction(10**6), "millions"),
        (Fraction(1, 10**9), "billions"),
        (Fraction(60), "seconds, minutes and hours differ by 60"),
        (Fraction(3600), "hours and seconds"),
        (Fraction(24), "days and hours"),
        (Fraction(365), "years and days"),
        (Fraction(1, 12), "years and months"),
        (Fraction(86400), "days and seconds"),
        (Fraction(4), "a whole factor of 4"),
        (Fraction(1, 7), "a whole factor of 7"),
    ],
)
def test_a_slip_leaves_its_factor(ratio: Fraction, cause: str) -> None:
    (found,) = causes(ratio)
    assert cause in found


@pytest.mark.parametrize("ratio", [Fraction(5, 4), Fraction(75, 10), Fraction(65), Fraction(1), Fraction(9, 8)])
def test_other_ratios_mean_nothing(ratio: Fraction) -> None:
    assert causes(ratio) == []


@pytest.mark.parametrize(
    ("verdict", "ratio", "advised"),
    [
        ("contradicted", Fraction(8), True),
        ("contradicted", None, False),
        ("holds", Fraction(8), False),
        ("open", Fraction(8), False),
    ],
)
def test_only_findings_have_causes(
    make_check: Callable[..., Check], verdict: str, ratio: Fraction | None, advised: bool
) -> None:
    check = make_check(verdict=verdict, ratio=ratio)
    assert bool(advise(check).causes) is advised
