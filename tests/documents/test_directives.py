"""Boxes of prose: fences of MyST, lines of colons, alerts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import Document

Read = Callable[[str], Document]


def texts(document: Document) -> list[str]:
    for block in document.blocks:
        assert [document.source.text[offset] for offset in block.offsets] == list(block.text)
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("name", ["note", "tip", "warning", "admonition", "dropdown", "seealso"])
def test_the_text_of_a_fence_is_prose(read: Read, name: str) -> None:
    document = read(f"""
        ```{{{name}}} With 8 GPUs
        :class: wide
        Each has 80 GB.

        - 5 TB

        | a |
        |---|
        | 1 |
        ```
        After 6
        """)
    assert texts(document) == ["With 8 GPUs", "Each has 80 GB.", "5 TB", "a", "1", "After 6"]
    assert document.passed_over == ()


def test_fences_in_boxes_and_boxes_in_other_things(read: Read) -> None:
    document = read("""
        > - ````{note}
        >   ```{tip}
        >   1 GB
        >   ```
        >   ```python
        >   x = 2
        >   ```
        >   # 3
        >   ````

        # 4

        ~~~ {info}
        never closed 5
        """)
    assert texts(document) == ["1 GB", "3", "4", "never closed 5"]
    assert [block.quoted for block in document.blocks] == [True, True, False, False]
    assert [section.title for section in document.sections] == ["", "4"]
    assert [passage.reason for passage in document.passed_over] == ["code (python)"]


@pytest.mark.parametrize("name", ["code-block", "figure", "mermaid", "notebook"])
def test_other_directives_are_code(read: Read, name: str) -> None:
    document = read(f"```{{{name}}} 5\nTotal = 5 × 3 = 15 GB\n```")
    assert texts(document) == []
    assert [passage.reason for passage in document.passed_over] == [f"code ({name})"]


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        (":::note", []),
        ("::: tip Of 3 nodes", ["Of 3 nodes"]),
        (":::warning[Of 3 nodes]", ["Of 3 nodes"]),
        ("::::{important} Of 3 nodes", ["Of 3 nodes"]),
        (":::info{.wide} Of 3 nodes", ["Of 3 nodes"]),
        (":::{note}\n:class: wide\n:name: x", []),
    ],
)
def test_lines_of_colons_are_no_text(read: Read, opening: str, title: list[str]) -> None:
    document = read(f"Before 1\n{opening}\nIn it 2\n:::\nAfter 3")
    assert texts(document) == ["Before 1", *title, "In it 2", "After 3"]


@pytest.mark.parametrize("line", [":::notes", ":: note", ":::{figure} x", "::: 5 GB", ":5", "a ::: b"])
def test_other_lines_with_colons_are_text(read: Read, line: str) -> None:
    assert texts(read(f"{line}\nand 2")) == [f"{line}\nand 2"]


@pytest.mark.parametrize(
    ("alert", "seen"),
    [
        ("> [!NOTE]\n> Of 8 GPUs", ["Of 8 GPUs"]),
        ("> [!warning]- Title\n> Of 8 GPUs", ["Title\nOf 8 GPUs"]),
        ("> [!TIP]\n>\n> Of 8 GPUs", ["Of 8 GPUs"]),
        ("> [!NOTE]\n> - 8", ["8"]),
        ("> [!NOTE] **8**", ["8"]),
        ("> [!8](x)", ["!8"]),
        ("> 8\n> [!NOTE]", ["8\n[!NOTE]"]),
        ("[!NOTE]\n8", ["[!NOTE]\n8"]),
    ],
)
def test_the_mark_of_an_alert_is_no_text(read: Read, alert: str, seen: list[str]) -> None:
    document = read(alert)
    assert texts(document) == seen
    assert {block.quoted for block in document.blocks} == {alert.startswith(">")}
