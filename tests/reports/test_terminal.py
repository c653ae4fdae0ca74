"""What people read."""

from __future__ import annotations

import io
from collections.abc import Callable

from msgspec.structs import replace

from auditor.model import Check, DocumentReport, Fix, Report, Span
from auditor.reports import terminal

Make = Callable[..., Check]


def text_of(report: Report, *, verbose: bool = False, color: bool = False, footer: bool = True) -> str:
    stream = io.StringIO()
    terminal.render(report, verbose=verbose, color=color, stream=stream, footer=footer)
    return stream.getvalue()


def checked(*checks: Check, path: str = "docs/plan.md", reason: str | None = None) -> DocumentReport:
    return DocumentReport(path=path, title="Plan", status="checked", checks=checks, reason=reason)


def test_a_finding_in_full(make_check: Make) -> None:
    text = "# Plan\n\nGPUs: 8\n\nEach GPU holds 20 GB ÷ 8 = 3 GB.\n"
    start = text.index("3 GB")
    finding = make_check(
        text,
        derivation=("20 GB ÷ 8", "= 2.5 GB"),
        assumptions=("GB counts in steps of 1000",),
        causes=("rounded up",),
        fix=Fix(replace="3 GB", replacement="2.5 GB", span=Span(start=start, end=start + 4)),
    )
    finding = replace(finding, related=(make_check(text, "GPUs: 8").place,))
    assert text_of(Report(documents=(checked(finding),))) == (
        "docs/plan.md:5:16: high arithmetic/equation\n"
        "  20 GB ÷ 8 is 2.5 GB, not 3 GB.\n"
        "    |\n"
        "  5 | Each GPU holds 20 GB ÷ 8 = 3 GB.\n"
        "    |                ------------^^^^\n"
        "  stated:       3 GB\n"
        "  recomputed:   2.5 GB\n"
        "  because:      20 GB ÷ 8\n"
        "                = 2.5 GB\n"
        "  assuming:     GB counts in steps of 1000\n"
        "  likely:       rounded up\n"
        "  see also:     docs/plan.md:3:1: GPUs: 8\n"
        "  correction:   3 GB → 2.5 GB\n"
        "\n"
        "1 statement checked in 1 document: 0 hold, 1 contradicted, 0 open (could not be decided)\n"
    )


def test_what_holds_and_what_is_open_is_listed_on_demand(make_check: Make) -> None:
    text = "20 GB ÷ 8 = 3 GB"
    held = make_check(text, verdict="holds", recomputed=None, stated=None)
    undecided = make_check(text, verdict="open", reason="no value for TP", stated=None, recomputed=None)
    report = Report(documents=(checked(held, undecided),))
    footer = "1 statement checked in 1 document: 1 holds, 0 contradicted, 1 open (could not be decided)\n"
    assert text_of(report) == footer
    shown = text_of(report, verbose=True)
    assert "docs/plan.md:1:1: holds arithmetic/equation: 20 GB ÷ 8 = 3 GB\n" in shown
    assert "docs/plan.md:1:1: open arithmetic/equation\n" in shown
    assert "  open because: no value for TP\n" in shown
    assert shown.endswith(footer)


def test_nothing_checked_does_not_look_like_success() -> None:
    assert text_of(Report(documents=(checked(),))) == "No statement that could be checked in 1 document.\n"


def test_the_footer_names_whatever_was_not_audited() -> None:
    report = Report(
        documents=(
            checked(),
            checked(path="remark.md", reason="config.json was not read"),
            DocumentReport(path="a.md", title="a", status="not_checked", reason="not UTF-8"),
            DocumentReport(path="b.md", title="b", status="limited", reason="more than 10 s"),
        ),
        problems=("rules/x.yaml:3:1: unknown key\n    knid: x\n    ^",),
    )
    assert text_of(report) == (
        "No statement that could be checked in 3 documents.\n"
        "1 document checked only in part:\n"
        "  - b.md: more than 10 s\n"
        "1 document not checked:\n"
        "  - a.md: not UTF-8\n"
        "1 document checked, with a remark:\n"
        "  - remark.md: config.json was not read\n"
        "Not usable:\n"
        "  - rules/x.yaml:3:1: unknown key\n"
        "        knid: x\n"
        "        ^\n"
    )


def test_findings_stand_in_the_order_of_the_document(make_check: Make) -> None:
    text = "20 GB ÷ 8 = 3 GB\n\n20 GB ÷ 8 = 3 GB\n"
    late, early = make_check(text, after=3), make_check(text)
    shown = text_of(Report(documents=(checked(late, early),)), footer=False)
    assert shown.index("docs/plan.md:1:1:") < shown.index("docs/plan.md:3:1:")
    assert "checked in" not in shown


def test_a_statement_over_several_lines_says_so(make_check: Make) -> None:
    shown = text_of(Report(documents=(checked(make_check("20 GB ÷ 8\n= 3 GB", "20 GB ÷ 8\n= 3 GB")),)))
    assert "  1 | 20 GB ÷ 8\n    | ^^^^^^^^^\n    | … down to line 2\n" in shown


def test_colours_only_when_asked_for(make_check: Make) -> None:
    report = Report(documents=(checked(make_check()),))
    assert "\x1b[" not in text_of(report)
    assert "\x1b[31m\x1b[1mhigh\x1b[0m" in text_of(report, color=True)


def test_no_text_of_a_document_moves_the_cursor_or_starts_a_command(make_check: Make) -> None:
    hostile = "::error::x\x1b[2J\r\u202e[link=http://evil.example]x[/nope]"
    check = make_check(
        hostile,
        hostile,
        path=hostile,
        message=hostile,
        stated=hostile,
        recomputed=hostile,
        derivation=(hostile,),
        causes=(hostile,),
        assumptions=(hostile,),
        rule=hostile,
        fix=Fix(replace=hostile, replacement=hostile, span=Span(start=0, end=1)),
    )
    check = replace(check, related=(check.place,))
    others = [replace(check, verdict="holds"), replace(check, verdict="open", reason=hostile)]
    unread = DocumentReport(path=hostile, title="", status="not_checked", reason=hostile)
    shown = text_of(Report(documents=(checked(check, *others), unread), problems=(hostile,)), verbose=True)
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
