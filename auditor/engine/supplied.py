"""Facts that the document leaves out because everybody can look them up: the memory of the accelerator that it names.

A rule asks for them by its option ``knowledge``, the names of variables. They are supplied only where neither the
document nor its configuration says anything of the concept, and exactly one subject is named: in the section, or else
in the whole document. A device whose variants differ in it is not one subject.
An alternative in a table is of what its row names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from auditor.engine.evidence import Evidence, agree
from auditor.facts.knowledge import Cell, Entry, Library, library
from auditor.facts.known import cell_fact
from auditor.facts.mentions import Mention
from auditor.model import Fact, Rule, Variable

CELLS = {
    "gpu_memory": ("accelerators", "memory"),
    "memory_bandwidth": ("accelerators", "memory_bandwidth"),
    "layer_count": ("models", "layers"),
    "kv_heads": ("models", "kv_heads"),
    "attention_heads": ("models", "attention_heads"),
    "head_dim": ("models", "head_dim"),
    "active_parameter_count": ("models", "active_parameters"),
    "hidden_size": ("models", "hidden_size"),
}
"""For each concept that can be supplied: the library, and the cells in it."""


def supplied(rule: Rule, variable: Variable, anchor: Fact, evidence: Evidence, *, in_row: bool = False) -> list[Fact]:
    """What is published of the one subject that is named; empty where none or several are, or nothing is certain.

    ``in_row``: the anchor's row of a table speaks for itself alone, and must name the subject.
    """
    if variable.name not in dict(rule.options).get("knowledge", "").split() or variable.concept not in CELLS:
        return []
    name, kind = CELLS[variable.concept]
    if not evidence.names(name):
        return []
    entries = _named(name, anchor, evidence, in_row=in_row)
    cells = [(entry, cell) for entry in entries for cell in entry.cells if cell.of == kind and cell.confidence != "low"]
    if variable.default is None and any(cell.confidence != "high" for _, cell in cells):
        return []  # a default is less certain still
    facts = list(_facts(library(name), cells, variable.concept))
    return facts if all(agree(facts[0], fact) for fact in facts) else []


def _facts(known: Library, cells: list[tuple[Entry, Cell]], concept: str) -> Iterator[Fact]:
    """One fact for each entry; several cells of it are readings of one value, such as a count and its rounding."""
    for entry, own in groupby(cells, key=lambda pair: pair[0]):
        facts = [cell_fact(known, entry, cell, concept) for _, cell in own]
        readings = tuple(reading for fact in facts for reading in fact.quantity.readings)
        yield replace(facts[0], quantity=replace(facts[0].quantity, readings=readings))


def _named(name: str, anchor: Fact, evidence: Evidence, *, in_row: bool) -> tuple[Entry, ...]:
    """The entries that the one subject of the row or the section, or else of the document, can mean."""
    subjects = evidence.subjects(name)
    if in_row:
        return _agreed([mention for text in _row(anchor, evidence) for mention in subjects.mentions(text)])
    return _agreed(subjects.named_below(anchor.section) or subjects.named_anywhere)


def _row(anchor: Fact, evidence: Evidence) -> Iterator[str]:
    blocks = evidence.document.blocks
    if cell := blocks[anchor.block].cell:
        table = evidence.document.tables[cell.table]
        row = table.rows[cell.row - 1] if cell.row else table.header
        yield from (blocks[index].text for index in row if index is not None)


def _agreed(found: Sequence[Mention]) -> tuple[Entry, ...]:
    """The entries that every mention allows; none where two name different things, or nothing is named."""
    if len({mention.family for mention in found}) != 1:
        return ()
    return tuple(entry for entry in found[0].entries if all(entry in mention.entries for mention in found))
