"""What follows from where things stand: totals of every layout, results beside calculations, bounds and marks.

Of each form one that holds, its wrong twin that is reported, and what only looks like it.
"""

from __future__ import annotations

from functools import cache
from textwrap import dedent

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def verdicts(text: str, verdict: str) -> list[str]:
    report = audit(parse(Source(path="plan.md", text=dedent(text).strip("\n") + "\n")), [], book())
    return [check.stated or "" for check in report.checks if check.verdict == verdict]


NUMBERED = """
    1. 9 GB model
    2. 4 GB cache
    3. 2 GB runtime

    Total: {} GB
"""
BOX = """
    ```
    ├── weights      18.0 GB
    ├── kv cache      6.5 GB
    ├── overhead      2.5 GB
    └── total        {} GB
    ```
"""
RULED = """
    ```
    weights      18.0 GB
    kv cache      6.5 GB
    --------------------
    total        {} GB
    ```
"""
SUBTOTALS = """
    | Item | $ |
    |---|---:|
    | web | 100 |
    | api | 200 |
    | Subtotal compute | 300 |
    | disks | 50 |
    | backup | 70 |
    | Subtotal storage | 120 |
    | Total | {} |
"""
FOLLOWED = """
    | Team | Tickets |
    |---|---|
    | a | 40 |
    | b | 29 |
    | c | 11 |
    | Total | {} |
    | Average | 26.7 |
"""
BRACKET = """
    | Team | Tickets |
    |---|---|
    | a | 40 |
    | b | 29 |
    | Total (all teams) | {} |
"""
WITHIN = """
    - Weights: 40 GB
    - of which embeddings: 2 GB
    - Cache: 20 GB
    - Total: {} GB
"""
CLOSED = """
    - Weights: 40 GB
    - Cache: 20 GB
    - Subtotal: 60 GB
    - Overhead: 5 GB
    - Buffers: 3 GB
    - Grand total: {} GB
"""
SHARES = """
    | Part | Share |
    |---|---|
    | a | 33.3% |
    | b | 33.3% |
    | c | {}% |
    | Total | 100% |
"""


@pytest.mark.parametrize(
    ("text", "right", "wrong", "stated"),
    [
        (NUMBERED, "15", "19", "19 GB"),
        (BOX, "27.0", "35.0", "35.0 GB"),
        (RULED, "24.5", "34.5", "34.5 GB"),
        (SUBTOTALS, "420", "450", "450"),
        (FOLLOWED, "80", "90", "90"),
        (BRACKET, "69", "79", "79"),
        (WITHIN, "60", "70", "70 GB"),
        (CLOSED, "68", "88", "88 GB"),
        (SHARES, "33.3", "23.3", "100%"),
    ],
    ids=["numbered", "box", "ruled", "subtotals", "followed", "bracket", "within", "closed", "shares"],
)
def test_totals(text: str, right: str, wrong: str, stated: str) -> None:
    assert verdicts(text.format(right), "contradicted") == []
    assert verdicts(text.format(right), "holds") != []
    assert verdicts(text.format(wrong), "contradicted") == [stated]


@pytest.mark.parametrize(
    "text",
    [
        "| Step | Latency |\n|---|---|\n| a | 40 ms |\n| b | 29 ms |\n| Total | 40 ms |",  # side by side
        "| Node | Util % |\n|---|---|\n| a | 80% |\n| b | 90% |\n| Total | 85% |",  # a mean
        "| Item | Unit price |\n|---|---|\n| a | $3 |\n| b | $4 |\n| Total | $9 |",
        "| Item | Cost |\n|---|---|\n| a | $30 |\n| b | $40 |\n| Total (with 20% reserve) | $84 |",
        "- Memory: 64 GB\n  - weights: 20 GB\n  - cache: 10 GB",  # what is left is not said
        "- a: 5 GB\n- b: 6 GB\n\nTotal disk of the whole cluster: 500 GB",
    ],
)
def test_what_is_no_sum(text: str) -> None:
    assert verdicts(text, "contradicted") == []


def test_a_parent_that_is_the_sum_of_its_children() -> None:
    assert verdicts("- Memory: 30 GB\n  - weights: 20 GB\n  - cache: 10 GB", "holds") == ["30 GB"]


RESULTS = """
    | What | Calculation | Result |
    |---|---|---|
    | a day | 3 KB × 400M | 1.2 TB |
    | a month | 1.2 TB × 30 | 36 TB |
    | compressed | 36 TB / 6 | 6 TB |
    | a year | 6 TB × 12 | {} |
    | two copies | 72 TB × 2 | 144 TB |
"""


def test_results_beside_their_calculations() -> None:
    assert len(verdicts(RESULTS.format("72 TB"), "holds")) == 5
    assert verdicts(RESULTS.format("720 TB"), "contradicted") == ["720 TB"]
    assert verdicts(RESULTS.format("90 TB (with growth)"), "contradicted") == []


def test_few_results_are_but_guesses() -> None:
    text = "| Calculation | Result |\n|---|---|\n| 2 × 30 GB | 60 GB |\n| 3 × 30 GB | 80 GB |"
    assert verdicts("| What" + text.replace("\n|", "\n| a |"), "contradicted") == []


LATENCIES = """
    ```
    Read a page        250,000 ns      250 us
    Seek            10,000,000 ns   10,000 us   10 ms
    Read a file     {} ns   20,000 us   20 ms
    Far away        30,000,000 ns   30,000 us   30 ms
    Farther away   150,000,000 ns  150,000 us  150 ms
    ```
"""


def test_one_value_in_several_units() -> None:
    assert len(verdicts(LATENCIES.format("20,000,000"), "holds")) == 9
    assert verdicts(LATENCIES.format("2,000,000"), "contradicted") == ["20,000 us"]


def test_two_values_side_by_side_are_not_one() -> None:
    assert verdicts("```\nread   5 us   3 ms\nwrite  9 us   8 ms\n```", "contradicted") == []


REQUIREMENTS = """
    | Metric | Target | Actual | Status |
    |---|---|---|---|
    | p50 | ≤ 60 ms | 44 ms | ✅ |
    | p99 | ≤ 300 ms | {} | {} |
    | load | ≥ 4,000 rps | 4,400 rps | ✅ |
"""


@pytest.mark.parametrize(
    ("actual", "mark", "wrong"),
    [
        ("280 ms", "✅", False),
        ("340 ms", "✅", True),
        ("340 ms", "❌", False),
        ("280 ms", "❌", True),
        ("340 ms", "not met", False),
        ("340 ms", "in progress", False),
        ("340 ms", "", False),
    ],
)
def test_bounds_values_and_marks(actual: str, mark: str, wrong: bool) -> None:
    text = dedent(REQUIREMENTS.format(actual, mark))
    report = audit(parse(Source(path="plan.md", text=text)), [], book())
    found = [check for check in report.checks if check.rule == "comparison/stated" and check.verdict == "contradicted"]
    assert bool(found) is wrong


def test_a_mark_of_something_else_says_nothing() -> None:
    text = "| Metric | Target | Actual | Monitored |\n|---|---|---|---|\n| p99 | ≤ 300 ms | 340 ms | ✅ |"
    assert verdicts(text, "contradicted") == []


DOWNTIME = """
    ## 99.5% availability

    | Span | Acceptable downtime |
    |---|---|
    | Downtime per year | 1d 19h 48min |
    | Downtime per month | 3h 36m 0s |
    | Downtime per week | {} |
    | Downtime per day | 7m 12s |

    ## 99.95% availability

    | Span | Acceptable downtime |
    |---|---|
    | Downtime per week | 5m 2s |
    | Downtime per day | 43.2s |
"""


def test_the_downtime_that_a_heading_allows() -> None:
    assert verdicts(DOWNTIME.format("50m 24s"), "contradicted") == []
    assert "50m 24s" in verdicts(DOWNTIME.format("50m 24s"), "holds")
    assert verdicts(DOWNTIME.format("5m 24s"), "contradicted") == ["5m 24s"]


def test_downtime_that_was_measured() -> None:
    text = DOWNTIME.format("5m 24s").replace("99.5% availability", "Last year").replace("99.95% availability", "Now")
    assert verdicts(text, "contradicted") == []
