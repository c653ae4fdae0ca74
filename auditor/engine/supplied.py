"""Facts that the document leaves out because everybody can look them up: the memory of the accelerator that it names.

A rule asks for them by its option ``knowledge``, the names of variables. They are supplied only where neither the
document nor its configuration says anything of the concept, and exactly one subject is named: in the section, or else
in the whole document. A device whose variants differ in it is not one subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.engine.evidence import Evidence, agree
from auditor.facts.knowledge import Entry, library
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
    "hidden_size": ("models", "hidden_size"),
}
"""For each concept that can be supplied: the library, and the cells in it."""


def supplied(rule: Rule, variable: Variable, anchor: Fact, evidence: Evidence) -> list[Fact]:
    """What is published of the one subject that is named; empty where none or several are, or nothing is certain."""
    if variable.name not in dict(rule.options).get("knowledge", "").split() or variable.concept not in CELLS:
        return []
    name, kind = CELLS[variable.concept]
    if name not in evidence.named:
        return []
    entries = _named(name, anchor, evidence)
    cells = [(entry, cell) for entry in entries for cell in entry.cells if cell.of == kind and cell.confidence != "low"]
    if any(cell.confidence != "high" for _, cell in cells):
        return []
    facts = [cell_fact(library(name), entry, cell, variable.concept) for entry, cell in cells]
    return facts if all(agree(facts[0], fact) for fact in facts) else []


def _named(name: str, anchor: Fact, evidence: Evidence) -> tuple[Entry, ...]:
    """The entries that the one subject of the section, or else of the document, can mean."""
    for texts in (_section(anchor.section, evidence), (block.text for block in evidence.document.blocks)):
        found = [mention for text in texts for mention in evidence.subjects(name).mentions(text)]
        if found:
            return _agreed(found)
    return ()


def _section(section: int, evidence: Evidence) -> Iterator[str]:
    yield from (block.text for block in evidence.document.blocks if block.section == section)
    yield from evidence.document.heading_path(section)


def _agreed(found: list[Mention]) -> tuple[Entry, ...]:
    """The entries that every mention allows; none where two name different things."""
    if len({mention.family for mention in found}) > 1:
        return ()
    return tuple(entry for entry in found[0].entries if all(entry in mention.entries for mention in found))
