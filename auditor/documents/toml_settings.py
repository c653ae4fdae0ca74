"""Where the settings of a TOML file stand.

Python's tomllib reads TOML but gives no places. So it says what is true, and a plain scan of the lines says where: a
``key = value`` that tomllib has read as well, under that name. Arrays, inline tables and texts of several lines have
no place and are left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from auditor.documents.yaml_guard import MAX_CHARACTERS, complaint
from auditor.errors import SourceError
from auditor.model import Source, Span

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\\\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_VALUE = r"\"(?!\"\")(?:[^\"\\\n]|\\.)*\"|'(?!'')[^'\n]*'|[\w.+-][^\s#,\[\]{}\"']*(?: [0-9:.+-]+)?"
_COMMENT = r"[ \t]*(?:#.*)?$"
_TABLE = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?{_COMMENT}")
_SETTING = re.compile(rf"[ \t]*({_KEY})[ \t]*=[ \t]*({_VALUE}){_COMMENT}")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def settings(source: Source) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The path of each setting that holds one value, and where that value stands, with its quotes."""
    data = _load(source)
    prefix: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        if table := _TABLE.match(line):
            prefix = _indexed(_parts(table[2]), counts)
            if table[1] == "[[":
                index = counts[prefix] = counts.get(prefix, -1) + 1
                prefix = (*prefix, str(index))
        elif setting := _SETTING.match(line):
            path = (*prefix, *_parts(setting[1]))
            if _holds(data, path, setting[2]):
                yield path, Span(start=start + setting.start(2), end=start + setting.end(2))


def _load(source: Source) -> object:
    if len(source.text) > MAX_CHARACTERS:
        raise SourceError(f"more than {MAX_CHARACTERS:,} characters", path=source.path)
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        message = str(problem)
        place = _PLACE.search(message)
        offset = len(source.text)
        if place and place[1]:
            offset = source.line_starts[int(place[1]) - 1] + int(place[2]) - 1
        raise complaint(source, _PLACE.sub("", message), offset, SourceError) from None
    except RecursionError:
        raise SourceError("nested too deep", path=source.path) from None


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))


def _indexed(path: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """``[fruit.size]`` below ``[[fruit]]`` belongs to the fruit that came last."""
    result: tuple[str, ...] = ()
    for part in path[:-1]:
        result = (*result, part)
        if result in counts:
            result = (*result, str(counts[result]))
    return (*result, *path[-1:])


def _holds(data: object, path: tuple[str, ...], text: str) -> bool:
    """Whether tomllib has read the same value at this path."""
    for key in path:
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return False
    try:
        return bool(tomllib.loads(f"value = {text}")["value"] == data)
    except tomllib.TOMLDecodeError:
        return False
