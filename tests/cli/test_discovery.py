"""Which files a path stands for."""

from __future__ import annotations

import errno
import inspect
import os
import sys
from pathlib import Path

import pytest

from auditor.errors import ConfigError, SourceError
from auditor.workspace.discovery import companions, configurations, discover, shown_path
from auditor.workspace.ignoring import Patterns


def tree(folder: Path, *names: str, text: str = "x") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def shown(*paths: str) -> list[str]:
    found = discover(paths)
    assert not found.problems
    return [file.shown for file in found.files]


def said(*paths: str) -> list[str]:
    return [str(problem) for problem in discover(paths).problems]


def test_folders_are_walked_for_markdown_in_order(folder: Path) -> None:
    tree(folder, "d/b.md", "d/a/z.markdown", "d/a.md", "d/C.MD", "d/x.txt", "d/config.json", "d/a.mdx")
    assert shown("d") == ["d/C.MD", "d/a/z.markdown", "d/a.md", "d/b.md"]


def test_named_files_are_taken_whatever_they_are_called(folder: Path) -> None:
    tree(folder, "plan.txt", ".hidden/x", "node_modules/a.md", "c.json")
    names = ["plan.txt", ".hidden/x", "node_modules/a.md", "c.json"]
    assert shown(*names) == names


def test_hidden_and_foreign_folders_are_skipped_unless_named(folder: Path) -> None:
    tree(folder, "a.md", ".git/b.md", ".venv/c.md", "x/node_modules/d.md", ".github/e.md")
    assert shown(".") == ["a.md"]
    assert shown(".github") == [".github/e.md"]


def test_each_file_once_in_the_order_given(folder: Path) -> None:
    tree(folder, "a.md", "b.md")
    assert shown("b.md", ".", "./b.md", str(folder / "a.md")) == ["b.md", "a.md"]


def test_standard_input(folder: Path) -> None:
    tree(folder, "a.md")
    assert shown("-", "a.md", "-") == ["<stdin>", "a.md"]


def test_paths_are_shown_as_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(folder, "in/a.md", "out/b.md")
    monkeypatch.chdir(folder / "in")
    outside = str(folder / "out/b.md")
    assert shown("./a.md", "../out/b.md") == ["a.md", "../out/b.md"]
    assert shown(outside, str(folder / "in/a.md")) == [outside, "a.md"]


def test_gitignore_is_honoured_at_and_below_the_folder(folder: Path) -> None:
    tree(folder, "d/a.md", "d/b.md", "d/build/c.md", "d/sub/a.md", "d/sub/k.md", "d/sub/top.md", "d/top.md")
    (folder / ".gitignore").write_text("a.md\n")
    (folder / "d/.gitignore").write_text("# comment\nb.md\nbuild/\n/top.md\nk.md\n!\n")
    (folder / "d/sub/.gitignore").write_text("!k.md\n")
    assert shown("d") == ["d/a.md", "d/sub/a.md", "d/sub/k.md", "d/sub/top.md"]


def test_an_ignored_folder_stays_ignored(folder: Path) -> None:
    tree(folder, "d/build/keep.md", "d/a.md")
    (folder / "d/.gitignore").write_text("build/\n!build/keep.md\n")
    assert shown("d") == ["d/a.md"]


def test_a_gitignore_that_cannot_be_read_ignores_nothing(folder: Path) -> None:
    tree(folder, "d/a.md", "e/a.md", "f/a.md", "g/a.md")
    (folder / "d/.gitignore").mkdir()
    os.mkfifo(folder / "e/.gitignore")
    (folder / "f/.gitignore").symlink_to(folder / "elsewhere")
    (folder / "g/.gitignore").write_bytes(b"\xff\xfe\n")
    assert shown("d", "e", "f", "g") == ["d/a.md", "e/a.md", "f/a.md", "g/a.md"]


def test_a_pattern_made_to_hang_is_left_out(folder: Path) -> None:
    tree(folder, "d/" + "a" * 120 + ".md")
    (folder / "d/.gitignore").write_text("a*" * 30 + "b\n")
    assert len(shown("d")) == 1


def test_links_out_of_the_folder_are_refused(folder: Path) -> None:
    tree(folder, "secret.md", "d/a.md")
    (folder / "d/out.md").symlink_to(folder / "secret.md")
    (folder / "d/gone.md").symlink_to(folder / "nothing")
    found = discover(["d"])
    assert [file.shown for file in found.files] == ["d/a.md"]
    assert all(isinstance(problem, SourceError) for problem in found.problems)
    assert said("d") == [
        "d/gone.md: a symbolic link to nothing",
        "d/out.md: a symbolic link out of the folder that is audited; name it on the command line to audit it",
    ]
    assert shown("d/out.md") == ["d/out.md"]


def test_links_within_the_folder_do_not_count_twice(folder: Path) -> None:
    tree(folder, "d/z.md", "d/other.txt")
    (folder / "d/a.md").symlink_to("z.md")
    (folder / "d/b.md").symlink_to("other.txt")
    (folder / "d/c.md").symlink_to("other.txt")
    assert shown("d") == ["d/b.md", "d/z.md"]


def test_linked_folders_are_not_followed(folder: Path) -> None:
    tree(folder, "d/a.md", "e/b.md")
    (folder / "d/loop").symlink_to(folder / "d")
    (folder / "d/e").symlink_to(folder / "e")
    (folder / "d/e.md").symlink_to(folder / "e")
    assert shown("d") == ["d/a.md"]


def test_a_folder_named_like_a_document_is_a_folder(folder: Path) -> None:
    tree(folder, "d/x.md/a.md")
    assert shown("d") == ["d/x.md/a.md"]


def test_a_very_deep_tree(folder: Path) -> None:
    path = "/".join(["d"] * 300)
    tree(folder, f"{path}/a.md")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        assert shown("d") == [f"{path}/a.md"]
    finally:
        sys.setrecursionlimit(before)


def test_what_is_missing_is_said(folder: Path) -> None:
    tree(folder, "empty/x.txt")
    assert said("nothing.md", "", "empty") == [
        "nothing.md: no such file or folder",
        "'': no such file or folder",
        "empty: no documents (*.md, *.markdown) in this folder",
    ]
    assert [type(problem) for problem in discover(["nothing.md", "empty"]).problems] == [SourceError, ConfigError]


def test_a_folder_that_cannot_be_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(folder, "d/a.md", "d/closed/b.md")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    found = discover(["d"])
    assert [file.shown for file in found.files] == ["d/a.md"]
    assert said("d") == ["d/closed: the folder cannot be read: Permission denied"]


def test_a_name_that_is_not_utf8_is_shown_escaped(folder: Path) -> None:
    name = os.fsdecode(b"a\xff.md")
    tree(folder, f"d/{name}")
    (found,) = discover(["d"]).files
    assert found.shown == "d/a\\xff.md"
    assert found.path is not None
    assert found.path.exists()
    assert shown_path(str(folder)) == "."


def test_companions_stand_beside_the_document(folder: Path) -> None:
    names = ["config.json", "Deployment_prod.YAML", "my-config.toml", "tsconfig.json", "deployment.yml"]
    others = ["other.json", "config.txt", "sub/config.json", ".config.json", "my.deployment.json"]
    tree(folder, "plan.md", *names, *others)
    (folder / "link-config.json").symlink_to(folder / "config.json")
    os.mkfifo(folder / "pipe-config.json")
    (folder / "big-config.json").write_bytes(b" " * ((1 << 20) + 1))
    assert [file.shown for file in companions(Path("plan.md"))] == sorted(names)
    assert "config.json" not in {file.shown for file in companions(Path("config.json"))}
    assert configurations(folder / "nowhere") == ()


# --- what is left out, and patterns -----------------------------------------------------------------------------------


def without(patterns: list[str], *paths: str, base: str = ".") -> list[str]:
    return [file.shown for file in discover(paths, (Patterns.of(Path(base), patterns),)).files]


def test_what_is_excluded_is_left_out_of_folders_only(folder: Path) -> None:
    tree(folder, "docs/a.md", "docs/old/b.md", "docs/old/deep/c.md", "docs/old/keep.md", "notes.md")
    patterns = ["docs/old/*", "!docs/old/keep.md"]
    assert without(patterns, ".") == ["docs/a.md", "docs/old/keep.md", "notes.md"]
    assert without(patterns, "docs/old/b.md") == ["docs/old/b.md"]
    assert without(patterns, "docs/**/*.md") == ["docs/a.md", "docs/old/keep.md"]


def test_patterns_count_from_their_own_folder(folder: Path) -> None:
    tree(folder, "docs/a.md", "a.md")
    assert without(["/a.md"], ".", base="docs") == ["a.md"]


def test_a_pattern_stands_for_the_files_that_it_matches(folder: Path) -> None:
    tree(folder, "docs/a.md", "docs/deep/b.md", "docs/c.txt", ".hidden/d.md")
    assert shown("docs/*.md") == ["docs/a.md"]
    assert shown("**/*.md") == ["docs/a.md", "docs/deep/b.md"]
    assert said("nothing/*.md") == ["nothing/*.md: no file matches this pattern"]


@pytest.mark.parametrize("name", ["vendor", "third_party", "node_modules", "venv", ".venv"])
def test_documents_of_others_are_read_where_they_are_named(folder: Path, name: str) -> None:
    tree(folder, "a.md", f"{name}/b.md")
    assert shown(".") == ["a.md"]
    assert shown(name) == shown(f"{name}/b.md") == [f"{name}/b.md"]
