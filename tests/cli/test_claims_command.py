"""``auditor claims``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from auditor.model import (
    AnyClaim,
    Comparison,
    Document,
    Equation,
    Measure,
    Name,
    Number,
    Operation,
    Passage,
    Quantity,
    Reading,
    Span,
    Total,
)
from auditor.rational import Fraction

Auditor = Callable[..., Any]
TEXT = "Memory: 20 GB ÷ TP = 3 GB\nsum 6 GB\nsoon 7\x1b\n"


def span(text: str) -> Span:
    return Span(start=TEXT.index(text), end=TEXT.index(text) + len(text))


def quantity(text: str, value: int, **changes: Any) -> Quantity:
    half = Fraction(1, 2)
    readings = (
        Reading(low=value - half, high=value + half, unit="gigabyte"),
        Reading(low=value - half, high=value + half, unit="gibibyte", assumption="GB counts in steps of 1024"),
    )
    return Quantity(**{"text": text, "span": span(text), "readings": readings, **changes})


def read(document: Document) -> SimpleNamespace:
    assert document.source.text == TEXT
    left = Operation(
        operator="/",
        left=Number(quantity=quantity("20 GB", 20)),
        right=Name(text="TP", span=span("TP")),
        span=span("20 GB ÷ TP"),
    )
    three = quantity("3 GB", 3, hedge="about", noun="weights")
    exact = Reading(low=Fraction(10) ** 400, high=Fraction(10) ** 400, unit="")
    six = quantity("6 GB", 6, readings=(exact,), exact=True)
    common = {"span": span("20 GB ÷ TP = 3 GB"), "text": "20 GB ÷ TP = 3 GB", "block": 0, "label": "Memory"}
    claims: tuple[AnyClaim, ...] = (
        Equation(left=left, relation="=", right=Number(quantity=three), **common),
        Comparison(left=left, relation="<", right=Number(quantity=three), **common),
        Measure(quantity=three, span=span("3 GB"), text="3 GB", block=0),
        Total(total=six, parts=(three,), span=span("6 GB"), text="6 GB", block=1),
    )
    return SimpleNamespace(claims=claims, passed_over=(Passage(span=span("soon 7\x1b"), reason="no unit"),))


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    module = ModuleType("auditor.claims.reader")
    vars(module)["read"] = read
    monkeypatch.setitem(sys.modules, "auditor.claims.reader", module)
    (folder / "plan.md").write_text(TEXT)


def test_every_way_to_understand_a_number_is_listed(auditor: Auditor) -> None:
    result = auditor("claims", "plan.md")
    assert result.code == 0
    twenty = "19.5 to 20.5 gigabyte; or 19.5 to 20.5 gibibyte, if GB counts in steps of 1024"
    three = "2.5 to 3.5 gigabyte; or 2.5 to 3.5 gibibyte, if GB counts in steps of 1024 {weights} (about)"
    assert result.out == (
        "plan.md:1:9: equation: 20 GB ÷ TP = 3 GB   [Memory]\n"
        f"    20 GB            {twenty}\n"
        f"    3 GB             {three}\n"
        "plan.md:1:9: comparison: 20 GB ÷ TP = 3 GB   [Memory]\n"
        f"    20 GB            {twenty}\n"
        f"    3 GB             {three}\n"
        "plan.md:1:22: quantity: 3 GB\n"
        f"    3 GB             {three}\n"
        "plan.md:2:5: total: 6 GB\n"
        f"    6 GB             {10**400}\n"
        f"    3 GB             {three}\n"
        "plan.md:3:1: passed over, no unit: soon 7<U+001B>\n"
        "claims read: 4; passages passed over: 1\n"
    )


def test_as_json(auditor: Auditor) -> None:
    data = json.loads(auditor("claims", "plan.md", "--format", "json").out)
    assert data["schema"] == "auditor/claims/1"
    assert [claim["kind"] for claim in data["claims"]] == ["equation", "comparison", "quantity", "total"]
    first = data["claims"][0]
    assert first["location"] == {"line": 1, "column": 9, "end_line": 1, "end_column": 26}
    assert first["quantities"][1] == {
        "text": "3 GB",
        "location": {"line": 1, "column": 22, "end_line": 1, "end_column": 26},
        "hedge": "about",
        "noun": "weights",
        "exact": False,
        "readings": [
            {"low": "5/2", "high": "7/2", "unit": "gigabyte", "assumption": ""},
            {"low": "5/2", "high": "7/2", "unit": "gibibyte", "assumption": "GB counts in steps of 1024"},
        ],
    }
    (passage,) = data["passed_over"]
    assert passage["reason"] == "no unit"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.md", "gone.md: no such file or folder"),
        (".", "'.' is a folder; name one document"),
        ("binary", "binary: not UTF-8 at byte 0"),
    ],
)
def test_what_cannot_be_read(auditor: Auditor, folder: Path, name: str, message: str) -> None:
    (folder / "binary").write_bytes(b"\xff")
    result = auditor("claims", name)
    assert result.code == 2
    assert result.err.startswith(f"auditor: error: {message}")
    assert result.out == ""


@pytest.mark.parametrize("format_", ["sarif", "github", "comment"])
def test_a_format_of_reports_is_refused(auditor: Auditor, folder: Path, format_: str) -> None:
    """Claims are no findings: nothing else is printed under such a name."""
    (folder / "plan.md").write_text("20 GB\n")
    result = auditor("claims", "plan.md", "--format", format_)
    assert result.code == 2
    assert result.out == ""
    assert "is not one of 'text', 'json'" in result.err
