"""The fields of a rule file: nodes of its YAML that know their key path, read as what they must be.

Every method raises ``RuleError`` with path, line, column, excerpt, the key path and what was expected.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from msgspec import Struct

from auditor.documents.nodes import Mapping, Node, Scalar, Sequence, complaint
from auditor.engine.formula import Where
from auditor.engine.grammar import MAX_SHOWN, quoted, suggestion
from auditor.errors import AuditorError, RuleError
from auditor.model import Source

Word = TypeVar("Word", bound=str)


class Field(Struct, frozen=True):
    """A value of a rule file."""

    source: Source
    node: Node
    key: str = ""
    """Its path, ``facts.pp.concept``; empty for the whole file."""

    @property
    def where(self) -> Where:
        """Its place, for formulas."""
        return Where(self.source, self.node.span.start, self.key)

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.source.position(self.node.span.start)[0]

    def error(self, message: str, before: str = "") -> AuditorError:
        """An error at its beginning, or behind ``before`` if it is a text that begins so."""
        offset = self.where.behind(before) if before else self.node.span.start
        return self._error_at(message, offset)

    def text(self) -> str:
        """A text that is not empty, without the spaces around it."""
        return self.verbatim().strip()

    def verbatim(self) -> str:
        """A text that is not empty, with every space and line break."""
        if not isinstance(self.node, Scalar):
            raise self.error(f"expected a text, not a {_kind(self.node)}")
        if not self.node.value.strip():
            raise self.error("expected a text, and it is empty")
        return self.node.value

    def choice(self, allowed: Collection[Word]) -> Word:
        """One of a closed set of words."""
        word = self.text()
        for each in allowed:
            if each == word:
                return each
        raise self.error(f"unknown {quoted(word)}: {_expected(word, allowed)}")

    def flag(self) -> bool:
        """``true`` or ``false``."""
        return self.choice(("true", "false")) == "true"

    def items(self) -> tuple[Field, ...]:
        """The values of a list that is not empty."""
        if not isinstance(self.node, Sequence):
            raise self.error(f"expected a list, not a {_kind(self.node)}")
        if not self.node.items:
            raise self.error("expected a list, and it is empty")
        return tuple(Field(self.source, each, f"{self.key}.{index}") for index, each in enumerate(self.node.items))

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def entries(self) -> dict[str, Field]:
        """The values of a mapping that is not empty, by their keys."""
        mapping = self._mapping()
        if not mapping.entries:
            raise self.error("expected a mapping, and it is empty")
        return {name.value: Field(self.source, node, self._path(name.value)) for name, node in mapping.entries}

    def fields(self, required: Collection[str], optional: Collection[str]) -> dict[str, Field]:
        """The values of a mapping whose keys are known: all that are required, no others than these."""
        mapping = self._mapping()
        known = (*required, *optional)
        for name, _ in mapping.entries:
            if name.value not in known:
                message = f"unknown key {quoted(name.value)}: {_expected(name.value, known)}"
                raise self._error_at(message, name.span.start)
        entries = {name.value: Field(self.source, node, self._path(name.value)) for name, node in mapping.entries}
        missing = [key for key in required if key not in entries]
        if missing:
            raise self.error(f"missing key {missing[0]!r}: expected {', '.join(required)}")
        return entries

    def name_error(self, name: str, message: str) -> AuditorError:
        """An error at one of a mapping's keys."""
        names = [key for key, _ in self._mapping().entries if key.value == name]
        return Field(self.source, names[0], self._path(name)).error(message)

    def _mapping(self) -> Mapping:
        if not isinstance(self.node, Mapping):
            raise self.error(f"expected a mapping of keys and values, not a {_kind(self.node)}")
        return self.node

    def _path(self, key: str) -> str:
        shown = key if len(key) <= MAX_SHOWN else f"{key[:MAX_SHOWN]}…"
        return f"{self.key}.{shown}" if self.key else shown

    def _error_at(self, message: str, offset: int) -> AuditorError:
        return complaint(self.source, f"{self.key}: {message}" if self.key else message, offset, RuleError)


def _kind(node: Node) -> str:
    return {Scalar: "text", Sequence: "list", Mapping: "mapping"}[type(node)]


def _expected(word: str, allowed: Collection[str]) -> str:
    """The near word, and all of them where they are few."""
    clause = suggestion(word, allowed)
    near = clause.startswith("did you mean")
    return f"{clause} Expected one of {', '.join(allowed)}" if near and len(allowed) <= 12 else clause
