"""The facts of short texts, over the vocabulary that ships."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from textwrap import dedent

import pytest

from auditor.claims.reader import read
from auditor.documents import configuration, markdown
from auditor.facts.binding import bind
from auditor.facts.vocabulary import Vocabulary
from auditor.facts.vocabulary_files import load_vocabulary
from auditor.model import Fact, Source
from auditor.resources import rules_folder


@cache
def vocabulary_of() -> Vocabulary:
    return load_vocabulary(rules_folder() / "vocabulary")


def facts_of(text: str) -> list[Fact]:
    """The facts of an indented Markdown text, or of a JSON object."""
    text = dedent(text).lstrip("\n")
    parse = configuration.parse if text.startswith("{") else markdown.parse
    document = parse(Source(path="config.json" if text.startswith("{") else "plan.md", text=text))
    return list(bind(document, read(document).claims, vocabulary_of()).facts)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return vocabulary_of()


@pytest.fixture
def facts() -> Callable[[str], list[Fact]]:
    return facts_of
