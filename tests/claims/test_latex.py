"""LaTeX → plain notation, with the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.latex import is_latex, plain


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        (r"2 \times 3", "2 × 3"),
        (r"2 \cdot 3", "2 × 3"),
        (r"6 \div 3", "6 ÷ 3"),
        (r"a \approx b", "a ≈ b"),
        (r"a \le b \geq c", "a ≤ b ≥ c"),
        (r"\frac{6}{3}", "((6)/(3))"),
        (r"\frac{6 \times 70}{0.45}", "((6 × 70)/(0.45))"),
        (r"\dfrac{\frac{8}{4}}{2}", "((((8)/(4)))/(2))"),
        (r"5 \text{ GB}", "5   GB "),
        (r"10^{9}", "10^(9)"),
        (r"N_{layers} = 80", "N = 80"),
        (r"$2 = 2$", " 2 = 2 "),
        (r"12\% of", "12% of"),
        (r"\left( 2 + 3 \right)", " ( 2 + 3  )"),
        (r"\alpha x", "alpha x"),
        (r"2\,000", "2 000"),
        ("a \\", "a  "),
    ],
)
def test_commands_become_signs(text: str, translated: str) -> None:
    assert plain(text)[0] == translated


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"$2 \times 3 = 6$", True),
        (r"$x = 3$", True),
        (r"\frac{1}{2}", True),
        ("$5 or $6", False),  # money
        ("$5 = €4.6", False),
        ("C:\\Users", False),
        ("plain", False),
    ],
)
def test_money_is_no_formula(text: str, latex: bool) -> None:
    assert is_latex(text) is latex


def test_each_character_knows_its_origin() -> None:
    text = r"\frac{6 \times 70}{0.45} \approx 933"
    translated, origin = plain(text)
    at = translated.index("933")
    assert text[origin[at] : origin[at + 2] + 1] == "933"
    at = translated.index("70")
    assert text[origin[at] : origin[at + 1] + 1] == "70"


@given(st.text(st.sampled_from("\\{}$^_ frac12times%&()text\n"), max_size=60))
def test_any_text_is_translated_in_order(text: str) -> None:
    translated, origin = plain(text)
    assert len(translated) == len(origin)
    assert all(0 <= index < len(text) for index in origin)


@pytest.mark.parametrize("text", [r"\frac" * 50, "{" * 500, "^{" * 500, r"\frac{" * 300, r"\text{" * 300])
def test_nesting_is_bounded(text: str) -> None:
    assert plain(text)[0] is not None
