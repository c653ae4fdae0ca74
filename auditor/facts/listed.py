"""Claims and facts → the list of what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from auditor.model import (
    AnyClaim,
    Comparison,
    Document,
    Equation,
    Fact,
    ListedClaim,
    ListedQuantity,
    Measure,
    Number,
    Quantity,
    Span,
    Total,
)

_Bound = Mapping[tuple[Span, str], Fact]
"""Facts by what they were bound from: the place of a claim, and its number as printed."""


def listed(
    document: Document, claims: Sequence[AnyClaim], facts: Iterable[Fact], rows: Iterable[Fact]
) -> tuple[ListedClaim, ...]:
    """The claims in their order, each with the fact that it became.

    ``facts`` may be of other documents too; ``rows`` are the alternatives that tables list.
    """
    known, alternatives = _by_place(document, facts), _by_place(document, rows)
    return tuple(_listed(document, claims, known, alternatives))


def _by_place(document: Document, facts: Iterable[Fact]) -> _Bound:
    """The facts of this document. Of two of one claim, the first: the concept that its words name."""
    found: dict[tuple[Span, str], Fact] = {}
    for fact in facts:
        if fact.place.path == document.source.path:
            found.setdefault((fact.place.span, fact.quantity.text), fact)
    return found


def _listed(
    document: Document, claims: Sequence[AnyClaim], known: _Bound, alternatives: _Bound
) -> Iterator[ListedClaim]:
    headings: dict[int, tuple[str, ...]] = {}
    for claim in claims:
        section = document.blocks[claim.block].section
        if section not in headings:
            headings[section] = tuple(map(_whole, document.heading_path(section)))
        yield _claim(document, claim, headings[section], known, alternatives)


def _claim(
    document: Document, claim: AnyClaim, section: tuple[str, ...], known: _Bound, alternatives: _Bound
) -> ListedClaim:
    line, column = document.source.position(claim.span.start)
    end_line, end_column = document.source.position(max(claim.span.start, claim.span.end - 1))
    stated = _stated(claim)
    fact = alternative = None
    if isinstance(claim, Measure):
        key = claim.span, claim.quantity.text
        fact, alternative = known.get(key), alternatives.get(key)
    named = fact or alternative
    found = ListedClaim(
        kind=claim.kind,
        text=_whole(claim.text),
        label=_whole(claim.label),
        section=section,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column + 1,
        bound=claim.bound if isinstance(claim, Measure) else "",
        guess=_is_guess(claim),
        quantity=_quantity(stated) if stated else None,
    )
    if named is None:
        return found
    return replace(found, concept=named.concept, facets=named.facets, alternative=fact is None)


def _stated(claim: AnyClaim) -> Quantity | None:
    """What the claim gives as a value; the two sides of a comparison are none."""
    if isinstance(claim, Measure):
        return claim.quantity
    if isinstance(claim, Total):
        return claim.total
    if isinstance(claim, Comparison):
        return None
    if isinstance(claim, Equation):
        return claim.right.quantity if isinstance(claim.right, Number) else None
    return claim.stated


def _is_guess(claim: AnyClaim) -> bool:
    return claim.guess if isinstance(claim, Total) else isinstance(claim, Equation) and claim.source == "guessed"


def _quantity(quantity: Quantity) -> ListedQuantity:
    plain = quantity.readings[0]
    return ListedQuantity(
        text=_whole(quantity.text),
        low=plain.low,
        high=plain.high,
        unit=plain.unit,
        hedge=quantity.hedge,
        noun=_whole(quantity.noun),
        readings=len(quantity.readings),
    )


def _whole(text: str) -> str:
    """Half a character, from an escape in a configuration, as it is escaped: it has no bytes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
