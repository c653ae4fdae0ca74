"""One form tried on some columns: in base units where they fit, on the printed digits where units are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from auditor.claims.fitting import Entry, Fit, Operands, Scale, fit
from auditor.claims.forms import COMPARING, Form
from auditor.claims.series import Series
from auditor.model import Document, Measure, Table
from auditor.quantities.units import Dimension, physical


class Found(Struct, frozen=True):
    """A form with its operands, and how it fits."""

    form: Form
    words: str
    columns: tuple[tuple[Entry | None, ...], ...]
    fit: Fit
    announced: bool
    """The header says that the column comes from others in such a way."""
    compared: bool = False
    """It compares with a row that the column itself marks as the baseline."""
    sources: frozenset[int] = frozenset()
    """The columns that the operands come from."""
    seconded: bool = False
    """Another form, from other columns, gives the same value in the row that breaks this one."""
    given: int = 0
    """1 where that row says so in a number: ``1.0x``."""


class Place(Struct, frozen=True):
    """The table that is searched."""

    document: Document
    table: Table
    by_block: dict[int, list[Measure]]
    alone: bool
    """It is one table, not several with the same headers."""


def is_believed(target: Series, form: Form) -> bool:
    """Whether a form would be believed if it fits: a header announces it, or there are values enough to show it."""
    return target.varied or form.family in target.announces


def attempt(
    target: Series,
    chosen: Sequence[Series],
    form: Form,
    words: str = "",
    *,
    announced: bool | None = None,
    skip: int = -1,
) -> Iterator[Found]:
    """A form on some columns, if it fits."""
    said = form.family in target.announces if announced is None else announced
    if not said and not target.varied:
        return
    scale, in_units = _scale(target, chosen, form)
    if scale is None:
        return
    stated: Operands = target.base if in_units else target.entries
    columns = [series.base if in_units else series.entries for series in chosen]
    fitting = fit(stated, columns, form, scale, skip=skip, strict=not said)
    if fitting is not None:
        words = words or form.words.format(*(each.name for each in chosen))
        yield Found(
            form,
            words,
            tuple(series.entries for series in chosen),
            fitting,
            said,
            sources=frozenset(each.column for each in chosen),
        )


def _scale(target: Series, chosen: Sequence[Series], form: Form) -> tuple[Scale | None, bool]:
    """How the units are to be taken: each in base units where they fit, as printed where some are left out."""
    known = tuple([series.dimension for series in chosen if series.dimension is not None])
    if target.dimension is None or len(known) < len(chosen):
        compares = target.dimension == () and form in COMPARING[:3] and _alike_by_row(chosen)
        repeats = len(chosen) == 1 and form.family == "product" and _alike_by_row((target, *chosen))
        fits = compares or repeats
        return (_MIXED, True) if fits else (None, False)
    if form.dimension(known) == target.dimension:
        alike = len(target.units) == 1 and all(series.units == target.units for series in chosen)
        return (_AS_PRINTED if alike else _MIXED), True
    if (target.dimension and all(known)) or form.family == "same":
        return None, False
    if len(target.units) > 1 or any(len(series.units) > 1 for series in chosen):
        return None, False
    return (_PERCENT if target.units == {"percent"} else _AS_PRINTED), False


_AS_PRINTED, _MIXED, _PERCENT = Scale(), Scale(mixed=True), Scale(percent=100.0)


def _alike_by_row(chosen: Sequence[Series]) -> bool:
    """Whether two columns are of one kind in each row: throughput in one, latency in the next."""
    first, second = chosen
    pairs = zip(first.entries, second.entries, strict=True)
    return all(_dimension(a) == _dimension(b) for a, b in pairs if a and b)


def _dimension(entry: Entry) -> Dimension:
    return physical(entry.quantity.readings[0].unit)[1]
