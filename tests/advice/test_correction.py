"""The smallest changes after which the contradicted checks hold."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.audit import audit
from auditor.documents import configuration, markdown
from auditor.model import Correction, Source
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def correction(text: str, beside: str = "") -> Correction | None:
    document = markdown.parse(Source(path="plan.md", text=text))
    companions = [configuration.parse(Source(path="config.json", text=beside))] if beside else []
    return audit(document, companions, book()).correction


Changes = list[tuple[str, str, str]]


def changes(found: Correction | None) -> Changes:
    return [] if found is None else [(change.concept, change.before, change.after) for change in found.changes]


SHARDS = "PP=4 and TP=2.\n\nModel weights per GPU: 20GB ÷ (TP × EP) = 20GB ÷ 8 = 2.5GB"
BANDWIDTH = "- Memory bandwidth: 1.8 TB/s\n- Bandwidth utilization: 80%\n- Effective bandwidth: 1.6 TB/s"


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("PP=8 and TP=2 on 8 GPUs.", "", [("pipeline_parallel_size", "8", "4")]),
        ("PP=8 and TP=4 on 8 GPUs.", "", [("pipeline_parallel_size", "8", "2")]),
        ("PP=8 and TP=2 on 8 GPUs.", '{"pipeline_parallel_size": 2}', [("pipeline_parallel_size", "8", "2")]),
        (SHARDS, "", [("weights_per_gpu", "2.5GB", "0.625GB")]),
        (BANDWIDTH, "", [("effective_bandwidth", "1.6 TB/s", "1.44 TB/s")]),
    ],
    ids=["a degree", "another degree", "from the configuration", "a share", "a recomputed value"],
)
def test_the_smallest_change(text: str, beside: str, expected: Changes) -> None:
    assert changes(correction(text, beside)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "PP=4 and TP=2 on 8 GPUs.",
        "20 GB ÷ 8 = 3 GB",
        "PP=8 and TP=2.",
        "- GPU memory: 80 GB\n- Memory usage per GPU: 96 GB",
        "",
    ],
    ids=["it holds", "no facts", "open", "nothing may change", "empty"],
)
def test_nothing_to_correct(text: str) -> None:
    assert correction(text) is None


def test_a_correction_says_where_its_values_come_from() -> None:
    computed = correction("PP=8 and TP=2 on 8 GPUs.")
    configured = correction("PP=8 and TP=2 on 8 GPUs.", '{"pipeline_parallel_size": 2}')
    assert computed is not None
    assert configured is not None
    assert (computed.origin, configured.origin) == ("computed", "config.json")
    assert configured.changes[0].reason.endswith("config.json says 2.")
    assert configured.changes[0].place is not None


def test_after_the_correction_the_rule_holds() -> None:
    found = correction("PP=8 and TP=2 on 8 GPUs.")
    assert found is not None
    assert {check.rule: check.verdict for check in found.checks}["llm/world-size"] == "holds"


def test_a_value_that_is_repeated_is_changed_once() -> None:
    assert changes(correction("PP=8 and TP=2 on 8 GPUs.\n\nAgain PP=8 and TP=2 on 8 GPUs.")) == [
        ("pipeline_parallel_size", "8", "4")
    ]
