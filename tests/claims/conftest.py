"""Texts as statements, expressions and claims."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import TypeAlias

import pytest

from auditor.claims.reader import read
from auditor.claims.statement import Statement
from auditor.claims.tokens import tokenize
from auditor.documents.markdown import parse
from auditor.model import AnyClaim, Document, Expression, Name, Number, Reading, Source, Span

MakeStatement: TypeAlias = Callable[..., Statement]
Claims: TypeAlias = Callable[..., list[AnyClaim]]


def statement_of(text: str, *, decimal_comma: bool = False, unit: str = "") -> Statement:
    tokens = [token for token in tokenize(text) if token.kind != "newline"]
    return Statement(text, tokens, lambda start, end: Span(start=start, end=end), decimal_comma, unit)


def document_of(text: str) -> Document:
    return parse(Source(path="docs/plan.md", text=dedent(text).lstrip("\n")))


def claims_of(text: str, *kinds: type[AnyClaim]) -> list[AnyClaim]:
    return [claim for claim in read(document_of(text)).claims if not kinds or isinstance(claim, kinds)]


def shown_reading(reading: Reading) -> str:
    """``2.45…2.55 gigabyte (an assumption)``; one number where it is exact."""
    bounds = (
        f"{float(reading.low):g}" if reading.low == reading.high else f"{float(reading.low):g}…{float(reading.high):g}"
    )
    return f"{bounds} {reading.unit}".strip() + (f" ({reading.assumption})" if reading.assumption else "")


def shown_expression(expression: Expression) -> str:
    """The tree in brackets: ``((2 × 3) + [TP])``; names in square ones."""
    if isinstance(expression, Number):
        return f"{expression.name}={expression.quantity.text}" if expression.name else expression.quantity.text
    if isinstance(expression, Name):
        return f"[{expression.text}]"
    return f"({shown_expression(expression.left)} {expression.operator} {shown_expression(expression.right)})"


@pytest.fixture
def statement() -> MakeStatement:
    return statement_of


@pytest.fixture
def document() -> Callable[[str], Document]:
    return document_of


@pytest.fixture
def claims() -> Claims:
    """The claims of an indented Markdown text, of some kinds."""
    return claims_of


@pytest.fixture
def reading() -> Callable[[Reading], str]:
    return shown_reading


@pytest.fixture
def written() -> Callable[[Expression], str]:
    return shown_expression
