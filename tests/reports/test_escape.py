"""No text of a document may act in an output."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from auditor.reports.escape import html, markdown, terminal, visible

HOSTILE = [
    "a | b",
    "[x](http://evil.example)",
    "![x](http://evil.example/p.png)",
    "<http://evil.example>",
    "http://evil.example and www.evil.example",
    "<script>alert(1)</script>",
    "</td><td>",
    "<!-- -->",
    "a\nb",
    "a\r\n\r\n# heading",
    "# heading",
    "> quote",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "---",
    "===",
    "    code",
    "```\nfence",
    "~~~",
    "`code`",
    "**bold** _it_ ~~gone~~ ~gone~",
    "&lt; &#60; &amp; &copy;",
    "@everyone #1 GH-1 :smile: :+1:",
    "mailto:a@b.example",
    "[^1]: note",
    "[ref]: http://evil.example",
    "$x$ and $$y$$",
    "a \\| b \\\\| c \\",
    "\x1b[2J\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x9b2J\r\b\x00",
    "\u202eabc\u2066 \u200b \u00ad \ufeff",
    "\ud800",
    "\u2028\u2029\u0085",
    " \u00a0 ",
    "trailing  ",
]
READABLE = [
    "Total: 20 GB ÷ (TP × EP) = 20 GB ÷ 8 = 2.5 GB",
    "~5 s, ~$4.50/h (~100 %) at 2 * 8 kv_heads_per_gpu + 1",
    "20 GB / 8 < 3 GB, >= 2 GB & up to 90 % - or so; 10:30 h = 5",
    "-5 ms to +3 ms, 1.5x! Really?",
]


@pytest.mark.parametrize("text", READABLE)
def test_ordinary_statements_stay_as_they_are(text: str) -> None:
    assert markdown(text) == text
    assert terminal(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a⏎b"),
        ("\x1b[2J", "<U+001B>[2J"),
        ("\x9b", "<U+009B>"),
        ("1\u200b000", "1<U+200B>000"),
        ("\u202e", "<U+202E>"),
        ("\ud800", "<U+D800>"),
        ("\U000e0041", "<U+E0041>"),
        ("a\tb", "a<U+0009>b"),
        ("2 000 €  √ 漢", "2 000 €  √ 漢"),
        ("::error::x", "<U+003A>:error::x"),
        ("  ::stop-commands::x", "  <U+003A>:stop-commands::x"),
        ("a::b", "a::b"),
        ("x ##[error]y", "x #<U+0023>[error]y"),
    ],
)
def test_what_acts_or_hides_becomes_visible(text: str, shown: str) -> None:
    assert terminal(text) == shown


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "L", "N", "P", "S", "Zs"])))
@example("".join(HOSTILE))
def test_terminal_text_is_one_harmless_line(text: str) -> None:
    shown = terminal(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    assert terminal(shown) == shown


def test_every_control_and_format_character_of_unicode_becomes_visible() -> None:
    acting = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"}]
    assert all(visible(character) in {f"<U+{ord(character):04X}>", "⏎"} for character in acting)


PARSER = MarkdownIt("js-default")
PARAGRAPH = re.compile(r"\A<p>(.*)</p>\n\Z", re.DOTALL)
ROW = re.compile(r"<tbody>\n<tr>\n<td>(.*)</td>\n<td>end</td>\n</tr>\n</tbody>", re.DOTALL)
ITEM = re.compile(r"\A<ul>\n<li>(.*)</li>\n</ul>\n\Z", re.DOTALL)


def rendered(template: str, pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(PARSER.render(template.format(text)))
    assert found, PARSER.render(template.format(text))
    assert "<" not in found[1], "a tag came out of the text"
    return unescape(found[1])


texts = st.text(
    st.one_of(st.sampled_from("|[]()<>&@#:*_~$`\\!-+=.1a \n\t\u00a0\u202e/w"), st.characters(codec="utf-8")),
    min_size=1,
)


@pytest.mark.parametrize("text", HOSTILE + READABLE)
def test_markdown_reads_as_written(text: str) -> None:
    assert rendered("{}\n", PARAGRAPH, markdown(text)) == visible(text)
    assert rendered("| a | b |\n|---|---|\n| {} | end |\n", ROW, markdown(text)) == visible(text)
    assert rendered("- {}\n", ITEM, markdown(text)) == visible(text)


@given(texts)
def test_any_markdown_reads_as_written(text: str) -> None:
    assert rendered("{}\n", PARAGRAPH, markdown(text)) == visible(text)
    assert rendered("| a | b |\n|---|---|\n| {} | end |\n", ROW, markdown(text)) == visible(text)


@given(texts, texts)
def test_two_texts_beside_each_other_do_not_work_together(one: str, other: str) -> None:
    shown = rendered("From {} now\n", PARAGRAPH, f"{markdown(one)} to {markdown(other)}")
    assert shown == f"From {visible(one)} to {visible(other)} now"


@pytest.mark.parametrize("text", ["@everyone", "#12", ":smile:", "https://a.example", "www.a.example", "a@b.example"])
def test_github_finds_nothing_to_link(text: str) -> None:
    assert text not in markdown(text)


@given(st.text(), st.sampled_from(["<b>{}</b>", '<i title="{}">x</i>']))
def test_html_never_opens_a_tag_or_leaves_an_attribute(text: str, template: str) -> None:
    escaped = str(html(text))
    assert not set("<>\"'") & set(escaped)
    assert unescape(template.format(escaped)) == template.format(visible(text))
