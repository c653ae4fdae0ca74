"""``check -o parquet:DIR``: three files in a folder, beside whatever else is asked for, and nothing of it otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import outputs
from auditor.cli.main import main
from auditor.workspace import answers

PLAN = "# Plan\n\nEach GPU holds 20 GB ÷ 8 = 3 GB.\n"
FILES = {"documents.parquet", "checks.parquet", "claims.parquet"}
ROOT = Path(outputs.__file__).parents[2]


Table = Callable[[str], list[dict[str, Any]]]


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


@pytest.fixture
def table(elsewhere: Callable[..., Any]) -> Table:
    """The rows of one that was written."""
    if find_spec("pyarrow") is None:
        pytest.skip("pyarrow writes the tables; it is in the extra data")
    return lambda name: elsewhere(rows_of, name)


def rows_of(name: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - in a process of its own

    found: list[dict[str, Any]] = pq.read_table(f"tables/{name}.parquet").to_pylist()
    return found


def check(*arguments: str, given: str = "", before: str = "") -> tuple[int, str, str]:
    """Exit code, output and errors of ``auditor check``; ``before`` is run first, in the same process."""
    code = f"import sys; from auditor.cli.main import main\n{before}\nsys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, "check", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, input=given)
    return done.returncode, done.stdout, done.stderr


# --- what is written --------------------------------------------------------------------------------------------------


def test_three_files_and_the_findings_as_ever(table: Table) -> None:
    plain = check("docs")
    assert check("docs", "-o", "parquet:tables") == plain
    assert plain[0] == 2  # one document is not UTF-8
    assert {path.name for path in Path("tables").iterdir()} == FILES
    assert [(row["document"], row["status"], row["findings"]) for row in table("documents")] == [
        ("docs/broken.md", "not_checked", 0),
        ("docs/other.md", "checked", 0),
        ("docs/plan.md", "checked", 1),
    ]
    assert [(row["document"], row["verdict"]) for row in table("checks")] == [("docs/plan.md", "contradicted")]
    assert {row["document"] for row in table("claims")} == {"docs/other.md", "docs/plan.md"}
    assert "equation" in {row["kind"] for row in table("claims")}


@pytest.mark.usefixtures("table")
def test_other_formats_in_the_same_run() -> None:
    code, out, _ = check("docs/plan.md", "-o", "parquet:tables", "-o", "github", "-o", "json:r.json")
    assert code == 1
    assert out.startswith("::error file=docs/plan.md,")
    both = Path("r.json").read_bytes()
    assert check("docs/plan.md", "-o", "json:r.json", "-o", "parquet:again")[0] == 1
    assert Path("r.json").read_bytes() == both
    for name in FILES:
        assert Path("tables", name).read_bytes() == Path("again", name).read_bytes()


def test_files_of_an_earlier_run_are_replaced_and_others_stay(table: Table) -> None:
    Path("tables").mkdir()
    Path("tables/notes.txt").write_text("mine", "utf-8")
    check("docs/plan.md", "-o", "parquet:tables")
    assert table("claims")
    Path("docs/plan.md").write_text("Nothing.\n", "utf-8")
    assert check("docs/plan.md", "-o", "parquet:tables/")[0] == 0
    assert table("claims") == table("checks") == []
    assert {path.name for path in Path("tables").iterdir()} == {*FILES, "notes.txt"}


def test_standard_input_is_read_once(table: Table) -> None:
    assert check("-", "-o", "parquet:tables", given=PLAN)[0] == 1
    assert {row["document"] for row in table("claims")} == {row["document"] for row in table("checks")} == {"<stdin>"}


def test_only_what_changed_has_rows(table: Table) -> None:
    Path("docs/broken.md").unlink()
    git = ("git", "-c", "user.name=nobody", "-c", "user.email=nobody")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run([*git, *command], check=True, capture_output=True)
    Path("docs/plan.md").write_text(PLAN.replace("3 GB", "4 GB"), "utf-8")
    assert check("docs", "--since", "HEAD", "-o", "parquet:tables")[0] == 1
    assert {row["document"] for name in ("documents", "claims") for row in table(name)} == {"docs/plan.md"}


# --- what is kept between runs ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cached")
def test_a_report_that_was_kept_without_claims_is_not_taken_for_one_with(table: Table) -> None:
    check("docs/plan.md")
    check("docs/plan.md", "-o", "parquet:tables")
    fresh = {name: Path("tables", name).read_bytes() for name in FILES}
    assert len(table("claims")) > 1
    check("docs/plan.md", "-o", "parquet:tables")  # now from the cache
    assert {name: Path("tables", name).read_bytes() for name in FILES} == fresh


@pytest.mark.usefixtures("cached", "table")
def test_such_a_command_is_not_answered_from_memory() -> None:
    command = ["check", "docs/plan.md", "-o", "parquet:tables"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        whole = [sys.executable, "-m", "auditor", *command]
        done = subprocess.run(whole, check=False, capture_output=True, text=True, env=environment)
        assert (done.returncode, done.stderr) == (1, "")
        assert {path.name for path in Path("tables").iterdir()} == FILES
        assert answers.recalled(command) is None
        for path in Path("tables").iterdir():
            path.unlink()


def test_nobody_else_pays_for_it() -> None:
    before = (
        "import atexit, auditor.audit; auditor.audit.listed = None\n"
        "loaded = lambda: {'pyarrow', 'duckdb', 'numpy'} & set(sys.modules)\n"
        "atexit.register(lambda: loaded() and sys.stderr.write(repr(loaded())))"
    )
    code, out, err = check("docs/plan.md", "-o", "json:r.json", "--no-cache", before=before)
    assert (code, err) == (1, "")
    assert out.startswith("docs/plan.md:3:16: high arithmetic/equation\n")


def test_pyarrow_is_loaded_after_the_audit(table: Table) -> None:
    """Documents are audited by processes that are forked from this one: they carry nothing that they do not need."""
    del table
    before = (
        "from auditor.workspace import run\n"
        "plain = run.read\n"
        "def read(file):\n"
        "    assert 'pyarrow' not in sys.modules\n"
        "    return plain(file)\n"
        "run.read = read"
    )
    assert check("docs/plan.md", "-o", "parquet:tables", "--no-cache", before=before)[0] == 1


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


@pytest.mark.usefixtures("table")
def test_a_file_that_cannot_be_written_stays_as_it_was() -> None:
    Path("tables").mkdir()
    Path("tables/documents.parquet").write_bytes(b"old")
    before = "import os\ndef full(descriptor): raise OSError(28, 'No space left on device')\nos.fsync = full"
    code, out, err = check("docs/plan.md", "-o", "parquet:tables", before=before)
    assert code == 2
    assert "tables/documents.parquet: the report cannot be written: No space left on device" in err
    assert out.startswith("docs/plan.md:3:")
    assert Path("tables/documents.parquet").read_bytes() == b"old"
    assert [path.name for path in Path("tables").iterdir()] == ["documents.parquet"]
