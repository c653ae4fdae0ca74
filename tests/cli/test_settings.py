"""A project's own rules, vocabulary and severities."""
# ruff: noqa: E501 - one case a line

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.cli.main import main
from auditor.errors import ConfigError
from auditor.workspace.settings import Settings, find_settings

Run = Callable[..., tuple[int, str, str]]
PLAN = "# Plan\n\nPP=8 and TP=2 on 8 GPUs.\n\n- Sprocket count: 12\n"
VOCABULARY = "sprocket_count: {unit: '', labels: [sprocket count]}\n"
RULE = """\
id: ours/sprockets
title: No more than ten sprockets
severity: medium
group: ours
rationale: There are ten slots.
references: [the drawing]
kind: bound
options: {most: 10}
facts: {sprockets: {concept: sprocket_count}}
message: "{{ sprockets }} sprockets are not {{ limits }}."
examples: {holds: ["Sprocket count: 9"], contradicted: ["Sprocket count: 11"]}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "plan.md": PLAN,
        "own/ours/sprockets.yaml": RULE,
        "own/vocabulary/parts.yaml": VOCABULARY,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    del project

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def found(out: str) -> list[str]:
    return sorted(" ".join(line.split()[1:3]) for line in out.splitlines() if line.startswith("plan.md:"))


# --- what a project can say -------------------------------------------------------------------------------------------


def test_rules_and_vocabulary_of_ones_own_add_to_what_ships(run: Run) -> None:
    assert found(run("check", "plan.md")[1]) == ["critical llm/world-size"]
    assert found(run("check", "plan.md", "--rules", "own")[1]) == ["critical llm/world-size", "medium ours/sprockets"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("auditor.toml", 'rules = ["own"]\n[severity]\n"llm/world-size" = "low"\n'),
        ("pyproject.toml", '[tool.auditor]\nrules = ["own"]\n[tool.auditor.severity]\n"llm/world-size" = "low"\n'),
    ],
)
def test_a_configuration_says_the_same(run: Run, project: Path, name: str, text: str) -> None:
    (project / name).write_text(text)
    assert found(run("check", "plan.md")[1]) == ["low llm/world-size", "medium ours/sprockets"]
    assert run("check", "plan.md", "--fail-on", "high")[0] == 0


def test_it_holds_in_folders_below_and_paths_are_its_own(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "auditor.toml").write_text('rules = ["own"]\n')
    (project / "docs").mkdir()
    monkeypatch.chdir(project / "docs")
    assert run("rules", "test", "ours/sprockets")[1].endswith("examples: 2 passed, 0 failed; rules: 1\n")


def test_a_rule_or_a_pack_is_switched_off(run: Run, project: Path) -> None:
    (project / "auditor.toml").write_text('[severity]\n"llm/*" = "off"\n"llm/world-size" = "info"\n')
    assert found(run("check", "plan.md", "--fail-on", "info")[1]) == ["info llm/world-size"]
    listed = run("rules", "list")[1]
    assert "  off       llm/memory-fits " in listed
    assert "  info      llm/world-size " in listed
    assert "of them off in this project; " in listed


def test_what_a_project_says_of_a_rule_is_explained(run: Run, project: Path) -> None:
    assert "## In this project" not in run("explain", "llm/world-size")[1]
    (project / "auditor.toml").write_text(
        '[severity]\n"llm/*" = "off"\n[[overrides]]\npaths = ["docs/"]\nseverity = {"llm/world-size" = "low"}\n'
    )
    told = run("explain", "llm/world-size")[1]
    assert told.startswith("# llm/world-size")
    assert told.endswith(
        "## In this project\n\n- not applied, unless something below says so\n- low for some documents (auditor.toml, line 5)\n"
    )


def test_one_file_is_tested_with_the_vocabulary_beside_its_pack(run: Run) -> None:
    assert run("rules", "test", "own/ours/sprockets.yaml")[0] == 0
    assert run("rules", "test", "own/ours")[0] == 0


def test_a_concept_that_ships_takes_further_labels(run: Run, project: Path) -> None:
    (project / "own/vocabulary/parts.yaml").write_text(VOCABULARY + "gpu_count: {labels: [graphics boards]}\n")
    (project / "plan.md").write_text("- Graphics boards: 8\n- PP=8 and TP=2.\n")
    assert found(run("check", "plan.md", "--rules", "own")[1]) == ["critical llm/world-size"]


def test_facets_take_further_words(run: Run, project: Path) -> None:
    (project / "own/vocabulary/facets.yaml").write_text("statistic:\n  p99: [one in a hundred]\n")
    (project / "plan.md").write_text("- TTFT, one in a hundred: 200 ms\n- TTFT P50: 300 ms\n")
    assert found(run("check", "plan.md", "--rules", "own")[1]) == ["high comparison/ttft-percentiles"]


# --- what is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sprocket_count: {unit: florp}", "own/vocabulary/parts.yaml:1:24: concept 'sprocket_count': unknown unit 'florp'"),
        ("gpu_memory: {unit: second}", "own/vocabulary/parts.yaml:1: the concept 'gpu_memory' has the unit 'byte' already"),
        ("a: {lables: [x]}", "own/vocabulary/parts.yaml:1:5: unknown key 'lables' in concept 'a': did you mean 'labels'? expected one of"),
        ("a: [", "own/vocabulary/parts.yaml:"),
    ],
)  # fmt: skip
def test_a_wrong_vocabulary_stops_only_itself(run: Run, project: Path, text: str, expected: str) -> None:
    (project / "own/vocabulary/parts.yaml").write_text(text + "\n")
    code, out, err = run("check", "plan.md", "--rules", "own")
    assert code == 2
    assert expected in err
    assert "critical llm/world-size" in out


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("auditor.toml", "rule = []", "auditor.toml:1:1: unknown key 'rule': did you mean 'rules'? expected one of rules, severity, baseline, exclude, overrides\n    rule = []\n    ^"),
        ("auditor.toml", "rules = ['no']", "auditor.toml:1:1: there is no folder 'no'"),
        ("auditor.toml", "rules = 'own'", "'rules' is no list of folders"),
        ("auditor.toml", "severity = 3", "'severity' is no table"),
        ("auditor.toml", "[severity]\n'llm/world-size' = 'hihg'", "auditor.toml:2:1: unknown severity 'hihg' of 'llm/world-size': did you mean 'high'?"),
        ("auditor.toml", "rules = ", "auditor.toml: not TOML"),
        ("auditor.toml", "[severity]\n'llm/wold-size' = 'low'", "auditor.toml:2:1: 'severity' names 'llm/wold-size', and there is no such rule\n    'llm/wold-size' = 'low'\n    ^"),
        ("auditor.toml", "[severity]\n'lmm/*' = 'low'", "there is no such rule"),
        ("pyproject.toml", "[tool.auditor]\nrulez = 1", "pyproject.toml:2:1: unknown key 'rulez'"),
        ("pyproject.toml", "[tool.auditor", "pyproject.toml: not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_said_at_its_place(
    run: Run, project: Path, name: str, text: str, expected: str
) -> None:
    (project / name).write_text(text + "\n")
    code, _, err = run("check", "plan.md")
    assert code == 2
    assert expected in err


def test_a_vocabulary_that_is_a_link_out_of_its_folder_is_not_read(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password: hunter2\n")
    link = project / "own/vocabulary/link.yaml"
    link.symlink_to(tmp_path / "secret")
    code, _, err = run("check", "plan.md", "--rules", "own")
    assert code == 2
    assert "link.yaml: a link that leads out of the rule folder" in err
    assert "hunter2" not in err


def test_no_configuration_says_nothing(project: Path) -> None:
    assert find_settings(project) == Settings()
    (project / "pyproject.toml").write_text("[tool.other]\n")
    assert find_settings(project) == Settings()
    (project / "pyproject.toml").write_text("[broken\n")
    assert find_settings(project) == Settings()


def test_the_nearest_configuration_counts(project: Path) -> None:
    (project / "auditor.toml").write_text('rules = ["own"]\n')
    (project / "docs").mkdir()
    (project / "docs/auditor.toml").write_text("rules = []\n")
    assert find_settings(project / "docs").rules == ()
    assert find_settings(project).rules == (Path("own"),)


def test_a_configuration_that_cannot_be_read_is_an_error(project: Path) -> None:
    (project / "auditor.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        find_settings(project)


def test_what_the_project_excludes(project: Path, run: Run) -> None:
    for name in ("old/a.md", "drafts/b.md"):
        (project / name).parent.mkdir()
        (project / name).write_text("20 GB ÷ 8 = 3 GB\n", "utf-8")
    (project / "auditor.toml").write_text('exclude = ["old/"]\n', "utf-8")
    assert "old/a.md" not in run("check")[1]
    assert "drafts/b.md" in run("check")[1]
    assert "drafts/b.md" not in run("check", "--exclude", "drafts/")[1]
    assert run("check", "old/a.md")[0] == 1  # a file that is named is always taken
    (project / "auditor.toml").write_text('exclude = "old/"\n', "utf-8")
    assert "'exclude' is no list of patterns" in run("check")[2]
