"""What was not checked, left out or cut is said in every format, however much there is of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.model import Acceptance, Check, DocumentReport, Fix, LeftOut, Notice, Report, Span
from auditor.reports import comment, github, gitlab, json_report, junit, sarif
from auditor.rulebook import load

Make = Callable[..., Check]
OFFICIAL = Path(os.environ.get("AUDITOR_SARIF_SCHEMA", "no schema"))
"""The standard's own schema, which is not ours to copy; `.ci/run` fetches it."""
SCHEMA = json.loads(OFFICIAL.read_text("utf-8")) if OFFICIAL.is_file() else None
official = pytest.mark.skipif(SCHEMA is None, reason="AUDITOR_SARIF_SCHEMA names no file")
CONTRACT = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))
RULES = load().rules


def document(*checks: Check, path: str = "docs/plan.md", reason: str | None = None) -> DocumentReport:
    return DocumentReport(path=path, title="Plan", status="checked", checks=checks, reason=reason)


def unread(path: str, reason: str = "not UTF-8") -> DocumentReport:
    return DocumentReport(path=path, title=path, status="not_checked", reason=reason)


def sarif_run(report: Report) -> dict[str, object]:
    log = json.loads(sarif.render(report))
    if SCHEMA is not None:
        jsonschema.validate(log, SCHEMA, cls=jsonschema.Draft4Validator)
    run: dict[str, object] = log["runs"][0]
    return run


def said(report: Report) -> list[tuple[str, str]]:
    (invocation,) = sarif_run(report)["invocations"]  # type: ignore[misc]
    return [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]


@pytest.fixture
def report(make_check: Make) -> Report:
    finding = make_check(derivation=("20 GB ÷ 8 = 2.5 GB",))
    accepted = [
        replace(finding, accepted=Acceptance(by=by, reason=f"the {by}", place=place))
        for by in ("comment", "baseline", "revision")
        for place in (finding.place, None)
    ]
    return Report(
        documents=(
            document(finding, *accepted, reason="config.yaml, which stands beside it, was not read: a tab"),
            unread("broken.md"),
            replace(unread("half.md", "too many lines"), status="limited"),
        ),
        problems=("rules/x.yaml:1: broken",),
        notices=(Notice(place=replace(finding.place, path="baseline.json"), message="needed no longer"),),
        left_out=(LeftOut(documents=2, reason="unchanged since main"),),
        rules=RULES,
    )


# --- SARIF ------------------------------------------------------------------------------------------------------------


@official
def test_the_official_schema_accepts_every_rule_and_record(report: Report) -> None:
    assert len(sarif_run(report)["results"]) == 7  # type: ignore[arg-type]


@official
def test_the_official_schema_is_one_that_refuses() -> None:
    log = json.loads(sarif.render(Report(documents=())))
    log["runs"][0]["invocations"][0]["executionSuccessful"] = "yes"
    assert SCHEMA is not None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, SCHEMA, cls=jsonschema.Draft4Validator)


@official
@given(text=st.text(max_size=40), path=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_official_schema_accepts_any_text(make_check: Make, text: str, path: str) -> None:
    check = make_check(message=text, stated=text, derivation=(text,), path=path)
    sarif_run(Report(documents=(document(check, path=path), unread(path, text)), problems=(text,)))


def test_sarif_says_what_was_not_looked_at(report: Report) -> None:
    assert said(report) == [
        ("error", "not checked: not UTF-8"),
        ("error", "checked only in part: too many lines"),
        ("error", "rules/x.yaml:1: broken"),
        ("warning", "config.yaml, which stands beside it, was not read: a tab"),
        ("note", "needed no longer"),
        ("note", "2 documents left out: unchanged since main"),
    ]


def test_a_remark_is_no_failure_of_the_run() -> None:
    (invocation,) = sarif_run(Report(documents=(document(reason="a remark"),)))["invocations"]  # type: ignore[misc]
    assert invocation["executionSuccessful"] is True


def test_sarif_says_how_many_places_it_cuts(make_check: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RELATED", 3)
    finding = make_check()
    checks = [replace(finding, related=(finding.place,) * many) for many in (2, 5, 7)]
    report = Report(documents=(document(*checks),))
    results: list[dict[str, list[object]]] = sarif_run(report)["results"]  # type: ignore[assignment]
    assert [len(each["relatedLocations"]) for each in results] == [2, 3, 3]
    assert said(report) == [("warning", "6 related places left out: too many for one result")]


def test_a_fix_stands_where_the_statement_is_also_if_the_finding_is_shown_elsewhere(make_check: Make) -> None:
    """A finding on a changed line of the configuration; the numbers of the two files' spans have nothing in common."""
    wrong = make_check()
    start = wrong.place.line_text.index("3 GB")
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=start, end=start + 4))
    changed = make_check("gpu_memory_gb: 20, and much more on this line", "20, and much more on this line").place
    moved = replace(wrong, place=replace(changed, path="config.yaml"), moved_from=wrong.place, fix=fix)
    (result,) = sarif_run(Report(documents=(document(moved),)))["results"]  # type: ignore[misc]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "docs/plan.md"
    region = change["replacements"][0]["deletedRegion"]
    assert wrong.place.line_text[region["startColumn"] - 1 : region["endColumn"] - 1] == "3 GB"


# --- the others -------------------------------------------------------------------------------------------------------


def test_github_says_remarks_and_what_was_left_out(report: Report) -> None:
    lines = github.render(report).splitlines()
    remark = "config.yaml, which stands beside it, was not read: a tab"
    assert f"::warning file=docs/plan.md,title=auditor::{remark}" in lines
    assert lines[-1].startswith("auditor: ")
    assert lines[-1].endswith("; 2 documents left out: unchanged since main")


def test_gitlab_has_an_entry_for_each_document_that_was_not_checked(report: Report) -> None:
    found = json.loads(gitlab.render(report))
    others = [(each["check_name"], each["location"]["path"], each["severity"]) for each in found[1:]]
    assert others == [
        ("auditor/not-checked", "broken.md", "critical"),
        ("auditor/not-checked", "half.md", "critical"),
        ("auditor/not-usable", ".", "critical"),
    ]
    assert len({each["fingerprint"] for each in found}) == 4
    assert all(each["location"]["positions"]["begin"]["line"] >= 1 for each in found)


def test_junit_has_remarks_and_notices_beside_the_cases(report: Report, make_check: Make) -> None:
    first = replace(report.documents[0], notices=(Notice(place=make_check().place, message="accepts <nothing>"),))
    root = ElementTree.fromstring(junit.render(replace(report, documents=(first,))))  # noqa: S314 - our own
    output = root.find(".//testsuite/system-out")
    assert output is not None
    assert output.text == (
        "config.yaml, which stands beside it, was not read: a tab\ndocs/plan.md:1: accepts <nothing>"
    )
    assert root.findall("testsuite")[0][-1] is output, "the format wants it behind the cases"


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\x0b", "\ud800"])
def test_xml_stays_xml_whatever_a_document_holds(make_check: Make, text: str) -> None:
    check = make_check(message=f"a{text}b")
    root = ElementTree.fromstring(junit.render(Report(documents=(document(check),))))  # noqa: S314 - our own
    assert f"a<U+{ord(text):04X}>b" in root.findall(".//failure")[0].attrib["message"]


def test_json_tells_what_the_run_says_beside_its_documents(report: Report) -> None:
    data = json.loads(json_report.render(report))
    jsonschema.validate(data, CONTRACT, cls=jsonschema.Draft202012Validator)
    assert data["problems"] == ["rules/x.yaml:1: broken"]
    assert data["left_out"] == [{"documents": 2, "reason": "unchanged since main"}]
    (notice,) = data["notices"]
    assert (notice["path"], notice["message"]) == ("baseline.json", "needed no longer")


# --- the comment ------------------------------------------------------------------------------------------------------


def test_many_documents_that_were_not_checked_do_not_drive_out_a_finding(make_check: Make) -> None:
    unchecked = [unread(f"docs/{number}.md", "not UTF-8 " + "<" * 500) for number in range(3_000)]
    text = comment.render(Report(documents=(document(make_check()), *unchecked), problems=("x" * 90_000,)))
    assert len(text) <= comment.MAX_LENGTH
    assert text.count("| docs/plan.md") == 1
    assert "3,000 documents not, or not wholly, checked" in text
    assert "2,981 further remarks not shown" in text


def test_one_endless_message_does_not_drive_out_the_finding(make_check: Make) -> None:
    check = make_check(message="<" * 70_000, derivation=("<" * 70_000,) * 50)
    text = comment.render(Report(documents=(document(check),)))
    assert len(text) <= comment.MAX_LENGTH
    assert text.count("| docs/plan.md") == 1
    assert text.count("<details>") == text.count("</details>") == 1


def test_the_worst_of_everything_leaves_room_for_the_worst_finding(make_check: Make) -> None:
    worst = "\u202e" * 1_000
    checks = [make_check(message=worst, stated=worst, recomputed=worst, path=worst, derivation=(worst,) * 50)] * 60
    unchecked = [unread(worst, worst) for _ in range(60)]
    text = comment.render(Report(documents=(document(*checks), *unchecked), problems=(worst,) * 60))
    assert len(text) <= comment.MAX_LENGTH
    assert text.count("<details>") == text.count("</details>") >= 1


def test_the_comment_does_not_praise_what_it_has_not_seen() -> None:
    text = comment.render(Report(documents=(document(), unread("broken.md"))))
    assert "not everything could be checked" in text
    assert "1 document not, or not wholly, checked" in text
    assert "no number is contradicted" not in comment.render(Report(documents=(unread("broken.md"),)))


def test_nobody_is_mentioned_by_a_path(make_check: Make) -> None:
    check = make_check(path="docs/@everyone/#12.md", derivation=("20 GB ÷ 8 = 2.5 GB",))
    text = comment.render(Report(documents=(document(check, path="docs/@everyone/#12.md"),)))
    (summary,) = [line for line in text.splitlines() if line.startswith("<details>")]
    assert summary.startswith("<details><summary><code>docs/@everyone/#12.md:1, arithmetic/equation</code></summary>")
