"""Messages: only ``{{ name }}`` means anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.messages import fill, placeholders, stray_braces


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ pp }} × {{tp}} needs {{  needed }} GPUs", "4 × 2 needs 8 GPUs"),
        ("no names", "no names"),
        ("{{ pp }}{{ pp }}", "44"),
        ("{ pp } {{ pp.x }} {{ pp | upper }} {{ 1 }} {% if pp %} {{ }}", None),
        ("$pp %(pp)s {pp} ${pp}", None),
        ("{{\npp }}", None),
    ],
)
def test_fill(template: str, expected: str | None) -> None:
    values = {"pp": "4", "tp": "2", "needed": "8"}
    assert fill(template, values) == (template if expected is None else expected)


def test_values_are_not_looked_at_again() -> None:
    assert fill("{{ a }} {{ b }}", {"a": "{{ b }}", "b": r"\1 \g<0> {{ a }}"}) == r"{{ b }} \1 \g<0> {{ a }}"


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="zz"):
        fill("{{ zz }}", {"a": "1"})


def test_placeholders_with_their_places() -> None:
    assert placeholders("{{ a }} and {{b}} and {{ a }}") == (("a", 0), ("b", 12), ("a", 22))
    assert placeholders("{ a } {{ a.b }}") == ()


@pytest.mark.parametrize(
    ("template", "at"),
    [
        ("{{ a }}", None),
        ("plain { a } text", None),
        ("{{ a }} {{ a.b }}", 8),
        ("a {{ b", 2),
        ("a }} b", 2),
        ("{% if a %}", 0),
        ("{{ a | upper }}", 0),
        ("{{{{ a }}}}", 0),
    ],
)
def test_stray_braces(template: str, at: int | None) -> None:
    assert stray_braces(template) == at


@given(st.text(alphabet="{}% ab.|", max_size=40))
def test_what_loads_fills_completely(template: str) -> None:
    if stray_braces(template) is None:
        filled = fill(template, {name: "x" for name, _ in placeholders(template)})
        assert "{{" not in filled
