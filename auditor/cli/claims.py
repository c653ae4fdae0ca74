"""``auditor claims``: what was read in a document, and how each number was understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from auditor.cli import messages
from auditor.cli.printing import print_text
from auditor.model import (
    AnyClaim,
    Comparison,
    Document,
    Equation,
    Expression,
    Measure,
    Name,
    Number,
    Passage,
    Quantity,
    Reading,
    Source,
    Span,
    Total,
)
from auditor.rational import Fraction
from auditor.reports.escape import terminal

SCHEMA = "auditor/claims/1"
EXAMPLES = """\b
Examples:
  auditor claims plan.md
  auditor claims plan.md --format json

A number that is not listed was not understood, and nothing is said about it; the end of the list says what was passed
over and why."""


@click.command(short_help="Show what was read in a document, and how.", epilog=EXAMPLES)
@click.argument("file", metavar="FILE")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="What to print."
)
def claims(file: str, format_: str) -> int:
    """Show every claim read in FILE, and every way to understand its numbers."""
    from auditor.claims.reader import read as read_claims  # noqa: PLC0415
    from auditor.workspace import run  # noqa: PLC0415
    from auditor.workspace.discovery import discover  # noqa: PLC0415

    if Path(file).is_dir():
        raise click.UsageError(f"{file!r} is a folder; name one document")
    found = discover([file])
    for problem in found.problems:
        raise problem
    document = run.read(found.files[0])
    understood = read_claims(document)
    _print(document, understood.claims, understood.passed_over, format_)
    return messages.OK


def _print(document: Document, found: tuple[AnyClaim, ...], passed_over: tuple[Passage, ...], format_: str) -> None:
    if format_ == "json":
        print_text(json.dumps(_as_data(document.source, found, passed_over), indent=2, allow_nan=False) + "\n")
    else:
        print_text("".join(line + "\n" for line in _as_text(document.source, found, passed_over)))


def _quantities(claim: AnyClaim) -> Iterator[Quantity]:
    if isinstance(claim, Measure):
        yield claim.quantity
    elif isinstance(claim, Equation | Comparison):
        yield from _operands(claim.left)
        yield from _operands(claim.right)
    elif isinstance(claim, Total):
        yield from (claim.total, *claim.parts)
    else:
        yield claim.stated
        yield from _operands(claim.computed)


def _operands(expression: Expression) -> Iterator[Quantity]:
    if isinstance(expression, Number):
        yield expression.quantity
    elif not isinstance(expression, Name):
        yield from _operands(expression.left)
        yield from _operands(expression.right)


# --- text -------------------------------------------------------------------------------------------------------------


def _as_text(source: Source, found: tuple[AnyClaim, ...], passed_over: tuple[Passage, ...]) -> Iterator[str]:
    for claim in found:
        label = f"   [{terminal(claim.label)}]" if claim.label else ""
        yield f"{_at(source, claim.span)} {claim.kind}: {terminal(claim.text)}{label}"
        for quantity in _quantities(claim):
            yield f"    {terminal(quantity.text):<16} {_understood(quantity)}"
    for passage in passed_over:
        text = source.text[passage.span.start : passage.span.end].strip().partition("\n")[0]
        yield f"{_at(source, passage.span)} passed over, {terminal(passage.reason)}: {terminal(text[:80])}"
    unread = sum("relation" in passage.reason for passage in passed_over)
    relations = f", {unread} of them for a relation that was not understood" if unread else ""
    yield f"claims read: {len(found)}; passages passed over: {len(passed_over)}{relations}"


def _at(source: Source, span: Span) -> str:
    line, column = source.position(span.start)
    return f"{terminal(source.path)}:{line}:{column}:"


def _understood(quantity: Quantity) -> str:
    hedge = f" ({quantity.hedge})" if quantity.hedge else ""
    noun = f" {{{terminal(quantity.noun)}}}" if quantity.noun else ""
    return "; or ".join(_reading(reading) for reading in quantity.readings) + noun + hedge


def _reading(reading: Reading) -> str:
    low, high = _number(reading.low), _number(reading.high)
    value = low if reading.low == reading.high else f"{low} to {high}"
    assumed = f", if {terminal(reading.assumption)}" if reading.assumption else ""
    return f"{value} {reading.unit}".rstrip() + assumed


def _number(value: Fraction) -> str:
    try:
        return f"{float(value):.10g}"
    except OverflowError:
        return str(value)


# --- JSON -------------------------------------------------------------------------------------------------------------


def _as_data(source: Source, found: tuple[AnyClaim, ...], passed_over: tuple[Passage, ...]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "path": source.path,
        "claims": [_claim(source, claim) for claim in found],
        "passed_over": [
            {"location": _location(source, passage.span), "reason": passage.reason} for passage in passed_over
        ],
    }


def _claim(source: Source, claim: AnyClaim) -> dict[str, Any]:
    return {
        "kind": claim.kind,
        "location": _location(source, claim.span),
        "text": claim.text,
        "label": claim.label,
        "quantities": [_quantity(source, quantity) for quantity in _quantities(claim)],
    }


def _quantity(source: Source, quantity: Quantity) -> dict[str, Any]:
    return {
        "text": quantity.text,
        "location": _location(source, quantity.span),
        "hedge": quantity.hedge,
        "noun": quantity.noun,
        "exact": quantity.exact,
        "readings": [
            {
                "low": str(reading.low),
                "high": str(reading.high),
                "unit": reading.unit,
                "assumption": reading.assumption,
            }
            for reading in quantity.readings
        ],
    }


def _location(source: Source, span: Span) -> dict[str, int]:
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
