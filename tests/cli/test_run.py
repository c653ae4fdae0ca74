"""Many documents in one run, each alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import RuleError
from auditor.model import Report
from auditor.workspace import run as run_module
from auditor.workspace.discovery import File
from auditor.workspace.run import run


def statuses(report: Report) -> dict[str, str]:
    return {document.path: document.status for document in report.documents}


def reasons(report: Report) -> dict[str, str | None]:
    return {document.path: document.reason for document in report.documents}


def test_what_fails_in_one_document_never_reaches_another(folder: Path, engine: Any) -> None:
    (folder / "a.md").write_text("CRASH")
    (folder / "b.md").write_text("WRONG")
    (folder / "c.md").write_bytes(b"\xff")
    (folder / "d.md").write_text("BAD FORMULA")
    (folder / "e.md").write_text("LIMITED SLIGHT")
    (folder / "f.md").write_text("BROKEN")
    report = run([".", "gone.md"], engine)
    assert statuses(report) == {
        "a.md": "not_checked",
        "b.md": "checked",
        "c.md": "not_checked",
        "d.md": "not_checked",
        "e.md": "limited",
        "f.md": "not_checked",
        "gone.md": "not_checked",
    }
    told = reasons(report)
    assert told["a.md"] is not None
    assert told["a.md"].startswith("the auditor itself failed, please report it: ZeroDivisionError at conftest.py:")
    assert told["a.md"].endswith(": a bug")
    assert told["c.md"] == "not UTF-8 at byte 0"
    assert told["d.md"] == "rules/x.yaml:3: no such name"
    assert told["f.md"] == "line 2, column 7: a comma is missing"
    assert told["gone.md"] == "no such file or folder"
    assert [check.severity for check in report.checks] == ["high", "low"]


def test_companions_are_handed_over_and_read_once(folder: Path, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plainly = run_module.read

    def counting(file: File) -> Any:
        read.append(file.shown)
        return plainly(file)

    monkeypatch.setattr(run_module, "read", counting)
    (folder / "a.md").write_text("x")
    (folder / "b.md").write_text("x")
    (folder / "config.json").write_text("{}")
    (folder / "tsconfig.json").write_text("BROKEN")
    report = run([".", "config.json"], engine)
    assert engine.companions == {"a.md": ["config.json"], "b.md": ["config.json"], "config.json": []}
    assert sorted(read) == ["a.md", "b.md", "config.json", "config.json", "tsconfig.json"]
    remark = "tsconfig.json, which stands beside it, was not read: line 2, column 7: a comma is missing"
    assert reasons(report)["a.md"] == remark
    assert set(statuses(report).values()) == {"checked"}


def test_mistakes_and_broken_rules_are_problems_of_the_run(folder: Path, engine: Any) -> None:
    (folder / "empty").mkdir()
    engine.problems = (RuleError("unknown key 'knid'", path="r.yaml", line=1, column=1, excerpt="knid: x"),)
    report = run(["empty"], engine)
    assert report.problems == (
        "r.yaml:1:1: unknown key 'knid'\n    knid: x\n    ^",
        "empty: no documents (*.md, *.markdown) in this folder",
    )
    assert report.documents == ()


def test_progress_sees_every_document(folder: Path, engine: Any) -> None:
    (folder / "a.md").write_text("x")
    (folder / "b.md").write_text("x")
    seen: list[str] = []

    def follow(files: Sequence[File]) -> Iterable[File]:
        for file in files:
            seen.append(file.shown)
            yield file

    run(["."], engine, follow)
    assert seen == ["a.md", "b.md"]
