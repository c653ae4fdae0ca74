"""What narrows a claim: the nearest text that says something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.facts.facets import conflict, read_facets
from auditor.facts.vocabulary import Vocabulary
from auditor.facts.words import words
from auditor.model import Facets, Fact


@pytest.mark.parametrize(
    ("texts", "facets"),
    [
        (["latency per request"], Facets()),
        (["memory per GPU"], Facets(per="gpu")),
        (["each node"], Facets(per="node")),
        (["P99 latency target"], Facets(statistic="p99", role="target")),
        (["the median prefill"], Facets(statistic="p50", phase="prefill")),
        (["maximum"], Facets(role="target")),
        (["the original plan"], Facets(variant="before")),
        (["models before 2021"], Facets()),
        (["prefill", "decode"], Facets(phase="prefill")),  # the nearest
        (["", "decode, per GPU"], Facets(phase="decode", per="gpu")),
        (["prefill and decode"], Facets()),  # both: neither
        (["prefill and decode", "decode"], Facets(phase="decode")),
    ],
)
def test_the_nearest_text_that_says_something(vocabulary: Vocabulary, texts: list[str], facets: Facets) -> None:
    assert read_facets(vocabulary, [words(text) for text in texts]) == facets


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (Facets(), Facets(), False),
        (Facets(phase="prefill"), Facets(), False),
        (Facets(phase="prefill"), Facets(phase="prefill"), False),
        (Facets(phase="prefill"), Facets(phase="decode"), True),
        (Facets(role="target"), Facets(role="claimed"), False),  # not asked about
    ],
)
def test_only_what_both_say_can_conflict(one: Facets, other: Facets, conflicts: bool) -> None:
    assert conflict(one, other, ("phase", "per")) is conflicts


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("- Throughput per GPU: 150 tokens/s", Facets(per="gpu")),
        ("- Throughput: 150 tokens/s/GPU", Facets(per="gpu")),  # the unit says it
        ("## Decode\n\n- Throughput: 150 tokens/s", Facets(phase="decode")),
        ("Budget of one GPU:\n\n- KV cache: 20 GB", Facets(per="gpu")),
        ("- Throughput target: 150 tokens/s", Facets(role="target")),
        ("- Throughput: ≥ 150 tokens/s", Facets(role="limit")),
        ("| Phase | Throughput |\n|---|---|\n| Decode | 150 tokens/s |", Facets(phase="decode")),
    ],
)
def test_where_facets_come_from(facts: Callable[[str], list[Fact]], text: str, facets: Facets) -> None:
    (found,) = facts(text)
    assert found.facets == facets
