"""What a rule asks of the quantities that a document gives for its subjects, and what it gets."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from auditor.facts.figure_words import narrowing
from auditor.facts.knowledge import Entry
from auditor.facts.mentions import Mention, narrowed
from auditor.facts.words import Words, contains, words
from auditor.model import Measure


class Ask(Struct, frozen=True, kw_only=True, dict=True):
    """What a rule asks for: the words that name it, and those that may do so but may also name something else."""

    labels: tuple[Words, ...]
    loose: tuple[Words, ...] = ()
    unless: frozenset[str] = frozenset()
    """Words that say it is something else."""

    @cached_property
    def own(self) -> frozenset[str]:
        """The words that the labels are made of."""
        return frozenset(word for label in (*self.labels, *self.loose) for word in label)


class Bound(Struct, frozen=True, kw_only=True):
    """A quantity and what it is said to be of."""

    claim: Measure
    entries: tuple[Entry, ...]
    name: str
    """What the entries are called together."""
    labelled: bool
    """Words name what it is."""
    loosely: bool
    """A word may name what it is: ``bandwidth``. Where neither is so, only the unit speaks."""
    direct: bool
    """The subject stands in the same statement, or in the row or column."""
    narrowed: frozenset[str]
    """What the words around it narrow it to: ``fp8``, ``sparse``, ``direction``."""
    where: tuple[int, int, int] | None = None
    """Table, row and column of a cell."""


class Seen(Struct, frozen=True, kw_only=True):
    """A quantity with its subject, whatever a rule may ask of it."""

    claim: Measure
    subject: Mention
    said: Words
    """The words that say what of the subject the quantity is."""
    strange: frozenset[str]
    """Those that are not known to leave a published figure what it is."""
    text: str
    direct: bool = True
    where: tuple[int, int, int] | None = None


def bound(seen: Seen, ask: Ask) -> Bound:
    """What a rule asks for, of a quantity that it may be about."""
    entries = narrowed(seen.subject.entries, seen.text)
    texts = (seen.said, words(seen.subject.family))
    return Bound(
        claim=seen.claim,
        entries=entries,
        name=_called(entries),
        labelled=any(contains(text, label) >= 0 for text in texts for label in ask.labels),
        loosely=any(contains(seen.said, label) >= 0 for label in ask.loose),
        direct=seen.direct,
        narrowed=narrowing(seen.said),
        where=seen.where,
    )


def _called(entries: tuple[Entry, ...]) -> str:
    """The words that the names of all entries share: ``A100 40GB`` of ``A100 SXM 40GB`` and ``A100 PCIe 40GB``."""
    shared = [word for word in entries[0].name.split() if all(word in entry.name.split() for entry in entries)]
    return " ".join(shared) or entries[0].family
