"""What a statement is about: its beginning, its row and column, the item above it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.claims.headers import header_unit, unit_of, without_unit
from auditor.claims.labels import cell_labels, line_label, parent
from auditor.model import AnyClaim, Document, Measure

Claims = Callable[..., list[AnyClaim]]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Total memory: 64 GB", "Total memory"),
        ("✓ Total memory: 64 GB", "Total memory"),
        ("- **Total memory**: 64 GB", "Total memory"),
        ("3. Total memory: 64 GB", "Total memory"),
        ("├─ Weights = 20 GB", "Weights"),
        ("Load ≈ 5 GB", "Load"),
        ("KV cache (per GPU): 3 GB", "KV cache (per GPU)"),
        ("At 10:30 we start", ""),  # a clock
        ("a == b", ""),
        ("64 GB of memory", ""),
        ("12 = 3 × 4", ""),  # no letters
        ("x" * 81 + ": 3", ""),
        ("", ""),
    ],
)
def test_the_label_of_a_line(text: str, label: str) -> None:
    assert line_label(text) == label


@pytest.mark.parametrize(
    ("label", "without"),
    [
        ("Memory (GB)", "Memory"),
        ("Memory (GB) used", "Memory used"),
        ("Latency [ms]", "Latency"),
        ("Users (millions)", "Users"),
        ("Pipeline (PP)", "Pipeline (PP)"),  # no unit
        ("Memory (in GB)", "Memory (in GB)"),
        ("Memory", "Memory"),
    ],
)
def test_a_header_without_its_unit(label: str, without: str) -> None:
    assert without_unit(label) == without


@pytest.mark.parametrize(
    ("header", "row", "unit"),
    [
        ("Memory (GB)", "A", "GB"),
        ("Value", "Latency [ms]", "ms"),
        ("Users (millions)", "A", "million"),
        ("Memory (GB)", "Latency [ms]", "GB"),  # the column first
        ("Degree (PP)", "A", ""),
        ("Value", "A", ""),
    ],
)
def test_the_unit_of_a_cell(document: Callable[[str], Document], header: str, row: str, unit: str) -> None:
    table = document(f"| Item | {header} |\n|---|---|\n| {row} | 80 |\n")
    cell = table.blocks[-1]
    assert cell.text == "80"
    assert header_unit(table, cell) == unit
    assert cell_labels(table, cell) == (header, row)


def test_headers_have_no_headers(document: Callable[[str], Document]) -> None:
    table = document("| Item | Memory (GB) |\n|---|---|\n| A | 80 |\n")
    assert cell_labels(table, table.blocks[1]) == ("", "")
    assert header_unit(document("80 GB"), document("80 GB").blocks[0]) == ""


def test_the_item_above(document: Callable[[str], Document]) -> None:
    nested = document("- Parallelism:\n  - TP: 4\n  - PP: 2\n- Other: 3\n")
    assert [parent(nested, index) for index in range(4)] == [None, 0, 0, None]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Weights: 20 GB", ["Weights"]),
        ("- Parallelism:\n  - TP: 4\n  - PP: 2", ["Parallelism · TP", "Parallelism · PP"]),
        ("```\nDecode:\n  KV cache: 3 GB\n```", ["Decode · KV cache"]),
        ("| Item | Memory (GB) |\n|---|---|\n| A | 80 |", ["A · Memory"]),
        ("Weights: 20 GB\nCache: 5 GB", ["Weights", "Cache"]),
        ("The weights take 20 GB\nand more", [""]),
        ("We run TP=4", ["TP"]),
    ],
)
def test_the_label_of_a_quantity(claims: Claims, text: str, labels: list[str]) -> None:
    assert [claim.label for claim in claims(text, Measure)] == labels


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("tokens/s", "tokens/s"),
        ("ms per token", "ms/token"),
        ("per day", "/day"),
        ("Requests per day", "Requests/day"),
        ("Throughput (GB/s)", "GB/s"),
        ("$/month", "$/month"),
        ("Price ($)", "$"),
        ("Size, GB", "GB"),
        ("p99 latency ms", "ms"),
        ("v1 ms", "ms"),
        ("Total<br>throughput<br>(Tbps)", "Tbps"),
        ("within 30 days", ""),  # the unit of the 30
        ("Month", ""),
        ("min", ""),
        ("GPUs", ""),
        ("Class B", ""),
        ("Memory per GPU", ""),
        ("H100 80GB", ""),
        ("I/O", ""),
    ],
)
def test_the_unit_that_a_header_names(header: str, unit: str) -> None:
    assert unit_of(header) == unit


def test_a_row_named_like_a_unit_is_a_name(document: Callable[[str], Document]) -> None:
    table = document("| Team | Tickets |\n|---|---|\n| sec | 10 |\n")
    assert header_unit(table, table.blocks[-1]) == ""


@pytest.mark.parametrize(
    ("header", "cell", "unit"),
    [("per day", "864M", "1 / day"), ("Cost per month", "$9", "usd / month"), ("Memory (GB)", "64G", "")],
)
def test_what_a_header_adds_to_a_cell(claims: Claims, header: str, cell: str, unit: str) -> None:
    *_, found = claims(f"| Item | {header} |\n|---|---|\n| A | {cell} |\n", Measure)
    assert isinstance(found, Measure)
    assert found.quantity.readings[0].unit == unit
