"""Inline text: what a reader sees, where each character stands, and what Markdown would have got wrong."""

from __future__ import annotations

import pytest

from auditor.documents.inline import read_inline
from auditor.documents.inline_text import Inline
from auditor.documents.offsets import Runs

DEFINITIONS: dict[str, object] = {"references": {"REF": {"href": "/x", "title": ""}}}


def read(content: str) -> Inline:
    return read_inline(content, range(100, 100 + len(content)), DEFINITIONS)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("plain 5 GB", "plain 5 GB"),
        ("**Total**: *about* `5 GB`", "Total: about 5 GB"),
        ("a [link 1](http://x/2 '3') b", "a link 1 b"),
        ("[ref] [REF] [none 1]", "ref REF [none 1]"),
        ("![alt 1](x) seen 2", " seen 2"),
        ("<http://x.y/1?a=2>", "http://x.y/1?a=2"),
        ("5 &lt; 6&nbsp;GB &#49;0", "5 < 6\u00a0GB 10"),
        (r"10\% of \$5 \* 2 \a", r"10% of $5 * 2 \a"),
        ("a  \nb\\\nc\nd", "a\nb\nc\nd"),
        ("10<sup>9</sup> B<sub>2</sub> x<br>y <b>z</b><!-- 4 -->", "10^9 B2 x\ny z"),
        ("10<sup>-3</sup> 2<sup>1.5</sup> a<sup>n</sup> b<SUP>2</SUP>", "10^-3 2^1.5 an b^2"),
        ("stated[^1] here[^note]", "stated here"),
        ("~~25 GB~~ 30 GB, ~5 and ~~ 6", " 30 GB, ~5 and ~~ 6"),
        ("`a 1` ``b ` 2`` `` ` ``", "a 1 b ` 2 `"),
    ],
)
def test_a_text_as_a_reader_sees_it(content: str, text: str) -> None:
    assert read(content).text == text


@pytest.mark.parametrize(
    "content",
    [
        "135*60*24 = 194400",
        "2 * 3 * 4 = 24",
        "10K _ 24 _ 500",
        "20 bytes*6*3",
        "N*24*60",
        "2*params*bytes",
        "2*(3+4)*5",
        "50%*3*2",
        "(1+2)*3*4",
        "2**10 and 2**20",
        "5 *10* 3 = 150",
        "5 _10_ 3 = 150",
        "365*24*3600*1000 s",
        "$5*2 + $3*4",
    ],
)
def test_a_product_is_not_emphasis(content: str) -> None:
    assert read(content).text == content


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a *1.5x* gain", "a 1.5x gain"),
        ("102 **(1.16x speed-up)**", "102 (1.16x speed-up)"),
        ("约**5 GB**内存", "约5 GB内存"),
        ("*5*x and *Note*(3)", "5x and Note(3)"),
        ("**Total: 5** 6 **7**", "Total: 5 6 7"),
        ("2 *(q and output*) x 3", "2 (q and output) x 3"),
        ("un*frigging*believable 1", "unfriggingbelievable 1"),
    ],
)
def test_emphasis_beside_numbers_is_still_emphasis(content: str, text: str) -> None:
    assert read(content).text == text


@pytest.mark.parametrize(
    "content",
    [
        r"$$\frac{6 \times 70 \times 10^9}{0.45 \times 989} = 7.37 \text{ seconds}$$",
        r"$a_1 * b_2 = 10\%$",
        r"$$a_{in} * b_{out} \\ 5$$",
        r"\(a_1 \times 2 = 6\)",
        r"\[x^2 * y * 3\]",
        "price is $5 and $10",
        "costs $5/GB, so 3 x $5 = $15",
    ],
)
def test_a_formula_stays_as_written(content: str) -> None:
    for around in ("{}", "so {} holds", "**bold** {} *em*"):
        assert content in read(around.format(content)).text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("from $5 **each** to $10", "from $5 each to $10"),
        ("**$5** and **$10**", "$5 and $10"),
        ("**$5**, or **10$**", "$5, or 10$"),
        ("$`6 * 7`$", "$6 * 7$"),
        (r"\(5 GB\) \[6\]", "(5 GB) [6]"),
        ("$$ **b** 1", "$$ b 1"),
        ("$ 5 *x* 6$", "$ 5 x 6$"),
    ],
)
def test_money_is_no_formula(content: str, text: str) -> None:
    assert read(content).text == text


@pytest.mark.parametrize(
    ("content", "styles"),
    [
        ("a **b 1** c", [("strong", "b 1")]),
        ("***a* b** 1", [("emphasis", "a"), ("strong", "a b")]),
        ("`x  1` [y *2*](z)", [("code", "x  1"), ("emphasis", "2"), ("link", "y 2")]),
        ("<http://x/1>", [("link", "http://x/1")]),
        ("[![i](x)](y) 1", []),
        ("`` ` 1 ` ``", [("code", "` 1 `")]),
    ],
)
def test_what_the_author_set_apart(content: str, styles: list[tuple[str, str]]) -> None:
    inline = read(content)
    assert [(style.kind, inline.text[style.start : style.end]) for style in inline.styles] == styles


@pytest.mark.parametrize(
    ("content", "text", "offsets"),
    [
        ("5 GB", "5 GB", (100, 101, 102, 103)),
        ("*5*", "5", (101,)),
        ("&lt;5", "<5", (100, 104)),
        (r"\*5", "*5", (101, 102)),
        ("`` 5 ``", "5", (103,)),
        ("1<sup>2</sup>", "1^2", (100, 101, 106)),
        ("1  \n2", "1\n2", (100, 103, 104)),
        ("**a*5", "**a*5", (100, 101, 102, 103, 104)),
        ("[5](5)5", "55", (101, 106)),
        ("&ngE;5", "\u2267\u03385", (100, 100, 105)),
    ],
)
def test_each_character_has_its_place(content: str, text: str, offsets: tuple[int, ...]) -> None:
    inline = read(content)
    assert (inline.text, tuple(inline.offsets)) == (text, offsets)


def test_lines_that_start_anywhere() -> None:
    inline = read_inline("a *b\nc* 1", Runs((0, 5), (10, 40), 9), {})
    assert inline.text == "a b\nc 1"
    assert tuple(inline.offsets) == (10, 11, 13, 14, 40, 42, 43)


def test_runs_are_a_sequence() -> None:
    runs = Runs((0, 2, 3), (5, 9, 20), 5)
    offsets = (5, 6, 9, 20, 21)
    assert tuple(runs) == tuple(runs[index] for index in range(5)) == offsets
    assert (runs[-1], runs[1:4], len(runs), 9 in runs) == (21, (6, 9, 20), 5, True)
    assert runs == offsets
    assert runs == Runs((0, 2, 3), (5, 9, 20), 5)
    assert runs != (5, 6, 9, 20, 22)
    assert len({runs, Runs((0, 2, 3), (5, 9, 20), 5)}) == 1
    assert list(runs.pieces(1, 4)) == [(1, 2, 6), (2, 3, 9), (3, 4, 20)]
    with pytest.raises(IndexError):
        runs[5]
