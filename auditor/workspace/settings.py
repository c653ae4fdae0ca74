"""The configuration of a project: ``auditor.toml``, or ``[tool.auditor]`` of ``pyproject.toml``.

    rules = ["our-rules"]        # folders of rules, beside those of the auditor; relative to the file
    baseline = "baseline.json"   # findings that the project has accepted as they are; relative to the file
    exclude = ["docs/old/**"]    # left out of folders; patterns as in .gitignore

    [severity]                   # [tool.auditor.severity] in pyproject.toml
    "llm/idle-gpus" = "info"     # another severity for a rule,
    "cost/*" = "off"             # or for a pack; off: the rule is not applied

The nearest such file counts, looked for in the current folder and those above it. Errors: ``ConfigError`` at its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from auditor.errors import ConfigError
from auditor.model import SEVERITIES
from auditor.model.rules import Override
from auditor.workspace.answers import SETTINGS
from auditor.workspace.ignoring import Excluded

KEYS = ("rules", "severity", "baseline", "exclude")
OFF = "off"
MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project says about the rules."""

    rules: tuple[Path, ...] = ()
    """Folders of further rules."""
    overrides: tuple[Override, ...] = ()
    baseline: Path | None = None
    """The file of accepted findings; it need not exist."""
    excluded: tuple[Excluded, ...] = ()
    """What is left out of the folders that are audited."""


@dataclass(frozen=True, slots=True)
class _File:
    """A configuration file, for errors that point into it."""

    path: Path
    text: str

    def error(self, message: str, key: str = "") -> ConfigError:
        """An error at the line that begins with a key; at the file where there is none."""
        for number, line in enumerate(self.text.splitlines(), 1):
            bare = line.lstrip()
            if key and bare.lstrip("\"'[").startswith(key):
                column = len(line) - len(bare) + 1
                return ConfigError(message, path=_shown(self.path), line=number, column=column, excerpt=line)
        return ConfigError(message, path=_shown(self.path))


def find_settings(folder: Path) -> Settings:
    """The settings that hold in a folder; empty where no file gives any."""
    for place in (folder, *folder.parents):
        for name in SETTINGS:
            path = place / name
            if path.is_file() and (found := _read(path)) is not None:
                return found
    return Settings()


def _read(path: Path) -> Settings | None:
    """The settings of a file; ``None`` for a ``pyproject.toml`` that has none."""
    file = _File(path, _text(path))
    try:
        data = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as problem:
        if path.name == "pyproject.toml" and "tool.auditor" not in file.text:
            return None  # somebody else's mistake
        raise file.error(f"not TOML: {problem}") from None
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("auditor")
        if data is None:
            return None
    return _settings(file, data)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"cannot be read: {problem}", path=_shown(path)) from None


def _settings(file: _File, data: Mapping[str, object]) -> Settings:
    for key in data:
        if key not in KEYS:
            raise file.error(f"unknown key {key!r}: {_expected(key, KEYS)}", key)
    return Settings(
        rules=_folders(file, data.get("rules", [])),
        overrides=_overrides(file, data.get("severity", {})),
        baseline=_baseline(file, data.get("baseline")),
        excluded=_excluded(file, data.get("exclude", [])),
    )


def _excluded(file: _File, value: object) -> tuple[Excluded, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise file.error("'exclude' is no list of patterns: expected [\"docs/old/**\"]", "exclude")
    try:
        return (Excluded.of(file.path.parent, value),) if value else ()
    except ValueError as problem:
        raise file.error(f"a pattern of 'exclude' means nothing: {problem}", "exclude") from None


def _baseline(file: _File, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise file.error("'baseline' is no path: expected \"auditor-baseline.json\"", "baseline")
    return Path(_shown(file.path.parent / value))


def _folders(file: _File, value: object) -> tuple[Path, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise file.error("'rules' is no list of folders: expected [\"our-rules\"]", "rules")
    folders = []
    for each in value:
        folder = file.path.parent / each
        if not folder.is_dir():
            raise file.error(f"there is no folder {each!r}", "rules")
        folders.append(Path(_shown(folder)))
    return tuple(folders)


def _overrides(file: _File, value: object) -> tuple[Override, ...]:
    if not isinstance(value, dict):
        raise file.error("'severity' is no table: expected rule ids with their severities", "severity")
    allowed = (*SEVERITIES, OFF)
    found = []
    for rule, word in value.items():
        if word not in allowed:
            raise file.error(f"unknown severity {word!r} of {rule!r}: {_expected(str(word), allowed)}", rule)
        severity = next((each for each in SEVERITIES if each == word), None)
        found.append(Override(rule=rule, severity=severity, path=_shown(file.path)))
    return tuple(found)


def _expected(word: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(word, allowed, n=1)
    return (f"did you mean {near[0]!r}? " if near else "") + f"expected one of {', '.join(allowed)}"


def _shown(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
