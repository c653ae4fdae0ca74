"""What a severity is called elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from auditor.model import Severity

SARIF: Mapping[Severity, Literal["error", "warning", "note"]] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
GITHUB: Mapping[Severity, Literal["error", "warning", "notice"]] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}
GITLAB: Mapping[Severity, Literal["blocker", "critical", "major", "minor", "info"]] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}
