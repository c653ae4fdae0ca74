"""Number formats → the bytes that they stand for, where they say of what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import Fact

Facts = Callable[[str], list[Fact]]


def formats(found: list[Fact]) -> list[tuple[str, str, float]]:
    return [
        (fact.concept, fact.quantity.text, float(fact.quantity.readings[0].low))
        for fact in found
        if fact.concept.startswith("bytes_per")
    ]


@pytest.mark.parametrize(
    ("text", "concept", "size"),
    [
        ("- Precision: BF16", "bytes_per_parameter", 2),
        ("| Setting | Value |\n|---|---|\n| Precision | FP8 |", "bytes_per_parameter", 1),
        ("The INT4 weights take 35 GB.", "bytes_per_parameter", 0.5),
        ("- Model weights (FP32): 32 GB", "bytes_per_parameter", 4),
        ("- KV cache precision: FP8", "bytes_per_kv_element", 1),
        ("The FP8 KV cache halves it.", "bytes_per_kv_element", 1),
        ('{"torch_dtype": "bfloat16"}', "bytes_per_parameter", 2),
    ],
)
def test_a_format_stands_for_its_bytes(facts: Facts, text: str, concept: str, size: float) -> None:
    assert [(found[0], found[2]) for found in formats(facts(text))] == [(concept, size)]


@pytest.mark.parametrize(
    "text",
    [
        "- FP16 compute: 989 TFLOPS",  # the format of the arithmetic
        "- Precision: FP8 or BF16",  # either
        "We compare BF16 with INT8.",
        "## FP16 weights",
    ],
)
def test_a_format_that_is_not_said_of_anything(facts: Facts, text: str) -> None:
    assert formats(facts(text)) == []


def test_a_size_in_bytes_comes_before_the_format(facts: Facts) -> None:
    assert [found[1] for found in formats(facts("- Precision: FP16 (2 bytes)"))] == ["2 bytes"]
