"""``auditor report``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import auditor.reports
from auditor.errors import RuleError
from auditor.model import Report

Auditor = Callable[..., Any]


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch, folder: Path) -> ModuleType:
    def render(report: Report, style: str) -> str:
        return f"# {style}: {report.count('contradicted')} ÷\n"

    module = ModuleType("auditor.reports.page")
    vars(module)["render"] = render
    monkeypatch.setitem(sys.modules, "auditor.reports.page", module)
    monkeypatch.setattr(auditor.reports, "page", module, raising=False)
    (folder / "plan.md").write_text("WRONG")
    return module


def test_to_the_terminal_or_a_file(auditor: Auditor, folder: Path) -> None:
    assert auditor("report", "plan.md").out == "# issues-analysis: 1 ÷\n"
    result = auditor("report", "plan.md", "--style", "correction-review", "-o", "review.md")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert (folder / "review.md").read_text("utf-8") == "# correction-review: 1 ÷\n"


def test_a_missing_document_makes_no_report(auditor: Auditor, folder: Path) -> None:
    result = auditor("report", "gone.md", "-o", "review.md")
    assert result.code == 2
    assert result.err == "auditor: error: gone.md: not checked: no such file or folder\n"
    assert not (folder / "review.md").exists()


def test_a_partly_checked_document_is_reported_with_a_warning_exit(auditor: Auditor, folder: Path) -> None:
    (folder / "plan.md").write_text("LIMITED")
    result = auditor("report", "plan.md")
    assert result.code == 2
    assert result.out.startswith("# issues-analysis")


def test_a_template_error_is_one_message(auditor: Auditor, page: ModuleType) -> None:
    def render(report: Report, style: str) -> str:
        raise RuleError("unexpected '}'", path="templates/issues-analysis.md.j2", line=4)

    vars(page)["render"] = render
    result = auditor("report", "plan.md")
    assert (result.code, result.out) == (2, "")
    assert result.err == "auditor: error: templates/issues-analysis.md.j2:4: unexpected '}'\n"


def test_a_report_that_cannot_be_written(auditor: Auditor) -> None:
    result = auditor("report", "plan.md", "-o", "nowhere/review.md")
    assert result.code == 2
    assert result.err.startswith("auditor: error: nowhere/review.md: the report cannot be written: ")
