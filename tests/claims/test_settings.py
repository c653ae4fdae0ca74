"""Settings: the number is the value, the unit stands in the key."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.claims.reader import read
from auditor.claims.settings import split_key
from auditor.documents.configuration import parse
from auditor.model import Measure, Reading, Source


def settings(text: str) -> list[Measure]:
    claims = read(parse(Source(path="config.json", text=text))).claims
    return [claim for claim in claims if isinstance(claim, Measure)]


@pytest.mark.parametrize(
    ("key", "stem", "scale", "unit"),
    [
        ("gpu_memory_gb", "gpu_memory", 1, "gigabyte"),
        ("hardware.gpu_memory_gb", "gpu_memory", 1, "gigabyte"),
        ("GPU_MEMORY_GB", "gpu_memory", 1, "gigabyte"),
        ("ttft_ms", "ttft", 1, "millisecond"),
        ("utilization_percent", "utilization", 1, "percent"),
        ("params_billion", "params", 10**9, ""),
        ("params_b", "params", 10**9, ""),
        ("nvlink_gbps", "nvlink", 1, "gigabit / second"),
        ("gpu_count", "gpu_count", 1, ""),
        ("gb", "gb", 1, ""),  # a whole key is no suffix
        ("_gb", "_gb", 1, ""),
    ],
)
def test_the_suffix_of_a_key_is_a_unit(key: str, stem: str, scale: int, unit: str) -> None:
    assert split_key(key) == (stem, scale, unit)


@pytest.mark.parametrize(
    ("key", "value", "printed", "plain"),
    [
        ("gpu_memory_gb", 80, "80 GB", "79.5…80.5 gigabyte"),
        ("gpu_count", 8, "8", "8"),
        ("utilization_percent", 92.5, "92.5%", "92.45…92.55 percent"),
        ("params_billion", 70, "70 billion", "6.95e+10…7.05e+10"),
        ("timeout_seconds", 30, "30 s", "30 second"),
        ("ratio", 0.9, "0.9", "0.85…0.95"),
        ("tp", "4", "4", "4"),  # a number in quotes
        ("offset_gb", -5, "-5 GB", "-5.5…-4.5 gigabyte"),
    ],
)
def test_a_number_with_its_unit(
    reading: Callable[[Reading], str], key: str, value: object, printed: str, plain: str
) -> None:
    (found,) = settings(json.dumps({key: value}))
    assert (found.quantity.text, reading(found.quantity.readings[0])) == (printed, plain)
    assert found.label == key


@pytest.mark.parametrize(
    "value",
    [
        "fast",
        "1.2.3",
        "0x10",
        "4 GPUs",
        True,
        None,
        "",
        "-",
        "٣",  # other digits than ASCII
        "²",
        "--5",
    ],
)
def test_other_values_are_no_numbers(value: object) -> None:
    assert settings(json.dumps({"key": value}, ensure_ascii=False)) == []


def test_a_setting_spans_its_value() -> None:
    text = '{"a": {"gpu_count": 8}}'
    (found,) = settings(text)
    assert text[found.span.start : found.span.end] == "8"
    assert found.label == "a.gpu_count"
