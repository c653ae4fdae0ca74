"""The pages of docs/rules/ are those that the rules make: ``pytest --update-golden`` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.cli.rule_pages import pages
from auditor.rulebook import load

FOLDER = Path(__file__).parents[1] / "docs" / "rules"
PAGES = pages(load().rules)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_current(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / name
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PAGES[name].encode())
    assert path.read_bytes().decode() == PAGES[name], f"{path} differs: if that is meant, pytest --update-golden"


def test_there_are_no_other_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_rule_is_told_and_every_link_leads_to_it() -> None:
    text = "\n".join(PAGES.values())
    for rule in load().rules:
        assert f"\n## {rule.id}: {rule.title}" in text
    for page in PAGES.values():
        anchors = {
            re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^## (.*)$", page, re.M)
        }
        assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= anchors
