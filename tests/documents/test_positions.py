"""Positions and structure, over every construct of CommonMark and over texts that nobody would write.

The examples in ``constructs.txt`` are ours. The ones of the CommonMark specification may not be copied here; name a
file with them (a JSON list of texts) in ``AUDITOR_COMMONMARK`` to run over these as well.
"""

from __future__ import annotations

import json
import os
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.documents.grammar import parse_blocks
from auditor.documents.inline import read_by_rules, read_inline
from auditor.documents.markdown import parse
from auditor.documents.offsets import lines_place
from auditor.documents.quick_inline import read_quickly
from auditor.model import Block, Document, Source

EXAMPLES = Path(__file__).with_name("constructs.txt").read_text("utf-8").split("%%%\n")
if "AUDITOR_COMMONMARK" in os.environ:
    EXAMPLES += json.loads(Path(os.environ["AUDITOR_COMMONMARK"]).read_text("utf-8"))

PIECES = (
    "* _ ** __ ` `` [ ] ( ) ! < > & # - + = | \\ $ $$ ~ ~~ ^ : ; 1 2.5 GB a é 😀 &nbsp; &#49; &ngE; <sup> </sup> <br> "
    "\\| \\* http://x.y <http://a.b/1> [^1] ``` ~~~ --- *** ![x](y) ](z) <!-- --> <div> │ ├── { } \" '"
).split()
PIECES += [
    "\n",
    "\n",
    "\n\n",
    " ",
    " ",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "[ ] ",
    "[a]: /u\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
]
PIECES += (
    "<p> </p> <table> </table> <tr> <td> </td> <th> <li> <details> <code> </code> <b> </b> &lt; <del> </del>".split()
)
PIECES += ["<td colspan=2>", '<p markdown="1">', "<pre>", "</pre>", "<br/>", "<sup>2</sup>", "\n<div>\n", "<a href='>'"]
PIECES += ["\u00a0", "\u200b", "\u2028", "\u3000", "\x0b", "\x0c", "\x1c", "\x85", "\ufeff", "\ufffd"]
soup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
texts = soup | st.text() | st.lists(st.sampled_from(EXAMPLES), max_size=4).map("\n".join)

BOXES = ["```{note}", "```{tip} 1\n", "```\n", ":::note", ":::", "::: tip [1]\n", "[!NOTE]", "\n> [!TIP]\n", ":a: b\n"]
boxes = st.lists(st.sampled_from([*PIECES, *BOXES * 4]), max_size=30).map("".join)

STOCK = MarkdownIt("commonmark").enable("table")


def check_block(block: Block, text: str) -> None:
    offsets = list(block.offsets)
    assert len(offsets) == len(block.text) > 0
    for before, after in pairwise(offsets):
        assert before < after or (before == after and text[before] == "&")
    for character, offset in zip(block.text, offsets, strict=True):
        written = text[offset]
        entity = written == "&"
        tag = written == "<" and character in "^\n "
        folded = written == "\n" and character == " "
        assert written == character or entity or tag or folded
    for style in block.styles:
        assert 0 <= style.start < style.end <= len(block.text)


def check(document: Document) -> None:
    """What every later stage relies on."""
    text = document.source.text
    for block in document.blocks:
        check_block(block, text)
        assert (
            document.sections[block.section].span.start <= block.offsets[0] < document.sections[block.section].span.end
        )
    for index, block in enumerate(document.blocks):
        if block.cell:
            table = document.tables[block.cell.table]
            assert (table.header, *table.rows)[block.cell.row][block.cell.column] == index
            assert table.span.start <= block.offsets[0] < table.span.end
    for section in document.sections[1:]:
        parent = document.sections[section.parent or 0]
        assert parent.level < section.level
        assert parent.span.start <= section.span.start < section.span.end <= parent.span.end
    for passage in document.passed_over:
        assert 0 <= passage.span.start <= passage.span.end <= len(text)


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_character_is_found_in_the_file(text: str) -> None:
    check(parse(Source(path="x.md", text=text)))


@given(texts | boxes)
def test_no_text_breaks_the_parser(text: str) -> None:
    check(parse(Source(path="x.md", text=text.replace("\r", "\n"))))


# --- the same as markdown-it-py ---------------------------------------------------------------------------------------


def outline_of_ours(text: str) -> list[object]:
    kinds = {"paragraph": "paragraph", "formula": "paragraph"}
    return [
        ("table", token.level, token.map)
        if token.type == "table"
        else (
            kinds.get(token.type, token.type),
            token.level,
            token.map and token.map[0],
            token.tag,
            stripped(token.content),
        )
        for token in parse_blocks(text, 0)[0]
    ]


def outline_of_theirs(text: str) -> list[object]:
    result: list[object] = []
    tokens = iter(STOCK.parse(text))
    for token in tokens:
        if token.type in ("paragraph_open", "heading_open"):
            content = next(tokens).content
            next(tokens)
            tag = token.tag if token.type == "heading_open" else ""
            result.append(
                (token.type.removesuffix("_open"), token.level, token.map and token.map[0], tag, stripped(content))
            )
        elif token.type == "table_open":
            result.append(("table", token.level, token.map))
            while next(tokens).type != "table_close":
                pass
        else:
            result.append((token.type, token.level, token.map and token.map[0], token.tag, stripped(token.content)))
    return result


def stripped(content: str) -> list[str]:
    return [line.strip() for line in content.split("\n")]


@pytest.mark.parametrize("text", EXAMPLES)
def test_blocks_are_those_of_markdown_it(text: str) -> None:
    assert outline_of_ours(text) == outline_of_theirs(text)


@given(texts.filter(lambda text: not re.search(r"[\r\0]|\$\$|:::", text)))
def test_blocks_of_any_text_are_those_of_markdown_it(text: str) -> None:
    assert outline_of_ours(text) == outline_of_theirs(text)


def seen(children: list[Token]) -> str:
    """The text that markdown-it-py would show."""
    text = ""
    for token in children:
        if token.type in ("text", "text_special", "code_inline"):
            text += token.content
        elif token.type in ("softbreak", "hardbreak") or re.fullmatch(r"<br\s*/?>", token.content, re.I):
            text += "\n"
    return text


# What we read otherwise on purpose: formulas, struck-out text, footnotes, powers, products.
OURS = re.compile(r"[$~^]|<sup>|\\[(\[]|[\w)%]\*|\*\d|_\d", re.I)


def check_inline(text: str) -> None:
    tokens, definitions = parse_blocks(text, 0)
    for token in tokens:
        if token.type in ("paragraph", "heading") and not OURS.search(token.content):
            place = lines_place(token.content, token.meta["starts"])
            theirs = STOCK.parseInline(token.content, {"references": definitions.get("references", {})})[0]
            assert read_inline(token.content, place, definitions).text == seen(theirs.children or [])


@pytest.mark.parametrize("text", EXAMPLES)
def test_text_is_that_of_markdown_it(text: str) -> None:
    check_inline(text)


@given(texts)
def test_text_of_any_text_is_that_of_markdown_it(text: str) -> None:
    check_inline(re.sub("[\r\0]", "", text))


# --- the same with and without markdown-it-py -------------------------------------------------------------------------


def check_quick_reading(content: str, definitions: dict[str, Any]) -> None:
    place = range(7, 7 + len(content))
    quick = content and read_quickly(content, place, definitions.get("references", ()))
    if quick:
        slow = read_by_rules(content, place, definitions)
        assert (quick.text, list(quick.offsets), quick.styles) == (slow.text, list(slow.offsets), slow.styles)


@pytest.mark.parametrize("text", EXAMPLES)
def test_text_read_quickly_is_the_same(text: str) -> None:
    tokens, definitions = parse_blocks(text, 0)
    for token in tokens:
        if token.type in ("paragraph", "heading"):
            check_quick_reading(token.content, definitions)


MARKUP = "[a] [1] ![a](b) ![a] [a](b) [ ] ( ) ]( * * ** __ _ ` ` ! < > & ~~ $ $$ \\ 1 2 a b . , é —".split()
MARKUP += ["\n", " ", "x@y", "<b>", "</b>", "<sup>2</sup>", "<br>", "[^1]", "&nbsp;", "<http://a.b>", "a&b"]


@given(st.lists(st.sampled_from(MARKUP), max_size=25).map("".join), st.booleans())
def test_markup_read_quickly_is_the_same(content: str, references: bool) -> None:
    definitions = {"references": {"A": {"href": "/x", "title": ""}}} if references else {}
    check_quick_reading(content.strip(), definitions)


def test_everyday_markup_is_read_quickly() -> None:
    for content in ("**Total**: *about* `5 GB`", "a [link 1](http://x/2) b", "a_1 * 2  \nb<br>c \\* 5 < 6", "~$5~~"):
        assert read_quickly(content, range(len(content)))
