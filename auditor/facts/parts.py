"""What claims say of one another: parts of a total, results of a calculation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.facts.words import words
from auditor.model import AnyClaim, Document, Equation, Measure, Number, Operation, Relation, Total
from auditor.patterns import regex


def table_parts(document: Document, claims: Iterable[AnyClaim]) -> frozenset[int]:
    """The cells above a total row: each of them is a part of what its column is about."""
    totals = [claim for claim in claims if isinstance(claim, Total) and document.blocks[claim.block].kind == "cell"]
    return frozenset(id(part) for claim in totals for part in claim.parts)


def calculated(document: Document, claims: Iterable[AnyClaim]) -> Iterator[int]:
    """The quantities that a calculation beside them comes to: it is checked with the operands that it names."""
    for claim in claims:
        if isinstance(claim, Relation):
            yield id(claim.stated)
        beside = isinstance(claim, Equation) and document.blocks[claim.block].kind == "cell"
        if isinstance(claim, Equation) and (claim.source != "guessed" or beside):
            for side, other in ((claim.left, claim.right), (claim.right, claim.left)):
                if isinstance(side, Number) and (isinstance(other, Operation) or claim.chained):
                    yield id(side.quantity)


_BRACKET = regex(r"\s*\(([^()\n]{1,120})\)")
_PLAIN = frozenset(
    "average avg mean peak total rounded approx approximately estimated estimate decimal about ca".split()
)
_CHANGING = frozenset(
    "with including incl include after before excluding plus minus without net gross for compressed if assuming".split()
)


def is_narrowed(claim: Measure) -> bool:
    """Whether the words behind a number say what it is for, or with what: ``30 days for query logs``."""
    return bool(_CHANGING & set(words(claim.after)[:4]))


def is_annotated(document: Document, claim: Measure) -> bool:
    """Whether words behind a number say that it is not just what its label names: ``36 TB (with 20 % growth)``."""
    bracket = _BRACKET.match(document.source.text, claim.span.end)
    if bracket and not set(words(bracket[1])) <= _PLAIN:
        return True
    return is_narrowed(claim)


_OF_USERS = regex(
    r"[\d.,\s~≈]*%\s+of\s+(?:\w+\s+){0,2}?(?:users|DAU|MAU|them|customers|members|people)\b", re.IGNORECASE
)

_OF_TIME = regex(r"[\d.,\s~≈]*%\s+of\s+(?:the\s+|a\s+)?(?:time|day|hours)\b", re.IGNORECASE)


def guarding(document: Document, claim: Measure) -> str:
    """The concept of a figure by which others may no longer be simple products; empty if it is none.

    ``10% of users post``: not all of them do; ``8 hours a day``, ``20% of the day``: not around the clock.
    """
    plain = claim.quantity.readings[0].unit
    if plain == "hour / day":
        return "hours_in_use"
    if plain != "percent":
        return ""
    text = document.source.text[claim.span.start : claim.span.end + 60]
    return "acting_share" if _OF_USERS.match(text) else "duty_share" if _OF_TIME.match(text) else ""
