"""The units of the field: one curated registry, a closed vocabulary, exact factors.

``units.txt`` defines them in pint's own syntax. Whoever only needs a factor and a dimension takes ``factor``, which
never imports pint (130 ms); ``registry``, ``unit`` and ``quantity`` give pint's objects over the same table, whose
magnitudes are ``Interval``. All factors are ``Fraction``: pint divides by the inverse of a factor, and the inverse of
an ``int`` is a float.

Expressions are ours (the symbol table, vocabulary and rule files), never a document's: names of ``units.txt`` and
numbers with ``*``, ``/``, ``**`` and parentheses, ``gigabyte / (gpu * second)``. An empty one is a bare number.
Errors: ``ValueError`` for anything else, with a message fit for the author of the file.
"""

from __future__ import annotations

import ast
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.quantities.interval import Interval
from auditor.rational import Fraction, exact

if TYPE_CHECKING:
    import pint

Dimension: TypeAlias = tuple[tuple[str, int], ...]
"""Base dimensions with their exponents, sorted by name: ``(("information", 1), ("time", -1))``; empty for a number."""

MAX_EXPRESSION = 120
"""Characters in a unit expression."""

_DEFINITIONS = Path(__file__).with_name("units.txt")


@lru_cache(maxsize=4096)
def factor(expression: str) -> tuple[Fraction, Dimension]:
    """How many base units make up one of this unit, exactly, and its dimension.

    The base units are bit, second, joule, gram, metre, flop, a currency, and each counted thing itself.
    """
    scale, powers = parse(expression)
    totals: dict[str, int] = {}
    for name, power in powers:
        unit_scale, dimension = _defined(name)
        scale *= unit_scale**power
        for base, exponent in dimension:
            totals[base] = totals.get(base, 0) + exponent * power
    return scale, tuple(sorted((base, exponent) for base, exponent in totals.items() if exponent))


@lru_cache(maxsize=4096)
def physical(expression: str) -> tuple[Fraction, Dimension]:
    """The factor of a unit and its dimension without counts: ``tokens / second`` is so much per time."""
    scale, dimension = factor(expression)
    return scale, tuple((name, power) for name, power in dimension if not is_count(name))


def parse(expression: str) -> tuple[Fraction, Dimension]:
    """The number in an expression, 1 if there is none, and its units with their exponents, sorted by name."""
    if not expression:
        return Fraction(1), ()
    if len(expression) > MAX_EXPRESSION:
        raise ValueError(f"a unit of {len(expression)} characters: at most {MAX_EXPRESSION}")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{expression!r} is no unit: expected names with *, / and **") from None
    scale, powers = _read(tree, expression)
    return scale, tuple(sorted((name, power) for name, power in powers.items() if power))


def names() -> frozenset[str]:
    """Every unit there is: the closed vocabulary."""
    return frozenset(_table())


def is_count(dimension: str) -> bool:
    """Whether a base dimension counts things: tokens, requests, GPUs; not time, information, money."""
    return dimension in _members("counts")


def is_money(dimension: str) -> bool:
    """Whether a base dimension is a currency."""
    return dimension in _members("money")


def describe(dimension: Dimension) -> str:
    """A dimension in words: ``token / time``; ``a plain number`` if it is none."""
    over = [_power(name, exponent) for name, exponent in dimension if exponent > 0]
    under = [_power(name, -exponent) for name, exponent in dimension if exponent < 0]
    if not dimension:
        return "a plain number"
    return " / ".join([" * ".join(over) or "1", *under])


class _Number(Fraction):
    """What pint makes of the numbers that it reads and counts with: it asks for them by their text, ``"1"``."""

    def __new__(cls, numerator: str | int | Fraction = 0) -> Fraction:  # type: ignore[misc]
        return exact(numerator) if isinstance(numerator, str) else Fraction(numerator)


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Pint's registry of exactly these units, built once."""
    import pint  # noqa: PLC0415 - costs 130 ms
    from pint.facets.plain import ScaleConverter, UnitDefinition  # noqa: PLC0415

    made: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=_Number, on_redefinition="raise")
    for name, (text, _) in _table().items():
        scale, powers = (Fraction(1), ((text, 1),)) if text.startswith("[") else parse(text)
        reference = made.UnitsContainer(dict(powers))
        made.define(UnitDefinition(name, None, (), ScaleConverter(scale), reference))  # type: ignore[arg-type]
    return made


@lru_cache(maxsize=4096)
def unit(expression: str) -> pint.Unit:
    """The pint unit. ``ValueError`` also for an expression with a number in it."""
    scale, powers = parse(expression)
    if scale != 1:
        raise ValueError(f"{expression!r} is a quantity: expected a unit")
    for name, _ in powers:
        _defined(name)
    units: pint.Unit = registry().Unit(registry().UnitsContainer(dict(powers)))
    return units


def quantity(interval: Interval, expression: str) -> pint.Quantity[Any]:
    """A pint quantity with this magnitude and unit."""
    made: pint.Quantity[Any] = registry().Quantity(interval, unit(expression))
    return made


def in_base_units(value: pint.Quantity[Any]) -> tuple[Interval, Dimension]:
    """The magnitude of a pint quantity in base units, and its dimension. ``TypeError`` if it is no exact number."""
    scale, dimension = factor_of(tuple(sorted(value.unit_items())))
    return scale * _interval(value.magnitude), dimension


@lru_cache(maxsize=4096)
def factor_of(powers: Dimension) -> tuple[Fraction, Dimension]:
    """The factor and dimension of units that are given with their exponents."""
    return factor(" * ".join(f"{name} ** {power}" for name, power in powers))


@lru_cache(maxsize=4096)
def base_unit(dimension: Dimension) -> str:
    """The expression of the base unit of a dimension: ``bit / second``."""
    bases = {text[1:-1]: name for name, (text, _) in _table().items() if text.startswith("[")}
    return " * ".join(f"{bases[name]} ** {exponent}" for name, exponent in dimension)


@cache
def _table() -> dict[str, tuple[str, str]]:
    """For each unit its definition and its group, in the order of ``units.txt``."""
    found: dict[str, tuple[str, str]] = {}
    group = ""
    for line in _DEFINITIONS.read_text(encoding="utf-8").splitlines():
        name, equals, text = (part.strip() for part in line.partition("#")[0].partition("="))
        if name.startswith("@"):
            group = name.removeprefix("@group ").strip()
        elif equals:
            found[name] = (text, group)
    return found


@cache
def _members(group: str) -> frozenset[str]:
    """The base dimensions of a group of ``units.txt``."""
    return frozenset(text[1:-1] for text, name in _table().values() if name == group and text.startswith("["))


@cache
def _defined(name: str) -> tuple[Fraction, Dimension]:
    """Factor and dimension of one unit."""
    try:
        text, _ = _table()[name]
    except KeyError:
        raise ValueError(f"unknown unit {name!r}: expected a name of units.txt") from None
    return (Fraction(1), ((text[1:-1], 1),)) if text.startswith("[") else factor(text)


def _read(node: ast.expr, expression: str) -> tuple[Fraction, dict[str, int]]:
    """The number and the units of a parsed expression."""
    match node:
        case ast.Name(id=name):
            return Fraction(1), {name: 1}
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool) and number > 0:
            return exact(ast.get_source_segment(expression.strip(), node) or ""), {}
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _times(_read(left, expression), _read(right, expression), 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _times(_read(left, expression), _read(right, expression), -1)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _times((Fraction(1), {}), _read(left, expression), _exponent(right, expression))
    raise ValueError(f"{expression!r} is no unit: expected names with *, / and **")


def _exponent(node: ast.expr, expression: str) -> int:
    match node:
        case ast.Constant(value=int(power)):
            pass
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(power))):
            power = -power
        case _:
            power = 10
    if abs(power) > 9:
        raise ValueError(f"{expression!r} is no unit: expected whole exponents from -9 to 9")
    return power


def _times(
    left: tuple[Fraction, dict[str, int]], right: tuple[Fraction, dict[str, int]], power: int
) -> tuple[Fraction, dict[str, int]]:
    """``left`` times ``right ** power``."""
    powers = dict(left[1])
    for name, exponent in right[1].items():
        powers[name] = powers.get(name, 0) + exponent * power
    return left[0] * right[0] ** power, powers


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name} ** {exponent}"


def _interval(magnitude: object) -> Interval:
    if isinstance(magnitude, Interval):
        return magnitude
    if isinstance(magnitude, (int, Fraction)):
        return Interval.point(magnitude)
    raise TypeError(f"a magnitude of {type(magnitude).__name__}: expected an Interval, int or Fraction")
