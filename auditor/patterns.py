"""Regular expressions that are compiled when they are first used.

There are 270 of them, and an everyday document needs some fifty: to compile them all takes longer than to audit it.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """Stands for a compiled pattern; from the first use on, its methods are that one's own."""

    __slots__ = (*_METHODS, "_flags", "_source")

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source, self._flags)  # the module keeps what it has compiled
        for each in _METHODS:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern for a constant of a module. A wrong one is only found when it is used: a test looks at all of them."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))
