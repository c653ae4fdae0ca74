"""The report on a folder: the worst first, a page each, and nothing left unsaid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from auditor.cli.main import main
from auditor.model import Acceptance, Check, DocumentReport, Report
from auditor.reports import folder

Make = Callable[..., Check]


def document(path: str, *checks: Check, status: str = "checked", reason: str | None = None) -> DocumentReport:
    return DocumentReport(path=path, title=path, status=status, checks=checks, reason=reason)  # type: ignore[arg-type]


@pytest.fixture
def report(make_check: Make) -> Report:
    accepted = make_check(accepted=Acceptance(by="comment", reason="known"))
    return Report(
        documents=(
            document("docs/quiet.md", make_check(verdict="holds")),
            document("docs/low.md", make_check(severity="low"), make_check(severity="low")),
            document("docs/worse.md", make_check(severity="critical"), accepted),
            document("docs/nothing.md"),
            document("docs/broken.md", status="not_checked", reason="not UTF-8"),
        ),
        problems=("rules/x.yaml:1: broken",),
    )


def links(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [unquote(str(c.attrs["href"])) for token in tokens for c in token.children or () if c.type == "link_open"]


def test_the_index_has_every_document_the_worst_first(report: Report) -> None:
    text = folder.render(report, "issues-analysis")[folder.INDEX]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows == [
        "| docs/broken.md | not checked | 0 | 0 | 0 | 0 |",
        "| [docs/worse.md](docs/worse.md.review.md) | critical | 1 | 1 | 0 | 0 |",
        "| [docs/low.md](docs/low.md.review.md) | low | 2 | 0 | 0 | 0 |",
        "| [docs/quiet.md](docs/quiet.md.review.md) |  | 0 | 0 | 1 | 0 |",
    ]
    assert "In 1 further document there is no statement that could be checked." in text
    assert "- docs/broken.md: not UTF-8" in text
    assert "- rules/x.yaml&#58;1: broken" in text or "- rules/x.yaml:1: broken" in text


def test_each_document_with_checks_has_a_page_that_the_index_links(report: Report) -> None:
    files = folder.render(report, "issues-analysis")
    tokens = MarkdownIt("commonmark").enable("table").parse(files[folder.INDEX])
    links = [
        str(child.attrs["href"]) for token in tokens for child in token.children or () if child.type == "link_open"
    ]
    assert {unquote(link) for link in links} == set(files) - {folder.INDEX}
    assert files["docs/low.md.review.md"].startswith("# ")


@pytest.mark.parametrize("path", ["index.md", "../up/plan.md", "a b/(c)_d~.md", "/srv/x.md", "[x](y).md"])
def test_no_path_leaves_the_folder_or_breaks_its_link(make_check: Make, path: str) -> None:
    files = folder.render(Report(documents=(document(path, make_check()),)), "issues-analysis")
    (name,) = set(files) - {folder.INDEX}
    assert not name.startswith("/")
    assert ".." not in name.split("/")
    assert links(files[folder.INDEX]) == [name]


def test_the_command_writes_an_index_and_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path("docs").mkdir(exist_ok=True)
        Path(f"docs/{name}.md").write_text("# Plan\n\n20 GB ÷ 8 = 3 GB.\n", "utf-8")
    assert main(["report", "docs"]) == 2
    assert "name a folder with -o" in capsys.readouterr().err
    assert main(["report", "docs", "-o", "review"]) == 0
    assert capsys.readouterr().out == "review/index.md\n"
    assert {path.relative_to("review").as_posix() for path in Path("review").rglob("*.md")} == {
        *("index.md", "docs/a.md.review.md", "docs/b.md.review.md")
    }
    assert main(["report", "docs/a.md", "-o", "review"]) == 2
    assert "is one file" in capsys.readouterr().err
