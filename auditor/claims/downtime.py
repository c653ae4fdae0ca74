"""Availability and the downtime that it allows: ``99.9% availability = 8.76 hours of downtime per year``.

The percentage, the duration and its period stand in one sentence, in the row and column of a table, or the percentage
in the heading above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.claims.expressions import Parsed
from auditor.claims.forms import number, operation
from auditor.claims.labels import cell_labels
from auditor.claims.lines import Line
from auditor.claims.spans import DOWN, STEMS, one
from auditor.model import Block, Document, Equation, Number, Quantity, Reading
from auditor.patterns import regex
from auditor.quantities.notation import numeral
from auditor.quantities.readings import ONE, readings
from auditor.quantities.symbols import meanings
from auditor.quantities.units import parse, physical
from auditor.rational import Fraction

_NINES = regex(r"(?<![\d.])(9\d(?:\.\d+)?)\s?%")
_PERIOD = regex(
    r"(?:per|a|an|/|each|every|over|in|\()\s*(?:(\d+)[ -]?)?(year|yr|quarter|month|mo|week|day)s?\b"
    r"|(\d+)-(day|week|month)\b|\b(yearly|annual|annually|monthly|weekly|daily)\b",
    re.IGNORECASE,
)
_ADVERBS = {
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
}
LEAST, MOST = Fraction(90, 100), Fraction(1)


def concerns(document: Document) -> bool:
    """Whether a document may speak of downtime at all: plain search is many times as fast as the pattern."""
    text = document.source.lower
    return any(stem in text for stem in STEMS)


def downtimes(document: Document, block: Block, line: Line, label: str) -> Iterator[Equation]:
    """Every duration of a line that is said to be the downtime of an availability."""
    text, header, first = line.statement.text, *cell_labels(document, block)
    path = document.heading_path(block.section)
    above = path[-1] if path else ""
    if not DOWN.search(f"{text} {header} {first} {above}"):
        return
    durations = [value for value in line.found if _is_duration(value)]
    availability = _availability(line, first, above)
    if availability is None:
        return
    left = operation("-", number(1), Number(quantity=availability))
    for value in durations:
        statement = line.statement
        if not _is_ratio(value):
            behind = statement.text[statement.at(value.after - 1).start :]
            period = _period(behind, header, first, statement.text)
            if period is None or statement.at(value.first - 1).text.lower() in _OVER:
                continue
            left = operation("*", operation("-", number(1), Number(quantity=availability)), Number(quantity=period))
        yield Equation(
            span=statement.span(value.first, value.after - 1),
            text=statement.slice(value.first, value.after - 1),
            block=line.block,
            label=label,
            left=left,
            relation="=",
            right=value.expression,
            source="implied",
            form="downtime",
        )


_OVER = frozenset("over per in every".split())
"""Words before a period that is no downtime: ``over 30 days``."""


def _is_duration(value: Parsed) -> bool:
    """A time, or a time per time such as ``43.8 min/month``."""
    if not isinstance(value.expression, Number):
        return False
    unit = value.expression.quantity.readings[0].unit
    names = [name for name, _ in parse(unit)[1]]
    return bool(names) and all(physical(name)[1] == (("time", 1),) for name in names)


def _is_ratio(value: Parsed) -> bool:
    assert isinstance(value.expression, Number)
    return not physical(value.expression.quantity.readings[0].unit)[1]


def _availability(line: Line, first: str, above: str) -> Quantity | None:
    """The percentage of the sentence, of the row, or of the heading above; ``None`` where there are several."""
    for text in (line.statement.text, first, above):
        found = {match[1] for match in _NINES.finditer(text)}
        if len(found) > 1:
            return None
        if found:
            return _percentage(found.pop(), line)
    return None


def _percentage(text: str, line: Line) -> Quantity | None:
    value = numeral(text)
    if value is None or not LEAST <= value.value / 100 < MOST:
        return None
    exact = Reading(low=value.value, high=value.value, unit="percent")
    return Quantity(text=f"{text}%", span=line.statement.span(0, 0), readings=(exact,), exact=True)


def _period(behind: str, header: str, first: str, text: str) -> Quantity | None:
    """The span of time that a duration is counted in: behind it, in its header or row, or anywhere in its sentence."""
    for place in (behind[:60], header, first, text):
        match = _PERIOD.search(place)
        if match is not None:
            count, unit = match[1] or match[3] or "1", match[2] or match[4] or _ADVERBS[match[5].lower()]
            return _span(count, unit.lower())
    return None


def _span(count: str, unit: str) -> Quantity | None:
    value = numeral(count)
    name = {"yr": "year", "mo": "month"}.get(unit, unit)
    if count == "1" and unit != "quarter":
        return one(name)
    found = meanings(name)
    if unit == "quarter":
        value, found = numeral("3"), meanings("month")
    if value is None or found is None:
        return None
    made = readings(value, magnitude=ONE, units=[found])
    return Quantity(text=f"{count} {unit}", span=number(1).quantity.span, readings=made, exact=True)
