"""docs/advice.md shows what `auditor check` says of its own documents; `pytest --update-golden` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.cli.main import main

PAGE = Path(__file__).parents[1] / "docs" / "advice.md"
CASE = re.compile(
    r"<!-- (?P<name>[\w.]+) -->\n```markdown\n(?P<text>.*?)^```$(?P<words>.*?)"
    r"^```console\n\$ auditor check (?P=name)\n(?P<said>.*?)^```$",
    re.M | re.S,
)
LEAST = 6


def test_the_page_says_what_the_command_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text("utf-8")

    def said(case: re.Match[str]) -> str:
        Path(case["name"]).write_text(case["text"], "utf-8")
        assert main(["check", case["name"]]) == 1
        before = case[0][: case.start("said") - case.start()]
        return before + capsys.readouterr().out.rstrip("\n") + "\n```"

    now, count = CASE.subn(said, page)
    assert count == page.count("```console") >= LEAST
    if request.config.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "if that is meant, pytest --update-golden"
