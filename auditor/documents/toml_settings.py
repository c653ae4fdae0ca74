"""Where the settings of a TOML file stand.

Python's tomllib reads TOML but gives no places. So it says what is true, and a plain scan of the lines says where: a
``key = value`` that tomllib has read as well, under that name. Arrays, inline tables and texts of several lines have
no place and are left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from auditor.documents.nodes import MAX_CHARACTERS, complaint
from auditor.documents.toml_lines import COMMENT, toml_lines
from auditor.errors import SourceError
from auditor.model import Source, Span
from auditor.patterns import regex

_VALUE = r"\"(?!\"\")(?:[^\"\\\n]|\\.)*\"|'(?!'')[^'\n]*'|[\w.+-][^\s#,\[\]{}\"']*(?: [0-9:.+-]+)?"
_ONE_VALUE = regex(rf"({_VALUE}){COMMENT}")
_PLACE = regex(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def settings(source: Source) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The path of each setting that holds one value, and where that value stands, with its quotes."""
    data = _load(source)
    for found in toml_lines(source):
        if found.value is None:
            continue
        value = _ONE_VALUE.match(source.line(found.number), found.value)
        if value and _holds(data, found.path, value[1]):
            start = source.line_starts[found.number - 1]
            yield found.path, Span(start=start + value.start(1), end=start + value.end(1))


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
