"""Sentences of rules: ``{{ name }}`` is replaced by a printed value, and nothing else means anything."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.patterns import regex

_PLACEHOLDER = regex(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
_BRACES = regex(r"\{\{|\}\}|\{%|%\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The sentence with its values, which are not looked at again. ``KeyError`` for a name without one."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def placeholders(template: str) -> tuple[tuple[str, int], ...]:
    """The names that a sentence uses, each with the offset where its braces open."""
    return tuple((match[1], match.start()) for match in _PLACEHOLDER.finditer(template))


def stray_braces(template: str) -> int | None:
    """The offset of the first braces that are not those of ``{{ name }}``, such as ``{{ a.b }}`` or ``{% if %}``."""
    masked = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), template)
    match = _BRACES.search(masked)
    return match.start() if match else None
