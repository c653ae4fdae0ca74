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
    return audit(document, companions, book().correcting()).correction


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


# --- discrete choices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PP=8 and TP=2 on 8 GPUs. The model has 80 layers.", [("pipeline_parallel_size", "8", "4")]),
        ("PP=3 and TP=4 on 8 GPUs.", [("pipeline_parallel_size", "3", "2")]),
        ("PP=1 and TP=16 on 8 GPUs. The model has 64 attention heads.", [("tensor_parallel_size", "16", "8")]),
    ],
    ids=["the first that may change", "not below what fits", "the one that can"],
)
def test_the_nearest_choice_that_fits(text: str, expected: Changes) -> None:
    assert changes(correction(text)) == expected


def test_two_choices_change_where_one_is_not_enough() -> None:
    found = changes(correction("PP=8 and TP=16 on 4 GPUs. The model has 64 attention heads and 80 layers."))
    assert {concept for concept, _, _ in found} == {"pipeline_parallel_size", "tensor_parallel_size"}
    product = 1
    for _, _, after in found:
        product *= int(after)
    assert product <= 4


def test_what_follows_from_a_choice_is_recomputed_and_does_not_forbid_it() -> None:
    text = "PP=8 and TP=2 on 8 GPUs. The model has 80 layers.\n\n- Layers per stage: 10\n"
    assert changes(correction(text)) == [("pipeline_parallel_size", "8", "4"), ("layers_per_stage", "10", "20")]


# --- what the document does not say -----------------------------------------------------------------------------------

PARTS = (
    "PP=8 and TP=2 on 8 GPUs. The model weights are 140 GB.\n\n- GPU memory: 80 GB\n\n## Memory\n\n"
    "- Model weights per GPU: 8.75 GB\n- KV cache and activations: {rest} GB\n- **Total memory per GPU**: {total} GB\n"
)


def opened(rest: str, total: str) -> Correction:
    found = correction(PARTS.format(rest=rest, total=total))
    assert found is not None
    return found


def test_a_total_whose_other_parts_may_grow_is_left_open() -> None:
    (total,) = [change for change in opened("16.75", "25.5").changes if change.open]
    assert (total.before, total.after) == ("25.5 GB", "34.25 GB to 51 GB")
    assert "34.25 GB if its other parts (KV cache and activations) stay (before: 16.75 GB)" in total.reason
    assert total.reason.endswith("51 GB if they grow as much; the document does not say.")


def test_what_holds_either_way_holds_and_what_does_not_is_open() -> None:
    def fits(found: Correction) -> str:
        return next(check.verdict for check in found.checks if check.rule == "llm/memory-fits")

    assert fits(opened("16.75", "25.5")) == "holds"
    assert fits(opened("40", "48.75")) == "open"


def test_where_no_degree_changed_the_other_parts_stay() -> None:
    text = PARTS.replace("PP=8", "PP=4").format(rest="16.75", total="25.5")
    found = correction(text)
    assert found is not None
    assert not any(change.open for change in found.changes)
    assert ("memory_per_gpu", "25.5 GB", "34.25 GB") in changes(found)


def test_only_reports_that_show_a_correction_are_given_one() -> None:
    plan = markdown.parse(Source(path="plan.md", text="PP=8 and TP=2 on 8 GPUs."))
    assert audit(plan, (), book()).correction is None
    assert audit(plan, (), book().correcting()).correction is not None
    assert len({book().digest, book().listing().digest, book().correcting().digest}) == 3
