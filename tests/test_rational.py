"""The compiled fractions are the standard library's, number for number."""

from __future__ import annotations

import math
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction as Original
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.rational import Fraction, exact

WHOLE = st.one_of(st.integers(-20, 20), st.integers(-(10**400), 10**400))
PAIRS = st.tuples(WHOLE, WHOLE.filter(bool))
BINARY = (operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod)
ORDER = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq)
UNARY = (operator.neg, abs, math.floor, math.ceil, round, int, bool, hash)


def outcome(compute: Callable[..., Any], *operands: Any) -> Any:
    try:
        return compute(*operands)
    except ZeroDivisionError:
        return "division by zero"


@given(PAIRS, PAIRS)
def test_operations_on_two(one: tuple[int, int], other: tuple[int, int]) -> None:
    for compute in (*BINARY, *ORDER):
        found = outcome(compute, Fraction(*one), Fraction(*other))
        assert found == outcome(compute, Original(*one), Original(*other)), compute.__name__
        assert type(found) in (Fraction, int, bool, str)


@given(PAIRS, WHOLE)
def test_operations_with_a_whole_number(pair: tuple[int, int], whole: int) -> None:
    for compute in (*BINARY, *ORDER):
        assert outcome(compute, Fraction(*pair), whole) == outcome(compute, Original(*pair), whole)
        assert outcome(compute, whole, Fraction(*pair)) == outcome(compute, whole, Original(*pair))


@given(PAIRS)
def test_operations_on_one(pair: tuple[int, int]) -> None:
    value, original = Fraction(*pair), Original(*pair)
    assert (value.numerator, value.denominator) == (original.numerator, original.denominator)
    for compute in UNARY:
        assert compute(value) == compute(original), compute
    assert (str(value), repr(value)) == (str(original), repr(original))
    assert pickle.loads(pickle.dumps(value)) == value


@given(PAIRS.filter(lambda pair: pair[0] != 0), st.integers(-9, 9))
def test_powers(pair: tuple[int, int], exponent: int) -> None:
    assert Fraction(*pair) ** exponent == Original(*pair) ** exponent


@pytest.mark.parametrize("text", ["0", "7", "12", "0.06", "1.50", "1e6", ".5", "-3"])
def test_a_numeral_is_read(text: str) -> None:
    assert exact(text) == Original(text)
    assert type(exact(text)) is Fraction
    assert all(chr(code).encode() == bytearray((code,)) for code in range(128))  # conftest.py says why that is in doubt
