"""Severities that a project gives to rules for some documents alone."""
# ruff: noqa: E501 - one case a line

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from auditor.errors import ConfigError
from auditor.workspace.ignoring import PatternError, Patterns, read_ignore_file
from auditor.workspace.settings import find_settings

ROOT = Path(__file__).parents[2]
WRONG = "Each GPU holds 20 GB ÷ 8 = 3 GB.\n\nPP=8 and TP=2 on 8 GPUs.\n"
EVERYTHING = ["critical llm/world-size", "high arithmetic/equation"]
OVERRIDES = """\
[severity]
"llm/idle-gpus" = "off"

[[overrides]]
paths = ["old/**", "!old/keep.md"]
severity = {"arithmetic/equation" = "low", "llm/*" = "off"}
"""
CHANGED = ["low arithmetic/equation"]


def write(name: str, text: str = WRONG) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for name in ("plan.md", "old/a.md", "old/keep.md"):
        write(name)
    write("auditor.toml", OVERRIDES)
    return tmp_path


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, list[str]]]:
    """The findings of each document."""

    def run(*arguments: str) -> dict[str, list[str]]:
        capsys.readouterr()
        main(["check", "--format", "json", *arguments])
        documents = json.loads(capsys.readouterr().out)["documents"]
        return {each["path"]: findings(each["checks"]) for each in documents}

    return run


def findings(checks: list[dict[str, Any]]) -> list[str]:
    return sorted(
        f"{each['severity']} {each['rule']}"
        for each in checks
        if each["verdict"] == "contradicted" and not each.get("accepted")
    )


Check = Callable[..., dict[str, list[str]]]

# --- which documents, and which rules ---------------------------------------------------------------------------------


def test_they_hold_for_the_documents_that_they_name(check: Check) -> None:
    expected = {"old/a.md": CHANGED, "old/keep.md": EVERYTHING, "plan.md": EVERYTHING}
    assert check() == check("old", "plan.md") == check("old/a.md", "old/keep.md", "plan.md") == expected


def test_a_rule_that_is_off_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "old/a.md"])
    assert "1 statement checked in 1 document: 0 hold, 1 contradicted" in capsys.readouterr().out


def test_they_decide_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "old/a.md", "--fail-on", "medium"]) == 0
    assert main(["check", "old/keep.md", "--fail-on", "medium"]) == 1
    capsys.readouterr()


def test_of_several_the_last_counts_also_to_switch_a_rule_on(check: Check) -> None:
    write(
        "auditor.toml",
        '[severity]\n"llm/*" = "off"\n'
        '[[overrides]]\npaths = ["old/"]\nseverity = {"llm/world-size" = "medium", "arithmetic/*" = "off"}\n'
        '[[overrides]]\npaths = ["keep.md"]\nseverity = {"arithmetic/equation" = "info"}\n',
    )
    assert check() == {
        "old/a.md": ["medium llm/world-size"],
        "old/keep.md": ["info arithmetic/equation", "medium llm/world-size"],
        "plan.md": ["high arithmetic/equation"],
    }


def test_a_rule_that_is_on_for_one_document_alone_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        "auditor.toml",
        '[severity]\n"llm/*" = "off"\n[[overrides]]\npaths = ["old/a.md"]\nseverity = {"llm/*" = "low"}\n',
    )
    main(["check", "--format", "sarif"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {result["ruleId"] for result in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert any(result["ruleId"] == "llm/world-size" for result in run["results"])


def test_in_pyproject_and_from_a_folder_below(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("auditor.toml").unlink()
    write(
        "pyproject.toml", OVERRIDES.replace("[severity]", "[tool.auditor.severity]").replace("[[o", "[[tool.auditor.o")
    )
    assert check("old/a.md") == {"old/a.md": CHANGED}
    monkeypatch.chdir("old")
    assert check("a.md", "../plan.md") == {"a.md": CHANGED, "../plan.md": EVERYTHING}


def test_documents_elsewhere_and_standard_input_are_never_meant(
    check: Check, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("auditor.toml", '[[overrides]]\npaths = ["**"]\nseverity = {"llm/*" = "off"}\n')
    write("../elsewhere/old/a.md")
    assert check("plan.md", str(project / "elsewhere/old/a.md")) == {
        "plan.md": ["high arithmetic/equation"],
        str(project / "elsewhere/old/a.md"): EVERYTHING,
    }
    write("../project-two/a.md")  # begins like the project's folder
    assert check("../project-two/a.md") == {"../project-two/a.md": EVERYTHING}
    standard_input = os.open("plan.md", os.O_RDONLY)
    with os.fdopen(standard_input) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert check("-") == {"<stdin>": EVERYTHING}


def test_a_link_is_what_it_leads_to(check: Check, project: Path) -> None:
    Path("to-old.md").symlink_to("old/a.md")
    Path("old/to-plan.md").symlink_to("../plan.md")
    write("../elsewhere/b.md")
    Path("old/out").symlink_to(project / "elsewhere")
    assert check("to-old.md") == {"to-old.md": CHANGED}
    assert check("old/to-plan.md", "old/out/b.md") == {"old/to-plan.md": EVERYTHING, "old/out/b.md": EVERYTHING}


def test_a_project_that_is_reached_by_a_link(check: Check, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "link").symlink_to(project / "project")
    monkeypatch.chdir(project / "link")
    assert check("old/a.md") == {"old/a.md": CHANGED}
    assert list(check(str(project / "link/old/a.md")).values()) == [CHANGED]


@pytest.mark.parametrize(
    "name", ["été/naïve plan.md", "計画/負荷.md", "old [1]/a(b)+.md", "a\nb/c.md", " x/#y.md", "!z/a.md"]
)
def test_paths_of_any_characters(check: Check, name: str) -> None:
    folder = name.partition("/")[0]
    pattern = re.sub(r"([\[\]!#\n ])", r"\\\1", folder) + "/"
    write(name)
    write("auditor.toml", f'[[overrides]]\npaths = [{json.dumps(pattern)}]\nseverity = {{"llm/*" = "off"}}\n')
    assert list(check(name).values()) == [["high arithmetic/equation"]]
    assert check("plan.md") == {"plan.md": EVERYTHING}


def test_a_name_that_is_no_text(check: Check) -> None:
    name = os.fsdecode(b"old/\xff.md")
    try:
        write(name)
    except OSError:
        pytest.skip("this file system takes text only")
    assert list(check(name).values()) == [CHANGED]


# --- what else audits documents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [False, True], ids=["a child", "a pool"])
def test_any_number_of_workers_says_the_same(check: Check, many: bool) -> None:
    if many:
        write("old/long.md", "Nothing is said here.\n\n" * 15_000)
    one = check("--jobs", "1")
    assert one == check("--jobs", "2")
    assert (one["old/a.md"], one["plan.md"]) == (CHANGED, EVERYTHING)


def test_a_report_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    main(["report", "old/a.md"])
    assert "2.5 GB" in (said := capsys.readouterr().out)
    assert "16 GPUs" not in said
    main(["report", "plan.md"])
    assert "16 GPUs" in capsys.readouterr().out


def test_a_baseline_has_what_is_found(check: Check) -> None:
    assert main(["baseline"]) == 0
    entries = json.loads(Path("auditor-baseline.json").read_text("utf-8"))["findings"]
    assert sorted((each["path"], each["rule"]) for each in entries) == [
        ("old/a.md", "arithmetic/equation"),
        ("old/keep.md", "arithmetic/equation"),
        ("old/keep.md", "llm/world-size"),
        ("plan.md", "arithmetic/equation"),
        ("plan.md", "llm/world-size"),
    ]
    assert set(map(tuple, check("--baseline", "auditor-baseline.json").values())) == {()}
    assert main(["baseline", "--check"]) == 0


def test_a_finding_is_suppressed_only_where_there_is_one(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suppress", "old/a.md:3", "--reason", "it is old"]) == 2
    assert "no such finding" in capsys.readouterr().err
    assert main(["suppress", "old/keep.md:3", "--reason", "it is old"]) == 0
    assert check("old/keep.md") == {"old/keep.md": ["high arithmetic/equation"]}


def test_a_comment_about_a_rule_that_is_off_names_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    main(["suppress", "plan.md:3", "--reason", "it is so"])
    write("old/a.md", Path("plan.md").read_text("utf-8"))
    main(["check", "old/a.md"])
    said = capsys.readouterr()
    assert "no finding of llm/world-size" in said.out + said.err


def test_what_a_change_brings(check: Check) -> None:
    def git(*words: str) -> None:
        named = ["-c", "user.name=nobody", "-c", "user.email=nobody"]
        subprocess.run(["git", *named, *words], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "before")
    for name in ("old/a.md", "plan.md"):
        write(name, WRONG.replace("TP=2", "TP=4").replace("÷ 8", "÷ 4"))
    changed = {"old/a.md": CHANGED, "plan.md": EVERYTHING}
    assert check("--since", "HEAD") == changed
    git("add", ".")
    assert check("--staged") == changed
    git("commit", "--quiet", "--message", "between")
    git("mv", "old/a.md", "now.md")
    # What the project did not ask before is brought by the move; what it did ask is not new.
    assert check("--since", "HEAD", "now.md") == {"now.md": ["critical llm/world-size"]}


ACROSS = '[[overrides]]\npaths = ["old/"]\nseverity = {"agreement/documents" = "SEVERITY"}\n'
APART = "agreement/documents"


def test_documents_that_are_held_against_each_other(check: Check) -> None:
    write("design.md", "The search service runs on 16 GPUs.\n")
    write("runbook.md", "The search service runs on 12 GPUs.\n")
    for name in ("plan.md", "old/a.md", "old/keep.md"):
        Path(name).unlink()
    write("auditor.toml", "")
    (doubted,) = (path for path, found in check().items() if found)
    other = ({"design.md", "runbook.md"} - {doubted}).pop()
    for path, severity in ((doubted, "low"), (other, "medium")):
        text = ACROSS.replace("old/", path).replace("SEVERITY", "low")
        write("auditor.toml", text)
        assert check()[doubted] == [f"{severity} {APART}"]
        write("auditor.toml", text.replace('"low"', '"off"'))
        assert check() == {doubted: [], other: []}
        write("auditor.toml", f'[severity]\n"{APART}" = "off"\n{text}')
        assert check() == {doubted: [], other: []}
    write(
        "auditor.toml", f'[severity]\n"{APART}" = "off"\n' + ACROSS.replace("old/", "*.md").replace("SEVERITY", "high")
    )
    assert check() == {doubted: [f"high {APART}"], other: []}


def test_a_correction_is_made_only_of_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    write("auditor.toml", OVERRIDES.replace("low", "off"))
    assert main(["fix", "--yes", "old/a.md", "old/keep.md"]) == 0
    capsys.readouterr()
    assert Path("old/a.md").read_text("utf-8") == WRONG
    assert Path("old/keep.md").read_text("utf-8") == WRONG.replace("3 GB", "2.5 GB")


# --- what is kept between runs ----------------------------------------------------------------------------------------


@pytest.fixture
def kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "cache"))
    return project / "cache"


def said(*arguments: str) -> str:
    """By a process of its own, which looks for answers that are kept."""
    command = [sys.executable, "-m", "auditor", "check", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60).stdout


OTHERS = [
    OVERRIDES.replace("low", "info"),
    OVERRIDES.replace("off", "medium"),
    OVERRIDES.replace(', "!old/keep.md"', ""),
    OVERRIDES.replace("old/**", "plan.md"),
    OVERRIDES + '[[overrides]]\npaths = ["*.md"]\nseverity = {"arithmetic/*" = "off"}\n',
    "",
]


def test_kept_reports_are_those_of_a_fresh_run(kept: Path, check: Check) -> None:
    for text in (OVERRIDES, *OTHERS, OVERRIDES):
        write("auditor.toml", text)
        assert check() == check() == check("--jobs", "2"), text
        found = check()
        os.environ["AUDITOR_NO_CACHE"] = "1"
        assert check() == found, text
        del os.environ["AUDITOR_NO_CACHE"]
    assert kept.is_dir()


def test_kept_answers_are_those_of_a_fresh_run(kept: Path) -> None:
    for text in (OVERRIDES, *OTHERS[:3]):
        write("auditor.toml", text)
        found = said("old/keep.md", "old/a.md")
        assert said("old/keep.md", "old/a.md") == found
        assert said("old/keep.md", "old/a.md", "--no-cache") == found
    assert kept.is_dir()


def test_an_answer_is_about_what_a_link_leads_to(kept: Path) -> None:
    Path("link.md").symlink_to("plan.md")
    assert "llm/world-size" in said("link.md")
    Path("link.md").unlink()
    Path("link.md").symlink_to("old/a.md")  # with the same text
    assert "llm/world-size" not in said("link.md")
    assert kept.is_dir()


def test_only_the_documents_that_overrides_are_about_are_audited_anew(
    kept: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditor.workspace import known, run  # noqa: PLC0415

    audited: list[str] = []

    def once(files: Any, rulebook: Any, audit: Any, warn: Any) -> Any:
        def seen(left: Any) -> Any:
            audited.extend(file.shown for file in left)
            return audit(left)

        return known.audited_once(files, rulebook, seen, warn)

    monkeypatch.setattr(run, "audited_once", once)
    check()
    assert sorted(audited) == ["old/a.md", "old/keep.md", "plan.md"]
    audited.clear()
    write("auditor.toml", OVERRIDES.replace("low", "info"))
    check()
    assert audited == ["old/a.md"]
    assert kept.is_dir()


# --- what is wrong ----------------------------------------------------------------------------------------------------

ENTRY = '[[overrides]]\npaths = ["a"]\nseverity = {"llm/*" = "off"}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("overrides = 3", "1:1: 'overrides' is no list of tables: expected [[overrides]]\n    overrides = 3\n    ^"),
        ('[overrides]\npaths = ["a"]', "1:1: 'overrides' is no list of tables"),
        ("overrides = [3]", "1:1: 'overrides' is no list of tables"),
        (f"{ENTRY}path = 'b'", "4:1: unknown key 'path': did you mean 'paths'? expected one of paths, severity"),
        (f"{ENTRY}\n[[overrides]]\npaths = ['a']", "5:1: an entry of 'overrides' without 'severity' says nothing"),
        ("[[overrides]]\n[overrides.severity]\n'llm/*' = 'low'", "1:1: an entry of 'overrides' without 'paths' says nothing"),
        ("[[overrides]]\npaths = []\nseverity = {'llm/*' = 'low'}", "1:1: an entry of 'overrides' without 'paths' says nothing"),
        ("[[overrides]]\npaths = ['a']\nseverity = {}", "1:1: an entry of 'overrides' without 'severity' says nothing"),
        ("[[overrides]]\npaths = 'a'\nseverity = {'llm/*' = 'low'}", "2:1: 'paths' is no list of patterns"),
        ("[[overrides]]\npaths = [1]\nseverity = {'llm/*' = 'low'}", "2:1: 'paths' is no list of patterns"),
        ("[[overrides]]\npaths = ['a']\nseverity = 'low'", "3:1: 'severity' is no table"),
        ("[[overrides]]\npaths = ['a']\nseverity = {'llm/*' = 'lwo'}", "3:13: unknown severity 'lwo' of 'llm/*': did you mean 'low'?"),
        (f"{ENTRY}\n[[overrides]]\npaths = ['b']\n[overrides.severity]\n'llm/*' = []", "8:1: unknown severity [] of 'llm/*'"),
        (f"{ENTRY}\n[[overrides]]\npaths = ['b']\nseverity = {{'lmm/*' = 'off'}}", "7:13: 'severity' names 'lmm/*', and there is no such rule\n    severity = {'lmm/*' = 'off'}\n                ^"),
        ("[[overrides]]\npaths = [\n  'a',\n  './b',\n]\nseverity = {'llm/*' = 'low'}", "4:3: a pattern of 'paths' means nothing: './b': '.' and '..' match nothing"),
        ("exclude = ['./b']", "1:12: a pattern of 'exclude' means nothing"),
        ("[severity]\nexclude = 'low'\n[[overrides]]\npaths = ['[z-a]']\nseverity = {'llm/*' = 'low'}", "4:10: a pattern of 'paths' means nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(text: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    write("auditor.toml", text + "\n")
    assert main(["check", "plan.md"]) == 2
    assert f"auditor.toml:{expected}" in capsys.readouterr().err


def test_the_same_name_in_another_table_is_not_pointed_at() -> None:
    write("pyproject.toml", "[tool.ruff]\nexclude = ['a']\n\n[tool.auditor]\nexclude = 3\n")
    Path("auditor.toml").unlink()
    with pytest.raises(ConfigError, match="'exclude' is no list") as caught:
        find_settings(Path.cwd())
    assert (caught.value.line, caught.value.column) == (5, 1)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\nauditor = 3\n", "# tool.auditor\nx = " + "[" * 5000])
def test_a_file_of_another_shape_is_no_crash(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("auditor.toml").unlink()
    write("pyproject.toml", text)
    assert main(["check", "plan.md"]) == (1 if text.startswith("tool") else 2)
    assert "the auditor itself failed" not in capsys.readouterr().err


def test_a_configuration_that_is_too_large_is_not_read_in_part() -> None:
    write("auditor.toml", OVERRIDES + "#" * (1 << 20))
    with pytest.raises(ConfigError, match="larger than 1,048,576 bytes"):
        find_settings(Path.cwd())


# --- hostile patterns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    ["", " ", "!", "/", "//", "!/", "# a", "[", "[a", "[z-a]", "[[:alpha:]]", "a\\", ".", "./a", "a/../b", "a//b", "!a", "\r"],
)  # fmt: skip
def test_a_pattern_that_means_nothing(pattern: str) -> None:
    with pytest.raises(PatternError):
        Patterns.of(Path(), [pattern])


@pytest.mark.parametrize("pattern", ["a*b*c*d*e*", "*" * 40 + "x", "a**b**c**d", "**/*/**/*/**", "!*a*b*c*d*e"])
def test_patterns_that_would_take_forever(pattern: str) -> None:
    with pytest.raises(PatternError, match="more than 4 wildcards"):
        Patterns.of(Path(), ["a", pattern])


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*b", "**/*a/**/*b", "a**b**c", "/".join(["?" * 200] * 20), "x" * 100_000, "(a+)+$"]
)
def test_what_is_taken_is_soon_matched(pattern: str) -> None:
    patterns = Patterns.of(Path(), [pattern])
    before = time.process_time()
    patterns.covers("a" * 100 + "/" + "a" * 250)
    assert time.process_time() - before < 10


def test_a_broken_line_of_a_gitignore_is_passed_over() -> None:
    write(".gitignore", "[z-a]\n" + "*" * 40 + "x\n[[:alpha:]]\nold/\n")
    (file,) = read_ignore_file(".", "")
    assert file.verdict("old", is_folder=True)
    assert file.verdict("a" * 250, is_folder=False) is None


def test_the_example_of_the_readme_is_understood() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    Path("our-rules").mkdir()
    write("auditor.toml", block)
    settings = find_settings(Path.cwd())
    (entry,) = settings.local
    assert entry.documents.covers("docs/drafts/a.md")
    assert not entry.documents.covers("docs/drafts/final.md")
    assert [(each.rule, each.severity) for each in entry.overrides] == [("llm/*", "low"), ("arithmetic/equation", None)]
