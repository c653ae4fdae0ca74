"""Equations: chains, conversions, and values with their calculation behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import AnyClaim, Equation, Expression

Claims = Callable[..., list[AnyClaim]]


@pytest.mark.parametrize(
    ("text", "equations"),
    [
        ("20 GB ÷ 8 = 2.5 GB", ["20 GB ÷ 8 = 2.5 GB"]),
        ("So 2 × 3 = 6 and 2 + 2 = 4.", ["2 × 3 = 6", "2 + 2 = 4"]),
        ("a × b = 2 × 3 = 6", ["a × b = 2 × 3", "2 × 3 = 6"]),
        ("86,400 s = 24 h = 1 day", ["86,400 s = 24 h", "24 h = 1 day"]),
        ("1000 × 3.1 ≈ 3,000", ["1000 × 3.1 ≈ 3,000"]),
        ("5 × 20 → 100 ms", ["5 × 20 → 100 ms"]),
        ("856 MB/s ~ 836 GB/s", ["856 MB/s ~ 836 GB/s"]),
        ("20 GB ÷ 8 of them = 2.5 GB", ["20 GB ÷ 8 of them = 2.5 GB"]),  # words before the sign
        ("20 GB ÷ 8 for weights_per_gpu = 2.5 GB", ["20 GB ÷ 8 for weights_per_gpu = 2.5 GB"]),
        ("128K for windowBits = 15 + 128K for memLevel = 8", []),  # names that are set
        ("has paddingLeft = 2 and paddingRight = 2", []),
        ("20 GB ÷ 8 = about 2.5 GB", ["20 GB ÷ 8 = about 2.5 GB"]),
        ("20 GB ÷ 8 =\n2.5 GB", ["20 GB ÷ 8 =\n2.5 GB"]),
        ("1 MB average = 1B × 1MB = 1 PB", ["1B × 1MB = 1 PB"]),  # 1 MB is a label
        ("`a = 5 * 3 = 15 GB`", ["5 * 3 = 15 GB"]),
        (r"$\frac{6 \times 70}{0.45} \approx 933$", [r"\frac{6 \times 70}{0.45} \approx 933"]),
    ],
)
def test_each_pair_of_a_chain(claims: Claims, text: str, equations: list[str]) -> None:
    assert [claim.text for claim in claims(text, Equation)] == equations


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("17.5 GB (140 GB ÷ 8)", "(140 GB / 8)", "17.5 GB"),
        ("32 GPUs (8 nodes × 4 GPUs per node)", "(8 nodes * 4 GPUs per node)", "32 GPUs"),
        ("the sum, 12 (5 + 7 in all),", "(5 + 7)", "12"),
    ],
)
def test_a_calculation_in_brackets_behind_its_value(
    claims: Claims, written: Callable[[Expression], str], text: str, left: str, right: str
) -> None:
    (found,) = claims(text, Equation)
    assert isinstance(found, Equation)
    assert (written(found.left), found.relation, written(found.right)) == (left, "=", right)


@pytest.mark.parametrize(
    "text",
    [
        "TP = 8",
        "There are 8 GPUs and 4 nodes.",
        "100 → 50 ms",  # before and after, not equal
        "10 − 2 → 8",
        "17.5 GB (8 GPUs)",
        "17.5 GB (140 GB ÷ 8) × 2",  # an operand
        "17.5 GB (140 GB ÷ TP)",
        "20 GB ÷ 8; = 2.5 GB",
        "2,5 × 2 = 5,0",
    ],
)
def test_what_is_no_equation(claims: Claims, text: str) -> None:
    assert [claim.text for claim in claims(text, Equation) if isinstance(claim, Equation)] == []


def test_the_brackets_close(claims: Claims) -> None:
    (found,) = claims("17.5 GB (140 GB ÷ 8)", Equation)
    assert found.text == "17.5 GB (140 GB ÷ 8)"
