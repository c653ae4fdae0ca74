"""Every formula of research/reliability.md that hung, exploded or ran code somewhere: refused, quickly and in place."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.amounts import Amount, Truth, Undecidable, amount
from auditor.engine.formula import Formula, check_dimensions, compile_formula
from auditor.engine.grammar import Mistake, parse
from auditor.errors import FormulaError
from auditor.quantities.interval import Interval

NAMES = ("a", "b", "c")
WATCHED = ("open", "exec", "import", "socket", "subprocess", "os.system", "ctypes")

_watching = False
_seen: list[str] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event.startswith(WATCHED):
        _seen.append(f"{event} {arguments!r}")


sys.addaudithook(_hook)


@pytest.fixture
def harmless(no_collection: None) -> Iterator[None]:
    """Nothing is opened, executed, imported or started, and it is over in a moment."""
    global _watching  # noqa: PLW0603
    _seen.clear()
    start = time.process_time()
    _watching = True
    yield
    _watching = False
    assert time.process_time() - start < 0.25
    assert _seen == []


HOSTILE = {
    "power tower": "10**10**10",
    "nines": "9**9**9",
    "twos": "2**2**2**2**2**2",
    "power of a name": "a ** b",
    "large exponent": "a ** 10",
    "negative exponent": "a ** -10",
    "decimal exponent": "a ** 0.5",
    "true exponent": "a ** True",
    "long integer": "9" * 450,
    "large constant": "1e31",
    "infinite constant": "1e999",
    "long exponent": "1e9999999",
    "tiny constant": "1e-9999999",
    "many digits": "0." + "1" * 60,
    "imaginary": "1j",
    "hexadecimal": "0xff",
    "binary": "0b11",
    "octal": "017",
    "grouped": "1_000",
    "true": "True",
    "none": "None",
    "not a number": "nan",
    "infinity": "inf",
    "ellipsis": "...",
    "class": "().__class__.__bases__[0].__subclasses__()",
    "attribute": "a.__class__",
    "method": "a.to('byte')",
    "subscript": "a[0]",
    "import": "__import__('os').system('id')",
    "import statement": "1\nimport os",
    "statements": "1; import os",
    "open": "open('/etc/passwd')",
    "exec": "exec('1')",
    "eval": "eval('1')",
    "getattr": "getattr(a, b)",
    "builtins": "__builtins__",
    "factorial": "factorial(10**7)",
    "range": "sum(range(9))",
    "string": "'a'",
    "string times": "'a'*10**9",
    "f-string": "f'{a}'",
    "bytes": "b'a'",
    "shift": "1<<10**10",
    "right shift": "1 >> 1",
    "or of bits": "a | b",
    "and of bits": "a & b",
    "xor": "a ^ b",
    "invert": "~a",
    "floor division": "a // b",
    "matrix product": "a @ b",
    "is": "a is b",
    "in": "a in (b, c)",
    "not in": "a not in b",
    "conditional": "a if b else c",
    "lambda": "(lambda: 1)()",
    "comprehension": "[a for a in b]",
    "generator": "sum(a for a in b)",
    "walrus": "(a := 1)",
    "assignment": "a = 1",
    "list": "[a, b]",
    "tuple": "(a, b)",
    "bare tuple": "a, b",
    "dict": "{a: b}",
    "set": "{a, b}",
    "starred": "max(*a)",
    "keyword argument": "max(a, key=b)",
    "double starred": "max(**a)",
    "call of a name": "a(b)",
    "call of a call": "max(a)(b)",
    "call of a number": "1(2)",
    "no arguments": "max()",
    "two arguments": "abs(a, b)",
    "function as value": "max + 1",
    "function in parentheses": "(max)(a)",
    "await": "await a",
    "yield": "(yield a)",
    "deep parentheses": "(" * 33 + "a" + ")" * 33,
    "very deep parentheses": "(" * 240 + "a" + ")" * 240,
    "unclosed": "(" * 200,
    "closed": "a)",
    "deep brackets": "[" * 400,
    "unary chain": "-" * 400 + "a",
    "not chain": "not " * 120 + "a",
    "deep sum": "+".join("a" * 40),
    "too many nodes": " or ".join(["a<b"] * 67),
    "too long": "a + " * 125 + "a",
    "huge": "1+" * 25_000 + "1",
    "huge digits": "1" * 5_000,
    "huge parentheses": "(" * 100_000,
    "empty": "",
    "blank": " \n ",
    "dangling": "a +",
    "two names": "a b",
    "glued": "1a",
    "glued or": "1or 2",
    "two points": "1.2.3",
    "comment": "a # b",
    "backslash": "a \\\n + b",
    "backtick": "`a`",
    "dollar": "$a",
    "template": "{{ a }}",
    "nul": "a\x00+ b",
    "escape": "a\x1b[2J",
    "form feed": "a +\x0cb",
    "full-width digit": "a + \uff11",
    "arabic digit": "a + \u0661",
    "superscript": "a\u00b2",
    "full-width name": "\uff41 + b",
    "ligature": "\ufb01",
    "multiplication sign": "a × b",
    "minus sign": "a \u2212 b",
    "less or equal": "a ≤ b",
    "no-break space": "a\u00a0+ b",
    "zero-width space": "a\u200b + b",
    "right-to-left override": "a \u202e+ b",
    "line separator": "a +\u2028b",
    "lone surrogate": "a + \ud800",
    "emoji": "a + \U0001f600",
    "undeclared": "a + d",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.usefixtures("harmless")
def test_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        compile_formula(text, NAMES)
    assert len(caught.value.message) < 1000
    assert caught.value.message.isprintable()


def test_there_are_as_many_as_the_study_had() -> None:
    assert len(HOSTILE) >= 28


@pytest.mark.parametrize("text", ["a * b + c", "max(a, b) <= c and not a == 1.5e3"])
@pytest.mark.usefixtures("harmless")
def test_an_honest_formula_runs_as_quietly(text: str) -> None:
    formula = compile_formula(text, NAMES)
    formula.compute({name: amount(Interval(1, 2), "") for name in NAMES})


@pytest.mark.usefixtures("harmless")
def test_digits_do_not_explode() -> None:
    """Within every limit of the grammar, but 9 to the power of 9³⁰."""
    bomb = "9 ** 9"
    while len(bomb) < 200 and bomb.count("(") < 28:
        bomb = f"({bomb}) ** 9"
    formula = compile_formula(bomb, ())
    assert isinstance(check_dimensions(formula, {}), Amount)
    with pytest.raises(Undecidable, match="digits"):
        formula.compute({})


def _repeated(square: Formula, value: Amount | Truth, times: int) -> None:
    for _ in range(times):
        assert isinstance(value, Amount)
        value = square.compute({"a": value})


@pytest.mark.usefixtures("harmless")
def test_digits_do_not_explode_through_derived_names() -> None:
    square = compile_formula("a * a", ("a",))
    value: Amount | Truth = amount(Interval.point(10**30), "")
    with pytest.raises(Undecidable, match="digits"):
        _repeated(square, value, 60)


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("a × b", 2, "write * to multiply"),
        ("a = b", 2, "write == to compare"),
        ("a ^ 2", 2, "write ** for a power"),
        ("a + gpu", 4, "expected one of a, b, c"),
        ("a.b", 1, "names have no parts"),
        ("(a + b", 0, "'(' is never closed"),
        ("a + b)", 5, "nothing is open"),
        ("a // b", 0, "'a // b' is not in the formula language"),
        ("b + 1a", 5, "expected an operator"),
        ("maxx(a)", 0, "'maxx' cannot be called: did you mean 'max'?"),
        ("a ** b", 5, "a whole number from -9 to 9"),
        ("1 + ceil(a, b)", 4, "ceil takes one operand, not 2"),
    ],
)
def test_the_message_says_what_was_expected(text: str, at: int, hint: str) -> None:
    with pytest.raises(Mistake) as caught:
        parse(text, NAMES)
    assert caught.value.at == at
    assert hint in caught.value.message


WORDS = "a b 1 2.5 1e9 + - * / % ** ( ) , < <= == != and or not max sum ceil abs -9 if else lambda in is . ' [ ] : ="
SOUP = st.lists(st.sampled_from([*WORDS.split(), " "]), max_size=40).map(" ".join)


@given(text=st.one_of(st.text(max_size=80), SOUP))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        formula = compile_formula(text, NAMES)
    except FormulaError:
        return
    try:
        result = formula.compute({name: amount(Interval(1, 2), "") for name in NAMES})
    except Undecidable:
        return
    assert isinstance(result, (Amount, Truth))
    assert formula.render({})
