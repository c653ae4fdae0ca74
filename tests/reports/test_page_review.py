"""What a correction review says before and after a correction, and without one."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from auditor.model import Change, Check, Correction, DocumentReport, Fix, Operand, Place, Report, Source, Span
from auditor.reports import page

TEXT = """\
# Plan

## Strategy

- Degrees: PP=8 × TP=2
- GPUs: 8 GPUs
- Layers per stage: 10
- Memory per GPU: 25.5GB of 80GB
- Concurrency: 8 ÷ 8 = 4
- Latency: 800ms < 1000ms target
"""


def at(words: str) -> Place:
    """The first place of these words in the text."""
    source, start = Source(path="docs/plan.md", text=TEXT), TEXT.index(words)
    line, column = source.position(start)
    return Place(
        path="docs/plan.md",
        span=Span(start=start, end=start + len(words)),
        line=line,
        column=column,
        end_line=line,
        end_column=column + len(words),
        text=words,
        line_text=source.line(line),
        section=("Plan", "Strategy"),
    )


def used(name: str, concept: str, label: str, place: Place, value: str = "") -> Operand:
    return Operand(name=name, concept=concept, label=label, value=value or place.text, place=place)


def check(rule: str, title: str, verdict: Any, *operands: Operand, **changes: Any) -> Check:
    values: dict[str, Any] = {
        "rule": rule,
        "title": title,
        "verdict": verdict,
        "severity": "critical",
        "group": "resources",
        "place": operands[0].place,
        "message": f"{title}: {verdict}.",
        "stated": operands[0].value,
        "operands": operands,
    }
    return Check(**{**values, **changes})


PP, TP = used("pp", "pipeline_parallel_size", "pipeline parallelism", at("8 × TP"), "8"), at("2\n")
GPUS = used("gpus", "gpu_count", "GPUs", at("8 GPUs"))
SIZE = check(
    "llm/world-size",
    "The parallel degrees fit the GPUs",
    "contradicted",
    PP,
    used("tp", "tensor_parallel_size", "tensor parallelism", TP, "2"),
    GPUS,
    derivation=("needed: 8 × 2 = 16",),
    message="PP=8 × TP=2 needs 16 GPUs; 8 are available.",
    impact="the plan cannot be deployed",
    recommendation="Choose smaller degrees.",
)
LAYERS = check(
    "llm/layers",
    "Layers are divided over the stages",
    "holds",
    used("per_stage", "layers_per_stage", "layers per stage", at("10")),
    group="model",
)
FITS = check(
    "llm/memory-fits",
    "The memory used fits the GPU",
    "holds",
    used("used", "memory_per_gpu", "memory used per GPU", at("25.5GB")),
    used("memory", "gpu_memory", "GPU memory", at("80GB")),
    group="hardware",
)
LATENCY = check(
    "comparison/target",
    "Latency",
    "holds",
    used("claimed", "latency", "latency", at("800ms")),
    used("target", "latency", "latency", at("1000ms target")),
    group="requirements",
    recomputed="at most 1000ms target",
)
SUM = replace(
    check(
        "arithmetic/equation",
        "The sides agree",
        "contradicted",
        PP,
        severity="high",
        group="arithmetic",
        recommendation="Correct it.",
    ),
    place=at("8 ÷ 8 = 4"),
    operands=(),
    stated="4",
    recomputed="1",
    derivation=("8 ÷ 8 = 1",),
    message="8 ÷ 8 = 4 does not add up.",
    fix=Fix(replace="4", replacement="1", span=at("4\n- Lat").span),
)


def after(found: Check, value: str, **changes: Any) -> Check:
    """A check as it comes out on corrected facts: the same place, another value."""
    first, *others = found.operands
    values = {"stated": value, "operands": (replace(first, value=value), *others), "verdict": "holds", "derivation": ()}
    return replace(found, **{**values, **changes})


CORRECTION = Correction(
    origin="docs/deployment.json",
    changes=(
        Change(
            concept="pipeline_parallel_size",
            label="pipeline parallelism",
            before="8",
            after="4",
            reason="the document says 8, the configuration says 4",
            origin="docs/deployment.json",
            place=PP.place,
        ),
        Change(
            concept="layers_per_stage",
            label="layers per stage",
            before="10",
            after="20",
            reason="80 layers over 4 stages",
            origin="computed",
            place=at("10"),
        ),
    ),
    checks=(
        after(SIZE, "4", derivation=("needed: 4 × 2 = 8",), assumptions=("holds only if ranks are shared",)),
        after(LAYERS, "20", derivation=("80 ÷ 4 = 20",), recomputed="20"),
        after(FITS, "34.25GB"),
        LATENCY,
    ),
)


def reviewed(*checks: Check, correction: Correction | None = None) -> str:
    document = DocumentReport(path="docs/plan.md", title="Plan", status="checked", checks=checks, correction=correction)
    return page.render(Report(documents=(document,)), "correction-review")


def section(text: str, title: str) -> str:
    """The text below a heading, down to the next one of its level or above."""
    head, _, rest = text.partition(f"{title}\n\n")
    assert rest, f"{title} is missing in {head}"
    level = title.partition(" ")[0]
    ends = [at for mark in ("#" * n + " " for n in range(1, len(level) + 1)) if (at := rest.find(f"\n{mark}")) >= 0]
    return rest[: min(ends, default=len(rest))].strip("\n")


def test_an_error_with_its_requirement_and_what_there_is() -> None:
    text = reviewed(SIZE, FITS)
    assert text.startswith("# Issues Identified in Plan\n\n2 statements of `docs/plan.md` were checked")
    assert section(text, "### Issue: The parallel degrees do not fit the GPUs") == (
        "- **Deployment Plan Claim**: `- Degrees: PP=8 × TP=2`\n"
        "- **Location**: Strategy, line 5\n"
        "- **GPU Requirement**: 8 × 2 = 16\n"
        "- **Available Resources**: 8 GPUs (line 6)\n"
        "- **Status**: CONTRADICTED under every reading of the printed numbers. "
        "PP=8 × TP=2 needs 16 GPUs; 8 are available."
    )
    assert section(text, "### Impact of the Error") == "1. The plan cannot be deployed (line 5)"


def test_errors_stand_under_their_severity() -> None:
    minor = replace(LAYERS, verdict="contradicted", severity="low", impact="a bit off", message="off")
    text = reviewed(SIZE, SUM, minor)
    assert [line for line in text.splitlines() if line.startswith("## ")][:3] == [
        "## Critical Mathematical Error",
        "## Further Error",
        "## Minor Findings",
    ]
    assert (
        section(text, "## Minor Findings") == "- **Layers are not divided over the stages** (line 7): Off. A bit off."
    )
    assert "## Mathematical Error\n" in reviewed(SUM)


def test_the_corrected_configuration_with_its_source() -> None:
    text = reviewed(SIZE, LAYERS, FITS, correction=CORRECTION)
    title = "### Validated Configuration (from deployment.json)"
    assert section(text, title) == "- **Pipeline parallelism**: 4 ✓ (was 8)"
    assert section(text, "### Performance Corrections") == "- **Layers per stage**: 20 ✓ (not 10)"
    assert section(text, "### 1. Pipeline parallelism") == (
        "- **From**: 8 (line 5)\n- **To**: 4\n- **Reason**: The document says 8, the configuration says 4."
    )


def test_the_results_are_those_after_the_correction() -> None:
    text = reviewed(SIZE, LAYERS, FITS, LATENCY, correction=CORRECTION)
    assert section(text, "### Performance Targets").startswith(
        "- ✅ **Latency**: 800ms, target at most 1000ms\n\nClaims are"
    )
    assert section(text, "### Memory Safety") == (
        "- ✅ The memory used fits the GPU: memory used per GPU 34.25GB (line 8) and GPU memory 80GB (line 8)"
    )
    assert section(text, "### Mathematical Correctness") == (
        "- ✅ The parallel degrees fit the GPUs: 4 × 2 = 8; 8 GPUs (line 6); assumed: ranks are shared\n"
        "- ✅ Layers are divided over the stages: 80 ÷ 4 = 20"
    )


def test_readiness_before_and_after() -> None:
    text = reviewed(SIZE, LAYERS, FITS, LATENCY, correction=CORRECTION)
    assert section(text, "## Deployment Readiness") == (
        "**BEFORE CORRECTION**:\n\n"
        "- ❌ The parallel degrees do not fit the GPUs (line 5)\n"
        "- ✅ 3 checked statements hold\n\n"
        "**AFTER CORRECTION**:\n\n"
        "- ✅ The parallel degrees fit the GPUs: 4 × 2 = 8; 8 GPUs (line 6); assumed: ranks are shared\n"
        "- ✅ 4 checks on the corrected figures hold\n"
        "- Assumed: ranks are shared"
    )
    assert section(text, "## Recommendation") == (
        "The checked figures hold after the correction.\nThey hold only under the assumption named above."
    )


def test_what_the_correction_leaves_makes_or_does_not_reach() -> None:
    missed = replace(
        LATENCY, verdict="contradicted", severity="high", message="800ms is late", recommendation="Be faster."
    )
    memory = replace(FITS, verdict="contradicted", message="25.5GB is too much", recommendation="Use less.")
    still = after(memory, "34.25GB", verdict="contradicted", message="34.25GB is too much")
    first, *_ = CORRECTION.checks
    correction = replace(CORRECTION, checks=(first, replace(LAYERS, verdict="open", reason="?"), still, missed))
    text = reviewed(SIZE, SUM, memory, LATENCY, replace(LAYERS, verdict="open"), correction=correction)
    readiness = section(text, "## Deployment Readiness").partition("**AFTER CORRECTION**:\n\n")[2]
    assert readiness.splitlines()[1:5] == [
        "- ❌ The memory used does not fit the GPU (line 8): 34.25GB is too much.",
        "- ❌ Target missed: latency (line 10), which shows only with the corrected figures: 800ms is late.",
        "- ❌ The sides do not agree (line 9): stays until the text itself is corrected",
        "- ✅ 1 check on the corrected figures holds; 1 remains open",
    ]
    assert section(text, "### 3. Calculation in line 9") == (
        "- **From**: 4\n- **To**: 1\n- **Reason**: 8 ÷ 8 = 4 does not add up."
    )
    assert section(text, "## Recommendation") == (
        "3 findings remain with the corrected figures, as listed above.\n"
        "1 statement could not be checked.\n"
        "Left to decide:\n\n1. Use less.\n2. Be faster."
    )


def test_a_corrected_value_that_is_still_contradicted_is_marked_so() -> None:
    again = after(SIZE, "4", verdict="contradicted")
    text = reviewed(SIZE, correction=replace(CORRECTION, checks=(again,)))
    assert "- **Pipeline parallelism**: 4 ❌ (was 8)" in text
    assert "- **Layers per stage**: 20 (not 10)" in text


def test_a_computed_correction_names_no_file() -> None:
    correction = replace(CORRECTION, origin="computed", changes=CORRECTION.changes[1:])
    text = reviewed(SIZE, correction=correction)
    assert "Validated Configuration" not in text
    assert "## Corrected Solution\n\n### Performance Corrections\n" in text


def test_without_a_correction_the_findings_propose_what_they_can() -> None:
    text = reviewed(SIZE, SUM, FITS)
    assert "## Corrected Solution" not in text
    assert "AFTER CORRECTION" not in text
    assert section(text, "## Required Modifications").startswith("### 1. Calculation in line 9\n")
    assert section(text, "## Recommendation") == (
        "The contradicted statements have to be corrected before anything is built on them.\n"
        "Left to decide:\n\n1. Choose smaller degrees."
    )
    assert "- ❌ Calculations and totals as the document writes them: 0 of 1 add up" in text


def test_a_sound_document_is_called_no_more_than_that() -> None:
    text = reviewed(FITS, LATENCY, replace(LAYERS, verdict="open", reason="?"))
    assert section(text, "## Deployment Readiness") == "**AS WRITTEN**:\n\n- ✅ 2 checked statements hold"
    assert section(text, "## Recommendation") == "The checked figures hold.\n1 statement could not be checked."


def test_no_words_beyond_the_checks() -> None:
    text = reviewed(SIZE, SUM, FITS, LATENCY, correction=CORRECTION).lower()
    beyond = ("impossible", "production", "deployable", "maintained", "improved", "realistic", "sound")
    assert not [word for word in beyond if word in text]
