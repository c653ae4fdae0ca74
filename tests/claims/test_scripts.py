"""The two forms of a pattern find the same wherever both may be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.claims import lines, tokens
from auditor.claims.scripts import Scripted, is_western

SCRIPTED = (tokens.TOKEN, lines._DIGIT, lines._STARTS_NUMBER)
WESTERN = st.text(st.characters(max_codepoint=0x2FFF) | st.sampled_from("0123456789.,x×-−+~=≈ \n$%€µ²⁻é"), max_size=60)


def found(pattern: Scripted, text: str, *, wide: bool) -> list[tuple[int | None, tuple[int, int]]]:
    form = pattern._wide if wide else pattern._western
    return [(match.lastindex, match.span()) for match in form.finditer(text)]


@pytest.mark.parametrize("pattern", SCRIPTED)
@given(text=WESTERN)
def test_both_forms_find_the_same_in_western_texts(pattern: Scripted, text: str) -> None:
    assert is_western(text)
    assert found(pattern, text, wide=False) == found(pattern, text, wide=True)
    assert pattern.of(text) is pattern._western


@pytest.mark.parametrize("text", ["8枚のGPU", "한국어 3개", "カタカナ", "\uffff", "🚀 10", "\ud800"])
def test_other_texts_get_the_wide_form(text: str) -> None:
    assert not is_western(text)
    assert tokens.TOKEN.of(text) is tokens.TOKEN._wide


@pytest.mark.parametrize("text", ["", "8 GPUs", "140 GB ÷ 8 ≈ 17.5 GB ✅", "à la carte", "\u2fff"])
def test_western_texts(text: str) -> None:
    assert is_western(text)
