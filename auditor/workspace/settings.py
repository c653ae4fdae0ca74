"""The configuration of a project: ``auditor.toml``, or ``[tool.auditor]`` of ``pyproject.toml``.

    rules = ["our-rules"]        # folders of rules, beside those of the auditor; relative to the file
    baseline = "baseline.json"   # findings that the project has accepted as they are; relative to the file
    exclude = ["docs/old/**"]    # left out of folders; patterns as in .gitignore

    [severity]                   # [tool.auditor.severity] in pyproject.toml
    "llm/idle-gpus" = "info"     # another severity for a rule,
    "cost/*" = "off"             # or for a pack; off: the rule is not applied

    [[overrides]]                # the same for some documents alone; of several the last counts
    paths = ["docs/drafts/**"]   # patterns as in .gitignore
    severity = {"llm/*" = "low"}

The nearest such file counts, looked for in the current folder and those above it. Errors: ``ConfigError`` at its place.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from auditor.model import LocalOverrides, Override
from auditor.workspace.answers import SETTINGS
from auditor.workspace.ignoring import Patterns


class Settings(Struct, frozen=True, kw_only=True):
    """What a project says about the rules."""

    rules: tuple[Path, ...] = ()
    """Folders of further rules."""
    overrides: tuple[Override, ...] = ()
    local: tuple[LocalOverrides, ...] = ()
    """For some documents alone."""
    baseline: Path | None = None
    """The file of accepted findings; it need not exist."""
    excluded: tuple[Patterns, ...] = ()
    """What is left out of the folders that are audited."""


def find_settings(folder: Path) -> Settings:
    """The settings that hold in a folder; empty where no file gives any."""
    for place in (folder, *folder.parents):
        for name in SETTINGS:
            path = place / name
            if path.is_file():
                from auditor.workspace.settings_reading import read_settings  # noqa: PLC0415 - most folders have none

                if (found := read_settings(path)) is not None:
                    return found
    return Settings()
