"""Number formats that documents name instead of a size: ``FP16 weights`` take 2 bytes a parameter.

Only three places say of what a format is: beside the word weights or parameters, beside the words KV cache, and behind
a label that means nothing else (``Precision: BF16``). A format anywhere else may be that of the arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.claims.labels import cell_labels
from auditor.facts.places import place
from auditor.model import Block, Document, Facets, Fact, Quantity, Reading, Span
from auditor.patterns import regex
from auditor.rational import Fraction

BYTES = {
    **dict.fromkeys(("fp32", "float32"), Fraction(4)),
    **dict.fromkeys(("fp16", "bf16", "float16", "bfloat16"), Fraction(2)),
    **dict.fromkeys(("fp8", "int8", "float8"), Fraction(1)),
    **dict.fromkeys(("int4", "fp4", "nf4"), Fraction(1, 2)),
    **dict.fromkeys(("mxfp4",), Fraction(17, 32)),
}
"""Bytes of one value; a block format counts its scales (stas00/ml-engineering, inference/README.md)."""

_STEMS = ("fp", "bf16", "float", "int4", "int8", "nf4")
"""One of them stands wherever a format does."""
_FORMAT = rf"(?P<format>{'|'.join(sorted(BYTES, key=len, reverse=True))})(?![\w.-]*\d)"
_NAMED = regex(_FORMAT, re.IGNORECASE)
_LOWER = regex(_FORMAT)
"""The same for a text in lower case, which is searched ten times as fast."""
_SAYS = {
    "bytes_per_kv_element": (
        rf"\bKV[- ]?cache(?: precision| dtype| data type| format)?,? ?(?:[:(]|in|at|as|is)? ?\(?{_FORMAT}",
        rf"\b{_FORMAT}[- ](?:quantized )?(?:KV[- ]?cache|keys and values)\b",
    ),
    "bytes_per_parameter": (
        rf"\b{_FORMAT}[- ](?:model )?(?:weights|parameters|checkpoint)\b",
        rf"\b(?:weights?|parameters)(?: memory| size)?,? ?(?:\(|in |at |as |stored in |kept in |are ){_FORMAT}",
    ),
}
_BESIDE = [(concept, regex(text, re.IGNORECASE)) for concept, texts in _SAYS.items() for text in texts]
_LABELS = {
    "precision": "bytes_per_parameter",
    "weight precision": "bytes_per_parameter",
    "model precision": "bytes_per_parameter",
    "data type": "bytes_per_parameter",
    "dtype": "bytes_per_parameter",
    "torch_dtype": "bytes_per_parameter",
    "weight format": "bytes_per_parameter",
    "kv cache precision": "bytes_per_kv_element",
    "kv cache dtype": "bytes_per_kv_element",
    "kv cache data type": "bytes_per_kv_element",
    "kv_cache_dtype": "bytes_per_kv_element",
}
_LABELLED = regex(rf"[\W_]*(?P<label>[A-Za-z][\w ]{{3,24}}?)[\s*`]*[:=][\s*`]*{_FORMAT}", re.IGNORECASE)


def named_formats(document: Document) -> Iterator[Fact]:
    """The sizes that the formats named in a document stand for, at most one of a concept in a block."""
    if not _names_any(document.source.lower):
        return
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" or not _may_name(block.text.lower()):
            continue
        found: dict[str, re.Match[str]] = {}
        for concept, match in _named(document, block):
            found.setdefault(concept, match)
        for concept, match in found.items():
            if len({BYTES[other["format"].lower()] for other in _NAMED.finditer(block.text)}) == 1:
                yield _fact(document, index, concept, match)


def _names_any(lower: str) -> bool:
    """Whether a text in lower case names a format: plain search, and the pattern only where a stem stands."""
    for stem in _STEMS:
        at = lower.find(stem)
        while at >= 0:
            if _LOWER.match(lower, at):
                return True
            at = lower.find(stem, at + 1)
    return False


def _may_name(lower: str) -> bool:
    return any(stem in lower for stem in _STEMS) and _LOWER.search(lower) is not None


def _named(document: Document, block: Block) -> Iterator[tuple[str, re.Match[str]]]:
    start = _NAMED.match(block.text.strip()) and _NAMED.search(block.text)
    label = block.label.rpartition(".")[2] if block.kind == "setting" else cell_labels(document, block)[1]
    if start and (concept := _LABELS.get(label.strip(" *_`:").lower())):
        yield concept, start
    for concept, pattern in _BESIDE:
        if match := pattern.search(block.text):
            yield concept, match
    labelled = _LABELLED.match(block.text)
    if labelled and (concept := _LABELS.get(labelled["label"].strip().lower())):
        yield concept, labelled


def _fact(document: Document, index: int, concept: str, match: re.Match[str]) -> Fact:
    block = document.blocks[index]
    start, end = match.span("format")
    span = Span(start=block.offsets[start], end=block.offsets[end - 1] + 1)
    size = BYTES[match["format"].lower()]
    reading = Reading(low=size, high=size, unit="byte")
    return Fact(
        concept=concept,
        facets=Facets(),
        quantity=Quantity(text=match["format"], span=span, readings=(reading,), exact=True),
        place=place(document, span, block.section),
        block=index,
        section=block.section,
        origin="configuration" if document.kind == "configuration" else "document",
    )
