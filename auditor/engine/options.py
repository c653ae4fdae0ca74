"""The facts and options of a rule, as its kind declares them.

Errors: ``RuleError`` at the place of what is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from auditor.engine.declarations import Declaration, Option
from auditor.engine.fields import Field
from auditor.engine.grammar import quoted, suggestion
from auditor.engine.limits import BETWEEN, limit
from auditor.engine.scope import Scope
from auditor.model import Variable
from auditor.quantities.notation import numeral


def check_facts(
    kind: str, declaration: Declaration, fields: Mapping[str, Field], facts: tuple[Variable, ...], scope: Scope
) -> None:
    """Whether these are as many facts as the kind takes, and go together."""
    if declaration.facts is None or "facts" not in fields:
        return
    least, most = declaration.facts
    if len(facts) < least or (most is not None and len(facts) > most):
        raise fields["facts"].error(f"a rule of the kind {kind!r} has {_many(least, most)}, not {len(facts)}")
    entries = fields["facts"].entries()
    for variable in facts:
        if variable.many and kind != "formula":
            raise entries[variable.name].error("only a rule of the kind 'formula' takes all facts of a concept at once")
    names = [variable.name for variable in facts]
    if kind == "ordering":
        for one, other in pairwise(names):
            scope.fits(entries[other], f"{one} <= {other}")
    elif kind == "divides":
        scope.fits(entries[names[0]], f"floor({names[0]} / ({' * '.join(names[1:])})) >= 0")


def _many(least: int, most: int | None) -> str:
    facts = "fact" if least == 1 else "facts"
    if most == least:
        return f"{least} {facts}"
    return f"{least} {facts} or more" if most is None else f"{least} to {most} facts"


def read_options(
    fields: Mapping[str, Field], declaration: Declaration, facts: tuple[Variable, ...], concepts: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The options in the order of the file; ``concepts`` gives the units of those of the rule's facts."""
    required = tuple(name for name, option in declaration.options.items() if option.required)
    if "options" not in fields:
        if declaration.needs or required:
            wanted = ", ".join(required) or " or ".join(declaration.needs)
            raise fields["kind"].error(f"expected the key 'options' with {wanted}")
        return ()
    if not declaration.options:
        raise fields["options"].error("a rule of this kind has no options")
    fields["options"].entries()
    found = fields["options"].fields(required, tuple(declaration.options))
    if declaration.needs and not set(found) & set(declaration.needs):
        raise fields["options"].error(f"expected {' or '.join(declaration.needs)}")
    units = {concepts[variable.concepts[0]] for variable in facts}
    names = [variable.name for variable in facts]
    return tuple((name, _option(field, declaration.options[name], units, names)) for name, field in found.items())


def _option(field: Field, option: Option, units: Collection[str], names: Collection[str]) -> str:
    if option.shape == "limits":
        return BETWEEN.join(_limit(item, units) for item in field.items())
    if option.shape == "limit":
        return _limit(field, units)
    text = field.text()
    if option.shape in ("words", "names"):
        allowed = option.among if option.shape == "words" else names
        for word in text.split():
            if word not in allowed:
                raise field.error(f"unknown {quoted(word)}: {suggestion(word, allowed)}")
    if option.shape == "number" and numeral(text) is None:
        raise field.error(f"expected a number, not {text!r}")
    return text


def _limit(field: Field, units: Collection[str]) -> str:
    text = field.text()
    for unit in units:
        try:
            limit(text, unit)
        except ValueError as error:
            raise field.error(str(error)) from None
    return text
