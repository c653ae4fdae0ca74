"""Other ways to understand a calculation, for when it does not come out as it stands.

Each is a trial of its own: the same statement with one thing meant otherwise. If it holds so, the statement holds under
that assumption. What does not hold so either says nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from auditor.claims.expressions import numbers
from auditor.engine.divisions import is_close, unit_of_fraction
from auditor.engine.trial import Trial
from auditor.model import Expression, Number, Operation, Quantity
from auditor.patterns import regex
from auditor.quantities.symbols import magnitudes
from auditor.quantities.units import parse, physical
from auditor.rational import Fraction

SPANS: dict[str, frozenset[Fraction]] = {
    unit: frozenset(map(Fraction, values))
    for unit, values in {
        "millisecond": (1000,),
        "second": (60, 3600, 86_400, 100_000),
        "minute": (60, 1440),
        "hour": (24, 168, 720, 730, 744, 8760),
        "day": (7, 28, 30, 31, 365, 360),
        "week": (4, 52),
        "month": (12,),
        "bit": (8,),
    }.items()
}
"""How many of a unit make up a larger one: whoever writes ``24 hours × 3600 seconds`` means so many in each."""


_RATIOS: dict[tuple[str, Fraction], str] = {
    (written, Fraction(value)): f"{unit} / {larger}"
    for unit, larger, value in (
        ("second", "minute", 60), ("second", "hour", 3600), ("second", "day", 86_400), ("minute", "hour", 60),
        ("minute", "day", 1440), ("hour", "day", 24), ("hour", "month", 720), ("hour", "month", 730),
        ("hour", "year", 8760), ("day", "week", 7), ("day", "month", 30), ("day", "year", 365), ("week", "year", 52),
        ("month", "year", 12), ("bit", "byte", 8),
    )
    for written in (unit, "")
}  # fmt: skip
"""``24 hours`` or a bare 24 as 24 hours to each day; a bare 60 as 60 minutes to each hour."""


def alternatives(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """Every other way to understand a trial, with what one must suppose for it."""
    yield from _spans_as_factors(trial)
    yield from _of_another_kind(trial)
    yield from _product_below(trial)
    yield from unit_of_fraction(trial)
    yield from _points_as_separators(trial)
    yield from _magnitudes_left_out(trial)
    yield from _round_days(trial)
    yield from _hours_for_each_time(trial)


def _spans_as_factors(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``20M ÷ (24 hours × 3600 seconds)``: 24 to the day and 3600 to the hour."""
    found: list[str] = []
    present = {name for quantity in trial.quantities for name in _components(quantity.readings[0].unit)}

    def bare(number: Number) -> Quantity | None:
        if not _is_span(number.quantity):
            return None
        found.append(number.quantity.text)
        return replace(number.quantity, readings=(replace(number.quantity.readings[0], unit=""),))

    def each(number: Number) -> Quantity | None:
        plain = number.quantity.readings[0]
        ratio = _RATIOS.get((plain.unit, plain.low)) if plain.low == plain.high else None
        if ratio is None or not present.issuperset(ratio.split(" / ")):
            return None
        found.append(number.quantity.text)
        return replace(number.quantity, readings=(replace(plain, unit=ratio),))

    computed = _with(trial.computed, each)
    if found:
        yield replace(trial, computed=computed), f"{' and '.join(found)} to each"
    found.clear()
    computed = _with(trial.computed, bare)
    if found:
        yield replace(trial, computed=computed), f"{' and '.join(found)} only {'convert' if found[1:] else 'converts'}"


def _components(unit: str) -> Iterator[str]:
    """The units that a unit is made of; of information only whether it is bits or bytes."""
    for name, _ in parse(unit)[1]:
        yield "byte" if name.endswith("byte") else "bit" if name.endswith("bit") else name


def _is_span(quantity: Quantity) -> bool:
    plain = quantity.readings[0]
    return plain.low == plain.high and plain.low in SPANS.get(plain.unit, ())


def _of_another_kind(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``40M/day × 500B``, ``100m users``, ``= 21 B``: numbers whose letter can be a unit as well as a magnitude."""
    turned = [(quantity, other) for quantity in trial.quantities if (other := _other_kind(quantity)) is not None]
    choices = [[pair] for pair in turned] if len(turned) <= MAX_TURNED else []
    choices += [turned] if len(turned) > 1 else []
    for chosen in choices:
        swap = {id(quantity): other for quantity, other in chosen}
        assumption = " and ".join(dict.fromkeys(other.readings[0].assumption for _, other in chosen))
        yield _mapped(trial, _swapping(swap)), assumption


def _swapping(swap: Mapping[int, Quantity]) -> Callable[[Number], Quantity | None]:
    return lambda number: swap.get(id(number.quantity))


MAX_TURNED = 6


def _other_kind(quantity: Quantity) -> Quantity | None:
    """The quantity with its first reading of another dimension in front, if it has one."""
    plain = quantity.readings[0]
    kind = physical(plain.unit)[1]
    for reading in quantity.readings[1:]:
        if physical(reading.unit)[1] != kind:
            return replace(quantity, readings=(reading, *(r for r in quantity.readings if r is not reading)))
    return None


def _mapped(trial: Trial, change: Callable[[Number], Quantity | None]) -> Trial:
    """The trial with some of its quantities changed."""
    return replace(trial, computed=_with(trial.computed, change), stated=_with(trial.stated, change))


def _with(expression: Expression, change: Callable[[Number], Quantity | None]) -> Expression:
    chain: list[Operation] = []  # deep on the left, so that side is walked by a loop
    while isinstance(expression, Operation):
        chain.append(expression)
        expression = expression.left
    result: Expression = expression
    if isinstance(expression, Number) and (changed := change(expression)) is not None:
        result = Number(quantity=changed, name=expression.name)
    for operation in reversed(chain):
        result = replace(operation, left=result, right=_with(operation.right, change))
    return result


def _points_as_separators(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``1.250 × 460 W = 575.000 W``: where every point stands before three digits, it may part the thousands."""
    pointed = [quantity for quantity in trial.quantities if "." in quantity.text]
    if not pointed or not all(_THOUSANDS.search(quantity.text) for quantity in pointed):
        return

    def grouped(number: Number) -> Quantity | None:
        if "." not in number.quantity.text:
            return None
        plain = number.quantity.readings[0]
        middle = (plain.low + plain.high) / 2 * 1000
        return replace(number.quantity, readings=(replace(plain, low=middle, high=middle),))

    yield _mapped(trial, grouped), "the point parts the thousands"


_THOUSANDS = regex(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]*\d)")


def _magnitudes_left_out(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``4 × 6.7B + 10B = 26.8 + 10``: the result in the magnitude of its operands, which it leaves out."""
    stated = [number.quantity for number in numbers(trial.stated)]
    if any(quantity.readings[0].unit or _MAGNITUDE.search(quantity.text) for quantity in stated):
        return
    written = [match for number in numbers(trial.computed) if (match := _MAGNITUDE.search(number.quantity.text))]
    letters = {match[1] for match in written}
    scale = (magnitudes(letters.pop()) or ((1, ""),))[0][0] if len(letters) == 1 else 1
    if scale == 1 or any(number.quantity.readings[0].unit for number in numbers(trial.computed)):
        return

    def reduced(number: Number) -> Quantity | None:
        if not _MAGNITUDE.search(number.quantity.text):
            return None
        plain = number.quantity.readings[0]
        return replace(number.quantity, readings=(replace(plain, low=plain.low / scale, high=plain.high / scale),))

    yield replace(trial, computed=_with(trial.computed, reduced)), "the result leaves the magnitude out"


_MAGNITUDE = regex(r"\d\s?([kKMBT]|million|billion|trillion)\b")


def _round_days(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``1 day ≈ 100,000 s``, ``5M posts/day ≈ 50/s``: who says about may take a day as 100,000 seconds."""
    if not (trial.approximate or (trial.result is not None and trial.result.hedge == "about")):
        return

    def rounded(number: Number) -> Quantity | None:
        plain = number.quantity.readings[0]
        if not _DAY.search(plain.unit):
            return None
        return replace(number.quantity, readings=(replace(plain, unit=_DAY.sub("round_day", plain.unit)),))

    turned = _mapped(trial, rounded)
    if any("round_day" in quantity.readings[0].unit for quantity in turned.quantities):
        yield turned, "a day is taken as 100,000 seconds"


_DAY = regex(r"\bday\b")


def _hours_for_each_time(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``5 × 24 × 30 = 3,600 GPU-hours/month``: so many hours, and in which time they come together."""
    stated = trial.stated
    if not isinstance(stated, Number) or any(
        _times_of(each.quantity.readings[0].unit) for each in numbers(trial.computed)
    ):
        return
    plain = stated.quantity.readings[0]
    times = _times_of(plain.unit)
    if {power for _, power in times} != {1, -1}:
        return
    others = [f"{name} ** {power}" for name, power in parse(plain.unit)[1] if (name, power) not in times]
    counted = replace(stated.quantity, readings=(replace(plain, unit=" * ".join(others)),))
    yield replace(trial, stated=replace(stated, quantity=counted)), "the time below only says when they come together"


def _times_of(unit: str) -> list[tuple[str, int]]:
    """The units of time in a unit, with their powers."""
    return [(name, power) for name, power in parse(unit)[1] if physical(name)[1] == (("time", 1),)]


def _product_below(trial: Trial) -> Iterator[tuple[Trial, str]]:
    """``16*20 / 2*2``: a product that is written close together behind a spaced slash is meant as the divisor."""
    computed = _bracketed(trial.computed)
    if computed is not None:
        yield replace(trial, computed=computed), "the product behind the sign of division is the divisor"


def _bracketed(expression: Expression) -> Expression | None:
    """``a / b × c`` as ``a / (b × c)``; ``None`` where nothing is multiplied behind a division."""
    factors: list[Operation] = []
    while isinstance(expression, Operation) and expression.operator == "*":
        factors.append(expression)
        expression = expression.left
    if not factors or not isinstance(expression, Operation) or expression.operator != "/":
        return None
    divisor = expression.right
    close = _stands_apart(expression)
    for factor in reversed(factors):
        if not (close and is_close(divisor, factor.right)) and not (_is_clock(divisor) and _is_clock(factor.right)):
            return None
        divisor = Operation(operator="*", left=divisor, right=factor.right, span=factor.span)
    return replace(expression, right=divisor)


def sum_first(trial: Trial) -> Trial | None:
    """``2200 + 930 / 100`` as ``(2200 + 930) / 100``; ``None`` where nothing is added before a division."""
    last = trial.computed
    if not isinstance(last, Operation) or last.operator not in "+-" or not last.span.end:
        return None  # what is not written has no brackets to miss
    product = last.right
    if not isinstance(product, Operation) or product.operator != "/" or isinstance(product.left, Operation):
        return None
    return replace(trial, computed=replace(product, left=replace(last, right=product.left)))


def _stands_apart(division: Operation) -> bool:
    """Whether space stands around the slash."""
    last, first = numbers(division.left)[-1:], numbers(division.right)[:1]
    return bool(last and first) and first[0].quantity.span.start - last[0].quantity.span.end >= WIDE


def _is_clock(expression: Expression) -> bool:
    """Whether all of it are lengths of time: ``300M/24*60*60`` divides by the seconds of a day."""
    values = [number.quantity.readings[0] for number in numbers(expression)]
    return all(plain.low == plain.high and plain.low in CLOCK for plain in values)


CLOCK = frozenset(map(Fraction, (7, 12, 24, 30, 60, 365, 1000, 1440, 3600)))
WIDE = 3
"""Characters of a sign with space on both sides."""
