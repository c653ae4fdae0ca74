"""The spans of time that downtime is counted over, and the words for it."""

from __future__ import annotations

import re

from auditor.claims.forms import NOWHERE
from auditor.model import Quantity, Reading
from auditor.patterns import regex
from auditor.quantities.symbols import SYMBOLS
from auditor.rational import Fraction

SPAN = regex(r"\b(year|month|week|day|hour)\b", re.IGNORECASE)
DOWN = regex(r"\bdown-?time\b|\berror[- ]budgets?\b|\bunavailab|\boutage", re.IGNORECASE)
STEMS = ("downtime", "down-time", "error budget", "error-budget", "unavailab", "outage")
"""What a text that ``DOWN`` matches holds in lower case."""
GREGORIAN = {"year": Fraction(3652425, 10000), "month": Fraction(3652425, 120000)}
"""Days of a year and a month with the leap years of the calendar."""


def one(span: str) -> Quantity:
    """One year, month, week …, in every length that it is reckoned with."""
    ways = [Reading(low=Fraction(1), high=Fraction(1), unit=unit, assumption=note) for unit, note in SYMBOLS[span]]
    if span in GREGORIAN:
        days = GREGORIAN[span]
        ways.append(Reading(low=days, high=days, unit="day", assumption=f"a {span} is {float(days):.6g} days"))
    return Quantity(text=f"1 {span}", span=NOWHERE, readings=tuple(ways), exact=True)
