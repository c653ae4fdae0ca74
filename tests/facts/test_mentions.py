"""Names of accelerators, links and models in a text, and the variants that they leave."""

from __future__ import annotations

import pytest

from auditor.facts.knowledge import library
from auditor.facts.mentions import Mention, mentions

A100 = ["A100 SXM 40GB", "A100 SXM 80GB", "A100 PCIe 40GB", "A100 PCIe 80GB"]
H100 = ["H100 SXM", "H100 PCIe", "H100 NVL"]


def entries_of(mention: Mention) -> list[str]:
    return [entry.name for entry in mention.entries]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Each H100 has", H100),
        ("the H100's memory", H100),
        ("a100", A100),
        ("A100-SXM4-80GB", ["A100 SXM 80GB"]),
        ("NVIDIA-A100-SXM4-40GB", ["A100 SXM 40GB"]),
        ("an 80 GB A100", ["A100 SXM 80GB", "A100 PCIe 80GB"]),
        ("A100 (PCIe, 40 GB)", ["A100 PCIe 40GB"]),
        ("A100 40GB / 80GB PCIe", ["A100 PCIe 40GB", "A100 PCIe 80GB"]),
        ("H100 NVL", ["H100 NVL"]),
        ("TPUv4", ["TPU v4"]),
        ("RTX4090", ["RTX 4090"]),
        ("Gaudi2", ["Gaudi2"]),
        ("RTX 3090 Ti", []),
        ("RTX 4090 Laptop GPU", []),
    ],
)
def test_accelerators(text: str, entries: list[str]) -> None:
    (mention,) = mentions(library("accelerators"), text)
    assert entries_of(mention) == entries
    assert not mention.many


@pytest.mark.parametrize("text", ["A1000", "XA100", "V100S", "GH200", "A100X", "RTX 4090D", "MI300A", "L40", "H1000"])
def test_what_only_looks_like_an_accelerator(text: str) -> None:
    assert mentions(library("accelerators"), text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("8x H100", "8 × H100", "8 H100s", "eight H100", "8-GPU H100", "dual-H100", "DGX H100", "HGX-H100"),
        *("H100 × 8", "H100 (8x)", "H100 (x8)", "H100 node", "H100 servers", "our H100s", "GB200 NVL72", "TPU v5e pod"),
    ],
)
def test_several_of_them(text: str) -> None:
    (mention,) = mentions(library("accelerators"), text)
    assert mention.many


@pytest.mark.parametrize("text", ["1x H100", "each of the H100s", "an H100", "the H100 SXM5"])
def test_one_of_them(text: str) -> None:
    (mention,) = mentions(library("accelerators"), text)
    assert not mention.many


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("NVLink 4.0", ["NVLink 4"]),
        ("NVLink-C2C", ["NVLink 2", "NVLink 3", "NVLink 4", "NVLink 5"]),
        ("NVLink 6", []),
        ("PCIe Gen5 x16", ["PCIe 5 x16"]),
        ("PCI Express 3.0 x8", ["PCIe 3 x8"]),
        ("PCIe 6", []),
    ],
)
def test_links(text: str, entries: list[str]) -> None:
    (mention,) = mentions(library("links"), text)
    assert entries_of(mention) == entries


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Llama 3 70B", ["Llama 3 70B"]),
        ("LLaMA2-7B", ["Llama 2 7B"]),
        ("meta-llama/Llama-2-70b-hf", ["Llama 2 70B"]),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", ["Llama 3.1 8B"]),
        ("the 70B Llama 3", ["Llama 3 70B"]),
        ("Llama 3.1", ["Llama 3.1 8B", "Llama 3.1 70B", "Llama 3.1 405B"]),
        ("Llama 3.1 (8B and 70B)", ["Llama 3.1 8B", "Llama 3.1 70B"]),
        ("Qwen3-30B-A3B", ["Qwen3-30B-A3B"]),
        ("Qwen 2.5 7B", ["Qwen2.5-7B"]),
        ("Mixtral 8x7B (46.7B)", ["Mixtral 8x7B"]),
        ("Mistral-7B-Instruct-v0.1", ["Mistral 7B"]),
        ("Phi-3-mini-4k-instruct", ["Phi-3-mini"]),
        ("DeepSeek-R1", ["DeepSeek-V3"]),
        ("DeepSeek-V2-Lite", ["DeepSeek-V2-Lite"]),
        ("Llama 4 Scout", ["Llama 4 Scout"]),
        ("GPT-3", ["GPT-3 175B"]),
        ("Llama 3 13B", []),
        ("Llama-3-8B-Gradient", []),
        ("DeepSeek-R1 distilled", []),
        ("Qwen2.5-VL-7B", []),
        ("Qwen3 Coder 30B-A3B", []),
        ("Phi-4-mini", []),
        ("BLOOM-7b1", []),
        ("Nous-Llama-2-7b", []),
    ],
)
def test_models(text: str, entries: list[str]) -> None:
    (mention,) = mentions(library("models"), text)
    assert entries_of(mention) == entries


@pytest.mark.parametrize("text", ["Llama 3.3 70B", "Llama", "Gemma 2B", "GPT-3.5", "CodeLlama-2", "Qwen", "Falcon"])
def test_models_that_are_not_known(text: str) -> None:
    assert mentions(library("models"), text) == ()
