"""The options of a rule: settings of its kind, all of them texts."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.engine.fields import Field
from auditor.engine.grammar import quoted, suggestion
from auditor.facts.knowledge import BEGINNINGS
from auditor.model import Variable


def options_of(fields: Mapping[str, Field], kind: str, facts: tuple[Variable, ...]) -> tuple[tuple[str, str], ...]:
    """The settings of a rule's kind, in the order of the file. ``RuleError`` for one that its kind cannot use."""
    entries = fields["options"].entries() if "options" in fields else {}
    if kind == "knowledge":
        if len(facts) != 1 or not {"library", "cells", "labels"} <= {*entries}:
            raise fields["kind"].error("a rule of this kind has one fact and the options library, cells and labels")
        for name in entries["library"].text().split():
            if name not in BEGINNINGS:
                raise entries["library"].error(f"unknown library {quoted(name)}: {suggestion(name, BEGINNINGS)}")
    elif "knowledge" in entries:
        for name in entries["knowledge"].text().split():
            if name not in [variable.name for variable in facts]:
                raise entries["knowledge"].error(f"unknown variable {quoted(name)}: expected one of the rule's facts")
    return tuple((name, field.text()) for name, field in entries.items())
