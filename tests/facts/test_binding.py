"""Claims → facts: which concept a quantity is, or that it is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import Fact

Facts = Callable[[str], list[Fact]]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("The cluster has 64 GPUs.", "gpu_count"),
        ("- GPU memory: 80 GB", "gpu_memory"),
        ("- Total GPU memory: 640 GB", "total_gpu_memory"),  # the longest label
        ("- Memory bandwidth: 3.35 TB/s", "memory_bandwidth"),
        ("- Effective memory bandwidth: 2 TB/s", "effective_bandwidth"),
        ("The model has 126 layers.", "layer_count"),
        ("- Hidden size: 8192", "hidden_size"),
        ("It uses 8 KV heads.", "kv_heads"),
        ("70B parameters", "parameter_count"),
        ("We run TP=8.", "tensor_parallel_size"),
        ("We run PP(4).", "pipeline_parallel_size"),
        ("8-way tensor parallelism", "tensor_parallel_size"),
        ("16-way expert-parallel", "expert_parallel_size"),
        ("We use 4-way DP.", "data_parallel_size"),
        ("Tensor parallelism: 8", "tensor_parallel_size"),
        ("- Tensor parallelism (TP): 8", "tensor_parallel_size"),
        ("- Parallelism:\n  - TP: 4", "tensor_parallel_size"),
        ("| Setting | Value |\n|---|---|\n| Tensor parallelism | 8 |", "tensor_parallel_size"),
        ("- MFU: 45%", "mfu"),
        ('{"tensor_parallel_size": 8}', "tensor_parallel_size"),
        ('{"hardware": {"gpu_memory_gb": 80}}', "gpu_memory"),
        ('{"num_hidden_layers": 80}', "layer_count"),
    ],
)
def test_the_concept_of_a_quantity(facts: Facts, text: str, concept: str) -> None:
    assert [fact.concept for fact in facts(text)] == [concept]


@pytest.mark.parametrize(
    "text",
    [
        "There are 5 apples.",
        "- Hidden size: 8192 GB",  # the wrong dimension
        "- GPU memory: 80",
        "- GPU memory: 80 %",
        "- MFU: 45",
        "The embedding parameters are 2B.",  # another thing
        "Layers 0-19 run on the first stage.",  # numbers, not a number of layers
        "- GPU memory: +8 GB",  # a difference
        "The 3D layout of version 1.2.3",
        "It costs 8 GB per GPU.",  # GPU says of what
        '{"unknown_key": 8}',
        '{"tensor_parallel_size": "auto"}',
    ],
)
def test_what_is_bound_to_nothing(facts: Facts, text: str) -> None:
    assert facts(text) == []


def test_what_is_said_of_one_gpu_is_its_own_concept(facts: Facts) -> None:
    total, share = facts("- Model weights: 140 GB\n- Model weights per GPU: 17.5 GB")
    assert (total.concept, share.concept) == ("weights_total", "weights_per_gpu")


def test_a_quotient_is_a_share(facts: Facts) -> None:
    found = facts("Model weights: 140 GB ÷ (TP × PP) = 140 GB ÷ 8 = 17.5 GB")
    assert [(fact.concept, fact.factors) for fact in found] == [("weights_per_gpu", ("TP", "PP"))]


def test_alternatives_in_a_column_are_no_facts(facts: Facts) -> None:
    table = "| Machine | GPU memory |\n|---|---|\n| A | 80 GB |\n| B | {other} |\n"
    assert facts(table.format(other="40 GB")) == []
    assert len(facts(table.format(other="80 GB"))) == 2


def test_parts_of_a_table_total_are_no_facts(facts: Facts) -> None:
    found = facts("| Part | KV cache |\n|---|---|\n| Keys | 5 GB |\n| Values | 5 GB |\n| Total | 10 GB |\n")
    assert "5 GB" not in [fact.quantity.text for fact in found]


def test_a_fact_knows_its_place(facts: Facts) -> None:
    (found,) = facts("# Plan\n\n## Hardware\n\nThe cluster has 64 GPUs.\n")
    assert (found.place.line, found.place.column, found.place.text) == (5, 17, "64 GPUs")
    assert found.place.section == ("Plan", "Hardware")
    assert found.origin == "document"


def test_a_setting_is_a_fact_of_the_configuration(facts: Facts) -> None:
    (found,) = facts('{"gpu_count": 8}')
    assert (found.origin, found.place.text) == ("configuration", "8")


def test_a_mark_belongs_to_the_facts_of_its_line(facts: Facts) -> None:
    (found,) = facts("- ✅ Throughput: 150 tokens/s")
    assert found.mark is True


def test_words_of_the_next_clause_are_not_of_the_number_before_it(facts: Facts) -> None:
    found = facts("The memory bandwidth is 3.35 TB/s and the effective memory bandwidth is 2 TB/s.")
    assert [fact.concept for fact in found] == ["memory_bandwidth", "effective_bandwidth"]
