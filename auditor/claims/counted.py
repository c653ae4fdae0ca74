"""So many things of one size, and what they take: ``2 billion 128-byte keys need 256 GB``.

What is stored may take more than its bare size, for indices and replicas; it cannot take less, unless it is compressed.
So a total that is too large counts for nothing, and one that is too small is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec.structs import replace

from auditor.claims.equations import equation
from auditor.claims.expressions import Parsed
from auditor.claims.forms import operation
from auditor.claims.lines import Line
from auditor.model import Equation, Number, Quantity
from auditor.quantities.units import physical

MANY = 1000
"""Fewer things may be parts of one thing: ``2 80 GB GPUs``."""
Source: TypeAlias = Literal["implied", "guessed"]
INFORMATION = (("information", 1),)
_TAKES = frozenset(
    "take takes need needs require requires store stores stored occupy occupies use uses consume consumes fill fills"
    " total totals".split()
)
_OTHERWISE = frozenset(
    "compressed compress compression deduplicated deduplication not only less instead sampled some half per each"
    " every".split()
)
"""With these words the total is not that of all the things at their full size."""
_SINGLE_BYTES = ("character", "characters", "char", "chars", "byte", "bytes")
TAIL = 4
"""How many words before and behind may say what the total is of."""


def counted(line: Line, label: str) -> Iterator[Equation]:
    """Each count that a size stands right behind, with the amount of data that they are said to take."""
    for many, size, total in zip(line.found, line.found[1:], line.found[2:], strict=False):
        if not all(isinstance(each.expression, Number) and not each.expression.name for each in (many, size, total)):
            continue
        count, each, whole = (_quantity(parsed) for parsed in (many, size, total))
        each = _as_bytes(each)
        if not _is_many(count) or _kind(each) != INFORMATION or _kind(whole) != INFORMATION:
            continue
        if _words(line, many, size) in ([], ["of"]) and _says_so(line, many, size, total):
            computed = operation("*", many.expression, Number(quantity=each))
            source: Source = "implied" if _amount(whole) < _amount(count) * _amount(each) else "guessed"
            taken = Parsed(computed, many.first, size.after)
            yield equation(line, taken, total, "=", label, source)


def _quantity(parsed: Parsed) -> Quantity:
    assert isinstance(parsed.expression, Number)
    return parsed.expression.quantity


def _as_bytes(quantity: Quantity) -> Quantity:
    """``6 character long keys`` take a byte for each character; ``128-byte keys`` say so."""
    if quantity.noun.partition(" ")[0].lower() not in _SINGLE_BYTES or quantity.readings[0].unit:
        return quantity
    plain = quantity.readings[0]
    middle = (plain.low + plain.high) / 2  # characters and bytes are counted, not rounded
    return replace(quantity, readings=(replace(plain, low=middle, high=middle, unit="byte"),), exact=True)


def _is_many(count: Quantity) -> bool:
    return not _kind(count) and count.readings[0].unit != "percent" and _amount(count) >= MANY


def _kind(quantity: Quantity) -> object:
    return physical(quantity.readings[0].unit)[1]


def _amount(quantity: Quantity) -> float:
    reading = quantity.readings[0]
    return float((reading.low + reading.high) / 2 * physical(reading.unit)[0])


def _says_so(line: Line, many: Parsed, size: Parsed, total: Parsed) -> bool:
    """Whether the words between say that the things take the total, and nothing else of it."""
    between = _words(line, size, total)
    around = {line.statement.at(at).text.lower() for at in range(many.first - TAIL, total.after + TAIL)}
    return between is not None and bool(_TAKES & set(between)) and not _OTHERWISE & around


def _words(line: Line, first: Parsed, second: Parsed) -> list[str] | None:
    """The words between two values; ``None`` where a sign or the end of a sentence stands there."""
    tokens = [line.statement.at(at) for at in range(first.after, second.first)]
    if any(token.kind != "word" and token.text != "," for token in tokens):
        return None
    return [token.text.lower() for token in tokens if token.kind == "word"]
