"""``auditor fix`` on real files: what it changes, what it leaves, and that nothing else moves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.cli.main import main

PLAN = """# Plan

Each GPU holds 20 GB ÷ 8 = 3 GB.
The cost is `88 × $1,000 = $8,800` a month.

| Node | GPUs | Memory each | Total |
|---|---|---|---|
| a | 8 | 80 GB | 640 GB |
| b | 4 | 80 GB | 320 GB |
| c | 2 | 80 GB | 160 GB |
| d | 6 | 80 GB | 480 GB |
| e | 3 | 80 GB | 340 GB |
| f | 5 | 80 GB | 400 GB |

Peak: 1.5 TB ÷ 86,400 s ≈ 17.4 GB/s ≈ 139 Gb/s, and 10 GB + 5 GB = 15 GB.
"""
CORRECTED = PLAN.replace("3 GB.", "2.5 GB.").replace("$8,800", "$88,000")


@pytest.fixture(autouse=True)
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.md"
    path.write_text(PLAN, "utf-8")
    return path


def run(*arguments: str) -> int:
    return main(["fix", *arguments])


def test_what_is_certain_is_corrected_and_the_rest_is_left(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--yes", "plan.md") == 0
    assert plan.read_text("utf-8") == CORRECTED
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "plan.md:3:16: arithmetic/equation: corrected: 3 GB → 2.5 GB"
    row, rate = [line.partition("left: ")[2] for line in said if "left: " in line]
    assert row == "340 GB → 240 GB is to be decided by somebody who knows the system"
    assert rate == "17.4 GB/s → 17.4 MB/s is to be decided by somebody who knows the system"


def test_a_second_run_has_nothing_to_do(plan: Path) -> None:
    run("--yes", "plan.md")
    once = plan.read_bytes()
    assert run("--yes", "plan.md") == 0
    assert plan.read_bytes() == once
    assert run("--diff", "plan.md") == 0


def test_the_diff_shows_and_changes_nothing(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--diff", "plan.md") == 1
    assert plan.read_text("utf-8") == PLAN
    changes = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("+", "-"))]
    assert changes == [
        "--- a/plan.md",
        "+++ b/plan.md",
        "-Each GPU holds 20 GB ÷ 8 = 3 GB.",
        "-The cost is `88 × $1,000 = $8,800` a month.",
        "+Each GPU holds 20 GB ÷ 8 = 2.5 GB.",
        "+The cost is `88 × $1,000 = $88,000` a month.",
    ]


def test_it_asks(plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([False, True])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers))
    assert run("plan.md") == 0
    assert plan.read_text("utf-8") == CORRECTED.replace("2.5 GB.", "3 GB.")
    said = capsys.readouterr().out
    assert "- Each GPU holds 20 GB ÷ 8 = 3 GB.\n+ Each GPU holds 20 GB ÷ 8 = 2.5 GB.\n" in said
    assert "left: not wanted" in said


@pytest.mark.parametrize("arguments", [("plan.md",), ("--diff", "--yes"), ("--yes", "-")])
def test_wrong_usage_changes_nothing(plan: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == 2
    assert plan.read_text("utf-8") == PLAN


def test_a_folder_is_corrected_but_for_what_is_excluded(plan: Path) -> None:
    for folder in ("docs", "old"):
        (plan.parent / folder).mkdir()
        (plan.parent / folder / "a.md").write_text(PLAN, "utf-8")
    (plan.parent / "auditor.toml").write_text('exclude = ["old/"]\n', "utf-8")
    assert run("--yes") == 0
    assert (plan.parent / "docs" / "a.md").read_text("utf-8") == CORRECTED
    assert (plan.parent / "old" / "a.md").read_text("utf-8") == PLAN


def test_what_is_accepted_is_left_alone(plan: Path) -> None:
    main(["baseline", "-o", "known.json", "plan.md"])
    (plan.parent / "auditor.toml").write_text('baseline = "known.json"\n', "utf-8")
    assert run("--yes", "plan.md") == 0
    assert plan.read_text("utf-8") == PLAN


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_bytes_outside_the_corrections_stay(plan: Path, mark: bytes, encoding: str, line_end: str) -> None:
    plan.write_bytes(mark + PLAN.replace("\n", line_end).encode(encoding))
    assert run("--yes", "plan.md") == 0
    assert plan.read_bytes() == mark + CORRECTED.replace("\n", line_end).encode(encoding)


def test_the_mode_and_a_link_stay(plan: Path) -> None:
    plan.chmod(0o640)
    link = plan.parent / "link.md"
    link.symlink_to("plan.md")
    assert run("--yes", "plan.md") == 0
    assert plan.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def confirm(*_: object, **__: object) -> bool:
        plan.write_text("# Other\n", "utf-8")
        return True

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.confirm", confirm)
    assert run("plan.md") == 2
    assert plan.read_text("utf-8") == "# Other\n"
    assert "it was changed meanwhile" in capsys.readouterr().err


def test_what_would_break_another_statement_is_left(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text("Memory: 20 GB ÷ 8 = 3 GB. Two of them: 3 GB × 2 = 6 GB.\n", "utf-8")
    before = plan.read_bytes()
    assert run("--yes", "plan.md") == 0
    assert plan.read_bytes() == before
    assert "left: " in capsys.readouterr().out


def test_a_read_only_file_is_an_error_that_loses_nothing(plan: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    plan.parent.chmod(0o500)
    assert run("--yes", "plan.md") == 2
    assert plan.read_text("utf-8") == PLAN


NUMBERS = st.integers(2, 99)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(1, 5000)), min_size=1, max_size=6), st.sampled_from("\n\r"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6, deadline=None)
def test_only_results_change_and_then_all_of_them_hold(plan: Path, lines: list[tuple[int, int, int]], end: str) -> None:
    text = end.join(f"{end}Line: {a} GB × {b} = {c} GB, as said." for a, b, c in lines)
    plan.write_bytes(text.encode())
    assert run("--yes", "plan.md") == 0
    after = plan.read_bytes().decode()
    for (a, b, c), line in zip(lines, after.split(end + end), strict=True):
        assert line.strip(end) in (
            f"Line: {a} GB × {b} = {c} GB, as said.",
            f"Line: {a} GB × {b} = {a * b} GB, as said.",
            f"Line: {a} GB × {b} = {a * b:,} GB, as said.",
        )


def test_the_page_of_help_teaches() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "fix", "--help"], check=True, capture_output=True, text=True
    )
    assert "--diff" in done.stdout
    assert "Exit codes" in done.stdout
