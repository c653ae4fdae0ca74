"""A stand-in for the engine, so that the command line is tested alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditor.cli.main import main
from auditor.errors import AuditorError, RuleError, SourceError
from auditor.model import (
    Assumption,
    Check,
    Document,
    DocumentReport,
    Example,
    Facets,
    LocalOverrides,
    Override,
    Rule,
    Section,
    Source,
    Span,
    Variable,
)
from auditor.workspace import run as run_module
from auditor.workspace import workers
from auditor.workspace.discovery import File

SEVERITY_WORDS = {"CRITICAL": "critical", "WRONG": "high", "SLIGHT": "low", "REMARK": "info"}


@dataclass
class Engine:
    """What the stubs were given, and what they are to say."""

    rules: tuple[Rule, ...] = ()
    off: tuple[Rule, ...] = ()
    local: tuple[LocalOverrides, ...] = ()
    digest: str = ""
    problems: tuple[AuditorError, ...] = ()
    outcomes: dict[str, list[Any]] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    companions: dict[str, list[str]] = field(default_factory=dict)
    make_check: Callable[..., Check] = Check

    def load(self, extra: Sequence[Path], overrides: Sequence[Override] = (), *_: object, **__: object) -> Engine:
        self.folders, self.overrides = list(extra), list(overrides)
        return self

    def for_document(self, path: Path | None) -> Engine:
        del path
        return self

    def correcting(self) -> Engine:
        return self

    def run_examples(self, rule: Rule, book: object) -> list[Any]:
        assert book is self
        return self.outcomes.get(rule.id, [])

    def audit(self, document: Document, companions: Sequence[Document], rules: object) -> DocumentReport:
        assert rules is self
        text, path = document.source.text, document.source.path
        self.companions[path] = [companion.source.path for companion in companions]
        if "CRASH" in text:
            raise ZeroDivisionError("a bug")
        if "BAD FORMULA" in text:
            raise RuleError("no such name", path="rules/x.yaml", line=3)
        checks = [
            self.make_check(text, word, path=path, severity=severity)
            for word, severity in SEVERITY_WORDS.items()
            if word in text
        ]
        if "FINE" in text:
            checks.append(self.make_check(text, "FINE", path=path, verdict="holds"))
        if "LIMITED" in text:
            return DocumentReport(path=path, title=path, status="limited", checks=tuple(checks), reason="too slow")
        return DocumentReport(path=path, title=path, status="checked", checks=tuple(checks))


def read_plainly(file: File) -> Document:
    if file.path is None:
        text = sys.stdin.read()
    else:
        try:
            text = file.path.read_text("utf-8")
        except UnicodeDecodeError:
            raise SourceError("not UTF-8 at byte 0", path=file.shown) from None
    if "BROKEN" in text:
        raise SourceError("a comma is missing", path=file.shown, line=2, column=7)
    whole = Section(title="", level=0, parent=None, span=Span(start=0, end=len(text)))
    return Document(source=Source(path=file.shown, text=text), kind="markdown", blocks=(), sections=(whole,))


def module(name: str, **contents: Any) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(contents)
    return made


def in_this_process(
    files: Sequence[File], audit: workers.Audit, failed: workers.Failed, progress: workers.Progress, jobs: int
) -> Iterator[DocumentReport]:
    for file in progress(files):
        yield audit(file)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, make_check: Callable[..., Check]) -> Engine:
    made = Engine(make_check=make_check)
    monkeypatch.setitem(
        sys.modules,
        "auditor.rulebook",
        module("auditor.rulebook", load=made.load, RuleBook=Engine, is_meant=str.__eq__),
    )
    monkeypatch.setitem(sys.modules, "auditor.examples", module("auditor.examples", run_examples=made.run_examples))
    monkeypatch.setitem(sys.modules, "auditor.audit", module("auditor.audit", audit=made.audit))
    monkeypatch.setattr(run_module, "read", read_plainly)
    monkeypatch.setattr(workers, "_steps", in_this_process)  # what workers do is looked at
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def auditor(capsys: pytest.CaptureFixture[str], engine: Engine) -> Callable[..., Result]:
    """Run a command line over the stand-in."""
    del engine

    def run(*arguments: str) -> Result:
        code = main(arguments)
        captured = capsys.readouterr()
        return Result(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture
def rule() -> Rule:
    return Rule(
        id="llm/world-size",
        title="Parallel degrees fit the GPUs that exist",
        severity="critical",
        group="resources",
        kind="formula",
        rationale="Every pipeline stage and tensor shard\nneeds a GPU of its own.\n\nA second paragraph.",
        references=("https://example.org/parallel",),
        message="{{ pp }} × {{ tp }} needs {{ needed }} GPUs.",
        recommendation="Use fewer.",
        facts=(
            Variable(name="pp", concept="pipeline_parallel_size"),
            Variable(name="sp", concept="sequence_parallel_size", default="1"),
            Variable(name="gpus", concept="gpu_count", facets=Facets(role="available")),
        ),
        derive=(("needed", "pp * tp"),),
        readings=(
            Assumption(assume="sequence parallelism shares the ranks", holds="pp * tp <= gpus"),
            Assumption(assume="it adds ranks", holds="pp * tp * sp <= gpus"),
        ),
        examples=(
            Example(verdict="holds", text="PP=2, 8 GPUs\n\n- TP=4\n"),
            Example(verdict="contradicted", text="PP=8", stated="8", recomputed="16"),
            Example(verdict="open", text="PP=8", missing="gpus", configuration='{"tp": 2}'),
        ),
        path="rules/llm/world-size.yaml",
    )
