"""A configuration file as text, for errors that point into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from auditor.documents.toml_lines import TomlLine, toml_lines
from auditor.errors import ConfigError
from auditor.model import Source

MAX_BYTES = 1 << 20
_FARTHEST = 200
"""Lines of a setting that are looked through for a word."""
_WIDEST = 1000
"""Characters of a line in which one is pointed at."""


class Spot(Struct, frozen=True, kw_only=True):
    """Where something stands, as errors want it; nothing is known of what is not found."""

    path: str
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None


class SettingsFile(Struct, frozen=True, dict=True):
    """``auditor.toml``, or ``pyproject.toml`` with its ``[tool.auditor]``."""

    path: Path
    text: str
    table: tuple[str, ...] = ()
    """The keys of the table that is ours; empty for the whole file."""

    @classmethod
    def read(cls, path: Path) -> SettingsFile:
        """``ConfigError`` if it cannot be read."""
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            text = data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise ConfigError(f"cannot be read: {problem}", path=shown(path)) from None
        if len(data) > MAX_BYTES:
            raise ConfigError(f"larger than {MAX_BYTES:,} bytes", path=shown(path))
        return cls(path, text, table=("tool", "auditor") if path.name == "pyproject.toml" else ())

    def data(self) -> Mapping[str, object] | None:
        """Our table; ``None`` where the file has none. ``ConfigError`` if it is not TOML."""
        if self.table and self.table[-1] not in self.text:
            return None
        import tomllib  # noqa: PLC0415 - most projects say nothing to us in their pyproject.toml

        try:
            found: object = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            if self.table and ".".join(self.table) not in self.text:
                return None  # somebody else's mistake
            reason = "nested too deep" if isinstance(problem, RecursionError) else problem
            raise ConfigError(f"not TOML: {reason}", path=shown(self.path)) from None
        for key in self.table:
            found = found.get(key) if isinstance(found, dict) else None
        if found is not None and not isinstance(found, dict):
            raise self.error(f"{'.'.join(self.table)!r} is no table")
        return found

    def error(self, message: str, *keys: str, word: str = "") -> ConfigError:
        """An error at a setting, and there at a word."""
        spot = self.spot(*keys, word=word)
        return ConfigError(message, path=spot.path, line=spot.line, column=spot.column, excerpt=spot.excerpt)

    def spot(self, *keys: str, word: str = "") -> Spot:
        """Where a setting stands, and there a word; of one inside of another, where its key does."""
        wanted = (*self.table, *keys)
        at = next((at for end in range(len(wanted), 0, -1) if (at := self._places.get(wanted[:end])) is not None), None)
        if at is None:
            return Spot(path=shown(self.path))
        found = self._lines[at]
        word = word or (wanted[-1] if found.path != wanted else "")
        end = self._lines[at + 1].number if at + 1 < len(self._lines) else len(self._source.line_starts) + 1
        for number in range(found.number, min(end, found.number + _FARTHEST)):
            if word and (column := _column(self._source.line(number), word)) >= 0:
                return self._spot(number, column)
        return self._spot(found.number, found.start)

    def _spot(self, number: int, start: int) -> Spot:
        return Spot(path=shown(self.path), line=number, column=start + 1, excerpt=self._source.line(number)[:_WIDEST])

    @cached_property
    def _source(self) -> Source:
        return Source(path=shown(self.path), text=self.text.replace("\r\n", "\n"))

    @cached_property
    def _lines(self) -> tuple[TomlLine, ...]:
        return tuple(toml_lines(self._source))

    @cached_property
    def _places(self) -> Mapping[tuple[str, ...], int]:
        """Which of the lines a setting begins with."""
        return {line.path: at for at, line in reversed(tuple(enumerate(self._lines)))}


def _column(line: str, word: str) -> int:
    """How many characters stand before a word in a line, with its quotes if it has any; -1 if it is not there."""
    bare = re.escape(word)
    found = re.search(rf"\"{bare}\"|'{bare}'|(?<![\w-]){bare}(?![\w-])", line[:_WIDEST])
    return found.start() if found else -1


def shown(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
