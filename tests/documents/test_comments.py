"""Comments that speak to the auditor: which are comments, where they stand, which lines they speak of."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from auditor.documents.comments import speaks
from auditor.model import Document

Read = Callable[[str], Document]
NOTE = "<!-- auditor: x -->"


def covered(document: Document) -> list[str | None]:
    text = document.source.text
    return [
        None if each.covers is None else text[each.covers.start : each.covers.end].rstrip("\n")
        for each in document.comments
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"5 GB. {NOTE}\n\nnext\n", [f"5 GB. {NOTE}"]),
        (f"5 GB\nand 6 GB {NOTE}\n\nnext\n", [f"5 GB\nand 6 GB {NOTE}"]),
        (f"no number {NOTE}\n", [f"no number {NOTE}"]),
        (f"## 5 GB {NOTE}\n", [f"## 5 GB {NOTE}"]),
        (f"5 GB {NOTE}\n====\n", [f"5 GB {NOTE}"]),
        (f"- 5 GB {NOTE}\n- 6 GB\n", [f"- 5 GB {NOTE}"]),
        (f"- 5 GB\n\n  more {NOTE}\n- 6 GB\n", [f"  more {NOTE}"]),
        (f"> 5 GB {NOTE}\n", [f"> 5 GB {NOTE}"]),
        (f"{NOTE}\n5 GB\n6 GB\n\n7 GB\n", ["5 GB\n6 GB"]),
        (f"{NOTE}\n\n5 GB\n", ["5 GB"]),
        (f"{NOTE}\n{NOTE}\n5 GB\n", ["5 GB", "5 GB"]),
        (f"{NOTE} {NOTE}\n5 GB\n", ["5 GB", "5 GB"]),
        (f"4 GB\n{NOTE}\n5 GB\n", ["5 GB"]),
        (f"{NOTE}\n- 5 GB\n- 6 GB\n", ["- 5 GB"]),
        (f"- 5 GB\n  {NOTE}\n  6 GB\n", ["  6 GB"]),
        (f"{NOTE}\n\n---\n\n# 5 GB\n\n6 GB\n", ["# 5 GB"]),
        (f"{NOTE}\n```\n5 GB\n6 GB\n```\n7 GB\n", ["```\n5 GB\n6 GB\n```"]),
        (f"{NOTE}\n\n    5 GB = x\n", ["    5 GB = x"]),
        (f"{NOTE}\n$$\n5 = 6\n$$\n", ["$$\n5 = 6\n$$"]),
        (f"{NOTE}\n\n| a |\n|---|\n| 5 |\n\nnext\n", ["| a |\n|---|\n| 5 |"]),
        (f"| a | b |\n|---|---|\n| 5 | 6 {NOTE} |\n| 7 | 8 |\n", [f"| 5 | 6 {NOTE} |"]),
        (f"| a | b |\n|---|---|\n| 5 | 6 | {NOTE}\n| 7 | 8 |\n", [f"| 5 | 6 | {NOTE}"]),
        (f"{NOTE} 5 GB in HTML\n\nnext\n", [f"{NOTE} 5 GB in HTML"]),
        (f"<p>5 GB\n{NOTE}</p>\n\nnext\n", [f"<p>5 GB\n{NOTE}</p>"]),
        (f"<details>\n{NOTE}\n\n5 GB\n", ["5 GB"]),
        (f"{NOTE}\n\n<p>5 GB</p>\n", ["<p>5 GB</p>"]),
        (f"5 GB\n\n{NOTE}\n", [None]),
        (f":::note\n5 GB {NOTE}\n:::\n", [f"5 GB {NOTE}"]),
        ("5 GB <!--auditor:\nx\n--> and\n", ["5 GB <!--auditor:\nx\n--> and"]),
        ("5 GB <!-- Auditor : x -->\n", ["5 GB <!-- Auditor : x -->"]),
    ],
)
def test_the_lines_that_a_comment_speaks_of(read: Read, text: str, lines: list[str | None]) -> None:
    document = read(text)
    assert covered(document) == lines
    for each in document.comments:
        printed = document.source.text[each.span.start : each.span.end]
        assert printed == f"<!--{each.text}-->"


@pytest.mark.parametrize(
    "text",
    [
        f"`{NOTE}` 5 GB\n",
        f"``5 ` {NOTE}`` GB\n",
        f"```\n5 GB {NOTE}\n```\n",
        f"```html\n{NOTE}\n```\n",
        f"5 GB:\n\n    {NOTE}\n",
        f"\\{NOTE} 5 GB\n",
        f"5 GB ${NOTE}$\n",
        f"<pre>\n5 {NOTE}\n</pre>\n",
        f"<script>\n5 {NOTE}\n</script>\n",
        f"![5 {NOTE}](x.png)\n",
        f"---\ntitle: {NOTE}\nx: 5\n---\n",
        "&lt;!-- auditor: x --> 5 GB\n",
        "<! -- auditor: x --> 5 GB\n",
        "<!-- auditors: x --> 5 GB\n",
        "<!-- the auditor: x --> 5 GB\n",
        "<!-- auditor has seen it --> 5 GB\n",
        "<!-- auditor: never ends\n\n5 GB\n",
        "5 GB <!-- auditor: never ends\n",
        "| a | b |\n|---|---|\n| 5 <!-- auditor: x | --> |\n",
        "auditor: ignore 5 GB\n",
    ],
)
def test_what_is_no_comment(read: Read, text: str) -> None:
    assert read(text).comments == ()


def test_a_comment_in_a_quote_over_two_lines_has_no_markers_in_it(read: Read) -> None:
    (comment,) = read("> 5 GB <!-- auditor: one\n> two -->\n").comments
    assert comment.text == " auditor: one\ntwo "


def test_the_text_around_a_comment_reads_as_without_it(read: Read) -> None:
    """The paragraph still leads into the list."""
    plain = read("Memory of the nodes\n\n- 5 GB\n- 6 GB\n")
    noted = read(f"Memory of the nodes\n\n{NOTE}\n\n- 5 GB\n- 6 GB\n")
    assert [block.text for block in noted.blocks] == [block.text for block in plain.blocks]
    other = read("Memory of the nodes\n\n<!-- any other comment -->\n\n- 5 GB\n- 6 GB\n")
    assert other.comments == ()


def test_many_comments_to_others_cost_little() -> None:
    text = "<!-- x --> 5 GB " * 20_000
    started = process_time()
    assert not speaks(text)
    assert process_time() - started < 0.5
