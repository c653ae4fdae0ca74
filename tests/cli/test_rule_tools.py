"""``auditor rules`` over the real engine: what it lists, tests, writes and describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from auditor.cli.main import main
from auditor.engine.declarations import DECLARATIONS, EXAMPLE, FACT, OPTIONAL, READING, REQUIRED
from auditor.engine.loader import load_rule
from auditor.engine.schema import rule_schema
from auditor.errors import RuleError
from auditor.model import Source
from auditor.resources import rules_folder
from auditor.rulebook import load

Run = Callable[..., tuple[int, str, str]]
SHIPPED = sorted(
    path for path in rules_folder().glob("*/*.yaml") if path.parent.name not in ("vocabulary", "knowledge")
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


# --- list -------------------------------------------------------------------------------------------------------------


def test_list_counts_what_each_rule_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("20 GB ÷ 8 = 3 GB\n\n20 GB ÷ 8 = 2.5 GB\n\nPP=8 and TP=2.\n", "utf-8")
    code, out, _ = run("rules", "list", "plan.md")
    lines = {line.split()[1]: line.split("  ")[-1].strip() for line in out.splitlines() if "/" in line}
    assert code == 0
    assert lines["arithmetic/equation"] == "bound 2: 1 holds, 1 contradicted"
    assert lines["llm/world-size"] == "bound 1: 1 open"
    assert lines["llm/memory-fits"] == "never bound"
    assert "; bound: 2; " in out


def test_list_says_what_could_not_be_read(run: Run) -> None:
    code, out, err = run("rules", "list", "missing.md")
    assert code == 2
    assert "missing.md" in err
    assert "never bound" in out


# --- test -------------------------------------------------------------------------------------------------------------


def test_a_failing_example_shows_the_derivation(run: Run) -> None:
    run("rules", "new", "ours/heads", "--kind", "divides")
    path = Path("rules/ours/heads.yaml")
    path.write_text(path.read_text().replace("PP=4", "PP=6"))
    code, out, _ = run("rules", "test", "rules/ours/heads.yaml")
    assert code == 1
    assert "FAILED  ours/heads: holds 1: expected holds, the rule said contradicted: " in out
    assert "          line 1: contradicted\n            quotient: floor(80 ÷ 6) = 13\n" in out
    assert "layers: 80 (line 1)" in out
    assert "examples: 1 passed, 1 failed; rules: 1\n" in out


def test_a_folder_of_rules_is_tested_alone(run: Run) -> None:
    run("rules", "new", "ours/a")
    run("rules", "new", "theirs/b")
    assert "rules: 2\n" in run("rules", "test", "rules")[1]
    assert "rules: 1\n" in run("rules", "test", "rules/ours")[1]
    assert "rules: 1\n" in run("rules", "test", "rules/ours", "--rules", "rules")[1]  # one file, whichever way


def test_a_broken_file_stops_only_itself(run: Run) -> None:
    run("rules", "new", "ours/a")
    run("rules", "new", "ours/b")
    path = Path("rules/ours/b.yaml")
    path.write_text(path.read_text().replace("holds: used <= memory", "holds: used <= memory * memory"))
    code, out, err = run("rules", "test", "rules")
    assert code == 2
    assert "passed  ours/a: holds 1" in out
    assert "rules/ours/b.yaml:" in err
    assert "cannot compare 'used' (information) with 'memory * memory' (information ** 2)" in err
    assert err.rstrip().endswith("^")


def test_a_folder_without_rules_has_proved_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("rules", "test", "empty")[:2] == (1, "examples: 0 passed, 0 failed; rules: 0\n")


# --- new --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(DECLARATIONS))
def test_a_new_rule_passes_its_own_tests(run: Run, kind: str) -> None:
    code, out, _ = run("rules", "new", f"ours/{kind}", "--kind", kind, "--dir", "own")
    assert code == 0
    assert f"auditor rules test own/ours/{kind}.yaml" in out
    assert run("rules", "test", f"own/ours/{kind}.yaml")[:1] == (0,)
    text = Path(f"own/ours/{kind}.yaml").read_text()
    assert f"kind: {kind} #" in text
    assert problems(yaml.safe_load(text)) == []


def test_a_file_is_never_overwritten(run: Run) -> None:
    assert run("rules", "new", "ours/a")[0] == 0
    code, _, err = run("rules", "new", "ours/a")
    assert code == 2
    assert "rules/ours/a.yaml: there is such a file already" in err


@pytest.mark.parametrize("name", ["a", "Ours/A", "../a", "a/b/c", "a/b.yaml", "/a"])
def test_what_is_no_id_is_refused(run: Run, name: str) -> None:
    assert "is no rule id" in run("rules", "new", name)[2]


# --- schema -----------------------------------------------------------------------------------------------------------

BOOK = load()


def schema_of() -> Any:
    return rule_schema(BOOK.vocabulary.concepts)


def problems(data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_rule_fits_the_schema(path: Path) -> None:
    assert problems(yaml.safe_load(path.read_text("utf-8"))) == []


def test_the_command_prints_the_schema(run: Run) -> None:
    code, out, _ = run("rules", "schema")
    assert code == 0
    schema = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json.loads(json.dumps(schema_of()))
    assert list(schema["properties"]) == [*REQUIRED, *OPTIONAL]
    assert "gpu_count" in json.dumps(schema["properties"]["facts"])


def test_every_key_is_described() -> None:
    for keys in (REQUIRED, OPTIONAL, FACT, READING, EXAMPLE):
        assert all(means and not means.endswith(".") for means in keys.values())


CHANGES: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("unknown key", lambda rule: rule.update(fact={})),
    ("unknown severity", lambda rule: rule.update(severity="hihg")),
    ("no id", lambda rule: rule.update(id="World Size")),
    ("unknown kind", lambda rule: rule.update(kind="formulae")),
    ("missing key", lambda rule: rule.pop("rationale")),
    ("unknown concept", lambda rule: rule["facts"]["pp"].update(concept="pp")),
    ("unknown facet", lambda rule: rule["facts"]["pp"].update(rôle="target")),
    ("both conditions", lambda rule: rule.update(holds="pp < tp")),
    ("no condition", lambda rule: rule.pop("readings")),
    ("an option", lambda rule: rule.update(options={"tolerance": "6 %"})),
    ("a reading without condition", lambda rule: rule["readings"].append({"assume": "a"})),
    ("an example without text", lambda rule: rule["examples"]["holds"].append({"stated": "a"})),
    ("no example", lambda rule: rule["examples"].update(holds=[])),
    ("another kind", lambda rule: rule.update(kind="bound")),
    ("too few facts", lambda rule: rule.update(facts={})),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_schema_and_loader_refuse_the_same(change: Callable[[dict[str, Any]], Any]) -> None:
    data = yaml.safe_load((rules_folder() / "llm/world-size.yaml").read_text("utf-8"))
    assert problems(data) == []
    change(data)
    assert problems(data) != []
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    with pytest.raises(RuleError):
        load_rule(Source(path="rules/llm/world-size.yaml", text=text), concepts=BOOK.vocabulary.unit_of())


# --- explain ----------------------------------------------------------------------------------------------------------


def test_a_rule_is_explained_from_its_file_alone(run: Run) -> None:
    code, out, _ = run("explain", "comparison/bytes-per-parameter")
    assert code == 0
    for said in (
        "Each fact is one of a closed list of values.",
        "fact:        size = bytes_per_parameter",
        "constant:    most = 2 bytes",
        "must hold:   size > least and size < most   (if digits and shared scales",
        "setting:     values: 1 byte | 2 bytes",
        "Contradicted (stated 3 bytes):",
        "- OCP Microscaling Formats",
    ):
        assert said in out


def test_each_pack_has_a_page(run: Run) -> None:
    code, out, _ = run("rules", "docs", "pages")
    assert code == 0
    assert "pages/llm.md\n" in out
    text = Path("pages/llm.md").read_text("utf-8")
    assert text.startswith("# Rules: llm\n\n| rule | severity | what holds |\n|---|---|---|\n| [`llm/")
    for rule in (rule for rule in BOOK.rules if rule.id.startswith("llm/")):
        assert f"\n## {rule.id}: {rule.title}\n" in text
    assert "\n### Examples\n" in text
    assert text.count("\n# ") == 0
