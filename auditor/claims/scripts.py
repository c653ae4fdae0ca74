"""Scripts that put no space between a number and the words around it, and patterns that must know of them.

A set of that many characters takes longer to compile than all other patterns together, and most documents have none of
them. So such a pattern comes in two forms, which find the same in a text without these characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor.patterns import regex

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_NONE = "\uffff"
"""Stands for them where a text has none: it is no character, and a text with it is no western one."""
_WESTERN = bytes(range(0xE3))
"""The bytes of UTF-8 that characters below U+3000 are made of."""


class Scripted:
    """A pattern in two forms."""

    __slots__ = ("_western", "_wide")

    def __init__(self, written: Callable[[str], str]) -> None:
        """``written`` is the pattern, given what stands for ideographs in a set of characters."""
        self._western = regex(written(_NONE))
        self._wide = regex(written(IDEOGRAPHS))

    def of(self, text: str) -> re.Pattern[str]:
        """The form for a text."""
        return self._western if is_western(text) else self._wide


def is_western(text: str) -> bool:
    """Whether all characters come before those of the scripts of East Asia."""
    return text.isascii() or not text.encode("utf-8", "surrogatepass").translate(None, _WESTERN)
