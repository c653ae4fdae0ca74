"""``a < b`` and the author's own mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import AnyClaim, Comparison

Claims = Callable[..., list[AnyClaim]]


@pytest.mark.parametrize(
    ("text", "relation", "mark"),
    [
        ("27.4 ms ≤ 100 ms", "<=", None),
        ("27.4 ms <= 100 ms ✓", "<=", True),
        ("27.4 ms < 100 ms ✅", "<", True),
        ("120 ms > 100 ms ❌", ">", False),
        ("120 ms ≥ 100 ms, FAIL", ">=", False),
        ("42 % used < 85 % limit PASS", "<", True),
        ("2 × 40 GB < 100 GB OK", "<", True),
        ("8 ≪ 64 GPUs", "<", None),
        ("1 ms < 2 ms ✓ ❌", "<", None),  # marks that disagree say nothing
        ("1 ms < 2 ms ✓ PASS", "<", True),
    ],
)
def test_two_values_with_an_order_between_them(claims: Claims, text: str, relation: str, mark: bool | None) -> None:
    (found,) = claims(text, Comparison)
    assert isinstance(found, Comparison)
    assert (found.relation, found.mark) == (relation, mark)


def test_a_chain_is_compared_pair_by_pair(claims: Claims) -> None:
    assert [claim.text for claim in claims("1 ms < 2 ms < 3 ms", Comparison)] == ["1 ms < 2 ms", "2 ms < 3 ms"]


@pytest.mark.parametrize(
    "text",
    [
        "latency < 100 ms",
        "TP × 2 < 8 GPUs",  # nobody guesses TP
        "5 GB = 5 GB",
        "5 GB; < 6 GB",
        "5 GB of all the words that stand here in between them, < 6 GB",
        "5 GB < > 6 GB",
        "doubling any of 95 generators <= x2.6 median of 5",
    ],
)
def test_what_is_no_comparison(claims: Claims, text: str) -> None:
    assert claims(text, Comparison) == []
