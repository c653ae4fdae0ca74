"""The words beside a published figure, as ``vocabulary.words`` gives them: what they leave alone, narrow or deny."""

from __future__ import annotations

from typing import Literal

from auditor.facts.words import Words
from auditor.patterns import regex

Field = Literal["hardware", "models"]

PLAIN = frozenset(
    (
        "s the a an is are was has have with of and in on at for per each every one single its it our we use using "
        "which that as to up about approximately approx roughly around offer provide deliver feature come support "
        "give include both spec specification published official vendor nominal rated theoretical version variant "
        "edition just only over more than least most maximum max count number unlike versus vs compared while whereas "
        "but instead or value example"
    ).split()
)
OF_FIELD: dict[Field, frozenset[str]] = {
    "hardware": frozenset(
        (
            "gpu tpu device card accelerator chip nvidia amd google intel tensor core tensor-core hopper ampere "
            "volta turing blackwell ada lovelace peak on-board onboard memory hbm hbm2 hbm2e hbm3 hbm3e gddr6 "
            "gddr6x vram capacity size bandwidth bw speed nvlink compute flop flops tflop tflops teraflop "
            "teraflops pflop pflops dense without tdp power gb tb gib tib mb gbp tbp w watt sxm sxm2 sxm3 sxm4 "
            "sxm5 pcie nvl gen generation interconnect cuda"
        ).split()
    ),
    "models": frozenset(
        (
            "model parameter param layer transformer hidden head kv attention query dimension dim context length "
            "window vocabulary vocab token cache gqa mha mqa grouped-query multi-head decoder architecture "
            "billion k m b kb mb kib mib byte size embedding-dimension key-value"
        ).split()
    ),
}
"""Beside ``PLAIN``: words that leave a figure what it is. Any other makes another thing of it."""
DENYING = frozenset(
    (
        "achieved effective measured sustained realised realized observed utilization utilisation utilized benchmark "
        "result used usage throughput mfu hfu aggregate cluster quantized quantised custom toy tiny reduced scaled "
        "needed required free remaining available usable budget estimate estimated if hypothetical hypothetically"
    ).split()
)
"""Words of a heading or a lead-in that make other things of the figures below it."""
_NUMERIC = regex(r"\d+(?:[kmgtp]?i?b|k|m|w|e\d+|x|bit)?")
KINDS_OF_SUBJECT = frozenset("model gpu tpu accelerator device card hardware chip".split())
INTRODUCING = KINDS_OF_SUBJECT | frozenset(
    (
        "s the a an of with base name type target each gb nvidia amd "
        "google meta mistral instruct sxm sxm4 sxm5 pcie hbm2e hbm3 hbm3e b"
    ).split()
)
"""Words of an item that does nothing but name what its list is about: ``GPU type: NVIDIA H100``."""
AXES = (
    frozenset(("fp16", "fp8", "fp4", "int8", "int4", "tf32", "fp32", "fp64")),
    frozenset(("dense", "sparse")),
    frozenset(("total", "direction")),
)
"""What narrows a cell: words of the same row exclude each other."""
SAYS: dict[str, str] = {
    "fp64": "fp64",
    "fp16": "fp16",
    "bf16": "fp16",
    "half": "fp16",
    "half-precision": "fp16",
    "float16": "fp16",
    "bfloat16": "fp16",
    "fp8": "fp8",
    "float8": "fp8",
    "int4": "int4",
    "int8": "int8",
    "tf32": "tf32",
    "fp32": "fp32",
    "single": "fp32",
    "single-precision": "fp32",
    "fp4": "fp4",
    "nvfp4": "fp4",
    "mxfp4": "fp4",
    "dense": "dense",
    "sparse": "sparse",
    "sparsity": "sparse",
    "structured": "sparse",
    "direction": "direction",
    "one-way": "direction",
    "unidirectional": "direction",
    "uni-directional": "direction",
    "unidir": "direction",
    "uni-dir": "direction",
    "bidirectional": "total",
    "duplex": "total",
    "bi-directional": "total",
    "bidir": "total",
    "bi-dir": "total",
}
"""For each word what it narrows a figure to."""


def understood(word: str, field: Field) -> bool:
    """Whether a word leaves a figure of its field what it is, or narrows it."""
    return word in PLAIN or word in OF_FIELD[field] or word in SAYS or word == "·" or bool(_NUMERIC.fullmatch(word))


def narrowing(said: Words) -> frozenset[str]:
    """What words narrow a figure to; ``without sparsity`` is dense."""
    found = {SAYS[word] for word in said if word in SAYS}
    if "without" in said and "sparse" in found:
        found = found - {"sparse"} | {"dense"}
    return frozenset(found)
