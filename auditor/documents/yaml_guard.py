"""YAML that is only data: text, lists and mappings, each with its place in the file.

Everything that makes a YAML loader run code, explode or guess is refused while the events stream in, before any tree
exists: aliases, anchors, tags, merge keys, duplicate keys, deep nesting. No scalar is interpreted, so ``3.10``, ``on``
and ``1:30`` arrive as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import yaml

from auditor.documents.nodes import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, Mapping, Node, Scalar, Sequence, complaint
from auditor.errors import AuditorError
from auditor.model import Source, Span

_TOO_DEEP = f"nested more than {MAX_DEPTH} deep"

# libyaml is about 8 times as fast; the pure Python parser gives the same events and marks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(source: Source, *, error: type[AuditorError]) -> Node:
    """Read the one YAML document of a file; an empty file is an empty plain scalar.

    Whatever is wrong is raised as ``error`` with path, line, column and excerpt.
    """
    if len(source.text) > MAX_CHARACTERS:
        raise error(f"more than {MAX_CHARACTERS:,} characters", path=source.path)
    try:
        return _Reader(source, error).document()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        message = " ".join(part for part in (problem.problem, problem.context) if part)
        if "maximum nesting depth" in message:
            message = _TOO_DEEP  # newer versions of libyaml look far ahead and find it first
        raise complaint(source, message or "not YAML", mark.index if mark else 0, error) from None
    except (yaml.YAMLError, UnicodeError):
        raise error("a character that YAML does not allow", path=source.path) from None


class _Reader:
    """Turns parser events into nodes and refuses all that is more than data."""

    def __init__(self, source: Source, error: type[AuditorError]) -> None:
        self._source = source
        self._error = error
        self._nodes = 0
        self._events: Iterator[yaml.Event] = iter(yaml.parse(source.text, Loader=_LOADER))

    def document(self) -> Node:
        """The root node of the first document, which must be the last."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse("more than one YAML document in a file", event)
                root = self._node(next(self._events), 1)
        return root or Scalar(value="", span=Span(start=0, end=0), plain=True)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(f"more than {MAX_NODES:,} values", event)
        if depth > MAX_DEPTH:
            self._refuse(_TOO_DEEP, event)
        self._refuse_extras(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._scalar(event)

    def _refuse_extras(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse("aliases (*name) are not allowed", event)
        if getattr(event, "anchor", None) is not None:
            self._refuse("anchors (&name) are not allowed", event)
        if getattr(event, "tag", None) is not None:
            self._refuse("tags (!name) are not allowed", event)

    def _scalar(self, event: yaml.Event) -> Scalar:
        assert isinstance(event, yaml.ScalarEvent)
        span = Span(start=_start(event), end=_end(event))
        return Scalar(value=event.value, span=span, plain=event.style in (None, ""))

    def _sequence(self, opening: yaml.SequenceStartEvent, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(items=tuple(items), span=_extent(opening, event, items[-1] if items else None))

    def _mapping(self, opening: yaml.MappingStartEvent, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, entries)
            entries[key.value] = (key, self._node(next(self._events), depth + 1))
        last = next(reversed(entries.values()))[1] if entries else None
        return Mapping(entries=tuple(entries.values()), span=_extent(opening, event, last))

    def _key(self, event: yaml.Event, entries: dict[str, tuple[Scalar, Node]]) -> Scalar:
        self._refuse_extras(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse("a key must be a plain text", event)
        key = self._scalar(event)
        if key.plain and key.value == "<<":
            self._refuse("merge keys (<<) are not allowed", event)
        if key.value in entries:
            first = self._source.position(entries[key.value][0].span.start)[0]
            self._refuse(f"duplicate key {key.value!r}: it is already on line {first}", event)
        return key

    def _refuse(self, message: str, event: yaml.Event) -> NoReturn:
        raise complaint(self._source, message, _start(event), self._error)


def _extent(opening: yaml.CollectionStartEvent, closing: yaml.Event, last: Node | None) -> Span:
    """From the first character to the last: an indented collection closes only where the next thing begins."""
    end = _end(closing) if opening.flow_style or last is None else last.span.end
    return Span(start=_start(opening), end=end)


def _start(event: yaml.Event) -> int:
    assert event.start_mark is not None  # every event of a parser has its marks
    return event.start_mark.index


def _end(event: yaml.Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index
