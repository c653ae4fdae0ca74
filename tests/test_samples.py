"""The samples: exactly the planted errors are found, and what is right holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model import Check, DocumentReport
from auditor.rulebook import load
from auditor.workspace.run import run

SAMPLES = Path(__file__).parents[1] / "samples"
BOOK = load().correcting()


def audited(name: str) -> DocumentReport:
    """The report of one sample."""
    (document,) = run([str(SAMPLES / name)], BOOK).documents
    assert document.status == "checked"
    return document


def contradicted(document: DocumentReport) -> set[tuple[int, str]]:
    return {(check.place.line, check.rule) for check in document.checks if check.verdict == "contradicted"}


def one(document: DocumentReport, rule: str, line: int) -> Check:
    (check,) = (check for check in document.checks if check.rule == rule and check.place.line == line)
    return check


PLANTED = {
    "moe-10b/plan.md": {
        (10, "llm/idle-gpus"),
        (11, "llm/throughput-within-bandwidth"),
        (11, "llm/throughput-within-roofline"),
        (32, "llm/parameters-from-architecture"),
        (78, "llm/weight-shards"),
        (128, "llm/memory-access-per-token"),
        (129, "llm/bandwidth-limited-throughput"),
        (140, "llm/target-within-roofline"),
    },
    "moe-10b/revised-plan.md": {
        (88, "arithmetic/total"),
        (101, "comparison/target"),  # 1.3 tokens/ms per GPU against the target of line 118
        (113, "agreement/throughput"),
        (125, "agreement/target-scope"),
        (125, "comparison/target"),
    },
    "llama-70b/first-plan.md": {
        (8, "llm/world-size"),
        (8, "agreement/configuration"),  # PP=8 here, 4 in the configuration
    },
    "llama-70b/corrected-plan.md": {
        (25, "agreement/configuration"),
        (48, "llm/kv-cache-per-token"),
        (76, "arithmetic/equation"),
        (84, "llm/weights-per-gpu"),
    },
    "clean/serving-plan.md": set(),
}


@pytest.mark.parametrize(("name", "expected"), PLANTED.items(), ids=PLANTED)
def test_exactly_the_planted_errors_are_found(name: str, expected: set[tuple[int, str]]) -> None:
    assert contradicted(audited(name)) == expected


def test_the_clean_plan_holds() -> None:
    document = audited("clean/serving-plan.md")
    assert sum(check.verdict == "holds" for check in document.checks) >= 40


@pytest.mark.parametrize(
    ("name", "line", "rule", "stated", "recomputed"),
    [
        ("moe-10b/plan.md", 129, "llm/bandwidth-limited-throughput", "14.4 tokens/ms", "0.0144 tokens/ms"),
        ("moe-10b/plan.md", 11, "llm/throughput-within-roofline", "150 tokens/ms per GPU", "20 tokens/ms per GPU"),
        ("moe-10b/plan.md", 128, "llm/memory-access-per-token", "~100GB", "20GB"),
        ("moe-10b/plan.md", 78, "llm/weight-shards", "2.5GB model weights", "0.625GB model weights"),
        ("moe-10b/revised-plan.md", 88, "arithmetic/total", "~7.98GB", "7.355GB"),
        ("llama-70b/corrected-plan.md", 84, "llm/weights-per-gpu", "26.25GB", "17.5GB"),
        ("llama-70b/corrected-plan.md", 25, "agreement/configuration", "900 GB/s", "112.5 GB/s"),
        ("llama-70b/corrected-plan.md", 76, "arithmetic/equation", "4 concurrent requests", "1 concurrent request"),
    ],
)
def test_recomputed_values(name: str, line: int, rule: str, stated: str, recomputed: str) -> None:
    check = one(audited(name), rule, line)
    assert (check.stated, check.recomputed) == (stated, recomputed)


def test_two_flops_per_parameter_are_right() -> None:
    assert one(audited("moe-10b/plan.md"), "llm/flops-per-token", 121).verdict == "holds"


def test_a_throughput_beyond_the_roofline_says_how_far() -> None:
    assert "7.5 times" in one(audited("moe-10b/plan.md"), "llm/throughput-within-roofline", 11).message


def test_idle_gpus_are_a_resource_finding_of_medium_severity() -> None:
    check = one(audited("moe-10b/plan.md"), "llm/idle-gpus", 10)
    assert (check.severity, check.group) == ("medium", "resources")


def test_the_first_plan_fails_under_either_meaning_of_sequence_parallelism() -> None:
    check = one(audited("llama-70b/first-plan.md"), "llm/world-size", 8)
    assert check.verdict == "contradicted"
    assert check.assumptions == ()


def test_the_gpu_count_of_the_corrected_plan_holds_under_one_assumption() -> None:
    check = one(audited("llama-70b/corrected-plan.md"), "llm/world-size", 8)
    assert check.verdict == "holds"
    assert "sequence parallelism shares the tensor-parallel ranks" in check.assumptions[0]


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("llama-70b/first-plan.md", "25.5GB ÷ 80GB = 31.9%"),
        ("llama-70b/corrected-plan.md", "80GB - 34.25GB = 45.75GB per GPU"),
        ("moe-10b/revised-plan.md", "100 ÷ 1.3 = 77 GPUs"),
        ("moe-10b/revised-plan.md", "10240 tokens ÷ 3200 tokens/second = 3.2 seconds"),
    ],
)
def test_what_is_right_holds(name: str, statement: str) -> None:
    verdicts = {check.verdict for check in audited(name).checks if check.place.text == statement}
    assert verdicts == {"holds"}


def test_the_first_plan_is_corrected_from_its_configuration() -> None:
    correction = audited("llama-70b/first-plan.md").correction
    assert correction is not None
    assert correction.origin.endswith("deployment_configuration.json")
    after = {change.concept: (change.before, change.after) for change in correction.changes}
    assert after["pipeline_parallel_size"] == ("8", "4")
    assert after["layers_per_stage"] == ("10 layers per stage", "20 layers per stage")
    assert after["weights_per_gpu"] == ("8.75GB", "17.5GB")
    assert after["memory_per_gpu"][1].startswith("34.25GB")
    assert after["memory_utilization"] == ("31.9%", "42.81% to 63.75%")  # whether the KV cache grows is not said
    assert after["memory_headroom"][1].startswith("45.75GB")
    assert not [check for check in correction.checks if check.verdict == "contradicted"]


def test_correcting_the_corrected_plan_gives_the_figure_that_its_review_called_wrong() -> None:
    correction = audited("llama-70b/corrected-plan.md").correction
    assert correction is not None
    after = {change.concept: change.after for change in correction.changes}
    assert after["weights_per_gpu"] == "17.5GB"
    assert after["memory_per_gpu"] == "25.5GB"
    assert after["memory_utilization"].startswith("31.8")
