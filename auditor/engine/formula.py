"""Formulas of rules: compiled once, their dimensions checked when the rule is loaded, evaluated on intervals.

A formula yields a quantity or a ``Truth``. ``grammar`` says what may stand in one, ``amounts`` how it is reckoned and
which dimensions fit: strictly, except that a count (tokens, GPUs, layers …) may be missing on one side of a sum or
comparison. ``Formula.compute`` works on amounts in base units and never imports pint; ``Formula.evaluate`` is the same
over pint quantities.

Errors: ``FormulaError`` for a formula that is wrong whatever the values, with its place in the rule file;
``Undecidable`` where these values give no answer.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from auditor.engine.amounts import FUNCTIONS, ZERO, Amount, Truth, Undecidable, amount, blindly, exactly
from auditor.engine.calculation import Calculation, Value
from auditor.engine.grammar import Mistake, parse, tokens
from auditor.engine.rendering import rendered
from auditor.errors import FormulaError
from auditor.model import Source
from auditor.patterns import regex
from auditor.quantities import units

if TYPE_CHECKING:
    import pint

    Measured: TypeAlias = pint.Quantity[Any]
    Given: TypeAlias = Measured | Truth | bool | Sequence[Measured]
    """What a name can stand for, in pint's world."""

MAX_EXCERPT = 200

_SPACES = regex("[ \t\n\r]+")


class Where(Struct, frozen=True):
    """Where a text of a rule stands: the file, the offset of its first character (or quote), its key path."""

    source: Source
    offset: int
    key: str = ""

    def error(self, message: str, text: str = "", at: int = 0) -> FormulaError:
        """An error at ``text[at]``, a character of the formula; how the file folds its lines does not matter."""
        line, column = self.source.position(self.behind(text[:at]))
        excerpt = self.source.line(line)
        return FormulaError(
            f"{self.key}: {message}" if self.key else message,
            path=self.source.path,
            line=line,
            column=column,
            excerpt=excerpt if len(excerpt) <= MAX_EXCERPT else None,
        )

    def behind(self, before: str) -> int:
        """The offset of the character that follows ``before``; where the text begins if it is written otherwise."""
        file, at = self.source.text, self.offset
        if file.startswith(("|", ">"), at):
            at = file.find("\n", at) + 1
        at += file.startswith(("'", '"'), at)
        for character in "".join(before.split()):
            at = _past_spaces(file, at)
            if not file.startswith(character, at):
                return self.offset
            at += 1
        return _past_spaces(file, at)


class Formula(Struct, frozen=True, eq=False):
    """A formula in the language, over declared names."""

    text: str
    """As written, but with single spaces for line breaks and runs of spaces."""
    names: tuple[str, ...]
    """The names that it uses, in order of their first use."""
    where: Where | None
    tree: ast.expr

    def evaluate(self, values: Mapping[str, Given]) -> Measured | Truth:
        """The value for these quantities, in base units, or the truth of a condition.

        ``Undecidable`` if there is none, also because of the dimensions of the values; ``KeyError`` for a missing name.
        """
        result = self.compute({name: _value(values[name]) for name in self.names})
        if isinstance(result, Truth):
            return result
        return units.quantity(result.interval, units.base_unit(result.dimension))

    def compute(self, values: Mapping[str, Value]) -> Amount | Truth:
        """The same for amounts in base units."""
        try:
            return Calculation(self.text, values, exactly).result(self.tree)
        except Mistake as mistake:
            raise Undecidable(mistake.message) from None

    def render(self, values: Mapping[str, str]) -> str:
        """The formula with printed values for its names, and the signs that people write: ``140 GB ÷ (2 × 4)``.

        A name without a printed value stays.
        """
        return rendered(self.text, values)

    def error(self, message: str, at: int = 0) -> FormulaError:
        """An error at one of the formula's characters."""
        if self.where is None:
            return FormulaError(f"{message} in the formula {self.text!r}")
        return self.where.error(message, self.text, at)


def compile_formula(text: str, names: Collection[str], *, where: Where | None = None) -> Formula:
    """A formula over these names. ``FormulaError`` at the offending part if it is not in the language."""
    single = _SPACES.sub(" ", text).strip(" ")
    declared = frozenset(names) - FUNCTIONS
    try:
        tree = parse(single, declared)
    except Mistake as mistake:
        if where is None:
            raise FormulaError(f"{mistake.message} in the formula {single[:MAX_EXCERPT]!r}") from None
        raise where.error(mistake.message, single, mistake.at) from None
    used = dict.fromkeys(token.text for token in tokens(single) if token.text in declared)
    return Formula(text=single, names=tuple(used), where=where, tree=tree)


def check_dimensions(
    formula: Formula, dimensions: Mapping[str, str | Amount | Truth], *, many: Collection[str] = ()
) -> Amount | Truth:
    """What kind of result a formula has. ``FormulaError``, naming both sides' dimensions, if they do not fit.

    ``dimensions`` gives for each name the unit expression of its concept, or what this function returned for the
    formula that derives it; ``many`` holds the names that stand for several values. A returned amount has a dimension
    and no meaningful value.
    """
    values: dict[str, Value] = {}
    for name in formula.names:
        given = dimensions[name]
        value = amount(ZERO.interval, given) if isinstance(given, str) else given
        values[name] = (value,) if name in many and isinstance(value, Amount) else value
    try:
        return Calculation(formula.text, values, blindly).result(formula.tree)
    except Mistake as mistake:
        raise formula.error(mistake.message, mistake.at) from None


def _value(given: Given) -> Value:
    """What a name stands for, in base units."""
    if isinstance(given, bool):
        return Truth(given, given)
    if isinstance(given, Truth):
        return given
    if isinstance(given, Sequence):
        return tuple(Amount(*units.in_base_units(each)) for each in given)
    return Amount(*units.in_base_units(given))


def _past_spaces(file: str, at: int) -> int:
    while file[at : at + 1] in (" ", "\n", "\t"):
        at += 1
    return at
