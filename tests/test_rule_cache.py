"""Compiled rules kept between runs: the same rules, whatever happens to the cache."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import compiling, kept
from auditor.cli.new_rule import skeleton
from auditor.engine import loader
from auditor.kept import default_store
from auditor.model import Rule, Source
from auditor.rule_cache import RuleCache
from auditor.rulebook import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        path = tmp_path / "own" / "pack" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(skeleton(f"pack/{name}", "formula"))
    return tmp_path / "own"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are compiled, in turn."""
    seen: list[str] = []

    def watched(build: Callable[..., object]) -> Callable[..., object]:
        def call(source: object, **given: object) -> object:
            seen.append(Path(source.path).name)  # type: ignore[attr-defined]
            return build(source, **given)

        return call

    for name in ("load_rule", "read_vocabulary_file"):
        monkeypatch.setattr(compiling, name, watched(getattr(compiling, name)))
    return seen


def test_a_cached_rule_book_is_the_same(folder: Path, store: Path, compiled: list[str]) -> None:
    plain = load((folder,))
    assert load((folder,), cache=store) == plain
    compiled.clear()
    assert load((folder,), cache=store) == plain
    assert compiled == []


def test_the_files_of_an_unchanged_folder_are_not_read(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load((folder,))
    load((folder,), cache=store)

    def never(path: Path, root: Path) -> Source:
        raise AssertionError(path, root)

    for module in (compiling, loader):
        monkeypatch.setattr(module, "read_rule_file", never)
    assert load((folder,), cache=store) == plain


def test_a_file_that_two_folders_share_is_a_rule_of_each_alone(folder: Path, store: Path) -> None:
    other = folder.parent / "other"
    (other / "pack").mkdir(parents=True)
    (other / "pack" / "a.yaml").hardlink_to(folder / "pack" / "a.yaml")
    for folders in ((folder, other), (other,), (folder,), (folder, other)):
        for _ in range(2):
            assert load(folders, cache=store) == load(folders)


def test_a_folder_that_is_named_otherwise_has_its_rules_there(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load((folder,), cache=store)
    monkeypatch.chdir(folder.parent)
    assert load((Path("own"),), cache=store) == load((Path("own"),))


def test_only_what_changed_is_compiled_again(folder: Path, store: Path, compiled: list[str]) -> None:
    load((folder,), cache=store)
    compiled.clear()
    path = folder / "pack" / "a.yaml"
    path.write_text(path.read_text().replace("severity: medium", "severity: info"))
    book = load((folder,), cache=store)
    assert compiled == ["a.yaml"]
    assert next(rule for rule in book.rules if rule.id == "pack/a").severity == "info"


def test_a_rule_that_is_gone_is_gone_and_one_that_moved_is_checked_again(folder: Path, store: Path) -> None:
    load((folder,), cache=store)
    (folder / "pack" / "a.yaml").rename(folder / "pack" / "c.yaml")
    book = load((folder,), cache=store)
    assert [rule.id for rule in book.rules if rule.id.startswith("pack/")] == ["pack/b"]
    assert "the id 'pack/a' is not the place of the file" in str(book.problems[0])


def test_a_changed_unit_compiles_everything_again(folder: Path, store: Path, compiled: list[str]) -> None:
    load((folder,), cache=store)
    (folder / "vocabulary").mkdir()
    (folder / "vocabulary" / "own.yaml").write_text("sprockets: {unit: ''}\n")
    compiled.clear()
    load((folder,), cache=store)
    assert {"a.yaml", "b.yaml", "own.yaml", "world-size.yaml"} <= set(compiled)


def test_the_code_is_part_of_the_key(
    folder: Path, store: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load((folder,), cache=store)
    compiled.clear()
    monkeypatch.setattr(kept, "code_state", lambda: "another state")
    load((folder,), cache=store)
    assert "a.yaml" in compiled


def test_broken_files_are_never_kept(folder: Path, store: Path) -> None:
    (folder / "pack" / "b.yaml").write_text("id: [")
    for _ in range(2):
        book = load((folder,), cache=store)
        assert len(book.problems) == 1
        assert "pack/b.yaml:1" in str(book.problems[0])


def damaged(store: Path, change: Callable[[Path], object]) -> None:
    for path in store.glob("rules-*.json"):
        change(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-40]),
        lambda path: path.write_bytes(b"\xff\x00"),
        lambda path: path.write_text("[]"),
        lambda path: path.write_text("[" * 100_000),
        lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | {"records": []})),
        lambda path: path.write_text(path.read_text().replace('"kind":', '"kinds":').replace('"given":', '"gave":')),
        lambda path: path.write_text(path.read_text().replace('"facts":[', '"facts":[7, ')),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: path.chmod(0),
    ],
    ids="empty cut binary list deep entries keys shapes folder forbidden".split(),
)
def test_a_damaged_cache_is_no_cache(folder: Path, store: Path, change: Callable[[Path], object]) -> None:
    plain = load((folder,))
    load((folder,), cache=store)
    damaged(store, change)
    assert load((folder,), cache=store) == plain
    assert load((folder,), cache=store) == plain


def test_a_cache_that_cannot_be_written_is_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load((folder,), cache=tmp_path / "file" / "cache") == load((folder,))


def test_what_killed_runs_left_is_swept(folder: Path, store: Path) -> None:
    store.mkdir()
    old, new = store / "rules-x.json.1.tmp", store / "rules-x.json.2.tmp"
    for path in (old, new):
        path.write_text("{")
    os.utime(old, (time.time() - 7200,) * 2)
    load((folder,), cache=store)
    assert not old.exists()
    assert new.exists()


def test_a_file_that_is_not_used_any_more_leaves_the_cache(folder: Path, store: Path) -> None:
    load((folder,), cache=store)
    (folder / "pack" / "a.yaml").unlink()
    load((folder,), cache=store)
    sizes = [len(json.loads(path.read_text())["records"]) for path in store.glob("rules-*.json")]
    assert 1 in sizes


SCRIPT = """
import sys
from pathlib import Path
from auditor.rulebook import load
book = load((Path(sys.argv[1]),), cache=Path(sys.argv[2]))
print(len(book.rules), len(book.problems))
"""


def start(folder: Path, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(folder), str(store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_concurrent_runs_and_killed_ones_leave_a_whole_cache(folder: Path, store: Path) -> None:
    expected = f"{len(load((folder,)).rules)} 0\n"
    running = [start(folder, store) for _ in range(4)]
    for delay in (0.05, 0.15, 0.25):
        killed = start(folder, store)
        time.sleep(delay)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    for process in running:
        out, err = process.communicate()
        assert (out, err) == (expected, "")
    assert load((folder,), cache=store) == load((folder,))


def test_the_store_is_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AUDITOR_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = default_store()
    assert found is not None
    assert found.name == "auditor"
    monkeypatch.setenv("AUDITOR_NO_CACHE", "1")
    assert default_store() is None


def test_without_a_store_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    RuleCache(None, folder, Rule, state="").save(0)
    load((folder,))
    assert sorted(tmp_path.rglob("*")) == before


def test_what_a_link_leads_to_is_part_of_the_state(folder: Path, store: Path) -> None:
    """A rule and a pack that are links to a hidden folder of the same rules; and one that leads back to itself."""
    hidden = folder / ".shared" / "linked"
    hidden.mkdir(parents=True)
    (hidden / "d.yaml").write_text(skeleton("linked/d", "formula"))
    (folder / ".shared" / "c.yaml").write_text(skeleton("pack/c", "formula"))
    (folder / "pack" / "c.yaml").symlink_to("../.shared/c.yaml")
    (folder / "linked").symlink_to(".shared/linked")
    (folder / "again").symlink_to(".")
    assert load((folder,), cache=store) == load((folder,))
    for changed in (hidden / "d.yaml", folder / ".shared" / "c.yaml"):
        changed.write_text(changed.read_text().replace("severity: medium", "severity: info"))
        book = load((folder,), cache=store)
        assert book.rules == load((folder,)).rules
        assert sum(rule.severity == "info" for rule in book.rules if rule.id in ("linked/d", "pack/c")) > 0


def test_a_vocabulary_that_is_a_link_to_elsewhere_counts(folder: Path, store: Path) -> None:
    shared = folder.parent / "shared"
    shared.mkdir()
    (shared / "own.yaml").write_text("sprockets: {unit: '', labels: [sprockets]}\n")
    (folder / "vocabulary").symlink_to(shared)
    assert "sprockets" in load((folder,), cache=store).vocabulary.concepts
    (shared / "own.yaml").unlink()
    assert "sprockets" not in load((folder,), cache=store).vocabulary.concepts


def test_a_folder_that_is_named_twice_is_kept_once(
    folder: Path, store: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    twice = (Path("own"), folder)
    assert load(twice, cache=store) == load((Path("own"),))
    compiled.clear()
    load(twice, cache=store)
    assert compiled == []


def test_a_copy_with_the_size_and_time_of_the_file_before_is_another(folder: Path, store: Path) -> None:
    path = folder / "pack" / "a.yaml"
    before, times = path.read_text(), path.stat()
    load((folder,), cache=store)
    path.write_text(before.replace("severity: medium", "severity: high  "))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size
    book = load((folder,), cache=store)
    assert next(rule for rule in book.rules if rule.id == "pack/a").severity == "high"
