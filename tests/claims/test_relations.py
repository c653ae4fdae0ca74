"""Relations between the columns of a table: what holds, its wrong twin that is reported, and what is left alone."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load()


def verdicts(text: str, rule: str = "tables/relation") -> tuple[list[str], list[str]]:
    """The cells that hold and those that are contradicted."""
    report = audit(parse(Source(path="plan.md", text=text + "\n")), [], book())
    found = [check for check in report.checks if check.rule == rule]
    return (
        [check.place.text for check in found if check.verdict == "holds"],
        [f"{check.stated} → {check.recomputed}" for check in found if check.verdict == "contradicted"],
    )


def table(header: str, *rows: str) -> str:
    columns = header.count("|") + 1
    return "\n".join([f"| {header} |", "|---" * columns + "|", *(f"| {row} |" for row in rows)])


FORMS = {
    "left over": (
        ("Disk | Size | Taken | Free", "a | 400 GB | 150 GB | 250 GB", "b | 400 GB | 310 GB | 90 GB",
         "c | 900 GB | 620 GB | 280 GB", "d | 900 GB | 75 GB | 825 GB", "e | 1200 GB | 940 GB | 260 GB"),
        "b | 400 GB | 310 GB | 190 GB", "190 GB → 90 GB",
    ),
    "month over month": (
        ("Month | Users | MoM", "Jan | 4,000 | –", "Feb | 5,000 | +25%", "Mar | 4,500 | -10%",
         "Apr | 5,400 | +20%", "May | 8,100 | +50%", "Jun | 6,075 | -25%"),
        "Mar | 4,500 | +10%", "+10% → -10%",
    ),
    "against the first row": (
        ("parser | docs/s | vs. slow", "slow | 400 | 1.0x", "mid | 1,000 | 2.5x", "quick | 1,800 | 4.5x",
         "fast | 2,480 | 6.2x", "best | 3,000 | 7.5x"),
        "quick | 1,800 | 9.0x", "9.0x → 4.5x",
    ),
    "per day and per second": (
        ("Kind | per day | per second", "a | 864M | 10,000", "b | 86.4M | 1,000", "c | 43.2M | 500",
         "d | 17.28M | 200", "e | 864K | 10"),
        "c | 43.2M | 5,000", "5,000 → 500",
    ),
    "bits and bytes": (
        ("Port | Gbit/s | GB/s", "a | 10 | 1.25", "b | 25 | 3.125", "c | 100 | 12.5", "d | 200 | 25", "e | 400 | 50"),
        "d | 200 | 200", "200 → 25",
    ),
    "month and year": (
        ("Plan | $/month | $/year", "a | 8 | 96", "b | 39 | 468", "c | 129 | 1,548", "d | 450 | 5,400",
         "e | 999 | 11,988"),
        "d | 450 | 4,500", "4,500 → 5,400",
    ),
    "rate and time": (
        ("Batch | tokens/s | ms per token", "1 | 50 | 20", "2 | 80 | 12.5", "4 | 125 | 8", "8 | 200 | 5",
         "16 | 250 | 4"),
        "4 | 125 | 80", "80 → 8",
    ),
    "the quantity in the header": (
        ("Path | Throughput | 10 GB", "a | 2 GB/s | 5 s", "b | 4 GB/s | 2.5 s", "c | 500 MB/s | 20 s",
         "d | 80 MB/s | 125 s", "e | 8 GB/s | 1.25 s"),
        "c | 500 MB/s | 200 s", "200 s → 20 s",
    ),
    "allowed downtime": (
        ("SLA | Downtime per month", "99% | 7.2 h", "99.9% | 43.2 min", "99.95% | 21.6 min", "99.99% | 4.32 min",
         "99.999% | 25.9 s"),
        "99.99% | 43.2 s", "43.2 s → 259.2 s",
    ),
    "bytes of each parameter": (
        ("Model | Params | FP16 | INT4", "a | 7B | 14 GB | 3.5 GB", "b | 13B | 26 GB | 6.5 GB",
         "c | 34B | 68 GB | 17 GB",
         "d | 70B | 140 GB | 35 GB", "e | 180B | 360 GB | 90 GB"),
        "d | 70B | 14 GB | 35 GB", "14 GB → 140 GB",
    ),
    "few different values": (
        ("step | old (ms) | new (ms) | speed-up", "a | 120 | 40 | 3.0x", "b | 45 | 30 | 1.5x", "c | 900 | 300 | 3.0x",
         "d | 640 | 256 | 2.5x", "e | 210 | 140 | 1.5x"),
        "d | 640 | 256 | 5.2x", "5.2x → 2.5x",
    ),
    "units that differ from row to row": (
        ("Metric | before | after | change", "input | 200 tok/s | 180 tok/s | -10%",
         "rate | 8.0 req/s | 6.0 req/s | -25%",
         "latency | 5.0 s | 6.5 s | +30%", "TTFT | 400 ms | 440 ms | +10%", "load | 50 GB | 90 GB | +80%"),
        "latency | 5.0 s | 6.5 s | -30%", "-30% → 30%",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_each_row_of_a_relation_holds(name: str) -> None:
    rows, _, _ = FORMS[name]
    holding, wrong = verdicts(table(*rows))
    assert wrong == []
    assert len(holding) >= 4


@pytest.mark.parametrize("name", FORMS)
def test_a_row_that_breaks_it_is_reported(name: str) -> None:
    rows, twin, finding = FORMS[name]
    start = twin.partition("|")[0]
    changed = [twin if row.startswith(start) else row for row in rows]
    assert changed != list(rows)
    _, wrong = verdicts(table(*changed))
    assert wrong == [finding]


TRAPS = {
    "too few rows": table("Disk | Size | Taken | Free", "a | 400 GB | 150 GB | 250 GB", "b | 400 GB | 310 GB | 190 GB"),
    "nothing announces it": table(
        "Run | in | out | other", "a | 3 | 6 | 2", "b | 5 | 10 | 9", "c | 7 | 14 | 1", "d | 8 | 20 | 4",
         "e | 9 | 18 | 5"
    ),
    "measured apart": table(
        "Batch | req/s | Latency ms", "1 | 50 | 20", "2 | 80 | 12.5", "4 | 125 | 8.4", "8 | 200 | 5", "16 | 250 | 4"
    ),
    "one digit": table(
        "Path | Throughput | 1 GB", "a | 2 GB/s | 500 ms", "b | 4 GB/s | 300 ms", "c | 500 MB/s | 2 s",
        "d | 100 MB/s | 10 s", "e | 8 GB/s | 100 ms", "f | 1 GB/s | 1 s", "g | 25 MB/s | 40 s",
    ),
    "steps of 1024": table(
        "dtype | Size | with Adam", "a | 400.0 MB | 1.56 GB", "b | 200.0 MB | 800.0 MB", "c | 100.0 MB | 400.0 MB",
        "d | 50.0 MB | 200.0 MB", "e | 800.0 GB | 3.13 TB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_no_row_is_accused(name: str) -> None:
    assert verdicts(TRAPS[name])[1] == []


def test_rows_that_the_engine_does_not_confirm_are_no_relation() -> None:
    rows = [
        "a | 7B | 14 GB | 3.5 GB",
        "b | 13B | 26 GB | 6.5 GB",
        "c | 34B | 68 GB | 17 GB",
        "d | 70B | 140 GB | 35 GB",
    ]
    assert verdicts(table("Model | Params | FP16 | INT4", *rows))[1] == []
