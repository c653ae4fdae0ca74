"""The frozen images of rule files."""

from __future__ import annotations

from typing import Literal, Protocol

from msgspec import Struct

from auditor.model.facts import UNNARROWED, Facets

Verdict = Literal["holds", "contradicted", "open"]
Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")


class Variable(Struct, frozen=True, kw_only=True):
    """A fact that a rule asks for."""

    name: str
    concept: str
    facets: Facets = UNNARROWED
    default: str | None = None
    """A printed number or range to fall back on, as the rule's author wrote it."""
    many: bool = False
    """All matching facts of the document, perhaps none, instead of the nearest one: for ``sum``, ``max``, ``min``."""
    together: bool = False
    """Of ``many`` only those that stand together with the fact that the rule starts from, one at least."""

    @property
    def concepts(self) -> tuple[str, ...]:
        """Its concept; of a ``many`` variable perhaps several."""
        return tuple(self.concept.split(" | "))


class Assumption(Struct, frozen=True, kw_only=True):
    """One reading of a rule: what is supposed, and what then must hold."""

    holds: str
    assume: str = ""


class Example(Struct, frozen=True, kw_only=True):
    """A document of a few lines and what the rule must say of it."""

    verdict: Verdict
    text: str
    stated: str | None = None
    recomputed: str | None = None
    missing: str | None = None
    configuration: str | None = None
    """A companion configuration file (JSON) beside the text."""
    beside: str | None = None
    """Another document in the same folder, which comes before it."""
    line: int = 0
    """Where the example stands in the rule file."""


class Rule(Struct, frozen=True, kw_only=True):
    """The frozen image of one rule file."""

    id: str
    title: str
    severity: Severity
    group: str
    kind: str
    rationale: str
    references: tuple[str, ...]
    message: str
    impact: str = ""
    recommendation: str = ""
    facts: tuple[Variable, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    """Names for fixed values with their units, ``80 GB``."""
    when: str | None = None
    """A condition: where it is false, the rule does not speak."""
    derive: tuple[tuple[str, str], ...] = ()
    """Names for intermediate results, in order; later ones may use earlier ones."""
    readings: tuple[Assumption, ...] = ()
    stated: str | None = None
    """The variable whose printed value is on trial."""
    recomputed: str | None = None
    """The formula for what that value should be."""
    may_change: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """Settings of the rule's kind, such as ``tolerance``."""
    examples: tuple[Example, ...] = ()
    path: str = ""


class Override(Struct, frozen=True, kw_only=True):
    """What a project says of a rule of somebody else."""

    rule: str
    """Its id, or ``pack/*``."""
    severity: Severity | None
    """Another severity; ``None`` if it is not to be applied."""
    path: str
    """The configuration file that says so, and where in it, as far as that is known."""
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None


class Documents(Protocol):
    """Some of a project's documents."""

    def covers(self, path: str) -> bool:
        """Whether the document at this path is one of them."""


class LocalOverrides(Struct, frozen=True, kw_only=True):
    """What a project says of rules for some documents alone."""

    documents: Documents
    overrides: tuple[Override, ...]
