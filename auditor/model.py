"""Every record that crosses a stage, and nothing else.

document → claims → facts → checks → report. Records are frozen; a stage makes new ones and never changes those it got.
Offsets count characters of ``Source.text`` from 0; lines and columns count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Literal, TypeAlias

Verdict = Literal["holds", "contradicted", "open"]
Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")

# --- documents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The characters ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file as decoded: no byte-order mark, every line end a single newline."""

    path: str
    text: str
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "line_starts", tuple(starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a heading opens. Section 0 is the whole document and has no heading."""

    title: str
    level: int
    parent: int | None
    span: Span


BlockKind = Literal["paragraph", "heading", "item", "cell", "line", "setting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a block stands in ``Document.tables[table]``; row 0 is the header."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A stretch of a block's text that the author set apart; offsets count in ``Block.text``."""

    kind: Literal["code", "strong", "emphasis", "link"]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item, table cell, line of a calculation fence, or setting of a configuration file."""

    kind: BlockKind
    text: str
    """What a reader sees: markup removed, entities and escapes resolved."""
    offsets: Sequence[int]
    """For each character of ``text`` its offset in the file."""
    section: int
    group: int
    """Blocks of one list (nested ones included), one fence or one table share a number."""
    depth: int = 0
    """Nesting in a list, indentation in a fence: a block's parent is the nearest earlier one of its group that is less deep."""
    cell: Cell | None = None
    styles: tuple[Style, ...] = ()
    quoted: bool = False
    label: str = ""
    """The key path of a setting, ``hardware.gpu_count``."""

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the file."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else self.offsets[-1] + 1
            return Span(start=at, end=at)
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Indices of cell blocks; ``None`` where a row is short or a cell holds nothing."""

    span: Span
    section: int
    header: tuple[int | None, ...]
    rows: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the file that was seen and not read, with the reason."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file, parsed once: everything later only points into it."""

    source: Source
    kind: Literal["markdown", "configuration"]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    passed_over: tuple[Passage, ...] = ()

    @property
    def title(self) -> str:
        """The first heading of the highest level there is, or the file's name."""
        headings = [section for section in self.sections if section.level]
        if headings:
            return min(headings, key=lambda section: section.level).title
        return self.source.path.rpartition("/")[2]

    def heading_path(self, section: int) -> tuple[str, ...]:
        """The titles from the outermost heading down to this section's."""
        titles: list[str] = []
        at: int | None = section
        while at is not None:
            if self.sections[at].level:
                titles.append(self.sections[at].title)
            at = self.sections[at].parent
        return tuple(reversed(titles))


# --- claims -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to understand a printed number: every value from ``low`` to ``high``, in ``unit``."""

    low: Fraction
    high: Fraction
    unit: str
    """An expression over the units of the curated registry: ``gigabyte / second``; empty for a bare number."""
    assumption: str = ""
    """What one must suppose for this reading, in words; empty for the plain one."""


Hedge = Literal["", "about", "at most", "at least", "range"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A printed number with its unit, as written, and every way to understand it; the first reading is the plain one."""

    text: str
    span: Span
    readings: tuple[Reading, ...]
    hedge: Hedge = ""
    noun: str = ""
    """The words that say what is counted or measured: ``KV heads`` in ``8 KV heads``."""
    exact: bool = False
    """A count written as an integer: it has no rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An operand that is written out."""

    quantity: Quantity
    name: str = ""
    """``TP`` in ``TP=2``, where the operand names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An operand that is only named: ``TP`` in ``20 GB ÷ (TP × EP)``."""

    text: str
    span: Span


Operator = Literal["+", "-", "*", "/", "^", "of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Two operands and the sign between them; ``of`` is the word in ``42 % of 80 GB``."""

    operator: Operator
    left: Expression
    right: Expression
    span: Span


Expression: TypeAlias = Number | Name | Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something the document states with numbers."""

    kind: ClassVar[str]
    span: Span
    text: str
    """The slice of the file at ``span``."""
    block: int
    label: str = ""
    """The words that name what is stated: ``Total memory`` in ``Total memory: 64 GB``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Claim):
    """A quantity that the document gives for something."""

    kind: ClassVar[str] = "quantity"
    quantity: Quantity
    before: str = ""
    """The words of the sentence that lead up to the number."""
    after: str = ""
    """The words of the sentence that follow it."""
    bound: Literal["", "at most", "at least"] = ""
    """What a sign right before the number makes of it: ``< 10 %`` is at most."""
    share: bool = False
    """It is the result of dividing a quantity of its own kind: 2.5 GB in ``20 GB ÷ 8 = 2.5 GB``."""
    factors: tuple[str, ...] = ()
    """The names that the calculation of this value divides or multiplies by: TP and EP in ``20 GB ÷ (TP × EP)``."""
    mark: bool | None = None
    """Ticked off (True), crossed (False) or neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Claim):
    """``left relation right``: one adjacent pair of a chain."""

    kind: ClassVar[str] = "equation"
    left: Expression
    relation: Literal["=", "≈", "→"]
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Claim):
    """``left < right``, with the verdict mark that the author set, if any."""

    kind: ClassVar[str] = "comparison"
    left: Expression
    relation: Literal["<", "<=", ">", ">=", "≈", "="]
    right: Expression
    mark: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(Claim):
    """A sum and the parts that it is the sum of."""

    kind: ClassVar[str] = "total"
    total: Quantity
    parts: tuple[Quantity, ...]
    labels: tuple[str, ...] = ()


AnyClaim: TypeAlias = Measure | Equation | Comparison | Total

# --- facts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What narrows a claim; ``None`` where the document does not say."""

    phase: str | None = None
    per: str | None = None
    role: str | None = None
    statistic: str | None = None
    variant: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of a file as a person finds it again. Lines and columns count from 1."""

    path: str
    span: Span
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    """The statement: the slice of the file."""
    line_text: str
    """The whole first line."""
    section: tuple[str, ...] = ()
    """The headings above it, outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A quantity bound to a concept of the vocabulary."""

    concept: str
    facets: Facets
    quantity: Quantity
    place: Place
    block: int
    section: int
    origin: Literal["document", "configuration", "knowledge", "default"] = "document"
    factors: tuple[str, ...] = ()
    mark: bool | None = None


# --- rules ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A fact that a rule asks for."""

    name: str
    concept: str
    facets: Facets = Facets()
    default: str | None = None
    """A printed number or range to fall back on, as the rule's author wrote it."""
    many: bool = False
    """All matching facts instead of the nearest one: for ``sum``, ``max``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One reading of a rule: what is supposed, and what then must hold."""

    holds: str
    assume: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document of a few lines and what the rule must say of it."""

    verdict: Verdict
    text: str
    stated: str | None = None
    recomputed: str | None = None
    missing: str | None = None
    configuration: str | None = None
    """A companion configuration file (JSON) beside the text."""
    line: int = 0
    """Where the example stands in the rule file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
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


# --- checks and reports -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A fact as a check used it."""

    name: str
    concept: str
    label: str
    """What a person calls the concept: ``GPU memory``."""
    value: str
    """As printed."""
    facets: Facets = Facets()
    place: Place | None = None
    origin: Literal["document", "configuration", "knowledge", "default"] = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """The smallest change of the text that would make the statement true."""

    replace: str
    replacement: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule applied to particular claims."""

    rule: str
    title: str
    verdict: Verdict
    severity: Severity
    group: str
    place: Place
    message: str
    stated: str | None = None
    recomputed: str | None = None
    ratio: Fraction | None = None
    """Recomputed ÷ stated, where both are single values: what the likely cause is read from."""
    stated_span: Span | None = None
    """Where the value on trial stands, inside ``place``."""
    derivation: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    related: tuple[Place, ...] = ()
    operands: tuple[Operand, ...] = ()
    fix: Fix | None = None
    reason: str | None = None
    """Why an open check is open."""
    impact: str = ""
    recommendation: str = ""
    mark: bool | None = None
    """The author's own verdict on the statement, if it carries one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value of a corrected configuration."""

    concept: str
    label: str
    before: str
    after: str
    reason: str
    origin: str
    """Where the corrected value comes from: a companion configuration's path, or ``computed``."""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A configuration in which the contradicted checks that it can mend hold, and what the rules say of it."""

    origin: str
    changes: tuple[Change, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What was found in one document. ``reason`` says why it was not, or not wholly, checked."""

    path: str
    title: str
    status: Literal["checked", "limited", "not_checked"]
    checks: tuple[Check, ...] = ()
    reason: str | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every check of a run: the only thing that a renderer sees."""

    documents: tuple[DocumentReport, ...]
    problems: tuple[str, ...] = ()
    """What could not be used besides documents: broken rule files, for one."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, in the order of documents and places."""
        return tuple(check for document in self.documents for check in document.checks)

    def count(self, verdict: Verdict) -> int:
        """How many checks ended so."""
        return sum(check.verdict == verdict for check in self.checks)
