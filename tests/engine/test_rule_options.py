"""Options that a kind cannot use are refused when the rule is loaded, at their place."""

from __future__ import annotations

import pytest

from auditor.engine.loader import load_rule
from auditor.errors import RuleError
from auditor.model import Rule, Source
from auditor.resources import rules_folder

CONCEPTS = {"gpu_memory": "byte", "memory_per_gpu": "byte"}


def load(name: str, old: str = "", new: str = "") -> Rule:
    text = (rules_folder() / f"{name}.yaml").read_text("utf-8")
    assert old in text
    return load_rule(Source(path=f"rules/{name}.yaml", text=text.replace(old, new, 1)), concepts=CONCEPTS)


def test_what_ships_is_taken_as_it_is() -> None:
    assert dict(load("hardware/memory").options)["cells"] == "memory"
    assert dict(load("llm/memory-fits").options) == {"knowledge": "memory"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "hardware/memory",
            "library: accelerators",
            "library: accelerator",
            "options.library: unknown 'accelerator': did you mean",
        ),
        ("hardware/memory", "  cells: memory\n", "", "missing key 'cells': expected library, cells, labels"),
        ("hardware/memory", "  value: {", "  other: {concept: gpu_memory}\n  value: {", "has 1 fact, not 2"),
        ("llm/memory-fits", "{knowledge: memory}", "{knowledge: memry}", "options.knowledge: unknown 'memry'"),
    ],
)
def test_a_wrong_option_is_refused(name: str, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        load(name, old, new)
    assert message in str(caught.value)
    assert caught.value.line is not None
