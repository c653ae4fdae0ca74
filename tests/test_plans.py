"""Capacity plans and cost estimates: every figure that follows is verified, every planted error is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.documents import markdown
from auditor.model import Check, Source
from auditor.rulebook import load
from auditor.workspace.run import run

BOOK = load()
FOLDER = Path(__file__).parent / "plans"
GIVEN = {
    "chat-service.md": ("Topic throughput", "Throughput per partition"),
    "checkout-availability.md": (
        *("Load balancer", "Checkout service", "Payment provider", "Database", "Availability per instance"),
        *("Instances", "Downtime so far"),
    ),
    "cost-review.md": ("Monthly cost before", "Monthly cost after", "Daily cost"),
    "payments-uptime.md": ("Availability: 99.9%", "Availability per instance", "Instances"),
    "serving-cluster.md": (
        *("Total GPUs", "Tensor parallelism", "GPU memory", "KV cache per token", "KV cache budget: 160 GiB"),
    ),
    "token-bill.md": ("Hourly cost",),
}
"""Lines outside the assumptions that are not derived from anything else in their document."""
PLANTED = (
    ("photo-sharing.md", "users: 150 million", "users: 15 million"),
    ("photo-sharing.md", "Photos per day: 300 million", "Photos per day: 600 million"),
    ("photo-sharing.md", "Photos per second: ~3,500", "Photos per second: ~208,000"),
    ("photo-sharing.md", "per second: ~10,400", "per second: ~1,040"),
    ("photo-sharing.md", "Storage per day: 60 TB", "Storage per day: 60 GB"),
    ("photo-sharing.md", "Storage per month: 1.8 PB", "Storage per month: 18 PB"),
    ("photo-sharing.md", "Storage per year: 21.9 PB", "Storage per year: 2.19 PB"),
    ("photo-sharing.md", "Raw storage: 109.5 PB", "Raw storage: 1,095 PB"),
    ("photo-sharing.md", "with replication: 328.5 PB", "with replication: 109.5 PB"),
    ("photo-sharing.md", "bandwidth: 694 MB/s", "bandwidth: 694 Mbps"),
    ("url-shortener.md", "Writes per second: ~1,160", "Writes per second: ~11,600"),
    ("url-shortener.md", "Reads per day: 1 billion", "Reads per day: 10 billion"),
    ("url-shortener.md", "Reads per second: ~11,600", "Reads per second: ~116,000"),
    ("url-shortener.md", "QPS: 23,200", "QPS: 2,320"),
    ("url-shortener.md", "Storage per day: 50 GB", "Storage per day: 500 GB"),
    ("url-shortener.md", "Storage per year: 18.25 TB", "Storage per year: 1.5 TB"),
    ("url-shortener.md", "Total storage: 182.5 TB", "Total storage: 18.25 PB"),
    ("url-shortener.md", "replication: 547.5 TB", "replication: 182.5 TB"),
    ("url-shortener.md", "580 KB/s", "4.64 MB/s"),
    ("url-shortener.md", "5.8 MB/s", "5.8 GB/s"),
    ("url-shortener.md", "Cache memory: 100 GB", "Cache memory: 1 TB"),
    ("url-shortener.md", "Database QPS: 2,320", "Database QPS: 9,280"),
    ("chat-service.md", "Messages per day | 2 billion", "Messages per day | 200 million"),
    ("chat-service.md", "| 23,150 |", "| 1,389,000 |"),
    ("chat-service.md", "| 69,450 |", "| 6,945 |"),
    ("chat-service.md", "day:      200 GB", "day:      200 TB"),
    ("chat-service.md", "146 TB", "1.46 PB"),
    ("chat-service.md", "438 TB", "146 TB"),
    ("chat-service.md", "needed: 50", "needed: 5"),
    ("api-fleet.md", "second: ~11,600", "second: ~694,000"),
    ("api-fleet.md", "month: 30 billion", "month: 3 billion"),
    ("api-fleet.md", "Peak QPS: 29,000", "Peak QPS: 290,000"),
    ("api-fleet.md", "Bandwidth: 928 Mbps", "Bandwidth: 928 MB/s"),
    ("api-fleet.md", "needed: 29", "needed: 290"),
    ("api-fleet.md", "$10,950", "$109,500"),
    ("api-fleet.md", "$131,400", "$13,140"),
    ("api-fleet.md", "$0.37", "$3.65"),
    ("cost-review.md", "price: $0.78", "price: $0.42"),
    ("cost-review.md", "$9,200", "$92,000"),
    ("cost-review.md", "savings: $28,000", "savings: $18,000"),
    ("cost-review.md", "$336,000", "$3,360,000"),
    ("cost-review.md", "Savings: 35%", "Savings: 65%"),
    ("cost-review.md", "Monthly cost: $60,000", "Monthly cost: $600,000"),
    ("cost-review.md", "Annual cost: $720,000", "Annual cost: $7,200,000"),
    ("cost-review.md", "user: $0.03", "user: $0.30"),
    ("data-hall.md", "IT power: 200 kW", "IT power: 20 kW"),
    ("data-hall.md", "Facility power: 250 kW", "Facility power: 160 kW"),
    ("data-hall.md", "6,000 kWh", "60 MWh"),
    ("data-hall.md", "180 MWh", "18 MWh"),
    ("data-hall.md", "2,190 MWh", "91.25 MWh"),
    ("data-hall.md", "$18,000", "$1,800"),
    ("data-hall.md", "$219,000", "$2,190,000"),
    ("data-hall.md", "766.5 tonnes", "766,500 tonnes"),
    ("checkout-availability.md", "System availability: 99.79%", "System availability: 99.9%"),
    ("checkout-availability.md", "redundancy: 99.9975%", "redundancy: 99.99999%"),
    ("checkout-availability.md", "budget: 43.2 minutes", "budget: 4.32 minutes"),
    ("checkout-availability.md", "32.4 minutes", "22.4 minutes"),
    ("checkout-availability.md", "consumed: 25%", "consumed: 75%"),
    ("checkout-availability.md", "Availability: 99.95%", "Availability: 99.5%"),
    ("storage-growth.md", "879 TB", "8.79 PB"),
    ("token-bill.md", "Daily cost: $1,000", "Daily cost: $10,000"),
    ("token-bill.md", "Monthly cost: $30,000", "Monthly cost: $300,000"),
    ("token-bill.md", "tokens: $0.50", "tokens: $500"),
    ("token-bill.md", "request: $0.0015", "request: $0.15"),
    ("storage-growth.md", "60 MB/s", "480 MB/s"),
    ("audit-trail.md", "Writes per second: 4", "Writes per second: 400"),
    ("audit-trail.md", "Reads per second: 10", "Reads per second: 100"),
    ("audit-trail.md", "3.65 PB", "36.5 PB"),
    ("news-reader.md", "Requests per day: 1 billion", "Requests per day: 10 billion"),
    ("news-reader.md", "Number of servers: 32", "Number of servers: 12"),
    ("news-reader.md", "2.9 GB/s", "2.9 MB/s"),
    ("news-reader.md", "load 10x", "load 5x"),
    ("news-reader.md", "5 years: 3.65 PB", "5 years: 365 TB"),
    ("news-reader.md", "Total storage: 11 PB", "Total storage: 1.1 PB"),
    ("payments-uptime.md", "43.2 minutes", "4.32 minutes"),
    ("payments-uptime.md", "8.76 hours", "87.6 hours"),
    ("payments-uptime.md", "99.9999%", "99.99999%"),
    ("search-fleet.md", "needed: 23", "needed: 230"),
    ("gpu-hall.md", "50 kW", "5 kW"),
    ("gpu-hall.md", "700 W", "7,000 W"),
    ("gpu-hall.md", "64 GB/s", "512 GB/s"),
    ("serving-cluster.md", "per replica: 16", "per replica: 10"),
    ("serving-cluster.md", "Replicas: 8", "Replicas: 16"),
    ("serving-cluster.md", "budget: 54.5 GB", "budget: 72.5 GB"),
    ("serving-cluster.md", "524,288", "5,242,880"),
    ("serving-cluster.md", "128K context", "1M context"),
    ("training-run.md", "93,750", "937,500"),
    ("training-run.md", "420 GFLOPs", "420 MFLOPs"),
    ("training-run.md", "140 GB", "14 GB"),
    ("training-run.md", "2.87 GB", "28.7 GB"),
)


NAMES = sorted(path.name for path in FOLDER.glob("*.md"))


def read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def checks_of(name: str, text: str) -> tuple[Check, ...]:
    return audit(markdown.parse(Source(path=name, text=text)), [], BOOK).checks


def derived(name: str) -> list[int]:
    """The lines that follow from others: what stands outside the assumptions with a number."""
    lines, assumed = [], False
    for number, line in enumerate(read(name).split("\n"), 1):
        if line.startswith("#"):
            assumed = "Assumptions" in line
        elif (
            not assumed
            and any(map(str.isdigit, line))
            and not line.startswith(tuple(f"- {g}" for g in GIVEN.get(name, ())))
        ):
            lines.append(number)
    return lines


@pytest.mark.parametrize("name", NAMES)
def test_every_derived_figure_is_verified(name: str) -> None:
    verified = {check.place.line for check in checks_of(name, read(name)) if check.verdict == "holds"}
    assert not set(derived(name)) - verified


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_that_is_right_raises_no_alarm(name: str) -> None:
    assert not [check for check in checks_of(name, read(name)) if check.verdict == "contradicted"]


@pytest.mark.parametrize(("name", "right", "wrong"), PLANTED, ids=[f"{p[0]}: {p[2]}" for p in PLANTED])
def test_a_planted_error_is_found(name: str, right: str, wrong: str) -> None:
    text = read(name)
    assert text.count(right) == 1
    line = text[: text.index(right)].count("\n") + 1
    found = {
        check.place.line for check in checks_of(name, text.replace(right, wrong)) if check.verdict == "contradicted"
    }
    assert line in found


def test_every_rule_binds_somewhere() -> None:
    """On natural documents, not on its own examples: a rule that never binds has shown nothing."""
    tests = Path(__file__).parent
    report = run([str(FOLDER), str(tests / "documents_published"), str(tests.parent / "samples")], BOOK)
    assert not {rule.id for rule in BOOK.rules} - {check.rule for check in report.checks}


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) >= 6
    assert sum(map(len, map(derived, NAMES))) + len(PLANTED) >= 60
