"""What other tools read: findings, what was accepted, what was not checked; and nothing breaks out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from auditor.model import SEVERITIES, Acceptance, Check, DocumentReport, Fix, Notice, Report, Span
from auditor.reports import comment, github, gitlab, junit, sarif
from auditor.rulebook import load

Make = Callable[..., Check]
RULES = tuple(rule for rule in load().rules if rule.id == "arithmetic/equation")
SAMPLE = "Each GPU holds 20 GB ÷ 8 = 3 GB.\n"
RENDERERS = (comment.render, github.render, gitlab.render, junit.render, sarif.render)


def document(*checks: Check, path: str = "docs/plan.md", **changes: object) -> DocumentReport:
    return DocumentReport(path=path, title="Plan", status="checked", checks=checks, **changes)  # type: ignore[arg-type]


@pytest.fixture
def report(make_check: Make) -> Report:
    start = SAMPLE.index("3 GB")
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=start, end=start + 4))
    finding = make_check(derivation=("20 GB ÷ 8 = 2.5 GB",), fix=fix)
    place = finding.place
    accepted = [
        replace(finding, message=f"accepted {by}", accepted=Acceptance(by=by, reason=f"the {by}", place=place))
        for by in ("comment", "baseline", "revision")
    ]
    others = [replace(finding, verdict="holds"), replace(finding, verdict="open", reason="the total is missing")]
    return Report(
        documents=(
            document(finding, *accepted, *others, notices=(Notice(place=place, message="accepts nothing"),)),
            DocumentReport(path="broken.md", title="Broken", status="not_checked", reason="not UTF-8"),
        ),
        problems=("rules/x.yaml:1: broken",),
        rules=RULES,
    )


# --- SARIF ------------------------------------------------------------------------------------------------------------


def run_of(report: Report) -> dict[str, object]:
    models = pytest.importorskip("sarif_pydantic", reason="checks the structure; in the dev extra")
    text = sarif.render(report)
    models.Sarif.model_validate_json(text)
    run: dict[str, object] = json.loads(text)["runs"][0]
    return run


def test_sarif_has_the_contradictions_with_what_accepts_them(report: Report) -> None:
    run = run_of(report)
    results = {result["message"]["text"].split(" (")[0]: result for result in run["results"]}  # type: ignore[attr-defined]
    assert len(results) == 4
    finding = results["20 GB ÷ 8 is 2.5 GB, not 3 GB."]
    assert "suppressions" not in finding
    assert "baselineState" not in finding
    assert results["accepted comment"]["suppressions"][0]["kind"] == "inSource"
    assert results["accepted comment"]["suppressions"][0]["justification"] == "the comment"
    assert results["accepted baseline"]["suppressions"][0]["kind"] == "external"
    assert results["accepted revision"]["baselineState"] == "unchanged"
    region = finding["locations"][0]["physicalLocation"]["region"]
    assert SAMPLE[region["startColumn"] - 1 : region["endColumn"] - 1] == "20 GB ÷ 8 = 3 GB"
    replaced = finding["fixes"][0]["artifactChanges"][0]["replacements"][0]
    deleted = replaced["deletedRegion"]
    assert SAMPLE[deleted["startColumn"] - 1 : deleted["endColumn"] - 1] == "3 GB"
    assert replaced["insertedContent"] == {"text": "2.5 GB"}


def test_sarif_tells_the_rules_and_what_was_not_checked(report: Report) -> None:
    run = run_of(report)
    (rule,) = run["tool"]["driver"]["rules"]  # type: ignore[index]
    assert rule["id"] == "arithmetic/equation"
    assert "auditor explain arithmetic/equation" in rule["help"]["markdown"]
    (invocation,) = run["invocations"]  # type: ignore[misc]
    assert invocation["executionSuccessful"] is False
    said = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert said == ["not checked: not UTF-8", "rules/x.yaml:1: broken", "accepts nothing"]
    assert run["properties"] == {"documents": 2, "holds": 1, "contradicted": 1, "accepted": 3, "open": 1}


def test_sarif_keeps_the_limits_of_its_readers_and_says_so(make_check: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 5)
    checks = [make_check(severity=severity) for severity in SEVERITIES for _ in range(3)]
    run = run_of(Report(documents=(document(*checks),), rules=RULES))
    assert [result["properties"]["severity"] for result in run["results"]] == ["critical"] * 3 + ["high"] * 2  # type: ignore[attr-defined]
    (invocation,) = run["invocations"]  # type: ignore[misc]
    assert "10 further results left out" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    monkeypatch.setattr(sarif, "MAX_BYTES", 1)
    assert json.loads(sarif.render(Report(documents=(document(*checks),))))["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("path", "uri"),
    [("docs/plan.md", "docs/plan.md"), ("a b/ü#%.md", "a%20b/%C3%BC%23%25.md"), ("<stdin>", "%3Cstdin%3E")],
)
def test_sarif_addresses_are_relative_and_encoded(make_check: Make, path: str, uri: str) -> None:
    run = run_of(Report(documents=(document(make_check(path=path), path=path),)))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]  # type: ignore[index]
    assert artifact == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert unquote(uri) == path


# --- the others -------------------------------------------------------------------------------------------------------


def test_github_annotates_the_line(report: Report) -> None:
    lines = github.render(report).splitlines()
    assert lines[0] == (
        "::error file=docs/plan.md,line=1,endLine=1,col=16,endColumn=32,title=arithmetic/equation"
        "::20 GB ÷ 8 is 2.5 GB, not 3 GB. (stated 3 GB, recomputed 2.5 GB)"
    )
    assert "::error file=broken.md,title=auditor::not checked: not UTF-8" in lines
    assert lines[-1] == "auditor: 5 statements checked: 1 hold, 1 contradicted, 1 open, 3 contradicted and accepted"


def test_gitlab_lists_the_findings(report: Report) -> None:
    found, unread, problem = json.loads(gitlab.render(report))
    assert (unread["description"], problem["description"]) == ("not checked: not UTF-8", "rules/x.yaml:1: broken")
    assert found["severity"] == "critical"
    assert found["location"]["positions"]["begin"] == {"line": 1, "column": 16}
    assert re.fullmatch("[0-9a-f]{16}", found["fingerprint"])


def test_junit_has_a_case_for_each_check(report: Report) -> None:
    root = ElementTree.fromstring(junit.render(report))  # noqa: S314 - our own
    assert root.attrib == {"name": "auditor", "tests": "8", "failures": "1", "errors": "2"}
    assert len(root.findall(".//testcase")) == 8
    assert len(root.findall(".//failure")) == 1
    assert {each.attrib["message"] for each in root.findall(".//skipped")} == {
        "open: the total is missing",
        *(f"accepted by {by}: the {by}" for by in ("comment", "baseline", "revision")),
    }
    assert [each.attrib["message"] for each in root.findall(".//error")] == [
        "not checked: not UTF-8",
        "rules/x.yaml:1: broken",
    ]


def test_the_comment_is_short_and_can_be_found_again(report: Report, make_check: Make) -> None:
    text = comment.render(report)
    assert text.startswith(comment.MARKER + "\n")
    assert "### auditor: 1 finding\n" in text
    assert "| docs/plan.md&#58;1 |" in text or "| docs/plan.md:1 |" in text
    assert "- broken.md: not checked: not UTF-8" in text
    nothing = comment.render(Report(documents=(document(),)))
    assert nothing.count("\n") == 2
    many = Report(documents=(document(*(make_check(message="x" * 3000) for _ in range(400))),))
    assert len(comment.render(many)) <= comment.MAX_LENGTH
    assert "further findings not shown" in comment.render(many)


HOSTILE = (
    *("\n::error::x", "%0A::stop-commands::x", "]]>", "<script>", "|", "`", "@everyone", "\x00", "\u202e", "[a](1)"),
    *("&amp;", "\ud800", "\ufffe", "\uffff"),
)


@given(text=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)), word=st.sampled_from(HOSTILE))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_out(make_check: Make, text: str, word: str) -> None:
    said = f"{text}{word}"
    check = make_check(message=said, stated=said, derivation=(said,), path="docs/plan.md")
    report = Report(documents=(document(check, path="docs/plan.md"),), problems=(said,))
    assert len(json.loads(sarif.render(report))["runs"][0]["results"]) == 1
    assert len(json.loads(gitlab.render(report))) == 2  # the finding and the problem
    assert len(ElementTree.fromstring(junit.render(report)).findall(".//testcase")) == 2  # noqa: S314 - our own
    commands = [line for line in github.render(report).splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == 2
    assert all(line.startswith("::error ") for line in commands)
    tokens = MarkdownIt("commonmark").enable("table").parse(comment.render(report))
    assert sum(token.type == "td_open" for token in tokens) == 5
    assert "<script>" not in comment.render(report)


@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__module__.rpartition(".")[2])
def test_the_same_report_gives_the_same_text(report: Report, render: Callable[[Report], str]) -> None:
    assert render(report) == render(replace(report, documents=report.documents))


def test_the_comment_has_the_corrected_line_where_that_is_safe(make_check: Make) -> None:
    check = make_check()
    at = check.place.span.start + check.place.text.index("3 GB")
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=at, end=at + 4), safe=True)
    text = comment.render(Report(documents=(document(replace(check, fix=fix)),)))
    expected = check.place.line_text.replace("3 GB", "2.5 GB")
    assert f"\n```suggestion\n{expected}\n```\n" in text
    unsafe = comment.render(Report(documents=(document(replace(check, fix=replace(fix, safe=False))),)))
    assert "suggestion" not in unsafe


@given(text=st.text(min_size=1, max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_breaks_out_of_its_suggestion(make_check: Make, text: str) -> None:
    check = make_check()
    at = check.place.span.start + check.place.text.index("3 GB")
    fix = Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=at, end=at + 4), safe=True)
    line = replace(check.place, line_text=check.place.line_text + text)
    shown = comment.render(Report(documents=(document(replace(check, place=line, fix=fix)),)))
    blocks = [token.content for token in MarkdownIt().parse(shown) if token.type == "fence"]
    assert len(blocks) == (line.line_text.isprintable())
    assert all(block == line.line_text.replace("3 GB", "2.5 GB", 1) + "\n" for block in blocks)
