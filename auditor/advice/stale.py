"""Results that are right for another value: one that stands elsewhere in the document, or in another row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from auditor.advice.around import Around, thing
from auditor.advice.reckoning import Reckoning
from auditor.engine.evidence import agree
from auditor.engine.kinds.single import written
from auditor.model import Quantity

LEAST_DIGITS = 3
MOST_TRIED = 20
"""Other values of one operand that are tried."""


def stale_operands(reckoning: Reckoning, around: Around) -> Iterator[tuple[str, Quantity]]:
    """The result is right for a value that the document, or a configuration beside it, gives of the same thing."""
    for operand in reckoning.operands:
        seen = {operand.text}
        own = {quantity.span for quantity in reckoning.quantities}
        for other, where in islice(chain(_of_the_concept(operand, around), _counted(operand, around)), MOST_TRIED):
            computed = reckoning.with_operand(operand, other)
            if other.text not in seen and other.span not in own and reckoning.holds(computed=computed):
                words = f"it is right for {other.text}, which {where} gives, and not for {operand.text}: "
                yield words + f"{written(computed)} = {reckoning.stated.text}", operand
            seen.add(other.text)


def _of_the_concept(operand: Quantity, around: Around) -> Iterator[tuple[Quantity, str]]:
    """What else is said of the concept that an operand is a fact of, and where."""
    own = around.facts.get(operand.span)
    for other in around.evidence.of(own.concept) if own else ():
        if own and other.origin in ("document", "configuration") and not agree(own, other):
            yield other.quantity, f"line {other.place.line}" if other.origin == "document" else other.place.path


def _counted(operand: Quantity, around: Around) -> Iterator[tuple[Quantity, str]]:
    """How many of the same things the document counts elsewhere: 16 GPUs, 100K connections."""
    for other in around.by_thing.get(thing(operand), ()):
        yield other.quantity, f"line {other.line}"


def other_rows(reckoning: Reckoning, around: Around) -> Iterator[str]:
    """The result is that of another row of the same table."""
    if not reckoning.group:
        return
    for other in around.reckonings:
        if other.group == reckoning.group and other is not reckoning and reckoning.holds(computed=other.computed):
            line = other.check.place.line
            yield f"it is the result of line {line}: {written(other.computed)} = {reckoning.stated.text}"


def misprinted(reckoning: Reckoning, around: Around) -> Iterator[tuple[str, Quantity]]:
    """A value that stands elsewhere differs in one digit, and with it the calculation holds."""
    stated = reckoning.stated.text
    for other, line in around.by_length.get(len(stated), ()):
        if differs_in_a_digit(stated, other.text):
            found = reckoning.judged(stated=other)
            if found is not None and found.verdict == "holds":
                yield f"a digit is wrong: {other.text}, which line {line} gives, would do", other


def differs_in_a_digit(one: str, other: str) -> bool:
    """``418.18 MB`` and ``413.18 MB``, or two neighbours that changed places; numbers of three digits at least."""
    if len(one) != len(other) or sum(character.isdigit() for character in one) < LEAST_DIGITS:
        return False
    apart = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if not apart or not all(one[at].isdigit() and other[at].isdigit() for at in apart):
        return False
    first, last = apart[0], apart[-1]
    swapped = last == first + 1 and one[first] == other[last] and one[last] == other[first]
    return len(apart) == 1 or (len(apart) == 2 and swapped)
