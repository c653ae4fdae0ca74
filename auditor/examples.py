"""The examples of a rule are tests: each one is a document of a few lines and the verdict that the rule must give."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from auditor.audit import audit, gather
from auditor.documents import configuration, markdown
from auditor.engine.across import compared
from auditor.model import Check, Document, Example, Rule, Source
from auditor.rulebook import RuleBook


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one example of a rule."""

    name: str
    passed: bool
    detail: str = ""
    derivation: tuple[str, ...] = ()
    """How the rule came to what it said instead, where the example is not kept."""


def run_examples(rule: Rule, book: RuleBook) -> list[Outcome]:
    """Hold each example of a rule against that rule alone."""
    return list(_outcomes(rule, book))


def _outcomes(rule: Rule, book: RuleBook) -> Iterator[Outcome]:
    counts: dict[str, int] = {}
    for example in rule.examples:
        counts[example.verdict] = counts.get(example.verdict, 0) + 1
        name = f"{rule.id}: {example.verdict} {counts[example.verdict]}"
        checks = _checks(rule, example, book)
        problem = _mismatch(_named(example, rule, book), checks)
        if problem and not checks:
            problem += _unbound(rule, example, book)
        derivation = tuple(step for check in checks for step in _steps(check)) if problem else ()
        yield Outcome(name=name, passed=not problem, detail=problem, derivation=derivation)


def _steps(check: Check) -> Iterator[str]:
    """A check in lines: its verdict, its calculation, what it supposes."""
    yield f"line {check.place.line}: {check.verdict}"
    yield from (f"  {step}" for step in check.derivation)
    yield from (f"  assuming: {assumption}" for assumption in check.assumptions)


def _named(example: Example, rule: Rule, book: RuleBook) -> Example:
    """The example with the missing variable by the name that reasons call it."""
    concepts = {variable.name: variable.concepts for variable in rule.facts}
    if example.missing not in concepts:
        return example
    return replace(example, missing=book.vocabulary.concepts[concepts[example.missing][0]].name)


def _checks(rule: Rule, example: Example, book: RuleBook) -> tuple[Check, ...]:
    alone = RuleBook(rules=(rule,), vocabulary=book.vocabulary)
    report = audit(*_documents(example), alone)
    if example.beside is None:
        return report.checks
    beside = audit(markdown.parse(Source(path="beside.md", text=example.beside)), (), alone)
    return tuple(compared(alone.across, (*beside.statements, *report.statements), book.vocabulary))


def _documents(example: Example) -> tuple[Document, list[Document]]:
    name = "example.md" if example.beside is None else "text.md"  # what one calls an example is compared with nothing
    document = markdown.parse(Source(path=name, text=example.text))
    if not example.configuration:
        return document, []
    return document, [configuration.parse(Source(path="config.json", text=example.configuration))]


def _unbound(rule: Rule, example: Example, book: RuleBook) -> str:
    """Which concepts of a silent rule nothing in its example was taken for: mostly a label is missing."""
    found = set(gather(*_documents(example), book).concepts)
    wanted = dict.fromkeys(concept for variable in rule.facts for concept in variable.concepts)
    missing = [concept for concept in wanted if concept not in found]
    return f"; no number in it was taken for {' or '.join(missing)}" if missing else ""


def _mismatch(example: Example, checks: tuple[Check, ...]) -> str:
    """What the rule said instead; empty if it said what the example asks for."""
    fitting = [check for check in checks if check.verdict == example.verdict]
    if not fitting:
        said = "; ".join(f"{check.verdict}: {check.message}" for check in checks) or "nothing"
        return f"expected {example.verdict}, the rule said {said}"
    for wanted, given in (("stated", "stated"), ("recomputed", "recomputed"), ("missing", "reason")):
        value = getattr(example, wanted)
        if value is not None and not any(value in (getattr(check, given) or "") for check in fitting):
            found = ", ".join(str(getattr(check, given)) for check in fitting)
            return f"expected {wanted} {value!r}, the rule gave {found}"
    others = [check for check in checks if check.verdict == "contradicted"] if example.verdict == "holds" else []
    return f"besides holding it also found: {others[0].message}" if others else ""
