"""A document's bytes as lines that can be changed and written back: its encoding and its line ends stay."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from auditor.errors import SourceError
from auditor.patterns import regex

_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LINE_END = regex(r"\r\n|\r|\n")


class TextFile(Struct, frozen=True, kw_only=True):
    """Lines are those that reports count, each with its own line end."""

    lines: list[str]
    mark: bytes
    encoding: str

    @classmethod
    def read(cls, path: Path) -> TextFile:
        """The lines of a file that has been audited before. ``SourceError`` if it can no longer be read."""
        try:
            data = path.read_bytes()
            mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
            encoding = _MARKS.get(mark, "utf-8")
            text = data[len(mark) :].decode(encoding)
        except (OSError, UnicodeDecodeError) as problem:
            raise SourceError(f"cannot be read: {problem}", path=str(path)) from None
        return cls(lines=_LINE.findall(text), mark=mark, encoding=encoding)

    @property
    def line_end(self) -> str:
        """The one that its first line has."""
        found = _LINE_END.search(self.lines[0]) if self.lines else None
        return found[0] if found else "\n"

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.encoded("".join(self.lines))

    def encoded(self, text: str) -> bytes:
        """Another text in the encoding of the file."""
        return self.mark + text.encode(self.encoding)
