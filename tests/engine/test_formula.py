"""Formulas: the language, its limits, three-valued conditions, dimensions, rendering, places of errors."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from auditor.engine.amounts import Amount, Truth, Undecidable, amount
from auditor.engine.formula import Where, check_dimensions, compile_formula
from auditor.errors import FormulaError
from auditor.model import Source
from auditor.quantities import units
from auditor.quantities.interval import Interval
from auditor.rational import Fraction, exact

YES = Truth(possible=True, certain=True)
MAYBE = Truth(possible=True, certain=False)
NO = Truth(possible=False, certain=False)


def number(low: int | str, high: int | str | None = None, unit: str = "") -> Amount:
    return amount(Interval(exact(str(low)), exact(str(low if high is None else high))), unit)


def evaluated(text: str, **values: Any) -> Any:
    return compile_formula(text, values).compute(values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", Interval(7, 12)),
        ("(a + b) * 2", Interval(8, 14)),
        ("a - b", Interval(-4, -1)),
        ("-a", Interval(-2, -1)),
        ("+a", Interval(1, 2)),
        ("a / b", Interval(Fraction(1, 5), Fraction(2, 3))),
        ("a ** 2", Interval(1, 4)),
        ("b ** -1", Interval(Fraction(1, 5), Fraction(1, 3))),
        ("a ** 0", Interval(1, 1)),
        ("-a ** 2", Interval(-4, -1)),
        ("min(a, b)", Interval(1, 2)),
        ("max(a, b, 4)", Interval(4, 5)),
        ("max(0, -a)", Interval(0, 0)),
        ("sum(a, b)", Interval(4, 7)),
        ("abs(-a)", Interval(1, 2)),
        ("ceil(a / 2)", Interval(1, 1)),
        ("floor(b / 2)", Interval(1, 2)),
        ("7 % 4", Interval(3, 3)),
        ("1.1", Interval(Fraction(11, 10), Fraction(11, 10))),
        ("0.1 + 0.2", Interval(Fraction(3, 10), Fraction(3, 10))),
        ("1e30", Interval(10**30, 10**30)),
        ("2.5E-3", Interval(Fraction(1, 400), Fraction(1, 400))),
        (".5", Interval(Fraction(1, 2), Fraction(1, 2))),
        ("0", Interval(0, 0)),
        ("\n  a\n  + b ", Interval(4, 7)),
    ],
)
def test_values(text: str, expected: Interval) -> None:
    assert evaluated(text, a=number(1, 2), b=number(3, 5)) == Amount(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a == b", MAYBE),
        ("a == c", NO),
        ("c == c", YES),
        ("a == a", MAYBE),
        ("a != b", MAYBE),
        ("a != c", YES),
        ("c != c", NO),
        ("a < b", MAYBE),
        ("a < c", YES),
        ("c < a", NO),
        ("a <= b", YES),
        ("b <= a", MAYBE),
        ("a <= 2", YES),
        ("a < 2", MAYBE),
        ("a < 1", NO),
        ("a <= 1", MAYBE),
        ("c > a", YES),
        ("a > c", NO),
        ("a > b", NO),
        ("2 >= a", YES),
        ("1 >= a", MAYBE),
        ("0 >= a", NO),
        ("0 < a <= 2 < c", YES),
        ("0 < a < c < b", NO),
        ("a < c and c < a", NO),
        ("a < c and a < b", MAYBE),
        ("a < c or c < a", YES),
        ("c < a or a < b", MAYBE),
        ("not a < c", NO),
        ("not a < b", MAYBE),
        ("not c < a and a < c", YES),
        ("8 % 4 == 0", YES),
        ("flag and a < c", YES),
        ("not flag", NO),
    ],
)
def test_conditions_are_three_valued(text: str, expected: Truth) -> None:
    assert evaluated(text, a=number(1, 2), b=number(2, 3), c=number(9), flag=YES) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / (a - 1)", "zero"),
        ("1 / zero", "zero"),
        ("zero ** -1", "zero"),
        ("7 % a", "whole numbers"),
        ("7 % 0.5", "whole numbers"),
        ("7 % zero", "zero"),
        ("sum(none)", "no value"),
        ("((((9 ** 9) ** 9) ** 9) ** 9) ** 9", "too many digits"),
        ("memory + a", "cannot add 'memory' (information) and 'a' (a plain number)"),
    ],
)
def test_values_without_an_answer_are_undecidable(text: str, reason: str) -> None:
    with pytest.raises(Undecidable) as caught:
        evaluated(text, a=number(1, 2), zero=number(0), none=(), memory=number(1, unit="byte"))
    assert reason in str(caught.value)


def test_many_values() -> None:
    sizes = (number(1, unit="gigabyte"), number(2, unit="gigabyte"), number(500, unit="megabyte"))
    assert evaluated("sum(sizes)", sizes=sizes) == number("3.5", unit="gigabyte")
    assert evaluated("max(sizes, limit)", sizes=sizes, limit=number(4, unit="gigabyte")) == number(4, unit="gigabyte")
    assert evaluated("min(sizes) <= limit", sizes=sizes, limit=number(4, unit="gigabyte")) == YES
    with pytest.raises(Undecidable, match="many values"):
        evaluated("sizes + limit", sizes=sizes, limit=number(4, unit="gigabyte"))


def test_a_missing_value_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        compile_formula("a + b", ["a", "b"]).compute({"a": number(1)})


# --- pint ---------------------------------------------------------------------------------------------------------


def test_evaluate_takes_and_gives_pint_quantities() -> None:
    formula = compile_formula("weights / (tp * pp)", ["weights", "tp", "pp"])
    values = {
        "weights": units.quantity(Interval(139, 141), "gigabyte"),
        "tp": units.quantity(Interval.point(2), ""),
        "pp": units.quantity(Interval.point(4), ""),
    }
    share = formula.evaluate(values)
    assert not isinstance(share, Truth)
    assert share.to(units.unit("gigabyte")).magnitude == Interval(Fraction(139, 8), Fraction(141, 8))


def test_evaluate_takes_lists_conditions_and_truth_values() -> None:
    parts = [units.quantity(Interval.point(n), "gigabyte") for n in (1, 2)]
    formula = compile_formula("sum(parts) <= limit and fits and known", ["parts", "limit", "fits", "known"])
    limit = units.quantity(Interval.point(4), "gibibyte")
    assert formula.evaluate({"parts": parts, "limit": limit, "fits": True, "known": MAYBE}) == MAYBE


def test_evaluate_says_why_dimensions_do_not_fit() -> None:
    formula = compile_formula("a < b", ["a", "b"])
    values = {"a": units.quantity(Interval.point(1), "byte"), "b": units.quantity(Interval.point(1), "second")}
    with pytest.raises(Undecidable, match=r"cannot compare 'a' \(information\) with 'b' \(time\)"):
        formula.evaluate(values)


# --- dimensions ---------------------------------------------------------------------------------------------------

CONCEPTS = {
    "memory": "gigabyte",
    "share": "gigabyte / gpu",
    "bandwidth": "gigabyte / second",
    "latency": "millisecond",
    "rate": "token / second",
    "slow": "token / millisecond",
    "requests": "request / second",
    "tokens": "token",
    "gpus": "gpu",
    "layers": "layer",
    "pp": "",
    "tp": "",
    "cost": "usd",
    "euros": "eur",
    "used": "percent",
    "parts": "gigabyte",
}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("memory / bandwidth", "second"),
        ("memory / gpus", "byte / gpu"),
        ("memory + share", "byte / gpu"),
        ("pp * tp", ""),
        ("gpus + 1", "gpu"),
        ("1 + gpus", "gpu"),
        ("pp * gpus", "gpu"),
        ("rate * latency", "token"),
        ("memory * used", "byte"),
        ("ceil(tokens / 16)", "token"),
        ("ceil(memory / memory)", ""),
        ("layers % pp", "layer"),
        ("sum(parts)", "byte"),
        ("max(parts, memory, 0)", "byte"),
        ("memory ** 2 / memory", "byte"),
        ("abs(-memory)", "byte"),
        ("1 / latency", "hertz"),
        ("1 / (memory - memory)", "1 / byte"),
        ("memory - 0", "byte"),
        ("0 + memory", "byte"),
    ],
)
def test_dimension_of_the_result(text: str, unit: str) -> None:
    result = check_dimensions(compile_formula(text, CONCEPTS), CONCEPTS, many=["parts"])
    assert isinstance(result, Amount)
    assert result.dimension == units.factor(unit)[1]


@pytest.mark.parametrize(
    "text",
    [
        "pp * tp <= gpus",
        "gpus == pp * tp",
        "tokens <= 5",
        "rate < slow",
        "share * gpus <= memory",
        "share <= memory",
        "rate * gpus >= rate",
        "layers % pp == 0",
        "memory > 0",
        "0 < latency <= memory / bandwidth",
        "not (memory < share) and used <= 1",
        "rate >= 1 / latency",
        "tokens / requests > latency",
    ],
)
def test_what_may_be_compared(text: str) -> None:
    assert isinstance(check_dimensions(compile_formula(text, CONCEPTS), CONCEPTS), Truth)


@pytest.mark.parametrize(
    ("text", "expected", "at"),
    [
        ("memory + latency", "cannot add 'memory' (information) and 'latency' (time)", 0),
        ("1 + memory - tokens", "cannot add '1' (a plain number) and 'memory' (information)", 0),
        ("memory - bandwidth", "cannot take from 'memory' (information) the 'bandwidth' (information / time)", 0),
        ("memory <= bandwidth", "cannot compare 'memory' (information) with 'bandwidth' (information / time)", 0),
        ("rate <= requests", "cannot compare 'rate' (token / time) with 'requests' (request / time)", 0),
        ("tokens <= tokens ** 2", "cannot compare 'tokens' (token) with 'tokens ** 2' (token ** 2)", 0),
        ("cost < euros", "cannot compare 'cost' (usd) with 'euros' (eur)", 0),
        ("latency < 5", "cannot compare 'latency' (time) with '5' (a plain number)", 0),
        ("memory % latency == 0", "cannot divide 'memory' (information) by 'latency' (time) to see what remains", 0),
        ("max(memory, latency)", "cannot take the greatest of 'memory' (information) and 'latency' (time)", 4),
        ("sum(parts, latency)", "cannot add 'parts' (information) and 'latency' (time)", 4),
        ("ceil(memory)", "only plain numbers and counts are rounded, not information", 0),
        ("parts + memory", "'parts' stands for many values: expected sum, min or max of them", 0),
        ("parts", "'parts' stands for many values", 0),
        ("memory and pp < tp", "'memory' is a quantity: expected a condition", 0),
        ("pp < tp and not memory", "'memory' is a quantity: expected a condition", 16),
        ("(pp < tp) + 1", "'pp < tp' is a condition: expected a quantity", 1),
        ("sum(pp < tp)", "'pp < tp' is a condition: expected a quantity", 4),
        ("pp < tp < memory", "cannot compare 'tp' (a plain number) with 'memory' (information)", 5),
    ],
)
def test_dimensions_that_do_not_fit(text: str, expected: str, at: int) -> None:
    source = Source(path="rules/a/b.yaml", text=f"holds: {text}\n")
    formula = compile_formula(text, CONCEPTS, where=Where(source, 7, "holds"))
    with pytest.raises(FormulaError) as caught:
        check_dimensions(formula, CONCEPTS, many=["parts"])
    assert expected in caught.value.message
    assert caught.value.message.startswith("holds: ")
    assert (caught.value.path, caught.value.line, caught.value.column) == ("rules/a/b.yaml", 1, 8 + at)


def test_a_derived_result_goes_into_the_next_check() -> None:
    first = check_dimensions(compile_formula("share * gpus", CONCEPTS), CONCEPTS)
    second = check_dimensions(compile_formula("needed <= memory", ["needed", "memory"]), {**CONCEPTS, "needed": first})
    fits = compile_formula("fits and pp < tp", ["fits", "pp", "tp"])
    assert isinstance(check_dimensions(fits, {**CONCEPTS, "fits": second}), Truth)


def test_without_a_place_the_formula_is_quoted() -> None:
    with pytest.raises(FormulaError, match="in the formula 'memory < latency'"):
        check_dimensions(compile_formula("memory < latency", CONCEPTS), CONCEPTS)
    with pytest.raises(FormulaError, match="unknown name 'b': did you mean 'bb'\\? in the formula 'a \\+ b'"):
        compile_formula("a + b", ["a", "bb"])


# --- rendering ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weights / (tp * pp)", "140 GB ÷ (2 × 4)"),
        ("weights <= tp", "140 GB ≤ 2"),
        ("tp >= pp != 3", "2 ≥ 4 ≠ 3"),
        ("tp == pp", "2 = 4"),
        ("- tp - -pp", "−2 − −4"),
        ("tp * -pp", "2 × −4"),
        ("tp**2 * weights ** -3", "2² × (140 GB)⁻³"),
        ("max( tp,pp )+1", "max(2, 4) + 1"),
        ("layers % pp == 0", "layers mod 4 = 0"),
        ("not tp < pp and tp > 1.5", "not 2 < 4 and 2 > 1.5"),
        ("not -tp < pp", "not −2 < 4"),
        ("sum(tp) / 2.5e3", "sum(2) ÷ 2.5e3"),
        ("(tp)", "(2)"),
    ],
)
def test_render(text: str, expected: str) -> None:
    formula = compile_formula(text, ["weights", "tp", "pp", "layers"])
    assert formula.render({"weights": "140 GB", "tp": "2", "pp": "4"}) == expected


def test_printed_values_are_not_read_again() -> None:
    assert compile_formula("a + b", "ab").render({"a": "b * b", "b": "{{ a }}"}) == "b * b + {{ a }}"


# --- records and places -------------------------------------------------------------------------------------------


def test_names_come_in_order_and_text_is_made_one_line() -> None:
    formula = compile_formula("max(b,\n  a) <= c + b", ["a", "b", "c", "d"])
    assert formula.names == ("b", "a", "c")
    assert formula.text == "max(b, a) <= c + b"
    again = compile_formula("max(b, a) <= c + b", ["a", "b", "c"])
    assert (formula.text, formula.names) == (again.text, again.names)


def test_a_formula_can_be_sent_to_a_worker() -> None:
    formula = pickle.loads(pickle.dumps(compile_formula("a ** 2 <= 5", ["a"])))
    assert formula.compute({"a": number(2)}) == YES


@pytest.mark.parametrize(
    ("text", "offset", "value", "line", "column"),
    [
        ("x: a + zz\n", 3, "a + zz", 1, 8),
        ("x: 'a + zz'\n", 3, "a + zz", 1, 9),
        ('x: "a + zz"\n', 3, "a + zz", 1, 9),
        ("x: >-\n  a +\n  a *   zz\n", 3, "a + a * zz", 3, 9),
        ("x: |\n  a +\n\n  zz\n", 3, "a +\n\nzz\n", 4, 3),
        ("x: a\n   + zz\n", 3, "a + zz", 2, 6),
        ('x: "a + \\x7az"\n', 3, "a + zz", 1, 9),
        ('x: "\\x61 + zz"\n', 3, "a + zz", 1, 4),
    ],
)
def test_errors_point_into_the_file_however_it_is_folded(
    text: str, offset: int, value: str, line: int, column: int
) -> None:
    source = Source(path="rules/a/b.yaml", text=text)
    with pytest.raises(FormulaError, match="unknown name 'zz'") as caught:
        compile_formula(value, ["a"], where=Where(source, offset))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.excerpt == source.line(line)
