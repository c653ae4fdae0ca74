"""Twice the text takes about twice the time, whatever the text."""

from __future__ import annotations

import gc
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
    "tree": lambda n: "```\n1 " + "├──" * n,
    "settings of the environment": lambda n: "```\n" + "A_1=1 " * n,
    "assignments": lambda n: "```\n" + "a = a + 1\n" * n,
    "prompts": lambda n: "```\na@b:1" + " ~" * n,
    "calls": lambda n: "```\n" + "f(1 a." * n,
    "open angles": lambda n: "<div>\n" + "<1" * n,
    "open tags": lambda n: "<div>\n" + "<a 1 " * n,
    "tags with open quotes": lambda n: "<div>\n" + "<a b='1\"" * n,
    "elements that do not end": lambda n: "<div>\n" + "<b><i>1" * n,
    "left out and not closed": lambda n: "<div>\n" + "<del/><s>1" * n,
    "closings with spaces": lambda n: "<div>\n<s>1" + "</s  x" * n,
    "comments in HTML": lambda n: "<div>\n" + "<!-- -- 1" * n,
    "tables in tables": lambda n: "<table>1" * n,
    "long HTML table": lambda n: "<table>" + "<tr><td>1" * n + "</table>",
    "short rows of a wide HTML table": lambda n: "<table>" + "<td>1" * n + "<tr><td>" * n + "</table>",
    "words of HTML": lambda n: "<div>\n" + "1 &lt; " * n,
    "HTML blocks": lambda n: "<p>1</p>\n\n" * n,
    "labels of links": lambda n: "- [a\n" * n + "1",
    "images": lambda n: "![1](" * n,
    "boxes": lambda n: ":::note[\n" * n + ":::note\n1\n" * n,
    "fences of boxes": lambda n: "```{note}\n1\n```\n" * n,
    "open fences of boxes": lambda n: "````{note}\n```{tip}\n1\n" * n,
    "options of boxes": lambda n: ":::{note}\n" + ":a: 1\n" * n,
    "alerts": lambda n: "> [!NOTE]\n> 1\n\n" * n,
    "front matter that does not end": lambda n: "---\na: 1\n" + "---x\n" * n,
}


ENOUGH = 0.02
"""Seconds that make a measurement worth comparing."""
MAX_SIZE = 64_000
RUNS, ATTEMPTS = 2, 3
LIMIT, GRACE = 3.2, 0.004
"""Twice the text may take this many times as long, and some seconds more; what grows with the square takes 4 times."""


def seconds(text: str) -> float:
    """The processor time of parsing a text, without that of collecting what other tests have left behind."""
    source = Source(path="x.md", text=text)
    gc.disable()
    try:
        began = time.process_time()
        parse(source)
        return time.process_time() - began
    finally:
        gc.enable()


def grows_in_proportion(make: Callable[[int], str], measure: Callable[[str], float] = seconds) -> bool:
    """Whether twice the text takes about twice as long: the best of some runs, in one attempt of some."""
    size = 500
    while measure(make(size)) < ENOUGH and size < MAX_SIZE:
        size *= 2
    once, twice = make(size), make(2 * size)
    for _ in range(ATTEMPTS):  # a busy machine may spoil one
        runs = [(measure(once), measure(twice)) for _ in range(RUNS)]
        if min(long for _, long in runs) < LIMIT * min(short for short, _ in runs) + GRACE:
            return True
    return False


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    assert grows_in_proportion(HOSTILE[name])


@pytest.mark.parametrize(
    ("power", "passes"),
    [(1, True), (1.5, True), (2, False), (3, False)],
)
def test_growth_with_the_square_would_be_seen(power: float, passes: bool) -> None:
    def measure(text: str) -> float:
        return 1e-9 * len(text) ** power + 0.001

    assert grows_in_proportion(lambda size: "x" * size, measure) is passes
