"""Figures of accelerators and models against what is published: right ones hold, planted wrong ones are found."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.audit import audit
from auditor.documents import markdown
from auditor.model import Check, Source
from auditor.rulebook import RuleBook, load

GPU_TABLE = """
| Accelerator | Memory | Memory bandwidth | BF16 TFLOPS (dense) | TDP |
|---|---|---|---|---|
| V100 SXM2 | 32 GB | 900 GB/s | - | 300 W |
| A100 SXM 40GB | 40 GB | 1,555 GB/s | 312 | 400 W |
| A100 SXM 80GB | 80 GB | 2,039 GB/s | 312 | 400 W |
| A100 PCIe 80GB | 80 GB | 1,935 GB/s | 312 | 300 W |
| H100 SXM | 80 GB | 3.35 TB/s | 989 | 700 W |
| H100 PCIe | 80 GB | 2.0 TB/s | 756 | 350 W |
| H100 NVL | 94 GB | 3.9 TB/s | 835 | 400 W |
| H200 | 141 GB | 4.8 TB/s | 989 | 700 W |
| B200 | 192 GB | 8 TB/s | 2,250 | 1,000 W |
| L40S | 48 GB | 864 GB/s | 362 | 350 W |
| L4 | 24 GB | 300 GB/s | 121 | 72 W |
| T4 | 16 GB | 320 GB/s | 65 | 70 W |
| A10 | 24 GB | 600 GB/s | 125 | 150 W |
| MI250X | 128 GB | 3.28 TB/s | 383 | 560 W |
| MI300X | 192 GB | 5.3 TB/s | 1,307 | 750 W |
| MI325X | 256 GB | 6 TB/s | 1,307 | 1,000 W |
| TPU v4 | 32 GB | 1.2 TB/s | 275 | - |
| TPU v5e | 16 GB | 819 GB/s | 197 | - |
| TPU v5p | 95 GB | 2.77 TB/s | 459 | - |
| Gaudi 2 | 96 GB | 2.46 TB/s | 432 | 600 W |
| RTX 4090 | 24 GB | 1,008 GB/s | 165 | 450 W |
"""
MODEL_TABLE = """
| Model | Parameters | Layers | Hidden size | Heads | KV heads | Head dim |
|---|---|---|---|---|---|---|
| Llama 2 7B | 6.74B | 32 | 4096 | 32 | 32 | 128 |
| Llama-2-13b | 13B | 40 | 5120 | 40 | 40 | 128 |
| Llama 2 70B | 69B | 80 | 8192 | 64 | 8 | 128 |
| Llama 3 8B | 8.03B | 32 | 4096 | 32 | 8 | 128 |
| Llama-3.1-70B-Instruct | 70.6B | 80 | 8192 | 64 | 8 | 128 |
| Llama 3.1 405B | 405B | 126 | 16384 | 128 | 8 | 128 |
| Llama 3.2 3B | 3.21B | 28 | 3072 | 24 | 8 | 128 |
| Mistral 7B | 7.24B | 32 | 4096 | 32 | 8 | 128 |
| Mixtral 8x7B | 46.7B | 32 | 4096 | 32 | 8 | 128 |
| Mixtral 8x22B | 141B | 56 | 6144 | 48 | 8 | 128 |
| Qwen2.5-7B | 7.6B | 28 | 3584 | 28 | 4 | 128 |
| Qwen2.5-32B | 32.5B | 64 | 5120 | 40 | 8 | 128 |
| Qwen2.5-72B | 72.7B | 80 | 8192 | 64 | 8 | 128 |
| Qwen3-32B | 32.8B | 64 | 5120 | 64 | 8 | 128 |
| Qwen3-30B-A3B | 30.5B | 48 | 2048 | 32 | 4 | 128 |
| Gemma 2 9B | 9.2B | 42 | 3584 | 16 | 8 | 256 |
| Gemma-3-27b-it | 27.4B | 62 | 5376 | 32 | 16 | 128 |
| GPT-3 175B | 175B | 96 | 12288 | 96 | 96 | 128 |
| OPT-30B | 30B | 48 | 7168 | 56 | 56 | 128 |
| BLOOM | 176B | 70 | 14336 | 112 | 112 | 128 |
| Falcon-40B | 41.3B | 60 | 8192 | 128 | 8 | 64 |
| Phi-4 | 14.7B | 40 | 5120 | 40 | 10 | 128 |
| DeepSeek-V3 | 671B | 61 | 7168 | 128 | - | - |
| gpt-oss-120b | 117B | 36 | 2880 | 64 | 8 | 64 |
"""
RIGHT = [
    ("Each H100 has 80 GB of HBM3.", "hardware/memory"),
    ("One A100 80GB offers about 2 TB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("Our H100 SXM GPUs: 80GB, 3.35 TB/s, 700 W.", "hardware/power"),
    ("An H100 SXM peaks at about 990 TFLOPS.", "hardware/peak-compute"),
    ("An H100 SXM has 1,979 TFLOPS in FP8.", "hardware/peak-compute"),
    ("An H100 SXM has 3,958 TFLOPS in FP8 with sparsity.", "hardware/peak-compute"),
    ("An A100 gives 624 TFLOPS of FP16 with structured sparsity.", "hardware/peak-compute"),
    ("The H100 SXM has an NVLink bandwidth of 900 GB/s.", "hardware/nvlink"),
    ("The A100 SXM has an NVLink bandwidth of 300 GB/s per direction.", "hardware/nvlink"),
    ("The GPU is attached: PCIe Gen4 x16, 32 GB/s.", None),  # "attached" is not understood
    ("The GPU has PCIe Gen5 x16 with 128 GB/s bidirectional bandwidth.", "hardware/pcie"),
    ("The H200 has up to 4.8 TB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("The V100 has 16 GB of memory.", "hardware/memory"),
    ("The A100 80GB has 80 GiB of memory.", "hardware/memory"),
    ("While the A100 80GB has 2.0 TB/s, the H100 SXM has 3.35 TB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("DeepSeek-V3: 37B active parameters.", "models/active-parameters"),
    ("Llama 3.1: 126 layers and a hidden size of 16384.", "models/layers"),
    ("Llama 3 8B has a vocabulary of 128,256.", "models/vocabulary"),
    ("Llama 2 70B: context length 4,096 tokens.", "models/context-length"),
    ("Llama 3 70B: 320 KiB of KV cache per token.", "models/kv-cache-per-token"),
    ("Llama 3 70B: 160 KiB of KV cache per token in FP8.", "models/kv-cache-per-token"),
]
WRONG = [
    ("Each H100 has 40 GB of HBM3.", "hardware/memory"),
    ("One A100 40GB offers 2,039 GB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("The H200 has 3.35 TB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("The A100 has an FP16 peak of 1,248 TFLOPS.", "hardware/peak-compute"),
    ("An H100 SXM has 3,958 TFLOPS in BF16.", "hardware/peak-compute"),
    ("The H100 SXM has a dense FP8 peak of 3,958 TFLOPS.", "hardware/peak-compute"),
    ("The A100 SXM has an NVLink bandwidth of 900 GB/s.", "hardware/nvlink"),
    ("The H100 SXM has an NVLink bandwidth of 900 GB/s per direction.", "hardware/nvlink"),
    ("The H100 SXM has a TDP of 400 W.", "hardware/power"),
    ("The H100 has up to 1 TB/s of memory bandwidth.", "hardware/memory-bandwidth"),
    ("Llama 3 70B: 64 layers.", "models/layers"),
    ("Llama 3 70B: 64 KV heads.", "models/kv-heads"),
    ("Qwen2.5-7B: 32 attention heads.", "models/attention-heads"),
    ("Llama 2 13B: hidden size 4096.", "models/hidden-size"),
    ("Gemma 2 9B: head dimension 128.", "models/head-dimension"),
    ("Mixtral 8x7B has 56B parameters.", "models/parameters"),
    ("DeepSeek-V3: 21B active parameters.", "models/active-parameters"),
    ("Llama 3 8B has a vocabulary of 32,000.", "models/vocabulary"),
    ("Llama 2 7B: context length 128K.", "models/context-length"),
    ("Llama 3 70B: 2.5 MB of KV cache per token.", "models/kv-cache-per-token"),
]
TRAPS = [
    "8 × H100 = 640 GB.",
    "A DGX H100 has 640 GB of memory.",
    "The node with 8x A100-40GB has 320 GB.",
    "The cluster of H100s has 12 TB/s of memory bandwidth.",
    "The H100 has an achieved bandwidth of 2.6 TB/s.",
    "We measured 1.3 TB/s on the A100 40GB.",
    "The H100 SXM reaches 450 TFLOPS at an MFU of 45%.",
    "Llama 3 70B in FP16 needs 140 GB on A100 GPUs.",
    "Llama 3 70B quantized to 4 bits takes 35 GB of an A100.",
    "The weights of the model fill 60 GB of each H100.",
    "The H100 has 72 GB of usable memory.",
    "The L2 cache of the H100 has 50 MB.",
    "Llama 3.3 70B: 96 layers.",
    "Llama 3 13B: 40 layers.",
    "Llama-3-8B-Gradient: context length 1,048K.",
    "DeepSeek-R1-Distill-Llama-3-70B: 96 layers.",
    "Qwen2.5-VL-7B: 32 layers.",
    "Llama 3.1 405B and 70B have 126 and 80 layers.",
    "Llama 3 70B on 2 pipeline stages holds 40 layers per stage.",
    "Llama 3 70B with TP=8 has 1 KV head per GPU.",
    "The RTX 3090 Ti has 450 W.",
    "The V100S has 1,134 GB/s of memory bandwidth.",
    "NVLink 6 has a bandwidth of 3,600 GB/s.",
    "PCIe 6 x16 has a bandwidth of 256 GB/s.",
    "The A100 40GB or 80GB has 1.6 or 2.0 TB/s of memory bandwidth.",
    "The MIG slice 3g.40gb of an A100 80GB has 40 GB of memory.",
    "The L4 load balancer has a bandwidth of 10 GB/s.",
    "## Host\n\n- GPU: H100 SXM\n- CPU cores: 96\n- Memory: 2 TB",
    "## Cluster of H100\n\n- GPU: H100 × 8\n- GPU memory: 640 GB",
    "| GPU | Memory used |\n|---|---|\n| H100 | 35 GB |\n| A100 | 61 GB |",
    "| Run | GPU | Memory | Time |\n|---|---|---|---|\n| a | H100 | 35 GB | 3 s |\n| b | A100 | 61 GB | 4 s |",
    "| Config | Memory |\n|---|---|\n| Llama 3 70B on H100 | 35 GB |",
    "- GPU: A100\n- VRAM: 160 GB\n- GPUs: 2",
    "| Component | Value |\n|---|---|\n| GPU | NVIDIA A100 |\n| Count | 4 |\n| GPU memory | 320 GB |",
    "| GPU | Count | GPU memory |\n|---|---|---|\n| H100 | 1 | 80 GB |\n| H100 | 8 | 640 GB |",
    "| Hardware | Tokens/s | Memory usage |\n|---|---|---|\n| A100 | 60 | ~15 GB |\n| H100 | 120 | ~15 GB |",
    "| Model | Min VRAM | Recommended |\n|---|---|---|\n| FLUX.1 | 16 GB | RTX 3090 (24 GB) |",
    "Each H100 at 500 W.",
    "On the A100: 180 TFLOPS.",
    "The A100 40GB gives 1.2 TB/s.",
    "| GPU | TFLOPS |\n|---|---|\n| A100 | 180 |\n| H100 | 430 |",
    "- H100 SXM, 80 GB, 2 TB RAM, 400 GB/s network",
    "cuBLAS sustains 18 TFLOPS on an A100.",
    "Our two A100s: 160 GB of VRAM.",
    "| Model | Parameters |\n|---|---|\n| Llama 4 Scout | 17B |\n| Mixtral 8x7B | 12.9B |",
    "Llama 3 8B: context length 128K.",
    "Phi-4-mini: 3.8B parameters and 32 layers.",
    "RTX 4090 with 48 GB.",
    "An H100 gives 60 TFLOPS of FP32.",
    "## Benchmark results\n\n- H100: 2.1 TB/s\n- A100: 900 GB/s",
]


@cache
def book() -> RuleBook:
    return load()


def checks_of(text: str) -> tuple[Check, ...]:
    return audit(markdown.parse(Source(path="plan.md", text=text)), [], book()).checks


def published(text: str) -> list[tuple[str, str]]:
    """What the rules on published figures say of a text."""
    return [(check.verdict, check.rule) for check in checks_of(text) if check.rule.startswith(("hardware/", "models/"))]


@pytest.mark.parametrize(("table", "columns"), [(GPU_TABLE, 5), (MODEL_TABLE, 7)])
def test_every_row_of_a_right_table_holds(table: str, columns: int) -> None:
    found = checks_of(table)
    assert {check.verdict for check in found} <= {"holds"}
    for line, row in enumerate(table.split("\n"), start=1):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if line < 4 or len(cells) != columns:
            continue
        stated = {(check.stated or "").replace(" ", "") for check in found}  # repetitions stand in one check
        assert any(check.place.line == line for check in found), row
        assert [cell for cell in cells[1:] if cell != "-" and cell.replace(" ", "") not in stated] == [], row


@pytest.mark.parametrize(
    ("table", "right", "wrong", "rule"),
    [
        (GPU_TABLE, "1,555 GB/s", "2,039 GB/s", "hardware/memory-bandwidth"),
        (GPU_TABLE, "| 141 GB", "| 80 GB", "hardware/memory"),
        (GPU_TABLE, "| 835 ", "| 700 ", "hardware/peak-compute"),
        (GPU_TABLE, "| 5.3 TB/s", "| 4.8 TB/s", "hardware/memory-bandwidth"),
        (GPU_TABLE, "| 72 W", "| 150 W", "hardware/power"),
        (MODEL_TABLE, "| 405B |", "| 450B |", "models/parameters"),
        (MODEL_TABLE, "| 126 |", "| 80 |", "models/layers"),
        (MODEL_TABLE, "| 3584 | 28 |", "| 4096 | 28 |", "models/hidden-size"),
        (MODEL_TABLE, "| 28 | 4 |", "| 28 | 8 |", "models/kv-heads"),
        (MODEL_TABLE, "| 112 | 112 |", "| 96 | 112 |", "models/attention-heads"),
        (MODEL_TABLE, "| 8 | 256 |", "| 8 | 224 |", "models/head-dimension"),
    ],
)
def test_a_wrong_cell_of_a_table_is_found(table: str, right: str, wrong: str, rule: str) -> None:
    assert right in table
    found = [check for check in checks_of(table.replace(right, wrong, 1)) if check.verdict == "contradicted"]
    assert [check.rule for check in found] == [rule]
    assert table.split("\n")[found[0].place.line - 1].find(right) >= 0


@pytest.mark.parametrize(("text", "rule"), RIGHT)
def test_a_right_figure_holds(text: str, rule: str | None) -> None:
    found = published(text)
    assert {verdict for verdict, _ in found} <= {"holds"}
    assert rule is None or ("holds", rule) in found


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_a_wrong_figure_is_found(text: str, rule: str) -> None:
    (check,) = (check for check in checks_of(text) if check.verdict == "contradicted")
    assert check.rule == rule
    assert check.related[0].path.startswith("rules/knowledge/")
    assert check.related[0].line > 1
    assert check.recomputed
    assert check.recomputed in check.message


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_published_figure_is_left_alone(text: str) -> None:
    assert [check for check in checks_of(text) if check.verdict == "contradicted"] == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The A10G has 250 TFLOPS of FP16.", "hardware/peak-compute"),  # the sources disagree
        ("The A100 has 64 GB of memory.", "hardware/memory"),  # made for one machine, no source at hand
        ("The A100 has 30 TFLOPS of FP32.", "hardware/peak-compute"),
        ("The H100 NVL has 90 GB of memory.", "hardware/memory"),  # near, and no rounding
        ("The H100 has up to 100 GB of memory.", "hardware/memory"),
        ("Llama 3.1 8B: context length 8,192 tokens.", "models/context-length"),  # a limit that was set
    ],
)
def test_what_is_not_certain_is_open(text: str, rule: str) -> None:
    assert published(text) == [("open", rule)]


def test_a_message_names_the_subject_the_value_and_the_source() -> None:
    found = checks_of("The A100 40GB has 2,039 GB/s of memory bandwidth.")
    (check,) = (check for check in found if check.verdict == "contradicted")
    assert check.message.startswith("A100 40GB has a memory bandwidth of 1.555 TB/s, not 2,039 GB/s (")
    assert "llm-analysis" in check.message
    assert [operand.origin for operand in check.operands] == ["document", "knowledge"]


def test_a_subject_that_a_list_introduces() -> None:
    text = "- GPU: NVIDIA H100 SXM\n- GPU memory: 80 GB\n- TDP: 400 W\n"
    assert published(text) == [("holds", "hardware/memory"), ("contradicted", "hardware/power")]
    assert published(text + "- Fallback GPU: A100\n") == []


# --- facts that are supplied ------------------------------------------------------------------------------------------


def one(text: str, rule: str) -> Check | None:
    found = [check for check in checks_of(text) if check.rule == rule]
    return found[0] if found else None


def test_the_memory_of_the_named_accelerator_is_supplied() -> None:
    check = one("# Plan on A100 80GB\n\n- Memory usage per GPU: 96 GB\n", "llm/memory-fits")
    assert check is not None
    assert check.verdict == "contradicted"
    assert {(operand.name, operand.origin) for operand in check.operands} == {
        ("used", "document"),
        ("memory", "knowledge"),
    }
    assert any(
        "published of A100" in line and "rules/knowledge/accelerators.yaml:" in line for line in check.derivation
    )
    assert any(place.path == "rules/knowledge/accelerators.yaml" for place in check.related)


def test_the_layers_of_the_named_model_are_supplied() -> None:
    text = "# Llama 3 70B\n\n- Pipeline parallelism: PP=4\n- Layers per stage: {}\n"
    for layers, verdict in ((20, "holds"), (10, "contradicted")):
        check = one(text.format(layers), "llm/layers-per-stage")
        assert check is not None
        assert check.verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "# Plan\n\n- Memory usage per GPU: 96 GB\n",
        "# Plan on A100 or H100\n\n- Memory usage per GPU: 96 GB\n",
        "# Plan on A100\n\n- Memory usage per GPU: 96 GB\n",  # 40 or 80 GB
        "# Plan on MI999X\n\n- Memory usage per GPU: 96 GB\n",
    ],
)
def test_nothing_is_supplied_where_not_exactly_one_is_meant(text: str) -> None:
    check = one(text, "llm/memory-fits")
    assert check is None or check.verdict == "open"


def test_what_the_document_says_goes_before_what_is_published() -> None:
    text = "# Plan on A100 80GB\n\n- GPU memory: 100 GB\n- Memory usage per GPU: 96 GB\n"
    check = one(text, "llm/memory-fits")
    assert check is not None
    assert check.verdict == "holds"
    assert {operand.origin for operand in check.operands} == {"document"}
