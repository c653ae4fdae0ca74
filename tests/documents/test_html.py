"""Text and tables of HTML."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import Document

Read = Callable[[str], Document]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def rows(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return [[None if at is None else document.blocks[at].text for at in row] for row in (table.header, *table.rows)]


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ('<p align="center">Total: 5&nbsp;GB</p>', ["Total: 5\u00a0GB"]),
        ("<div>\n  8 GPUs\n  of <b>80 GB</b>\n</div>", ["8 GPUs\nof 80 GB"]),
        ("<details>\n<summary>With 8 GPUs</summary>\n640 GB\n</details>", ["With 8 GPUs", "640 GB"]),
        ("<ul><li>1 a<li>2 b</li>\n<li>no number</li></ul>", ["1 a", "2 b"]),
        ("<p>10<sup>9</sup> B<sub>2</sub>, x<br>y<br/>\n z 3</p>", ["10^9 B2, x\ny\nz 3"]),
        (
            "<h2>4 nodes</h2><p>Before:</p><p>none</p><p><strong>All bold</strong></p>",
            ["4 nodes", "Before:", "All bold"],
        ),
        ("<div>5 &lt; 6 &amp; 7 &#x38; &unknown; 2 < 3 <4 a<b</div>", ["5 < 6 & 7 8 &unknown; 2 < 3 <4 a<b"]),
        ('<p title="1 > 2" data-x=3>4</p>', ["4"]),
        ("<div>1 <del>2</del> <s>3</s> 4</div>", ["1 4"]),
        ("<div>1<!-- 2 --> 3<script>4</script><style>5</style> <svg><text>6</text></svg></div>", ["1 3"]),
        ("<div>1 <pre><code>2 = 3</code></pre><p>4</div>", ["1", "4"]),
        ("<Tip>\nUse 8 GPUs.\n</Tip>", ["Use 8 GPUs."]),
        ('<p markdown="1">**Total:** `8` &times; 2</p><p>**3**</p>', ["Total: 8 × 2", "**3**"]),
        ("<div>1 <!-- never closed 2", ["1"]),
        ("<div>1 <script>2", ["1"]),
    ],
)
def test_text(read: Read, html: str, seen: list[str]) -> None:
    document = read(html)
    assert texts(document) == seen
    assert {block.kind for block in document.blocks} == {"paragraph"}


@pytest.mark.parametrize(
    "html", ["<!-- 5 GB -->", "<div>none</div>", '<img width="5">', "<script>\nx = 5\n</script>", "<div>\n<!-- 5 -->"]
)
def test_html_that_says_nothing_is_passed_over(read: Read, html: str) -> None:
    document = read(html)
    assert document.blocks == ()
    assert [passage.reason for passage in document.passed_over] == ["HTML"]


def test_styles(read: Read) -> None:
    (block,) = read("<p><b>Total <i>5</i></b> <code>x = 6</code> <a href='y'>7</a> <em> 8 </b></p>").blocks
    assert [(style.kind, block.text[style.start : style.end]) for style in block.styles] == [
        ("emphasis", "5"),
        ("strong", "Total 5"),
        ("code", "x = 6"),
        ("link", "7"),
    ]


def test_places(read: Read) -> None:
    document = read("""
        - Item

          <div>
            5 &lt; <b>6</b>
          </div>

        > <p>quoted
        > 7</p>
        """)
    text = document.source.text
    item, quoted = (block for block in document.blocks if block.text != "Item")
    assert (item.text, item.kind, item.depth) == ("5 < 6", "item", 0)
    assert [text[offset] for offset in item.offsets] == list("5 & 6")
    assert (quoted.text, quoted.quoted) == ("quoted\n7", True)
    assert [text[offset] for offset in quoted.offsets] == list("quoted\n7")


def test_what_leads_is_a_label(read: Read) -> None:
    document = read("""
        <details>
        <p>of 3 nodes</p>
        <summary>Memory</summary>

        | GB |
        |----|
        | 5  |
        """)
    assert texts(document) == ["of 3 nodes", "Memory", "GB", "5"]


def test_a_table(read: Read) -> None:
    document = read("""
        <table>
          <caption>2 models</caption>
          <thead><tr><th>Model</th><th>Size</th></tr></thead>
          <tr><td>a</td><td colspan="1">5&nbsp;GB<br>each</td></tr>
          <tr><td></td></tr>
          <tr><td><p>b</p><p>c</p><td>6 GB
        </table>
        """)
    assert rows(document) == [["Model", "Size"], ["a", "5\u00a0GB\neach"], [None, None], ["b\nc", "6 GB"]]
    assert texts(document)[0] == "2 models"
    (table,) = document.tables
    span = document.source.text[table.span.start : table.span.end]
    assert span.startswith("<table>")
    assert span.endswith("</table>")
    for index, block in enumerate(document.blocks[1:], 1):
        assert block.cell
        assert (table.header, *table.rows)[block.cell.row][block.cell.column] == index


def test_the_first_row_names_the_columns_if_it_has_no_number(read: Read) -> None:
    assert rows(read("<table><tr><td>a</td></tr><tr><td>1</td></tr></table>")) == [["a"], ["1"]]
    assert rows(read("<table><tr><td>1</td></tr><tr><td>2</td></tr></table>")) == [[None], ["1"], ["2"]]
    assert rows(read("<table><tr><th>1</th></tr><tr><td>2</td></tr></table>")) == [["1"], ["2"]]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td rowspan=2>1</td></tr></table>",
        "<table><tr><td colspan='3'>1</td></tr></table>",
        "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>",
    ],
)
def test_a_table_that_is_not_simple_is_passed_over(read: Read, table: str) -> None:
    document = read(f"<p>2</p>{table}<p>3</p>")
    assert texts(document) == ["2", "3"]
    (passage,) = document.passed_over
    assert passage.reason == "HTML table with merged cells or tables in it"
    assert document.source.text[passage.span.start : passage.span.end] == table


def test_a_table_that_does_not_end_is_text(read: Read) -> None:
    document = read("<table><tr><td>1 GB</td><td>2 GB</td></tr>\n\n<tr><td>3 GB</td></tr>\n</table>")
    assert texts(document) == ["1 GB", "2 GB", "3 GB"]
    assert document.tables == ()
