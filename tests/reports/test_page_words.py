"""How reports name things."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from auditor import rulebook
from auditor.model import Check, Facets, Operand, Place
from auditor.reports.outline_headings import heading
from auditor.reports.outline_words import (
    QUOTE,
    calculation,
    capital,
    figure,
    located,
    named,
    narrowed,
    plain,
    quoted,
    sentence,
)

Make = Callable[..., Check]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The parallel degrees fit the GPUs", "The parallel degrees do not fit the GPUs"),
        ("a total is the sum of its parts", "A total is not the sum of its parts"),
        ("The memory used fits the GPU", "The memory used does not fit the GPU"),
        ("Weights are divided by every degree", "Weights are not divided by every degree"),
        ("The count follows from the model", "The count does not follow from the model"),
        ("The document agrees with the configuration", "The document does not agree with the configuration"),
        ("The sum of the parts", "Not met: The sum of the parts"),
        ("What is measured is reported", "Not met: What is measured is reported"),
        ("The memory that is used", "Not met: The memory that is used"),
        ("Every request is answered", "Not met: Every request is answered"),
        ("Both phases are equal", "Not met: Both phases are equal"),
        ("A target is per GPU or in aggregate, not both", "Not met: A target is per GPU or in aggregate, not both"),
        ("A rate is at most the peak", "Not met: A rate is at most the peak"),
        ("pH is 7", "pH is not 7"),
    ],
)
def test_a_rule_that_is_not_met_as_a_heading(title: str, shown: str, make_check: Make) -> None:
    assert heading(make_check(title=title)) == shown


def test_no_shipped_rule_is_negated_twice(make_check: Make) -> None:
    for rule in rulebook.load().rules:
        shown = heading(make_check(title=rule.title))
        assert shown.count(" not ") + shown.count("Not met") == 1 + rule.title.count(" not ")


@pytest.mark.parametrize(
    ("label", "value", "phase", "shown"),
    [
        ("tensor parallelism", "2", None, "tensor parallelism 2"),
        ("GPUs", "64 GPUs", "prefill", "64 GPUs in prefill"),
        ("GPUs", "8 physical GPUs", None, "8 physical GPUs"),
        ("GPUs", "8", None, "8 GPUs"),
        ("GPUs", "1", None, "GPUs 1"),
        ("parameters", "10B", None, "10B parameters"),
        ("experts per layer", "16", None, "16 experts per layer"),
        ("memory used per GPU", "8.04GB per GPU", None, "memory used per GPU 8.04GB"),
        ("effective bandwidth", "1.44\n TB/s", None, "effective bandwidth 1.44 TB/s"),
        ("prefill latency", "3 s", "prefill", "prefill latency 3 s"),
    ],
)
def test_a_value_with_its_label(label: str, value: str, phase: str | None, shown: str) -> None:
    assert named(label, value, phase) == shown


def test_what_narrows_a_quantity_is_said_once() -> None:
    assert narrowed("throughput", Facets(per="gpu", phase="decode", role="target")) == "throughput in decode per GPU"
    assert narrowed("memory used per GPU", Facets(per="gpu")) == "memory used per GPU"
    assert narrowed("prefill latency", Facets(phase="prefill", statistic="p99")) == "prefill latency P99"
    assert narrowed("latency", Facets(statistic="mean", per="token")) == "latency (mean)"


def test_words_for_what_a_value_is_for_are_left_out() -> None:
    assert [plain(text) for text in ("85% limit", "at most 500ms target", "64 available", "limit")] == [
        "85%",
        "at most 500ms",
        "64",
        "limit",
    ]


def test_sentences_start_with_a_capital_unless_with_a_symbol() -> None:
    assert sentence("pipeline parallelism\nis 8") == "Pipeline parallelism is 8."
    assert sentence("~100GB is too much") == "~100GB is too much."
    assert sentence("kWh are meant.") == "kWh are meant."
    assert sentence("p99 is late!") == "p99 is late!"
    assert (sentence(""), capital("")) == ("", "")


def test_a_calculation_shows_neither_operands_nor_the_names_of_a_rule(make_check: Make) -> None:
    share = Operand(name="share", concept="c", label="weights = per GPU", value="3 GB")
    lines = (
        "least: 20 GB ÷ (2 × 4) = 2.5 GB",
        "needed gpus: 2 × 4 = 8",
        "20 GB ÷ 8 = 2.5 GB",
        "share: weights = per GPU 3 GB (line 4)",
        "8 (line 8) against 4 (line 5)",
    )
    check = make_check(derivation=lines, operands=(share,))
    assert calculation(check) == ("20 GB ÷ (2 × 4) = 2.5 GB", "20 GB ÷ 8 = 2.5 GB")
    assert calculation(replace(check, recomputed=None)) == (
        "20 GB ÷ (2 × 4) = 2.5 GB",
        "2 × 4 = 8",
        "20 GB ÷ 8 = 2.5 GB",
    )
    assert calculation(make_check(derivation=("speed: 20 GB ÷ 8 = 2.5 GB",))) == ("speed: 20 GB ÷ 8 = 2.5 GB",)


def test_a_line_is_quoted_whole_or_around_its_statement(place: Callable[..., Place]) -> None:
    assert quoted(place("- **Each**   holds 3 GB.\n", "3 GB")) == "- **Each** holds 3 GB."
    long = f"{'a ' * 200}3 GB{' b' * 200}"
    shown = quoted(place(long, "3 GB"))
    assert shown.startswith("… a a")
    assert "3 GB" in shown
    assert shown.endswith("b b …")
    assert len(shown) <= QUOTE + 4
    assert quoted(place(f"3 GB{' b' * 200}", "3 GB")).startswith("3 GB b")
    assert quoted(place(f"{'a ' * 200}3 GB", "3 GB")).endswith("a 3 GB")
    assert quoted(place("so 20 GB ÷\n8 = 3 GB here\n", "20 GB ÷\n8 = 3 GB")) == "20 GB ÷ 8 = 3 GB"


def test_files_beside_the_document_go_by_their_name(place: Callable[..., Place]) -> None:
    def operand(path: str) -> Operand:
        return Operand(name="x", concept="c", label="size", value="4", place=place("\n4", "4", path=path))

    assert figure(operand("docs/plan.md"), "docs/plan.md").where == "line 2"
    assert figure(operand("docs/config.json"), "docs/plan.md").where == "config.json, line 2"
    assert figure(operand("other/config.json"), "docs/plan.md").where == "other/config.json, line 2"
    assert figure(Operand(name="x", concept="c", label="size", value="4", origin="default"), "p").where == ""


def test_lines_are_located_by_section_without_the_title(place: Callable[..., Place]) -> None:
    text = "1\n2\n3\n4"
    places = [replace(place(text, n), section=section) for n, section in zip("1324", SECTIONS, strict=True)]
    assert [(where.section, where.lines) for where in located(places, "Title")] == [
        (("Memory", "Total"), (1, 3)),
        ((), (2,)),
        (("Other",), (4,)),
    ]


SECTIONS = [("Title", "Memory", "Total"), ("Title", "Memory", "Total"), ("Title",), ("Other",)]
