"""What is published about accelerators, links and models: sourced values that documents can be held against.

``rules/knowledge/*.yaml`` are read when a document first names one of their subjects, and once in a run: everyday
documents cost a search for the names, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Literal

from msgspec import Struct

from auditor import kept
from auditor.model import Reading, Source, Span
from auditor.resources import rules_folder

Confidence = Literal["high", "medium", "low"]
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


class Library(Struct, frozen=True, kw_only=True, dict=True):
    """One file of knowledge."""

    name: str
    source: Source
    entries: tuple[Entry, ...]
    written: tuple[tuple[str, str], ...]
    """Each name as the file writes it, and the family that it is a name of."""

    @cached_property
    def names(self) -> Mapping[str, tuple[Entry, ...]]:
        """For each name, as ``plain`` gives it, the entries of its family."""
        families: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            families[entry.family] = (*families.get(entry.family, ()), entry)
        return {plain(name): families[family] for name, family in self.written}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the names in a text, the longest first."""
        return _pattern(name for name, _ in self.written)


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
    """One of the libraries that ship with the auditor, as it was kept. Raises ``RuleError`` if it is broken."""
    path, shown = rules_folder() / "knowledge" / f"{name}.yaml", f"rules/knowledge/{name}.yaml"

    def make() -> Library:
        from auditor.facts.knowledge_file import load_library  # noqa: PLC0415 - read once, then kept

        return load_library(path, shown)

    return kept.remembered(kept.default_store(), path, Library, make)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name or mark as it is compared: lower case, without spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", text.lower())


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names, the longest first; a space or hyphen in one may be written otherwise, or left out."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join(r"[\s_-]?".join(map(re.escape, re.split(r"[\s_-]+", name))) for name in ordered)
    return re.compile(rf"(?<![A-Za-z0-9.])(?P<name>{written})(?:['’]?(?-i:s))?(?![A-Za-z0-9]|\.\d)", re.IGNORECASE)
