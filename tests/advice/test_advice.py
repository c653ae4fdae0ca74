"""What a reviewer would say next, on documents of a few lines."""

from __future__ import annotations

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Check, Source
from auditor.rulebook import load

BOOK = load()


def findings(text: str) -> list[Check]:
    document = parse(Source(path="plan.md", text=text))
    return [check for check in audit(document, (), BOOK).checks if check.verdict == "contradicted"]


def finding(text: str) -> Check:
    (found,) = findings(text)
    return found


# --- likely causes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Peak: 1.5 TB ÷ 86,400 s = 17.4 GB/s.", "GB for MB: 1.5 TB ÷ 86,400 s = 17.4 MB/s"),
        ("Storage: 365M × 500 bytes = 182.5 TB.", "TB for GB: 365M × 500 bytes = 182.5 GB"),
        ("Traffic: 250 × 40 MB/s = 80 GB/s.", "bits and bytes are mixed up: 250 × 40 MB/s = 80 Gb/s"),
        ("Load: 1,200 requests/s × 2 = 144,000 requests/s.", "s for min: 1,200 requests/s × 2 = 144,000 requests/min"),
        ("Memory: 140 GB ÷ 4 ÷ 2 = 35 GB.", "“÷ 2” is left out: 140 GB ÷ 4 = 35 GB"),
        ("Memory: 140 GB ÷ 4 ÷ 2 = 8.75 GB.", "“÷ 2” is counted twice: 140 GB ÷ 4 ÷ 2 ÷ 2 = 8.75 GB"),
        ("Memory: 140 GB ÷ 4 = 560 GB.", "“× 4” in place of “÷ 4”: 140 GB × 4 = 560 GB"),
        ("Utilization: 34 GB ÷ 80 GB = 235%.", "the inverse ratio: 80 GB ÷ 34 GB = 235%"),
        ("Utilization: 30 GB ÷ 90 GB = 25%.", "the share of the first in both: 30 GB ÷ (30 GB + 90 GB) = 25%"),
        ("Throughput: 3,247 × 3 = 9,471.", "two digits changed places: 3,247 × 3 = 9,741"),
        ("Throughput: 3,247 × 3 = 97,411.", "the digit 1 is written twice: 3,247 × 3 = 9,741"),
        ("Throughput: 3,247 × 30 = 9,710.", "a digit 4 is left out: 3,247 × 30 = 97,410"),
        ("Memory: 34.25 GB × 4 = 13.7 GB.", "10 times too small: a slipped decimal point"),
        ("Copy: 0.5PB ÷ 10GBps = 5 days.", "bits and bytes are mixed up: 0.5PB ÷ 10Gbps = 5 days"),
        ("Total: 2 GB + 10 GB = 3 GB.", "it is right for 1 GB in place of 10 GB"),
    ],
)
def test_a_slip_is_named_with_its_arithmetic(text: str, cause: str) -> None:
    assert cause in finding(text).causes


@pytest.mark.parametrize(
    "text",
    ["Memory: 34.25 GB × 4 = 151 GB.", "Memory: 20 GB ÷ 8 = 3 GB.", "Nodes: 7 × 11 = 83."],
)
def test_what_nothing_explains_has_no_cause(text: str) -> None:
    assert finding(text).causes == ()


def test_the_first_tier_that_explains_it_is_enough() -> None:
    """That TB might have been taken for PB as well is no news."""
    (only,) = finding("Peak: 1.5 TB ÷ 86,400 s = 17.4 GB/s.").causes
    assert only.startswith("GB for MB")


def test_several_that_fit_are_all_named() -> None:
    causes = finding("Memory: 560 GB ÷ 8 ÷ 8 = 70 GB.").causes
    assert causes == ("bits and bytes are mixed up: 560 GB ÷ 8 ÷ 8 = 70 Gb", "“÷ 8” is left out: 560 GB ÷ 8 = 70 GB")


def test_a_stale_operand_is_one_that_has_another_value_elsewhere() -> None:
    text = "The cluster has 16 GPUs.\n\n- **Total memory**: 8 GPUs × 80 GB = 1280 GB\n"
    (found,) = [check for check in findings(text) if check.rule == "arithmetic/equation"]
    assert found.causes[0] == (
        "it is right for 16 GPUs, which line 1 gives, and not for 8 GPUs: 16 GPUs × 80 GB = 1280 GB"
    )
    assert found.doubt == "it cannot be told which was forgotten when the other was changed: 8 GPUs or 1280 GB"
    assert found.fix is None


TABLE = """| Node | GPUs | Memory each | Total |
|---|---|---|---|
| a | 8 | 80 GB | 640 GB |
| b | 4 | 80 GB | 320 GB |
| c | 2 | 80 GB | 160 GB |
| d | 6 | 80 GB | 480 GB |
| e | 3 | 80 GB | 240 GB |
| f | 5 | 80 GB | 320 GB |
"""


def test_the_result_of_another_row_is_named() -> None:
    assert "it is the result of line 4: 4 × 80 GB = 320 GB" in finding(TABLE).causes


def test_a_digit_is_wrong_where_another_place_has_the_right_one() -> None:
    text = "The total is 413.18 MB.\n\nTotal memory: 206.59 MB × 2 = 418.18 MB.\n"
    found = finding(text)
    assert found.causes == ("a digit is wrong: 413.18 MB, which line 1 gives, would do",)
    assert found.fix is not None
    assert found.fix.replacement == "413.18 MB"


# --- what to doubt ----------------------------------------------------------------------------------------------------


def test_a_result_that_nothing_bears_out_is_doubted() -> None:
    found = finding("Memory: 20 GB ÷ 8 = 3 GB.")
    assert found.doubt == "3 GB, the result: nothing else in the document comes to it"


def test_operands_that_hold_elsewhere_are_named() -> None:
    found = finding("Weights: 70B × 2 bytes = 140 GB.\n\nEach of four: 140 GB ÷ 4 = 25 GB.\n")
    assert found.doubt == "25 GB, the result: 140 GB also stands in line 1"


def test_a_result_that_another_calculation_comes_to_is_not_doubted() -> None:
    text = "One way: 17.5 GB × 2 = 35 GB.\n\nThe other: 180 GB ÷ 4 = 35 GB.\n\nAnd 17.5 GB + 3 GB = 20.5 GB.\n"
    found = finding(text)
    assert found.doubt == "180 GB is to be doubted: 35 GB is also what line 1 comes to; with 140 GB it holds"
    assert found.fix is not None
    assert (found.fix.replace, found.fix.replacement, found.fix.safe) == ("180 GB", "140 GB", False)


def test_where_both_sides_are_borne_out_it_cannot_be_told() -> None:
    text = "One: 17.5 GB × 2 = 35 GB.\n\nTwo: 90 GB × 2 = 180 GB.\n\nThree: 180 GB ÷ 4 = 35 GB.\n"
    found = finding(text)
    assert found.doubt == "it cannot be told which side is wrong: 35 GB is also what line 1 comes to"
    assert found.fix is None


def test_one_value_that_mends_several_contradictions_is_the_culprit() -> None:
    text = "Weights: 180 GB ÷ 4 = 35 GB.\n\nWith two: 180 GB ÷ 2 = 70 GB.\n\nAll: 180 GB + 20 GB = 160 GB.\n"
    first, *_ = found = findings(text)
    assert len(found) == 3
    assert first.doubt == "180 GB is to be doubted: with 140 GB the statements in lines 1, 3 and 5 hold"
    assert {(check.fix.replace, check.fix.replacement) for check in found if check.fix} == {("180 GB", "140 GB")}


def test_the_middle_of_a_chain_is_doubted_where_both_ends_agree() -> None:
    *_, last = findings("Total: (10 + 15) + (20 + 25) = 35 + 45 = 70\n")
    assert last.doubt == "35 + 45 is to be doubted: 10 + 15 + (20 + 25) = 70"
    assert last.fix is None


def test_what_goes_on_from_a_result_is_named_and_makes_its_correction_unsafe() -> None:
    found = finding("Peak: 1.5 TB ÷ 86,400 s ≈ 17.4 GB/s ≈ 139 Gb/s\n")
    assert found.doubt.endswith("; 139 Gb/s goes on from it")
    assert found.fix is not None
    assert not found.fix.safe


def test_the_computed_value_that_stands_elsewhere_is_named() -> None:
    found = finding("Cost: 40 GB × 0.25 USD/GB = 1 USD.\n\nThe subtotal is 10 USD.\n")
    assert found.doubt == "1 USD, the result: the computed value also stands in line 3"


def test_facts_that_other_checks_bear_out_are_named() -> None:
    text = (
        "The model has 80 layers.\n\n- **Pipeline parallelism (PP)**: 4\n- **Layers per stage**: 10\n"
        "- **Parameters**: 70B\n- **Bytes per parameter**: 2 bytes\n- **Model weights**: 140 GB\n"
    )
    (found,) = [check for check in findings(text) if check.rule == "llm/layers-per-stage"]
    assert found.doubt == "10, the result: other checks bear out pipeline parallelism 4, layers 80 layers"


# --- corrections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "replace", "replacement", "safe"),
    [
        ("Memory: 20 GB ÷ 8 = 3 GB.", "3 GB", "2.5 GB", True),
        ("Memory: 20 GB ÷ 8 = 3.00 GB.", "3.00 GB", "2.50 GB", True),
        ("Cost: 88 × $1,000 = $8,800.", "$8,800", "$88,000", True),
        ("Load: 1M requests ÷ 86,400 s = ~50 requests/s.", "~50 requests/s", "~11.6 requests/s", True),
        ("In `20 GB ÷ 8 = 3` GB each.", "3", "2.5", True),
        ("Nodes: 260 ÷ 62 = 7 nodes.", "7 nodes", "5 nodes", False),
    ],
)
def test_a_correction_is_written_as_the_author_writes(text: str, replace: str, replacement: str, safe: bool) -> None:
    fix = finding(text).fix
    assert fix is not None
    assert (fix.replace, fix.replacement) == (replace, replacement)
    assert fix.safe == safe
    assert text[fix.span.start : fix.span.end] == fix.replace


def test_a_part_of_a_number_is_not_replaced() -> None:
    assert finding("8 640 000 × 0.9 = 7 776 00 *read requests per day*").fix is None


def test_a_result_that_is_a_million_times_off_is_not_corrected() -> None:
    found = finding("Tweets: 300 million tweets × 24 × 3600 = 3472 tweets.")
    assert found.fix is None
    assert found.doubt.startswith("it cannot be told: the two sides are ")


def test_the_prefix_that_is_meant_is_the_one_that_is_as_far() -> None:
    found = finding("Peak: 12.5 × 10^15 / (24 × 3600) × 5 ≈ 700 TB/s")
    assert found.causes == ("TB for GB: 12.5 × 10^15 ÷ (24 × 3600) × 5 = 700 GB/s",)


def test_what_a_link_before_it_comes_to_is_not_doubted_alone() -> None:
    found = finding("- **Bandwidth**: 1 Gbps ≈ 125 MB/s ≈ 10^6 small requests/s (1KB each)")
    assert found.doubt == "it cannot be told which side is wrong: 125 MB/s is also what line 1 comes to"
    assert found.fix is None


def test_units_that_do_not_fit_have_no_correction() -> None:
    found = finding("Throughput: 10 GHz ÷ 0.1 ms = 100,000 requests/s.")
    assert (found.recomputed, found.fix, found.causes) == (None, None, ())
    assert "the units of its two sides do not fit" in found.message
