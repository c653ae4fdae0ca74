"""Every YAML of research/reliability.md that ran code, exploded or was read as something else."""
# ruff: noqa: E501 - one case a line

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor.engine.loader import load_rule
from auditor.errors import RuleError
from auditor.model import Source

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
EQUATION = (RULES / "arithmetic/equation.yaml").read_text()

HOSTILE = {
    "empty": "",
    "only a comment": "# nothing",
    "a text": "hello",
    "a list": "- a\n- b\n",
    "alias bomb": "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)),
    "anchor": EQUATION.replace("group: ", "group: &g "),
    "alias": EQUATION.replace("group: arithmetic", "group: *g"),
    "merge key": "<<: {a: b}\n" + EQUATION,
    "merge bomb": "a: &a {x: y}\n" + "".join(f"b{n}: {{<<: [*a, *a, *a]}}\n" for n in range(9)),
    "python tag": EQUATION.replace("title: ", "title: !!python/object/apply:os.system ['id'] #"),
    "own tag": EQUATION.replace("title: ", "title: !secret "),
    "string tag": EQUATION.replace("title: ", "title: !!str "),
    "binary tag": EQUATION.replace("title: ", "title: !!binary "),
    "duplicate key": EQUATION + "title: again\n",
    "nested duplicate": EQUATION.replace("  holds:", "  holds: [a]\n  holds:"),
    "list as key": "? [a, b]\n: c\n" + EQUATION,
    "two documents": EQUATION + "---\n" + EQUATION,
    "deep lists": "a: " + "[" * 100_000,
    "deep mappings": "a: " + "{a: " * 2_000,
    "deep blocks": "".join(" " * n + "a:\n" for n in range(500)),
    "long list": "a:\n" + "- a\n" * 100_001,
    "too long": "#" * (1024 * 1024 + 1),
    "unclosed quote": "title: 'a\n" + EQUATION,
    "tab": "title:\n\t- a\n",
    "nul": EQUATION.replace("book", "bo\x00k"),
    "escape": EQUATION.replace("book", "bo\x1bk"),
    "lone surrogate": EQUATION.replace("book", "bo\ud800k"),
    "unknown directive": "%YAML 9.9\n---\n" + EQUATION,
    "colliding keys": "".join(f"{n * (2**61 - 1)}: a\n" for n in range(2_000)),
    "numeric keys": "1: a\n2: b\n",
    "null values": "".join(f"{line.partition(':')[0]}: ~\n" if line[0] != " " else "" for line in EQUATION.splitlines()),
    "long word": EQUATION.replace("kind: equation", "kind: " + "x" * 100_000),
    "long key": "x" * 1_000 + ": a\n" + EQUATION,
    "long formula": WORLD_SIZE.replace("when: pp > 1", "when: " + "pp + " * 50_000 + "1"),
    "deep formula": WORLD_SIZE.replace("when: pp > 1", "when: " + "(" * 50_000),
    "formula that imports": WORLD_SIZE.replace("when: pp > 1", "when: __import__('os').system('id') == 0"),
    "template that computes": WORLD_SIZE.replace("It does not start.", "{{ cycler.__init__.__globals__ }}"),
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_yaml_is_refused_in_a_moment(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(RuleError) as caught:
        load_rule(Source(path="rules/llm/world-size.yaml", text=text), concepts=CONCEPTS)
    assert time.perf_counter() - start < 3
    assert caught.value.path == "rules/llm/world-size.yaml"
    assert len(str(caught.value)) < 2_000
