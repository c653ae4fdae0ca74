"""Patterns that are compiled late: every one can be, and then behaves like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import auditor
from auditor.claims.scripts import Scripted
from auditor.patterns import _Pattern, regex

PACKAGE = Path(auditor.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)


def within(value: object) -> Iterator[_Pattern]:
    """The patterns in the constants of a module."""
    if isinstance(value, _Pattern):
        yield value
    elif isinstance(value, Scripted):
        yield from within((value._western, value._wide))
    elif isinstance(value, (tuple, list, frozenset)):
        for each in value:
            yield from within(each)
    elif isinstance(value, dict):
        yield from within(tuple(value.values()))


def patterns() -> list[_Pattern]:
    found = {
        id(each): each for name in MODULES for value in vars(import_module(name)).values() for each in within(value)
    }
    return list(found.values())


def test_every_pattern_can_be_compiled() -> None:
    found = patterns()
    assert len(found) > 250
    for each in found:
        re.compile(each._source, each._flags)


def test_no_module_compiles_a_pattern_when_it_is_loaded() -> None:
    held = {
        f"{name}.{at}"
        for name in MODULES
        for at, value in vars(import_module(name)).items()
        if isinstance(value, re.Pattern)
    }
    assert held == set()


def test_a_late_pattern_is_like_any_other() -> None:
    late, plain = regex(r"(?P<n>\d)\w", re.ASCII), re.compile(r"(?P<n>\d)\w", re.ASCII)
    text = "1a 2b\n3c"
    assert late.findall(text) == plain.findall(text)
    assert late.sub("x", text) == plain.sub("x", text)
    assert late.split(text) == plain.split(text)
    assert [each.span() for each in late.finditer(text)] == [each.span() for each in plain.finditer(text)]
    for method in ("match", "search", "fullmatch"):
        assert bool(getattr(late, method)(text)) == bool(getattr(plain, method)(text))
    assert (late.groupindex, late.groups, late.flags, late.pattern) == (
        plain.groupindex,
        plain.groups,
        plain.flags,
        plain.pattern,
    )
    with pytest.raises(AttributeError):
        late.nothing  # type: ignore[attr-defined]  # noqa: B018
