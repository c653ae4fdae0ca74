"""What only saves time decides nothing: each shortcut says yes wherever the pattern that it stands before does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.lines import _DIGIT, _STARTS_NUMBER
from auditor.claims.spans import DOWN, STEMS
from auditor.claims.tokens import tokenize


@given(st.text("a1 -.#/x×=+~−中\\5\n_é", max_size=8))
def test_a_number_starts_where_the_pattern_for_windows_says_so(text: str) -> None:
    assert bool(_STARTS_NUMBER.of(text).search(text)) == bool(_DIGIT.of(text).search(text))


@given(st.sampled_from(("Downtime", "down-time", "ERROR BUDGETS", "error-budget", "unavailability", "an Outage", "up")))
def test_every_word_for_downtime_has_a_stem(words: str) -> None:
    assert bool(DOWN.search(words)) == any(stem in words.lower() for stem in STEMS)


@given(st.text("ax X.,;:|!=?-/'1²中 \n", max_size=12))
def test_a_stretch_has_the_tokens_of_its_text(text: str) -> None:
    """Places count in the whole text, and each token but a rewritten sign stands there as it says."""
    found = tokenize(f"a {text}", 2)
    assert found == [token._replace(start=token.start + 2, end=token.end + 2) for token in tokenize(text)]
    assert all(0 <= token.start - 2 <= token.end - 2 <= len(text) for token in found)
