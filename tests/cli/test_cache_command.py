"""``auditor cache`` removes what is the auditor's own, and nothing else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.cli.main import main
from auditor.workspace import result_cache

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache lies; there is none yet."""
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setattr(result_cache, "PATIENCE", 0.1)
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    Path("plan.md").write_text("20 GB ÷ 8 = 3 GB\n", "utf-8")
    return tmp_path / "caches" / "auditor"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_the_path_is_that_of_the_runs(store: Path, run: Run) -> None:
    assert run("cache", "path") == (0, f"{store}\n", "")
    assert not store.exists()
    run("check", "plan.md")
    assert (store / result_cache.NAME).is_file()
    assert run("cache", "path") == (0, f"{store}\n", "")


def test_a_path_is_whole_where_the_variable_is_not(
    store: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert run("cache", "path")[1] == f"{tmp_path}/docs/here/auditor\n"


def test_what_is_kept_is_removed_and_counted(store: Path, run: Run) -> None:
    first = run("check", "plan.md")
    assert {path.name.partition("-")[0] for path in store.iterdir()} == {"reports.sqlite", "rules"}
    before, count = size(store), len(list(store.iterdir()))
    assert run("cache", "clear") == (0, f"{store}: {count} files removed, {before:,} bytes freed\n", "")
    assert list(store.iterdir()) == []
    assert run("cache", "clear") == (0, f"{store}: 0 files removed, 0 bytes freed\n", "")
    assert run("check", "plan.md") == first
    assert (store / result_cache.NAME).is_file()


def test_there_is_none(store: Path, run: Run) -> None:
    assert run("cache", "clear") == (0, f"{store}: 0 files removed, 0 bytes freed\n", "")
    assert not store.parent.exists()
    store.parent.mkdir()
    store.write_text("no folder", "utf-8")
    assert run("cache", "clear")[0] == 0
    assert store.read_text("utf-8") == "no folder"


@pytest.mark.parametrize("command", ["path", "clear"])
def test_nobody_wants_one(store: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    run("check", "plan.md")
    before = sorted(store.iterdir())
    monkeypatch.setenv("AUDITOR_NO_CACHE", "1")
    code, out, err = run("cache", command)
    assert (code, out) == (0, "")
    assert "AUDITOR_NO_CACHE is set" in err
    assert sorted(store.iterdir()) == before


def test_files_of_others_stay(store: Path, run: Run) -> None:
    run("check", "plan.md")
    others = [
        "notes.txt",
        "rules-mine.json",
        "rules-0.json",
        "reports.sqlite.bak",
        "reports.sqlite-mine",
        "Rules.json",
    ]
    for name in others:
        (store / name).write_text('{"basis":"mine"}', "utf-8")
    (store / "rules").mkdir()
    code, _, err = run("cache", "clear")
    assert (code, err) == (0, "")
    assert sorted(path.name for path in store.iterdir()) == sorted([*others, "rules"])


def another_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript("CREATE TABLE precious (x); INSERT INTO precious VALUES (1)")
    connection.close()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("reports.sqlite", another_database),
        ("reports.sqlite", lambda path: path.write_bytes(b"no database" * 1000)),
        ("reports.sqlite", lambda path: path.mkdir()),
        ("reports.sqlite", os.mkfifo),
        ("reports.sqlite", lambda path: path.symlink_to("../../docs/plan.md")),
        (f"rules-{'0' * 32}.json", lambda path: path.write_text("[]", "utf-8")),
        (f"rules-{'0' * 32}.json", lambda path: path.write_text("", "utf-8")),
        (f"rules-{'0' * 32}.json", lambda path: path.symlink_to("../../docs/plan.md")),
        (f"rules-{'0' * 32}.json", os.mkfifo),
        (f"rules-{'0' * 32}.json.1-{'0' * 8}.tmp", lambda path: path.write_text("mine", "utf-8")),
    ],
)
def test_what_is_only_called_like_one_of_ours_stays(
    store: Path, run: Run, name: str, make: Callable[[Path], object]
) -> None:
    store.mkdir(parents=True)
    make(store / name)
    before = (store / name).lstat()
    ours = store / f"rules-{'1' * 32}.json"
    ours.write_text('{"basis":"", "records": {}}', "utf-8")
    code, out, err = run("cache", "clear")
    assert (code, out) == (2, f"{store}: 1 file removed, 27 bytes freed\n")
    assert f"{store / name}: this is no file of the auditor" in err
    after = (store / name).lstat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    assert Path("plan.md").is_file()


def test_what_killed_runs_leave_is_removed(store: Path, run: Run) -> None:
    run("check", "plan.md")
    held = sqlite3.connect(store / result_cache.NAME)
    with held:
        held.execute("UPDATE reports SET used = 0")
    copies = {path.name: path.read_bytes() for path in store.iterdir()}  # with -wal and -shm, as a killed run has them
    held.close()
    for path in store.iterdir():
        path.unlink()
    assert {"reports.sqlite-wal", "reports.sqlite-shm"} <= copies.keys()
    copies[f"rules-{'a' * 32}.json.12-{'b' * 8}.tmp"] = b'{"bas'
    for name, data in copies.items():
        (store / name).write_bytes(data)
    code, out, err = run("cache", "clear")
    freed = sum(map(len, copies.values()))
    assert (code, out, err) == (0, f"{store}: {len(copies)} files removed, {freed:,} bytes freed\n", "")
    assert list(store.iterdir()) == []


def test_what_another_run_uses_stays_and_works(store: Path, run: Run) -> None:
    run("check", "plan.md")
    other = sqlite3.connect(store / result_cache.NAME)
    assert other.execute("SELECT count(*) FROM reports").fetchone() == (1,)
    code, _, err = run("cache", "clear")
    assert code == 2
    assert "it is in use" in err
    with other:
        other.execute("UPDATE reports SET used = 1")
    other.close()
    assert run("cache", "clear")[0] == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing stops the superuser")
def test_a_folder_that_cannot_be_changed(store: Path, run: Run) -> None:
    run("check", "plan.md")
    store.chmod(0o500)
    code, _, err = run("cache", "clear")
    store.chmod(0o700)
    assert code == 2
    assert "cannot be" in err
