"""Rule files → rules. Whatever a rule promises is checked here: a rule that loads can be evaluated and explained.

A rule file is hostile until it is read: ``yaml_guard`` lets only data pass, formulas are compiled against a whitelist,
names, concepts, facets and placeholders must be declared, and dimensions must fit. One broken file stops only itself.

Errors: ``RuleError`` (``FormulaError`` in formulas) with path, line, column, excerpt, key path and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from auditor.documents import yaml_guard
from auditor.engine.fields import Field
from auditor.engine.grammar import quoted, suggestion
from auditor.engine.messages import placeholders, stray_braces
from auditor.engine.rule_files import read_rule_file, rule_files
from auditor.engine.rule_options import options_of
from auditor.engine.scope import Scope
from auditor.errors import RuleError
from auditor.model import SEVERITIES, Assumption, Example, Facets, Rule, Source, Variable, Verdict

KINDS = frozenset(
    ("formula", "equation", "comparison", "total", "relation", "agreement", "factors", "target", "share", "knowledge")
)
"""The mechanisms that a rule can declare; each but ``formula`` is a module of ``engine.kinds``."""
FACETS = ("phase", "per", "role", "statistic", "variant", "subject")
GIVEN = ("stated", "recomputed", "ratio")
"""Names that every message may use: the engine fills them in."""
GIVEN_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "equation": ("statement", "label"),
    "comparison": ("statement", "label"),
    "total": ("statement", "label"),
    "relation": ("statement", "label"),
    "agreement": ("concept", "where", "scope", "other_scope"),
    "factors": ("missing", "named"),
    "knowledge": ("subject", "source"),
    "target": ("concept", "target", "direction", "ticked"),
}
"""Further names that a kind fills in."""

REQUIRED = ("id", "title", "severity", "group", "rationale", "references", "kind", "message", "examples")
OPTIONAL = (
    *("impact", "recommendation", "facts", "when", "derive", "readings", "holds"),
    *("stated", "recomputed", "may_change", "options"),
)
TEMPLATES = ("message", "impact", "recommendation")
VERDICTS: tuple[Verdict, ...] = ("holds", "contradicted", "open")

_DOCUMENTS = ("text", "configuration")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


def load_rules(*folders: Path, concepts: Mapping[str, str]) -> tuple[list[Rule], list[RuleError]]:
    """All rules of these folders, sorted by id, and what is wrong with the files that hold none.

    A file is ``<folder>/<pack>/<rule>.yaml``, or stands in the folder itself, whose name is then the pack. Of two files
    with the same id neither's rule is returned.
    """
    rules: dict[str, Rule] = {}
    errors: list[RuleError] = []
    taken: dict[str, str] = {}
    for rule in _loaded(folders, concepts, errors):
        if rule.id in taken:
            errors.append(RuleError(f"the id {rule.id!r} is also that of {taken[rule.id]}", path=rule.path))
            rules.pop(rule.id, None)
        else:
            taken[rule.id] = rule.path
            rules[rule.id] = rule
    return [rules[rule_id] for rule_id in sorted(rules)], errors


def load_rule(source: Source, *, concepts: Mapping[str, str]) -> Rule:
    """The rule of one file. ``concepts`` gives for each concept of the vocabulary its unit, empty for plain numbers."""
    root = Field(source, yaml_guard.load(source, error=RuleError))
    fields = root.fields(REQUIRED, OPTIONAL)
    kind = fields["kind"].choice(sorted(KINDS))
    if kind == "formula" and not ("facts" in fields and ("readings" in fields or "holds" in fields)):
        raise fields["kind"].error("a rule of the kind 'formula' has the keys 'facts' and 'readings' (or 'holds')")
    scope = Scope()
    facts = _facts(fields["facts"], concepts, scope) if "facts" in fields else ()
    derive = scope.derived(fields["derive"]) if "derive" in fields else ()
    stated, recomputed = _trial(fields, facts, scope)
    return Rule(
        id=_id(fields["id"]),
        title=fields["title"].text(),
        severity=fields["severity"].choice(SEVERITIES),
        group=fields["group"].text(),
        kind=kind,
        rationale=fields["rationale"].text(),
        references=fields["references"].texts(),
        facts=facts,
        when=scope.condition(fields["when"]) if "when" in fields else None,
        derive=derive,
        readings=_readings(fields, scope),
        stated=stated,
        recomputed=recomputed,
        may_change=_may_change(fields, facts),
        options=options_of(fields, kind, facts),
        examples=_examples(fields["examples"], facts),
        path=source.path,
        **{
            key: _template(fields[key], (*scope.names, *GIVEN, *GIVEN_BY_KIND.get(kind, ())))
            for key in TEMPLATES
            if key in fields
        },
    )


def _loaded(folders: Iterable[Path], concepts: Mapping[str, str], errors: list[RuleError]) -> Iterator[Rule]:
    """The rules of all files that hold one; what is wrong with the others is added to ``errors``."""
    for folder in folders:
        try:
            paths = rule_files(folder)
        except RuleError as error:
            errors.append(error)
            continue
        for path in paths:
            try:
                yield load_rule(read_rule_file(path, folder), concepts=concepts)
            except RuleError as error:
                errors.append(error)


def _id(field: Field) -> str:
    """The pack and the stem of the file, so that a rule is found by its name."""
    written = field.text()
    path = PurePosixPath(field.source.path)
    expected = f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem
    if not _ID.fullmatch(written):
        raise field.error(f"{quoted(written)} is no rule id: expected pack/stem in lower case, 'llm/world-size'")
    if written != expected and written.partition("/")[2] != expected:
        raise field.error(f"the id {quoted(written)} is not the place of the file: expected {expected!r}")
    return written


def _facts(field: Field, concepts: Mapping[str, str], scope: Scope) -> tuple[Variable, ...]:
    """The facts that the rule asks for; each declares its name with the unit of its concept."""
    found = []
    for name, entry in field.entries().items():
        variable = _variable(name, entry, concepts)
        scope.declare(field, name, concepts[variable.concept], many=variable.many)
        found.append(variable)
    return tuple(found)


def _variable(name: str, field: Field, concepts: Mapping[str, str]) -> Variable:
    parts = field.fields(("concept",), (*FACETS, "default", "many"))
    concept = parts["concept"].text()
    if concept not in concepts:
        raise parts["concept"].error(f"unknown concept {quoted(concept)}: {_nearest(concept, concepts)}")
    return Variable(
        name=name,
        concept=concept,
        facets=Facets(**{facet: _alternatives(parts[facet]) for facet in FACETS if facet in parts}),
        default=parts["default"].text() if "default" in parts else None,
        many=parts["many"].flag() if "many" in parts else False,
    )


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


def _readings(fields: Mapping[str, Field], scope: Scope) -> tuple[Assumption, ...]:
    if "holds" in fields:
        if "readings" in fields:
            raise fields["holds"].error("a rule has either 'holds' or 'readings'")
        return (Assumption(holds=scope.condition(fields["holds"])),)
    if "readings" not in fields:
        return ()
    found = []
    for item in fields["readings"].items():
        parts = item.fields(("holds",), ("assume",))
        assume = parts["assume"].text() if "assume" in parts else ""
        found.append(Assumption(holds=scope.condition(parts["holds"]), assume=assume))
    return tuple(found)


def _trial(fields: Mapping[str, Field], facts: tuple[Variable, ...], scope: Scope) -> tuple[str | None, str | None]:
    """The variable whose printed value is on trial, and the formula for what it should be."""
    names = [variable.name for variable in facts if not variable.many]
    stated = _declared(fields["stated"], names) if "stated" in fields else None
    if "recomputed" not in fields:
        return stated, None
    if stated is None:
        raise fields["recomputed"].error("expected the key 'stated' beside it: the variable that has this value")
    return stated, scope.value_of(fields["recomputed"], stated)


def _may_change(fields: Mapping[str, Field], facts: tuple[Variable, ...]) -> tuple[str, ...]:
    if "may_change" not in fields:
        return ()
    names = [variable.name for variable in facts]
    return tuple(_declared(item, names) for item in fields["may_change"].items())


def _declared(field: Field, names: list[str]) -> str:
    name = field.text()
    if name not in names:
        raise field.error(f"unknown variable {quoted(name)}: {suggestion(name, names)}")
    return name


def _template(field: Field, known: tuple[str, ...]) -> str:
    """A sentence whose placeholders are all declared."""
    text = field.text()
    for name, at in placeholders(text):
        if name not in known:
            raise field.error(f"unknown placeholder {quoted(name)}: {suggestion(name, known)}", text[:at])
    stray = stray_braces(text)
    if stray is not None:
        raise field.error("braces that are no placeholder: expected {{ name }}", text[:stray])
    return text


def _examples(field: Field, facts: tuple[Variable, ...]) -> tuple[Example, ...]:
    """All examples, in the order of their verdicts; a rule shows what holds and what does not."""
    lists = field.fields(("holds", "contradicted"), ("open",))
    names = [variable.name for variable in facts]
    return tuple(
        _example(verdict, item, names) for verdict in VERDICTS if verdict in lists for item in lists[verdict].items()
    )


def _example(verdict: Verdict, field: Field, names: list[str]) -> Example:
    if isinstance(field.node, yaml_guard.Scalar):
        return Example(verdict=verdict, text=field.verbatim(), line=field.line)
    parts = field.fields(("text",), ("stated", "recomputed", "missing", "configuration"))
    texts = {key: part.verbatim() if key in _DOCUMENTS else part.text() for key, part in parts.items()}
    if "missing" in parts:
        if verdict != "open":
            raise parts["missing"].error("only an example that is open misses something")
        if names:
            _declared(parts["missing"], names)
    return Example(verdict=verdict, line=field.line, **texts)
