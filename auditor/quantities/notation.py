"""A printed number: which values it can stand for.

Only ASCII digits, only bounded lengths: a numeral is refused before any number is built from it when it has more than
40 digits or an exponent beyond 300. What is printed stands for an interval, half a unit of its last written digit to
each side.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from auditor.patterns import regex
from auditor.rational import Fraction

MAX_DIGITS = 40
MAX_EXPONENT = 300
GROUP_SPACES = "\u00a0\u2009\u202f"

NUMERAL = (
    r"0,[0-9]+(?![0-9,])|[0-9]{1,3},[0-9]{4,}(?![0-9,])"  # 0,066 and 3,1416: no group of thousands looks so
    r"|"
    r"[0-9]{1,4}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"  # 1,234,567.8, also 1000,000
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9,])(?:\.[0-9]+)?"  # 1,23,45,678
    r"|[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])(?:\.[0-9]+)?"  # 1'234'567
    r"|(?<![0-9],)[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{1,2}(?![0-9]|,[0-9])"  # 1.234,5
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9.])"  # 1.234.567
    r"|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9.,]*[0-9])"  # 1 234 567
    r"|[0-9]+(?:_[0-9]{3})+(?![0-9])"  # 1_234_567
    r"|(?:[0-9]+(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+)(?:[eE][+-]?[0-9]+(?!\w))?"
)
"""One printed number without sign, suffix or unit, as a pattern."""


_SURELY_DECIMAL = regex(r"0,[0-9]+|[0-9]{1,3},[0-9]{4,}")
_CONTINENTAL = regex(r"[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+")


class Numeral(Struct, frozen=True, kw_only=True):
    """The digits of a printed number, without unit or magnitude suffix."""

    value: Fraction
    ulp: Fraction
    """One unit of the last written digit."""
    loose_ulp: Fraction
    """The same where the trailing zeros of an integer are taken as not written."""
    integer: bool
    """Printed without a decimal point and without an exponent."""
    digits: int
    """Significant digits, trailing zeros of an integer not counted."""

    def __hash__(self) -> int:
        """Quick, as readings are remembered by their numerals: the hash of a fraction is slow."""
        return hash((self.value.numerator, self.digits, self.integer))


@lru_cache(maxsize=8192)
def numeral(text: str, *, decimal_comma: bool = False) -> Numeral | None:
    """Read one numeral that ``NUMERAL`` matched; ``None`` when it is too long to be a number that people write.

    ``decimal_comma`` reads ``57.600,5`` the continental way; the caller must have evidence for it, and without it
    ``2,5`` is no number at all: it may be two.
    """
    if _SURELY_DECIMAL.fullmatch(text) or (decimal_comma and _CONTINENTAL.fullmatch(text)):
        text = text.replace(".", "").replace(",", ".")
    elif "," in text[-3:]:
        return None
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    mantissa = _without_groups(mantissa)
    whole, point, decimals = mantissa.partition(".")
    if len(whole) + len(decimals) > MAX_DIGITS or len(exponent) > 5 or abs(int(exponent or 0)) > MAX_EXPONENT:
        return None
    power = int(exponent or 0) - len(decimals)
    digits = int((whole + decimals) or "0")
    ulp = Fraction(10) ** power
    integer = not point and not exponent
    stripped = str(digits).rstrip("0") or "0"
    zeros = len(str(digits)) - len(stripped) if digits else 0
    loose = ulp * 10**zeros if integer else ulp
    significant = len(stripped) if integer else len(str(digits))
    return Numeral(value=digits * ulp, ulp=ulp, loose_ulp=loose, integer=integer, digits=significant)


def power(base: Numeral, exponent: int) -> Numeral | None:
    """``2^40``, ``10^9``: exact, but a power of ten has only its leading digit. ``None`` where it would be too long."""
    if base.value.denominator != 1 or base.value.numerator.bit_length() * abs(exponent) > 2000 or not base.value:
        return None
    value = base.value**exponent
    loose = value if base.value == 10 else Fraction(0)
    return Numeral(value=value, ulp=Fraction(0), loose_ulp=loose, integer=True, digits=1 if loose else base.digits)


def scientific(mantissa: Numeral, exponent: int) -> Numeral:
    """``2.6 × 10^6``: the mantissa's digits are the ones that were written."""
    scale = Fraction(10) ** exponent
    ulp = Fraction(0) if mantissa.integer else mantissa.ulp * scale
    return Numeral(
        value=mantissa.value * scale,
        ulp=ulp,
        loose_ulp=mantissa.ulp * scale,
        integer=mantissa.integer,
        digits=mantissa.digits,
    )


def _without_groups(mantissa: str) -> str:
    """Take the group separators out."""
    if mantissa.count(".") > 1:
        mantissa = mantissa.replace(".", "")
    for separator in ",_ '’" + GROUP_SPACES:
        mantissa = mantissa.replace(separator, "")
    return mantissa
