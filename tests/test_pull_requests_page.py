"""docs/pull-requests.md does what it says, from top to bottom, in a git repository of its own."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from auditor.cli.main import main

PAGE = (Path(__file__).parents[1] / "docs" / "pull-requests.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PLACE = re.compile(r"<!-- ([\w.]+) -->\n")
CODE = re.compile(r"\[[0-9a-f]{6}\]")


def shell(script: str) -> None:
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=True, capture_output=True)


def check_session(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands below a command is among what it prints, line by line and in that order; codes are left out."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        main(shlex.split(command)[1:])
        captured = capsys.readouterr()
        printed = iter(CODE.sub("[CODE]", captured.out + captured.err).splitlines())
        for line in expected.splitlines():
            assert line in printed, f"{command}: {line}"


def test_the_page_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "nobody")
    shell("git init --quiet")
    sessions = 0
    for language, text in BLOCK.findall(PAGE):
        if language == "console":
            check_session(text, capsys)
            sessions += 1
        elif language == "sh":
            shell(text)
        else:
            place = PLACE.match(text)
            assert place, text
            Path(place[1]).write_text(text, "utf-8")
    assert sessions >= 5
