"""Texts as their words: how labels and what documents say are compared."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from auditor.patterns import regex

Words: TypeAlias = tuple[str, ...]
BOUNDARY = "·"
"""Stands between the header of a row and that of a column."""
_WORD = regex(r"[^\W_]+(?:-[^\W_]+)*|·")


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """The words of a text as labels are compared: lower case, no plural s, symbols aside."""
    return tuple([_stem(word) for word in _WORD.findall(text.lower())])


def _stem(word: str) -> str:
    return word[:-1] if word[-1] == "s" and len(word) > 3 and word[-2] != "s" else word


def contains(text: Words, label: Words) -> int:
    """Where a label stands in a text as consecutive words; -1 if it does not."""
    if label[0] not in text:
        return -1
    for at in range(len(text) - len(label) + 1):
        if text[at : at + len(label)] == label:
            return at
    return -1
