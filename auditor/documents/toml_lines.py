"""Which lines of a TOML file begin a table or a setting, and of what.

Python's tomllib gives no places, so this is a plain scan. A line inside a text of several lines may look like a
setting; whoever needs certainty asks tomllib whether there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from auditor.model import Source
from auditor.patterns import regex

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\\\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
COMMENT = r"[ \t]*(?:#.*)?$"
_TABLE = regex(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?{COMMENT}")
_SETTING = regex(rf"[ \t]*({_KEY})[ \t]*=[ \t]*")

Path = tuple[str, ...]


class TomlLine(Struct, frozen=True, kw_only=True):
    """The beginning of a table or a setting."""

    path: Path
    """Its keys; of a table in a list also its number, from ``0``."""
    number: int
    """The line, from 1."""
    start: int
    """How many characters stand before it in its line."""
    value: int | None = None
    """How many stand before the value of a setting."""


def toml_lines(source: Source) -> Iterator[TomlLine]:
    """Every such line, in the order of the text."""
    prefix: Path = ()
    counts: dict[Path, int] = {}
    for number in range(1, len(source.line_starts) + 1):
        line = source.line(number)
        if table := _TABLE.match(line):
            prefix = _indexed(_parts(table[2]), counts)
            if table[1] == "[[":
                index = counts[prefix] = counts.get(prefix, -1) + 1
                prefix = (*prefix, str(index))
            yield TomlLine(path=prefix, number=number, start=table.start(1))
        elif setting := _SETTING.match(line):
            path = (*prefix, *_parts(setting[1]))
            yield TomlLine(path=path, number=number, start=setting.start(1), value=setting.end())


def _parts(key: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))


def _indexed(path: Path, counts: dict[Path, int]) -> Path:
    """``[fruit.size]`` below ``[[fruit]]`` belongs to the fruit that came last."""
    result: Path = ()
    for part in path[:-1]:
        result = (*result, part)
        if result in counts:
            result = (*result, str(counts[result]))
    return (*result, *path[-1:])
