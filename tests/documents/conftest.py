"""Documents written in a test."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from auditor.documents.markdown import parse
from auditor.model import Document, Source


@pytest.fixture
def read() -> Callable[[str], Document]:
    """Parse an indented Markdown text."""
    return lambda text: parse(Source(path="docs/plan.md", text=dedent(text).lstrip("\n")))
