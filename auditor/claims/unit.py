"""What is read behind a number, while it is being read."""

from __future__ import annotations

from msgspec import Struct

from auditor.quantities.symbols import Meaning
from auditor.rational import Fraction


class Unit(Struct):
    """A number's magnitude, unit, noun and denominators; ``after`` is the token behind all that was read."""

    magnitude: tuple[tuple[int | Fraction, str], ...]
    above: list[tuple[Meaning, ...]]
    below: list[tuple[Meaning, ...]]
    noun: str
    after: int
    letter: str = ""
    """A magnitude letter that may be a unit of information instead: the G of ``64G``."""
    spaced: bool = False
    """A space stands before that letter."""
    many: Fraction | int = 1
    """For how many at once the value is: a million in ``$0.20/1M``."""
