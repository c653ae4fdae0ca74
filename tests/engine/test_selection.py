"""Which fact a variable takes: the nearest that does not conflict, and never a guess."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.engine.evidence import Evidence, agree, distinct, short, value, without_noun
from auditor.engine.selection import COMPANION, FAR, admits, anchors, distance, row_anchors, select, select_in_row
from auditor.model import Facets, Rule

MakeEvidence = Callable[..., Evidence]
FindRule = Callable[[str], Rule]


@pytest.mark.parametrize(
    ("wanted", "have", "admitted"),
    [
        (Facets(), Facets(), True),
        (Facets(), Facets(phase="decode", statistic="p99"), True),
        (Facets(), Facets(role="target"), False),  # only where it is asked for
        (Facets(), Facets(per="node"), False),
        (Facets(), Facets(variant="before"), False),
        (Facets(role="target"), Facets(role="target"), True),
        (Facets(role="target"), Facets(), False),
        (Facets(phase="decode"), Facets(phase="prefill"), False),
        (Facets(per="gpu"), Facets(), True),  # may be left unsaid
        (Facets(per="gpu"), Facets(per="system"), False),
        (Facets(role="target | limit"), Facets(role="limit"), True),
    ],
)
def test_what_a_variable_admits(wanted: Facets, have: Facets, admitted: bool) -> None:
    assert admits(wanted, have) is admitted


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("64 GPUs with TP=8.", 0),
        ("- 64 GPUs\n- TP=8", 1),
        ("64 GPUs.\n\nWe run TP=8.", 3),
        ("# A\n\n64 GPUs.\n\n## B\n\nWe run TP=8.", 4),
        ("# A\n\n64 GPUs.\n\n## B\n\n### C\n\nWe run TP=8.", 5),
        ("# A\n\n64 GPUs.\n\n# B\n\nWe run TP=8.", FAR),
        ("## B\n\n64 GPUs.\n\n# A\n\nWe run TP=8.", FAR),
    ],
)
def test_how_far_apart_two_facts_stand(evidence: MakeEvidence, text: str, steps: int) -> None:
    found = evidence(text)
    (gpus,), (degree,) = found.of("gpu_count"), found.of("tensor_parallel_size")
    assert distance(gpus, degree, found) == steps


def test_a_companion_is_farther_than_the_document(evidence: MakeEvidence) -> None:
    found = evidence("We run TP=8.", '{"gpu_count": 64}')
    (gpus,), (degree,) = found.of("gpu_count"), found.of("tensor_parallel_size")
    assert distance(gpus, degree, found) == COMPANION


@pytest.mark.parametrize(
    ("text", "gpus"),
    [
        ("PP=2, TP=2 on 8 GPUs.", "8 GPUs"),
        ("There are 16 GPUs.\n\nPP=2, TP=2 on 8 GPUs.", "8 GPUs"),  # the nearer one
        ("PP=2, TP=2 on 8 GPUs; all 8 GPUs are used.", "8 GPUs"),  # twice the same
        ("PP=2 and TP=2.", None),
    ],
)
def test_the_nearest_fact_is_chosen(evidence: MakeEvidence, rule: FindRule, text: str, gpus: str | None) -> None:
    found, world = evidence(text), rule("llm/world-size")
    selection = select(world, found.of("pipeline_parallel_size")[0], found)
    chosen = selection.chosen.get("gpus")
    assert (chosen.quantity.text if chosen else None) == gpus
    assert ([variable.name for variable in selection.missing if variable.name == "gpus"] == []) is (gpus is not None)


def test_two_candidates_at_the_same_distance_are_torn(evidence: MakeEvidence, rule: FindRule) -> None:
    found, world = evidence("PP=2, TP=2 on 8 GPUs or 16 GPUs."), rule("llm/world-size")
    selection = select(world, found.of("pipeline_parallel_size")[0], found)
    ((variable, facts),) = selection.torn
    assert (variable.name, [fact.quantity.text for fact in facts]) == ("gpus", ["8 GPUs", "16 GPUs"])


def test_facts_of_another_phase_are_not_taken(evidence: MakeEvidence, rule: FindRule) -> None:
    text = "## Prefill\n\nPP=2.\n\n## Decode\n\nTP=4 on 8 GPUs."
    found, world = evidence(text), rule("llm/world-size")
    selection = select(world, found.of("pipeline_parallel_size")[0], found)
    assert {variable.name for variable in selection.missing} >= {"tp", "gpus"}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("PP=2. Later PP=2.", [2]),
        ("PP=2. Later PP=4.", [1, 1]),
        ("## Prefill\n\nPP=2.\n\n## Decode\n\nPP=2.", [1, 1]),
        ("## Prefill\n\nPP=2.\n\n## Cost\n\nPP=2.", [2]),
        ("TP=2.", []),
    ],
)
def test_what_is_said_again_is_judged_once(
    evidence: MakeEvidence, rule: FindRule, text: str, groups: list[int]
) -> None:
    assert [len(group) for group in anchors(rule("llm/world-size"), evidence(text))] == groups


# --- facts as values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("80 GB", "80 GB", True),
        ("80 GB", "80,000 MB", True),
        ("80 GB", "80 GiB", True),  # steps of 1024
        ("80 GB", "81 GB", True),  # 80 may be rounded
        ("85 GB", "88 GB", False),
        ("80 GB", "~81 GB", True),
        ("80 GB", "40 GB", False),
    ],
)
def test_facts_agree_under_some_reading(evidence: MakeEvidence, one: str, other: str, same: bool) -> None:
    first, second = evidence(f"- GPU memory: {one}\n- VRAM: {other}").of("gpu_memory")
    assert agree(first, second) is agree(second, first) is same


def test_equal_values_are_one_group(evidence: MakeEvidence) -> None:
    facts = evidence("- GPU memory: 80 GB\n- VRAM: 80 GB\n- HBM: 40 GB").of("gpu_memory")
    assert [len(group) for group in distinct(facts)] == [2, 1]
    assert value(facts[0])[2] == (("information", 1),)


@pytest.mark.parametrize(
    ("text", "concept", "shown"),
    [
        ("64 GPUs", "gpu_count", "64"),
        ("70B parameters", "parameter_count", "70B"),
        ("70 billion parameters", "parameter_count", "70billion"),
        ("- GPU memory: 80 GB", "gpu_memory", "80 GB"),
    ],
)
def test_a_fact_in_a_sentence(evidence: MakeEvidence, text: str, concept: str, shown: str) -> None:
    found = evidence(text)
    assert short(found.of(concept)[0], found.vocabulary) == shown


@pytest.mark.parametrize(
    ("text", "noun", "without"),
    [
        ("2.5GB model weights", "model weights", "2.5GB"),
        ("5 tokens/s", "", "5 tokens/s"),
        ("3 MB/s", "per s", "3 MB/s"),
    ],
)
def test_a_measurement_without_its_noun(text: str, noun: str, without: str) -> None:
    assert without_noun(text, noun) == without


@pytest.mark.parametrize(
    ("text", "gpus"),
    [
        (
            "We run 2 pipeline stages and TP=2.\n\nAnother example has 3 GPUs.",
            None,
        ),  # sentences of different paragraphs
        ("We run 2 pipeline stages and TP=2.\n\nGPUs: 3", "3"),  # a line with a label
        ("- Pipeline parallelism: 2\n- GPUs: 3", "3"),
    ],
)
def test_prose_is_not_combined(evidence: MakeEvidence, rule: FindRule, text: str, gpus: str | None) -> None:
    found = evidence(text)
    selection = select(rule("llm/world-size"), found.of("pipeline_parallel_size")[0], found)
    chosen = selection.chosen.get("gpus")
    assert (chosen.quantity.text if chosen else None) == gpus


def test_a_row_is_held_against_itself(evidence: MakeEvidence, rule: FindRule) -> None:
    found = evidence("| TP | PP | GPUs |\n|---|---|---|\n| 8 | 1 | 8 |\n| 8 | 4 | 16 |\n")
    world = rule("llm/world-size")
    chosen = [select_in_row(world, anchor, found).chosen["gpus"].quantity.text for anchor in row_anchors(world, found)]
    assert chosen == ["8", "16"]


def test_a_variable_may_take_what_says_nothing(rule: FindRule) -> None:
    assert admits(Facets(statistic="mean | unsaid"), Facets())
    assert not admits(Facets(statistic="mean | unsaid"), Facets(statistic="p99"))
