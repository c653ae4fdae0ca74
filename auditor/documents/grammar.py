"""The block grammar of Markdown: CommonMark and tables by markdown-it-py, with the right rule found at once.

markdown-it-py asks some ten rules at every line, and reads every paragraph twice. Here the first character of a line
chooses the rules that can apply, and one rule reads paragraphs and underlined headings. What comes out is the same
(the tests compare both parsers); on top of it every token of text knows where its lines start in the file.

Beyond CommonMark: a ``$$`` formula on lines of its own is one block, so that a line ``- x`` in it is no list, and boxes
of prose are read (``directives``).
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    code,
    html_block,
    reference,
    table,
)
from markdown_it.token import Token

from auditor.documents.block_state import (
    MAX_NESTING,
    BlockRule,
    BlockState,
    Definitions,
    Links,
    push_lines,
    ruler,
)
from auditor.documents.directives import colons, fence_or_box
from auditor.documents.list_rule import list_block
from auditor.documents.rows import split_row
from auditor.patterns import regex

# A row may be shorter than the header: the cells that are not there must not outgrow those that are.
MAX_MISSING_CELLS = 65_536

_HEADING = regex(r"(#{1,6})(?=[ \t]|\Z)")
_LABEL = regex(r"\[(?:[^\[\]\\]|\\.)*(?:\]:|\\?\Z)")
_CLOSING_SIGNS = regex(r"(?<=[ \t])#+\Z")


def parse_blocks(text: str, first_line: int) -> tuple[list[Token], Definitions]:
    """The block tokens of a text from a line (counted from 0) on, and the link definitions that inline text needs.

    ``paragraph``, ``formula``, ``heading`` and ``table`` tokens have in ``meta["starts"]`` the offset of each of their
    lines, after the markers of quotes and lists and without indentation (a table's line of dashes is left out).
    All but tables hold these lines as their content. Other tokens are those of markdown-it-py.
    """
    parser = _parser()
    tokens: list[Token] = []
    definitions: Definitions = {}
    if text:
        state = BlockState(text, parser, definitions, tokens)
        parser.block.tokenize(state, min(first_line, state.lineMax), state.lineMax)
    return tokens, definitions


@cache
def _parser() -> MarkdownIt:
    parser = Links("commonmark", {"maxNesting": MAX_NESTING})
    parser.block = _Blocks()
    return parser


class _Blocks(ParserBlock):
    """The block parser of markdown-it-py with a quicker choice of rules."""

    def __init__(self) -> None:
        super().__init__()
        for name, rule in (("table", table), ("fence", fence_or_box), ("blockquote", blockquote), ("hr", ruler)):
            self.ruler.at(name, rule)  # without "alt": leaves the chains to the rules below
        for name, rule in (("list", list_block), ("html_block", _html_block), ("heading", _heading)):
            self.ruler.at(name, rule)
        self.ruler.push("ends paragraph", _ends_paragraph, {"alt": ["paragraph", "reference"]})
        self.ruler.push("ends quote", _ends_quote, {"alt": ["blockquote"]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read blocks up to ``endLine`` or, inside of a container, up to its end."""
        starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
        line = startLine
        while line < endLine:
            while line < state.lineMax and starts[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= MAX_NESTING:
                _skip(state, line, endLine)
                break
            _read_block(state, line, endLine)
            line = state.line
            if line < endLine and state.isEmpty(line):
                state.line = line = line + 1


def _skip(state: StateBlock, line: int, end: int) -> None:
    token = state.push("too_deep", "", 0)
    token.map = [line, end]
    state.line = end


def _read_block(state: StateBlock, line: int, end: int) -> None:
    text, starts, shifts = state.src, state.bMarks, state.tShift
    following = starts[line + 1] + shifts[line + 1]
    if text[following : following + 1] in _DASHES and _starts_table(state, line, end):
        _push_table(state, line, end)
        return
    if state.sCount[line] - state.blkIndent >= 4:
        code(state, line, end, False)
        return
    for rule in _STARTS.get(text[starts[line] + shifts[line]], ()):
        if rule(state, line, end, False):
            return
    _text(state, line)


# --- text -------------------------------------------------------------------------------------------------------------


def _text(state: StateBlock, start: int) -> None:
    """A paragraph, or a heading if a line of ``=`` or ``-`` follows it."""
    starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
    line, level = start + 1, 0
    before, state.parentType = state.parentType, "paragraph"
    while line < state.lineMax and starts[line] + shifts[line] < ends[line]:
        indent = state.sCount[line]
        if indent - state.blkIndent <= 3:
            if indent >= state.blkIndent and (level := _underline(state, line)):
                break
            # A lazy line of a quote has a negative indent: the quote has already looked at it.
            if indent >= 0 and _ends_paragraph(state, line, state.lineMax, True):
                break
        line += 1
    state.parentType = before
    token = push_lines(state, "heading" if level else "paragraph", start, line)
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


def _heading(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """A ``#`` heading, as one token."""
    text, end = state.src, state.eMarks[line]
    found = _HEADING.match(text, state.bMarks[line] + state.tShift[line], end)
    if found is None or state.is_code_block(line):
        return False
    if not silent:
        state.line = line + 1
        begin = found.end()
        rest = text[begin:end]
        token = state.push("heading", f"h{len(found[1])}", 0)
        token.map = [line, line + 1]
        token.content = _CLOSING_SIGNS.sub("", rest.rstrip(" \t")).strip(MD_TRIM_CHARS)
        token.meta = {"starts": [begin + len(rest) - len(rest.lstrip(MD_TRIM_CHARS))]}
    return True


def _reference(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """The definition of a link: only if its label ends with ``]:``, or goes on in the next line."""
    label = _LABEL.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    return label is not None and reference(state, line, end, silent)


def _html_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """HTML, with its text as it stands after the markers of quotes and lists, and where each line starts."""
    found = html_block(state, line, end, silent)
    if found and not silent:
        lines = range(line, state.line)
        starts = [state.bMarks[each] + state.tShift[each] for each in lines]
        state.tokens[-1].meta = {"starts": starts, "text": "\n".join([_line(state, each) for each in lines])}
    return found


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
            push_lines(state, "formula", start, line + 1)
        return True
    return False


def _starts_table(state: StateBlock, line: int, end: int) -> bool:
    """Whether this line is the header of a table; the next one begins as a line of dashes does."""
    return line + 1 < end and table(state, line, end, True)


def _push_table(state: StateBlock, header: int, end: int) -> None:
    """The rows up to the first line that begins something else."""
    before, state.parentType = state.parentType, "table"
    line = header + 2
    while line < end and not _ends_table(state, line, end):
        line += 1
    state.parentType = before
    line = _enough_rows(state, header, line)
    state.line = line
    token = state.push("table", "", 0)
    token.map = [header, line]
    rows = [header, *range(header + 2, line)]
    token.meta = {"starts": [state.bMarks[row] + state.tShift[row] for row in rows]}


def _enough_rows(state: StateBlock, header: int, end: int) -> int:
    """The line before which a table ends because too many cells are missing in its rows."""
    missing, columns = 0, len(split_row(_line(state, header)))
    if columns * (end - header) <= MAX_MISSING_CELLS:
        return end
    for line in range(header + 2, end):
        missing += columns - len(split_row(_line(state, line)))
        if missing > MAX_MISSING_CELLS:
            return line
    return end


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    if not _line(state, line).strip(MD_TRIM_CHARS) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return True
    return _ends_quote(state, line, end, True)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# --- which rule for which character -----------------------------------------------------------------------------------

_DASHES = frozenset("|-:")

_ENDS_QUOTE: dict[str, tuple[BlockRule, ...]] = {
    **dict.fromkeys("`~", (fence_or_box,)),
    ">": (blockquote,),
    "_": (ruler,),
    **dict.fromkeys("*-", (ruler, list_block)),
    **dict.fromkeys("+0123456789", (list_block,)),
    "<": (_html_block,),
    "#": (_heading,),
}
_ENDS_PARAGRAPH: dict[str, tuple[BlockRule, ...]] = {**_ENDS_QUOTE, "$": (_formula,), ":": (colons,)}
_STARTS: dict[str, tuple[BlockRule, ...]] = {**_ENDS_PARAGRAPH, "[": (_reference,)}


def _ends_quote(state: StateBlock, line: int, end: int, _silent: bool) -> bool:
    at = state.bMarks[line] + state.tShift[line]
    return any(rule(state, line, end, True) for rule in _ENDS_QUOTE.get(state.src[at : at + 1], ()))


def _ends_paragraph(state: StateBlock, line: int, end: int, _silent: bool) -> bool:
    text, starts, shifts = state.src, state.bMarks, state.tShift
    at = starts[line] + shifts[line]
    for rule in _ENDS_PARAGRAPH.get(text[at : at + 1], ()):
        if rule(state, line, end, True):
            return True
    following = starts[line + 1] + shifts[line + 1]
    return text[following : following + 1] in _DASHES and _starts_table(state, line, end)
