"""What probably happened: slips under which a wrong statement comes out exactly as it is printed, the likeliest first.

Each is tried: it is named only if the calculation then gives what the document states, and it shows that calculation.
The order is that of how little is left to chance. A value that stands elsewhere in the document is hard to meet by
accident; a number times a power of ten is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice

from msgspec import Struct

from auditor.advice import misprints
from auditor.advice.around import Around
from auditor.advice.factors import counted_twice, left_out, multiplied_by, named_factors, other_ratios, turned
from auditor.advice.misprints import Meant
from auditor.advice.reckoning import LONGEST, Reckoning, reread, with_value
from auditor.advice.stale import misprinted, other_rows, stale_operands
from auditor.engine.kinds.single import written
from auditor.model import Operation
from auditor.quantities.formatting import digits
from auditor.quantities.styling import in_style
from auditor.rational import Fraction

MOST = 3
"""Causes that are named of one finding."""
CLOSE = Fraction(3, 100)
"""How near the ratio of a check on facts must come to a power of ten."""


class Cause(Struct, frozen=True, kw_only=True):
    """One slip. ``meant`` is the stated value without it, where only a prefix is wrong or another place has it."""

    words: str
    meant: str | None = None
    stale: str = ""
    """The operand that is out of date, unless the result is ahead of it."""
    in_operand: bool = False
    """Whether an operand may be what is wrong."""


def causes(reckoning: Reckoning, around: Around) -> list[Cause]:
    """The slips that explain a finding, the likeliest first; none where nothing fits."""
    if reckoning.stated.hedge in ("range", "at least"):
        return []  # so wide a result fits too much
    if reckoning.size > LONGEST:
        return []
    for tier in (_elsewhere, _written_wrongly, _taken_wrongly):
        found = list(islice({cause.words: cause for cause in tier(reckoning, around)}.values(), MOST))
        if found:
            return found
    return []


def _elsewhere(reckoning: Reckoning, around: Around) -> Iterator[Cause]:
    """What is printed elsewhere bears it out."""
    for words, other in misprinted(reckoning, around):
        yield Cause(words=words, meant=other.text)
    for words, operand in stale_operands(reckoning, around):
        yield Cause(words=words, stale=operand.text)
    yield from map(_said, other_rows(reckoning, around))


def _written_wrongly(reckoning: Reckoning, around: Around) -> Iterator[Cause]:
    """The result has another unit, or the calculation another sign or factor; all of these may be likely."""
    yield from _misprinted(reckoning, misprints.prefixes, misprints.magnitudes, meant=True)
    yield from _misprinted(reckoning, misprints.bits, misprints.separators, misprints.times)
    for tried in (left_out, counted_twice, other_ratios):
        yield from map(_said, tried(reckoning))
    yield from map(_in_operand, turned(reckoning))
    yield from map(_said, named_factors(reckoning, around.evidence))


def _taken_wrongly(reckoning: Reckoning, _: Around) -> Iterator[Cause]:
    """What fits many a number by accident, and is named only where nothing better does."""
    yield from map(_in_operand, _operands_misprinted(reckoning))
    yield from map(_said, multiplied_by(reckoning))
    yield from _misprinted(reckoning, misprints.digits)
    power = power_of_ten(reckoning.check.ratio)
    if power is not None:
        yield Cause(words=power)
    else:
        yield from map(_in_operand, _operands_slipped(reckoning))


def _said(words: str) -> Cause:
    return Cause(words=words)


def _in_operand(words: str) -> Cause:
    return Cause(words=words, in_operand=True)


def _misprinted(reckoning: Reckoning, *slips: Callable[[str], Iterator[Meant]], meant: bool = False) -> Iterator[Cause]:
    """The result, with another unit or other digits, is what the calculation gives."""
    for other in chain.from_iterable(slip(reckoning.stated.text) for slip in slips):
        result = reread(reckoning.stated, other.text)
        if result is not None and reckoning.is_as_far(result) and reckoning.holds(stated=result):
            words = f"{other.slip}: {written(reckoning.computed)} = {other.text}"
            yield Cause(words=words, meant=other.text if meant else None)


def _operands_misprinted(reckoning: Reckoning) -> Iterator[str]:
    """The result is that of an operand with another unit: bits for bytes, milliseconds for seconds."""
    for operand in reckoning.operands:
        for slip in (misprints.prefixes, misprints.bits, misprints.magnitudes, misprints.times):
            for meant in slip(operand.text):
                other = reread(operand, meant.text)
                if other is None:
                    continue
                computed = reckoning.with_operand(operand, other)
                if reckoning.holds(computed=computed):
                    yield f"{_turned(meant.slip)}: {written(computed)} = {reckoning.stated.text}"


def _operands_slipped(reckoning: Reckoning) -> Iterator[str]:
    """The result is that of an operand ten, a hundred or a thousand times as large, or as small.

    Only of sums: in a product the result may have slipped as well as any operand.
    """
    if not isinstance(reckoning.computed, Operation) or reckoning.computed.operator not in "+-":
        return
    for operand in reckoning.operands:
        for power in (1, 2, 3, -1, -2, -3):
            plain = operand.readings[0]
            value = (plain.low + plain.high) / 2 * Fraction(10) ** power
            computed = reckoning.with_operand(operand, with_value(operand, value))
            if plain.low and reckoning.holds(computed=computed):
                yield f"it is right for {in_style(operand, value)} in place of {operand.text}"


def _turned(slip: str) -> str:
    """Of an operand the calculation took what was not written: ``MB taken for GB``."""
    written, _, used = slip.partition(" for ")
    return f"{written} taken for {used}" if used else slip


def power_of_ten(ratio: Fraction | None) -> str | None:
    """A slipped decimal point, or a prefix, by how far a result is off."""
    if not ratio:
        return None
    size = ratio if ratio >= 1 else 1 / ratio
    for power in range(1, 13):
        if abs(size - 10**power) <= CLOSE * 10**power:
            way = "small" if ratio > 1 else "large"
            what = "a slipped decimal point" if power % 3 else "a prefix or a decimal point"
            return f"{digits(Fraction(10**power))} times too {way}: {what}"
    return None
