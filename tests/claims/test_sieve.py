"""Columns told apart by their steps: nothing that a form could hold in is thrown away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.fitting import Entry, Scale, fit
from auditor.claims.forms import OF_TWO, PRODUCT, RATIO
from auditor.claims.sieve import PRECISION, may_step, steps
from auditor.model import Quantity, Reading, Span
from auditor.rational import Fraction

PLAIN = Quantity(
    text="1", span=Span(start=0, end=1), readings=(Reading(low=Fraction(1), high=Fraction(1), unit=""),), exact=True
)
VALUES = st.one_of(st.integers(1, 50).map(float), st.sampled_from([1e-300, 1e300, 0.0, -3.0, 12.5]))


def entry(middle: float, half: float = 0.0) -> Entry:
    return Entry(PLAIN, 0, middle - half, middle, middle + half, (middle - half, middle + half))


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=4, max_size=10), st.sampled_from([0.0, 0.4]))
def test_what_fits_steps_so(rows: list[tuple[float, float, float]], half: float) -> None:
    target, first, second = ([entry(row[at], half) for row in rows] for at in range(3))
    for form in (RATIO, *(each for each in OF_TWO if each.powers)):
        for stated in (target, [entry(form.compute(row[1:]) if row[2] else 1.0, half) for row in rows]):
            if fit(stated, (first, second), form, Scale(), strict=True) is not None:
                assert may_step(steps(stated), (steps(first), steps(second)), form.powers, PRECISION, 1)


def test_what_steps_otherwise_is_told() -> None:
    column = [entry(float(value)) for value in (1, 2, 3, 5)]
    squares = [entry(float(value**2)) for value in (1, 2, 3, 5)]
    others = [entry(float(value)) for value in (7, 1, 9, 2)]
    assert may_step(steps(squares), (steps(column), steps(column)), (1, 1), PRECISION, 1)
    assert not may_step(steps(squares), (steps(column), steps(others)), (1, 1), PRECISION, 1)
    assert PRODUCT.powers == (1, 1, 1)
