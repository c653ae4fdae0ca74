"""Review reports in Markdown: Python chooses the facts (``outline_*``), templates choose the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from auditor.errors import ConfigError
from auditor.model import DocumentReport, Report
from auditor.reports.outline_analysis import Analysis, analysis
from auditor.reports.outline_review import Review, review
from auditor.reports.page_environment import rendered
from auditor.resources import templates_folder

Outline: TypeAlias = Callable[[DocumentReport, Iterable[str]], Analysis | Review]

STYLES: Mapping[str, Outline] = MappingProxyType({"issues-analysis": analysis, "correction-review": review})
"""Each style is the name of a template and the function that chooses what it speaks of."""


def render(report: Report, style: str) -> str:
    """The report in one of the ``STYLES``: one page for each document, one below the other.

    Raises ``ConfigError`` for a style that does not exist and ``RuleError`` for a template that is wrong.
    """
    if style not in STYLES:
        raise ConfigError(f"there is no report style {style!r}; there are {', '.join(STYLES)}")
    outline, folder = STYLES[style], templates_folder()
    pages = ({"page": outline(document, report.problems)} for document in report.documents)
    return "\n".join(rendered(folder, f"{style}.md.j2", page) for page in pages)
