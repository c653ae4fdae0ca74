"""Document → claims: every statement with numbers that is understood, and what was passed over and why."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.claims.caches import hit_ratios
from auditor.claims.changes import changes
from auditor.claims.column_totals import row_totals
from auditor.claims.comparisons import comparisons
from auditor.claims.context import Surroundings, continued
from auditor.claims.counted import counted
from auditor.claims.downtime import concerns, downtimes
from auditor.claims.equations import equations
from auditor.claims.headers import header_unit, without_unit
from auditor.claims.implied import implied
from auditor.claims.in_terms import in_terms
from auditor.claims.labels import cell_labels, line_label, parent
from auditor.claims.lines import Line, lines
from auditor.claims.lists import totals
from auditor.claims.measures import measures
from auditor.claims.refuted import is_refuted, row_is_refuted
from auditor.claims.requirements import requirements
from auditor.claims.restated import conversions, results
from auditor.claims.settings import setting
from auditor.claims.shares import shares
from auditor.claims.tables import relations
from auditor.model import AnyClaim, Block, Comparison, Document, Equation, Measure, Passage
from auditor.patterns import regex

NOT_UNDERSTOOD = "a relation that was not understood"
"""Why a statement was passed over that has a sign between two quantities and made no equation and no comparison."""


class Read(Struct, frozen=True, kw_only=True):
    """What was read of one document."""

    claims: tuple[AnyClaim, ...]
    passed_over: tuple[Passage, ...]


def read(document: Document) -> Read:
    """All claims in the order of the text, and every passage that holds digits and made none."""
    found: list[AnyClaim] = []
    passed = list(document.passed_over)
    around = Surroundings(document, downtime=concerns(document))
    for index, block in enumerate(document.blocks):
        if block.kind == "setting":
            found.extend(setting(block, index))
            continue
        if not _MAY_STATE.search(block.text):
            continue  # most blocks
        for line in lines(block, index, header_unit(document, block)):
            claims = _claims(document, block, index, line, around)
            kept = [claim for claim in claims if not _refuted(document, block, claim)]
            found.extend(kept)
            if len(kept) < len(claims) or not claims:
                reason = "a refuted or quoted value" if claims else "no quantity was recognised"
                passed.append(_passage(line, reason))
            elif _relates(line) and not any(isinstance(claim, Equation | Comparison) for claim in kept):
                passed.append(_passage(line, NOT_UNDERSTOOD))
    found = _with_layout(document, found)
    found.sort(key=lambda claim: (claim.span.start, claim.span.end))
    return Read(claims=tuple(found), passed_over=tuple(passed))


def _claims(document: Document, block: Block, index: int, line: Line, around: Surroundings) -> list[AnyClaim]:
    label = _label(document, block, index, line)
    several = len(line.found) > 1  # two lines of three hold one value
    equal = [
        *(equations(line, label) if several else ()),
        *implied(line, label),
        *(_of_several(line, label) if several else ()),
        *continued(line, around, label),
    ]
    became = [
        *(changes(line, label) if several else ()),
        *(downtimes(document, block, line, label) if around.downtime else ()),
    ]
    around.note(line)
    compared = comparisons(line, label) if several else ()
    return [*equal, *became, *compared, *measures(line, label, equal)]


def _of_several(line: Line, label: str) -> Iterator[Equation]:
    """What the values of a line say of each other without a sign between them."""
    yield from shares(line, label)
    yield from hit_ratios(line, label)
    yield from counted(line, label)


def _label(document: Document, block: Block, index: int, line: Line) -> str:
    if block.label:
        return block.label
    if block.kind == "cell":
        header, first = cell_labels(document, block)
        return " · ".join(filter(None, (without_unit(first), without_unit(header))))
    own = line_label(line.statement.text)
    above = parent(document, index)
    if own and above is not None and (outer := line_label(document.blocks[above].text)):
        return f"{outer} · {own}"
    return own


def _with_layout(document: Document, found: list[AnyClaim]) -> list[AnyClaim]:
    """The claims with those that follow from where things stand: below each other, in a table, in the next cell."""
    by_block: dict[int, list[Measure]] = {}
    for claim in found:
        if isinstance(claim, Measure):
            by_block.setdefault(claim.block, []).append(claim)
    computed = frozenset(c.block for c in found if isinstance(c, Equation) and c.source == "written")
    beside = results(document, found)
    guesses = {id(guess) for guess, _ in beside}
    return [
        *(claim for claim in found if id(claim) not in guesses),
        *(claim for _, claim in beside),
        *totals(document, by_block, computed),
        *row_totals(document, by_block),
        *relations(document, by_block),
        *conversions(document, by_block),
        *in_terms(document, by_block),
        *(
            claim
            for claim in requirements(document, by_block)
            if not _refuted(document, document.blocks[claim.block], claim)
        ),
    ]


def _refuted(document: Document, block: Block, claim: AnyClaim) -> bool:
    """Whether the text takes a claim back: ``not 25.5 GB``, ``corrected from 31.9 %``, a row that is called wrong."""
    if block.cell is not None and isinstance(claim, (Equation, Comparison)):
        line, _ = document.source.position(claim.span.start)
        if row_is_refuted(document.source.line(line)):
            return True
    return is_refuted(document, block.section, claim)


_MAY_STATE = regex(r"[0-9\\]")
"""A digit, or a command of LaTeX."""
_SIGN = regex(r"[=＝≈≅≃→⇒<>≤≥≠≪≫]|->|=~|~=")


def _relates(line: Line) -> bool:
    """Whether a sign stands right between two quantities: ``14 GB each = 3 TB``, and not ``PP=8, TP=2``."""
    if _SIGN.search(line.statement.text) is None:
        return False
    at = line.statement.at
    for index, token in enumerate(line.statement.tokens):
        if token.kind != "relation":
            continue
        before, first = at(index - 1), at(index - 2)
        led = before.kind in ("number", "percent", "close") or (before.kind == "word" and first.kind == "number")
        behind = at(index + 2) if at(index + 1).kind in ("hedge", "currency") else at(index + 1)
        if led and behind.kind == "number":
            return True
    return False


def _passage(line: Line, reason: str) -> Passage:
    statement = line.statement
    return Passage(span=statement.span(0, len(statement.tokens) - 1), reason=reason)
