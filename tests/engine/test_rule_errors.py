"""What is wrong with a rule file is said at its place, with what was expected."""
# ruff: noqa: E501 - one case a line

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.loader import load_rule
from auditor.errors import FormulaError, RuleError
from auditor.model import Rule, Source

CONCEPTS = {
    "pipeline_parallel_size": "",
    "tensor_parallel_size": "",
    "sequence_parallel_size": "",
    "gpu_count": "gpu",
    "weights_total": "gigabyte",
    "weights_per_gpu": "gigabyte",
    "broken": "florp",
}

RULES = Path(__file__).with_name("rules")
WORLD_SIZE = (RULES / "llm/world-size.yaml").read_text()
WEIGHTS = (RULES / "llm/weights.yaml").read_text()


def load(text: str, path: str = "rules/llm/world-size.yaml") -> Rule:
    return load_rule(Source(path=path, text=text), concepts=CONCEPTS)


WRONG = [
    # what is replaced, by what, the text at which the caret stands, what the message says
    ("severity: critical", "severity: hihg", "hihg", "severity: unknown 'hihg': did you mean 'high'? Expected one of critical, high, medium, low, info"),
    ("severity: critical", "severity: blocker", "blocker", "severity: unknown 'blocker': expected one of critical, high"),
    ("severity: critical", "severity: [high]", "[high]", "severity: expected a text, not a list"),
    ("severity: critical", "severity:", None, "severity: expected a text, and it is empty"),
    ("severity: critical\n", "", "id:", "missing key 'severity': expected id, title, severity"),
    ("severity: critical", "severty: critical", "severty", "unknown key 'severty': did you mean 'severity'?"),
    ("title: ", "title: {a: b} #", "{a: b}", "title: expected a text, not a mapping"),
    ("kind: formula", "kind: formulae", "formulae", "kind: unknown 'formulae': did you mean 'formula'?"),
    ("id: llm/world-size", "id: llm/world", "llm/world", "id: the id 'llm/world' is not the place of the file: expected 'llm/world-size'"),
    ("id: llm/world-size", "id: LLM/World", "LLM/World", "id: 'LLM/World' is no rule id"),
    ("[https://arxiv.org/abs/1909.08053]", "[]", "[]", "references: expected a list, and it is empty"),
    ("[https://arxiv.org/abs/1909.08053]", "a book", "a book", "references: expected a list, not a text"),
    ("[https://arxiv.org/abs/1909.08053]", "[{a: b}]", "{a: b}", "references.0: expected a text, not a mapping"),
    ("concept: pipeline_parallel_size", "concept: pipline_parallel_size", "pipline", "facts.pp.concept: unknown concept 'pipline_parallel_size': did you mean 'pipeline_parallel_size'?"),
    ("concept: pipeline_parallel_size", "concept: zzz", "zzz", "facts.pp.concept: unknown concept 'zzz': expected a concept of the vocabulary"),
    ("concept: pipeline_parallel_size", "concept: broken", "pp:", "facts.pp: its concept's unit in the vocabulary: unknown unit 'florp'"),
    ("{concept: pipeline_parallel_size}", "{}", "{}", "facts.pp: missing key 'concept'"),
    ("{concept: pipeline_parallel_size}", "pipeline_parallel_size", "pipeline_", "facts.pp: expected a mapping of keys and values, not a text"),
    ("role: available |required", "rôle: available", "rôle", "facts.gpus: unknown key 'rôle': did you mean 'role'?"),
    ("role: available |required", "role: available |", "available", "facts.gpus.role: expected a value, or several with '|' between them"),
    ("default: 1", "many: yes", "yes", "facts.sp.many: unknown 'yes': expected one of false, together, true"),
    ("  pp:   {", "  p-p:   {", "p-p", "facts.p-p: 'p-p' cannot be a name: expected letters, digits"),
    ("  pp:   {", "  max:   {", "max:", "facts.max: 'max' cannot be a name"),
    ("  pp:   {", "  lambda:   {", "lambda:", "facts.lambda: 'lambda' cannot be a name"),
    ("  pp:   {", "  stated:   {", "stated:", "facts.stated: 'stated' cannot be a name"),
    ("  pp:   {", "  2p:   {", "2p:", "facts.2p: '2p' cannot be a name"),
    ("  needed: pp", "  tp: pp", "tp: pp", "derive.tp: the name 'tp' is taken by another fact or derived value"),
    ("needed: pp * tp", "needed: pp * over", "over\n", "derive.needed: unknown name 'over': expected one of gpus, pp, sp, tp"),
    ("needed: pp * tp", "needed: pp * (tp", "(tp", "derive.needed: '(' is never closed"),
    ("needed - gpus", "needed < gpus and needed", "needed\nreadings", "derive.over: 'needed' is a quantity: expected a condition"),
    ("when: pp > 1", "when: pp", "pp\n", "when: expected a condition with == != < <= > or >=, not a quantity"),
    ("when: pp > 1", "when: pp > needless", "needless\n", "when: unknown name 'needless': did you mean 'needed'?"),
    ("holds: needed <= gpus", "holds: needed", "needed}", "readings.0.holds: expected a condition"),
    ("* sp <= gpus", "* spp <= gpus", "spp", "readings.1.holds: unknown name 'spp': did you mean 'sp'?"),
    ("assume: sequence parallelism adds ranks", "asume: x", "asume", "readings.1: unknown key 'asume': did you mean 'assume'?"),
    ("readings:", "holds: pp < tp\nreadings:", "pp < tp\n", "holds: a rule has either 'holds' or 'readings'"),
    ("{{ needed }} GPUs", "{{ neded }} GPUs", "{{ neded", "message: unknown placeholder 'neded': did you mean 'needed'?"),
    ("It does not start.", "It {{ costs }} a lot.", "{{ costs", "impact: unknown placeholder 'costs'"),
    ("by {{ over }}", "by {{ over.x }}", "{{ over.x", "recommendation: braces that are no placeholder: expected {{ name }}"),
    ("by {{ over }}", "{% if over %}", "{% if", "recommendation: braces that are no placeholder"),
    ("may_change: [pp, tp]", "may_change: [pp, dp]", "dp]", "may_change.1: unknown variable 'dp': expected one of gpus, pp, sp, tp"),
    ("may_change: [pp, tp]", "may_change: [needed]", "needed]", "may_change.0: unknown variable 'needed'"),
    ("may_change: [pp, tp]", "options: {tolerance: 6 %}", "tol", "options: unknown key 'tolerance': expected one of knowledge"),
    ("default: 1", "default: one", "one", "facts.sp.default: 'one' is no default: expected a number, or a range such as 0-300000"),
    ("may_change: [pp, tp]", "stated: gpu", "gpu\n", "stated: unknown variable 'gpu': did you mean 'gpus'?"),
    ("may_change: [pp, tp]", "recomputed: pp * tp", "pp * tp\nexamples", "recomputed: expected the key 'stated' beside it"),
    ("  holds:\n    - TP=4 and PP=2 on 8 GPUs.\n", "", "contradicted:", "examples: missing key 'holds': expected holds, contradicted"),
    ("    - TP=4 and PP=2 on 8 GPUs.\n", "", None, "examples.holds: expected a list, not a text"),
    ("missing: gpus", "missing: gpux", "gpux}", "examples.open.0.missing: unknown variable 'gpux': did you mean 'gpus'?"),
    ("{text: TP=16 on 8 GPUs}", "{text: TP=16, missing: gpuss}", "gpuss}", "examples.contradicted.1.missing: only an example that is open misses something"),
    ("{text: TP=16 on 8 GPUs}", "{stated: 8}", "{stated", "examples.contradicted.1: missing key 'text'"),
    ("{text: TP=16 on 8 GPUs}", "{text: a, expected: 8}", "expected: 8", "examples.contradicted.1: unknown key 'expected'"),
    ("{text: TP=16 on 8 GPUs}", "''", "''", "examples.contradicted.1: expected a text, and it is empty"),
    ("  open:", "  opne:", "opne", "examples: unknown key 'opne': did you mean 'open'?"),
    ("facts:", "fact:", "fact:", "unknown key 'fact': did you mean 'facts'?"),
    ("kind: formula\n", "kind: formula\nkind: total\n", "kind: total", "duplicate key 'kind'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "expected"), WRONG, ids=[f"{case[3][:60]}-{n}" for n, case in enumerate(WRONG)]
)
def test_what_is_wrong_is_said_at_its_place(old: str, new: str, at: str | None, expected: str) -> None:
    assert old in WORLD_SIZE
    source = Source(path="rules/llm/world-size.yaml", text=WORLD_SIZE.replace(old, new, 1))
    with pytest.raises(RuleError) as caught:
        load_rule(source, concepts=CONCEPTS)
    error = caught.value
    assert expected in error.message
    assert error.path == source.path
    assert error.line is not None
    assert error.excerpt == source.line(error.line)
    if at is not None:
        assert (error.line, error.column) == source.position(source.text.index(at))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("stated: share", "stated: parts", "stated: unknown variable 'parts': "),
        ("recomputed: sum(parts) / tp", "recomputed: tp", "recomputed: this is not the value of 'share': a plain number does not go with information"),
        ("recomputed: sum(parts) / tp", "recomputed: tp < 2", "recomputed: expected a quantity, the value of 'share', not a condition"),
        ("holds: share == sum(parts) / tp", "holds: share == parts / tp", "holds: 'parts' stands for many values: expected sum, min or max of them"),
        ("holds: share == sum(parts) / tp", "holds: share == tp", "holds: cannot compare 'share' (information) with 'tp' (a plain number)"),
        ("holds: share == sum(parts) / tp\n", "", "kind: a rule of the kind 'formula' has the keys 'facts' and 'readings' (or 'holds')"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value_on_trial(old: str, new: str, expected: str) -> None:
    assert old in WEIGHTS
    with pytest.raises(RuleError) as caught:
        load(WEIGHTS.replace(old, new, 1), "rules/llm/weights.yaml")
    assert expected in caught.value.message


def test_an_error_prints_with_a_caret() -> None:
    with pytest.raises(FormulaError) as caught:
        load(WORLD_SIZE.replace("needed <= gpus", "needed <= gpu"))
    assert str(caught.value) == (
        "rules/llm/world-size.yaml:20:70: readings.0.holds: unknown name 'gpu': did you mean 'gpus'?\n"
        "      - {assume: sequence parallelism shares the ranks, holds: needed <= gpu}\n"
        "                                                                         ^"
    )
