"""Data of YAML and JSON files, each value with its place: texts, lists and mappings."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from auditor.errors import AuditorError
from auditor.model import Source, Span

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_EXCERPT = 200


class Scalar(Struct, frozen=True, kw_only=True):
    """A text, as written but without its quotes; ``plain`` if it had none and was no block of lines."""

    value: str
    span: Span
    plain: bool


class Sequence(Struct, frozen=True, kw_only=True):
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


class Mapping(Struct, frozen=True, kw_only=True):
    """Keys with their values, in the order of the file; no two keys have the same value."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        return next((value for name, value in self.entries if name.value == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def complaint(source: Source, message: str, offset: int, error: type[AuditorError]) -> AuditorError:
    """An error that points at a character of the file."""
    line, column = source.position(min(offset, len(source.text)))
    text = source.line(line)
    excerpt = text if len(text) <= MAX_EXCERPT else None
    return error(message, path=source.path, line=line, column=column, excerpt=excerpt)
