"""Fixed values in rules, ``100 %`` or ``80 GB``: a number and perhaps a unit, as their author prints them."""

from __future__ import annotations

from functools import lru_cache

from auditor.patterns import regex
from auditor.quantities import units
from auditor.quantities.notation import NUMERAL, numeral
from auditor.quantities.symbols import meanings
from auditor.quantities.units import Dimension, physical
from auditor.rational import Fraction

_NUMERAL = regex(NUMERAL)
BETWEEN = " | "
"""Stands between the values of a list."""


@lru_cache(maxsize=4096)
def limit(text: str, unit: str) -> Fraction:
    """The value in base units; without a unit of its own it is in ``unit``.

    ``ValueError`` for anything but a number and a known unit of the same dimension.
    """
    match = _NUMERAL.match(text.lstrip("-−"))
    printed = numeral(match.group()) if match else None
    if match is None or printed is None:
        raise ValueError(f"{text!r} is no value: expected a number and perhaps its unit, such as '80 GB' or '100 %'")
    written = text.lstrip("-−")[match.end() :].strip()
    scale, dimension = _unit(written) if written else physical(unit)
    if written and dimension != physical(unit)[1]:
        there, here = units.describe(dimension), units.describe(physical(unit)[1])
        raise ValueError(f"{text!r} is {there}, and the fact is {here}")
    return printed.value * scale * (-1 if text.startswith(("-", "−")) else 1)


def constant(text: str) -> tuple[Fraction, str]:
    """A value with the unit that is written behind it, as an expression of the registry. ``ValueError`` as above."""
    match = _NUMERAL.match(text)
    written = text[match.end() :].strip() if match else ""
    known = meanings(written)
    unit = known[0][0] if known else written
    return limit(text, unit) / units.factor(unit)[0], unit


def _unit(written: str) -> tuple[Fraction, Dimension]:
    """A unit as documents write it, or as an expression of the registry."""
    known = meanings(written)
    return physical(known[0][0] if known else written)


def listed(text: str) -> tuple[str, ...]:
    """The values of a list, as they were written."""
    return tuple(text.split(BETWEEN))
