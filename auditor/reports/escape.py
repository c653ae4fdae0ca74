"""What is printed is what was written: one function for each output that a document's text may go to.

A document is written by strangers.
Its text must not move a cursor, hide anything, nor add a line, a cell, a link or a tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category

from auditor.patterns import regex

if TYPE_CHECKING:
    from markupsafe import Markup

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of what acts or does not show: control, format, surrogate, private use, line and paragraph separator."""


class _Visible(dict[int, str]):
    """For ``str.translate``: learns each character when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        hidden = category(character) in _HIDDEN or _is_noncharacter(code)
        self[code] = shown = f"<U+{code:04X}>" if hidden else character
        return shown


def _is_noncharacter(code: int) -> bool:
    """What Unicode will never assign; XML has no way to write some of these."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


_VISIBLE = _Visible({ord("\n"): "⏎"})


def visible(text: str) -> str:
    """One line without control characters: ``<U+202E>`` for what would act or hide, ``⏎`` for a newline."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_VISIBLE)


_WORKFLOW_COMMAND = regex(r"(?P<colon>\A\s*):(?=:)|##(?=\[)")


def terminal(text: str) -> str:
    """Visible text for a terminal or a log; GitHub's runner obeys lines that open with ``::`` or hold ``##[``."""
    shown = visible(text)
    if "::" not in shown and "##[" not in shown:
        return shown
    return _WORKFLOW_COMMAND.sub(
        lambda found: "#<U+0023>" if found["colon"] is None else f"{found['colon']}<U+003A>", shown
    )


_MARKDOWN = regex(
    r"""
      [\\`\[\]]                             # code, links, and the escape itself
    | \|                                    # cells
    | \*(?!\ ) | (?<!\ )\*                  # emphasis; a product sign stands between spaces
    | (?<![^\W_])_ | _(?![^\W_])            # emphasis; inside a word an underscore is only itself
    | (?<=[^\s(])~ | ~(?!\$?[0-9])          # strikethrough; ``~5`` closes nothing
    | (?<=[^\s(~])\$ | \$(?![0-9])          # mathematics; ``$5`` closes nothing
    | <(?=[A-Za-z/!?]|\Z)                   # tags
    | &(?=[A-Za-z#]|\Z)                     # entities
    | [@\#](?=\w|\Z)                        # mentions, references to issues
    | :(?=//|[\w+-]+:)                      # links, :emoji:
    | (?<=\bmailto): | (?<=\bxmpp): | (?<=\bwww)\.
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLOCK_START = regex(r"[-+](?![0-9])|[=#>*]|(?P<number>[0-9]{1,9})[.)](?=\s|\Z)|\s")


def markdown(text: str) -> str:
    """Text for a paragraph, list item or table cell of Markdown: rendered, it reads as :func:`visible` shows it."""
    shown = visible(text)
    head, tail = "", ""
    if opening := _BLOCK_START.match(shown):
        number = opening["number"] or ""
        head, shown = number + _entity_or_backslash(opening[0][-1]), shown[opening.end() :]
    if shown[-1:].isspace():
        shown, tail = shown[:-1], _entity_or_backslash(shown[-1])
    return head + _MARKDOWN.sub(lambda found: _entity_or_backslash(found[0]), shown) + tail


def _entity_or_backslash(character: str) -> str:
    names = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    if character in names:
        return names[character]
    if character in "|@#:" or character.isspace():
        return f"&#{ord(character)};"
    return "\\" + character


def workflow_data(text: str) -> str:
    """The message of a workflow command of GitHub: one line, in which nothing ends the command or begins another."""
    return visible(text).replace("%", "%25")


def workflow_property(text: str) -> str:
    """A property of a workflow command, such as its file: also without what parts properties."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


_EMBEDDED = regex(r"\[(?=[^\[\]]*\]\()")


def sarif(text: str) -> str:
    """The text of a SARIF message: what looks like an embedded link is none."""
    shown = visible(text).replace("\\", "\\\\")
    return _EMBEDDED.sub(r"\\[", shown)


def xml(text: str) -> str:
    """Text for XML, between tags or inside a quoted attribute."""
    shown = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return shown.replace('"', "&quot;")


def html(text: str) -> Markup:
    """Text for HTML, between tags or inside a quoted attribute."""
    from markupsafe import escape  # noqa: PLC0415 - needed only where HTML is written

    return escape(visible(text))
