"""Values → text: a computed value written the way the document writes its own."""

from __future__ import annotations

import re
from fractions import Fraction

from auditor.model import Quantity
from auditor.quantities.notation import NUMERAL, numeral

_NUMERAL = re.compile(NUMERAL)
_POWER = re.compile(r"\s*(?:(?:\^|\*\*)\s*[({]?-?\d+[)}]?|[⁻⁰¹²³⁴-⁹]+)")
"""What follows the base of a power: ``10^5`` is one number."""
SIGNIFICANT = 4


def restate(quantity: Quantity, value: Fraction) -> str:
    """The quantity's text with another value in place of its own; ``value`` is in the unit of its plain reading."""
    match = _NUMERAL.search(quantity.text)
    power = _POWER.match(quantity.text, match.end()) if match else None
    if match and power:
        return quantity.text[: match.start()].lstrip("~≈ ") + digits(value) + quantity.text[power.end() :]
    printed = numeral(match.group()) if match else None
    if match is None or printed is None or not printed.value:
        return digits(value)
    plain = quantity.readings[0]
    scale = abs((plain.low + plain.high) / 2 / printed.value) if plain.low + plain.high else Fraction(1)
    text = digits(abs(value) / scale, grouped="," in match.group())
    sign = "-" if value < 0 else ""
    return (
        sign
        + quantity.text[: match.start()].replace("~", "").lstrip("-−≈ ")
        + text
        + quantity.text[match.end() :].rstrip("+")
    )


def digits(value: Fraction, *, grouped: bool = True) -> str:
    """A number with four significant digits, or all of them where it is whole and not too long."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    if value.denominator == 1 and magnitude < 10**12:
        return f"{int(value):,}" if grouped or magnitude >= 10**5 else str(int(value))
    if magnitude >= 10**12 or magnitude < Fraction(1, 10**4):
        return f"{float(value):.4g}"
    decimals = max(0, SIGNIFICANT - len(str(int(magnitude)).lstrip("0")) + _leading_zeros(magnitude))
    text = f"{_rounded(value, decimals):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if grouped or magnitude >= 10**5 else text.replace(",", "")


def _leading_zeros(magnitude: Fraction) -> int:
    """Zeros between the point and the first digit of a value below one."""
    zeros = 0
    while magnitude < Fraction(1, 10) and zeros < 6:
        magnitude *= 10
        zeros += 1
    return zeros


def _rounded(value: Fraction, decimals: int) -> float:
    """Half away from zero, as people round."""
    unit = 10**decimals
    whole = int(abs(value) * unit + Fraction(1, 2))
    return float(Fraction(whole if value > 0 else -whole, unit))


_SCALES: dict[tuple[tuple[str, int], ...], tuple[tuple[int, str], ...]] = {
    (("information", 1),): ((8 * 10**12, "TB"), (8 * 10**9, "GB"), (8 * 10**6, "MB"), (8 * 10**3, "KB"), (8, "bytes")),
    (("information", 1), ("time", -1)): (
        (8 * 10**12, "TB/s"),
        (8 * 10**9, "GB/s"),
        (8 * 10**6, "MB/s"),
        (8, "bytes/s"),
    ),
    (("flop", 1),): ((10**12, "TFLOP"), (10**9, "GFLOP"), (10**6, "MFLOP"), (1, "FLOP")),
    (("flop", 1), ("time", -1)): ((10**15, "PFLOPS"), (10**12, "TFLOPS"), (10**9, "GFLOPS"), (1, "FLOP/s")),
}


def natural(value: Fraction, dimension: tuple[tuple[str, int], ...]) -> str:
    """A computed value in the unit that people would use; ``value`` is in base units."""
    counts = [(name, power) for name, power in dimension if name not in ("information", "time", "flop")]
    scales = _SCALES.get(
        tuple((name, power) for name, power in dimension if name in ("information", "time", "flop")), ()
    )
    tail = "".join(f"/{name}" for name, power in counts if power < 0)
    for scale, unit in scales:
        if abs(value) >= scale:
            return f"{digits(value / scale)} {unit}{tail}"
    if dimension == (("time", 1),):
        return f"{digits(value)} s" if value >= 1 else f"{digits(value * 1000)} ms"
    head = " ".join(f"{name}s" for name, power in counts if power > 0)
    per = "/s" if ("time", -1) in dimension else ""
    return f"{_short(value)} {head}{per}{tail}".strip() if head or per or tail else _short(value)


def _short(value: Fraction) -> str:
    """Billions and millions in words of one letter."""
    for scale, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M")):
        if abs(value) >= scale:
            return f"{digits(value / scale)}{letter}"
    return digits(value)


def times(ratio: Fraction) -> str:
    """A ratio as a factor above one: ``7.5 times``."""
    if ratio <= 0:
        return ""
    return f"{digits(ratio if ratio >= 1 else 1 / ratio)} times"
