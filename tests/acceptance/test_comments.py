"""Suppression comments, from the document to the finding that they accept."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.acceptance.directive import Directive, understood, written
from auditor.acceptance.fingerprint import code
from auditor.audit import audit
from auditor.documents import configuration, markdown
from auditor.model import Check, DocumentReport, Override, Source
from auditor.rulebook import RuleBook, load

RULE = "arithmetic/equation"
WRONG = "20 GB ÷ 8 = 3 GB"
NOTE = "<!-- auditor: ignore RULE [CODE]: it is what the vendor prints -->"


@cache
def book() -> RuleBook:
    return load()


def audited(text: str, beside: str = "", rules: RuleBook | None = None) -> DocumentReport:
    companions = [configuration.parse(Source(path="config.json", text=beside))] if beside else []
    return audit(markdown.parse(Source(path="plan.md", text=text)), companions, rules or book())


def findings(text: str, beside: str = "") -> list[Check]:
    return [check for check in audited(text, beside).checks if check.verdict == "contradicted"]


@cache
def code_of(statement: str) -> str:
    (check,) = findings(statement)
    return code(check)


def noted(text: str, rule: str = RULE) -> str:
    return text.replace("NOTE", NOTE).replace("RULE", rule).replace("CODE", code_of(WRONG))


@pytest.mark.parametrize(
    "text",
    [
        "Each holds 20 GB ÷ 8 = 3 GB. NOTE\n",
        "NOTE\nEach holds\n20 GB ÷ 8 = 3 GB.\n",
        "- 5 GB\n- 20 GB ÷ 8 = 3 GB NOTE\n",
        "| a | b |\n|---|---|\n| x | 20 GB ÷ 8 = 3 GB NOTE |\n",
        "| a | b |\n|---|---|\n| x | 20 GB ÷ 8 = 3 GB | NOTE\n",
        "NOTE\n\n```\nshare: 20 GB ÷ 8 = 3 GB\n```\n",
        "<p>20 GB ÷ 8 = 3 GB NOTE</p>\n",
        "Twice 20 GB ÷ 8 = 3 GB, and 20 GB ÷ 8 = 3 GB. NOTE\n",
    ],
)
def test_a_comment_accepts_the_finding_at_its_place(text: str) -> None:
    report = audited(noted(text))
    wrong = [check for check in report.checks if check.verdict == "contradicted"]
    assert wrong
    for check in wrong:
        assert not check.is_finding
        assert check.accepted is not None
        assert check.accepted.by == "comment"
        assert check.accepted.reason == "it is what the vendor prints"
        assert check.accepted.place is not None
        assert check.accepted.place.text.startswith("<!-- auditor: ignore")
    assert report.notices == ()


@pytest.mark.parametrize(
    "text",
    [
        "NOTE\n\nFine.\n\n20 GB ÷ 8 = 3 GB\n",
        "- fine NOTE\n- 20 GB ÷ 8 = 3 GB\n",
        "NOTE\n- fine\n- 20 GB ÷ 8 = 3 GB\n",
        "| a | b |\n|---|---|\n| x | 5 NOTE |\n| x | 20 GB ÷ 8 = 3 GB |\n",
        "20 GB ÷ 8 = 3 GB\n\nNOTE\n",
    ],
)
def test_only_at_its_place(text: str) -> None:
    report = audited(noted(text))
    assert [check.is_finding for check in report.checks if check.verdict == "contradicted"] == [True]
    (notice,) = report.notices
    assert f"no finding of {RULE}" in notice.message
    assert notice.place.text.startswith("<!--")


def test_in_code_it_is_text() -> None:
    report = audited(noted(f"`NOTE` {WRONG}\n\n```\n{WRONG} NOTE\n```\n"))
    assert [check.is_finding for check in report.checks] == [True, True]
    assert report.notices == ()


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore RULE [CODE]", "it gives no reason: write one behind RULE [CODE]:"),
        ("ignore RULE [CODE]:", "it gives no reason"),
        ("ignore RULE [CODE]: REASON", "it gives no reason"),
        ("ignore RULE: known", "it lacks the code of the numbers that it is about: RULE [CODE]"),
        ("ignore RULE []: known", "it lacks the code"),
        ("ignore RULE [000000]: known", "the numbers have changed since it was written; if it is still right, "),
        ("ignore llm/idle-gpus [CODE]: known", "line 1 has no finding of llm/idle-gpus"),
        ("ignore arithmetic/equatoin [CODE]: known", "there is no rule 'arithmetic/equatoin': did you mean 'RULE'?"),
        ("ignore equation [CODE]: known", "there is no rule 'equation': did you mean 'RULE'?"),
        ("ignore zzz [CODE]: known", "there is no rule 'zzz'; `auditor rules list` names them"),
        ("ignore arithmetic/* [CODE]: known", "'arithmetic/*' stands for several rules; a comment ignores one"),
        ("ignore * [CODE]: known", "'*' stands for several rules"),
        ("ignore RULE, llm/idle-gpus [CODE]: known", "not understood"),
        ("ignore RULE llm/idle-gpus [CODE]: known", "not understood"),
        ("ignore [CODE]: known", "not understood"),
        ("ignore", "not understood; expected `auditor: ignore "),
        ("ignroe RULE [CODE]: known", "unknown word 'ignroe': did you mean 'ignore'?"),
        ("off", "unknown word 'off': expected"),
        ("", "unknown word ''"),
    ],
)
def test_a_comment_that_accepts_nothing_says_why(comment: str, message: str) -> None:
    comment, message = (each.replace("RULE", RULE).replace("CODE", code_of(WRONG)) for each in (comment, message))
    report = audited(f"{WRONG} <!-- auditor: {comment} -->\n")
    assert [check.is_finding for check in report.checks] == [True]
    (notice,) = report.notices
    assert notice.message.startswith("this comment accepts nothing: ")
    assert message in notice.message
    assert (notice.place.line, notice.place.column) == (1, len(WRONG) + 2)


def test_a_second_comment_on_the_same_is_one_too_many() -> None:
    report = audited(noted(f"{WRONG} NOTE NOTE\n"))
    assert [check.is_finding for check in report.checks] == [False]
    (notice,) = report.notices
    assert "another comment does already" in notice.message
    assert notice.place.column > 40


def test_what_held_needs_no_comment() -> None:
    (notice,) = audited(noted("20 GB ÷ 8 = 2.5 GB NOTE\n")).notices
    assert "line 1 has no finding" in notice.message


def test_it_lapses_when_an_operand_three_sections_away_changes() -> None:
    plan = "# Plan\n\n## Hardware\n\nThere are {} GPUs.\n\n## Layout\n\nPP=8\n\n## More\n\nTP=2\n"
    (check,) = [check for check in findings(plan.format(8)) if check.rule == "llm/world-size"]
    noted = plan.replace("PP=8", f"PP=8 {written(check.rule, code(check), 'two to a GPU')}")

    def found(gpus: int) -> tuple[list[bool], list[str]]:
        report = audited(noted.format(gpus))
        return (
            [check.is_finding for check in report.checks if check.rule == "llm/world-size"],
            [notice.message for notice in report.notices],
        )

    assert found(8) == ([False], [])
    flags, (message,) = found(4)
    assert flags == [True]
    assert "the numbers have changed" in message


def test_it_lapses_when_the_configuration_changes() -> None:
    plan = "# Plan\n\nThe links have 900 GB/s NVLink bandwidth.\n"
    (check,) = findings(plan, '{"nvlink_bw_gbps": 900}')
    noted = plan.replace("bandwidth.", f"bandwidth. {written(check.rule, code(check), 'a typing error')}")
    assert [check.is_finding for check in findings(noted, '{"nvlink_bw_gbps": 900}')] == [False]
    assert [check.is_finding for check in findings(noted, '{"nvlink_bw_gbps": 800}')] == [True]


def test_a_rule_that_the_project_turned_off_is_no_unknown_rule() -> None:
    rules = load(overrides=[Override(rule=RULE, severity=None, path="auditor.toml")])
    (notice,) = audited(noted(f"{WRONG} NOTE\n"), rules=rules).notices
    assert "no finding of" in notice.message


def test_what_is_written_is_understood() -> None:
    comment = written("llm/idle-gpus", "3f2a9c", "for failover: see [1]")
    text = comment.removeprefix("<!--").removesuffix("-->")
    expected = Directive(rule="llm/idle-gpus", code="3f2a9c", reason="for failover: see [1]")
    assert understood(text, {"llm/idle-gpus"}) == expected


def test_spaces_and_capitals_of_a_comment_are_free() -> None:
    found = understood("Auditor :  ignore a/b[ 3F2A9C ] :\n two\n lines ", {"a/b"})
    assert found == Directive(rule="a/b", code="3f2a9c", reason="two lines")
