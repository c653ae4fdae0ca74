"""``auditor check`` as a user meets it."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import outputs, printing, progress
from auditor.errors import ConfigError, RuleError
from auditor.workspace.discovery import File

Auditor = Callable[..., Any]


@pytest.fixture(autouse=True)
def documents(folder: Path) -> None:
    (folder / "fine.md").write_text("FINE\n")
    (folder / "wrong.md").write_text("it is WRONG\n")
    (folder / "slight.md").write_text("SLIGHT\n")
    (folder / "remark.md").write_text("REMARK\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["fine.md"], 0),
        (["wrong.md"], 1),
        (["slight.md"], 1),
        (["remark.md"], 0),
        (["remark.md", "--fail-on", "info"], 1),
        (["slight.md", "--fail-on", "medium"], 0),
        (["wrong.md", "--fail-on", "high"], 1),
        (["wrong.md", "--fail-on", "critical"], 0),
        (["."], 1),
        ([], 1),
        (["gone.md", "wrong.md"], 2),
        (["fine.md", "--format", "xml"], 2),
        (["fine.md", "--verbose", "--quiet"], 2),
        (["fine.md", "--rules", "nowhere"], 2),
        (["fine.md", "--nonsense"], 2),
    ],
)
def test_exit_codes(auditor: Auditor, arguments: list[str], code: int) -> None:
    assert auditor("check", *arguments).code == code


def test_a_finding_is_printed_and_counted(auditor: Auditor) -> None:
    result = auditor("check", "wrong.md", "fine.md")
    assert result.out.startswith("wrong.md:1:7: high arithmetic/equation\n")
    assert result.out.endswith(
        "2 statements checked in 2 documents: 1 holds, 1 contradicted, 0 open (could not be decided)\n"
    )
    assert result.err == ""


@pytest.mark.parametrize("kind", ["missing", "binary", "crash", "limited", "folder"])
def test_what_cannot_be_audited_is_said_and_the_rest_goes_on(auditor: Auditor, folder: Path, kind: str) -> None:
    (folder / "binary").write_bytes(b"\x00\xff")
    (folder / "crash").write_text("CRASH")
    (folder / "limited").write_text("LIMITED")
    (folder / "folder").mkdir()
    result = auditor("check", kind, "wrong.md")
    assert result.code == 2
    (message,) = result.err.splitlines()
    assert message.startswith(f"auditor: error: {kind}: ")
    assert "wrong.md:1:7: high" in result.out
    assert "Traceback" not in result.err + result.out


def test_a_broken_rule_is_said_and_the_others_run(auditor: Auditor, engine: Any) -> None:
    engine.problems = (RuleError("unknown key", path="r.yaml", line=2, column=3, excerpt="a b"),)
    result = auditor("check", "wrong.md")
    assert result.code == 2
    assert result.err == "auditor: error: r.yaml:2:3: unknown key\n    a b\n      ^\n"
    assert "wrong.md:1:7: high" in result.out


def test_a_companion_that_cannot_be_read_is_a_warning(auditor: Auditor, folder: Path) -> None:
    (folder / "config.json").write_text("BROKEN")
    result = auditor("check", "fine.md")
    assert result.code == 0
    assert result.err.startswith("auditor: warning: fine.md: config.json, which stands beside it, was not read: ")


def test_json_on_standard_output_is_nothing_but_json(auditor: Auditor) -> None:
    result = auditor("check", ".", "gone.md", "--format", "json")
    report = json.loads(result.out)
    assert report["summary"] == {"documents": 5, "checked": 4, "holds": 1, "contradicted": 3, "accepted": 0, "open": 0}
    assert "gone.md" in result.err


def test_quiet_prints_findings_only(auditor: Auditor) -> None:
    assert auditor("check", "fine.md", "--quiet").out == ""
    shown = auditor("check", "wrong.md", "--quiet").out
    assert shown.startswith("wrong.md:1:7:")
    assert "checked in" not in shown


def test_verbose_lists_what_holds(auditor: Auditor) -> None:
    assert "fine.md:1:1: holds" in auditor("check", "fine.md", "--verbose").out


def test_standard_input(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("it is WRONG"))
    assert auditor("check", "-").out.startswith("<stdin>:1:7: high")


def test_extra_rule_folders_are_handed_over(auditor: Auditor, engine: Any, folder: Path) -> None:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    auditor("check", "fine.md", "--rules", "one", "--rules", "two")
    assert engine.folders == [Path("one"), Path("two")]


# --- colour -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "terminal", "environment", "colored"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_color(
    auditor: Auditor,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    terminal: bool,
    environment: dict[str, str],
    colored: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert ("\x1b[" in auditor("check", "wrong.md", "--color", option).out) == colored


def test_a_terminal_that_knows_few_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii"))
    printing.print_text("20 GB ÷ 8\n")
    assert raw.getvalue() == b"20 GB \\xf7 8\n"


# --- files ------------------------------------------------------------------------------------------------------------


def test_reports_in_files_beside_the_one_on_the_screen(auditor: Auditor, folder: Path) -> None:
    result = auditor("check", "wrong.md", "-o", "json:r.json", "--output", "text:r.txt", "--color", "always")
    assert result.code == 1
    assert "\x1b[" in result.out
    assert json.loads((folder / "r.json").read_text())["summary"]["contradicted"] == 1
    assert (folder / "r.txt").read_text("utf-8").startswith("wrong.md:1:7: high")
    assert not list(folder.glob(".*tmp"))


@pytest.mark.parametrize("output", ["r.json", "xml:r.xml", "json:", "json:-", "json:nowhere/r.json", "json:."])
def test_a_wrong_output_is_refused_before_anything_is_audited(auditor: Auditor, output: str) -> None:
    result = auditor("check", "wrong.md", "-o", output)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("auditor: error: Invalid value for '-o' / '--output': ")
    assert "auditor check --help" in result.err


@pytest.mark.parametrize("second", ["sarif:r.out", "text:./r.out", "text:link"])
def test_two_reports_in_one_file_are_refused(auditor: Auditor, folder: Path, second: str) -> None:
    (folder / "link").symlink_to(folder / "r.out")
    result = auditor("check", "wrong.md", "-o", "json:r.out", "-o", second)
    assert result.code == 2
    assert result.out == ""
    assert "is named twice; one report would replace the other" in result.err
    assert not (folder / "r.out").exists()


def test_a_device_takes_as_many_reports_as_you_like(auditor: Auditor) -> None:
    assert auditor("check", "wrong.md", "-o", "json:/dev/null", "-o", "sarif:/dev/null").code == 1


def test_a_file_that_cannot_be_written_does_not_hide_the_report(
    auditor: Auditor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (folder / "r.json").write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    result = auditor("check", "wrong.md", "-o", "json:r.json")
    assert result.code == 2
    assert result.err == "auditor: error: r.json: the report cannot be written: No space left on device\n"
    assert result.out.startswith("wrong.md:1:7:")
    assert (folder / "r.json").read_text() == "old"
    assert not list(folder.glob(".*tmp"))


def test_a_replaced_file_keeps_its_mode_and_its_link(folder: Path) -> None:
    target = folder / "real.txt"
    target.write_text("old")
    target.chmod(0o640)
    link = folder / "link.txt"
    link.symlink_to(target)
    outputs.write_file(link, "new ÷ \ud800")
    assert link.is_symlink()
    assert target.read_bytes() == "new ÷ \\ud800".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_devices_are_written_to_and_not_replaced(folder: Path) -> None:
    outputs.write_file(Path(os.devnull), "text")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    with pytest.raises(ConfigError, match="cannot be written"):
        outputs.write_file(folder / "nowhere" / "r.txt", "text")


# --- progress ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "terminal", "bar"), [(21, True, True), (20, True, False), (21, False, False)])
def test_a_bar_for_long_runs_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, count: int, terminal: bool, bar: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    files = [File(path=Path(str(number)), shown=str(number)) for number in range(count)]
    followed = progress.follow(files)
    assert (followed is not files) == bar
    assert list(followed) == files
