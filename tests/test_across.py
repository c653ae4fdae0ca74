"""What two documents of one folder say of the same thing, and all that is not the same thing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.acceptance.fingerprint import code
from auditor.cli.main import main
from auditor.model import Check, DocumentReport
from auditor.rulebook import load
from auditor.workspace import report_rows
from auditor.workspace.run import run

RULE = "agreement/documents"
BOOK = load()
DESIGN = "# Design\n\nThe search service runs on 16 GPUs.\n"
RUNBOOK = "# Runbook\n\nThe search service runs on 12 GPUs.\n"

Run = Callable[..., list[Check]]


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Write files and audit them as one folder; the checks that are no agreement."""
    monkeypatch.chdir(tmp_path)

    def call(files: dict[str, str], jobs: int = 1) -> list[Check]:
        write(files)
        return [check for check in run(["."], BOOK, jobs=jobs).checks if check.verdict == "contradicted"]

    return call


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")


def reports_on(files: dict[str, str]) -> tuple[DocumentReport, ...]:
    write(files)
    return run(["."], BOOK).documents


def test_two_documents_that_differ_are_one_finding_with_both_places(found: Run) -> None:
    (check,) = found({"docs/design.md": DESIGN, "docs/runbook.md": RUNBOOK})
    assert (check.rule, check.place.path, check.place.line) == (RULE, "docs/runbook.md", 3)
    assert [(place.path, place.line, place.text) for place in check.related] == [("docs/design.md", 3, "16 GPUs")]
    assert (check.stated, check.recomputed) == ("12 GPUs", "16 GPUs")
    assert "docs/design.md, line 3" in check.message


@pytest.mark.parametrize("name", ["docs/search-config.yaml", "docs/config.yml"])
def test_a_configuration_beside_a_document_is_one_finding_with_both_places(found: Run, name: str) -> None:
    (check,) = found({"docs/design.md": DESIGN, name: "search_service:\n  gpu_count: 12\n"})
    assert (check.rule, check.place.path) == ("agreement/configuration", "docs/design.md")
    assert [place.path for place in check.related] == [name]


OTHER = {
    "another subject": {"docs/runbook.md": "The ranking service runs on 12 GPUs."},
    "no subject": {"docs/runbook.md": "It runs on 12 GPUs."},
    "a thing without a name": {"docs/runbook.md": "The new service runs on 12 GPUs."},
    "another part of its name": {"docs/runbook.md": "The search index service runs on 12 GPUs."},
    "an option": {"docs/runbook.md": "## Option B\n\nThe search service runs on 12 GPUs."},
    "an option before it": {"docs/runbook.md": "The second option:\n\n- Search service: 12 GPUs"},
    "staging in the sentence": {"docs/runbook.md": "In staging, the search service runs on 12 GPUs."},
    "staging behind it": {"docs/runbook.md": "The search service runs on 12 GPUs in staging."},
    "staging in the heading": {"docs/runbook.md": "# Staging\n\n## Search service\n\n- GPUs: 12"},
    "staging in the file's name": {"docs/runbook-staging.md": RUNBOOK},
    "staging in the folder's name": {"docs/staging/runbook.md": RUNBOOK},
    "a date in the file's name": {"docs/2024-05-01-scaling.md": RUNBOOK},
    "a year in the folder's name": {"docs/2024/runbook.md": RUNBOOK},
    "a number in the file's name": {"docs/decisions/0007-gpus.md": RUNBOOK},
    "a version in the folder's name": {"docs/v2/runbook.md": RUNBOOK},
    "an archive": {"docs/archive/runbook.md": RUNBOOK},
    "a change log": {"docs/CHANGELOG.md": RUNBOOK},
    "a date in the document": {
        "docs/runbook.md": "# Runbook\n\n- Date: 2024-05-01\n\nThe search service runs on 12 GPUs."
    },
    "front matter with a version": {"docs/runbook.md": f"---\nversion: 2\n---\n\n{RUNBOOK}"},
    "about": {"docs/runbook.md": "The search service runs on about 12 GPUs."},
    "a range": {"docs/runbook.md": "The search service runs on 12–14 GPUs."},
    "at least": {"docs/runbook.md": "The search service runs on at least 12 GPUs."},
    "up to": {"docs/runbook.md": "The search service runs on up to 12 GPUs."},
    "before": {"docs/runbook.md": "Before the migration, the search service runs on 12 GPUs."},
    "the past": {"docs/runbook.md": "The search service ran on 12 GPUs."},
    "a heading of before": {"docs/runbook.md": "## Before\n\nThe search service runs on 12 GPUs."},
    "a sentence behind that takes it back": {
        "docs/runbook.md": "The search service runs on 12 GPUs. That was before the migration."
    },
    "a plan": {"docs/runbook.md": "The search service will run on 12 GPUs."},
    "a target": {"docs/runbook.md": "## Targets\n\nThe search service runs on 12 GPUs."},
    "measured": {"docs/runbook.md": "## Benchmarks\n\nThe search service runs on 12 GPUs."},
    "an example": {"docs/examples/runbook.md": RUNBOOK},
    "a kind of them": {"docs/runbook.md": "The search service runs on 12 spare GPUs."},
    "a part of them": {"docs/runbook.md": "The search service runs on 12 of its GPUs."},
    "per something": {"docs/runbook.md": "The search service runs on 12 GPUs per region."},
    "a quote": {"docs/runbook.md": "> The search service runs on 12 GPUs."},
    "code": {"docs/runbook.md": "```\nThe search service runs on 12 GPUs.\n```"},
    "a question": {"docs/runbook.md": "The search service runs on 12 GPUs?"},
    "the same": {"docs/runbook.md": "The search service has 16 GPUs."},
    "another quantity": {"docs/runbook.md": "The search service runs on 12 nodes."},
    "both values": {"docs/runbook.md": "The search service runs on 16 GPUs.\n\nThe search service runs on 12 GPUs."},
    "a third value": {"docs/runbook.md": RUNBOOK, "docs/manual.md": "The search service runs on 8 GPUs."},
    "a family of models": {"docs/design.md": "The Nova model has 80 layers.", "b.md": "The Nova model has 64 layers."},
    "projects of their own": {"docs/design.md": "Nothing.", "a/x.md": DESIGN, "b/x.md": RUNBOOK},
}


@pytest.mark.parametrize("others", OTHER.values(), ids=OTHER)
def test_what_is_not_the_same_thing_is_no_finding(found: Run, others: dict[str, str]) -> None:
    assert found({"docs/design.md": DESIGN, **others}) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPU memory: 80 GB", "GPU memory: 80,000 MB"),
        ("GPU memory: 80 GB", "GPU memory: 80 GiB"),  # GB is also written for it
        ("Retention: 7 days", "Retention: 168 hours"),
        ("Parameters: 70B", "Parameters: 70.4 billion"),
    ],
)
def test_the_same_value_in_another_unit_or_rounding_holds(found: Run, one: str, other: str) -> None:
    files = {name: f"# Search cluster\n\n- {text}\n" for name, text in (("a.md", one), ("b.md", other))}
    assert found(files) == []
    (check,) = [check for report in reports_on(files) for check in report.checks if check.rule == RULE]
    assert check.verdict == "holds"


@pytest.mark.parametrize(
    "text",
    [
        "Our search service has a total of 12 GPUs.",
        "- **Search service**: 12 GPUs",
        "## Search service\n\n- GPUs: 12",
        "## 2. The search service\n\n- Number of GPUs: 12",
    ],
)
def test_ways_to_say_the_same(found: Run, text: str) -> None:
    (check,) = found({"docs/design.md": DESIGN, "docs/runbook.md": text})
    assert check.rule == RULE


def test_the_one_that_differs_from_most_is_doubted(found: Run) -> None:
    (check,) = found({"a.md": RUNBOOK, "b.md": DESIGN, "c.md": DESIGN})
    assert (check.place.path, [place.path for place in check.related]) == ("a.md", ["b.md"])


def test_folders_that_sort_documents_are_of_one_system(found: Run) -> None:
    (check,) = found({"docs/design/search.md": DESIGN, "docs/operations/search.md": RUNBOOK})
    assert check.place.path == "docs/operations/search.md"


def test_what_workers_send_is_what_they_found(found: Run) -> None:
    files = {"docs/design.md": DESIGN, "docs/runbook.md": RUNBOOK}
    report = reports_on(files)[0]
    assert report.statements
    assert report_rows.decoded(report_rows.encoded(report)) == report
    many = files | {f"docs/page{number}.md": "Nothing. " * 3000 for number in range(12)}  # more than one process takes
    assert found(many, jobs=2) == found(files)


def test_kept_reports_say_the_same(found: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AUDITOR_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    files = {"docs/design.md": DESIGN, "docs/runbook.md": RUNBOOK}
    fresh = found(files)
    assert fresh == found(files) != []
    assert found({"docs/design.md": RUNBOOK}) == []  # one document is from the cache, and is compared all the same


def test_the_rule_can_be_turned_off(found: Run) -> None:
    write({"auditor.toml": f'[severity]\n"{RULE}" = "off"\n', "a.md": DESIGN, "b.md": RUNBOOK})
    assert main(["check", "."]) == 0


# --- accepting --------------------------------------------------------------------------------------------------------


def test_a_comment_accepts_it_and_says_nothing_where_the_other_document_is_left_out(found: Run) -> None:
    (check,) = found({"a.md": DESIGN, "b.md": RUNBOOK})
    comment = f"<!-- auditor: ignore {RULE} [{code(check)}]: being moved -->"
    _, report = reports_on({"b.md": RUNBOOK.replace("GPUs.\n", f"GPUs. {comment}\n")})
    (accepted,) = [check.accepted for check in report.checks]
    assert accepted is not None
    assert (accepted.by, accepted.reason, report.notices) == ("comment", "being moved", ())
    (alone,) = run(["b.md"], BOOK).documents
    assert (alone.checks, alone.notices) == ((), ())


def test_a_comment_with_other_numbers_is_told_its_code(found: Run) -> None:
    (check,) = found({"a.md": DESIGN, "b.md": RUNBOOK})
    comment = f"<!-- auditor: ignore {RULE} [000000]: being moved -->"
    _, report = reports_on({"b.md": RUNBOOK.replace("GPUs.\n", f"GPUs. {comment}\n")})
    (notice,) = report.notices
    assert code(check) in notice.message
    assert report.checks[0].accepted is None


def test_the_baseline_accepts_it_and_keeps_its_entry_where_a_document_is_left_out(
    found: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"a.md": DESIGN, "b.md": RUNBOOK})
    main(["baseline", "."])
    assert main(["check", "--baseline", "auditor-baseline.json", "."]) == 0
    capsys.readouterr()
    assert main(["check", "--baseline", "auditor-baseline.json", "b.md"]) == 0
    assert "no longer" not in "".join(capsys.readouterr())
    write({"b.md": DESIGN})
    main(["check", "--baseline", "auditor-baseline.json", "."])
    assert "no longer" in "".join(capsys.readouterr())


# --- changes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def git(found: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "nobody")

    def call(files: dict[str, str]) -> None:
        write(files)
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "base"]):
            subprocess.run(["git", *words], check=True, capture_output=True)

    return call


def since(capsys: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, str, bool]]:
    capsys.readouterr()
    main(["check", "--format", "json", "--since", "HEAD", *options, "."])
    documents = json.loads(capsys.readouterr().out)["documents"]
    return [
        (document["path"], check["message"], check["accepted"] is not None)
        for document in documents
        for check in document["checks"]
        if check["verdict"] == "contradicted"
    ]


@pytest.mark.parametrize("changed", ["a.md", "b.md"])
def test_a_change_of_one_side_is_shown_there(
    git: Callable[..., None], capsys: pytest.CaptureFixture[str], changed: str
) -> None:
    git({"a.md": DESIGN, "b.md": DESIGN})
    write({changed: RUNBOOK})
    ((path, _, accepted),) = since(capsys)
    assert (path, accepted) == (changed, False)


@pytest.mark.parametrize("changed", ["a.md", "b.md"])
def test_what_was_so_before_is_not_new(
    git: Callable[..., None], capsys: pytest.CaptureFixture[str], changed: str
) -> None:
    before = {"a.md": DESIGN, "b.md": RUNBOOK}
    git(before)
    write({changed: f"{before[changed]}\nMore is said here.\n"})
    assert [accepted for _, _, accepted in since(capsys)] == [True]


def test_the_baseline_counts_wherever_a_change_shows_it(
    git: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    git({"a.md": DESIGN, "b.md": DESIGN})
    write({"a.md": RUNBOOK})
    main(["baseline", "."])
    assert [accepted for _, _, accepted in since(capsys, "--baseline", "auditor-baseline.json")] == [True]


@pytest.mark.parametrize("thing", ["Kafka cluster", "H100 cluster", "new service", "second fleet", "remote cluster"])
def test_what_every_document_may_have_is_no_name(found: Run, thing: str) -> None:
    texts = {count: f"The {thing} runs on {count} GPUs." for count in (12, 16)}
    assert found({f"{count}.md": text for count, text in texts.items()}) == []
    named = {f"{count}.md": text.replace(thing, "search cluster") for count, text in texts.items()}
    assert len(found(named)) == 1


def test_a_finding_that_compares_documents_is_suppressed_where_the_others_are_named(
    found: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(found({"docs/design.md": DESIGN, "docs/runbook.md": RUNBOOK})) == 1
    assert main(["suppress", "docs/runbook.md:3", "--reason", "a small cluster"]) == 2
    assert "if the others are named behind it" in capsys.readouterr().err
    assert main(["suppress", "docs/runbook.md:3", "docs", "--reason", "a small cluster"]) == 0
    assert "auditor: ignore agreement/documents [" in Path("docs/runbook.md").read_text("utf-8")
    assert Path("docs/design.md").read_text("utf-8") == DESIGN
    assert main(["check", "docs"]) == 0
    assert main(["suppress", "docs/runbook.md:3", "docs"]) == 2
    assert "named behind it" not in capsys.readouterr().err


def test_others_that_are_not_there_are_refused(found: Run, capsys: pytest.CaptureFixture[str]) -> None:
    found({"docs/runbook.md": RUNBOOK})
    assert main(["suppress", "docs/runbook.md:3", "nowhere"]) == 2
    assert "nowhere: no such file or folder" in capsys.readouterr().err
    assert main(["suppress", "gone.md:3", "docs"]) == 2
    assert "gone.md" in capsys.readouterr().err
