"""Templates choose words: they neither reckon nor let a document's text act, and their mistakes are reported."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes
from markdown_it import MarkdownIt

from auditor.errors import ConfigError, RuleError
from auditor.model import DocumentReport, Report
from auditor.reports import page
from auditor.reports.page_environment import code, environment, rendered
from auditor.resources import templates_folder

TEMPLATES = sorted(templates_folder().glob("*.md.j2"))
RECKONING = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Concat)
REPORT = Report(documents=(DocumentReport(path="plan.md", title="Plan", status="checked"),))


def made(tmp_path: Path, text: str, **values: Any) -> str:
    (tmp_path / "page.md.j2").write_text(text, "utf-8")
    return rendered(tmp_path, "page.md.j2", values)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_reckons_or_glues_text(path: Path) -> None:
    tree = environment(path.parent).parse(path.read_text("utf-8"))
    assert not list(tree.find_all(RECKONING))


@pytest.mark.parametrize("text", ["{{ x | safe }}", "{{ x | join }}", "{{ x | format }}", "{{ range(3) }}"])
def test_nothing_of_jinja_that_could_undo_the_escaping_exists(tmp_path: Path, text: str) -> None:
    with pytest.raises(RuleError):
        made(tmp_path, text, x="a")


def test_whatever_is_printed_is_escaped_once(tmp_path: Path) -> None:
    text = "{% macro m(y) -%}<{{ y }}>{%- endmacro %}{{ x }} {{ m(x) }} {% set z = m(x) %}{{ z }} {{ 3 }}"
    assert made(tmp_path, text, x="*a*") == r"\*a\* <\*a\*> <\*a\*> 3" + "\n"


@pytest.mark.parametrize(
    "text", ["a", "`", "``", "a `b` ``c``", " a", "a ", "` a `", "a\nb", "<b>&amp;\\", "**a** | [b](c)"]
)
def test_code_shows_every_character(text: str) -> None:
    tokens = MarkdownIt().parseInline(code(text))[0].children
    assert tokens is not None
    assert [token.type for token in tokens] == ["code_inline"]
    assert tokens[0].content == text.replace("\n", "⏎")


def test_a_style_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(ConfigError, match="'poem'; there are issues-analysis, correction-review"):
        page.render(REPORT, "poem")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n{{ page.nothing }}\n", 2, "nothing"),
        ("a\n\n{% if %}\n", 3, "[Ee]xpected"),
        ('{% import "gone.md.j2" as words %}\n', None, "no such template"),
        ("\n{{ page.summary() }}\n", 2, "not callable"),
        ("\n{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}\n", 3, "argument"),
    ],
    ids=["undefined", "syntax", "import", "call", "macro"],
)
def test_a_wrong_template_is_named_with_its_line(
    text: str, line: int | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(templates_folder(), tmp_path / "templates")
    (tmp_path / "templates" / "issues-analysis.md.j2").write_text(text, "utf-8")
    monkeypatch.setattr(page, "templates_folder", lambda: tmp_path / "templates")
    with pytest.raises(RuleError, match=message) as raised:
        page.render(REPORT, "issues-analysis")
    broken = "gone.md.j2" if "gone" in text else "issues-analysis.md.j2"
    assert (raised.value.path, raised.value.line) == (str(tmp_path / "templates" / broken), line)


def test_a_missing_template_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "templates_folder", lambda: tmp_path)
    with pytest.raises(RuleError, match="there is no such template") as raised:
        page.render(REPORT, "issues-analysis")
    assert raised.value.path == str(tmp_path / "issues-analysis.md.j2")
