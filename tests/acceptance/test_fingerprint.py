"""Fingerprints: what leaves them as they are, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.acceptance.fingerprint import code, fingerprint
from auditor.model import Check, Operand

MakeCheck = Callable[..., Check]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Each GPU holds 20 GB ÷ 8 = 3 GB.\n", "20 GB ÷ 8 = 3 GB"),
        ("\n\n- 20 GB ÷ 8 = 3 GB\n", "20 GB ÷ 8 = 3 GB"),
        ("x 20 GB ÷\n8 = 3 GB\n", "20 GB ÷\n8 = 3 GB"),
        ("`20 GB` ÷ 8 = **3 GB**\n", "`20 GB` ÷ 8 = **3 GB"),
        ("20 GB ÷ 8 <!-- a note --> = 3 GB\n", "20 GB ÷ 8 <!-- a note --> = 3 GB"),
    ],
)
def test_layout_says_nothing(make_check: MakeCheck, text: str, statement: str) -> None:
    assert fingerprint(make_check(text, statement)) == fingerprint(make_check())


def test_path_severity_and_words_say_nothing(make_check: MakeCheck) -> None:
    other = make_check(
        path="moved/elsewhere.md", severity="low", message="In other words.", title="T", derivation=("x",)
    )
    assert fingerprint(other) == fingerprint(make_check())


def test_what_the_rule_assumes_says_nothing(make_check: MakeCheck) -> None:
    assumed = Operand(name="sp", concept="sequence_parallel_size", label="SP", value="1", origin="default")
    assert fingerprint(make_check(operands=(assumed,))) == fingerprint(make_check())


def gpus(value: str, concept: str = "gpu_count") -> Operand:
    return Operand(name="gpus", concept=concept, label="GPUs", value=value)


def test_the_order_of_operands_says_nothing(make_check: MakeCheck) -> None:
    one, other = gpus("8 GPUs"), gpus("4", "node_count")
    assert fingerprint(make_check(operands=(one, other))) == fingerprint(make_check(operands=(other, one)))


@pytest.mark.parametrize(
    "change",
    [
        {"rule": "arithmetic/total"},
        {"text": "20 GB ÷ 8 = 4 GB", "statement": "20 GB ÷ 8 = 4 GB"},
        {"text": "20 GB ÷ 8 = 3 TB", "statement": "20 GB ÷ 8 = 3 TB"},
        {"stated": "4 GB"},
        {"recomputed": "2.6 GB"},
        {"recomputed": None},
        {"numbers": ("20 GB", "9")},
        {"numbers": ("8", "20 GB")},
        {"operands": (gpus("9 GPUs"),)},
        {"operands": (gpus("8 GPUs", "node_count"),)},
        {"operands": (gpus("8 GPUs"), gpus("8 GPUs"))},
    ],
)
def test_every_number_counts(make_check: MakeCheck, change: dict[str, Any]) -> None:
    base: dict[str, Any] = {"numbers": ("20 GB", "8"), "operands": (gpus("8 GPUs"),)}
    assert fingerprint(make_check(**{**base, **change})) != fingerprint(make_check(**base))


def test_it_is_the_same_wherever_the_finding_is_shown(make_check: MakeCheck) -> None:
    plain = make_check()
    other = make_check("8 GPUs", "8 GPUs").place
    assert fingerprint(replace(plain, place=other, moved_from=plain.place)) == fingerprint(plain)


def test_it_is_this_one_in_every_version(make_check: MakeCheck) -> None:
    """Baselines and comments of users hold it: whoever changes it breaks them all."""
    check = make_check(numbers=("20 GB", "8"), operands=(gpus("8 GPUs"),))
    assert fingerprint(check) == "48a7e3a4ba1d2760"
    assert code(check) == "48a7e3"


def test_odd_characters_do_no_harm(make_check: MakeCheck) -> None:
    assert len(fingerprint(make_check("\ud800 5\u202e\0", "\ud800 5\u202e\0"))) == 16
