"""Configuration files beside a document: every value becomes a block, labelled with its key path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from auditor.documents.nodes import Mapping, Node, Scalar, Sequence
from auditor.errors import SourceError
from auditor.model import Block, Document, Section, Source, Span

Path = tuple[str, ...]

SUFFIXES = frozenset({".json", ".toml", ".yaml", ".yml"})


def parse(source: Source) -> Document:
    """Read a JSON, YAML or TOML file, told apart by the suffix of its name."""
    groups: dict[Path, int] = {}
    blocks = []
    for path, span in _settings(source):
        value = _without_quotes(source.text, span)
        if value.start == value.end:
            continue
        blocks.append(
            Block(
                kind="setting",
                text=source.text[value.start : value.end],
                offsets=range(value.start, value.end),
                section=0,
                group=groups.setdefault(path[:-1], len(groups) + 1),
                depth=len(path) - 1,
                label=".".join(path),
            )
        )
    whole = Section(title="", level=0, parent=None, span=Span(start=0, end=len(source.text)))
    return Document(source=source, kind="configuration", blocks=tuple(blocks), sections=(whole,))


def _settings(source: Source) -> Iterator[tuple[Path, Span]]:
    match PurePath(source.path).suffix.lower():
        case ".json":
            from auditor.documents import json_nodes  # noqa: PLC0415 - most documents have no configuration beside them

            return _leaves(json_nodes.load(source, error=SourceError), ())
        case ".yaml" | ".yml":
            from auditor.documents import yaml_guard  # noqa: PLC0415

            return _leaves(yaml_guard.load(source, error=SourceError), ())
        case ".toml":
            from auditor.documents import toml_settings  # noqa: PLC0415

            return toml_settings.settings(source)
    raise SourceError("not a JSON, YAML or TOML file", path=source.path)


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Span]]:
    """The scalars of a tree; the items of a list are numbered from 0."""
    match node:
        case Scalar():
            yield path or ("",), node.span
        case Mapping():
            for key, value in node.entries:
                yield from _leaves(value, (*path, key.value))
        case Sequence():
            for index, item in enumerate(node.items):
                yield from _leaves(item, (*path, str(index)))


def _without_quotes(text: str, span: Span) -> Span:
    """The value itself: neither its quotes nor the ``|`` line of a YAML text of several lines."""
    value = text[span.start : span.end]
    if value[:1] in ("'", '"'):
        return Span(start=span.start + 1, end=span.end - 1)
    if value[:1] in ("|", ">"):
        lines = value.partition("\n")[2]
        start = span.end - len(lines.lstrip())
        return Span(start=start, end=start + len(lines.strip()))
    return Span(start=span.start, end=span.start + len(value.rstrip()))
