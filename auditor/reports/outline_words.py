"""How reports name things: figures with their labels, lines, sections, statements. No verdicts, no Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from msgspec import Struct

from auditor.model import Check, Facets, Operand, Place
from auditor.patterns import regex

QUOTE = 160
"""Characters of a quoted line; a longer one is cut around its statement."""
STATEMENT = 80
"""… and of a statement that is only mentioned."""


class Figure(Struct, frozen=True, kw_only=True):
    """A fact as a sentence mentions it: ``GPU memory 64GB (line 22)``."""

    words: str
    where: str
    """``line 22``, or the file and line; empty for what a rule assumes."""
    issues: tuple[int, ...] = ()
    """The numbers of the issues that put this very fact on trial."""


class Location(Struct, frozen=True, kw_only=True):
    """Where statements stand: the lines of one section."""

    section: tuple[str, ...]
    lines: tuple[int, ...]


def sentence(text: str) -> str:
    """One line with a capital at its start and a full stop at its end; symbols such as ``kWh`` and ``p99`` stay."""
    line = one_line(text)
    if line and line[-1] not in ".!?…":
        line += "."
    return capital(line)


def capital(text: str) -> str:
    """The text with a capital at its start, unless it starts with a symbol."""
    following = text[1:2]
    return text[0].upper() + text[1:] if text[:1].islower() and (following == " " or following.islower()) else text


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def quoted(place: Place) -> str:
    """The whole line that a statement stands in, or the statement itself where it runs over several."""
    statement = one_line(place.text)
    if place.end_line > place.line:
        return clipped(statement, QUOTE)
    line = one_line(place.line_text)
    if len(line) <= QUOTE or statement not in line:
        return clipped(line, QUOTE)
    start = max(0, line.index(statement) - max(0, QUOTE - len(statement)) // 2)
    start = min(start, len(line) - QUOTE)
    cut = line[start : start + QUOTE].strip()
    return f"{'… ' if start else ''}{cut}{' …' if start + QUOTE < len(line) else ''}"


def clipped(text: str, limit: int) -> str:
    """The text, or as much of it as the limit allows."""
    return text if len(text) <= limit else text[: limit - 2].rstrip() + " …"


def named(label: str, value: str, phase: str | None = None) -> str:
    """A value with its label where it does not carry that itself: ``tensor parallelism 2``, ``64 GPUs in prefill``."""
    value = one_line(value)
    if label.lower() in value.lower():
        words = value
    elif value != "1" and _BARE.fullmatch(value) and label.partition(" per ")[0].endswith("s"):
        words = f"{value} {label}"
    else:
        words = f"{label} {unscoped(value, label)}"
    return f"{words} in {phase}" if phase and phase not in words.lower() else words


_BARE = regex(r"[0-9][0-9.,]*[KMBT]?")
"""A number that says nothing of what it counts."""


def narrowed(label: str, facets: Facets) -> str:
    """A quantity with what narrows it, each once: ``throughput per GPU``, ``prefill latency P99``."""
    per = {"gpu": "per GPU", "system": "across the system", "node": "per node", "replica": "per replica"}
    phase = f"in {facets.phase}" if facets.phase and facets.phase not in label.lower() else None
    scope = per.get(facets.per or "")
    words = (phase, scope if scope not in (None, *_ends(label)) else None, _statistic(facets), facets.subject)
    return one_line(" ".join([label, *filter(None, words)]))


def _ends(label: str) -> list[str]:
    """``per GPU`` of ``memory used per GPU``."""
    return [found.group().strip()] if (found := re.search(r" per \S+$", label)) else []


def _statistic(facets: Facets) -> str | None:
    if facets.statistic is None:
        return None
    return facets.statistic.upper() if facets.statistic[1:].isdigit() else f"({facets.statistic})"


def unscoped(value: str, label: str) -> str:
    """``8.04GB`` for ``8.04GB per GPU`` of the memory used per GPU."""
    for scope in _ends(label):
        value = value.removesuffix(f" {scope}")
    return value


_ROLES = regex(r" (?:targets?|limits?|goals?|required|available)$")


def plain(value: str) -> str:
    """A printed value without the word that only says what it is for: ``85%`` for ``85% limit``."""
    return _ROLES.sub("", one_line(value))


def where(place: Place | None, document: str) -> str:
    """``line 22``, preceded by the file where that is another one; nothing for a value without a place."""
    if place is None:
        return ""
    return f"line {place.line}" if place.path == document else f"{file_name(place.path, document)}, line {place.line}"


def file_name(path: str, document: str) -> str:
    """A file as someone who reads the document calls it: by its name alone where it stands beside it."""
    file = PurePosixPath(path)
    return file.name if file.parent == PurePosixPath(document).parent else path


def figure(operand: Operand, document: str) -> Figure:
    """An operand as it is mentioned."""
    words = named(operand.label, plain(operand.value), operand.facets.phase)
    return Figure(words=words, where=where(operand.place, document))


def located(places: Iterable[Place], title: str) -> tuple[Location, ...]:
    """The places by section, in their order; the document's title is not repeated."""
    sections: dict[tuple[str, ...], list[int]] = {}
    for place in places:
        section = place.section[1:] if place.section[:1] == (title,) else place.section
        sections.setdefault(tuple(map(one_line, section)), []).append(place.line)
    return tuple(Location(section=section, lines=lines(numbers)) for section, numbers in sections.items())


def lines(numbers: Iterable[int]) -> tuple[int, ...]:
    """Line numbers in order, each once."""
    return tuple(sorted(set(numbers)))


def calculation(check: Check) -> tuple[str, ...]:
    """The lines of a derivation that calculate: the one that gives the recomputed value, or all if there is none.

    Lines that only say which fact was used, and the names that a rule gives its intermediate results, are left out.
    """
    used = tuple(f"{operand.name}: {operand.label} {operand.value}" for operand in check.operands)
    steps = [line for line in map(one_line, check.derivation) if " = " in line and not line.startswith(used)]
    if check.operands:
        steps = [_INTERMEDIATE.sub("", step) for step in steps]
    if check.recomputed and (final := [step for step in steps if step.endswith(f"= {one_line(check.recomputed)}")]):
        return tuple(dict.fromkeys(final))
    return tuple(dict.fromkeys(steps))


_INTERMEDIATE = regex(r"\A[a-z][a-z0-9 _]*: ")


def assumed(check: Check) -> tuple[str, ...]:
    """What must be supposed for a check to hold."""
    return tuple(one_line(assumption).removeprefix("holds only if ") for assumption in check.assumptions)


def mentioned(check: Check) -> str:
    """The value on trial, or the statement where no single value is."""
    return one_line(check.stated) if check.stated and check.operands else clipped(one_line(check.place.text), STATEMENT)
