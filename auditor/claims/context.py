"""Equations that need their surroundings: a line that goes on from the one above, a bullet under its result."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from auditor.claims.equations import Sign
from auditor.claims.expressions import Parsed, names, numbers
from auditor.claims.forms import operation
from auditor.claims.labels import parent
from auditor.claims.lines import Line
from auditor.model import Document, Equation, Expression, Number, Operation, Operator, Quantity
from auditor.patterns import regex
from auditor.quantities.units import physical

SIGNS: dict[str, Operator] = {"+": "+", "*": "*", "/": "/"}
_FACTOR = regex(r"\d+(?:\.\d+)?\s?[xX×]")


class Surroundings(Struct):
    """What was read so far that later lines may go on from."""

    document: Document
    downtime: bool = False
    """It speaks of downtime somewhere."""
    last: dict[int, Quantity] = field(default_factory=dict)
    """For each list, fence or paragraph the value that its latest line came to."""
    rates: dict[int, Quantity] = field(default_factory=dict)
    """For each of them its latest amount of information or money per time."""
    first: dict[int, Line] = field(default_factory=dict)
    """For each block its first statement."""
    latest: dict[int, Parsed] = field(default_factory=dict)
    """For each group the expression that its latest line ends with."""
    ended: dict[int, int] = field(default_factory=dict)
    """The block that this one stands in."""

    def note(self, line: Line) -> None:
        """Remember a line for the ones that follow."""
        self.first.setdefault(line.block, line)
        group = self.document.blocks[line.block].group
        if line.found:
            self.latest[group], self.ended[group] = line.found[-1], line.block
        else:
            self.latest.pop(group, None)
        values = [parsed for parsed in line.found if isinstance(parsed.expression, Number)]
        if values:
            number = values[-1].expression
            assert isinstance(number, Number)
            self.last[self.document.blocks[line.block].group] = number.quantity
            kind = dict(physical(number.quantity.readings[0].unit)[1])
            if kind.get("time") == -1 and len(kind) > 1:
                self.rates[self.document.blocks[line.block].group] = number.quantity


def continued(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """Every equation of a line that takes an operand from somewhere else."""
    yield from _goes_on(line, around, label)
    yield from _equals(line, around, label)
    yield from _restates(line, around, label)
    yield from _times_factor(line, around, label)
    yield from _result_above(line, around, label)
    yield from _result_beside(line, around, label)
    yield from _grown(line, around, label)


def _goes_on(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """``+ 30% headroom = 219 cores`` under ``Total = 168.75 cores``: a line that starts with a sign."""
    statement = line.statement
    sign = SIGNS.get(statement.at(0).text) if statement.at(0).kind == "operator" else None
    before = around.last.get(around.document.blocks[line.block].group)
    if sign is None or before is None or len(line.found) < 2:
        return
    first, second = line.found[0], line.found[1]
    if first.first != 1 or statement.at(second.first - 1).kind not in ("relation", "hedge"):
        return
    computed = operation(sign, Number(quantity=before), first.expression)
    yield _equation(line, computed, first.first, second, label)


def _equals(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """``= 29M parameters`` under ``2 × 8 × 8192 × 32 × 7``: a line that starts with the sign of equality."""
    statement = line.statement
    sign = EQUALS.get(statement.at(0).text) if statement.at(0).kind == "relation" else None
    group = around.document.blocks[line.block].group
    before = around.latest.get(group)
    if sign is None or before is None or not line.found or around.ended[group] not in (line.block - 1, line.block):
        return
    first = line.found[0]
    if first.first > 2 or names(first.expression) or names(before.expression):
        return
    written = isinstance(before.expression, Operation) and sign != "→"
    yield Equation(
        span=statement.span(first.first, first.after - 1),
        text=statement.slice(0, first.after - 1),
        block=line.block,
        label=label,
        left=before.expression,
        relation=sign,
        right=first.expression,
        source="written" if written else "guessed",
    )


def _restates(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """``in MB = 3,564,453 MB`` under ``in KB = 3,650,000,000 KB``: the same once more, in another unit."""
    before = around.last.get(around.document.blocks[line.block].group)
    if before is None or len(line.found) != 1 or not isinstance(line.found[0].expression, Number):
        return
    value = line.found[0]
    assert isinstance(value.expression, Number)
    a, b = before.readings[0].unit, value.expression.quantity.readings[0].unit
    if a != b and physical(a)[1] and physical(a)[1] == physical(b)[1]:
        yield _equation(line, Number(quantity=before), value.first, value, label)


EQUALS: dict[str, Sign] = {"=": "=", "≈": "≈", "→": "→"}


def _times_factor(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """``With 3x replication = 24 TB`` under ``= 8 TB``: the value above times a factor that the line names."""
    before = around.last.get(around.document.blocks[line.block].group)
    if before is None or len(line.found) != 2:
        return
    factor, value = line.found
    if not (isinstance(factor.expression, Number) and isinstance(value.expression, Number)):
        return
    stated = value.expression.quantity
    kind = physical(stated.readings[0].unit)[1]
    if _FACTOR.match(factor.expression.quantity.text) and kind and kind == physical(before.readings[0].unit)[1]:
        yield _equation(line, operation("*", Number(quantity=before), factor.expression), factor.first, value, label)


def _result_above(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """A bullet that is nothing but a calculation, under the bullet with its result."""
    if len(line.found) != 1 or around.document.blocks[line.block].kind != "item":
        return
    (only,) = line.found
    if not isinstance(only.expression, Operation) or names(only.expression) or len(numbers(only.expression)) < 2:
        return
    if any(token.kind == "relation" for token in line.statement.tokens):
        return
    above = parent(around.document, line.block)
    result = around.first.get(above) if above is not None else None
    if result is None or len(result.found) != 1 or not isinstance(result.found[0].expression, Number):
        return
    stated = result.found[0].expression
    yield Equation(
        span=line.statement.span(only.first, only.after - 1),
        text=line.statement.slice(only.first, only.after - 1),
        block=line.block,
        label=label,
        left=only.expression,
        relation="=",
        right=stated,
        source="guessed",
    )


def _result_beside(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """A table cell with nothing but a value, right of a cell with nothing but a calculation."""
    cell = around.document.blocks[line.block].cell
    if cell is None or cell.row == 0 or cell.column == 0 or len(line.found) != 1:
        return
    value = line.found[0]
    left = around.document.tables[cell.table].rows[cell.row - 1][cell.column - 1]
    source = around.first.get(left) if left is not None else None
    if source is None or len(source.found) != 1 or any(token.kind == "open" for token in line.statement.tokens):
        return
    computed = source.found[0].expression
    related = any(token.kind == "relation" for token in source.statement.tokens)
    is_result = isinstance(value.expression, Number) and isinstance(computed, Operation)
    if is_result and not related and not names(computed):
        yield _equation(line, computed, value.first, value, label)


def _grown(line: Line, around: Surroundings, label: str) -> Iterator[Equation]:
    """``9 TB in 3 years`` in a list with ``250 GB per month``: what a rate comes to."""
    if len(line.found) != 2 or line.statement.at(line.found[1].first - 1).text != "in":
        return
    value, span = line.found
    rate = around.rates.get(around.document.blocks[line.block].group)
    if rate is None or not (isinstance(value.expression, Number) and isinstance(span.expression, Number)):
        return
    computed = operation("*", Number(quantity=rate), span.expression)
    kinds = [physical(q.readings[0].unit)[1] for q in (rate, span.expression.quantity, value.expression.quantity)]
    if kinds[1] == (("time", 1),) and kinds[0] != kinds[2] and dict(kinds[0]).get("time") == -1:
        yield _equation(line, computed, value.first, value, label)


def _equation(line: Line, computed: Expression, first: int, value: Parsed, label: str) -> Equation:
    return Equation(
        span=line.statement.span(first, value.after - 1),
        text=line.statement.slice(first, value.after - 1),
        block=line.block,
        label=label,
        left=computed,
        relation="=",
        right=value.expression,
        source="guessed",
    )
