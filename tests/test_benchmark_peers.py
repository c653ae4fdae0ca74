"""What the comparison with other programs makes of its times; nothing is installed here."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(ROOT / "benchmarks"))  # as for a script that is started there
    import peer_page as shown
    from peer_page import page
    from peer_programs import (
        PEERS,
        Ended,
        NotObtainedError,
        TooSlowError,
        auditor,
        counted,
        finished,
        install,
        version,
    )
    from peer_times import Times, in_turns
    from peers import sampled, usual
NAMES = ("proselint", "pymarkdown", "markdownlint-cli2", "textlint", "semgrep", "quantulum3")


def document(*rounds: Any) -> Any:
    return shown.Document(name="dense document", about=shown.DENSE, size=12_987, times=Times(rounds=rounds))


def measured(**changes: Any) -> Any:
    ours = replace(auditor(ROOT), versions=("0.1",))
    programs = (ours, *(replace(peer, versions=("1.2",) * len(peer.packages)) for peer in PEERS))
    row = {shown.PYTHON: 0.02, shown.NEW: 0.5, shown.FIRST: 0.3, shown.KEPT: 0.06, **dict.fromkeys(NAMES, 0.9)}
    over = {shown.ONE: 2.0, shown.TWO: 1.0, "proselint": 19.0, "semgrep": 4.0, "quantulum3": 80.0}
    return shown.Measured(
        **{
            "date": "2026-01-01",
            "machine": "Linux",
            "load": (0.1, 0.2),
            "programs": programs,
            "missing": {},
            "kind": "everyday",
            "documents": (document(row),),
            "whole": shown.Folder(count=288, size=2_000_000, times=Times(rounds=(over,))),
            **changes,
        }
    )


def rows(text: str, begin: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith(begin)
    ]


def test_programs_take_turns_and_the_first_round_does_not_count() -> None:
    run: list[str] = []

    def timed(name: str) -> float:
        run.append(name)
        return float(len(run))

    times = in_turns(["a", "b"], 2, timed)
    assert run == ["b", "a", "a", "b", "b", "a"]
    assert times.rounds == ({"a": 3.0, "b": 4.0}, {"b": 5.0, "a": 6.0})


def test_a_program_that_fails_once_is_not_run_again_and_has_no_times() -> None:
    run: list[str] = []

    def timed(name: str) -> float:
        run.append(name)
        if name == "b" and run.count("b") == 3:
            raise NotObtainedError("ended with 7")
        return 1.0

    times = in_turns(["a", "b"], 4, timed)
    assert (run.count("a"), run.count("b")) == (5, 3)
    assert times.has("a")
    assert not times.has("b")
    assert str(times.missing["b"]) == "ended with 7"


def test_a_ratio_is_taken_within_each_round() -> None:
    times = Times(rounds=({"a": 1, "b": 2}, {"a": 10, "b": 40}, {"a": 5, "b": 15}))
    assert times.ratio("b", "a") == 3
    assert times.seconds("b") == 15
    assert times.spread("b", "a") == (2, 4)


def test_a_sample_depends_on_the_texts_alone() -> None:
    texts = [f"Text {number}.\n" for number in range(50)]
    chosen = sampled(texts, 100)
    assert chosen == sampled(texts[::-1], 100) != texts[: len(chosen)]
    assert 80 < sum(map(len, chosen)) <= 100
    assert len(sampled(texts, 1)) == 1


@pytest.mark.parametrize(
    ("code", "output", "reason"),
    [
        (0, "Linting: 1 file(s)", None),
        (1, "Finding: a.md\nLinting: 1 file(s)", None),
        (0, " \n", None),
        (1, "", "nothing shows that it read"),
        (1, "Traceback (most recent call last):", "nothing shows that it read"),
        (0, "Linting: 0 file(s)", "nothing shows that it read"),
        (2, "Linting: 1 file(s)", "ended with 2"),
        (-9, "Linting: 1 file(s)", "ended with -9"),
    ],
)
def test_a_run_counts_only_if_it_shows_its_work(code: int, output: str, reason: str | None) -> None:
    linter = next(peer for peer in PEERS if peer.name == "markdownlint-cli2")
    ended = Ended(code=code, output=output, seconds=0.5)
    if reason is None:
        assert counted(ended, linter) == 0.5
    else:
        with pytest.raises(NotObtainedError, match=reason):
            counted(ended, linter)


def test_what_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(TooSlowError, match="more than 0 s"):
        finished([sys.executable, "-c", "import time; time.sleep(60)"], os.environ, tmp_path, 0.1)


def test_without_npm_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotObtainedError, match="there is no npm"):
        install(next(peer for peer in PEERS if peer.npm), tmp_path)
    assert not list(tmp_path.iterdir())


def test_versions_are_those_of_what_is_installed(tmp_path: Path) -> None:
    textlint = next(peer for peer in PEERS if peer.name == "textlint")
    package = tmp_path / "node_modules" / textlint.packages[1] / "package.json"
    with pytest.raises(NotObtainedError):
        version(textlint, textlint.packages[1], tmp_path)
    package.parent.mkdir(parents=True)
    package.write_text(json.dumps({"version": "0.1.2"}), "utf-8")
    assert version(textlint, textlint.packages[1], tmp_path) == "0.1.2"


def test_the_page_judges_each_figure() -> None:
    text = page(measured())
    asked = text[: text.index("## One dense document")]
    assert [row[2:] for row in rows(asked, "| auditor")] == [
        ["25 × (25 to 25)", "no"],
        ["15 × (15 to 15)", "yes"],
        ["3.0 × (3.0 to 3.0)", "yes"],
        ["40 × (40 to 40)", "yes"],
        ["80 × (80 to 80)", "yes"],
        ["2.0 × (2.0 to 2.0)", "yes"],
        ["4.0 × (4.0 to 4.0)", "yes"],
        ["9.5 × (9.5 to 9.5)", "no"],
        ["19 × (19 to 19)", "yes"],
    ]
    assert rows(asked, "| peers")[0][2:] == ["ahead of 6 of 6", "yes"]
    assert "folder of 288 everyday documents, 2.00 MB" in text


def test_a_missing_peer_is_said_and_nothing_is_claimed_of_it() -> None:
    full = measured()
    left = [{name: spent for name, spent in full.documents[0].times.rounds[0].items() if name != "semgrep"}]
    over = [{name: spent for name, spent in full.whole.times.rounds[0].items() if name != "semgrep"}]
    programs = tuple(program for program in full.programs if program.name != "semgrep")
    text = page(
        replace(
            full,
            programs=programs,
            missing={"semgrep": "not installed: more than 300 s"},
            documents=(document(*left),),
            whole=replace(full.whole, times=Times(rounds=tuple(over))),
        )
    )
    assert rows(text, "| peers")[0][2:] == ["ahead of 5 of 6; semgrep not obtained", "not known"]
    assert [row[2:] for row in rows(text, "| auditor, one worker ÷ semgrep")] == [["not obtained", "not known"]]
    assert [row[1] for row in rows(text, "| semgrep")] == ["not obtained, not installed: more than 300 s"] * 3
    assert "pip install semgrep" not in text


def test_a_peer_that_is_slower_than_allowed_is_held_against_the_sample() -> None:
    full = measured()
    over = {name: spent for name, spent in full.whole.times.rounds[0].items() if name != "quantulum3"}
    whole = replace(full.whole, times=Times(rounds=(over,), missing={"quantulum3": TooSlowError("more than 120 s")}))
    part = Times(rounds=({shown.ONE: 0.5, shown.TWO: 0.4, "quantulum3": 10.0},))
    sample = shown.Folder(count=20, size=200_000, times=part)
    text = shown.page(replace(full, whole=whole, sample=sample))
    assert rows(text, "| auditor, one worker ÷ quantulum3")[0][1:] == ["at least 30 ×", "20 × (20 to 20)", "no"]
    assert "20 of its documents" in text
    assert "one worker ÷ quantulum3, MB/s over a sample of the folder |" in text
    assert "one worker ÷ semgrep, MB/s over the folder |" in text
    assert rows(text, "| quantulum3")[1] == ["quantulum3", "10.00", "0.02", "20 ×", "25 ×"]


def test_the_page_names_no_path() -> None:
    text = page(measured())
    assert str(ROOT) not in text
    assert sys.prefix not in text
    assert "ENV/bin/python -m pip install .\n" in text
    assert "--folder FOLDER --kind everyday" in text.splitlines()[0]


def test_the_page_that_is_kept_is_a_page_of_today() -> None:
    kept = (ROOT / "benchmarks" / "peers.md").read_text("utf-8")
    assert kept.startswith("<!-- Made by `.venv/bin/python benchmarks/peers.py")
    for peer in PEERS:
        assert f"`{' '.join(peer.command)}`" in kept or f"| {peer.name} | not obtained" in kept


def test_the_usual_document_is_the_one_of_about_that_size() -> None:
    texts = ["a" * 10, "b" * 90, "c" * 115]
    assert usual(texts, 100) == usual(texts[::-1], 100) == "b" * 90
