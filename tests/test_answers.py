"""An answer that is kept is the one that a fresh run gives, whatever changes; and it is quick."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import states
from auditor.cli import start
from auditor.workspace import answers, result_cache

WRONG = "# Plan\n\nEach GPU holds 20 GB ÷ 8 = 3 GB.\n"
RIGHT = WRONG.replace("3 GB", "2.5 GB")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    Path("plan.md").write_text(WRONG, "utf-8")
    return tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "auditor", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def kept(*arguments: str) -> tuple[str, int] | None:
    """What is kept for a command line whose output is no terminal, as this one's is none."""
    return answers.recalled(arguments)


CHECK = ("check", "plan.md")


def test_the_second_time_it_is_recalled() -> None:
    first = run(*CHECK)
    assert kept(*CHECK) == (first[1], 1)
    assert run(*CHECK) == first


def test_a_recalled_answer_loads_next_to_nothing() -> None:
    run(*CHECK)
    code = (
        f"import sys; sys.argv = ['auditor', *{CHECK!r}]\n"
        "from auditor.cli.start import main; main()\n"
        "sys.exit(','.join({'click', 'msgspec', 're', 'dataclasses', 'pathlib'} & set(sys.modules)))"
    )
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=_with_paths())
    assert not done.stderr.strip()  # the modules that it should not have loaded
    assert "3 GB" in done.stdout


def _with_paths() -> dict[str, str]:
    """``-S`` leaves out what ``site`` imports, and the places of packages with it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(states.__file__).parents[1]), *sys.path[1:]))}


def rewritten() -> None:
    Path("plan.md").write_text(RIGHT, "utf-8")


def configuration_beside() -> None:
    Path("config.yaml").write_text("gpus: 8\n", "utf-8")


def configuration_that_cannot_be_read() -> None:
    Path("config.yaml").mkdir()


def settings_above() -> None:
    Path("../auditor.toml").write_text('[severity]\n"arithmetic/equation" = "off"\n', "utf-8")


def document_gone() -> None:
    Path("plan.md").unlink()


def document_a_pipe() -> None:
    Path("plan.md").unlink()
    os.mkfifo("plan.md")


@pytest.mark.parametrize(
    "change",
    [
        rewritten,
        configuration_beside,
        configuration_that_cannot_be_read,
        settings_above,
        document_gone,
        document_a_pipe,
    ],
    ids=lambda change: change.__name__,
)
def test_what_changes_is_seen(change: Callable[[], None]) -> None:
    run(*CHECK)
    change()
    assert kept(*CHECK) is None
    assert run(*CHECK) == run(*CHECK, "--no-cache")


def test_rules_of_ones_own_are_looked_at(project: Path) -> None:
    rules = project / "rules"
    rules.mkdir()
    asked = (*CHECK, "--rules", str(rules))
    assert run(*asked)[0] == 1
    assert kept(*asked)
    (rules / "broken.yaml").write_text("id: x\n", "utf-8")
    assert kept(*asked) is None
    assert run(*asked)[0] == 2
    assert kept(*asked) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "."),
        ("check", "missing.md"),
        ("check", "-o", "json:out.json", "plan.md"),
        ("check", "--no-cache", "plan.md"),
        ("check", "--no-such-option", "plan.md"),
        ("report", "plan.md", "--style", "issues-analysis"),
    ],
)
def test_what_is_not_a_plain_question_is_not_kept(arguments: tuple[str, ...]) -> None:
    run(*arguments)
    assert kept(*arguments) is None


def test_a_baseline_is_looked_at_each_time() -> None:
    assert run("baseline", "-o", "known.json", "plan.md")[0] == 0
    asked = (*CHECK, "--baseline", "known.json")
    assert run(*asked)[0] == 0
    assert kept(*asked) is None


def test_a_document_that_is_not_wholly_checked_is_not_kept() -> None:
    Path("plan.md").write_bytes(b"\xff\xff")
    assert run(*CHECK)[0] == 2
    assert kept(*CHECK) is None


def test_another_code_is_another_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*CHECK)
    monkeypatch.setattr(answers, "code_state", lambda: "another")
    assert kept(*CHECK) is None


def test_what_is_no_cache_is_no_answer(project: Path) -> None:
    first = run(*CHECK)
    store = project / "cache" / "auditor" / result_cache.NAME
    store.write_bytes(b"nothing of ours" * 1000)
    assert kept(*CHECK) is None
    code, said, warned = run(*CHECK)
    assert (code, said) == first[:2]
    assert "warning" in warned


def test_an_answer_of_another_kind_is_none(project: Path) -> None:
    run(*CHECK)
    with sqlite3.connect(project / "cache" / "auditor" / result_cache.NAME) as connection:
        connection.execute("UPDATE answers SET said = x'00'")
    assert kept(*CHECK) is None


def test_there_are_not_too_many(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*CHECK)
    monkeypatch.setattr(answers, "MAX_ANSWERS", 3)
    monkeypatch.setattr(answers, "code_state", lambda: "here")
    for number in range(5):
        answers.Question([f"check {number}"], ["plan.md"], ["."]).keep("said", 0)
    with sqlite3.connect(project / "cache" / "auditor" / result_cache.NAME) as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (3,)


def test_the_command_prints_what_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["auditor", *CHECK])
    monkeypatch.setattr(start, "recalled", lambda arguments: ("known\n", 1) if arguments == list(CHECK) else None)
    assert start.main() == 1
    assert capsys.readouterr().out == "known\n"
