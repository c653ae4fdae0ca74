"""The cache changes no report: whatever happens to it, and whatever changes around a document."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import auditor.audit as audit_module
from auditor.rulebook import load
from auditor.workspace import result_cache, run

ROOT = Path(__file__).parents[1]
BOOK = load()
PLAN = "# Plan\n\nEight H100 GPUs; PP=4 and TP=2.\n\n- Weights per GPU: 140GB ÷ 8 = 18.5GB\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "docs"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("plan.md").write_text(PLAN, "utf-8")
    return tmp_path / "cache" / "auditor" / result_cache.NAME


class Audits:
    """The documents that are really read. Workers do so; a file tells."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.clear()

    def add(self, name: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")

    def clear(self) -> None:
        self._path.write_text("", "utf-8")

    @property
    def names(self) -> list[str]:
        return self._path.read_text("utf-8").split()


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Audits:
    read = Audits(tmp_path / "audits")
    original = audit_module.read
    monkeypatch.setattr(audit_module, "read", lambda document: (read.add(document.source.path), original(document))[1])
    return read


def test_an_unchanged_document_is_not_audited_again_and_says_the_same(store: Path, audits: Audits) -> None:
    first = run.run(["plan.md"], BOOK)
    assert store.is_file()
    assert audits.names
    audits.clear()
    assert run.run(["plan.md"], BOOK) == first
    assert audits.names == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("plan.md").write_text(PLAN.replace("18.5", "17.5"), "utf-8"),
        lambda: Path("config.json").write_text('{"tensor_parallel_size": 8}', "utf-8"),
        lambda: Path("plan.md").rename("other.md"),
    ],
)
def test_whatever_a_report_depends_on_brings_a_new_one(
    store: Path, audits: Audits, change: Callable[[], object]
) -> None:
    run.run(["."], BOOK)
    audits.clear()
    change()
    again = run.run(["."], BOOK)
    assert audits.names
    os.environ["AUDITOR_NO_CACHE"] = "1"
    assert run.run(["."], BOOK) == again


def test_other_rules_bring_other_reports(store: Path, audits: Audits, tmp_path: Path) -> None:
    run.run(["plan.md"], BOOK)
    audits.clear()
    (tmp_path / "ours" / "vocabulary").mkdir(parents=True)
    (tmp_path / "ours" / "vocabulary" / "a.yaml").write_text("sprocket_count: {labels: [sprockets]}\n", "utf-8")
    run.run(["plan.md"], load([tmp_path / "ours"]))
    assert audits.names


def test_samples_come_out_of_the_cache_as_they_went_in(store: Path) -> None:
    paths = [str(ROOT / "samples"), str(ROOT / "tests" / "plans")]
    assert run.run(paths, BOOK) == run.run(paths, BOOK)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database" * 1000),
        lambda path: path.write_bytes(path.read_bytes()[:700]),
        lambda path: path.write_bytes(b""),
        lambda path: (
            path.unlink(),
            sqlite3.connect(path).executescript("CREATE TABLE x (y); INSERT INTO x VALUES (1)"),
        ),
        lambda path: sqlite3.connect(path).executescript("UPDATE reports SET report = '{}'"),
        lambda path: sqlite3.connect(path).executescript("DROP TABLE reports"),
    ],
    ids=["garbled", "truncated", "empty", "foreign", "other rows", "no table"],
)
def test_a_damaged_cache_changes_nothing(
    store: Path, damage: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    first = run.run(["plan.md"], BOOK)
    for ending in ("-wal", "-shm"):
        Path(f"{store}{ending}").unlink(missing_ok=True)
    damage(store)
    assert run.run(["plan.md"], BOOK) == first
    assert capsys.readouterr().err.count("warning") <= 1
    assert run.run(["plan.md"], BOOK) == first


def test_a_folder_that_cannot_be_written_means_no_cache(
    store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert run.run(["plan.md"], BOOK).documents[0].status == "checked"


def test_the_oldest_reports_leave(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_cache, "MAX_ROWS", 3)
    for number in range(6):
        Path("plan.md").write_text(f"{number} GPUs\n", "utf-8")
        run.run(["plan.md"], BOOK)
    with sqlite3.connect(store) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (3,)


def test_what_changes_while_it_is_audited_is_not_kept(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = audit_module.read

    def read(document: object) -> object:
        Path("plan.md").write_text(PLAN + "\nMore.\n", "utf-8")
        return original(document)  # type: ignore[arg-type]

    monkeypatch.setattr(audit_module, "read", read)
    run.run(["plan.md"], BOOK)
    with sqlite3.connect(store) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (0,)


KILLED = int(os.environ.get("AUDITOR_TEST_KILLS", "8"))
"""Processes that the next test kills, two at a time."""


def test_killed_and_concurrent_runs_leave_a_whole_cache_and_report(store: Path) -> None:
    command = [sys.executable, "-m", "auditor", "check", "-o", "json", "-o", "json:report.json", "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    chance = random.Random(1)  # noqa: S311 - only when they are killed
    for round_ in range(KILLED // 2):
        for number in range(40):  # none of them is known already
            Path(f"{number}.md").write_text(f"{PLAN.replace('18.5', f'{number}.5')}\nNote {round_}.\n", "utf-8")
        pair = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
        time.sleep(chance.uniform(0.1, 1.5))
        for process in pair:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if Path("report.json").exists():  # as a whole, or not at all
            assert json.loads(Path("report.json").read_text("utf-8"))["schema"] == "auditor/1"
            Path("report.json").unlink()
    uncached = {**environment, "AUDITOR_NO_CACHE": "1"}
    whole = subprocess.run(command, env=uncached, capture_output=True, check=False).stdout
    for _ in range(2):
        assert subprocess.run(command, env=environment, capture_output=True, check=False).stdout == whole
    with sqlite3.connect(store) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
