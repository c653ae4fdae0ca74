"""What an issues analysis says, and what it takes care not to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from auditor.model import Check, DocumentReport, Facets, Operand, Place, Report, Source, Span
from auditor.rational import Fraction
from auditor.reports import page

TEXT = """\
# Plan

## Hardware

- GPUs: 64
- Memory per GPU: 64GB
- Peak compute: 400 TFLOPS

## Model

- FLOPs per token: 20B

## Performance

- Throughput: 150 tokens/ms per GPU
- Again, throughput: 150 tokens/ms per GPU
- Target: 100 tokens/ms per GPU
- Limit: 90%
- Weights: 2.5GB
- Total: 8.0GB
- Utilization: 12.5%
"""


def at(words: str, occurrence: int = 1, path: str = "docs/plan.md") -> Place:
    """The n-th place of these words in the text."""
    source, start = Source(path=path, text=TEXT), -1
    for _ in range(occurrence):
        start = TEXT.index(words, start + 1)
    line, column = source.position(start)
    above = [number for number in range(1, line) if source.line(number).startswith("## ")]
    return Place(
        path=path,
        span=Span(start=start, end=start + len(words)),
        line=line,
        column=column,
        end_line=line,
        end_column=column + len(words),
        text=words,
        line_text=source.line(line),
        section=("Plan", *(source.line(above[-1])[3:] for _ in above[-1:])),
    )


def used(name: str, concept: str, label: str, place: Place | None, value: str = "", **facets: str) -> Operand:
    value = value or (place.text if place else "1")
    origin: Any = "document" if place else "default"
    return Operand(
        name=name, concept=concept, label=label, value=value, place=place, facets=Facets(**facets), origin=origin
    )


def check(rule: str, verdict: Any, on_trial: Operand, *others: Operand, **changes: Any) -> Check:
    assert on_trial.place
    values: dict[str, Any] = {
        "rule": rule,
        "title": "The claim is within the limit",
        "verdict": verdict,
        "severity": "high",
        "group": "performance",
        "place": on_trial.place,
        "message": f"{on_trial.value} is too much.",
        "stated": on_trial.value,
        "operands": (on_trial, *others),
    }
    return Check(**{**values, **changes})


CLAIM = used("throughput", "throughput", "throughput", at("150 tokens/ms per GPU"), per="gpu")
FLOPS = used("flops", "flops_per_token", "FLOPs per token", at("20B"))
PEAK = used("peak", "peak_compute", "peak compute", at("400 TFLOPS"), per="gpu")
ROOFLINE = check(
    "llm/roofline",
    "contradicted",
    CLAIM,
    FLOPS,
    PEAK,
    severity="critical",
    recomputed="20 tokens/ms per GPU",
    ratio=Fraction(2, 15),
    derivation=(
        "needed: 150 × 20B = 3 PFLOPS",
        "400 TFLOPS ÷ 20B = 20 tokens/ms per GPU",
        "flops: FLOPs per token 20B (line 11)",
    ),
    related=(at("20B"), at("400 TFLOPS"), at("150 tokens/ms per GPU", 2)),
    causes=("a slip",),
    impact="nobody gets there",
    recommendation="Claim less.",
)
TARGET = check(
    "comparison/target",
    "holds",
    used("claimed", "throughput", "throughput", at("150 tokens/ms per GPU", 2), "150 tokens/ms", per="gpu"),
    used("target", "throughput", "throughput", at("100 tokens/ms per GPU"), per="gpu", role="target"),
    group="requirements",
    recomputed="at least 100 tokens/ms per GPU",
)


def analysed(*checks: Check, **changes: Any) -> str:
    document = DocumentReport(path="docs/plan.md", title="Plan", status="checked", checks=checks)
    problems: Sequence[str] = changes.pop("problems", ())
    return page.render(Report(documents=(replace(document, **changes),), problems=tuple(problems)), "issues-analysis")


def test_an_issue_in_full() -> None:
    text = analysed(ROOFLINE)
    assert text.startswith(
        "# Plan - Issues Analysis\n\n"
        "1 statement of `docs/plan.md` was checked: 0 hold, 1 is contradicted.\n\n"
        "## Critical Issues Found\n\n"
        "### 1. The claim is not within the limit (CRITICAL)\n\n"
        "**Location**: Performance, line 15 (repeated in line 16)\n\n"
        "**Issue**: 150 tokens/ms per GPU is too much.\n\n"
        "- **Current**: `- Throughput: 150 tokens/ms per GPU`\n"
        "- **Problem**: inconsistent with 20B FLOPs per token (line 11) and peak compute 400 TFLOPS (line 7), "
        "7.5 times apart\n"
        "- **Correct calculation**: 400 TFLOPS ÷ 20B = 20 tokens/ms per GPU\n"
        "- **Likely cause**: a slip\n"
        "- **Impact**: Nobody gets there.\n\n"
    )
    assert "## Recommendations for Correction\n\n1. Claim less (issue 1).\n" in text
    assert "1 statement of critical severity is contradicted under every reading of the printed numbers.\n" in text


def test_the_most_severe_comes_first_and_the_same_finding_is_one_issue() -> None:
    low = check("pack/low", "contradicted", used("x", "x", "size", at("64")), severity="low", title="A is B")
    again = replace(low, place=at("64GB"), operands=(used("x", "x", "size", at("64GB"), "64"),))
    other = replace(again, stated="65")
    text = analysed(low, again, other, ROOFLINE)
    assert [line for line in text.splitlines() if line.startswith("### ")][:3] == [
        "### 1. The claim is not within the limit (CRITICAL)",
        "### 2. A is not B (LOW)",
        "### 3. A is not B (LOW)",
    ]
    assert "**Location**: Hardware, lines 5 and 6\n" in text
    assert "- **Current**: `- GPUs: 64`\n- **Current**: `- Memory per GPU: 64GB`\n" in text
    assert "4 statements are contradicted under every reading of the printed numbers: 1 critical and 3 low.\n" in text


def test_without_a_critical_issue_the_heading_does_not_say_so() -> None:
    text = analysed(replace(ROOFLINE, severity="medium"))
    assert "\n## Issues Found\n" in text
    assert "ritical" not in text


def test_a_statement_is_merged_only_with_its_like() -> None:
    first = check("arithmetic/equation", "contradicted", used("x", "x", "x", at("64")), operands=(), stated="8")
    text = analysed(first, replace(first, place=at("64GB")), replace(first, place=at("64", 2)))
    assert text.count("\n### ") == 2


def test_a_figure_that_is_wrong_itself_is_named_with_its_issue() -> None:
    wrong = check("llm/flops", "contradicted", FLOPS, severity="medium", title="FLOPs are right")
    text = analysed(ROOFLINE, wrong)
    assert "20B FLOPs per token (line 11; itself contradicted, issue 2) and peak compute 400 TFLOPS (line 7)" in text


def test_what_a_rule_assumes_has_no_place() -> None:
    assumed = used("vocabulary", "vocabulary_size", "vocabulary", None, "0-300000")
    assert "inconsistent with vocabulary 0-300000 (assumed by the rule)" in analysed(
        check("a/b", "contradicted", CLAIM, assumed)
    )


# --- requirements ---------------------------------------------------------------------------------------------------


def test_a_met_target_says_so_by_itself() -> None:
    line = "- **Throughput per GPU**: at least 100 tokens/ms ✓ (claimed 150 tokens/ms)\n"
    assert line in analysed(TARGET)


def test_a_claim_that_is_contradicted_elsewhere_is_met_by_comparison_only() -> None:
    assert (
        "- **Throughput per GPU**: at least 100 tokens/ms ✓ by comparison only (claimed 150 tokens/ms): "
        "the claim itself is contradicted (issue 1)\n"
    ) in analysed(TARGET, ROOFLINE)


def test_a_target_that_is_out_of_reach_says_so() -> None:
    beyond = check("llm/target", "contradicted", TARGET.operands[1], PEAK, group="requirements")
    assert "tokens/ms ✓ (claimed 150 tokens/ms); the target itself is contradicted (issue 1)\n" in analysed(
        TARGET, beyond
    )


def test_a_missed_target_is_an_issue_of_its_own() -> None:
    text = analysed(replace(TARGET, verdict="contradicted", message="throughput misses it"))
    assert "### 1. Target missed: throughput per GPU (HIGH)" in text
    assert "inconsistent with the target of at least 100 tokens/ms per GPU (line 17)" in text
    assert "- **Throughput per GPU**: at least 100 tokens/ms ❌ (claimed 150 tokens/ms, issue 1)\n" in text


def test_a_target_without_a_claim_is_open() -> None:
    limit = used("target", "load_variance", "load variance", at("90%"), "90% limit")
    text = analysed(
        check(
            "comparison/target",
            "open",
            limit,
            recomputed="at most 90%",
            reason="nothing is claimed.",
            title="Load variance",
        )
    )
    assert "- **Load variance**: at most 90%, open: no value is claimed\n" in text
    assert "- **Load variance** (at most 90%, line 18): nothing is claimed\n" in text
    assert "None of 1 statement of `docs/plan.md` could be decided." in text
    assert "## Conclusion" not in text


def test_a_claim_that_was_computed_from_a_wrong_figure_rests_on_it() -> None:
    weights = used("share", "weights_per_gpu", "weights per GPU", at("2.5GB"))
    total = used("used", "memory_per_gpu", "memory used per GPU", at("8.0GB"))
    share = used("utilization", "memory_utilization", "memory utilization", at("12.5%"))
    memory = used("memory", "gpu_memory", "GPU memory", at("64GB"))
    limit = used("target", "memory_utilization", "memory utilization", at("90%"), role="limit")
    checks = (
        check("llm/shards", "contradicted", weights),
        check("arithmetic/total", "holds", total, operands=(), recomputed="8.0GB", related=(at("2.5GB"),)),
        check("llm/fits", "holds", total, memory),
        check("llm/utilization", "holds", share, total, memory, recomputed="12.5%", ratio=Fraction(1)),
        check("comparison/target", "holds", replace(share, name="claimed"), limit, recomputed="at most 90%"),
    )
    assert "✓ by comparison only (claimed 12.5%): the claim rests on a contradicted figure (issue 1)\n" in analysed(
        *checks
    )
    assert "✓ (claimed 12.5%)\n" in analysed(*checks[1:])
    bound = replace(checks[3], ratio=Fraction(3))  # a bound that holds is no calculation
    assert "✓ (claimed 12.5%)\n" in analysed(*checks[:3], bound, checks[4])


# --- hardware -------------------------------------------------------------------------------------------------------


def test_an_operand_of_a_contradicted_check_is_not_thereby_wrong() -> None:
    memory = used("memory", "gpu_memory", "GPU memory", at("64GB"))
    fits = check("llm/fits", "holds", used("used", "memory_per_gpu", "memory used per GPU", at("8.0GB")), memory)
    nvlink = used("stated", "nvlink_bandwidth", "NVLink bandwidth", at("64", 2))
    text = analysed(ROOFLINE, fits, check("agreement/configuration", "contradicted", nvlink))
    assert (
        "### GPU Specifications\n\n"
        "- **GPU memory**: 64GB ✓ (holds in 1 check)\n"
        "- **Peak compute**: 400 TFLOPS (used in 1 check)\n"
        "- **NVLink bandwidth**: 64 ❌ (issue 2)\n"
    ) in text


def test_one_count_of_gpus_is_one_line() -> None:
    counts = [
        used("gpus", "gpu_count", "GPUs", at("64", n), value) for n, value in ((2, "64 physical GPUs"), (1, "64 GPUs"))
    ]
    decode = used("gpus", "gpu_count", "GPUs", at("64"), "32 GPUs", phase="decode")
    text = analysed(*(check("a/b", "holds", CLAIM, count) for count in (*counts, decode)))
    assert "- **GPUs**: 64 GPUs ✓ (holds in 2 checks)\n- **GPUs in decode**: 32 GPUs ✓ (holds in 1 check)\n" in text


def test_resources_show_what_the_calculation_does_not() -> None:
    degree = used("pp", "pipeline_parallel_size", "pipeline parallelism", at("64"), "4")
    pool = used("gpus", "gpu_count", "GPUs", at("64", 2), "64 GPUs")
    held = check(
        "llm/world-size",
        "holds",
        degree,
        pool,
        group="resources",
        derivation=("needed: 4 × 2 = 8",),
        assumptions=("ranks are shared",),
    )
    idle = check("llm/idle", "contradicted", pool, group="resources", message="32 stand idle.")
    text = analysed(held, idle)
    assert (
        "### Resource Utilization\n\n"
        "- ❌ 32 stand idle (issue 1)\n"
        "- ✓ The claim is within the limit: 4 × 2 = 8; 64 GPUs (line 6); assumed: ranks are shared\n"
    ) in text
    assert "1 statement holds only under an assumption: ranks are shared.\n" in text


# --- the ends -------------------------------------------------------------------------------------------------------


def test_the_same_advice_is_given_once() -> None:
    other = check("b/c", "contradicted", PEAK, recommendation="Claim less.")
    assert "\n1. Claim less (issues 1 and 2).\n" in analysed(ROOFLINE, other)


def test_open_checks_are_listed_by_rule_and_reason() -> None:
    one = check("a/b", "open", FLOPS, reason="no KV heads are given")
    text = analysed(one, replace(one, place=at("64GB"), stated="64GB"), replace(one, reason="torn"), TARGET)
    assert (
        "## What Could Not Be Checked\n\n"
        "- **The claim is within the limit** (64GB and 20B, lines 6 and 11): no KV heads are given\n"
        "- **The claim is within the limit** (20B, line 11): torn\n"
    ) in text
    assert (
        "1 statement of `docs/plan.md` was checked: 1 holds, none is contradicted. 3 more are open: they could" in text
    )
    assert "No statement is contradicted: every one that could be decided agrees" in text


def test_what_was_not_checked_is_never_silent() -> None:
    assert "`docs/plan.md` holds no statement that could be checked.\n" in analysed()
    assert "**The document was checked only in part**: too long\n" in analysed(
        TARGET, status="limited", reason="too long"
    )
    assert "**Remark**: c.json was not read\n" in analysed(TARGET, reason="c.json was not read")
    text = analysed(TARGET, problems=("rules/a.yaml:3:1: wrong\n    x\n    ^",))
    assert "**Not usable**: `rules/a.yaml:3:1: wrong`\n" in text
    gone = analysed(status="not_checked", reason="not UTF-8")
    assert gone == "# Plan - Issues Analysis\n\n`docs/plan.md` was not checked: not UTF-8\n"


def test_no_words_beyond_the_checks() -> None:
    text = analysed(ROOFLINE, TARGET).lower()
    assert not [word for word in ("incompatible", "impossible", "production-ready", "unrealistic") if word in text]
