"""Every sample through the whole program, byte for byte. ``pytest --update-golden`` writes what is expected anew."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from auditor import rulebook
from auditor.model import Report
from auditor.reports import page, terminal
from auditor.workspace.run import run

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "samples").rglob("*") if path.suffix in {".md", ".json"}
)


@cache
def audited(sample: str) -> Report:
    report = run([sample], rulebook.load().correcting())
    assert [document.status for document in report.documents] == ["checked"], report.documents[0].reason
    assert not report.problems
    return report


def name_of(sample: str, kind: str) -> str:
    """``moe-10b/plan.issues-analysis.md`` for the sample ``samples/moe-10b/plan.md``."""
    return Path(sample).relative_to("samples").with_suffix(f".{kind}").as_posix()


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports name the paths that they were given."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("style", page.STYLES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_review_reports(sample: str, style: str, golden: Callable[[str, str], None]) -> None:
    golden(name_of(sample, f"{style}.md"), page.render(audited(sample), style))


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_check_prints(sample: str, golden: Callable[[str, str], None]) -> None:
    stream = io.StringIO()
    terminal.render(audited(sample), verbose=False, color=False, stream=stream)
    golden(name_of(sample, "txt"), stream.getvalue())


def test_no_golden_report_has_lost_its_sample(request: pytest.FixtureRequest) -> None:
    kinds = ["txt", *(f"{style}.md" for style in page.STYLES)]
    wanted = {name_of(sample, kind) for sample in SAMPLES for kind in kinds}
    lost = [path for path in GOLDEN.rglob("*") if path.is_file() and path.relative_to(GOLDEN).as_posix() not in wanted]
    if request.config.getoption("--update-golden"):
        for path in lost:
            path.unlink()
    else:
        assert not lost
