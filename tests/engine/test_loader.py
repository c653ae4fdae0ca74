"""Rule files: what a good one becomes, and what is said of a bad one, at its place."""

from __future__ import annotations

from pathlib import Path

from auditor.engine.loader import KINDS, load_rule
from auditor.model import Assumption, Example, Facets, Rule, Source, Variable

CONCEPTS = {
    "pipeline_parallel_size": "",
    "tensor_parallel_size": "",
    "sequence_parallel_size": "",
    "gpu_count": "gpu",
    "weights_total": "gigabyte",
    "weights_per_gpu": "gigabyte",
    "gpu_memory": "gigabyte",
    "time_to_first_token": "millisecond",
    "broken": "florp",
}

RULES = Path(__file__).with_name("rules")
WORLD_SIZE = (RULES / "llm/world-size.yaml").read_text()
WEIGHTS = (RULES / "llm/weights.yaml").read_text()
EQUATION = (RULES / "arithmetic/equation.yaml").read_text()


def load(text: str, path: str = "rules/llm/world-size.yaml") -> Rule:
    return load_rule(Source(path=path, text=text), concepts=CONCEPTS)


def test_every_field_of_a_rule() -> None:
    assert load(WORLD_SIZE) == Rule(
        id="llm/world-size",
        title="Parallel degrees fit the GPUs that exist",
        severity="critical",
        group="resources",
        kind="formula",
        rationale="Every pipeline stage and tensor shard needs a GPU of its own.",
        references=("https://arxiv.org/abs/1909.08053",),
        message="{{ pp }} × {{ tp }} needs {{ needed }} GPUs; {{ gpus }} are available.",
        impact="It does not start.",
        recommendation="Lower {{ pp }} by {{ over }}.",
        facts=(
            Variable(name="pp", concept="pipeline_parallel_size"),
            Variable(name="tp", concept="tensor_parallel_size", facets=Facets(phase="prefill", per="gpu")),
            Variable(name="sp", concept="sequence_parallel_size", default="1"),
            Variable(name="gpus", concept="gpu_count", facets=Facets(role="available | required")),
        ),
        when="pp > 1",
        derive=(("needed", "pp * tp"), ("over", "needed - gpus")),
        readings=(
            Assumption(holds="needed <= gpus", assume="sequence parallelism shares the ranks"),
            Assumption(holds="pp * tp * sp <= gpus", assume="sequence parallelism adds ranks"),
        ),
        may_change=("pp", "tp"),
        options=(("tolerance", "6 %"),),
        examples=(
            Example(verdict="holds", text="TP=4 and PP=2 on 8 GPUs.", line=32),
            Example(
                verdict="contradicted",
                text="TP: 8\n\nPP: 2 on 8 GPUs\n",
                stated="8",
                recomputed="16",
                configuration='{"gpu_count": 8}',
                line=34,
            ),
            Example(verdict="contradicted", text="TP=16 on 8 GPUs", line=41),
            Example(verdict="open", text="TP=4 and PP=2.", missing="gpus", line=43),
        ),
        path="rules/llm/world-size.yaml",
    )


def test_the_short_form_and_a_value_on_trial() -> None:
    rule = load(WEIGHTS, "rules/llm/weights.yaml")
    assert rule.readings == (Assumption(holds="share == sum(parts) / tp"),)
    assert (rule.stated, rule.recomputed) == ("share", "sum(parts) / tp")
    assert [variable.many for variable in rule.facts] == [False, True, False]


def test_another_kind_needs_neither_facts_nor_readings() -> None:
    rule = load(EQUATION, "rules/arithmetic/equation.yaml")
    assert (rule.kind, rule.facts, rule.readings) == ("equation", (), ())
    assert set(KINDS) == set(
        "formula equation comparison total relation agreement factors target share knowledge".split()
    )


def test_scalars_stay_text() -> None:
    text = EQUATION.replace("a book", "3.10").replace("2 + 2 = 4", "on").replace("Equations hold", "1:30")
    rule = load(text, "equation.yaml")
    assert (rule.title, rule.references, rule.examples[0].text) == ("1:30", ("3.10",), "on")
