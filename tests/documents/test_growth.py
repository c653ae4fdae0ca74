"""Twice the text takes about twice the time, whatever the text."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from auditor.documents.markdown import parse
from auditor.model import Source

HOSTILE: dict[str, Callable[[int], str]] = {
    "nested emphasis": lambda n: "*a **b 1 " * n,
    "intraword emphasis": lambda n: "?c_" * n + "1",
    "open brackets": lambda n: "[" * n + "1",
    "open links": lambda n: "[a1](" * n,
    "backticks of all lengths": lambda n: "1" + "".join("`" * (i % 200 + 1) + " " for i in range(n)),
    "open comments": lambda n: "a<!--1" * n,
    "open formulas": lambda n: "$a1 " * n,
    "open formula lines": lambda n: "1\n$$a\n" * n,
    "open brackets of formulas": lambda n: "\\(1 " * n,
    "struck out": lambda n: "~~1 " * n,
    "products": lambda n: "2*x " * n,
    "footnotes": lambda n: "[^1" * n,
    "lazy lines of quotes": lambda n: ">" * 15 + "1\n" + "a1\n" * n,
    "task list": lambda n: "- [ ] 1\n" * n,
    "wide table": lambda n: "|a1" * n + "|\n" + "|-" * n + "|\n" + "|1" * n + "|\n",
    "short rows of a wide table": lambda n: "|a1" * n + "|\n" + "|-" * n + "|\n" + "1\n" * n,
    "long table": lambda n: "|a|b|\n|-|-|\n" + "|1|2|\n" * n,
    "escaped borders": lambda n: "|a1" + "\\|" * n + "|\n|-|\n",
    "headings": lambda n: "# 1\n## 2\n" * n,
    "one paragraph": lambda n: "a 1  \n" * n,
    "sheet": lambda n: "```\n" + "a = 5 * 3 = 15 GB\n" * n,
    "long line of a sheet": lambda n: "```\nzz = f(1)\n" + "1 " * n,
    "flags": lambda n: "```\n1 " + "--a" * n,
    "calls": lambda n: "```\n" + "f(1 a." * n,
    "front matter that does not end": lambda n: "---\na: 1\n" + "---x\n" * n,
}


def seconds(text: str) -> float:
    source = Source(path="x.md", text=text)
    began = time.process_time()
    parse(source)
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    make = HOSTILE[name]
    size = 500
    while seconds(make(size)) < 0.02 and size < 64_000:
        size *= 2
    once = min(seconds(make(size)) for _ in range(3))
    for _ in range(3):  # a busy machine may spoil one measurement
        if seconds(make(2 * size)) < 3 * once + 0.01:
            return
    pytest.fail(f"{size} -> {2 * size} parts: more than 3 times as long as {once:.3f} s")
