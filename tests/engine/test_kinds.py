"""What each kind of rule says: of one claim, of facts, of a document and its configuration."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from auditor.engine.decision import MAX_TORN, decide, decide_torn
from auditor.engine.evidence import Evidence
from auditor.engine.selection import anchors, select
from auditor.model import Check, Fix, Rule

Checks = Callable[..., list[Check]]


def verdicts(found: list[Check]) -> list[str]:
    return [check.verdict for check in found]


# --- equations, comparisons, totals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stated", "recomputed"),
    [
        ("20 GB ÷ 8 = 3 GB", "3 GB", "2.5 GB"),
        ("3 GB = 20 GB ÷ 8", "3 GB", "2.5 GB"),  # the single value is on trial
        ("5 × 20 → 200 ms", "200 ms", "100 ms"),
        ("$1,000 × 12 = $14,000", "$14,000", "$12,000"),
        ("7B × 2 = 20B", "20B", "14B"),
        ("17.5 GB (140 GB ÷ 4)", "17.5 GB", "35 GB"),
        ("2 × 3 = 2 + 5", "2 + 5", "6"),
        ("2-5 s × 10 = 60-90 s", "60-90 s", "20-50 s"),
    ],
)
def test_an_equation_that_does_not_add_up(checks: Checks, text: str, stated: str, recomputed: str) -> None:
    (found,) = checks(text, "arithmetic/equation")
    assert (found.verdict, found.stated, found.recomputed) == ("contradicted", stated, recomputed)
    assert recomputed in found.message


def test_the_recomputed_value_is_in_the_unit_that_was_understood(checks: Checks) -> None:
    """A spaced B may be bytes or billions: where it can only be billions, it is shown as such."""
    (found,) = checks("3 years * 12 * 20M * 30 = 21.6 B", "arithmetic/equation")
    assert (found.verdict, found.recomputed) == ("holds", "21.6 B")


def test_the_fix_replaces_the_stated_value_where_it_stands(checks: Checks) -> None:
    text = "Weights: 20 GB ÷ 8 = 3 GB."
    (found,) = checks(text, "arithmetic/equation")
    assert isinstance(found.fix, Fix)
    assert text[found.fix.span.start : found.fix.span.end] == found.fix.replace == "3 GB"
    assert found.fix.replacement == "2.5 GB"
    assert found.stated_span == found.fix.span
    assert found.derivation == ("20 GB ÷ 8 = 2.5 GB",)


@pytest.mark.parametrize("text", ["TP × 2 = 8", "batch 8 = 8 requests", "5 GB = 5 s", "100 ms ± 5 ms", "TP = 8"])
def test_what_is_no_statement_of_equality(checks: Checks, text: str) -> None:
    assert checks(text, "arithmetic/equation") == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("27.4 ms ≤ 100 ms", "holds"),
        ("120 ms ≤ 100 ms", "contradicted"),
        ("27.4 ms ≤ 100 ms ✓", "holds"),
        ("120 ms ≤ 100 ms ✓", "contradicted"),
        ("120 ms ≤ 100 ms ❌", "holds"),  # the author says so, too
        ("27.4 ms ≤ 100 ms ❌", "holds"),
        ("90 GB < 80,000 MB", "contradicted"),
        ("2.5 GB < 2.5 GB", "holds"),  # within their rounding
        ("8 GPUs < 8 GPUs", "contradicted"),  # counts are exact
        ("8 GPUs ≤ 8 GPUs", "holds"),
        ("2 × 40 GB > 79 GB", "holds"),
    ],
)
def test_a_comparison_and_its_mark(checks: Checks, text: str, verdict: str) -> None:
    assert verdicts(checks(text, "comparison/stated")) == [verdict]


@pytest.mark.parametrize("text", ["5 GB < 6 s", "42 % < 0.5", "TP × 2 < 8", "2 GB + 3 s < 6 GB"])
def test_what_cannot_be_compared(checks: Checks, text: str) -> None:
    assert checks(text, "comparison/stated") == []


@pytest.mark.parametrize(
    ("parts", "total", "verdict"),
    [
        (["17.2 GB", "24.2 GB", "1.5 GB"], "42.9 GB", "holds"),
        (["17.2 GB", "24.2 GB", "1.5 GB"], "44.9 GB", "contradicted"),
        (["1.4 GB", "1.4 GB", "1.4 GB"], "4.3 GB", "holds"),  # three roundings
        (["$1.4", "$1.4", "$1.4"], "$4.5", "contradicted"),
        (["1.4 GB", "1.4 GB", "1.4 GB"], "4.5 GB", "contradicted"),
        (["$100", "$20", "$5"], "$135", "contradicted"),
        (["10 s", "500 ms"], "10.5 s", "holds"),
        (["~1 GB", "~2 GB"], "~3 GB", "holds"),
    ],
)
def test_a_total_and_its_parts(checks: Checks, parts: list[str], total: str, verdict: str) -> None:
    items = "".join(f"- Part {index}: {part}\n" for index, part in enumerate(parts))
    (found,) = checks(f"{items}- Total: {total}\n", "arithmetic/total")
    assert (found.verdict, found.stated) == (verdict, total)
    assert [place.text for place in found.related] == parts


def test_parts_of_different_kinds_make_no_total(checks: Checks) -> None:
    assert checks("- Size: 5 GB\n- Time: 3 s\n- Total: 8 GB\n", "arithmetic/total") == []


# --- formulas over facts ----------------------------------------------------------------------------------------------

BANDWIDTH = "- Memory bandwidth: 1.8 TB/s\n- Bandwidth utilization: 80%\n- Effective bandwidth: {}\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("PP=4 and TP=2 on 8 GPUs.", "holds"),
        ("PP=8 and TP=2 on 8 GPUs.", "contradicted"),
        ("PP=2 and TP=2 on 8 GPUs or 16 GPUs.", "holds"),  # whichever is meant
        ("PP=8 and TP=2 on 8 GPUs or 16 GPUs.", "open"),
        ("PP=8 and TP=2.", "open"),
    ],
)
def test_a_formula_over_facts(checks: Checks, text: str, verdict: str) -> None:
    assert verdicts(checks(f"Strategy: {text}", "llm/world-size")) == [verdict]


@pytest.mark.parametrize("text", ["TP=2 on 8 GPUs.", "PP=8.", "Nothing at all."])
def test_a_rule_is_silent_where_it_has_nothing_to_say(checks: Checks, text: str) -> None:
    assert checks(text, "llm/world-size") == []


def test_contradicted_whichever_is_meant(checks: Checks) -> None:
    (found,) = checks("Strategy: PP=8 and TP=4 on 8 GPUs or 16 GPUs.", "llm/world-size")
    assert found.verdict == "contradicted"


def test_an_open_check_says_what_is_missing_or_torn(checks: Checks) -> None:
    (missing,) = checks("Strategy: PP=8 and TP=2.", "llm/world-size")
    (torn,) = checks("Strategy: PP=8 and TP=2 on 8 GPUs or 16 GPUs.", "llm/world-size")
    assert missing.reason == "the document does not say the GPUs"
    assert torn.reason == "GPUs may be 8 (line 1) or 16 (line 1)"


def test_the_reading_that_must_be_meant_is_named(checks: Checks) -> None:
    (one,) = checks("Strategy: PP=4, TP=2 and SP=2 on 8 GPUs.", "llm/world-size")
    (both,) = checks("Strategy: PP=4, TP=1 and SP=2 on 8 GPUs.", "llm/world-size")
    assert one.assumptions == ("holds only if sequence parallelism shares the tensor-parallel ranks",)
    assert both.assumptions == ()


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [("1.44 TB/s", "holds"), ("1.4 TB/s", "holds"), ("1440 GB/s", "holds"), ("1.6 TB/s", "contradicted")],
)
def test_a_recomputed_value_within_its_rounding(checks: Checks, stated: str, verdict: str) -> None:
    (found,) = checks(BANDWIDTH.format(stated), "llm/effective-bandwidth")
    assert found.verdict == verdict


def test_a_contradiction_is_written_like_the_statement(checks: Checks) -> None:
    (found,) = checks(BANDWIDTH.format("1.6 TB/s"), "llm/effective-bandwidth")
    assert (found.stated, found.recomputed) == ("1.6 TB/s", "1.44 TB/s")
    assert found.message == "1.8 TB/s at 80% is 1.44 TB/s, not 1.6 TB/s."
    assert found.derivation[0] == "1.8 TB/s × 80% = 1.44 TB/s"
    assert isinstance(found.fix, Fix)
    assert [(operand.name, operand.origin) for operand in found.operands] == [
        ("effective", "document"),
        ("bandwidth", "document"),
        ("utilization", "document"),
        ("gpus", "default"),
    ]
    assert {place.text for place in found.related} == {"1.8 TB/s", "80%"}


def test_the_steps_of_a_unit_may_decide(checks: Checks) -> None:
    text = "- GPU memory: 80 GB\n- Memory usage per GPU: 85.5 GB"
    (found,) = checks(text, "llm/memory-fits")
    assert found.verdict == "contradicted"  # both in the same steps, and never 80 GiB against 85.5 GB


def test_torn_candidates_are_tried_only_while_they_are_few(
    evidence: Callable[[str], Evidence], rule: Callable[[str], Rule]
) -> None:
    counts = [2 ** (at + 3) for at in range(MAX_TORN + 1)]
    text = "Strategy: PP=2 and TP=2 on " + " or ".join(f"{count} GPUs" for count in counts) + "."
    found, world = evidence(text), rule("llm/world-size")
    ((anchor,),) = anchors(world, found)
    selection = select(world, anchor, found)
    assert decide_torn(world, selection, found.vocabulary) is None
    few = evidence("Strategy: PP=2 and TP=2 on 8 GPUs or 16 GPUs.")
    ((anchor,),) = anchors(world, few)
    selection = select(world, anchor, few)
    decision = decide_torn(world, selection, few.vocabulary)
    assert decision is not None
    assert decision.verdict == "holds"
    assert "gpus" not in selection.chosen  # deciding changes nothing


def test_a_condition_that_does_not_apply_is_silent(
    evidence: Callable[[str], Evidence], rule: Callable[[str], Rule]
) -> None:
    world = rule("llm/world-size")
    found = evidence("Strategy: PP=4 and TP=2 on 8 GPUs.")
    ((anchor,),) = anchors(world, found)
    selection = select(world, anchor, found)
    assert decide(replace(world, when="pp > 4"), selection, found.vocabulary) is None
    applied = decide(replace(world, when="pp > 3"), selection, found.vocabulary)
    assert applied is not None
    assert applied.verdict == "holds"


# --- factors, targets, agreement --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("degrees", "factors", "verdict", "recomputed"),
    [
        ("PP=4 and TP=2", "TP × EP", "contradicted", "0.625GB"),
        ("PP=1 and TP=2", "TP × EP", "holds", "2.5GB"),  # a degree of one divides nothing
        ("PP=4 and TP=2", "TP × PP", "holds", "2.5GB"),
        ("PP=4 and TP=2", "TP × EP × PP", "holds", "2.5GB"),
    ],
)
def test_a_share_is_divided_by_every_degree(
    checks: Checks, degrees: str, factors: str, verdict: str, recomputed: str
) -> None:
    text = f"{degrees}.\n\nModel weights per GPU: 20GB ÷ ({factors}) = 20GB ÷ 8 = 2.5GB"
    (found,) = checks(text, "llm/weight-shards")
    assert (found.verdict, found.recomputed) == (verdict, recomputed)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("- Throughput: 150 tokens/ms (target: 100 tokens/ms)", "holds"),
        ("- Throughput: 83 tokens/ms (target: 100 tokens/ms)", "contradicted"),
        ("- TTFT: 2 seconds (target: 10 seconds)", "holds"),  # lower is better
        ("- TTFT: 12 seconds (target: 10 seconds)", "contradicted"),
        ("- TTFT: 2-5 seconds (target: ≤ 10 seconds)", "holds"),
        ("- TTFT: 8-12 seconds (target: ≤ 10 seconds)", "contradicted"),  # wholly, or not at all
        ("- TTFT: 12,000 ms (target: 10 seconds)", "contradicted"),
        ("- TTFT target: 10 seconds", "open"),
    ],
)
def test_a_target_and_the_nearest_claim(checks: Checks, text: str, verdict: str) -> None:
    assert verdicts(checks(text, "comparison/target")) == [verdict]


def test_a_missed_target_that_is_ticked(checks: Checks) -> None:
    (found,) = checks("- ✓ Throughput: 83 tokens/ms (target: 100 tokens/ms)", "comparison/target")
    assert found.message.endswith("misses the target of at least 100 tokens/ms, and yet it is ticked as met.")
    assert found.mark is True


@pytest.mark.parametrize(
    ("text", "configuration", "verdict"),
    [
        ("- GPU memory: 80 GB", '{"gpu_memory_gb": 80}', "holds"),
        ("- GPU memory: 80 GB", '{"gpu_memory_mb": 80000}', "holds"),
        ("- GPU memory: 80 GB", '{"gpu_memory_gb": 40}', "contradicted"),
        ("We run TP=8.", '{"tensor_parallel_size": 4}', "contradicted"),
        ("We run TP=8, later TP=4.", '{"tensor_parallel_size": 4}', "holds"),  # one place agrees
    ],
)
def test_the_document_against_its_configuration(checks: Checks, text: str, configuration: str, verdict: str) -> None:
    (found,) = checks(text, "agreement/configuration", configuration)
    assert found.verdict == verdict
    assert [place.path for place in found.related] == ["config.json"]


def test_a_setting_that_the_document_does_not_mention(checks: Checks) -> None:
    assert checks("We run TP=8.", "agreement/configuration", '{"gpu_memory_gb": 40}') == []


@pytest.mark.parametrize(
    ("text", "verdicts_"),
    [
        ("- Decode throughput, aggregate: 100 tokens/s\n- Aggregate decode throughput: 100 tokens/s", ["holds"]),
        ("- Decode throughput, aggregate: 100 tokens/s\n- Aggregate decode throughput: 500 tokens/s", ["contradicted"]),
        ("- Decode throughput, aggregate: 100 tokens/s\n- Aggregate prefill throughput: 500 tokens/s", []),
        ("- Decode throughput, aggregate: 100 tokens/s", []),
    ],
)
def test_a_document_against_itself(checks: Checks, text: str, verdicts_: list[str]) -> None:
    assert verdicts(checks(text, "agreement/throughput")) == verdicts_


def test_what_must_be_narrowed_is_not_compared_without(checks: Checks) -> None:
    text = "- Aggregate throughput: 100 tokens/s\n- Throughput, aggregate: 500 tokens/s"
    assert checks(text, "agreement/throughput") == []
    assert verdicts(checks(text, "agreement/throughput", options=())) == ["contradicted"]


def test_one_target_with_two_scopes(checks: Checks) -> None:
    text = "- Target throughput per GPU: 100 tokens/s\n- Target throughput, aggregate: 100 tokens/s\n"
    (found,) = checks(text, "agreement/target-scope")
    assert found.verdict == "contradicted"
    assert "in aggregate here and per GPU in line 1" in found.message
