"""Boxes of prose that are written as fences (MyST) or between lines of colons (Docusaurus, MyST).

Their text is Markdown like any other. The fences of other directives (``{code-block}``, ``{figure}``) stay fences.
"""

from __future__ import annotations

from markdown_it.rules_block import StateBlock, fence

from auditor.documents.block_state import push_text
from auditor.patterns import regex

_NAMES = "note|tip|warning|important|caution|danger|hint|attention|seealso|admonition|dropdown|info"
_FENCE = regex(rf"[`~]+[ \t]*\{{(?:{_NAMES})\}}[ \t]*")
# ``:::note[Title]``, ``::: tip Title``, ``:::{warning}``.
_COLONS = regex(
    rf":{{3,}}[ \t]*(?:(?:{_NAMES})(?:\[(?P<bracketed>[^\]]*)\]|(?=[ \t{{]|\Z))(?:\{{[^}}]*\}})?|\{{(?:{_NAMES})\}})"
    r"[ \t]*(?P<title>.*)\Z"
)
_CLOSING_COLONS = regex(r":{3,}[ \t]*\Z")
_OPTION = regex(r":[\w-]+:(?:[ \t]|\Z)")


def fence_or_box(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A fence; if it is a box of prose, the blocks in it."""
    if not fence(state, line, end, silent):
        return False
    at = state.bMarks[line] + state.tShift[line]
    if not silent and (opening := _FENCE.match(state.src, at, state.eMarks[line])):
        token = state.tokens.pop()
        last = state.line - 1
        closed = last > line and not _line(state, last).strip(" \t" + token.markup[0])
        _read_box(state, line, opening.end(), last if closed else state.line)
    return True


def _read_box(state: StateBlock, line: int, title: int, end: int) -> None:
    after, before = state.line, state.lineMax
    state.push("box_open", "", 1)
    push_text(state, line, title, state.eMarks[line])
    state.lineMax = end  # the closing line is no text
    state.md.block.tokenize(state, _after_options(state, line + 1, end), end)
    state.lineMax = before
    state.push("box_close", "", -1)
    state.line = after


def colons(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A line of colons that begins or ends a box: only its title is text."""
    at, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    opening = _COLONS.match(state.src, at, stop)
    if state.is_code_block(line) or not (opening or _CLOSING_COLONS.match(state.src, at, stop)):
        return False
    if silent:
        return True
    state.line = line + 1
    if opening:
        title = opening.span("bracketed") if opening["bracketed"] else opening.span("title")
        push_text(state, line, *title)
        state.line = _after_options(state, line + 1, end)
    return True


def _after_options(state: StateBlock, line: int, end: int) -> int:
    """The first line after ``:class: name`` and the like."""
    while line < end and _OPTION.match(_line(state, line)):
        line += 1
    return line


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
