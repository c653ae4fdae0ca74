"""The tables as other programs read them: names, types, gaps, exact numbers, and the same bytes again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.model import (
    Acceptance,
    Check,
    DocumentReport,
    Facets,
    Fix,
    LeftOut,
    ListedClaim,
    ListedQuantity,
    Notice,
    Report,
    Span,
)
from auditor.rational import Fraction
from auditor.reports.table_rows import rows
from auditor.reports.tables import SCHEMA, TABLES

Make = Callable[..., Check]
Elsewhere = Callable[..., Any]
Tables = Callable[[Report], dict[str, "Table"]]
PRINTED = {
    "string": "string",
    "int32": "int32",
    "float64": "double",
    "bool": "bool",
    "strings": "list<element: string not null>",
    "places": "list<element: struct<path: string not null, start_line: int32 not null, "
    "start_column: int32 not null, text: string not null> not null>",
}


def quantity(**changes: Any) -> ListedQuantity:
    values: dict[str, Any] = {
        "text": "14.4 GB/s",
        "low": Fraction(287, 20),
        "high": Fraction(289, 20),
        "unit": "gigabyte / second",
        "hedge": "",
        "noun": "",
        "readings": 2,
    }
    return ListedQuantity(**{**values, **changes})


def claim(**changes: Any) -> ListedClaim:
    values: dict[str, Any] = {
        "kind": "quantity",
        "text": "14.4 GB/s",
        "label": "",
        "section": ("Plan", "Links"),
        "line": 3,
        "column": 7,
        "end_line": 3,
        "end_column": 16,
        "quantity": quantity(),
    }
    return ListedClaim(**{**values, **changes})


def document(*checks: Check, path: str = "docs/plan.md", **changes: Any) -> DocumentReport:
    return DocumentReport(path=path, title="Plan", status="checked", checks=checks, **changes)


UNREAD = DocumentReport(path="a.md", title="a.md", status="not_checked", reason="not UTF-8")


@dataclass
class Table:
    """A file as pyarrow reads it."""

    fields: list[tuple[str, str, bool]]
    rows: list[dict[str, Any]]
    metadata: dict[str, str]


def read_back(report: Report) -> dict[str, Table]:
    """What was written, by the names of the tables."""
    import pyarrow as pa  # noqa: PLC0415 - in a process of its own
    import pyarrow.parquet as pq  # noqa: PLC0415

    found = {}
    for name, data in render(report).items():
        table = pq.read_table(pa.BufferReader(data))
        found[name.removesuffix(".parquet")] = Table(
            fields=[(field.name, str(field.type), field.nullable) for field in table.schema],
            rows=table.to_pylist(),
            metadata={key.decode(): value.decode() for key, value in table.schema.metadata.items()},
        )
    return found


def render(report: Report) -> dict[str, bytes]:
    from auditor.reports import parquet  # noqa: PLC0415 - loads pyarrow

    return dict(parquet.render(report))


@pytest.fixture
def tables(elsewhere: Elsewhere) -> Callable[[Report], dict[str, Table]]:
    if find_spec("pyarrow") is None:
        pytest.skip("pyarrow writes the tables; it is in the extra data")
    return lambda report: elsewhere(read_back, report)


def row(report: Report, table: str) -> dict[str, Any]:
    """The only row, before it is written."""
    (only,) = rows(report)[table]
    return {**{column.name: None for column in TABLES[table]}, **only}


def test_the_columns_are_those_of_the_contract_even_of_an_empty_run(tables: Tables) -> None:
    for name, table in tables(Report(documents=())).items():
        assert table.fields == [(each.name, PRINTED[each.type], each.nullable) for each in TABLES[name]]
        assert table.rows == []


def test_what_is_written_is_what_is_read_back(tables: Tables, make_check: Make) -> None:
    finding = make_check(ratio=Fraction(5, 6), derivation=("20 GB ÷ 8 = 2.5 GB",))
    finding = replace(finding, related=(finding.place,))
    claims = (claim(), claim(concept="link_bandwidth"), claim(kind="comparison", quantity=None))
    report = Report(documents=(document(finding, make_check(message="\ud800\ufffe\0"), claims=claims), UNREAD))
    found = tables(report)
    assert list(found) == list(TABLES)
    for name, written in rows(report).items():
        gaps = {column.name: None for column in TABLES[name]}
        assert found[name].rows == [{**gaps, **each} for each in written]


def test_every_row_has_the_columns_of_its_table(make_check: Make) -> None:
    full = claim(concept="link_bandwidth")
    for name, found in rows(Report(documents=(document(make_check(ratio=Fraction(5, 6)), claims=(full,)),))).items():
        (only,) = found
        assert set(only) == {column.name for column in TABLES[name]}


def test_a_document(make_check: Make) -> None:
    finding = make_check()
    accepted = replace(finding, accepted=Acceptance(by="comment", reason="as agreed"))
    checks = (finding, accepted, replace(finding, verdict="holds"), replace(finding, verdict="open", reason="no TP"))
    notice = Notice(place=finding.place, message="accepts nothing")
    assert row(Report(documents=(document(*checks, claims=(claim(), claim()), notices=(notice,)),)), "documents") == {
        "document": "docs/plan.md",
        "title": "Plan",
        "status": "checked",
        "reason": None,
        "holds": 1,
        "contradicted": 2,
        "open": 1,
        "findings": 1,
        "worst": "high",
        "claims": 2,
        "notices": [{"path": "docs/plan.md", "start_line": 1, "start_column": 16, "text": "accepts nothing"}],
    }


def test_a_check(make_check: Make) -> None:
    finding = make_check(
        ratio=Fraction(5, 6),
        derivation=("20 GB ÷ 8 = 2.5 GB",),
        causes=("rounded up",),
        fix=Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=27, end=31)),
    )
    finding = replace(finding, related=(finding.place,))
    found = row(Report(documents=(document(finding),)), "checks")
    assert len(found.pop("id")) == 16
    assert found == {
        "document": "docs/plan.md",
        "rule": "arithmetic/equation",
        "title": "Equations hold",
        "rule_group": "arithmetic",
        "severity": "high",
        "verdict": "contradicted",
        "finding": True,
        "path": "docs/plan.md",
        "start_line": 1,
        "start_column": 16,
        "end_line": 1,
        "end_column": 32,
        "section": [],
        "statement": "20 GB ÷ 8 = 3 GB",
        "stated": "3 GB",
        "recomputed": "2.5 GB",
        "ratio_exact": "5/6",
        "ratio": 5 / 6,
        "message": "20 GB ÷ 8 is 2.5 GB, not 3 GB.",
        "derivation": ["20 GB ÷ 8 = 2.5 GB"],
        "assumptions": [],
        "doubt": None,
        "causes": ["rounded up"],
        "related": [{"path": "docs/plan.md", "start_line": 1, "start_column": 16, "text": "20 GB ÷ 8 = 3 GB"}],
        "fix_replace": "3 GB",
        "fix_with": "2.5 GB",
        "fix_safe": False,
        "reason": None,
        "accepted_by": None,
        "accepted_reason": None,
    }


def test_a_claim() -> None:
    full = claim(label="Link", concept="link_bandwidth", facets=Facets(per="gpu"), bound="at most")
    assert row(Report(documents=(document(claims=(full,)),)), "claims") == {
        "document": "docs/plan.md",
        "number": 1,
        "kind": "quantity",
        "text": "14.4 GB/s",
        "label": "Link",
        "start_line": 3,
        "start_column": 7,
        "end_line": 3,
        "end_column": 16,
        "section": ["Plan", "Links"],
        "guess": False,
        "quantity": "14.4 GB/s",
        "hedge": "at most",
        "noun": None,
        "readings": 2,
        "unit": "gigabyte / second",
        "value_exact": "72/5",
        "value": 14.4,
        "low_exact": "287/20",
        "low": 14.35,
        "high_exact": "289/20",
        "high": 14.45,
        "dimension": "information / time",
        "base_value": 115.2e9,
        "concept": "link_bandwidth",
        "alternative": False,
        "phase": None,
        "per": "gpu",
        "role": None,
        "statistic": None,
        "variant": None,
        "subject": None,
    }


def test_a_claim_without_a_quantity_has_gaps_and_no_empty_words() -> None:
    found = row(Report(documents=(document(claims=(claim(kind="comparison", quantity=None),)),)), "claims")
    missing = {each.name for each in TABLES["claims"] if each.nullable}
    assert {name for name, value in found.items() if value is None} == missing


def test_a_range_has_ends_and_no_value() -> None:
    found = row(Report(documents=(document(claims=(claim(quantity=quantity(hedge="range")),)),)), "claims")
    assert (found["hedge"], found["value"], found["value_exact"], found["base_value"]) == ("range", None, None, None)
    assert (found["low"], found["high"]) == (14.35, 14.45)


def test_a_bare_number_can_be_told_from_none() -> None:
    bare = quantity(text="8", low=Fraction(8), high=Fraction(8), unit="", readings=1)
    found = row(Report(documents=(document(claims=(claim(quantity=bare),)),)), "claims")
    assert (found["unit"], found["dimension"], found["value_exact"], found["base_value"]) == ("1", "1", "8", 8.0)


@pytest.mark.parametrize(("digits", "exact"), [(400, True), (5000, False)])
def test_what_no_double_and_no_text_holds_is_a_gap(digits: int, exact: bool) -> None:
    huge = quantity(low=Fraction(10**digits), high=Fraction(10**digits), unit="")
    found = row(Report(documents=(document(claims=(claim(quantity=huge),)),)), "claims")
    assert (found["value"], found["low"], found["base_value"]) == (None, None, None)
    assert found["value_exact"] == (str(10**digits) if exact else None)


def test_a_document_that_was_not_checked_has_no_other_rows() -> None:
    found = rows(Report(documents=(UNREAD,)))
    (only,) = found["documents"]
    assert (only["status"], only["reason"], only["claims"], only["worst"]) == ("not_checked", "not UTF-8", 0, None)
    assert found["checks"] == found["claims"] == []


@pytest.mark.usefixtures("tables")
def test_the_same_report_gives_the_same_bytes_in_any_order(elsewhere: Elsewhere, make_check: Make) -> None:
    first, second = make_check(), make_check(rule="arithmetic/total", message="other")
    one = Report(documents=(document(first, second, claims=(claim(),)), UNREAD))
    other = Report(documents=(UNREAD, document(second, first, claims=(claim(),))))
    assert elsewhere(render, one) == elsewhere(render, other)
    assert elsewhere(render, one) != elsewhere(render, Report(documents=(document(first),)))


def test_what_a_run_says_besides_is_in_the_metadata(tables: Tables, make_check: Make) -> None:
    notice = Notice(place=make_check().place, message="needed no longer")
    report = Report(
        documents=(),
        problems=("rules/x.yaml:1: ü \ud800",),
        left_out=(LeftOut(documents=2, reason="unchanged since main"),),
        notices=(notice,),
    )
    for table in tables(report).values():
        assert table.metadata["auditor.schema"] == SCHEMA
        assert json.loads(table.metadata["auditor.problems"]) == ["rules/x.yaml:1: ü \ud800"]
        assert json.loads(table.metadata["auditor.left_out"]) == [{"documents": 2, "reason": "unchanged since main"}]
        assert json.loads(table.metadata["auditor.notices"])[0]["message"] == "needed no longer"


def reserved_words() -> set[str]:
    import duckdb  # noqa: PLC0415 - in a process of its own

    found = duckdb.sql("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'").fetchall()
    return {word for (word,) in found}


def test_no_column_has_to_be_quoted(elsewhere: Elsewhere) -> None:
    if find_spec("duckdb") is None:
        pytest.skip("DuckDB knows the words of SQL; it is in the extra data")
    words = elsewhere(reserved_words)
    assert "column" in words
    assert not {column.name for table in TABLES.values() for column in table} & words


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Cc", "Cf", "Cs"]), min_size=1))
def test_any_text_survives(make_check: Make, text: str) -> None:
    check = make_check(message=text, derivation=(text,), path=text)
    report = Report(documents=(document(check, path=text),))
    kept = text.encode("utf-8", "backslashreplace").decode()
    found = row(report, "checks")
    assert (found["message"], found["derivation"], found["document"]) == (kept, [kept], kept)
