"""What reports list of a document: every claim, where it stands, and what it was bound to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from auditor.audit import audit
from auditor.claims.reader import read
from auditor.documents import configuration, markdown
from auditor.model import Document, Facets, ListedClaim, Source
from auditor.rational import Fraction
from auditor.rulebook import load

BOOK = load()


def document(text: str, path: str = "plan.md") -> Document:
    parse = markdown.parse if path.endswith(".md") else configuration.parse
    return parse(Source(path=path, text=text))


def listed(text: str, path: str = "plan.md", companions: Sequence[Document] = ()) -> tuple[ListedClaim, ...]:
    return audit(document(text, path), companions, BOOK.listing()).claims


def one(text: str, kind: str = "quantity") -> ListedClaim:
    (claim,) = (claim for claim in listed(text) if claim.kind == kind)
    return claim


def test_nothing_is_listed_unless_it_is_asked_for() -> None:
    assert audit(document("GPU memory: 80 GB\n"), [], BOOK).claims == ()
    assert BOOK.listing().digest != BOOK.digest


def test_every_claim_is_listed_in_its_order() -> None:
    text = "# Plan\n\n- 20 GB ÷ 8 = 2.5 GB\n- 71% < 85%\n- Weights: 10 GB\n- Cache: 5 GB\n- Total: 15 GB\n"
    found = listed(text)
    assert [(claim.kind, claim.text) for claim in found] == [(c.kind, c.text) for c in read(document(text)).claims]
    assert {claim.kind for claim in found} >= {"quantity", "equation", "comparison", "total"}


def test_a_place_is_that_of_the_text() -> None:
    text = "# Plan\n\n## Memory\n\nEach has **80 GB** of\nmemory.\n"
    claim = one(text)
    assert (claim.line, claim.column, claim.end_line) == (5, 12, 5)
    assert text.splitlines()[4][claim.column - 1 : claim.end_column - 1] == "80 GB"
    assert claim.section == ("Plan", "Memory")


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    [
        ("Memory: 14.4 GB", Fraction(72, 5), Fraction(287, 20), Fraction(289, 20), "gigabyte"),
        ("Memory: 10-20 GB", None, Fraction(19, 2), Fraction(41, 2), "gigabyte"),
        ("Memory: about 12 GB", Fraction(12), Fraction(11), Fraction(13), "gigabyte"),
        ("Change: -5 ms", Fraction(-5), Fraction(-11, 2), Fraction(-9, 2), "millisecond"),
        ("Replicas: 3", Fraction(3), Fraction(3), Fraction(3), ""),
        ("Idle: 0 GB", Fraction(0), Fraction(-1, 2), Fraction(1, 2), "gigabyte"),
    ],
)
def test_a_quantity_is_listed_under_its_plain_reading(
    text: str, value: Fraction | None, low: Fraction, high: Fraction, unit: str
) -> None:
    found = one(text + "\n").quantity
    assert found is not None
    assert (found.value, found.low, found.high, found.unit) == (value, low, high, unit)


@pytest.mark.parametrize(
    ("text", "kind", "stated"),
    [
        ("20 GB ÷ 8 = 2.5 GB", "equation", "2.5 GB"),
        ("2.5 GB = 20 GB ÷ 8", "equation", None),
        ("71% < 85%", "comparison", None),
        ("- Weights: 10 GB\n- Cache: 5 GB\n- Total: 15 GB", "total", "15 GB"),
    ],
)
def test_what_a_claim_states(text: str, kind: str, stated: str | None) -> None:
    found = one(text + "\n", kind).quantity
    assert (found and found.text) == stated


def test_a_concept_comes_with_what_narrows_it() -> None:
    claim = one("Prefill uses 64 GPUs.\n")
    assert (claim.concept, claim.facets, claim.alternative) == ("gpu_count", Facets(phase="prefill"), False)
    assert one("Shoe size: 43\n").concept is None


def test_an_alternative_of_a_table_is_told_apart() -> None:
    table = "| setup | TP | GPUs |\n|---|---|---|\n| small | 2 | 8 |\n| large | 4 | 16 |\n"
    found = [claim for claim in listed(table) if claim.concept == "tensor_parallel_size"]
    assert [(claim.text, claim.alternative) for claim in found] == [("2", True), ("4", True)]


def test_what_stands_at_the_same_place_of_another_file_is_not_bound() -> None:
    beside = document("tp: 4", "config.yaml")
    (claim,) = listed("ax: 4", companions=[beside])
    assert claim.concept is None
    (setting,) = listed("tensor_parallel_size: 4\n", "config.yaml")
    assert setting.concept == "tensor_parallel_size"


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("- Weights: 10 GB\n- Cache: 5 GB\n- Total: 15 GB\n", False),
        ("- Memory: 15 GB\n  - Weights: 10 GB\n  - Cache: 5 GB\n", True),
    ],
)
def test_a_sum_that_only_the_layout_suggests_is_a_guess(text: str, guess: bool) -> None:
    assert one(text, "total").guess is guess


def test_half_a_character_stays_an_escape() -> None:
    (claim,) = listed('{"a\\ud800": 4}', "config.json")
    assert claim.label == "a\\ud800"
