"""Facts that the document leaves out because everybody can look them up: the memory of the accelerator that it names.

A rule asks for them by its option ``knowledge``, the names of variables. They are supplied only where neither the
document nor its configuration says anything of the concept, and exactly one subject is named: in the section, or else
in the whole document. A device whose variants differ in it is not one subject.
An alternative in a table is of what its row names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

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
    everywhere = (block.text for block in evidence.document.blocks)
    around = (_section(anchor.section, evidence), everywhere)
    for texts in (_row(anchor, evidence),) if in_row else around:
        found = [mention for text in texts for mention in evidence.subjects(name).mentions(text)]
        if found:
            return _agreed(found)
    return ()


def _row(anchor: Fact, evidence: Evidence) -> Iterator[str]:
    blocks = evidence.document.blocks
    if cell := blocks[anchor.block].cell:
        row = (cell.table, cell.row)
        yield from (block.text for block in blocks if block.cell and (block.cell.table, block.cell.row) == row)


def _section(section: int, evidence: Evidence) -> Iterator[str]:
    yield from (block.text for block in evidence.document.blocks if block.section == section)
    yield from evidence.document.heading_path(section)


def _agreed(found: list[Mention]) -> tuple[Entry, ...]:
    """The entries that every mention allows; none where two name different things."""
    if len({mention.family for mention in found}) > 1:
        return ()
    return tuple(entry for entry in found[0].entries if all(entry in mention.entries for mention in found))
