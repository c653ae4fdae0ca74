"""Rule files → rules. Whatever a rule promises is checked here: a rule that loads can be evaluated and explained.

A rule file is hostile until it is read: ``yaml_guard`` lets only data pass, formulas are compiled against a whitelist,
names, concepts, facets and placeholders must be declared, and dimensions must fit. One broken file stops only itself.

Errors: ``RuleError`` (``FormulaError`` in formulas) with path, line, column, excerpt, key path and what was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from auditor.documents import yaml_guard
from auditor.documents.nodes import Scalar
from auditor.engine.declarations import (
    DECLARATIONS,
    EXAMPLE,
    FORMULA_KEYS,
    OPTIONAL,
    READING,
    REQUIRED,
    Declaration,
)
from auditor.engine.fields import Field
from auditor.engine.grammar import quoted, suggestion, tokens
from auditor.engine.messages import placeholders, stray_braces
from auditor.engine.options import check_facts, read_options
from auditor.engine.rule_files import identity, read_rule_file, rule_files
from auditor.engine.scope import Scope
from auditor.engine.variables import read_facts
from auditor.errors import RuleError
from auditor.model import SEVERITIES, Assumption, Example, Rule, Source, Variable, Verdict
from auditor.patterns import regex

GIVEN = ("stated", "recomputed", "ratio")
"""Names that every message may use: the engine fills them in."""

TEMPLATES = ("message", "impact", "recommendation")
VERDICTS: tuple[Verdict, ...] = ("holds", "contradicted", "open")

_DOCUMENTS = ("text", "configuration", "beside")
ID = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


Compile: TypeAlias = Callable[[Source, Path], Rule]
"""The rule of a file that was found in a folder."""


def load_rules(
    *folders: Path, concepts: Mapping[str, str], compile_: Compile | None = None
) -> tuple[list[Rule], list[RuleError]]:
    """All rules of these folders, sorted by id, and what is wrong with the files that hold none.

    A file is ``<folder>/<pack>/<rule>.yaml``, or stands in the folder itself, whose name is then the pack. Of two files
    with the same id neither's rule is returned. A file that is in two of the folders counts once.
    ``compile_`` may know a rule from before; without it every file is compiled.
    """
    compile_ = compile_ or (lambda source, _: load_rule(source, concepts=concepts))
    rules: dict[str, Rule] = {}
    errors: list[RuleError] = []
    taken: dict[str, str] = {}
    for rule in _loaded(folders, compile_, errors):
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
    kind = fields["kind"].choice(sorted(DECLARATIONS))
    declaration = DECLARATIONS[kind]
    _check_keys(kind, declaration, fields)
    scope = Scope(taken=declaration.given)
    facts = read_facts(fields["facts"], concepts, scope) if "facts" in fields else ()
    check_facts(kind, declaration, fields, facts, scope)
    alone = facts if declaration.alone else ()
    constants = scope.constants(fields["constants"]) if "constants" in fields else ()
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
        constants=constants,
        when=_condition(fields["when"], scope, alone) if "when" in fields else None,
        derive=derive,
        readings=_readings(fields, scope, alone),
        stated=stated,
        recomputed=recomputed,
        may_change=_may_change(fields, facts),
        options=read_options(fields, declaration, facts, concepts),
        examples=_examples(fields["examples"], facts),
        path=source.path,
        **{
            key: _template(fields[key], (*_sayable(declaration, scope, facts), *GIVEN, *declaration.given))
            for key in TEMPLATES
            if key in fields
        },
    )


def _check_keys(kind: str, declaration: Declaration, fields: Mapping[str, Field]) -> None:
    """Whether the keys are those that rules of this kind have."""
    if kind == "formula" and not ("facts" in fields and ("readings" in fields or "holds" in fields)):
        raise fields["kind"].error("a rule of the kind 'formula' has the keys 'facts' and 'readings' (or 'holds')")
    if declaration.facts and "facts" not in fields:
        raise fields["kind"].error(f"a rule of the kind {kind!r} has the key 'facts'")
    if declaration.readings == "none":
        for key in ("readings", "holds"):
            if key in fields:
                raise fields[key].error(f"a rule of the kind {kind!r} has no conditions of its own")
    for key in FORMULA_KEYS:
        if key in fields and key not in declaration.keys:
            raise fields[key].error(f"a rule of the kind {kind!r} has no such key: expected it in one of 'formula'")


def _loaded(folders: Iterable[Path], compile_: Compile, errors: list[RuleError]) -> Iterator[Rule]:
    """The rules of all files that hold one; what is wrong with the others is added to ``errors``."""
    read: set[tuple[int, int]] = set()
    for folder in folders:
        try:
            paths = rule_files(folder)
        except RuleError as error:
            errors.append(error)
            continue
        for path in paths:
            try:
                if (file := identity(path)) in read:
                    continue
                read.add(file)
                yield compile_(read_rule_file(path, folder), folder)
            except RuleError as error:
                errors.append(error)


def _id(field: Field) -> str:
    """The pack and the stem of the file, so that a rule is found by its name."""
    written = field.text()
    path = PurePosixPath(field.source.path)
    expected = f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem
    if not ID.fullmatch(written):
        raise field.error(f"{quoted(written)} is no rule id: expected pack/stem in lower case, 'llm/world-size'")
    if written != expected and written.partition("/")[2] != expected:
        raise field.error(f"the id {quoted(written)} is not the place of the file: expected {expected!r}")
    return written


def _sayable(declaration: Declaration, scope: Scope, facts: tuple[Variable, ...]) -> tuple[str, ...]:
    """The names that always have a value where a sentence is filled: not those of facts of which one is on trial."""
    if not declaration.alone or len(facts) == 1:
        return scope.names
    return tuple(name for name in scope.names if name not in {variable.name for variable in facts})


def _readings(fields: Mapping[str, Field], scope: Scope, alone: tuple[Variable, ...]) -> tuple[Assumption, ...]:
    """The conditions; each about one of the facts of ``alone``, if there are any."""
    if "holds" in fields:
        if "readings" in fields:
            raise fields["holds"].error("a rule has either 'holds' or 'readings'")
        return (Assumption(holds=_condition(fields["holds"], scope, alone)),)
    if "readings" not in fields:
        return ()
    found = []
    for item in fields["readings"].items():
        parts = item.fields(("holds",), tuple(READING)[1:])
        assume = parts["assume"].text() if "assume" in parts else ""
        found.append(Assumption(holds=_condition(parts["holds"], scope, alone), assume=assume))
    return tuple(found)


def _condition(field: Field, scope: Scope, alone: tuple[Variable, ...]) -> str:
    """A formula that is true or false, about one of the facts that are judged each by itself, if there are any."""
    condition = scope.condition(field)
    names = {token.text for token in tokens(condition)}
    if alone and sum(variable.name in names for variable in alone) != 1:
        raise field.error("expected a condition about one of the facts: each is judged by itself")
    return condition


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
    if isinstance(field.node, Scalar):
        return Example(verdict=verdict, text=field.verbatim(), line=field.line)
    parts = field.fields(("text",), tuple(EXAMPLE)[1:])
    texts = {key: part.verbatim() if key in _DOCUMENTS else part.text() for key, part in parts.items()}
    if "missing" in parts:
        if verdict != "open":
            raise parts["missing"].error("only an example that is open misses something")
        if names:
            _declared(parts["missing"], names)
    return Example(verdict=verdict, line=field.line, **texts)
