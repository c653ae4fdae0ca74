"""Markdown to blocks, sections and tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.documents.markdown import parse
from auditor.model import Document, Source

Read = Callable[[str], Document]


def shape(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.depth, block.text) for block in document.blocks]


def test_lists(read: Read) -> None:
    document = read("""
        - Memory
          - weights: 20 GB
            second line 1

            second paragraph 2
          - nothing to say
        - [x] done 3

        1. other list 4
        """)
    assert shape(document) == [
        ("item", 0, "Memory"),
        ("item", 1, "weights: 20 GB\nsecond line 1"),
        ("item", 1, "second paragraph 2"),
        ("item", 0, "done 3"),
        ("item", 0, "other list 4"),
    ]
    groups = [block.group for block in document.blocks]
    assert len(set(groups[:4])) == 1
    assert groups[4] != groups[0]


def test_text_without_a_number_is_kept_where_it_may_be_a_label(read: Read) -> None:
    document = read("""
        # Title

        Left out.

        A caption
        | a | b |
        |---|---|
        | 1 | x |

        Before a list
        - 5

        Before a fence

        ```
        x = 5
        ```

        Ends with a colon:

        Also left **out**, with [a link](http://x/1).

        **All bold**

        - an item without any

        | no | digit |
        |----|-------|
        | x  | y     |
        """)
    kept = [block.text for block in document.blocks if block.kind in ("paragraph", "item")]
    assert kept == ["A caption", "Before a list", "5", "Before a fence", "Ends with a colon:", "All bold"]
    assert len(document.tables) == 1


def test_sections(read: Read) -> None:
    document = read("""
        Before 0

        Top *one*
        =========

        In one 1

        ## Two `2`
        ### Three #
        In three 3

        # Four

        > # Quoted 5

        - # In a list 6
        """)
    text = document.source.text
    sections = [(s.title, s.level, s.parent) for s in document.sections]
    assert sections == [("", 0, None), ("Top one", 1, 0), ("Two 2", 2, 1), ("Three", 3, 2), ("Four", 1, 0)]
    ends = [text[s.span.end :].split("\n")[0] for s in document.sections]
    assert ends == ["", "# Four", "# Four", "# Four", ""]
    assert [text[s.span.start :].split("\n")[0] for s in document.sections[1:3]] == ["Top *one*", "## Two `2`"]
    assert [(b.text, b.section) for b in document.blocks] == [
        ("Before 0", 0), ("Top one", 1), ("In one 1", 1), ("Two 2", 2), ("Three", 3), ("In three 3", 3), ("Four", 4),
        ("Quoted 5", 4), ("In a list 6", 4),
    ]  # fmt: skip
    assert document.heading_path(3) == ("Top one", "Two 2", "Three")
    assert document.title == "Top one"


def test_a_table(read: Read) -> None:
    document = read(r"""
        # S

        | Name | *GB* \| GiB |   |
        |:-----|------------:|---|
        | a    | `1 \| 2`    |
        |      | **3**       | x | y |
        z
        """)
    (table,) = document.tables

    def texts(row: tuple[int | None, ...]) -> list[str | None]:
        return [None if index is None else document.blocks[index].text for index in row]

    assert texts(table.header) == ["Name", "GB | GiB", None]
    assert [texts(row) for row in table.rows] == [["a", "1 | 2", None], [None, "3", "x"], ["z", None, None]]
    assert table.section == 1
    source = document.source
    assert source.text[table.span.start : table.span.end].split("\n")[-1] == "z"
    cell = document.blocks[table.rows[1][1] or 0]
    assert cell.cell
    assert (cell.cell.table, cell.cell.row, cell.cell.column) == (0, 2, 1)
    assert source.position(cell.offsets[0]) == (6, 12)
    code = document.blocks[table.rows[0][1] or 0]
    assert [source.text[offset] for offset in code.offsets] == list("1 | 2")
    assert len({block.group for block in document.blocks if block.cell}) == 1


def test_tables_in_lists_and_quotes(read: Read) -> None:
    document = read("""
        - item 0

          a | b
          --|--
          1 | 2
        - | c | d |
          |---|---|
          | 3 |

        > | e |
        > |---|
        > | 4 |
        """)
    assert [block.text for block in document.blocks] == ["item 0", "a", "b", "1", "2", "c", "d", "3", "e", "4"]
    assert [block.quoted for block in document.blocks][-2:] == [True, True]
    for block in document.blocks:
        assert document.source.text[block.offsets[0]] == block.text[0]
    assert [len(table.rows) for table in document.tables] == [1, 1, 1]


def test_quotes(read: Read) -> None:
    document = read("""
        > quoted 1
        lazy 2
        >
        > - item 3

        not 4
        """)
    assert [(b.text, b.kind, b.quoted) for b in document.blocks] == [
        ("quoted 1\nlazy 2", "paragraph", True),
        ("item 3", "item", True),
        ("not 4", "paragraph", False),
    ]


def test_formulas_on_lines_of_their_own(read: Read) -> None:
    document = read(r"""
        Text 1
        $$
        a_1 * b_2
        - 3 \\
        = 4
        $$
        $$5$$ and text
        $$ never closed 6

        - $$x
          = 7$$.
        """)
    assert shape(document) == [
        ("paragraph", 0, "Text 1"),
        ("paragraph", 0, "$$\na_1 * b_2\n- 3 \\\\\n= 4\n$$"),
        ("paragraph", 0, "$$5$$ and text\n$$ never closed 6"),
        ("item", 0, "$$x\n= 7$$."),
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("---\na: 1\n---\n2", ["2"]),
        ("+++\na = 1\n+++\n2", ["2"]),
        ("---\n# comment\na: 1\n...\n2", ["2"]),
        ("---\n\n1\n\n---\n2", ["1", "2"]),
        ("---\nno settings 1\n---\n2", ["no settings 1", "2"]),
        ("---\na: 1\n", ["a: 1"]),
        ("text 0\n\n---\na: 1\n---\n", ["text 0", "a: 1"]),
    ],
)
def test_front_matter(text: str, seen: list[str]) -> None:
    document = parse(Source(path="x.md", text=text))
    assert [block.text for block in document.blocks] == seen


@pytest.mark.parametrize(
    "text", ["", "\n", "   ", "\n\n\n", "\t", "---", "```", "|", "#", "> ", "- ", "\ufeff", "$$", "[^1]: 5"]
)
def test_next_to_nothing(text: str) -> None:
    document = parse(Source(path="docs/x.md", text=text))
    assert document.sections[0].span.end == len(text)
    assert document.title == "x.md"


def test_a_document_can_be_compared_and_hashed(read: Read) -> None:
    text = "# A 1\n\nb *2*\nc 3\n"
    assert read(text) == read(text)
    assert len({hash(read(text).blocks), hash(read(text).blocks)}) == 1
