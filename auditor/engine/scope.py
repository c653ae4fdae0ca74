"""The names that the formulas of one rule share, with their dimensions."""

from __future__ import annotations

import keyword
from collections.abc import Collection

from auditor.engine.amounts import FUNCTIONS, Amount, Mismatch, Truth, amount, common
from auditor.engine.fields import Field
from auditor.engine.formula import Formula, check_dimensions, compile_formula
from auditor.engine.grammar import Mistake, quoted, tokens
from auditor.engine.limits import constant
from auditor.errors import FormulaError
from auditor.quantities.interval import Interval

RESERVED = frozenset({*FUNCTIONS, *keyword.kwlist, "stated", "recomputed"})


class Scope:
    """Filled while a rule is read: facts first, then derived names, each of which may use the earlier ones."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        """``taken`` are names that the rule's kind fills in."""
        self._taken = taken
        self._kinds: dict[str, Amount | Truth] = {}
        self._many: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of their declaration."""
        return tuple(self._kinds)

    def declare(self, field: Field, name: str, unit: str, *, many: bool = False) -> None:
        """A fact, the key ``name`` of ``field``. ``RuleError`` if it cannot be a name."""
        self._check_name(field, name)
        try:
            self._kinds[name] = amount(Interval.point(1), unit)
        except ValueError as error:
            raise field.name_error(name, f"its concept's unit in the vocabulary: {error}") from None
        if many:
            self._many.add(name)

    def constants(self, field: Field) -> tuple[tuple[str, str], ...]:
        """Fixed values with their units, as they are written."""
        found = []
        for name, entry in field.entries().items():
            text = entry.text()
            try:
                value, unit = constant(text)
            except ValueError as error:
                raise entry.error(str(error)) from None
            self._check_name(field, name)
            self._kinds[name] = amount(Interval.point(value), unit)
            found.append((name, text))
        return tuple(found)

    def derived(self, field: Field) -> tuple[tuple[str, str], ...]:
        """The names of ``derive`` with their formulas, in order."""
        found = []
        for name, entry in field.entries().items():
            self._check_name(field, name)
            formula, kind = self._compiled(entry)
            self._kinds[name] = kind
            found.append((name, formula.text))
        return tuple(found)

    def condition(self, field: Field) -> str:
        """A formula that is true or false."""
        formula, kind = self._compiled(field)
        if not isinstance(kind, Truth):
            raise formula.error("expected a condition with == != < <= > or >=, not a quantity")
        return formula.text

    def value_of(self, field: Field, name: str) -> str:
        """A formula for a declared name's value, a quantity of its dimension; conditions may call it ``recomputed``."""
        formula, kind = self._compiled(field)
        if not isinstance(kind, Amount):
            raise formula.error(f"expected a quantity, the value of {name!r}, not a condition")
        declared = self._kinds[name]
        try:
            if isinstance(declared, Amount):
                common(kind.dimension, declared.dimension)
        except Mismatch as mismatch:
            raise formula.error(f"this is not the value of {name!r}: {mismatch}") from None
        self._kinds["recomputed"] = kind
        return formula.text

    def fits(self, field: Field, formula: str) -> None:
        """Whether a condition that the rule's kind supposes has fitting dimensions; ``RuleError`` at ``field``."""
        try:
            check_dimensions(compile_formula(formula, self.names), self._kinds, many=self._many)
        except FormulaError as error:
            raise field.error(error.message) from None

    def _compiled(self, field: Field) -> tuple[Formula, Amount | Truth]:
        formula = compile_formula(field.text(), self.names, where=field.where)
        return formula, check_dimensions(formula, self._kinds, many=self._many)

    def _check_name(self, field: Field, name: str) -> None:
        if name in self._kinds:
            raise field.name_error(name, f"the name {name!r} is taken by another fact or derived value")
        if name in self._taken:
            raise field.name_error(name, f"the name {name!r} is one that rules of this kind fill in themselves")
        if name in RESERVED or not _is_name(name):
            expected = "letters, digits and '_' with a letter in front, and no word of the formula language"
            raise field.name_error(name, f"{quoted(name)} cannot be a name: expected {expected}")


def _is_name(name: str) -> bool:
    """Whether the formula language reads it as one name."""
    try:
        return [token.kind for token in tokens(name)] == ["name"]
    except Mistake:
        return False
