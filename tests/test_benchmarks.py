"""The benchmark runs: what it measures is for people to judge, on a quiet machine."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

SPEED = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "speed.py"))
main: Callable[[list[str]], int] = SPEED["main"]

PLAN = "# Plan\n\nEach GPU holds 20 GB ÷ 8 = 2.5 GB.\n\n| part | GB |\n|---|---|\n| weights | 16 |\n"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "plan.md").write_text(PLAN, "utf-8")
    return str(tmp_path)


def test_the_ratio_is_printed_with_its_spread(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([folder, "--rounds", "2"]) == 0
    printed = capsys.readouterr().out
    assert "audit/parse" in printed
    assert "in 2 rounds" in printed
    assert printed.count("MB/s") == 2


def test_growth_ends_with_largest_to_smallest(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    main.__globals__["SHORTEST"] = 0.01
    assert main([folder, "--growth", "--sizes", "2,1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [["1", "KB"], ["2", "KB"]]
    assert lines[-1].split()[0] == "largest/smallest"


def test_documents_grow_to_their_size_and_no_heading_comes_twice() -> None:
    text = SPEED["grown"]([PLAN], 3).source.text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert 2_900 <= len(text.encode()) <= 3_000
    assert len(set(headings)) == len(headings) > 1


def test_a_folder_without_markdown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no Markdown"):
        main([str(tmp_path)])


def test_many_rules_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    main_of_rules = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "rules.py"))["main"]
    assert main_of_rules(["--rules", "60", "--size", "4", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert "from the cache" in printed
    assert printed.count("× parse") == 8
