r"""JSON as ``nodes``: the same data, with the place of each value.

PyYAML would read most JSON, but not surrogate pairs (``\ud83d\ude00``) or very long keys; Python's json gives no
places.
"""

from __future__ import annotations

import json
from typing import NoReturn

from auditor.documents.nodes import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    complaint,
)
from auditor.errors import AuditorError
from auditor.model import Source, Span
from auditor.patterns import regex

_SPACE = regex(r"[ \t\n\r]*")
_STRING = regex(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_BARE = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.])|(?:true|false|null)(?!\w)")


def load(source: Source, *, error: type[AuditorError]) -> Node:
    """Read the one value of a JSON file; what is wrong is raised as ``error`` with its place."""
    if len(source.text) > MAX_CHARACTERS:
        raise error(f"more than {MAX_CHARACTERS:,} characters", path=source.path)
    reader = _Reader(source, error)
    node = reader.value(1)
    if reader.next_character():
        reader.refuse("more text after the end of the JSON value")
    return node


class _Reader:
    """A cursor in the text."""

    def __init__(self, source: Source, error: type[AuditorError]) -> None:
        self._source = source
        self._error = error
        self._text = source.text
        self._at = 0
        self._nodes = 0

    def next_character(self) -> str:
        """The next character that is no space, or nothing at the end."""
        space = _SPACE.match(self._text, self._at)
        assert space is not None  # it matches nothing, too
        self._at = space.end()
        return self._text[self._at : self._at + 1]

    def refuse(self, message: str) -> NoReturn:
        """Complain about the place of the cursor."""
        raise complaint(self._source, message, self._at, self._error)

    def value(self, depth: int) -> Node:
        """The value that begins here."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.refuse(f"more than {MAX_NODES:,} values")
        if depth > MAX_DEPTH:
            self.refuse(f"nested more than {MAX_DEPTH} deep")
        match self.next_character():
            case "{":
                return self._mapping(depth)
            case "[":
                return self._sequence(depth)
            case '"':
                return self._string()
        bare = _BARE.match(self._text, self._at)
        if bare is None:
            self.refuse("expected a JSON value")
        self._at = bare.end()
        return Scalar(value=bare[0], span=Span(start=bare.start(), end=bare.end()), plain=True)

    def _string(self) -> Scalar:
        found = _STRING.match(self._text, self._at)
        if found is None:
            self.refuse("a string that does not end, or holds a control character or an unknown escape")
        self._at = found.end()
        return Scalar(value=json.loads(found[0]), span=Span(start=found.start(), end=found.end()), plain=False)

    def _sequence(self, depth: int) -> Sequence:
        start = self._at
        items: list[Node] = []
        while self._more("]", first=not items):
            items.append(self.value(depth + 1))
        return Sequence(items=tuple(items), span=Span(start=start, end=self._at))

    def _mapping(self, depth: int) -> Mapping:
        start = self._at
        entries: dict[str, tuple[Scalar, Node]] = {}
        while self._more("}", first=not entries):
            if self.next_character() != '"':
                self.refuse("expected a key in quotes")
            key = self._string()
            if key.value in entries:
                line = self._source.position(entries[key.value][0].span.start)[0]
                self._at = key.span.start
                self.refuse(f"duplicate key {key.value!r}: it is already on line {line}")
            self._expect(":")
            entries[key.value] = (key, self.value(depth + 1))
        return Mapping(entries=tuple(entries.values()), span=Span(start=start, end=self._at))

    def _more(self, closing: str, *, first: bool) -> bool:
        """Step over the opening bracket or a comma, or over the closing bracket and say that there is no more."""
        if first:
            self._at += 1
        if self.next_character() == closing:
            self._at += 1
            return False
        if not first:
            self._expect(",")
        return True

    def _expect(self, character: str) -> None:
        if self.next_character() != character:
            self.refuse(f"expected {character!r}")
        self._at += 1
