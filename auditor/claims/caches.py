"""A cache's hit ratio and what it takes off the store behind it: ``an 85% hit ratio reduces the load by 6.7x``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.claims.changes import quantity
from auditor.claims.expressions import Parsed
from auditor.claims.forms import number, operation
from auditor.claims.lines import Line
from auditor.model import Equation, Number
from auditor.patterns import regex

_HIT = regex(r"\bhit[- ](?:rat(?:io|e)|percentage)|\bcache hits?\b", re.IGNORECASE)
_TAKES_OFF = regex(r"\b(?:reduc|cut|lower|decreas|drop|sav)", re.IGNORECASE)
_FACTOR = regex(r"\d ?(?:[xX×](?!\w)|times\b|-fold)")


def hit_ratios(line: Line, label: str) -> Iterator[Equation]:
    """Every factor by which a hit ratio is said to reduce a load: 1 ÷ (1 − hit ratio)."""
    statement = line.statement
    if len(line.found) < 2 or not _HIT.search(statement.text):
        return
    for share, factor in zip(line.found, line.found[1:], strict=False):
        if not (_is_percentage(share) and isinstance(factor.expression, Number)):
            continue
        between = statement.text[statement.at(share.first).start : statement.at(factor.first).start]
        if not (_FACTOR.search(quantity(factor).text) and _HIT.search(between) and _TAKES_OFF.search(between)):
            continue
        yield Equation(
            span=statement.span(share.first, factor.after - 1),
            text=statement.slice(share.first, factor.after - 1),
            block=line.block,
            label=label,
            left=operation("/", number(1), operation("-", number(1), share.expression)),
            relation="≈",
            right=factor.expression,
            source="implied",
            form="hit ratio",
        )


def _is_percentage(parsed: Parsed) -> bool:
    return isinstance(parsed.expression, Number) and quantity(parsed).readings[0].unit == "percent"
