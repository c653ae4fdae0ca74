"""Lists that give their values in terms of each other."""

from __future__ import annotations

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import load

LATENCIES = """- NVMe read: 0.10 ms
- SSD read: 0.50 ms (5x NVMe read)
- Disk seek: 10.0 ms ({factor}x SSD read, 100x NVMe read)
"""


def verdicts(text: str) -> list[tuple[str, str | None, str | None]]:
    report = audit(parse(Source(path="plan.md", text=text)), [], load())
    return [(check.verdict, check.stated, check.recomputed) for check in report.checks]


def test_each_factor_is_held_against_the_line_that_it_names() -> None:
    assert verdicts(LATENCIES.format(factor=20)) == [
        ("holds", "5x NVMe read", "5x NVMe read"),
        ("holds", "20x SSD read", "20x SSD read"),
        ("holds", "100x NVMe read", "100x NVMe read"),
    ]


def test_a_wrong_factor_is_found_where_the_others_bear_the_list_out() -> None:
    assert ("contradicted", "30x SSD read", "20x SSD read") in verdicts(LATENCIES.format(factor=30))


def test_a_table_says_it_in_a_column_of_its_own() -> None:
    rows = "| RAM | 100 ns | |\n| SSD | 100 us | 1000x RAM |\n| HDD | 10 ms | 100x SSD |\n| Tape | 60 s | 7000x HDD |"
    found = verdicts(f"| Device | Latency | Note |\n|---|---|---|\n{rows}\n")
    assert [verdict for verdict, _, _ in found] == ["holds", "holds", "contradicted"]


def test_factors_that_are_no_ratios_of_the_list_say_nothing() -> None:
    assert verdicts("- Worker: 80 GB\n- Host: 2 TB, 8x Worker\n- Rack: 20 TB, 4x Host\n") == []


def test_a_name_that_two_lines_have_says_nothing() -> None:
    text = "- Main memory: 100 ns\n- Read from memory: 250 us\n- Disk: 10 ms (3x memory)\n- Tape: 60 s (9x memory)\n"
    assert verdicts(text) == []
