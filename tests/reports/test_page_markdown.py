"""The reports are sound Markdown, whatever stands in a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from auditor.model import Change, Check, Correction, DocumentReport, Facets, Fix, Operand, Place, Report, Span
from auditor.rational import Fraction
from auditor.reports import page

Make = Callable[..., Check]
GOLDEN = sorted((Path(__file__).parents[1] / "golden").rglob("*.md"))
PARSER = MarkdownIt("js-default")
HARMLESS = {"inline", "text", "softbreak", "strong_open", "strong_close", "code_inline"} | {
    f"{block}_{end}"
    for block in ("heading", "paragraph", "bullet_list", "ordered_list", "list_item")
    for end in ("open", "close")
}
HOSTILE = [
    "# heading\n\n## another",
    "- item\n- item\n",
    "1. a\n2. b",
    "[link](http://evil.example) ![image](http://evil.example/p.png) <http://evil.example>",
    "<script>alert(1)</script> &lt; <!-- -->",
    "`code` ``` ~~~\n```\nfence\n",
    "**bold** _it_ ~~gone~~ *",
    "a | b\n---|---\nc | d",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "\x1b[2J\u202e\u2028\r\n\t",
    "---",
    "> quote",
    "    indented",
    "ends with a backslash \\",
]


def tokens_of(text: str) -> list[Token]:
    return [token for block in PARSER.parse(text) for token in (block, *(block.children or ()))]


def headings(text: str) -> list[tuple[int, str]]:
    blocks = PARSER.parse(text)
    return [
        (int(block.tag[1]), blocks[at + 1].content) for at, block in enumerate(blocks) if block.type == "heading_open"
    ]


def sound(text: str) -> None:
    """What every report must be."""
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert {token.type for token in tokens_of(text)} <= HARMLESS
    assert not [token for token in PARSER.parse(text) if token.type == "paragraph_open" and is_loose(token)]
    assert list(empty_sections(text)) == []
    assert_numbered(text)


def is_loose(paragraph: Token) -> bool:
    """Whether an empty line stands between the items of the list that a paragraph is in."""
    return paragraph.level >= 2 and not paragraph.hidden


def empty_sections(text: str) -> Iterator[str]:
    """Headings with neither text nor a deeper heading below them."""
    blocks = [block for block in PARSER.parse(text) if block.level == 0 or block.type == "inline"]
    starts = [at for at, block in enumerate(blocks) if block.type == "heading_open"]
    for at in starts:
        after = blocks[at + 3] if at + 3 < len(blocks) else None
        if after is None or (after.type == "heading_open" and after.tag <= blocks[at].tag):
            yield blocks[at + 1].content


def assert_numbered(text: str) -> None:
    """Numbered headings and lists count 1, 2, 3 …"""
    for _, titles in sections(text):
        numbers = [int(found[1]) for title in titles if (found := re.match(r"(\d+)\. ", title))]
        assert numbers == list(range(1, len(numbers) + 1))
    for run in re.findall(r"(?:^\d+\. .*\n)+", text, re.MULTILINE):
        numbers = [int(number) for number in re.findall(r"^(\d+)\. ", run, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))


def sections(text: str) -> list[tuple[str, list[str]]]:
    """Each heading of the second level with those of the third below it."""
    found: list[tuple[str, list[str]]] = []
    for level, title in headings(text):
        if level == 2:
            found.append((title, []))
        elif level == 3 and found:
            found[-1][1].append(title)
    return found


# --- documents that say anything ------------------------------------------------------------------------------------


def place_with(words: str, line: int, path: str = "plan.md") -> Place:
    return Place(
        path=path,
        span=Span(start=line * 100, end=line * 100 + 9),
        line=line,
        column=1,
        end_line=line,
        end_column=10,
        text=words,
        line_text=f"before {words} after",
        section=(words, words),
    )


def check_with(words: str, line: int, **changes: Any) -> Check:
    """A check all of whose texts come from a document."""
    place, other, narrow = place_with(words, line), place_with(words, line + 1), Facets(phase=words)
    values: dict[str, Any] = {
        "rule": "pack/rule",
        "title": words,
        "verdict": "contradicted",
        "severity": "critical",
        "group": "resources",
        "place": place,
        "message": words,
        "stated": words,
        "recomputed": words,
        "ratio": Fraction(2),
        "derivation": (f"{words} = {words}", words),
        "assumptions": (words,),
        "causes": (words,),
        "related": (other, place_with(words, line + 2)),
        "operands": (
            Operand(name="claimed", concept="gpu_count", label=words, value=words, place=place),
            Operand(name="target", concept="gpu_memory", label=words, value=words, place=other, facets=narrow),
        ),
        "fix": Fix(replace=words, replacement=words, span=place.span),
        "reason": words,
        "impact": words,
        "recommendation": words,
    }
    return Check(**{**values, **changes})


def report_with(words: str) -> Report:
    """One check of every kind, and a correction."""
    other = (Operand(name="x", concept="gpu_count", label=words, value=words, place=place_with(words, 70)),)
    checks = (
        check_with(words, 1),
        check_with(words, 10, severity="high", group="arithmetic", operands=()),
        check_with(words, 20, severity="medium", group="memory", operands=other),
        check_with(words, 30, verdict="holds"),
        check_with(words, 40, verdict="holds", group="hardware", operands=other),
        check_with(words, 50, verdict="open"),
        check_with(words, 60, verdict="open", operands=()),
    )
    changes = tuple(
        Change(
            concept="gpu_count",
            label=words,
            before=words,
            after=words,
            reason=words,
            origin=origin,
            place=place_with(words, 1),
        )
        for origin in (words, "computed")
    )
    after = tuple(replace(check, verdict="holds") if check.severity == "critical" else check for check in checks)
    correction = Correction(origin=words, changes=changes, checks=after)
    return Report(
        documents=(
            DocumentReport(
                path=words, title=words, status="limited", checks=checks, reason=words, correction=correction
            ),
        ),
        problems=(words,),
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_the_reports_on_the_samples_are_sound(path: Path) -> None:
    sound(path.read_text("utf-8"))


@pytest.mark.parametrize("style", page.STYLES)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_documents_change_no_structure(words: str, style: str) -> None:
    text = page.render(report_with(words), style)
    plain = page.render(report_with("plain words"), style)
    sound(text)
    assert [level for level, _ in headings(text)] == [level for level, _ in headings(plain)]
    assert "evil.example" not in " ".join(str(token.attrs) for token in tokens_of(text))


@pytest.mark.parametrize("style", page.STYLES)
@given(words=st.text(max_size=60).filter(str.strip))
@settings(deadline=None, max_examples=100)
def test_any_text_makes_a_sound_report(words: str, style: str) -> None:
    sound(page.render(report_with(words), style))


@pytest.mark.parametrize("style", page.STYLES)
def test_texts_may_be_empty(style: str) -> None:
    text = page.render(report_with(""), style)
    assert {token.type for token in tokens_of(text)} <= HARMLESS


@pytest.mark.parametrize("style", page.STYLES)
@pytest.mark.parametrize("verdict", ["holds", "contradicted", "open"])
@pytest.mark.parametrize("severity", ["critical", "high", "medium"])
def test_single_checks_make_a_sound_report(style: str, verdict: Any, severity: Any, make_check: Make) -> None:
    check = make_check(verdict=verdict, severity=severity, reason="no value" if verdict == "open" else None)
    document = DocumentReport(path="docs/plan.md", title="Plan", status="checked", checks=(check,))
    sound(page.render(Report(documents=(document,)), style))


@pytest.mark.parametrize("style", page.STYLES)
def test_documents_follow_each_other(style: str) -> None:
    documents = [DocumentReport(path=f"{name}.md", title=name, status="not_checked", reason="gone") for name in "ab"]
    text = page.render(Report(documents=tuple(documents)), style)
    assert [title.split()[0 if style == "issues-analysis" else -1] for _, title in headings(text)] == ["a", "b"]
    assert "\n\n\n" not in text
    assert "`a.md` was not checked: gone" in text
