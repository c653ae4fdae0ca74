"""The kinds that hold facts against fixed values or each other: ordering, bound, divides, one-of."""
# ruff: noqa: E501 - one case a line

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from auditor.engine.declarations import DECLARATIONS
from auditor.engine.limits import constant, limit
from auditor.engine.loader import load_rule
from auditor.errors import RuleError
from auditor.model import Assumption, Check, Rule, Source
from auditor.rulebook import load

Checks = Callable[..., list[Check]]
TTFT, RANGE = "comparison/ttft-percentiles", "comparison/utilization-range"
SIZE, HEADS = "comparison/bytes-per-parameter", "agreement/query-heads-per-kv-head"


def verdicts(found: list[Check]) -> list[str]:
    return [check.verdict for check in found]


# --- ordering ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- TTFT P50: 300 ms\n- TTFT P99: 0.9 s", ["holds"]),
        ("- TTFT P50: 300 ms\n- TTFT P95: 600 ms\n- TTFT P99: 0.5 s", ["holds", "contradicted"]),
        ("- TTFT P99: 900 ms\n- TTFT P50: 1.2 s", ["contradicted"]),  # the order of the rule, not of the text
        ("- TTFT P50: 0.9 s\n- TTFT P99: 870 ms", ["holds"]),  # within the rounding
        ("- TTFT P99: 900 ms", []),  # nothing to hold it against
        ("- TTFT P50: 300 ms\n- decode P99: 200 ms", []),  # another thing
        ("- search TTFT P50: 300 ms\n- chat TTFT P99: 200 ms", []),  # of another system
        ("# One\n\nTTFT P50: 300 ms.\n\n# Two\n\nTTFT P99: 200 ms.", []),  # of another part
        ("- TTFT P50: 300 ms\n- TTFT P99 target: 200 ms", []),  # a target is no measurement
        (
            "| metric | A | B |\n|---|---|---|\n| TTFT P50 | 30 ms | 90 ms |\n| TTFT P99 | 60 ms | 99 ms |",
            ["holds"] * 2,
        ),
        ("TTFT P50 is 300 ms, or TTFT P50 is 100 ms, and TTFT P99 is 200 ms.", ["open"]),
    ],
)
def test_what_does_not_decrease(checks: Checks, text: str, expected: list[str]) -> None:
    assert verdicts(checks(text, TTFT)) == expected


def test_a_decrease_names_both_values_and_their_lines(checks: Checks) -> None:
    (found,) = checks("- TTFT P50: 300 ms\n- TTFT P99: 200 ms", TTFT)
    assert found.message == "The P99 of 200 ms lies below the P50 of 300 ms (line 1)."
    assert (found.stated, found.recomputed, found.place.line) == ("200 ms", "at least 300 ms", 2)
    assert found.derivation == (
        "P50 300 ms > P99 200 ms",
        "time to first token: 200 ms (line 2)",
        "time to first token: 300 ms (line 1)",
    )
    assert [place.line for place in found.related] == [1]


def test_the_greatest_earlier_value_is_named(checks: Checks) -> None:
    found = checks("- TTFT P50: 300 ms\n- TTFT P95: 600 ms\n- TTFT P99: 200 ms", TTFT)
    assert "below the P95 of 600 ms" in found[-1].message


# --- bound ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MFU is 45 %.", ["holds"]),
        ("MFU is 100%.", ["holds"]),
        ("MFU is 101%.", ["contradicted"]),
        ("- GPU utilization: 120 %\n- MFU: 40 %", ["contradicted", "holds"]),
        ("GPU utilization is 120 %. As said, GPU utilization is 120 %.", ["contradicted"]),  # said twice, found once
        ("Nothing of the kind.", []),
    ],
)
def test_what_lies_within_its_limits(checks: Checks, text: str, expected: list[str]) -> None:
    assert verdicts(checks(text, RANGE)) == expected


@pytest.mark.parametrize(
    ("options", "verdict", "recomputed"),
    [
        ((("least", "50 %"),), "contradicted", "at least 50 %"),
        ((("most", "45"),), "holds", "at most 45"),  # in the unit of the concept
        ((("below", "40"),), "contradicted", "below 40"),
        ((("above", "46 %"),), "contradicted", "above 46 %"),
        ((("above", "44 %"), ("below", "46 %")), "holds", "above 44 % and below 46 %"),
    ],
)
def test_limits_can_be_open_at_either_end(
    checks: Checks, options: tuple[tuple[str, str], ...], verdict: str, recomputed: str
) -> None:
    (found,) = checks("MFU is 45 %.", RANGE, options=options)
    assert (found.verdict, found.recomputed) == (verdict, recomputed)


def test_the_broken_limit_is_the_derivation(checks: Checks) -> None:
    (found,) = checks("MFU is 140 %.", RANGE)
    assert found.derivation == ("140 % is not at most 100 %", "model FLOPs utilization: 140 % (line 1)")


# --- one-of -----------------------------------------------------------------------------------------------------------


def test_a_value_of_the_list_holds_and_another_does_not(checks: Checks) -> None:
    text = "Precision: {} bytes per parameter."
    assert verdicts(checks(text.format(2), SIZE)) == ["holds"]
    (found,) = checks(text.format(5), SIZE)
    assert (found.verdict, found.stated) == ("contradicted", "5 bytes per parameter")
    assert found.recomputed is not None
    assert found.recomputed.startswith("one of 1 byte, 2 bytes")
    assert "4 bytes is the nearest" in found.recommendation


def test_a_named_reading_is_an_assumption(checks: Checks) -> None:
    (found,) = checks("Precision: 0.56 bytes per parameter.", SIZE)
    assert found.verdict == "holds"
    assert found.assumptions == ("holds only if digits and shared scales of a block format are averaged",)


def test_a_condition_keeps_a_rule_silent(checks: Checks) -> None:
    assert checks("Precision: 413.68 MB per parameter.", SIZE) == []
    assert verdicts(checks("MFU is 140 %.", RANGE, when="compute < 1.2")) == []
    assert verdicts(checks("MFU is 110 %.", RANGE, when="compute < 1.2")) == ["contradicted"]
    assert verdicts(checks("MFU is 140 %.", RANGE, when="gpu < 1.2")) == ["contradicted"]  # about another fact


# --- divides ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Attention heads: 64\n- KV heads: 8", ["holds"]),
        ("- Attention heads: 64\n- KV heads: 7", ["contradicted"]),
        ("- Attention heads: 64.5\n- KV heads: 8", ["open"]),  # no whole number
        ("- Attention heads: 7\n- KV heads: 8", []),  # the rule's own condition
        ("- Attention heads: 64", []),
    ],
)
def test_what_divides_without_remainder(checks: Checks, text: str, expected: list[str]) -> None:
    assert verdicts(checks(text, HEADS)) == expected


def test_the_remainder_is_shown(checks: Checks) -> None:
    (found,) = checks("- Attention heads: 64\n- KV heads: 7", HEADS)
    assert found.message == "64 attention heads over 7 KV heads are 9 each, and 1 are left over."
    assert found.derivation[:2] == ("quotient: floor(64 ÷ 7) = 9", "remainder: 64 mod 7 = 1")


def test_a_further_reading_can_excuse_a_remainder(checks: Checks) -> None:
    readings = (Assumption(holds="heads > 60", assume="some heads are padding"),)
    (found,) = checks("- Attention heads: 64\n- KV heads: 7", HEADS, readings=readings)
    assert found.assumptions == ("holds only if some heads are padding",)


def test_three_facts_divide_by_a_product(checks: Checks, rule: Callable[[str], Rule]) -> None:
    third = replace(rule(HEADS).facts[1], name="stages", concept="pipeline_parallel_size")
    text = "- Attention heads: 64\n- KV heads: 8\n- PP={}"
    facts = (*rule(HEADS).facts, third)
    assert verdicts(checks(text.format(4), HEADS, facts=facts)) == ["holds"]
    (found,) = checks(text.format(3), HEADS, facts=facts)
    assert found.derivation[0] == "divisor: 8 × 3 = 24"


def test_what_is_missing_is_named(checks: Checks, rule: Callable[[str], Rule]) -> None:
    third = replace(rule(HEADS).facts[1], name="stages", concept="pipeline_parallel_size")
    (found,) = checks("- Attention heads: 64\n- KV heads: 8", HEADS, facts=(*rule(HEADS).facts, third))
    assert (found.verdict, found.reason) == ("open", "the document does not say the pipeline parallelism")


# --- what a rule of these kinds must say ------------------------------------------------------------------------------

RULE = """\
id: a/b
title: T
severity: low
group: g
rationale: R
references: [x]
kind: {kind}
{body}
message: M
examples: {{holds: [a], contradicted: [b]}}
"""
CONCEPTS = {"share": "percent", "size": "byte", "layers": "layer", "stages": "", "weird": "florp"}


def rule_of(kind: str, body: str) -> Rule:
    return load_rule(Source(path="a/b.yaml", text=RULE.format(kind=kind, body=body)), concepts=CONCEPTS)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("bound", "facts: {x: {concept: share}}", "kind: expected the key 'options' with least or most or above or below"),
        ("bound", "options: {most: 100 %}", "kind: a rule of the kind 'bound' has the key 'facts'"),
        ("bound", "facts: {x: {concept: share}}\noptions: {most: much}", "options.most: 'much' is no value: expected a number"),
        ("bound", "facts: {x: {concept: share}}\noptions: {most: 8 GB}", "options.most: '8 GB' is information, and the fact is a plain number"),
        ("bound", "facts: {x: {concept: share}}\noptions: {most: 8 furlongs}", "options.most: unknown unit"),
        ("bound", "facts: {x: {concept: share}}\noptions: {mots: 8}", "options: unknown key 'mots': did you mean 'most'?"),
        ("bound", "facts: {x: {concept: share}}\noptions: {most: 8}\nderive: {y: x}", "derive: a rule of the kind 'bound' has no such key"),
        ("bound", "facts: {limits: {concept: share}}\noptions: {most: 8}", "facts.limits: the name 'limits' is one that rules of this kind fill in"),
        ("one-of", "facts: {x: {concept: size}}\noptions: {values: 8 GB}", "options.values: expected a list"),
        ("one-of", "facts: {x: {concept: size}}\noptions: {values: [8 GB, 8 s]}", "options.values.1: '8 s' is time"),
        ("ordering", "facts: {x: {concept: size}}", "facts: a rule of the kind 'ordering' has 2 facts or more, not 1"),
        ("ordering", "facts: {x: {concept: size}, y: {concept: share}}", "facts.y: cannot compare 'x' (information) with 'y' (a plain number)"),
        ("ordering", "facts: {x: {concept: size}, y: {concept: size}}\nholds: x < y", "holds: a rule of the kind 'ordering' has no conditions"),
        ("ordering", "facts: {x: {concept: size}, y: {concept: size, many: true}}", "facts.y: only a rule of the kind 'formula' takes all facts"),
        ("bound", "facts: {x: {concept: size}, y: {concept: size}}\noptions: {most: 8}\nreadings: [{holds: x < y}]", "readings.0.holds: expected a condition about one of the facts"),
        ("bound", "facts: {x: {concept: size}, y: {concept: size}}\noptions: {most: 8}\nimpact: '{{ x }}'", "impact: unknown placeholder 'x'"),
        ("divides", "facts: {x: {concept: size}, y: {concept: stages}}", "facts.x: cannot take floor of 'x / (y)'"),
        ("divides", "facts: {x: {concept: layers}, y: {concept: stages}}\noptions: {a: b}", "options: a rule of this kind has no options"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_at_load(kind: str, body: str, expected: str) -> None:
    with pytest.raises(RuleError) as caught:
        rule_of(kind, body)
    assert expected in caught.value.message
    assert caught.value.line is not None


def test_constants_have_units() -> None:
    body = "facts: {x: {concept: size}}\nconstants: {cap: 80 GB}\nholds: x <= cap"
    assert rule_of("formula", body).constants == (("cap", "80 GB"),)
    with pytest.raises(RuleError, match=r"holds: cannot compare 'x' \(information\) with 'cap' \(time\)"):
        rule_of("formula", body.replace("80 GB", "80 s"))
    with pytest.raises(RuleError, match=r"constants\.cap: unknown unit 'florp'"):
        rule_of("formula", body.replace("80 GB", "80 florp"))


def test_a_limit_is_a_number_with_or_without_a_unit() -> None:
    assert limit("100 %", "percent") == limit("100", "percent") == 1
    assert limit("-2 ms", "second") * 500 == -1
    assert constant("1.5 token / second") == (limit("1.5", ""), "token / second")


def test_every_kind_is_shipped_in_some_rule() -> None:
    shipped = {rule.kind for rule in load().rules}
    assert shipped == set(DECLARATIONS)


# --- all facts of one or several concepts -----------------------------------------------------------------------------

PARTS = "agreement/memory-per-gpu-parts"
LISTED = "- Weights per GPU: {}\n- KV cache per GPU: {}\n- Activations: 2 GB\n- Memory used per GPU: 24.5 GB"


def many(checks: Checks, text: str, holds: str) -> list[Check]:
    return checks(text, PARTS, derive=(), message="{{ parts }}", recommendation="", readings=(Assumption(holds=holds),))


@pytest.mark.parametrize(
    ("holds", "verdict"),
    [
        ("used == sum(parts)", "holds"),
        ("used < max(parts)", "contradicted"),
        ("max(parts) <= used", "holds"),
        ("max(parts) <= min(parts)", "contradicted"),
        ("min(parts) * 12 <= used", "holds"),
        ("sum(parts) - max(parts) > used", "contradicted"),
    ],
)
def test_sum_max_and_min_of_all_that_stand_together(checks: Checks, holds: str, verdict: str) -> None:
    (found,) = many(checks, LISTED.format("17.5 GB", "5 GB"), holds)
    assert found.verdict == verdict


def test_the_parts_are_shown_with_their_lines(checks: Checks) -> None:
    (found,) = checks(LISTED.format("17.5 GB", "15 GB"), PARTS)
    assert found.verdict == "contradicted"
    assert found.derivation == (
        "together: 17.5 GB + 15 GB + 2 GB = 34.5 GB",
        "memory used per GPU: 24.5 GB (line 4)",
        "weights per GPU: 17.5 GB (line 1)",
        "KV cache per GPU: 15 GB (line 2)",
        "activations per GPU: 2 GB (line 3)",
    )
    assert [place.line for place in found.related] == [1, 2, 3]
    assert "17.5 GB, 15 GB, 2 GB are 34.5 GB together" in found.message


def test_equal_parts_count_each(checks: Checks) -> None:
    text = "- Activations: 12 GB\n- Activations: 12 GB\n- Memory used per GPU: 20 GB"
    (found,) = checks(text, PARTS)
    assert found.derivation[0] == "together: 12 GB + 12 GB = 24 GB"


def test_parts_in_prose_beside_a_list_are_not_counted_again(checks: Checks) -> None:
    text = "As said, weights per GPU are 17.5 GB.\n\n" + LISTED.format("17.5 GB", "5 GB")
    (found,) = checks(text, PARTS)
    assert found.verdict == "holds"


def test_parts_elsewhere_are_somebody_elses(checks: Checks) -> None:
    text = "# One\n\n- Weights per GPU: 70 GB\n\n# Two\n\nMemory used per GPU is 24.5 GB."
    assert checks(text, PARTS) == []


def test_all_of_the_document_may_be_none(checks: Checks, rule: Callable[[str], Rule]) -> None:
    used, parts = rule(PARTS).facts
    facts = (used, replace(parts, together=False))
    text = "# One\n\n- Weights per GPU: 70 GB\n\n# Two\n\nMemory used per GPU is 24.5 GB."
    assert verdicts(checks(text, PARTS, facts=facts)) == ["contradicted"]
    (found,) = checks("Memory used per GPU is 24.5 GB.", PARTS, facts=facts)
    assert (found.verdict, found.reason) == ("open", "there is no value to take the sum of")
    guard = (Assumption(holds="max(used, parts) == used"),)
    assert verdicts(checks("Memory used per GPU is 24.5 GB.", PARTS, facts=facts, derive=(), message="", recommendation="", readings=guard)) == ["holds"]  # fmt: skip


def test_the_parts_may_all_be_meant_in_steps_of_1024(checks: Checks) -> None:
    text = "- Weights per GPU: 16.00 GB\n- Activations: 2.00 GB\n- Memory used per GPU: 18.00 GiB"
    (found,) = many(checks, text, "used == sum(parts)")
    assert found.verdict == "holds"
    assert any("1024" in assumption for assumption in found.assumptions)


def test_several_concepts_are_of_one_dimension_and_taken_together() -> None:
    body = "facts: {{x: {{concept: share}}, y: {{concept: {}, many: {}}}}}\nholds: x > 0"
    for concepts, taken, expected in [
        ("share | size", "true", "facts.y.concept: expected concepts of one dimension"),
        ("layers | stages", "false", "facts.y.concept: expected one concept; several only where all"),
        ("share | sise", "true", "facts.y.concept: unknown concept 'sise': did you mean 'size'?"),
    ]:
        with pytest.raises(RuleError) as caught:
            rule_of("formula", body.format(concepts, taken))
        assert expected in caught.value.message
