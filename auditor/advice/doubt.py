"""Which side of a contradiction to doubt: what other statements of the document rest on, and what would mend several.

The statements are constraints on the values that they share. A value that a contradiction shares with a statement that
holds cannot be changed without breaking that one; a value that several contradictions share may be what is wrong in all
of them, if one other value mends them all. Where nothing speaks for either side, a result is doubted before what it is
computed from; where both sides are borne out elsewhere, it cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from auditor.advice.around import Around
from auditor.advice.reckoning import Reckoning, reread, with_value
from auditor.advice.solving import solved
from auditor.claims.expressions import names
from auditor.engine.kinds.single import written
from auditor.model import Operation, Quantity
from auditor.quantities.formatting import digits, singular
from auditor.quantities.styling import in_style
from auditor.quantities.units import physical
from auditor.rational import Fraction

Key: TypeAlias = tuple[object, ...]
MOST_NAMED = 3
FAR = 10**6
MOST_TRIED = 200
"""Values of one document that are solved for; what is left after that is not advised on."""


class Doubt(Struct, frozen=True, kw_only=True):
    """What to doubt of a contradiction. ``culprit`` is the quantity; ``None`` if it cannot be told."""

    culprit: Quantity | None
    words: str
    meant: str | None = None
    """The text that would mend it, where an operand is to be doubted."""
    used: bool = False
    """Whether other statements go on from the culprit: they have to change with it."""


def key(quantity: Quantity) -> Key | None:
    """What equal values share; ``None`` for a bare number: 8 and 86,400 stand in many places by accident."""
    plain = quantity.readings[0]
    scale, dimension = physical(plain.unit)
    if not dimension and not quantity.noun:
        return None
    return (plain.low * scale, plain.high * scale, dimension, singular(quantity.noun.split(" ")[-1]))


class System:
    """The statements of one document, and which of them share which values."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._wrong: dict[Key, list[Reckoning]] = {}
        self._right: dict[Key, list[Reckoning]] = {}
        self._tried = 0
        for reckoning in around.reckonings:
            index = self._right if reckoning.check.verdict == "holds" else self._wrong
            for shared in {key(quantity) for quantity in reckoning.quantities} - {None}:
                if shared is not None:
                    index.setdefault(shared, []).append(reckoning)

    def doubt(self, reckoning: Reckoning) -> Doubt:
        """What to doubt of one contradiction."""
        return (
            _far_apart(reckoning)
            or self._in_a_chain(reckoning)
            or self._in_common(reckoning)
            or self._by_support(reckoning)
        )

    def _in_a_chain(self, reckoning: Reckoning) -> Doubt | None:
        """``(10+15) + (20+25) = 35 + 45 = 70``: what stands before it has the same result, so the middle is wrong."""
        link = self._around.chains.get(id(reckoning.computed))
        if link is not None and not names(link.left) and reckoning.holds(computed=link.left):
            middle, first = written(reckoning.computed), written(link.left)
            return Doubt(culprit=None, words=f"{middle} is to be doubted: {first} = {reckoning.stated.text}")
        return None

    # --- one value in several contradictions --------------------------------------------------------------------------

    def _in_common(self, reckoning: Reckoning) -> Doubt | None:
        """The operand whose change mends every contradiction that it is part of, and breaks nothing that holds."""
        for operand in reckoning.operands:
            shared = key(operand)
            wrong = self._wrong.get(shared, ()) if shared else ()
            if shared is None or len(wrong) <= 1 or self._right.get(shared) or self._tried > MOST_TRIED:
                continue
            self._tried += len(wrong)
            other = solved(reckoning, operand)
            if other is not None and all(_mended(each, shared, other) for each in wrong):
                meant = in_style(operand, other)
                lines = lines_of(each.check.place.line for each in wrong)
                return Doubt(
                    culprit=operand,
                    words=f"{operand.text} is to be doubted: with {meant} the statements in {lines} hold",
                    meant=meant,
                )
        return None

    # --- what else bears a value out ----------------------------------------------------------------------------------

    def _by_support(self, reckoning: Reckoning) -> Doubt:
        """A result is borne out by another calculation of it, an operand also by whatever else it is used in."""
        stated = self._lines(reckoning, reckoning.stated, results=True)
        operands = [(operand, self._lines(reckoning, operand)) for operand in reckoning.operands if key(operand)]
        borne = [(operand, lines) for operand, lines in operands if lines]
        bare = [operand for operand, lines in operands if not lines]
        if not stated:
            used = [each.stated.text for each in self._gone_on(reckoning)]
            words = _result(reckoning.stated, borne, self._again(reckoning), used)
            return Doubt(culprit=reckoning.stated, words=words, used=bool(used))
        words = f"{reckoning.stated.text} is also what {lines_of(stated)} comes to"
        if len(bare) == 1:
            other = solved(reckoning, bare[0])
            meant = in_style(bare[0], other) if other is not None else None
            mended = f"; with {meant} it holds" if meant else ""
            return Doubt(culprit=bare[0], words=f"{bare[0].text} is to be doubted: {words}{mended}", meant=meant)
        return Doubt(culprit=None, words=f"it cannot be told which side is wrong: {words}")

    def _gone_on(self, reckoning: Reckoning) -> list[Reckoning]:
        """The statements that hold and are computed from the result: they change with it."""
        shared = key(reckoning.stated)
        found = self._right.get(shared, ()) if shared else ()
        return [each for each in found if any(key(operand) == shared for operand in each.operands)]

    def _again(self, reckoning: Reckoning) -> list[int]:
        """The other lines that give the corrected value."""
        fix = reckoning.check.fix
        text = reckoning.stated.text.replace(fix.replace, fix.replacement) if fix else ""
        corrected = reread(reckoning.stated, text) if text else None
        shared = key(corrected) if corrected is not None else None
        if shared is None:
            return []
        return [each.line for each in self._around.printed if key(each.quantity) == shared]

    def _lines(self, reckoning: Reckoning, quantity: Quantity, *, results: bool = False) -> list[int]:
        """Where the same value stands in statements that hold, as their result or as any part of them."""
        shared = key(quantity)
        return [
            each.check.place.line
            for each in (self._right.get(shared, ()) if shared else ())
            if not (each.group and each.group == reckoning.group) and not (results and _is_share(each))
            for other in (each.quantities[:1] if results else each.quantities)
            if key(other) == shared and (other.span != quantity.span or (results and each.is_written))
        ]


def _is_share(reckoning: Reckoning) -> bool:
    """``~7.98GB (12.5% of 64GB)``: the percentage comes of the value, not the value of it."""
    return isinstance(reckoning.computed, Operation) and reckoning.computed.operator == "of"


def _far_apart(reckoning: Reckoning) -> Doubt | None:
    """Nobody misprints a result by a factor of a million: something is wrong with how it is computed."""
    ratio = reckoning.check.ratio
    times = max(ratio, 1 / ratio) if ratio else Fraction(1)
    if times < FAR:
        return None
    words = f"it cannot be told: the two sides are {digits(times)} times apart, more than a slip of the result explains"
    return Doubt(culprit=None, words=words)


def _result(
    stated: Quantity, borne: Sequence[tuple[Quantity, list[int]]], again: Sequence[int], used: Sequence[str]
) -> str:
    """Why the result is doubted, and what would change with it."""
    reasons = [f"the computed value also stands in {lines_of(again)}"] if again else []
    reasons += [f"{operand.text} also stands in {lines_of(lines)}" for operand, lines in borne]
    words = f"{stated.text}, the result: " + (", ".join(reasons) or "nothing else in the document comes to it")
    return words + (f"; {', '.join(used[:MOST_NAMED])} goes on from it" if used else "")


def _mended(reckoning: Reckoning, shared: Key, value: Fraction) -> bool:
    """Whether a statement holds with another value in place of every one that is shared."""
    computed = reckoning.computed
    for operand in reckoning.operands:
        if key(operand) == shared:
            computed = replace(reckoning, computed=computed).with_operand(operand, with_value(operand, value))
    stated = with_value(reckoning.stated, value) if key(reckoning.stated) == shared else reckoning.stated
    return reckoning.holds(computed=computed, stated=stated)


def lines_of(numbers: Iterable[int]) -> str:
    """``line 4``, ``lines 4, 9 and 12``."""
    found = [str(line) for line in sorted(set(numbers))]
    if len(found) == 1:
        return f"line {found[0]}"
    return f"lines {', '.join(found[:-1])} and {found[-1]}"
