"""One document's trouble is its own: faults are planted in every stage, and every file is accounted for."""

from __future__ import annotations

import ctypes
import faulthandler
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import auditor.audit as audit_module
from auditor.cli.main import main
from auditor.rulebook import load
from auditor.workspace import limits, processes, workers
from auditor.workspace import run as run_module

BOOK = load()
GOOD = "Each GPU holds 20 GB ÷ 8 = 2.5 GB.\n"
TROUBLE = "TROUBLE: 20 GB ÷ 8 = 2.5 GB.\n"
STAGES = ("read", "bind", "evaluate", "advise")
"""What ``audit`` calls one after the other."""


def segfault() -> None:
    faulthandler.disable()  # pytest's would print where it happened
    ctypes.string_at(0)


def hang() -> None:
    while True:
        time.sleep(60)


def memory() -> None:
    bytearray(8 << 30)


def recursion() -> None:
    recursion()


def leave() -> None:
    os._exit(3)


FAULTS: dict[Callable[[], None], str] = {
    segfault: "the process that audited it died: segmentation fault",
    hang: "stopped after 1 seconds",
    memory: "it takes more than 1 GiB of memory",
    recursion: "RecursionError",
    leave: "the process that audited it died with exit code 3",
}


def text_of(given: object) -> str:
    """The text of a file, a document, or evidence."""
    document = getattr(given, "document", given)
    path = getattr(document, "path", None)
    return path.read_text("utf-8") if isinstance(path, Path) else getattr(getattr(document, "source", None), "text", "")


def plant(monkeypatch: pytest.MonkeyPatch, stage: str, fault: Callable[[], None]) -> None:
    """The stage misbehaves on the document of trouble; workers inherit it."""
    module, name = (run_module, "read") if stage == "parse" else (audit_module, stage)
    original = getattr(module, name)

    def planted(*given: object) -> object:
        if any(text_of(each) == TROUBLE for each in given):
            fault()
        return original(*given)

    monkeypatch.setattr(module, name, planted)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number in range(6):
        (tmp_path / f"{number}.md").write_text(TROUBLE if number == 2 else GOOD, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(limits, "DEADLINE", 1.0)
    return tmp_path


@pytest.mark.parametrize(
    ("little", "jobs"), [(0, 1), (0, 2), (0, 4), (workers.LITTLE, 1)], ids=["one", "two", "four", "little"]
)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("stage", ["parse", *STAGES])
def test_a_fault_costs_its_own_document_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stage: str, fault: Callable[[], None], jobs: int, little: int
) -> None:
    monkeypatch.setattr(workers, "LITTLE", little)
    plant(monkeypatch, stage, fault)
    report = run_module.run(["."], BOOK, jobs=jobs)
    assert [document.path for document in report.documents] == [f"{number}.md" for number in range(6)]
    lost = [document for document in report.documents if document.status != "checked"]
    assert [document.path for document in lost] == ["2.md"]
    assert FAULTS[fault] in (lost[0].reason or "")
    assert report.count("holds") == 5


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "github", "junit", "comment"])
def test_every_output_and_the_exit_code_say_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    plant(monkeypatch, "evaluate", segfault)
    assert main(["check", "--format", format_]) == 2
    captured = capsys.readouterr()
    assert "2.md" in captured.out
    assert "segmentation fault" in captured.out
    if format_ == "json":
        documents = json.loads(captured.out)["documents"]
        assert len(documents) == 6
        assert sum(document["status"] == "not_checked" for document in documents) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_single_document_is_stopped_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], None]
) -> None:
    plant(monkeypatch, "bind", fault)
    (document,) = run_module.run(["2.md"], BOOK).documents
    assert document.status == "not_checked"
    assert FAULTS[fault] in (document.reason or "")


def test_a_hang_that_no_signal_handler_could_end_is_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call into C holds the interpreter; an alarm would be heard only behind it."""
    libc = ctypes.PyDLL(None)
    plant(monkeypatch, "bind", lambda: libc.sleep(60))
    begun = time.monotonic()
    (document,) = run_module.run(["2.md"], BOOK).documents
    assert time.monotonic() - begun < 5
    assert document.reason == "stopped after 1 seconds"


def test_standard_input_is_audited_beside_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LITTLE", 0)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    report = run_module.run(["-", "."], BOOK, jobs=2)
    assert [document.path for document in report.documents] == ["<stdin>", *(f"{number}.md" for number in range(6))]
    assert report.count("holds") == 7


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_the_number_of_workers_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str], jobs: int) -> None:
    assert main(["check", "--format", "json", "--jobs", "1"]) == 0
    once = capsys.readouterr().out
    assert main(["check", "--format", "json", "--jobs", str(jobs)]) == 0
    assert capsys.readouterr().out == once


def test_output_does_not_depend_on_seed_locale_or_zone(folder: Path) -> None:
    def printed(seed: str, locale: str, zone: str, jobs: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        command = [sys.executable, "-m", "auditor", "check", "--format", "json", "--jobs", jobs]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = printed("0", "C.UTF-8", "UTC", "1")
    assert b"holds" in first
    assert printed("1", "C", "Asia/Tokyo", "2") == printed("2", "C.UTF-8", "America/Lima", "4") == first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_what_it_has(folder: Path, number: signal.Signals) -> None:
    for extra in range(6, 3000):
        (folder / f"{extra}.md").write_text(GOOD * 20, "utf-8")
    command = [sys.executable, "-m", "auditor", "check", "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2.5)
    process.send_signal(number)
    start = time.monotonic()
    out, _ = process.communicate(timeout=20)
    assert time.monotonic() - start < 2
    assert process.returncode == 130
    documents = json.loads(out)["documents"]
    assert len(documents) == 3000
    reasons = {document["reason"] for document in documents}
    assert reasons == {None, workers.INTERRUPTED}


def children_of(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux shows them")
def test_no_process_outlives_a_killed_run(folder: Path) -> None:
    for extra in range(6, 3000):
        (folder / f"{extra}.md").write_text(GOOD * 20, "utf-8")
    run = subprocess.Popen([sys.executable, "-m", "auditor", "check", "--jobs", "3"], stdout=subprocess.DEVNULL)
    latest = time.monotonic() + 20
    while len(begun := children_of(run.pid)) < 3:
        assert time.monotonic() < latest
        time.sleep(0.02)
    run.kill()
    run.wait()
    while any(map(is_running, begun)):
        assert time.monotonic() < latest
        time.sleep(0.02)


def test_a_process_that_was_killed_while_it_had_nothing_to_do_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last report came whole, and it dies before it is given the next document."""
    original = processes._Process.done

    def done(member: processes._Process) -> int:
        number = original(member)
        if number == 3:
            os.kill(member._process, signal.SIGKILL)
        return number

    monkeypatch.setattr(processes._Process, "done", done)
    monkeypatch.setattr(processes, "WAITING", 1)
    report = run_module.run(["."], BOOK, jobs=1)
    assert len(report.documents) == 6
    lost = [document.reason for document in report.documents if document.status != "checked"]
    assert lost in ([], ["the process that audited it died: killed"])


# --- what a run meets that is no document's fault ---------------------------------------------------------------------


def test_a_process_that_ran_out_of_memory_audits_nothing_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fills it stays there: without another process all that follows would be lost too."""
    kept: list[bytearray] = []
    original = audit_module.read

    def filling(document: object) -> object:
        if text_of(document) == TROUBLE:
            kept.append(bytearray(900 << 20))
            bytearray(900 << 20)
        if kept:
            raise MemoryError
        return original(document)  # type: ignore[arg-type]

    monkeypatch.setattr(audit_module, "read", filling)
    monkeypatch.setattr(limits, "DEADLINE", 5.0)
    report = run_module.run(["."], BOOK, jobs=1)
    assert [each.path for each in report.documents if each.status != "checked"] == ["2.md"]


def test_a_run_that_was_asleep_stops_nothing_for_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after Ctrl-Z: far more time has passed than was waited."""
    monkeypatch.setattr(limits, "DEADLINE", 4.0)
    awake = time.monotonic
    slept = 0.0
    original = processes._Crew._hear

    def hear(crew: processes._Crew, member: processes._Process) -> None:
        nonlocal slept
        original(crew, member)
        slept += 60

    monkeypatch.setattr(processes._Crew, "_hear", hear)
    monkeypatch.setattr(processes.time, "monotonic", lambda: awake() + slept)
    assert run_module.run(["."], BOOK, jobs=2).count("holds") == 6


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("ours", [True, False], ids=["in the run", "in the process"])
def test_a_signal_in_the_midst_of_a_fork_ends_the_run_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, ours: bool
) -> None:
    fork = os.fork

    def forked() -> int:
        process = fork()
        if (process != 0) is ours:
            os.kill(os.getpid(), number)
        return process

    monkeypatch.setattr(processes.os, "fork", forked)
    documents = run_module.run(["."], BOOK, jobs=2).documents
    assert len(documents) == 6
    if ours:
        assert {document.reason for document in documents} == {workers.INTERRUPTED}


@pytest.mark.parametrize("granted", [0, 1, 2])
def test_a_system_without_processes_to_give(folder: Path, monkeypatch: pytest.MonkeyPatch, granted: int) -> None:
    fork, left = os.fork, [granted]
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0

    def forked() -> int:
        if not left[0]:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        left[0] -= 1
        return fork()

    monkeypatch.setattr(processes.os, "fork", forked)
    monkeypatch.setattr(workers, "LITTLE", 0)
    report = run_module.run(["."], BOOK, jobs=4)
    assert len(report.documents) == 6
    lost = [document.reason or "" for document in report.documents if document.status != "checked"]
    assert len(lost) == (0 if granted else 6)
    assert all("no process could be made to audit it: Resource temporarily" in reason for reason in lost)
    assert not before or len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux shows them")
def test_a_process_that_spins_ends_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the run that would stop it is gone."""

    def spin() -> None:
        while True:
            pass

    plant(monkeypatch, "bind", spin)
    monkeypatch.setattr(limits, "DEADLINE", 0.5)
    monkeypatch.setattr(processes, "SPARE", 0.5)
    monkeypatch.setattr(processes._Process, "_begin", lambda member: setattr(member, "latest", time.monotonic() + 30))
    (document,) = run_module.run(["2.md"], BOOK).documents
    assert document.reason == "the process that audited it died: profiling timer expired"
