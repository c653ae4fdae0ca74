"""Expressions, evidence and checks from short texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from textwrap import dedent
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.audit import gather
from auditor.claims.expressions import parse_expression
from auditor.claims.statement import Statement
from auditor.claims.tokens import tokenize
from auditor.documents import configuration, markdown
from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence
from auditor.model import Check, Expression, Rule, Source, Span
from auditor.rulebook import RuleBook, load


@cache
def book_of() -> RuleBook:
    return load()


def expression_of(text: str) -> Expression:
    tokens = [token for token in tokenize(text) if token.kind != "newline"]
    line = Statement(text, tokens, lambda start, end: Span(start=start, end=end))
    parsed = parse_expression(line, 0)
    assert parsed is not None, text
    assert parsed.after == len(tokens), f"{text}: {tokens[parsed.after]} is left over"
    return parsed.expression


def evidence_of(text: str, beside: str = "") -> Evidence:
    document = markdown.parse(Source(path="plan.md", text=dedent(text).lstrip("\n")))
    companions = [configuration.parse(Source(path="config.json", text=beside))] if beside else []
    return gather(document, companions, book_of())


def checks_of(text: str, rule_id: str, beside: str = "", **changes: Any) -> list[Check]:
    """What one rule, perhaps with changes, says of a text."""
    rule = next(rule for rule in book_of().rules if rule.id == rule_id)
    return list(evaluate([replace(rule, **changes)], evidence_of(text, beside)))


@pytest.fixture
def expression() -> Callable[[str], Expression]:
    return expression_of


@pytest.fixture
def evidence() -> Callable[..., Evidence]:
    return evidence_of


@pytest.fixture
def checks() -> Callable[..., list[Check]]:
    return checks_of


@pytest.fixture
def rule() -> Callable[[str], Rule]:
    return lambda rule_id: next(rule for rule in book_of().rules if rule.id == rule_id)
