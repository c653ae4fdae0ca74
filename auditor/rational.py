"""Exact numbers: the standard library's ``Fraction``, compiled.

``quicktions`` has its interface, its hash and its results; an operation takes a tenth of the time, and a dense document
needs a hundred thousand of them. One thing of it must not be used: read from a single character, it writes into an
object that the whole interpreter shares. So ``rational.pyi`` declares none of a string; ``exact`` reads those.
"""

from __future__ import annotations

import fractions

from quicktions import Fraction

__all__ = ["Fraction", "exact"]


def exact(text: str) -> Fraction:
    """The number that a plain numeral stands for: ``12``, ``0.06``, ``1e6``. ``ValueError`` for anything else."""
    read = fractions.Fraction(text)
    return Fraction(read.numerator, read.denominator)
