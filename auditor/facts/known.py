"""Cells of the knowledge as facts, with their place in its file."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.facts.knowledge import Cell, Entry, Library
from auditor.model import Facets, Fact, Place, Quantity, Reading
from auditor.quantities import units
from auditor.quantities.formatting import natural


def sourced(cell: Cell) -> str:
    """Where a value comes from, in words."""
    return "; ".join(cell.sources)


def shown(cell: Cell) -> str:
    """A cell as people write it, with what narrows it: ``3.35 TB/s``, ``1.979 PFLOPS sparse fp16``."""
    scale, dimension = units.factor(cell.reading.unit)
    middle = (cell.reading.low + cell.reading.high) / 2 * scale
    text = natural(middle, dimension) if dimension and cell.of != "power" else cell.text
    return f"{text} {cell.said}".rstrip()


def cell_place(library: Library, entry: Entry, cell: Cell) -> Place:
    """Where a cell stands in the file of its library."""
    source = library.source
    line, column = source.position(cell.span.start)
    end_line, end_column = source.position(cell.span.end)
    return Place(
        path=source.path,
        span=cell.span,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        text=source.text[cell.span.start : cell.span.end],
        line_text=source.line(line),
        section=(entry.family, entry.name, sourced(cell)),
    )


def cell_fact(library: Library, entry: Entry, cell: Cell, concept: str) -> Fact:
    """A cell as a fact of a concept."""
    return Fact(
        concept=concept,
        facets=Facets(),
        quantity=Quantity(text=shown(cell), span=cell.span, readings=_readings(cell)),
        place=cell_place(library, entry, cell),
        block=-1,
        section=0,
        origin="knowledge",
    )


def _readings(cell: Cell) -> tuple[Reading, ...]:
    """Memory that is sold as so many GB is often so many GiB."""
    if cell.of != "memory":
        return (cell.reading,)
    return cell.reading, replace(cell.reading, unit="gibibyte", assumption="GB counts in steps of 1024")
