"""A document's claims: what is taken back is none, and every one stands where it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.expressions import numbers
from auditor.claims.reader import read
from auditor.documents.markdown import parse
from auditor.model import AnyClaim, Comparison, Document, Equation, Measure, Quantity, Source, Total

Claims = Callable[..., list[AnyClaim]]


def texts(found: list[AnyClaim]) -> list[str]:
    return [claim.text for claim in found]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is 24 GB, not 25.5 GB.", ["24 GB"]),
        ("Corrected from 31.9 % to 25 %.", ["25 %"]),
        ("Use 8 GPUs, rather than 16 GPUs.", ["8 GPUs"]),
        ("Wrong: 25 GB", []),
        ("Previously 25 GB were needed.", []),
        ("It is not clear whether it is 25 GB.", ["25 GB"]),
        ("Notes: 25 GB", ["25 GB"]),
        ("Now 24 GB, not 25 GB; with 1 GB more it is 25 GB.", ["24 GB", "1 GB more", "25 GB"]),
    ],
)
def test_what_is_taken_back_is_no_claim(claims: Claims, text: str, kept: list[str]) -> None:
    assert texts(claims(text, Measure)) == kept


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("See version 1.2.3.", ["no quantity was recognised"]),
        ("It is not 25 GB", ["a refuted or quoted value"]),
        ("No digits at all.", []),
        ("It is 24 GB.", []),
    ],
)
def test_what_was_passed_over_and_why(document: Callable[[str], Document], text: str, reasons: list[str]) -> None:
    assert [passage.reason for passage in read(document(text)).passed_over] == reasons


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("The weights take 20 GB of memory.", "The weights take", "of memory"),
        ("Done. Weights take 20 GB", "Weights take", ""),
        ("The run has TP=8, no more", "TP", ""),
        ("The target: ≤ 10 s", "The target", ""),
    ],
)
def test_the_words_around_a_quantity(claims: Claims, text: str, before: str, after: str) -> None:
    (found,) = claims(text, Measure)
    assert isinstance(found, Measure)
    assert (found.before, found.after) == (before, after)


@pytest.mark.parametrize(
    ("text", "bound"),
    [("< 10 ms", "at most"), ("≤ 10 ms", "at most"), ("> 10 ms", "at least"), ("≥ 99.9%", "at least"), ("= 10 ms", "")],
)
def test_a_sign_before_a_quantity_bounds_it(claims: Claims, text: str, bound: str) -> None:
    (found,) = claims(f"latency {text}", Measure)
    assert isinstance(found, Measure)
    assert found.bound == bound


def test_what_a_value_was_computed_by(claims: Claims) -> None:
    (found,) = claims("KV per GPU = 20GB ÷ (TP × EP) = 20GB ÷ (2 × 4) = 2.5GB", Measure)
    assert isinstance(found, Measure)
    assert (found.text, found.share, found.factors) == ("2.5GB", True, ("TP", "EP"))


@pytest.mark.parametrize(
    ("newline", "labels"), [("Weights: 20 GB\nCache: 5 GB", 2), ("The weights take 20 GB\nand 5 GB more", 1)]
)
def test_lines_of_a_paragraph_are_apart_only_if_they_say_so(claims: Claims, newline: str, labels: int) -> None:
    found = claims(newline, Measure)
    assert len(found) == 2
    assert len({claim.label for claim in found}) == labels


# --- positions --------------------------------------------------------------------------------------------------------

PIECES = (
    "20 GB ÷ 8 = 2.5 GB", "~$1.2 million/month", "TP=8", "**80 GB**", "`4 * 2 = 8`", "27.4 ms ≤ 100 ms ✓", "2-5 s",
    "[7B params](x.md)", "17.5 GB (140 GB ÷ 8)", "&times; 3", "10<sup>9</sup> bytes", "\\$5", "1,000 × 3 = 3,000",
    "$2 \\times 3 = 6$", "*about* 5 GB", "é 5 GB", "👍 3 × 2 = 6", "not 25 GB", "a\\_b 3", "(8 × 2)",
)  # fmt: skip
BETWEEN = (
    " ", "\n", ", ", ". ", ": ", " = ", "\n\n", "\n- ", "\n> ", "\n# ", "\n\n1. ", "\n```\n",
    "\n| a | b |\n|---|---|\n| x | ",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(BETWEEN), st.sampled_from(PIECES)), min_size=1, max_size=12))
def test_every_span_slices_to_its_text(parts: list[tuple[str, str]]) -> None:
    source = Source(path="x.md", text="".join(between + piece for between, piece in parts))
    for claim in read(parse(source)).claims:
        for stated in (claim, *quantities(claim)):
            sliced = plainly(source.text[stated.span.start : stated.span.end])
            text = plainly(stated.text)
            assert (sliced[:1], sliced[-1:]) == (text[:1], text[-1:])
            assert stands_in(text, sliced)


def quantities(claim: AnyClaim) -> list[Quantity]:
    match claim:
        case Measure():
            return [claim.quantity]
        case Total():
            return [claim.total, *claim.parts]
        case Equation() | Comparison():
            return [number.quantity for side in (claim.left, claim.right) for number in numbers(side)]
        case _:
            return [claim.stated]


def plainly(text: str) -> str:
    """What is left without entities, spaces and most signs."""
    text = text.replace("&times;", "×")
    return "".join(character for character in text if character.isalnum() or character in "÷×=≤$")


def stands_in(text: str, sliced: str) -> bool:
    """Whether all of a text stands in a slice, in order; markup may stand between."""
    rest = iter(sliced)
    return all(character in rest for character in text)


def test_a_relation_that_made_no_claim_is_counted() -> None:
    document = parse(Source(path="plan.md", text="score (a, b) = 12\n\n20 GB ÷ 8 = 2.5 GB\n"))
    reasons = [
        (passage.reason, document.source.text[passage.span.start : passage.span.end])
        for passage in read(document).passed_over
    ]
    assert reasons == [("a relation that was not understood", "score (a, b) = 12")]
