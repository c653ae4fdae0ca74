"""A JSON Schema of rule files, from what the loader accepts: editors complete and check them as they are written.

It says what the shape of a file tells. What formulas mean, whether dimensions fit and whether ids are taken, only the
loader knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from auditor.engine.declarations import (
    DECLARATIONS,
    EXAMPLE,
    FACT,
    FORMULA_KEYS,
    OPTIONAL,
    READING,
    REQUIRED,
    Declaration,
    Option,
)
from auditor.engine.loader import ID, VERDICTS
from auditor.engine.variables import TOGETHER
from auditor.model import SEVERITIES

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""Every scalar of a rule is read as text; an editor's YAML parser does not know that."""
NAME = "^[A-Za-z][A-Za-z0-9_]*$"


def rule_schema(concepts: Collection[str]) -> Schema:
    """The schema of one rule file; ``concepts`` are those of the vocabulary."""
    keys = {**REQUIRED, **OPTIONAL}
    shapes = {**dict.fromkeys(keys, TEXT), **_shapes(concepts)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "auditor rule",
        "type": "object",
        "properties": {key: {"description": means, **shapes[key]} for key, means in keys.items()},
        "required": list(REQUIRED),
        "additionalProperties": False,
        "not": {"required": ["readings", "holds"]},
        "allOf": [_of_kind(kind, declaration) for kind, declaration in sorted(DECLARATIONS.items())],
    }


def _shapes(concepts: Collection[str]) -> Mapping[str, Schema]:
    """The keys whose values are more than a text."""
    kinds = [{"const": kind, "description": each.means} for kind, each in sorted(DECLARATIONS.items())]
    return {
        "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
        "severity": {"enum": list(SEVERITIES)},
        "references": _list(TEXT),
        "kind": {"oneOf": kinds},
        "facts": _named(_fact(concepts)),
        "constants": _named(TEXT),
        "derive": _named(TEXT),
        "readings": _list(_record(READING, required=("holds",))),
        "may_change": _list(TEXT),
        "options": {"type": "object", "minProperties": 1},
        "examples": _record(
            dict.fromkeys(VERDICTS, "documents of which the rule must say so"),
            required=("holds", "contradicted"),
            shapes=dict.fromkeys(VERDICTS, _list({"anyOf": [TEXT, _record(EXAMPLE, required=("text",))]})),
        ),
    }


def _fact(concepts: Collection[str]) -> Schema:
    known = sorted(concepts)
    several = {"type": "string", "pattern": r"^\s*[a-z0-9_]+(\s*\|\s*[a-z0-9_]+)+\s*$"}
    shapes: Mapping[str, Schema] = {
        "concept": {"anyOf": [{"enum": known}, several]},
        "many": {"enum": [True, False, TOGETHER]},
    }
    return _record(FACT, required=("concept",), shapes=shapes)


def _of_kind(kind: str, declaration: Declaration) -> Schema:
    """What a rule of one kind has beside, or must not have."""
    then: Schema = {"properties": {}, "required": []}
    if declaration.facts:
        least, most = declaration.facts
        then["required"].append("facts")
        then["properties"]["facts"] = {"minProperties": least, **({"maxProperties": most} if most else {})}
    if declaration.readings == "required":
        then["anyOf"] = [{"required": ["readings"]}, {"required": ["holds"]}]
    refused = [key for key in FORMULA_KEYS if key not in declaration.keys]
    refused += ["readings", "holds"] if declaration.readings == "none" else []
    then["properties"] |= dict.fromkeys(refused, False)
    then["properties"]["options"] = _options(declaration)
    if declaration.needs or any(option.required for option in declaration.options.values()):
        then["required"].append("options")
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}


def _options(declaration: Declaration) -> Schema | bool:
    if not declaration.options:
        return False
    found: Schema = {
        "properties": {name: _option(option) for name, option in declaration.options.items()},
        "required": [name for name, option in declaration.options.items() if option.required],
        "additionalProperties": False,
    }
    if declaration.needs:
        found["anyOf"] = [{"required": [name]} for name in declaration.needs]
    return found


def _option(option: Option) -> Schema:
    return {"description": option.means, **(_list(TEXT) if option.shape == "limits" else TEXT)}


def _record(
    keys: Mapping[str, str], *, required: Collection[str], shapes: Mapping[str, Schema] | None = None
) -> Schema:
    """A mapping of known keys with what they say; a value is a text unless it has another shape."""
    given = shapes or {}
    return {
        "type": "object",
        "properties": {key: {"description": means, **given.get(key, TEXT)} for key, means in keys.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _named(value: Schema) -> Schema:
    """A mapping of names that the author chooses."""
    return {"type": "object", "patternProperties": {NAME: value}, "additionalProperties": False, "minProperties": 1}
