"""Lists: the rule of markdown-it-py without what only its renderer needs, which halves its time."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from auditor.documents.block_state import MAX_NESTING, push_lines, ruler
from auditor.patterns import regex

_MARKER = regex(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|\Z)")

_BLANK = frozenset(("", " ", "\t", "\n"))
# Text that begins no other block: a letter, bold, code.
_TEXT = regex(r"[^\W\d_]|\*\*[^\W_]|`[^`\n]")


def list_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Items with the same sign."""
    indent = state.sCount[line]
    if indent - state.blkIndent >= 4:
        return False
    # An item that is indented too far goes on with the paragraph of the one before it.
    if 0 <= state.listIndent <= indent - 4 and indent < state.blkIndent:
        return False
    marker = _marker(state, line)
    if marker is None:
        return False
    if silent:
        return state.parentType != "paragraph" or indent < state.blkIndent or _interrupts(state, line, marker)
    kind, tag = ("ordered_list", "ol") if marker[1] else ("bullet_list", "ul")
    opening = state.push(f"{kind}_open", tag, 1)
    before, state.parentType = state.parentType, "list"
    opening.map = [line, _items(state, line, end, marker)]
    state.parentType = before
    state.push(f"{kind}_close", tag, -1)
    return True


def _marker(state: StateBlock, line: int) -> re.Match[str] | None:
    return _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _interrupts(state: StateBlock, line: int, marker: re.Match[str]) -> bool:
    """Whether an item ends a paragraph: not with another number than 1, and not when there is nothing in it."""
    if marker[1] and int(marker[1]) != 1:
        return False
    return bool(state.src[marker.end() : state.eMarks[line]].strip(" \t"))


def _items(state: StateBlock, line: int, end: int, marker: re.Match[str]) -> int:
    """Read items up to one with another sign; the line after them."""
    sign = marker[0][-1]
    following: re.Match[str] | None = marker
    while following and following[0][-1] == sign:
        _item(state, line, end, following)
        line = state.line
        if line >= end or not 0 <= state.sCount[line] - state.blkIndent < 4:
            break
        following = _marker(state, line)
        if sign in "-*" and following and ruler(state, line, end, True):
            break
    return line


def _item(state: StateBlock, line: int, end: int, marker: re.Match[str]) -> None:
    start, offset, indent = _content(state, line, marker)
    opening = state.push("list_item_open", "li", 1)
    before = state.tShift[line], state.sCount[line], state.listIndent
    state.listIndent, state.blkIndent = state.blkIndent, indent
    state.tShift[line] = start - state.bMarks[line]
    state.sCount[line] = offset
    if start >= state.eMarks[line] and state.isEmpty(line + 1):
        state.line = min(line + 2, end)  # an item without text ends with an empty line
    elif offset == indent and _is_one_line(state, line, end, start):
        _one_line(state, line, end)
    else:
        state.md.block.tokenize(state, line, end)
    state.blkIndent = state.listIndent
    state.tShift[line], state.sCount[line], state.listIndent = before
    opening.map = [line, state.line]
    state.push("list_item_close", "li", -1)


def _is_one_line(state: StateBlock, line: int, end: int, start: int) -> bool:
    """Whether an item begins with a paragraph of a single line; many do that are not recognised here."""
    following = line + 1
    if following >= end or state.level >= MAX_NESTING or not _TEXT.match(state.src, start):
        return False
    at = state.bMarks[following] + state.tShift[following]
    if at >= state.eMarks[following]:
        return True
    column = state.sCount[following]
    return state.listIndent <= column < min(state.blkIndent, state.listIndent + 4) and bool(_marker(state, following))


def _one_line(state: StateBlock, line: int, end: int) -> None:
    """Read the paragraph without asking what else it might be; then what else is in the item."""
    push_lines(state, "paragraph", line, line + 1)
    if state.isEmpty(line + 1):
        state.line = line + 2
        if state.line < end:
            state.md.block.tokenize(state, state.line, end)


def _content(state: StateBlock, line: int, marker: re.Match[str]) -> tuple[int, int, int]:
    """Where the text of an item starts, in which column, and how far its other lines must be indented."""
    at, end, text = marker.end(), state.eMarks[line], state.src
    initial = offset = state.sCount[line] + at - marker.start()
    if text[at : at + 1] == " " and text[at + 1 : at + 2] not in _BLANK:
        return at + 1, offset + 1, offset + 1
    while at < end and (character := text[at]) in " \t":
        offset += 4 - (offset + state.bsCount[line]) % 4 if character == "\t" else 1
        at += 1
    # Nothing behind the marker, or code that is indented, counts as one space.
    width = offset - initial if at < end and offset - initial <= 4 else 1
    return at, offset, initial + width
