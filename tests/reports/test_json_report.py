"""The machine contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.model import Check, DocumentReport, Fix, Report, Span
from auditor.reports import json_report
from auditor.reports.identity import identified

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))
Make = Callable[..., Check]
TWO = "First 20 GB ÷ 8 = 3 GB.\nThen  20 GB ÷ 8 = 3 GB.\n"


def document(*checks: Check, path: str = "docs/plan.md") -> DocumentReport:
    return DocumentReport(path=path, title="Plan", status="checked", checks=checks)


def data_of(report: Report) -> dict[str, object]:
    data: dict[str, object] = json.loads(json_report.render(report))
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    return data


def full(make_check: Make) -> Report:
    finding = make_check(
        derivation=("20 GB ÷ 8 = 2.5 GB",),
        assumptions=("GB counts in steps of 1000",),
        causes=("rounded up",),
        fix=Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=27, end=31), safe=True),
        doubt="3 GB, the result",
    )
    finding = replace(finding, related=(finding.place,))
    undecided = make_check(verdict="open", reason="no value for TP", stated=None, recomputed=None)
    return Report(
        documents=(
            document(finding, make_check(verdict="holds"), undecided),
            DocumentReport(path="a.md", title="a.md", status="not_checked", reason="not UTF-8"),
        )
    )


def test_the_whole_contract(make_check: Make) -> None:
    data = data_of(full(make_check))
    assert data["schema"] == "auditor/1"
    assert data["summary"] == {"documents": 2, "checked": 2, "holds": 1, "contradicted": 1, "accepted": 0, "open": 1}
    assert [found["path"] for found in data["documents"]] == ["a.md", "docs/plan.md"]
    unread = {"path": "a.md", "status": "not_checked", "reason": "not UTF-8", "checks": [], "notices": []}
    assert data["documents"][0] == unread
    finding = next(check for check in data["documents"][1]["checks"] if check["verdict"] == "contradicted")
    assert len(finding.pop("id")) == 16
    assert finding == {
        "rule": "arithmetic/equation",
        "verdict": "contradicted",
        "severity": "high",
        "location": {"line": 1, "column": 16, "end_line": 1, "end_column": 32},
        "statement": "20 GB ÷ 8 = 3 GB",
        "stated": "3 GB",
        "recomputed": "2.5 GB",
        "message": "20 GB ÷ 8 is 2.5 GB, not 3 GB.",
        "derivation": ["20 GB ÷ 8 = 2.5 GB"],
        "assumptions": ["GB counts in steps of 1000"],
        "causes": ["rounded up"],
        "doubt": "3 GB, the result",
        "related": [{"path": "docs/plan.md", "line": 1, "column": 16, "text": "20 GB ÷ 8 = 3 GB"}],
        "fix": {"replace": "3 GB", "with": "2.5 GB", "safe": True},
        "reason": None,
        "accepted": None,
    }


def test_an_empty_run_is_valid() -> None:
    assert data_of(Report(documents=()))["documents"] == []


def test_the_schema_refuses_a_document_that_was_not_checked_for_no_reason() -> None:
    report = Report(documents=(DocumentReport(path="a.md", title="a.md", status="not_checked"),))
    with pytest.raises(jsonschema.ValidationError):
        data_of(report)


def test_order_of_checks_and_documents_changes_nothing(make_check: Make) -> None:
    first, second = make_check(TWO), make_check(TWO, after=12)
    one = Report(documents=(document(first, second), document(path="b.md")))
    other = Report(documents=(document(path="b.md"), document(second, first)))
    assert json_report.render(one) == json_report.render(other)


def test_ids_outlive_text_added_above(make_check: Make) -> None:
    before = [identity for identity, _ in identified(document(make_check(TWO), make_check(TWO, after=12)))]
    moved = "# New heading\n\n" + TWO.replace("Then", "And then")
    after = [identity for identity, _ in identified(document(make_check(moved), make_check(moved, after=30)))]
    assert before == after
    assert len(set(before)) == 2


def test_ids_outlive_a_rewrapped_line(make_check: Make) -> None:
    (one,) = identified(document(make_check("20 GB ÷ 8 = 3 GB")))
    (other,) = identified(document(make_check("20 GB ÷\n8 = 3 GB")))
    assert one[0] == other[0]


@pytest.mark.parametrize("change", [{"rule": "arithmetic/other"}, {"text": "20 GB ÷ 8 = 4 GB"}])
def test_ids_differ_where_the_check_does(make_check: Make, change: dict[str, str]) -> None:
    (one,) = identified(document(make_check("20 GB ÷ 8 = 3 GB")))
    (other,) = identified(document(make_check(**{"text": "20 GB ÷ 8 = 3 GB", **change})))
    (elsewhere,) = identified(document(make_check("20 GB ÷ 8 = 3 GB"), path="docs/other.md"))
    assert len({one[0], other[0], elsewhere[0]}) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Cc", "Cf", "Cs"]), min_size=1))
def test_any_text_survives_as_ascii(make_check: Make, text: str) -> None:
    check = make_check(f"x{text}y", f"x{text}y", message=text)
    written = json_report.render(Report(documents=(document(check),)))
    assert written.isascii()
    (found,) = json.loads(written)["documents"][0]["checks"]
    # Two lone surrogates side by side are one character once they have been through JSON.
    assert found["message"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
