"""``check -o parquet:DIR``: three files in a folder, beside whatever else is asked for, and nothing of it otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import outputs
from auditor.cli.main import main
from auditor.workspace import answers

PLAN = "# Plan\n\nEach GPU holds 20 GB ÷ 8 = 3 GB.\n"
FILES = {"documents.parquet", "checks.parquet", "claims.parquet"}
ROOT = Path(outputs.__file__).parents[2]


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docs/plan.md").write_text(PLAN, "utf-8")
    Path("docs/other.md").write_text("GPU memory: 80 GB\n", "utf-8")
    Path("docs/broken.md").write_bytes(b"20 GB \xff\n")
    return tmp_path


@pytest.fixture
def cached(monkeypatch: pytest.MonkeyPatch, documents: Path) -> None:
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(documents / "cache"))


def table(name: str, folder: str = "tables") -> list[dict[str, Any]]:
    pq = pytest.importorskip("pyarrow.parquet", reason="reads the tables; in the extra data")
    found: list[dict[str, Any]] = pq.read_table(f"{folder}/{name}.parquet").to_pylist()
    return found


def needs_pyarrow() -> None:
    pytest.importorskip("pyarrow", reason="writes the tables; in the extra data")


# --- what is written --------------------------------------------------------------------------------------------------


def test_three_files_and_the_findings_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    needs_pyarrow()
    assert main(["check", "docs"]) == 2
    plain = capsys.readouterr()
    assert main(["check", "docs", "-o", "parquet:tables"]) == 2  # one document is not UTF-8
    assert capsys.readouterr() == plain
    assert {path.name for path in Path("tables").iterdir()} == FILES
    assert [(row["document"], row["status"], row["findings"]) for row in table("documents")] == [
        ("docs/broken.md", "not_checked", 0),
        ("docs/other.md", "checked", 0),
        ("docs/plan.md", "checked", 1),
    ]
    assert [(row["document"], row["verdict"]) for row in table("checks")] == [("docs/plan.md", "contradicted")]
    assert {row["document"] for row in table("claims")} == {"docs/other.md", "docs/plan.md"}
    assert "equation" in {row["kind"] for row in table("claims")}


def test_other_formats_in_the_same_run(capsys: pytest.CaptureFixture[str]) -> None:
    needs_pyarrow()
    assert main(["check", "docs/plan.md", "-o", "parquet:tables", "-o", "github", "-o", "json:r.json"]) == 1
    assert capsys.readouterr().out.startswith("::error file=docs/plan.md,")
    both = Path("r.json").read_bytes()
    assert main(["check", "docs/plan.md", "-o", "json:r.json", "-o", "parquet:again"]) == 1
    assert Path("r.json").read_bytes() == both
    for name in FILES:
        assert Path("tables", name).read_bytes() == Path("again", name).read_bytes()


def test_files_of_an_earlier_run_are_replaced_and_others_stay() -> None:
    needs_pyarrow()
    Path("tables").mkdir()
    Path("tables/notes.txt").write_text("mine", "utf-8")
    main(["check", "docs/plan.md", "-o", "parquet:tables"])
    Path("docs/plan.md").write_text("Nothing.\n", "utf-8")
    assert main(["check", "docs/plan.md", "-o", "parquet:tables/"]) == 0
    assert table("claims") == table("checks") == []
    assert {path.name for path in Path("tables").iterdir()} == {*FILES, "notes.txt"}


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_pyarrow()
    with Path("docs/plan.md").open(encoding="utf-8") as given:
        monkeypatch.setattr(sys, "stdin", given)
        assert main(["check", "-", "-o", "parquet:tables"]) == 1
    assert {row["document"] for row in table("claims")} == {row["document"] for row in table("checks")} == {"<stdin>"}


def test_only_what_changed_has_rows() -> None:
    needs_pyarrow()
    Path("docs/broken.md").unlink()
    git = ("git", "-c", "user.name=nobody", "-c", "user.email=nobody")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run([*git, *command], check=True, capture_output=True)
    Path("docs/plan.md").write_text(PLAN.replace("3 GB", "4 GB"), "utf-8")
    assert main(["check", "docs", "--since", "HEAD", "-o", "parquet:tables"]) == 1
    assert {row["document"] for name in ("documents", "claims") for row in table(name)} == {"docs/plan.md"}


# --- what is kept between runs ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cached")
def test_a_report_that_was_kept_without_claims_is_not_taken_for_one_with() -> None:
    needs_pyarrow()
    main(["check", "docs/plan.md"])
    main(["check", "docs/plan.md", "-o", "parquet:tables"])
    fresh = {name: Path("tables", name).read_bytes() for name in FILES}
    assert len(table("claims")) > 1
    main(["check", "docs/plan.md", "-o", "parquet:tables"])  # now from the cache
    assert {name: Path("tables", name).read_bytes() for name in FILES} == fresh


@pytest.mark.usefixtures("cached")
def test_such_a_command_is_not_answered_from_memory() -> None:
    needs_pyarrow()
    command = [sys.executable, "-m", "auditor", "check", "docs/plan.md", "-o", "parquet:tables"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        assert (done.returncode, done.stderr) == (1, "")
        assert {path.name for path in Path("tables").iterdir()} == FILES
        assert answers.recalled(command[3:]) is None
        for path in Path("tables").iterdir():
            path.unlink()


def test_nobody_else_pays_for_it() -> None:
    code = (
        "import sys; from auditor.cli.main import main; from auditor.facts import listed\n"
        "import auditor.audit; auditor.audit.listed = None\n"
        "main(['check', 'docs/plan.md', '-o', 'json:r.json', '--no-cache'])\n"
        "sys.exit(', '.join({'pyarrow', 'duckdb', 'numpy'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=environment)
    assert done.stderr.strip() == ""
    assert done.stdout.startswith("docs/plan.md:3:16: high arithmetic/equation\n")


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What is said of a command line before anything is audited."""
    monkeypatch.setattr("auditor.workspace.review.review", None)
    assert main(["check", "docs", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert not Path("tables").exists()
    return captured.err


def test_without_pyarrow_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda name: None)
    assert refused(capsys, monkeypatch, "-o", "parquet:tables") == (
        "auditor: error: Invalid value for '-o' / '--output': 'parquet:tables': "
        "it needs pyarrow, which is not installed: pip install 'auditor[data]'\n"
        "Try `auditor check --help`.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "parquet"), "name a folder"),
        (("-o", "parquet:-"), "name a folder"),
        (("-o", "parquet:docs/plan.md"), "not a folder"),
        (("-o", "parquet:nowhere/tables"), "there is no folder 'nowhere'"),
        (("-o", "parquet:docs", "-o", "parquet:./docs"), "is named twice"),
        (("-o", "json:tables", "-o", "parquet:tables"), "is named twice"),
        (("--format", "parquet"), "is not one of"),
    ],
)
def test_what_is_no_folder_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda name: object())
    assert said in refused(capsys, monkeypatch, *arguments)


def test_a_file_that_cannot_be_written_stays_as_it_was(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_pyarrow()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    Path("tables").mkdir()
    Path("tables/documents.parquet").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    assert main(["check", "docs/plan.md", "-o", "parquet:tables"]) == 2
    captured = capsys.readouterr()
    assert "tables/documents.parquet: the report cannot be written: No space left on device" in captured.err
    assert captured.out.startswith("docs/plan.md:3:")
    assert Path("tables/documents.parquet").read_bytes() == b"old"
    assert [path.name for path in Path("tables").iterdir()] == ["documents.parquet"]
