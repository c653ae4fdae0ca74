"""What claims say of one another: parts of a total, results of a calculation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model import AnyClaim, Document, Equation, Number, Operation, Total


def table_parts(document: Document, claims: Iterable[AnyClaim]) -> frozenset[int]:
    """The cells above a total row: each of them is a part of what its column is about."""
    totals = [claim for claim in claims if isinstance(claim, Total) and document.blocks[claim.block].kind == "cell"]
    return frozenset(id(part) for claim in totals for part in claim.parts)


def calculated(document: Document, claims: Iterable[AnyClaim]) -> Iterator[int]:
    """The quantities that a calculation beside them comes to: it is checked with the operands that it names."""
    for claim in claims:
        beside = isinstance(claim, Equation) and document.blocks[claim.block].kind == "cell"
        if isinstance(claim, Equation) and (claim.source != "guessed" or beside):
            for side, other in ((claim.left, claim.right), (claim.right, claim.left)):
                if isinstance(side, Number) and (isinstance(other, Operation) or claim.chained):
                    yield id(side.quantity)
