"""Text → tokens: which kinds, in one spelling, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.tokens import tokenize


def shown(text: str) -> str:
    return " ".join(
        f"{token.kind}:{token.text!r}" if token.kind == "newline" else f"{token.kind}:{token.text}"
        for token in tokenize(text)
    )


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("8 GPUs", "number:8 word:GPUs"),
        ("80GB", "number:80 word:GB"),
        ("1,200 req/s", "number:1,200 word:req operator:/ word:s"),
        ("2 × 3", "number:2 operator:* number:3"),
        ("2*3", "number:2 operator:* number:3"),
        ("6 ÷ 3", "number:6 operator:/ number:3"),
        ("2 ** 3", "number:2 operator:^ number:3"),
        ("5 − 3", "number:5 operator:- number:3"),
        ("2–5 s", "number:2 operator:- number:5 word:s"),
        ("a == b", "word:a relation:= word:b"),
        ("a ≈≈ b", "word:a relation:≈ word:b"),
        ("a => b --> c", "word:a relation:→ word:b relation:→ word:c"),
        ("a ≤ b >= c", "word:a relation:<= word:b relation:>= word:c"),
        ("~5", "hedge:~ number:5"),
        ("5 ± 1", "number:5 hedge:± number:1"),
        ("$5 or €6", "currency:$ number:5 word:or currency:€ number:6"),
        ("12%", "number:12 percent:%"),
        ("ok ✓ ✔\ufe0f ❌", "word:ok mark:yes mark:yes mark:no"),
        ("(8)", "open:( number:8 close:)"),
        ("a\nb", "word:a newline:'\\n' word:b"),
        ("tensor_parallel=4", "word:tensor_parallel relation:= number:4"),
        ("per-GPU", "word:per-GPU"),
        ("p50's", "word:p50's"),
        ("24 hoursx 3600", "number:24 word:hours operator:* number:3600"),
        ("boxx 3", "word:boxx number:3"),
        ("a § b", "word:a other:§ word:b"),
    ],
)
def test_kinds_and_spellings(text: str, tokens: str) -> None:
    assert shown(text) == tokens


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-02",
        "2024-01-02T10:30:00Z",
        "01/02/2024",
        "10:30",
        "1:10",
        "1.2.3",
        "192.168.0.1",
        "2.0.1-rc1",
        "0xff",
        "#12",
        "4x8x2",
        "3×224×224",
        "https://example.org/a=5",
    ],
)
def test_what_only_looks_like_a_number_is_one_token(text: str) -> None:
    assert shown(text) == f"ident:{text}"


@pytest.mark.parametrize("text", ["1.234.567", "8x4", "10:30.5", "5/6", "1.5"])
def test_what_looks_like_a_name_may_be_a_number(text: str) -> None:
    assert "number" in shown(text)


def test_a_currency_can_have_letters() -> None:
    assert shown("US$5") == "currency:US$ number:5"


@given(st.text(st.sampled_from("0123456789.,_ \n\u00a0eExX×*+-−–/÷=<>≤~≈±%$€()[]abGBTP²⁹½✓#:|\"'é́"), max_size=60))
def test_tokens_stand_in_order_and_leave_out_only_spaces(text: str) -> None:
    at = 0
    for token in tokenize(text):
        assert at <= token.start <= token.end  # the sign of a superscript takes no room
        assert not text[at : token.start].strip().strip("\ufe0f")
        at = token.end
    assert not text[at:].strip()
