"""What probably happened: slips that leave their factor behind in the ratio of recomputed to stated."""

from __future__ import annotations

from dataclasses import replace

from auditor.model import Check
from auditor.rational import Fraction

CLOSE = Fraction(3, 100)
"""How near the ratio must come to a factor to be named after it."""
SLIPS: tuple[tuple[int, str], ...] = (
    (8, "bits and bytes were mixed up (a factor of 8)"),
    (60, "a time unit was mixed up: seconds, minutes and hours differ by 60"),
    (3600, "a time unit was mixed up: hours and seconds differ by 3600"),
    (24, "a time unit was mixed up: days and hours differ by 24"),
    (86400, "a time unit was mixed up: days and seconds differ by 86,400"),
    (30, "a time unit was mixed up: months and days differ by 30"),
    (365, "a time unit was mixed up: years and days differ by 365"),
    (12, "a time unit was mixed up: years and months differ by 12"),
)


def advise(check: Check) -> Check:
    """The check with its likely causes."""
    if check.verdict != "contradicted" or not check.ratio:
        return check
    return replace(check, causes=tuple(causes(check.ratio)))


def causes(ratio: Fraction) -> list[str]:
    """The slips that explain a ratio, the plainest first."""
    size = ratio if ratio >= 1 else 1 / ratio
    if power := _power_of_ten(size):
        unit = {3: "thousands: a prefix or ms/s slip", 6: "millions", 9: "billions"}.get(power)
        return [f"off by a factor of {10**power:,}" + (f" ({unit})" if unit else " (a slipped decimal point)")]
    for factor, words in SLIPS:
        if abs(size - factor) <= CLOSE * factor:
            return [words]
    if size.denominator == 1 and 2 <= size <= 64:
        return [f"off by a whole factor of {size}: one factor too many or too few"]
    return []


def _power_of_ten(size: Fraction) -> int:
    for power in range(1, 13):
        if abs(size - 10**power) <= CLOSE * 10**power:
            return power
    return 0
