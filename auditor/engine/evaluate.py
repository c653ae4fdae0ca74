"""Facts and claims + rules → checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from auditor.engine.evidence import Evidence
from auditor.engine.kinds.agreement import agreement
from auditor.engine.kinds.comparisons import comparison
from auditor.engine.kinds.equations import equation
from auditor.engine.kinds.factors import factors
from auditor.engine.kinds.formula import formula
from auditor.engine.kinds.knowledge import knowledge
from auditor.engine.kinds.sums import relation, total
from auditor.engine.kinds.target import target
from auditor.model import Check, Rule

Kind = Callable[[Rule, Evidence], Iterator[Check]]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "agreement": agreement,
        "comparison": comparison,
        "equation": equation,
        "factors": factors,
        "formula": formula,
        "knowledge": knowledge,
        "relation": relation,
        "target": target,
        "total": total,
    }
)


def evaluate(rules: Iterable[Rule], evidence: Evidence) -> tuple[Check, ...]:
    """Every check of every rule, in the order of the text and then of the rules' names."""
    found = [check for rule in rules for check in KINDS[rule.kind](rule, evidence)]
    return tuple(sorted(found, key=lambda check: (check.place.span.start, check.place.span.end, check.rule)))
