r"""Which rule reads which special character of inline text, and the rules that CommonMark does not have.

A formula (``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``) stays as it is written, since Markdown would take its
backslashes, underscores and asterisks for markup. An asterisk that multiplies stays, too: ``135*60*24``. A mark of a
footnote and struck-out text are left out: neither states anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    entity,
    escape,
    html_inline,
    image,
    link,
    newline,
)
from markdown_it.rules_inline.state_inline import Delimiter

from auditor.patterns import regex

InlineRule = Callable[[StateInline, bool], bool]

# No scan goes further than this, so that many openings without an end cost no more than one long text.
_REACH = 1000

# The usual rule against prices: no space after the opening sign, none before the closing one, no digit after that.
_DOLLARS = regex(rf"\$(?![\s$`])(?:[^$`\\]|\\.){{1,{_REACH}}}(?<!\s)\$(?!\d)")
_LATEX = regex(r"\\[A-Za-z]|[\^_{]")
# ``5 *10* 3``: the first sign of a pair around an operand, with operands on both sides.
_SPACED = regex(r"([*_])\d[^*_\n]{0,30}\1 ?[\d($=]")
_OPERAND = regex(r"[\d)]\s*$")
_OPENED = regex(r"(?<![\w)%*])\*[^\s*][^*]*\Z")
FOOTNOTE = regex(r"\[\^[^\[\]\s]{1,100}\]")
STRUCK = regex(rf"~~(?![\s~])[^~\n]{{1,{_REACH}}}(?<!\s)~~(?!~)")


def formula_end(text: str, at: int, end: int) -> int:
    """Where ``$…$`` or ``$$…$$`` ends that begins here, or 0."""
    if text.startswith("$$", at):
        closing = text.find("$$", at + 2, end)
        return closing + 2 if closing > at + 2 else 0
    found = _DOLLARS.match(text, at, end)
    # Two bold prices are no formula that begins in the one and ends in the other.
    return found.end() if found and "**" not in found[0] else 0


def bracketed_formula_end(text: str, at: int, end: int) -> int:
    r"""The same of ``\(…\)`` and ``\[…\]`` around LaTeX; around other text they are escaped brackets."""
    closing = {"(": "\\)", "[": "\\]"}.get(text[at + 1 : at + 2])
    if closing is None:
        return 0
    stop = text.find(closing, at + 2, min(end, at + _REACH))
    return stop + 2 if stop > 0 and _LATEX.search(text, at + 2, stop) else 0


def _formula(state: StateInline, _silent: bool) -> bool:
    return _verbatim(state, formula_end(state.src, state.pos, state.posMax))


def _bracketed_formula(state: StateInline, _silent: bool) -> bool:
    return _verbatim(state, bracketed_formula_end(state.src, state.pos, state.posMax))


def _verbatim(state: StateInline, end: int) -> bool:
    if not end:
        return False
    state.push("formula", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _left_out(kind: str, pattern: re.Pattern[str]) -> InlineRule:
    def rule(state: StateInline, _silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        state.push(kind, "", 0)
        state.pos = found.end()
        return True

    return rule


def _markers(state: StateInline, _silent: bool) -> bool:
    """Signs that may begin or end emphasis, each a token of its own; which of them do is found out later."""
    start, marker = state.pos, state.src[state.pos]
    scanned = state.scanDelims(start, marker == "*")
    if multiplies(state.src, start, start + scanned.length):
        state.append_pending(marker * scanned.length)
        state.pos += scanned.length
        return True
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
        state.pos += 1
    return True


def multiplies(text: str, start: int, end: int) -> bool:
    """Whether ``*`` or ``**`` (or ``_``, which formatters put for ``*``) stands between operands."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in " \t":
        left = text[max(0, start - 20) : start]
        return bool(_SPACED.match(text, start) and _OPERAND.search(left))
    if text[start] != "*" or end - start > 2 or not before.isascii() or not after.isascii():
        return False
    if before.isdigit() and after.isdigit():
        return True
    if end - start == 2:
        return False
    if (before.isalnum() or before in "%)") and after.isdigit():
        return True
    # ``2*params`` and ``2*(3 + 4)``, but not the second sign of ``*2*x``.
    closes = _OPENED.search(text[max(0, start - 80) : start])
    return before.isdigit() and (after.isalpha() or after == "(") and closes is None


RULES: dict[str, tuple[InlineRule, ...]] = {
    "\n": (newline,),
    "\\": (_bracketed_formula, escape),
    "`": (backtick,),
    "*": (_markers,),
    "_": (_markers,),
    "[": (_left_out("footnote", FOOTNOTE), link),
    "!": (image,),
    "<": (autolink, html_inline),
    "&": (entity,),
    "$": (_formula,),
    "~": (_left_out("struck", STRUCK),),
}
