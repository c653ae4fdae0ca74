"""What a document states with numbers."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from auditor.model.documents import Span
from auditor.model.quantities import Quantity


class Number(Struct, frozen=True, kw_only=True):
    """An operand that is written out."""

    quantity: Quantity
    name: str = ""
    """``TP`` in ``TP=2``, where the operand names itself."""


class Name(Struct, frozen=True, kw_only=True):
    """An operand that is only named: ``TP`` in ``20 GB ÷ (TP × EP)``."""

    text: str
    span: Span


Operator = Literal["+", "-", "*", "/", "^", "of"]


class Operation(Struct, frozen=True, kw_only=True):
    """Two operands and the sign between them; ``of`` is the word in ``42 % of 80 GB``."""

    operator: Operator
    left: Expression
    right: Expression
    span: Span


Expression: TypeAlias = Number | Name | Operation


class Claim(Struct, frozen=True, kw_only=True):
    """Something the document states with numbers."""

    kind: ClassVar[str]
    span: Span
    text: str
    """What stands at ``span``, as a reader sees it: without markup and escapes."""
    block: int
    label: str = ""
    """The words that name what is stated: ``Total memory`` in ``Total memory: 64 GB``."""


class Measure(Claim, frozen=True, kw_only=True):
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


class Equation(Claim, frozen=True, kw_only=True):
    """``left relation right``: one adjacent pair of a chain."""

    kind: ClassVar[str] = "equation"
    left: Expression
    relation: Literal["=", "≈", "→"]
    right: Expression
    source: Literal["written", "implied", "guessed"] = "written"
    """Whether the relation stands there; follows from the layout, as in ``17.5 GB (140 GB ÷ 8)``; or is only a guess,
    which counts for something if it holds and for nothing if it does not."""
    form: str = ""
    """Which kind of relation it is, where the words say so: ``downtime``. A rule of its own judges each."""
    others: tuple[Expression, ...] = ()
    """What else the left side may be: ``65 % faster`` in time, or in speed. One that holds is enough."""
    chained: bool = False
    """Its left side is what the link before came to: the 6 in ``2 × 3 = 6 = 7``."""


class Comparison(Claim, frozen=True, kw_only=True):
    """``left < right``, with the verdict mark that the author set, if any."""

    kind: ClassVar[str] = "comparison"
    left: Expression
    relation: Literal["<", "<=", ">", ">=", "≈", "="]
    right: Expression
    mark: bool | None = None
    verdict: bool = False
    """The mark is the author's verdict on just this comparison: the status of a requirement."""


class Total(Claim, frozen=True, kw_only=True):
    """A sum and the parts that it is the sum of."""

    kind: ClassVar[str] = "total"
    total: Quantity
    parts: tuple[Quantity, ...]
    labels: tuple[str, ...] = ()
    outside: tuple[Quantity, ...] = ()
    """Quantities of the same kind in the paragraph that leads in: they may belong to the sum."""
    guess: bool = False
    """Nothing says that it is a total: it counts for something if it holds and for nothing if it does not."""
    plain: bool = True
    """It is called just the total, not the total of something that may not be the sum of its neighbours."""


class Relation(Claim, frozen=True, kw_only=True):
    """A cell of a column that the table's data show to be computed from others."""

    kind: ClassVar[str] = "relation"
    stated: Quantity
    computed: Expression
    words: str
    """The relation in the words of the headers: ``Achieved ÷ Peak``."""
    support: int
    """Rows of the table that bear it out."""
    rows: int
    """Rows that have all its numbers."""
    group: int = 0
    """The same for all rows of one relation in a document: where its first value stands."""
    breaks: bool = False
    """The row breaks the relation by all appearances. Only such a row can be contradicted: another one that the engine
    does not confirm shows that there is no relation."""
    judged: bool = False
    """Nothing was sieved: the engine finds out which rows hold, and ``support`` is how many of them must."""


AnyClaim: TypeAlias = Measure | Equation | Comparison | Total | Relation
