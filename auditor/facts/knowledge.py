"""What is published about accelerators, links and models: sourced values that documents can be held against.

``rules/knowledge/*.yaml`` are read when a document first names one of their subjects, and once in a run: everyday
documents cost a search for the names, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NoReturn

from msgspec import Struct

from auditor.documents import yaml_guard
from auditor.documents.reading import read_source
from auditor.documents.yaml_guard import Node, Scalar, Sequence
from auditor.errors import RuleError
from auditor.model import Reading, Source, Span
from auditor.quantities import units
from auditor.quantities.notation import numeral
from auditor.rational import Fraction
from auditor.resources import rules_folder

Confidence = Literal["high", "medium", "low"]
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

BEGINNINGS: dict[str, Mapping[str, str]] = {
    "accelerators": {
        **dict.fromkeys(("a100", "h100", "v100", "h200", "b200", "gb200", "b300", "a10g", "l40s"), r"s?(?![a-z0-9])"),
        **dict.fromkeys(("mi250x", "mi300x", "mi325x", "mi355x"), ""),
        "tpu": r"[ _-]?v?\d",
        "gaudi": r"[ _-]?\d",
        "rtx": r"[ _-]?\d",
        **dict.fromkeys(
            ("a10", "l4", "t4", "v5e", "v5p", "v5litepod", "v6e", "trillium", "ironwood"), r"s?(?![a-z0-9])"
        ),
    },
    "links": {"nvlink": "", "pcie": "", "pci-e": "", "pci express": ""},
    "models": {
        **dict.fromkeys(("llama", "qwen", "gemma", "phi", "falcon"), r"[ _-]?\d"),
        "mistral": r"[ _-]?(?:7b|large)",
        "mixtral": r"[ _-]?8x",
        "gpt": r"[ _-]?(?:3|oss)",
        "opt-": r"\d",
        "bloom": "",
        "deepseek": r"[ _-]?[vr]\d",
    },
}
"""For each library the strings, in lower case, that its names begin with, and how they go on. A document without any of
them needs no library; strings are found ten times as fast as patterns. A test holds these against the names."""
_DOUBTFUL = frozenset(("a10", "l4", "t4", "v5e", "v5p", "v5litepod", "v6e", "trillium", "ironwood"))
_FIELD = ("gpu", "tpu", "nvidia", "cuda", "flop", "hbm", "vram", "accelerator")
"""What the field of accelerators is spoken of with: L4 is also a layer of a network, and T4 a hormone."""


class Cell(Struct, frozen=True, kw_only=True):
    """One published value."""

    of: str
    """What it is the value of: ``memory_bandwidth``."""
    narrowed: frozenset[str]
    """The words that narrow it: ``dense`` and ``fp8``."""
    said: str
    """The same words as the file writes them: ``sparse fp8``."""
    text: str
    """As the file writes it: ``3350 GB/s``."""
    reading: Reading
    sources: tuple[str, ...]
    confidence: Confidence
    span: Span
    """Where it stands in the file."""


class Entry(Struct, frozen=True, kw_only=True):
    """One device or model, with everything that tells it from the others of its family."""

    name: str
    family: str
    marks: frozenset[str]
    cells: tuple[Cell, ...]


class Library(Struct, frozen=True, kw_only=True):
    """One file of knowledge."""

    name: str
    source: Source
    entries: tuple[Entry, ...]
    names: Mapping[str, tuple[Entry, ...]]
    """For each name, as ``plain`` gives it, the entries of its family."""
    pattern: re.Pattern[str]
    """Finds the names in a text, the longest first."""


def is_named(name: str, lower: str) -> bool:
    """Whether a text in lower case may name a subject of a library."""
    of_field = name != "accelerators" or any(word in lower for word in _FIELD)
    for beginning, rest in BEGINNINGS[name].items():
        if not of_field and beginning in _DOUBTFUL:
            continue
        at = lower.find(beginning)
        while at >= 0:
            if not lower[at - 1 : at].isalnum() and _compiled(rest).match(lower, at + len(beginning)):
                return True
            at = lower.find(beginning, at + 1)
    return False


def may_name(name: str, text: str) -> bool:
    """Whether some name of a library may begin in a text: quick, and yes too often."""
    lower = text.lower()
    return any(beginning in lower for beginning in BEGINNINGS.get(name, ("",)))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def library(name: str) -> Library:
    """One of the libraries that ship with the auditor. Raises ``RuleError`` if it is broken."""
    return load_library(rules_folder() / "knowledge" / f"{name}.yaml", f"rules/knowledge/{name}.yaml")


def load_library(path: Path, shown: str) -> Library:
    """Read a file of knowledge; ``shown`` is its path as reports print it. ``RuleError`` for the first mistake."""
    return _Reader(read_source(path, shown)).library()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name or mark as it is compared: lower case, without spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", text.lower())


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names, the longest first; a space or hyphen in one may be written otherwise, or left out."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join(r"[\s_-]?".join(map(re.escape, re.split(r"[\s_-]+", name))) for name in ordered)
    return re.compile(rf"(?<![A-Za-z0-9.])(?P<name>{written})(?:['’]?(?-i:s))?(?![A-Za-z0-9]|\.\d)", re.IGNORECASE)


# --- reading the file -------------------------------------------------------------------------------------------------


_VALUE = re.compile(r"\d{1,15}(?:\.\d{1,6})?")


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
        families = {plain(name): tuple(e for e in entries if e.family == family) for name, family in names.items()}
        return Library(
            name=Path(self.source.path).stem,
            source=self.source,
            entries=tuple(entries),
            names=families,
            pattern=_pattern(names),
        )

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

    def _mapping(self, node: Node) -> yaml_guard.Mapping:
        if not isinstance(node, yaml_guard.Mapping) or not node.entries:
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
        raise yaml_guard.complaint(self.source, message, node.span.start, RuleError)
