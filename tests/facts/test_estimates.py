"""Figures of capacity plans: how often something happens, sizes, ratios, chains, and what a label leaves to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model import Fact
from auditor.quantities.readings import ROUNDED
from auditor.rational import Fraction, exact

Facts = Callable[[str], list[Fact]]


def of(facts: list[Fact], *concepts: str) -> list[Fact]:
    return [fact for fact in facts if fact.concept in concepts]


@pytest.mark.parametrize(
    ("text", "concept", "phase", "subject", "unit"),
    [
        ("- 500M tweets per day", "daily_requests", "write", "tweet", "1 / day"),
        ("- Tweets/s: 5,800", "average_rate", "write", "tweet", "1 / second"),
        ("- Requests per second: ~11,600", "average_rate", "request", "request", "1 / second"),
        ("- API calls per day: 2 million", "daily_requests", "request", "api", "1 / day"),
        ("- 11,600 QPS", "average_rate", "request", "request", "query / second"),
        ("- Write QPS: 1,160", "average_rate", "write", "write", "1 / second"),
        ("- Writes: 1,160 QPS", "average_rate", "write", "write", "query / second"),
        ("- 1B reads/day", "daily_requests", "read", "read", "1 / day"),
        ("- Photo views per day: 25B", "daily_requests", "read", "photo", "1 / day"),
        ("- Photo uploads per day: 50M", "daily_requests", "write", "photo", "1 / day"),
        ("- New URLs: 40/s", "average_rate", "write", "url", "1 / second"),
        ("- 500M new URLs per month", "monthly_requests", "write", "url", "1 / month"),
        ("- Peak QPS: 23,000", "peak_request_rate", "request", "request", "1 / second"),
        ("- 23,000 QPS (peak)", "peak_request_rate", "request", "request", "query / second"),
        ("- Peak load:\n  - Writes: 5,000 QPS", "peak_request_rate", "write", "write", "query / second"),
        ("- 10 requests per user per day", "requests_per_user", "request", "request", "request / user / day"),
        ("- Each user posts 2 tweets per day", "requests_per_user", "write", "tweet", "1 / day"),
        ("- Each server handles 1,000 RPS", "server_capacity", "request", "request", "request / second"),
        (
            "| Load | Value |\n|---|---|\n| Messages per day | 2 billion |",
            "daily_requests",
            "write",
            "message",
            "1 / day",
        ),
    ],
)
def test_what_happens_so_often_names_its_own_concept(
    facts: Facts, text: str, concept: str, phase: str, subject: str, unit: str
) -> None:
    (fact,) = of(facts(text), concept)
    assert (fact.facets.phase, fact.facets.subject) == (phase, subject)
    assert fact.quantity.readings[0].unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "- Users view 50 tweets per day",  # each of them, or all together
        "- Rate limit: 100 requests per second per IP",
        "- Each server emits 100 events per second",  # not what it can do
        "- Tokens per second: 11,600",
        "- Peak QPS: 2x average",
        "- Growth: 10% per year",
        "- Cost per day: 500",
    ],
)
def test_a_line_that_is_not_understood_is_no_event(facts: Facts, text: str) -> None:
    concepts = ("average_rate", "peak_request_rate", "daily_requests", "requests_per_user", "server_capacity")
    assert not of(facts(text), *concepts, "yearly_requests")


@pytest.mark.parametrize(
    "text", ["- Average tweet size: 300 bytes", "- 300 bytes per tweet", "- Each tweet is 300 bytes"]
)
def test_a_size_is_bound_where_the_document_counts_the_thing(facts: Facts, text: str) -> None:
    (fact,) = of(facts(f"- 500M tweets per day\n{text}"), "object_size")
    assert fact.facets.subject == "tweet"
    assert not of(facts(f"- 500M photos per day\n{text}"), "object_size")


def test_a_label_says_the_time_that_the_unit_leaves_out(facts: Facts) -> None:
    (fact,) = of(facts("- Storage per day: 2 TB"), "daily_storage")
    assert fact.quantity.readings[0].unit == "terabyte / day"
    (yearly,) = of(facts("- Storage growth: 730 TB/year"), "daily_storage", "monthly_storage", "yearly_storage")
    assert yearly.concept == "yearly_storage"
    assert not of(facts("- Monthly cost: $540K/year"), "monthly_cost", "yearly_cost")


def test_a_cost_per_thing_is_not_the_cost(facts: Facts) -> None:
    assert of(facts("- Monthly cost: $200"), "monthly_cost")
    assert not of(facts("- Monthly cost per server: $200"), "monthly_cost")
    assert not of(facts("- Monthly cost: $200 per server"), "monthly_cost")


def test_an_operand_is_narrower_than_its_last_digit(facts: Facts) -> None:
    (fact,) = of(facts("- 1B reads/day"), "daily_requests")
    plain, wide = fact.quantity.readings[0], fact.quantity.readings[-1]
    assert (plain.low, plain.high) == (940_000_000, 1_060_000_000)
    assert wide.assumption == ROUNDED
    assert wide.high == Fraction(1_500_000_000)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("- Total storage: 11 PB", "stated"),
        ("- Total storage: 11 PB (average)", "stated"),
        ("- Total storage: 11 PB (with 20% growth)", "annotated"),
        ("- Total storage: 11 PB after compression", "annotated"),
        ("- Total storage = 2 TB × 5,500 = 11 PB", "calculated"),
    ],
)
def test_only_what_is_plainly_stated_is_on_trial(facts: Facts, text: str, role: str) -> None:
    assert of(facts(text), "total_storage")[-1].facets.role == role


def test_the_ratio_of_reads_to_writes_is_written_with_a_colon(facts: Facts) -> None:
    (fact,) = of(facts("- Read:write ratio: 10:1"), "read_write_ratio")
    assert fact.quantity.text == "10:1"
    assert fact.quantity.readings[0].low == 10
    assert not of(facts("- Compression ratio: 10:1"), "read_write_ratio")


def test_a_chain_needs_every_line_above_the_whole(facts: Facts) -> None:
    parts = "- Load balancer: 99.9%\n- Database: 99.9%\n"
    (chain,) = of(facts(f"{parts}- System availability: 99.8%"), "chain_availability")
    assert chain.quantity.readings[0].low == exact("99.8001")
    assert not of(facts(f"{parts}- Two replicas of 99%\n- System availability: 99.8%"), "chain_availability")
    assert not of(facts("- Free plan: 99%\n- Pro plan: 99.9%\n- Overall availability: 99.5%"), "chain_availability")


def test_a_word_that_puts_a_factor_on_storage_is_kept(facts: Facts) -> None:
    assert of(facts("- Raw storage: 5 TB\n- Usable with RAID 6: 4 TB"), "storage_complication")
    assert not of(facts("- Raw storage: 5 TB"), "storage_complication")
