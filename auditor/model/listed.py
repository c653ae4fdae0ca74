"""What was read of a document, for reports that list it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.facts import UNNARROWED, Facets
from auditor.model.quantities import Hedge
from auditor.rational import Fraction


class ListedQuantity(Struct, frozen=True, kw_only=True):
    """A printed number under its plain reading."""

    text: str
    """As printed."""
    low: Fraction
    high: Fraction
    unit: str
    """Of ``low`` and ``high``; empty for a bare number."""
    hedge: Hedge
    noun: str
    readings: int
    """How many ways to understand it there are, the plain one included."""

    @property
    def value(self) -> Fraction | None:
        """The printed number in ``unit``, in the middle of its rounding; a range has none."""
        return None if self.hedge == "range" else (self.low + self.high) / 2


class ListedClaim(Struct, frozen=True, kw_only=True):
    """A claim, where it stands, and the concept that its quantity is one of."""

    kind: str
    text: str
    label: str
    section: tuple[str, ...]
    """The headings above it, outermost first."""
    line: int
    column: int
    end_line: int
    end_column: int
    bound: Literal["", "at most", "at least"] = ""
    """What a sign right before the number makes of it."""
    guess: bool = False
    """Nothing says that it is a claim of this kind: it counts for something only if it holds."""
    quantity: ListedQuantity | None = None
    """What is stated: a quantity, the result of an equation, a sum, a cell. Nothing of a comparison."""
    concept: str | None = None
    facets: Facets = UNNARROWED
    alternative: bool = False
    """It stands in a column that lists alternatives, one a row: bound to the concept for its row alone."""
