"""Totals: of list items, of the lines of a fence, of a table's rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.claims.lists import is_total
from auditor.model import AnyClaim, Total

Claims = Callable[..., list[AnyClaim]]

ITEMS = """
    - Weights: 17.2 GB
    - KV cache: 24.2 GB
    - **Total**: 41.4 GB
"""
FENCE = """
    ```
    Weights:   17.2 GB
    KV cache:  24.2 GB
    Total:     41.4 GB
    ```
"""
NESTED = """
    - GPU 0
      - Weights: 10 GB
      - Cache: 5 GB
      - Total: 15 GB
    - GPU 1
      - Weights: 10 GB
"""
BELOW = """
    - Weights: 10 GB
      - Embeddings: 2 GB
    - Cache: 5 GB
    - Total: 15 GB
"""
TWICE = """
    - Weights: 10 GB
    - Cache: 5 GB
    - Subtotal: 15 GB
    - Overhead: 1 GB
    - Buffers: 2 GB
    - Total: 3 GB
"""


@pytest.mark.parametrize(
    ("text", "parts", "stated"),
    [
        (ITEMS, ["17.2 GB", "24.2 GB"], "41.4 GB"),
        (FENCE, ["17.2 GB", "24.2 GB"], "41.4 GB"),
        (NESTED, ["10 GB", "5 GB"], "15 GB"),
        (BELOW, ["10 GB", "5 GB"], "15 GB"),
        (TWICE, ["1 GB", "2 GB"], "3 GB"),
        ("- 10 GB\n- 5 GB\n- Total: 15 GB", ["10 GB", "5 GB"], "15 GB"),
    ],
    ids=["list", "fence", "nested", "details below", "after a subtotal", "no labels"],
)
def test_the_siblings_above_a_total(claims: Claims, text: str, parts: list[str], stated: str) -> None:
    *_, found = claims(text, Total)
    assert isinstance(found, Total)
    assert ([part.text for part in found.parts], found.total.text) == (parts, stated)


@pytest.mark.parametrize(
    "text",
    [
        "- Weights: 10 GB\n- Total: 10 GB",
        "- Weights: 10 GB\n- Cache: 5 GB\n- Rest: 15 GB",
        "- Weights: 10 GB\n- Cache: 5 GB\n- Total: 3 × 5 GB = 15 GB",  # it has a calculation of its own
        "Total: 15 GB",
        "- Weights: 10 GB\n- Cache: 5 GB\n\nSome more.\n\nTotal: 15 GB",
    ],
)
def test_what_is_no_total(claims: Claims, text: str) -> None:
    assert claims(text, Total) == []


@pytest.mark.parametrize(
    ("rows", "parts", "stated"),
    [
        ("| A | 20 |\n| B | 22 |\n| Total | 42 |", ["20", "22"], "42"),
        ("| A | $20 |\n| B | $22 |\n| **Total** | $42 |", ["$20", "$22"], "$42"),
        ("| A | 20 GB |\n| B | 22 GB |\n| Sum | 42 GB |", ["20 GB", "22 GB"], "42 GB"),
    ],
)
def test_the_last_row_of_a_table(claims: Claims, rows: str, parts: list[str], stated: str) -> None:
    (found,) = claims(f"| Item | Size |\n|---|---|\n{rows}\n", Total)
    assert isinstance(found, Total)
    assert ([part.text for part in found.parts], found.total.text) == (parts, stated)


@pytest.mark.parametrize(
    "rows",
    [
        "| A | 20 |\n| Total | 20 |",
        "| A | 20 |\n| B | - |\n| Total | 20 |",  # a part is missing
        "| A | 20 |\n| B | 22 |\n| Mean | 21 |",
        "| A | 20 |\n| B | 22 |\n| Total | 42 % |",
        "| Total | 42 |\n| A | 20 |\n| B | 22 |",
    ],
)
def test_rows_that_are_no_total(claims: Claims, rows: str) -> None:
    assert claims(f"| Item | Size |\n|---|---|\n{rows}\n", Total) == []


@pytest.mark.parametrize(
    ("label", "total"),
    [
        ("Total", True),
        ("total per GPU", True),
        ("Sum", True),
        ("Totals", True),
        ("Subtotal", True),
        ("Total of all the things here", False),  # a sentence
        ("Grand total", True),
        ("Summary", False),
        ("Totality", False),
    ],
)
def test_labels_that_name_a_sum(label: str, total: bool) -> None:
    assert is_total(label) is total
