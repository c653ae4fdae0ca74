"""The command as a whole: help, version, mistakes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from auditor import __version__
from auditor.cli import main as main_module
from auditor.cli.main import main

Auditor = Callable[..., Any]


def test_version(auditor: Auditor) -> None:
    result = auditor("--version")
    assert (result.code, result.out) == (0, f"auditor {__version__}\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["check"],
        ["baseline"],
        ["suppress"],
        ["report"],
        ["claims"],
        ["explain"],
        ["rules"],
        ["rules", "list"],
        ["rules", "test"],
        ["cache"],
        ["cache", "path"],
        ["cache", "clear"],
    ],
)
def test_help_teaches(auditor: Auditor, command: list[str]) -> None:
    result = auditor(*command, "--help")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    if command and command[0] != "rules":
        assert "Example" in result.out


def test_no_command_shows_help_and_fails(auditor: Auditor) -> None:
    result = auditor()
    assert result.code == 2
    assert "Usage: auditor" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chekc"], "No such command 'chekc'"),
        (["check", "--formt", "json"], "No such option"),
        (["report", "x.md", "--style", "poem"], "'poem' is not one of 'issues-analysis', 'correction-review'"),
        (["report"], "Missing argument 'DOC'"),
    ],
)
def test_wrong_usage_is_one_clear_message(auditor: Auditor, arguments: list[str], message: str) -> None:
    result = auditor(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("auditor: error: ")
    assert message in result.err
    assert "--help`" in result.err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (RuntimeError("bug"), 2, "auditor: error: the auditor itself failed, please report it:"),
        (KeyboardInterrupt(), 130, ""),
        (click.ClickException("no luck"), 2, "auditor: error: no luck"),
    ],
)
def test_nothing_that_goes_wrong_looks_like_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, said: str
) -> None:
    @click.command()
    def broken() -> None:
        raise raised

    monkeypatch.setitem(main_module.auditor.commands, "broken", broken)
    assert main(["broken"]) == code
    assert said in capsys.readouterr().err


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "auditor", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert (done.returncode, done.stdout) == (0, f"auditor {__version__}\n")
