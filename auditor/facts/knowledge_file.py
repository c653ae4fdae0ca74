"""Files of knowledge: what each device or model is published to have, read from YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from auditor.documents import yaml_guard
from auditor.documents.nodes import Mapping, Node, Scalar, Sequence, complaint
from auditor.documents.reading import read_source
from auditor.errors import RuleError
from auditor.facts.knowledge import Cell, Confidence, Entry, Library, plain
from auditor.model import Reading, Source
from auditor.patterns import regex
from auditor.quantities import units
from auditor.quantities.notation import numeral
from auditor.rational import Fraction

LEVELS: dict[str, Confidence] = {"high": "high", "medium": "medium", "low": "low"}
WRITTEN: dict[str, str] = {
    "": "",
    "GB": "gigabyte",
    "GB/s": "gigabyte / second",
    "TFLOPS": "teraflop / second",
    "W": "watt",
    "parameters": "parameter",
    "layers": "layer",
    "heads": "head",
    "tokens": "token",
    "bytes/token": "byte / token",
}
"""The units of cells, as they are written, and in the words of the registry."""


def load_library(path: Path, shown: str) -> Library:
    """Read a file of knowledge; ``shown`` is its path as reports print it. ``RuleError`` for the first mistake."""
    return _Reader(read_source(path, shown)).library()


_VALUE = regex(r"\d{1,15}(?:\.\d{1,6})?")


class _Reader(Struct, frozen=True):
    source: Source

    def library(self) -> Library:
        root = self._keys(yaml_guard.load(self.source, error=RuleError), ("sources", "families"))
        sources = {key.value: self._text(node) for key, node in self._mapping(root["sources"]).entries}
        entries: list[Entry] = []
        names: dict[str, str] = {}
        compared: dict[str, str] = {}
        for key, node in self._mapping(root["families"]).entries:
            family = self._keys(node, ("names", "entries"))
            for name in self._texts(family["names"]):
                if plain(name) in compared:
                    self._refuse(f"the name {name!r} is also that of {compared[plain(name)]}", family["names"])
                names[name] = compared[plain(name)] = key.value
            entries.extend(self._entries(key.value, family["entries"], sources))
        name = Path(self.source.path).stem
        return Library(name=name, source=self.source, entries=tuple(entries), written=tuple(names.items()))

    def _entries(self, family: str, node: Node, sources: dict[str, str]) -> Iterator[Entry]:
        for key, value in self._mapping(node).entries:
            fields = self._keys(value, ("cells",), ("marks",))
            marks = self._texts(fields["marks"]) if "marks" in fields else ()
            cells = fields["cells"]
            if not isinstance(cells, Sequence) or not cells.items:
                self._refuse("expected a list of cells", cells)
            yield Entry(
                name=key.value,
                family=family,
                marks=frozenset(map(plain, marks)),
                cells=tuple(self._cell(item, sources) for item in cells.items),
            )

    def _cell(self, node: Node, sources: dict[str, str]) -> Cell:
        fields = self._keys(node, ("of", "value", "unit", "source", "confidence"), ("as",))
        keys = self._texts(fields["source"])
        if unknown := [key for key in keys if key not in sources]:
            self._refuse(f"unknown source {unknown[0]!r}; expected one of {', '.join(sources)}", fields["source"])
        confidence = LEVELS.get(self._text(fields["confidence"]))
        if confidence is None:
            self._refuse(f"expected one of {', '.join(LEVELS)}", fields["confidence"])
        unit = self._text(fields["unit"])
        said = self._text(fields["as"]) if "as" in fields else ""
        return Cell(
            of=self._text(fields["of"]),
            narrowed=frozenset(said.split()),
            said=said,
            text=f"{self._text(fields['value'])} {unit}".rstrip(),
            reading=self._reading(fields["value"], fields["unit"]),
            sources=tuple(sources[key] for key in keys),
            confidence=confidence,
            span=node.span,
        )

    def _reading(self, value: Node, unit: Node) -> Reading:
        number = numeral(self._text(value)) if _VALUE.fullmatch(self._text(value)) else None
        if number is None:
            self._refuse(f"{self._text(value)!r} is no number", value)
        if (written := self._text(unit)) not in WRITTEN:
            self._refuse(f"unknown unit {written!r}; expected one of {', '.join(WRITTEN)}", unit)
        expression = WRITTEN[written]
        counted = not units.physical(expression)[1]
        half = Fraction(0) if counted else number.ulp / 2
        return Reading(low=number.value - half, high=number.value + half, unit=expression)

    # --- nodes --------------------------------------------------------------------------------------------------------

    def _mapping(self, node: Node) -> Mapping:
        if not isinstance(node, Mapping) or not node.entries:
            self._refuse("expected a mapping of keys and values", node)
        return node

    def _keys(self, node: Node, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """The values of a mapping that has all required keys and no others than these."""
        mapping = self._mapping(node)
        for key, _ in mapping.entries:
            if key.value not in (*required, *optional):
                self._refuse(f"unknown key {key.value!r}; expected one of {', '.join((*required, *optional))}", key)
        fields = {key.value: value for key, value in mapping.entries}
        if missing := [key for key in required if key not in fields]:
            self._refuse(f"missing key {missing[0]!r}", node)
        return fields

    def _text(self, node: Node) -> str:
        if not isinstance(node, Scalar):
            self._refuse("expected a text", node)
        return node.value

    def _texts(self, node: Node) -> tuple[str, ...]:
        if not isinstance(node, Sequence) or not node.items:
            self._refuse("expected a list of texts", node)
        return tuple(map(self._text, node.items))

    def _refuse(self, message: str, node: Node) -> NoReturn:
        raise complaint(self.source, message, node.span.start, RuleError)
