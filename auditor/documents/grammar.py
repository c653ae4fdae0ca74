"""The block grammar of Markdown: CommonMark and tables by markdown-it-py, with the right rule found at once.

markdown-it-py asks some ten rules at every line, and reads every paragraph twice. Here the first character of a line
chooses the rules that can apply, and one rule reads paragraphs and underlined headings. What comes out is the same
(the tests compare both parsers); on top of it every token of text knows where its lines start in the file.

Beyond CommonMark: a ``$$`` formula on lines of its own is one block, so that a line ``- x`` in it is no list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    code,
    fence,
    heading,
    hr,
    html_block,
    list_block,
    reference,
    table,
)
from markdown_it.token import Token

from auditor.documents.rows import split_row

MAX_NESTING = 20
# A row may be shorter than the header: the cells that are not there must not outgrow those that are.
MAX_MISSING_CELLS = 65_536

BlockRule = Callable[[StateBlock, int, int, bool], bool]


def parse_blocks(text: str, first_line: int) -> tuple[list[Token], dict[str, object]]:
    """The block tokens of a text from a line (counted from 0) on, and the link definitions that inline text needs.

    ``paragraph``, ``formula``, ``heading`` and ``table`` tokens have in ``meta["starts"]`` the offset of each of their
    lines, after the markers of quotes and lists and without indentation (a table's line of dashes is left out).
    All but tables hold these lines as their content. Other tokens are those of markdown-it-py.
    """
    parser = _parser()
    tokens: list[Token] = []
    definitions: dict[str, object] = {}
    if text:
        state = StateBlock(text, parser, definitions, tokens)
        parser.block.tokenize(state, min(first_line, state.lineMax), state.lineMax)
    return tokens, definitions


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.block = _Blocks()
    return parser


class _Blocks(ParserBlock):
    """The block parser of markdown-it-py with a quicker choice of rules."""

    def __init__(self) -> None:
        super().__init__()
        for name, rule in (("table", table), ("fence", fence), ("blockquote", blockquote), ("hr", hr)):
            self.ruler.at(name, rule)  # without "alt": leaves the chains to the rules below
        for name, rule in (("list", list_block), ("html_block", html_block), ("heading", heading)):
            self.ruler.at(name, rule)
        self.ruler.push("ends paragraph", _ends_paragraph, {"alt": ["paragraph", "reference"]})
        self.ruler.push("ends quote", _ends_quote, {"alt": ["blockquote"]})
        self.ruler.push("ends item", _ends_item, {"alt": ["list"]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read blocks up to ``endLine`` or, inside of a container, up to its end."""
        line = startLine
        after_empty_line = False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= MAX_NESTING:
                _skip(state, line, endLine)
                break
            _read_block(state, line, endLine)
            state.tight = not after_empty_line
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                after_empty_line = True
            if line < endLine and state.isEmpty(line):
                after_empty_line = True
                line += 1
                state.line = line


def _skip(state: StateBlock, line: int, end: int) -> None:
    token = state.push("too_deep", "", 0)
    token.map = [line, end]
    state.line = end


def _read_block(state: StateBlock, line: int, end: int) -> None:
    if _starts_table(state, line, end):
        _push_table(state, line, end)
        return
    if state.sCount[line] - state.blkIndent >= 4:
        code(state, line, end, False)
        return
    for rule in _STARTS.get(state.src[state.bMarks[line] + state.tShift[line]], ()):
        if rule(state, line, end, False):
            return
    _text(state, line)


# --- text -------------------------------------------------------------------------------------------------------------


def _text(state: StateBlock, start: int) -> None:
    """A paragraph, or a heading if a line of ``=`` or ``-`` follows it."""
    line, level = start + 1, 0
    before, state.parentType = state.parentType, "paragraph"
    while line < state.lineMax and not state.isEmpty(line):
        indent = state.sCount[line]
        if indent - state.blkIndent <= 3:
            if indent >= state.blkIndent and (level := _underline(state, line)):
                break
            # A lazy line of a quote has a negative indent: the quote has already looked at it.
            if indent >= 0 and _ends_paragraph(state, line, state.lineMax, True):
                break
        line += 1
    state.parentType = before
    token = _push_lines(state, "heading" if level else "paragraph", start, line)
    if level:
        token.tag = f"h{level}"
        state.line = line + 1


def _underline(state: StateBlock, line: int) -> int:
    """The level of heading that this line makes of the text above it, or 0."""
    at = state.bMarks[line] + state.tShift[line]
    marker = state.src[at]
    if marker not in "=-" or state.src[at : state.eMarks[line]].rstrip(" \t").strip(marker):
        return 0
    return 1 if marker == "=" else 2


def _push_lines(state: StateBlock, kind: str, start: int, end: int) -> Token:
    """A token that holds lines without their indentation, and where each starts."""
    text = state.src
    first = state.bMarks[start] + state.tShift[start]
    starts = [first]
    content = text[first : state.eMarks[start]]
    if end - start > 1:
        starts += [state.bMarks[line] + state.tShift[line] for line in range(start + 1, end)]
        content = "\n".join([text[at : state.eMarks[line]] for at, line in zip(starts, range(start, end), strict=True)])
    trimmed = content.lstrip(MD_TRIM_CHARS)
    if len(trimmed) < len(content):
        # White space that only Unicode calls so: at most an indent, but a line can be made of it, too.
        *blank, indent = content[: len(content) - len(trimmed)].split("\n")
        starts = starts[len(blank) :]
        starts[0] += len(indent)
    state.line = end
    token = state.push(kind, "", 0)
    token.map = [start, end]
    token.content = trimmed.rstrip(MD_TRIM_CHARS)
    token.meta = {"starts": starts}
    return token


def _heading(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A ``#`` heading, as one token."""
    at = len(state.tokens)
    if not heading(state, line, end, silent):
        return False
    if not silent:
        opening, text, _ = state.tokens[at:]
        begin = state.bMarks[line] + state.tShift[line] + len(opening.markup)
        rest = state.src[begin : state.eMarks[line]]
        text.type, text.tag, text.level = "heading", opening.tag, opening.level
        text.meta = {"starts": [begin + len(rest) - len(rest.lstrip(MD_TRIM_CHARS))]}
        state.tokens[at:] = [text]
    return True


# --- formulas and tables ----------------------------------------------------------------------------------------------


def _formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$`` with nothing closing it on its line, up to a line that ends with ``$$``, with no empty line between."""
    at = state.bMarks[start] + state.tShift[start]
    text = state.src
    if not text.startswith("$$", at) or text.find("$$", at + 2, state.eMarks[start]) >= 0:
        return False
    for line in range(start + 1, end):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        closing = text.find("$$", state.bMarks[line], state.eMarks[line])
        if closing < 0:
            continue
        if text[closing + 2 : state.eMarks[line]].strip(" \t.,;:"):
            return False
        if not silent:
            _push_lines(state, "formula", start, line + 1)
        return True
    return False


def _starts_table(state: StateBlock, line: int, end: int) -> bool:
    """Whether this line is the header of a table; the next one is then a line of dashes."""
    following = line + 1
    if following >= end:
        return False
    at = state.bMarks[following] + state.tShift[following]
    return state.src[at : at + 1] in _DASHES and table(state, line, end, True)


def _push_table(state: StateBlock, header: int, end: int) -> None:
    """The rows up to the first line that begins something else."""
    before, state.parentType = state.parentType, "table"
    rows, missing = [header], 0
    columns = len(split_row(_line(state, header)))
    line = header + 2
    while line < end and not _ends_table(state, line, end):
        missing += columns - len(split_row(_line(state, line)))
        if missing > MAX_MISSING_CELLS:
            break
        rows.append(line)
        line += 1
    state.parentType = before
    state.line = line
    token = state.push("table", "", 0)
    token.map = [header, line]
    token.meta = {"starts": [state.bMarks[row] + state.tShift[row] for row in rows]}


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    if not _line(state, line).strip(MD_TRIM_CHARS) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return True
    return _ends_quote(state, line, end, True)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# --- which rule for which character -----------------------------------------------------------------------------------

_DASHES = frozenset("|-:")

_ENDS_ITEM: dict[str, tuple[BlockRule, ...]] = {
    **dict.fromkeys("`~", (fence,)),
    ">": (blockquote,),
    **dict.fromkeys("*-_", (hr,)),
}
_ENDS_QUOTE: dict[str, tuple[BlockRule, ...]] = {
    **_ENDS_ITEM,
    **dict.fromkeys("*-", (hr, list_block)),
    **dict.fromkeys("+0123456789", (list_block,)),
    "<": (html_block,),
    "#": (heading,),
}
_ENDS_PARAGRAPH: dict[str, tuple[BlockRule, ...]] = {**_ENDS_QUOTE, "$": (_formula,)}
_STARTS: dict[str, tuple[BlockRule, ...]] = {**_ENDS_PARAGRAPH, "[": (reference,), "#": (_heading,)}


def _any_of(rules: dict[str, tuple[BlockRule, ...]]) -> BlockRule:
    def ends(state: StateBlock, line: int, end: int, _silent: bool) -> bool:
        first = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]][:1]
        return any(rule(state, line, end, True) for rule in rules.get(first, ()))

    return ends


_ends_quote = _any_of(_ENDS_QUOTE)
_ends_item = _any_of(_ENDS_ITEM)


def _ends_paragraph(state: StateBlock, line: int, end: int, _silent: bool) -> bool:
    at = state.bMarks[line] + state.tShift[line]
    for rule in _ENDS_PARAGRAPH.get(state.src[at : at + 1], ()):
        if rule(state, line, end, True):
            return True
    return _starts_table(state, line, end)
