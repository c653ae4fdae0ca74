"""One count that divides another without remainder: attention heads over tensor-parallel ranks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.engine.evidence import Evidence
from auditor.engine.kinds.formula import formula
from auditor.model import Assumption, Check, Rule


def divides(rule: Rule, evidence: Evidence) -> Iterator[Check]:
    """One check for each different thing that the document says of the rule's first fact."""
    yield from formula(as_formula(rule), evidence)


def as_formula(rule: Rule) -> Rule:
    """The rule with its condition written out, and its remainder as a derived value."""
    whole, divisor = rule.facts[0].name, " * ".join(variable.name for variable in rule.facts[1:])
    return replace(
        rule,
        stated=whole,
        derive=(
            ("divisor", divisor),
            ("quotient", f"floor({whole} / divisor)"),
            ("remainder", f"{whole} % divisor"),
        ),
        readings=(Assumption(holds="remainder == 0"), *rule.readings),
    )
