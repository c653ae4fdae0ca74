"""The facts that a rule asks for: names of its own for concepts of the vocabulary, narrowed by facets.

Errors: ``RuleError`` at the place of what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.engine.declarations import FACT
from auditor.engine.fields import Field
from auditor.engine.grammar import quoted, suggestion
from auditor.engine.scope import Scope
from auditor.facts.vocabulary import FACETS
from auditor.model import Facets, Variable
from auditor.quantities.notation import NUMERAL, numeral
from auditor.quantities.units import physical

TOGETHER = "together"
MANY = ("true", "false", TOGETHER)


def read_facts(field: Field, concepts: Mapping[str, str], scope: Scope) -> tuple[Variable, ...]:
    """The facts that the rule asks for; each declares its name with the unit of its concept."""
    found = []
    for name, entry in field.entries().items():
        variable = _variable(name, entry, concepts)
        scope.declare(field, name, concepts[variable.concepts[0]], many=variable.many)
        found.append(variable)
    return tuple(found)


def _variable(name: str, field: Field, concepts: Mapping[str, str]) -> Variable:
    parts = field.fields(("concept",), tuple(FACT)[1:])
    taken = parts["many"].choice(MANY) if "many" in parts else "false"
    return Variable(
        name=name,
        concept=_concept(parts["concept"], concepts, many=taken != "false"),
        facets=Facets(**{facet: _alternatives(parts[facet]) for facet in FACETS if facet in parts}),
        default=_default(parts["default"]) if "default" in parts else None,
        many=taken != "false",
        together=taken == TOGETHER,
    )


def _concept(field: Field, concepts: Mapping[str, str], *, many: bool) -> str:
    """A concept of the vocabulary, or several of one dimension where all facts are taken."""
    names = _alternatives(field).split(" | ")
    for name in names:
        if name not in concepts:
            raise field.error(
                f"unknown concept {quoted(name)}: {_nearest(name, concepts)}", field.text().partition(name)[0]
            )
    if len(names) > 1 and not many:
        raise field.error(
            f"expected one concept; several only where all their facts are taken, with 'many: {TOGETHER}'"
        )
    if len({_dimension(concepts[name]) for name in names}) > 1:
        raise field.error("expected concepts of one dimension")
    return " | ".join(names)


def _dimension(unit: str) -> object:
    """What must be the same; a unit that does not exist is reported where the name is declared."""
    try:
        return physical(unit)[1]
    except ValueError:
        return unit


def _default(field: Field) -> str:
    """A number, or a range of numbers."""
    text = field.text()
    low, dash, high = (part.strip() for part in text.partition("-"))
    ends = (low, high) if dash else (low,)
    if not all(re.fullmatch(NUMERAL, end) and numeral(end) for end in ends):
        raise field.error(f"{quoted(text)} is no default: expected a number, or a range such as 0-300000")
    return text


def _alternatives(field: Field) -> str:
    """A facet's value, or several as ``a | b``."""
    values = [part.strip() for part in field.text().split("|")]
    if not all(values):
        raise field.error("expected a value, or several with '|' between them")
    return " | ".join(values)


def _nearest(concept: str, concepts: Mapping[str, str]) -> str:
    """The vocabulary is too long to be listed."""
    clause = suggestion(concept, concepts)
    return clause if clause.startswith("did you mean") else "expected a concept of the vocabulary"
