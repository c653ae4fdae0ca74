"""A pull request in a real git repository, from a clean base to finding, suppression, baseline and fix."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.cli.main import main

PLAN = """# Plan

Eight H100 GPUs with 80GB each; PP=4 and TP=2.

## Elsewhere

Nothing is said here.

## Memory

- Model weights: 70B × 2 bytes = 140GB
- Weights per GPU: 140GB ÷ 8 = 17.5GB
"""


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "nobody")

    def call(*words: str) -> str:
        return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout

    call("init", "--quiet", "--initial-branch", "main")
    return call


@pytest.fixture
def base(git: Callable[..., str]) -> Callable[..., str]:
    Path("plan.md").write_text(PLAN, "utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message", "base")
    return git


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    def call(*options: str) -> tuple[int, list[dict[str, Any]], str]:
        capsys.readouterr()
        code = main(["check", "--format", "json", *options])
        printed = capsys.readouterr()
        documents = json.loads(printed.out)["documents"] if printed.out else []
        checks = [each for document in documents for each in document["checks"] if each["verdict"] == "contradicted"]
        return code, checks, printed.err

    return call


def change(old: str, new: str, name: str = "plan.md") -> None:
    text = Path(name).read_text("utf-8")
    assert text.count(old) == 1
    Path(name).write_text(text.replace(old, new), "utf-8")


def test_from_a_clean_base_to_finding_suppression_baseline_and_fix(
    base: Callable[..., str], check: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert check()[0] == 0
    base("switch", "--quiet", "--create", "change")
    change("PP=4 and TP=2", "PP=2 and TP=2")
    code, found, _ = check("--since", "main")
    assert code == 1
    assert {each["rule"] for each in found} == {"llm/weights-per-gpu"}
    assert found[0]["location"]["line"] == 3  # on the line that changed, nine lines above the statement
    assert found[0]["related"][0]["line"] == 12

    assert main(["suppress", "plan.md:12", "--rule", "llm/weights-per-gpu", "--reason", "two replicas share"]) == 0
    capsys.readouterr()
    assert check("--since", "main")[0] == check()[0] == 0
    change("TP=2", "TP=1")  # the numbers that the comment has seen are others now
    assert check()[0] == 1
    change("TP=1", "TP=2")

    Path("plan.md").write_text(PLAN.replace("PP=4", "PP=2"), "utf-8")  # the comment is taken away again
    assert check()[0] == 1
    assert main(["baseline", "plan.md"]) == 0
    capsys.readouterr()
    assert check("--baseline", "auditor-baseline.json")[0] == 0
    change("PP=2", "PP=8")
    assert check("--baseline", "auditor-baseline.json")[0] == 1  # another number, another finding

    change("PP=8", "PP=4")
    assert check()[0] == check("--since", "main")[0] == 0
    assert main(["baseline", "plan.md", "--check"]) == 1  # its entry is needed no longer
    assert main(["baseline", "plan.md"]) == 0
    assert json.loads(Path("auditor-baseline.json").read_text("utf-8"))["findings"] == []


def test_a_baseline_only_grows_where_it_is_told_to(base: Callable[..., str], check: Callable[..., Any]) -> None:
    change("= 17.5GB", "= 35GB")
    assert main(["baseline", "plan.md"]) == 0
    first = Path("auditor-baseline.json").read_bytes()
    change("= 140GB", "= 1400GB")
    assert main(["baseline", "plan.md"]) == 0
    kept = json.loads(Path("auditor-baseline.json").read_text("utf-8"))["findings"]
    assert len(kept) <= len(json.loads(first)["findings"])
    assert check("--baseline", "auditor-baseline.json")[0] == 1
    assert main(["baseline", "plan.md", "--add"]) == 0
    assert check("--baseline", "auditor-baseline.json")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "auditor-baseline.json:1:"),
        ('{"schema": "other/1", "findings": []}', "no baseline of the auditor"),
        ('{"schema": "auditor-baseline/1", "findings": [{"path": 1}]}', "auditor-baseline.json:1:47"),
    ],
)
def test_a_broken_baseline_is_an_error_with_its_place(
    base: Callable[..., str], check: Callable[..., Any], text: str, message: str
) -> None:
    Path("auditor-baseline.json").write_text(text, "utf-8")
    code, _, said = check("--baseline", "auditor-baseline.json")
    assert code == 2
    assert message in said


def test_what_is_staged_is_read_from_the_index(base: Callable[..., str], check: Callable[..., Any]) -> None:
    change("= 17.5GB", "= 18.5GB")
    assert check("--staged")[0] == 0  # not staged yet
    base("add", "plan.md")
    change("= 18.5GB", "= 17.5GB")  # put right on the disk only
    assert check("--staged")[0] == 1
    assert check("--since", "HEAD")[0] == 0


def test_a_configuration_beside_a_document_can_bring_its_findings(
    base: Callable[..., str], check: Callable[..., Any]
) -> None:
    Path("config.json").write_text('{\n  "tensor_parallel_size": 8\n}\n', "utf-8")
    code, found, _ = check("--since", "HEAD")
    assert code == 1
    assert "agreement/configuration" in {each["rule"] for each in found}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--since", "nowhere"), "there is no revision 'nowhere'"),
        (("--since=--output=x",), "is no revision"),
        (("--since", "main", "-"), "standard input cannot be compared"),
    ],
)
def test_a_revision_that_cannot_be_used(
    base: Callable[..., str], check: Callable[..., Any], options: tuple[str, ...], message: str
) -> None:
    code, _, said = check(*options)
    assert code == 2
    assert message in said


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Callable[..., Any]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    Path("plan.md").write_text(PLAN, "utf-8")
    code, _, said = check("--since", "HEAD")
    assert code == 2
    assert "in no git repository" in said


def test_a_shallow_clone_says_what_to_fetch(base: Callable[..., str], check: Callable[..., Any]) -> None:
    change("Nothing", "Little")
    base("commit", "--quiet", "--all", "--message", "second")
    here = Path.cwd()
    base("clone", "--quiet", "--depth", "1", here.as_uri(), "shallow")
    code, _, said = check("--since", "HEAD~1", "shallow")
    assert code == 2
    assert "git fetch" in said
    assert "fetch-depth: 0" in said


def test_nothing_of_the_repository_is_run(base: Callable[..., str], check: Callable[..., Any], tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    for key in ("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "diff.external"):
        base("config", key, f"touch {trap}; true")
    base("config", "filter.x.required", "true")
    Path(".gitattributes").write_text("*.md filter=x diff=x\n", "utf-8")
    change("= 17.5GB", "= 18.5GB")
    assert check("--since", "HEAD")[0] == 1
    assert check("--staged")[0] in (0, 1)
    assert not trap.exists()


PARTS = ["Nothing is said here.", "- Weights per GPU: 140GB ÷ 8 = 18.5GB", "20 GB ÷ 8 = 3 GB is left.", "## Title"]


@given(order=st.permutations(PARTS), name=st.sampled_from(["plan.md", "other.md", "deep/plan.md"]))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_moving_paragraphs_and_renaming_files_brings_nothing_new(
    base: Callable[..., str], check: Callable[..., Any], order: list[str], name: str
) -> None:
    for path in ("other.md", "deep/plan.md", "plan.md"):
        Path(path).unlink(missing_ok=True)
    Path("deep").mkdir(exist_ok=True)
    head = "# Plan\n\nEight H100 GPUs with 80GB each; PP=4 and TP=2. Model weights: 140GB.\n\n"
    Path("plan.md").write_text(head + "\n\n".join(PARTS) + "\n", "utf-8")
    base("add", "--all")
    base("commit", "--quiet", "--allow-empty", "--message", "before")
    Path("plan.md").unlink()
    Path(name).write_text(head + "\n\n".join(order) + "\n", "utf-8")
    base("add", "--all")
    code, _, said = check("--since", "HEAD")
    assert (code, said) == (0, "")
