"""docs/ci.md, action.yml and the pre-commit hooks: the commands run, and the tools that read the files accept them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
import yaml

from auditor.cli.check import check
from auditor.cli.main import main

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.M | re.S)
COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines() if line]
BIN = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
WRONG = "Each GPU holds 20 GB ÷ 8 = 3 GB.\n"


def tool(name: str) -> str:
    found = which(name, path=str(BIN)) or which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; the extra 'ci' has all but actionlint")
    return found


def file_of(name: str) -> str:
    """A file that the page shows."""
    return next(text for _, text in BLOCKS if text.startswith(f"# {name}\n"))


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "nobody")

    def call(*words: str) -> None:
        subprocess.run(["git", *words], check=True, capture_output=True)

    call("init", "--quiet", "--initial-branch", "main")
    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_page_runs(
    git: Callable[..., None], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("docs").mkdir()
    Path("docs/plan.md").write_text("Nothing.\n", "utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message", "base")
    assert main(shlex.split(command)[1:]) == 0
    Path("docs/plan.md").write_text(WRONG, "utf-8")
    assert main(shlex.split(command)[1:]) == 1
    for name in re.findall(r"-o \w+:(\S+)", command):
        assert Path(name).stat().st_size


def test_the_script_of_gitlab_runs(git: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    job = yaml.safe_load(file_of(".gitlab-ci.yml"))["numbers"]
    Path("docs").mkdir()
    Path("docs/plan.md").write_text(WRONG, "utf-8")
    assert main(shlex.split(job["script"][-1])[1:]) == 1
    assert all(Path(name).is_file() for name in job["artifacts"]["reports"].values())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_hooks_call_a_command_that_exists(hook: dict[str, str]) -> None:
    program, command, *options = shlex.split(hook["entry"])
    assert (program, command) == ("auditor", "check")
    assert set(options) <= {name for parameter in check.params for name in parameter.opts}


def test_pre_commit_runs_the_hook(git: Callable[..., None]) -> None:
    pre_commit = tool("pre-commit")
    clone = ["git", "clone", "--quiet", str(ROOT), "auditor"]
    subprocess.run(clone, check=True, capture_output=True)
    Path("plan.md").write_text(WRONG, "utf-8")
    git("add", "plan.md")
    done = subprocess.run(
        [pre_commit, "try-repo", "./auditor", "auditor-staged", "--verbose"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "20 GB ÷ 8 = 3 GB does not add up" in done.stdout


def test_the_action_is_accepted_by_a_linter() -> None:
    zizmor = tool("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(ROOT / "action.yml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_uploads_what_its_script_says_is_there() -> None:
    """Whatever the condition asks for is written by a step: ``hashFiles`` sees nothing outside the workspace."""
    upload = next(step for step in ACTION["runs"]["steps"] if "upload-sarif" in step.get("uses", ""))
    assert upload["if"] == "inputs.upload-sarif == 'true' && steps.audit.outputs.sarif == 'true'"
    assert upload["with"]["sarif_file"] == "${{ runner.temp }}/auditor.sarif"


def test_the_workflow_is_accepted_by_a_linter(tmp_path: Path) -> None:
    zizmor = tool("zizmor")
    workflow = tmp_path / ".github" / "workflows" / "numbers.yml"
    workflow.parent.mkdir(parents=True)
    text = file_of(".github/workflows/numbers.yml")
    workflow.write_text(text.replace("OWNER/auditor@REF", f"owner/auditor@{'0' * 40} # v1"), "utf-8")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(workflow)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_is_accepted_by_actionlint(tmp_path: Path) -> None:
    actionlint = tool("actionlint")
    workflow = tmp_path / "numbers.yml"
    workflow.write_text(file_of(".github/workflows/numbers.yml"), "utf-8")
    done = subprocess.run([actionlint, "-no-color", str(workflow)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_does_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its script, with the auditor at hand in place of the one that it installs."""
    script = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("id") == "audit")
    program = tmp_path / "auditor" / "bin" / "auditor"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m auditor "$@"\n', "utf-8")
    program.chmod(0o755)
    (tmp_path / "plan.md").write_text(WRONG, "utf-8")
    (tmp_path / "second.md").write_text(WRONG, "utf-8")
    values = {"PATHS": "plan.md\nsecond.md\n", "SINCE": "", "FAIL_ON": "low", "RUNNER_TEMP": str(tmp_path)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "::error file=plan.md,line=1," in done.stdout
    assert "::error file=second.md,line=1," in done.stdout
    assert (tmp_path / "GITHUB_OUTPUT").read_text("utf-8") == "code=1\nsarif=true\n"
    assert "### auditor: 2 findings" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text("utf-8")
    assert (tmp_path / "auditor.sarif").stat().st_size
