"""Facts and claims + rules → checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from auditor.engine.evidence import Evidence
from auditor.engine.kinds.agreement import agreement
from auditor.engine.kinds.bound import bound
from auditor.engine.kinds.comparisons import comparison
from auditor.engine.kinds.divides import divides
from auditor.engine.kinds.equations import equation
from auditor.engine.kinds.factors import factors
from auditor.engine.kinds.formula import formula
from auditor.engine.kinds.knowledge import knowledge
from auditor.engine.kinds.one_of import one_of
from auditor.engine.kinds.ordering import ordering
from auditor.engine.kinds.sums import relation, total
from auditor.engine.kinds.target import target
from auditor.engine.rule_index import RuleIndex
from auditor.model import Check, Rule

Kind = Callable[[Rule, Evidence], Iterator[Check]]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "agreement": agreement,
        "bound": bound,
        "comparison": comparison,
        "divides": divides,
        "equation": equation,
        "factors": factors,
        "formula": formula,
        "knowledge": knowledge,
        "one-of": one_of,
        "ordering": ordering,
        "relation": relation,
        "target": target,
        "total": total,
    }
)


def evaluate(rules: Iterable[Rule], evidence: Evidence) -> tuple[Check, ...]:
    """Every check of every rule, in the order of the text and then of the rules' names.

    Of an index only the rules whose concepts are there are looked at. What one rule leaves open is said only as long as
    no other decided about that very value.
    """
    relevant = rules.relevant(evidence) if isinstance(rules, RuleIndex) else rules
    found = [check for rule in relevant for check in KINDS[rule.kind](rule, evidence)]
    return in_order(found)


def in_order(found: Iterable[Check]) -> tuple[Check, ...]:
    """The checks of several rules together; an open one is left out where another decided about that very value."""
    every = list(found)
    settled = {check.stated_span for check in every if check.verdict != "open"} - {None}
    told = (check for check in every if check.verdict != "open" or check.stated_span not in settled)
    return tuple(sorted(told, key=lambda check: (check.place.span.start, check.place.span.end, check.rule)))
