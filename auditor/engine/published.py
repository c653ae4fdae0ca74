"""Whether what a document says of a subject is what is published of it.

The alternatives are all cells of all variants that can be meant. One that fits is enough; contradicted is only what no
variant has.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from auditor.facts.asked import Bound
from auditor.facts.figure_words import AXES
from auditor.facts.knowledge import Cell, Entry
from auditor.model import Measure, Quantity, Reading, Rule, Verdict
from auditor.quantities.readings import ROUNDED
from auditor.quantities.units import physical
from auditor.rational import Fraction

NEAR = Fraction(6, 100)
"""Ordinary estimation: no further off than this is open."""
DECIMAL = frozenset(("memory", "memory_bandwidth", "link_bandwidth", "pcie_bandwidth"))
"""Cells that are sold in steps of 1000."""
UNSAID = "the document does not say that it is of this device"
"""Why ``Memory: 512 GB`` below ``GPU: A100`` is open: it may be the host's. Nobody needs to hear of it."""
ADDED = frozenset(("memory", "memory_bandwidth", "power"))
WHOLE = Fraction(1, 50)
COARSE = Fraction(12, 100)
"""A single digit that is further off than this is no rounding: 2 TB/s is not 1.555 TB/s."""


class Option(Struct, frozen=True):
    """A published value that may be meant."""

    entry: Entry
    cell: Cell


class Judged(Struct, frozen=True):
    """A statement, what may be meant, and what fits."""

    bound: Bound
    verdict: Verdict
    options: tuple[Option, ...]
    reason: str | None = None
    weak: bool = False
    """It is contradicted only if its table bears it out: what lies below a peak may have been measured."""


# --- what may be meant ------------------------------------------------------------------------------------------------


def options_of(rule: Rule, bound: Bound) -> tuple[Option, ...]:
    """The cells that the words leave; where no word says which kind is meant, those of all kinds that the unit fits."""
    given = dict(rule.options)
    kinds = given["cells"] if bound.labelled else given.get("loosely" if bound.loosely else "bare", "")
    return tuple(
        Option(entry, cell)
        for entry in bound.entries
        for cell in entry.cells
        if cell.of in kinds.split() and _left(cell, bound.narrowed)
    )


def _left(cell: Cell, said: frozenset[str]) -> bool:
    """Whether what is said of a figure leaves a cell: FP8 excludes FP16, and a cell without precision nothing."""
    for axis in AXES:
        own, wanted = cell.narrowed & axis, said & axis
        if wanted and own and not own & wanted:
            return False
    return True


# --- does it fit ------------------------------------------------------------------------------------------------------


def judge(rule: Rule, bound: Bound, options: tuple[Option, ...]) -> Judged:
    """Holds if something certain fits; contradicted if nothing fits, and nothing uncertain or near might be meant."""
    rounds = dict(rule.options).get("rounded") != "false" and not _is_exact(rule)
    fitting = [option for option in options if _fits(bound.claim, option.cell, rounds=rounds)]
    sure = tuple(option for option in fitting if option.cell.confidence != "low")
    if sure:
        return Judged(bound, "holds", sure)
    if fitting or all(option.cell.confidence == "low" for option in options):
        reason = "what is published of it is not certain"
        return Judged(bound, "open", tuple(fitting) or options, reason)
    slack = Fraction(0) if _is_exact(rule) else NEAR
    near = tuple(option for option in options if 0 < distance(bound.claim, option.cell) <= slack)
    if near:
        return Judged(bound, "open", near, "it is near what is published, and not a rounding of it")
    if not bound.direct and not bound.labelled:
        return Judged(bound, "open", options, UNSAID)
    if (bound.where is not None or not bound.direct) and any(_is_multiple(bound.claim, each.cell) for each in options):
        return Judged(bound, "open", options, UNSAID)
    if _may_differ(rule, bound, options):
        return Judged(bound, "open", options, "it may be a limit that was set, not what is published")
    return Judged(bound, "contradicted", options, weak=_may_be_measured(rule, bound, options))


def _may_be_measured(rule: Rule, bound: Bound, options: Iterable[Option]) -> bool:
    """``180 TFLOPS`` of an A100 may be what a run achieved; what is called a peak, or lies above all peaks, is not."""
    if bound.labelled or dict(rule.options).get("sure") == "true":
        return False
    return any(middle(bound.claim.quantity, option.cell) < value_of(option.cell) for option in options)


def _is_multiple(claim: Measure, cell: Cell) -> bool:
    """Whether a table or a list may give what so many devices have together: 640 GB of 8 × 80 GB."""
    if cell.of not in ADDED:
        return False
    times = round(middle(claim.quantity, cell) / value_of(cell))
    return times > 1 and abs(middle(claim.quantity, cell) / value_of(cell) / times - 1) <= WHOLE


def _is_exact(rule: Rule) -> bool:
    """Whether the rule is about a count or a size that nobody rounds."""
    return dict(rule.options).get("exact") == "true"


def _may_differ(rule: Rule, bound: Bound, options: Iterable[Option]) -> bool:
    """Whether the words or the rule leave room on the side on which the value lies."""
    stated = middle(bound.claim.quantity, next(iter(options)).cell)
    values = [value_of(option.cell) for option in options]
    below, above = stated < min(values), stated > max(values)
    bound_to = _limit(bound.claim)
    if bound.claim.quantity.hedge == "range":
        return True
    return (bound_to == "at most" and above) or (
        below and (bound_to == "at least" or dict(rule.options).get("below") == "open")
    )


def _limit(claim: Measure) -> str:
    return claim.bound or (claim.quantity.hedge if claim.quantity.hedge in ("at most", "at least") else "")


def _readings(quantity: Quantity, cell: Cell) -> list[Reading]:
    """The readings of a cell's dimension. Devices are sold in steps of 1000, or by the very digits that are printed."""
    kind = physical(cell.reading.unit)[1]
    device = cell.of in DECIMAL
    return [r for r in quantity.readings if physical(r.unit)[1] == kind and not (device and "1024" in r.assumption)]


def _fits(claim: Measure, cell: Cell, *, rounds: bool) -> bool:
    """Whether a printed value can be a rounding of a cell."""
    for reading in _readings(claim.quantity, cell):
        if reading.assumption == ROUNDED and not rounds:
            continue
        low, high = _ends(cell.reading)
        if cell.of == "memory" and reading.unit != cell.reading.unit:
            high *= Fraction(1024**3, 1000**3)  # what is sold as 80 GB is 80 GiB, which tools print in MiB
        bottom, top = _ends(reading)
        if bottom <= high and low <= top and distance(claim, cell) <= COARSE:
            return True
    return False


def _ends(reading: Reading) -> tuple[Fraction, Fraction]:
    scale, _ = physical(reading.unit)
    return reading.low * scale, reading.high * scale


def value_of(cell: Cell) -> Fraction:
    """The middle of a cell in base units."""
    low, high = _ends(cell.reading)
    return (low + high) / 2


def middle(quantity: Quantity, cell: Cell) -> Fraction:
    """The plain reading's middle in base units."""
    low, high = _ends((_readings(quantity, cell) or list(quantity.readings))[0])
    return (low + high) / 2


def distance(claim: Measure, cell: Cell) -> Fraction:
    """How far the nearest reading's middle lies from a cell, as a share of it."""
    middles = [sum(_ends(reading), Fraction(0)) / 2 for reading in _readings(claim.quantity, cell)]
    value = value_of(cell)
    return min((abs(middle - value) / value for middle in middles), default=Fraction(1))
