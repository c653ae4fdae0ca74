"""The line and its carets stand below each other, whatever the line holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model import Check, Fix, Span
from auditor.reports.excerpt import WIDTH, excerpt

Make = Callable[..., Check]


def columns(text: str) -> int:
    def width(character: str) -> int:
        if unicodedata.category(character) in {"Mn", "Me"}:
            return 0
        return 2 if unicodedata.east_asian_width(character) in "WF" else 1

    return sum(width(character) for character in text)


def marked(make_check: Make, line: str, statement: str, **changes: object) -> list[str]:
    shown = excerpt(make_check(line, statement, **changes))
    return [shown.text, shown.marks]


@pytest.mark.parametrize(
    ("line", "statement", "text", "marks"),
    [
        ("Each holds 3 GB.", "3 GB", "Each holds 3 GB.", "           ^^^^"),
        ("\tEach\t3 GB", "3 GB", "    Each    3 GB", "            ^^^^"),
        ("漢字 3 GB", "3 GB", "漢字 3 GB", "     ^^^^"),
        ("漢字 3 GB", "漢字", "漢字 3 GB", "^^^^"),
        ("e\u0301 3 GB", "3 GB", "e\u0301 3 GB", "  ^^^^"),
        ("a\x1bb 3 GB", "3 GB", "a<U+001B>b 3 GB", "           ^^^^"),
        ("a\u202e 3 GB", "\u202e", "a<U+202E> 3 GB", " ^^^^^^^^"),
    ],
)
def test_carets(make_check: Make, line: str, statement: str, text: str, marks: str) -> None:
    assert marked(make_check, line, statement) == [text, marks]


def test_the_number_on_trial_stands_out(make_check: Make) -> None:
    line = "Each holds 20 GB ÷ 8 = 3 GB."
    marks = [line, "           ------------^^^^"]
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=23, end=27))
    assert marked(make_check, line, "20 GB ÷ 8 = 3 GB", fix=fix) == marks
    assert marked(make_check, line, "20 GB ÷ 8 = 3 GB", stated_span=Span(start=23, end=27)) == marks


def test_a_correction_on_another_line_is_not_marked(make_check: Make) -> None:
    text = "Each holds 20 GB ÷ 8\n= 3 GB."
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=23, end=27))
    assert marked(make_check, text, "20 GB ÷ 8\n= 3 GB", fix=fix) == ["Each holds 20 GB ÷ 8", "           ^^^^^^^^^"]


def test_a_long_line_is_cut_around_the_statement(make_check: Make) -> None:
    line = "word " * 500 + "3 GB" + " word" * 500
    text, marks = marked(make_check, line, "3 GB")
    assert text.startswith("…")
    assert text.endswith("…")
    assert columns(text) == WIDTH + 2
    assert text[marks.index("^") : marks.rindex("^") + 1] == "3 GB"


def test_a_statement_longer_than_the_screen_is_cut_at_its_end(make_check: Make) -> None:
    text, marks = marked(make_check, "a " + "x" * 1000 + " b", "x" * 1000)
    assert text == "…" + "x" * WIDTH + "…"
    assert marks == " " + "^" * WIDTH


def test_an_empty_statement_still_has_a_caret(make_check: Make) -> None:
    check = make_check("abc", "abc")
    nothing = excerpt(make_check("", "", message=""))
    assert nothing.marks == "^"
    assert excerpt(check).marks == "^^^"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\n")), st.text(st.characters(exclude_characters="\n"), min_size=1))
def test_no_line_is_too_wide_or_breaks(make_check: Make, around: str, statement: str) -> None:
    text, marks = marked(make_check, around + statement + around, statement)
    assert columns(text) <= WIDTH + 2
    assert "\n" not in text
    assert len(marks) <= WIDTH + 1
    assert "^" in marks
