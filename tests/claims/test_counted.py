"""So many things of one size, and what they are said to take."""

from __future__ import annotations

import pytest

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.model import Source
from auditor.rulebook import load


def verdicts(text: str) -> list[str]:
    report = audit(parse(Source(path="plan.md", text=text + "\n")), [], load())
    return [check.verdict for check in report.checks]


@pytest.mark.parametrize(
    "text",
    [
        "Storing 100 million 1 KB records takes 100 GB.",
        "We keep 2 billion 128-byte keys, which need 256 GB of memory.",
        "The index holds 50 million 12 character codes and needs 600 MB.",
        "10 million records of 2 KB need 20 GB.",
    ],
)
def test_what_they_take_is_their_number_times_their_size(text: str) -> None:
    assert verdicts(text) == ["holds"]


@pytest.mark.parametrize(
    "text",
    [
        "Storing 100 million 1 KB records takes 10 GB.",
        "We keep 2 billion 128-byte keys, which need 25 GB of memory.",
        "The index holds 50 million 12 character codes and needs 500 MB.",
    ],
)
def test_they_cannot_take_less(text: str) -> None:
    assert verdicts(text) == ["contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "Storing 100 million 1 KB records takes 150 GB.",  # indices, replicas
        "1 million 4 KB pages, compressed, take 1 GB.",
        "The 2 million 5 MB photos need 10 GB per day.",
        "We run 8 80 GB GPUs that use 64 GB.",
        "Of 3 million 1 KB rows half take 1.5 GB.",
    ],
)
def test_more_may_be_right_and_other_things_are_said(text: str) -> None:
    assert verdicts(text) == []
