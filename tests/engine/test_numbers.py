"""What a check on a claim rests on: the printed values, and where those stand that its own lines do not show."""

from __future__ import annotations

from collections.abc import Callable

from auditor.model import Check

Checks = Callable[..., list[Check]]

GROWTH = """
| Year | Users | Growth |
|---|---|---|
| 2020 | 100 | |
| 2021 | 120 | 20% |
| 2022 | 150 | 25% |
| 2023 | 180 | 30% |
| 2024 | 198 | 10% |
| 2025 | 297 | 50% |
"""


def test_the_row_above_is_an_operand_in_another_line(checks: Checks) -> None:
    (wrong,) = [check for check in checks(GROWTH, "tables/relation") if check.verdict == "contradicted"]
    assert wrong.place.text == "30%"
    assert wrong.numbers == ("180", "150", "1")
    assert [(place.line, place.text) for place in wrong.related] == [(5, "150")]


def test_the_parts_of_a_total_are_its_numbers(checks: Checks) -> None:
    (wrong,) = checks("- a: 2 GB\n- b: 3 GB\n- Total: 6 GB\n", "arithmetic/total")
    assert wrong.verdict == "contradicted"
    assert wrong.numbers == ("2 GB", "3 GB")
    assert [place.line for place in wrong.related] == [1, 2]


def test_an_equation_says_where_its_numbers_stand(checks: Checks) -> None:
    (wrong,) = checks("Each holds 20 GB ÷\n8 = 3 GB.", "arithmetic/equation")
    assert wrong.numbers == ("20 GB", "8")
    assert wrong.related == ()
