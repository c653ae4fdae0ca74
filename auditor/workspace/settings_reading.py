"""What a configuration file says, checked setting by setting."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from auditor.model import SEVERITIES, LocalOverrides, Override
from auditor.workspace.ignoring import PatternError, Patterns
from auditor.workspace.settings import Settings
from auditor.workspace.settings_file import SettingsFile, shown

KEYS = ("rules", "severity", "baseline", "exclude", "overrides")
OVERRIDE_KEYS = ("paths", "severity")
OFF = "off"


def read_settings(path: Path) -> Settings | None:
    """The settings of a file; ``None`` if they are of other programs alone. ``ConfigError`` for what is wrong."""
    file = SettingsFile.read(path)
    data = file.data()
    return None if data is None else _settings(file, data)


def _settings(file: SettingsFile, data: Mapping[str, object]) -> Settings:
    _refuse_unknown(file, data, KEYS)
    return Settings(
        rules=_folders(file, data.get("rules", [])),
        overrides=_overrides(file, data.get("severity", {}), "severity"),
        local=_local(file, data.get("overrides", [])),
        baseline=_baseline(file, data.get("baseline")),
        excluded=_excluded(file, data.get("exclude", [])),
    )


def _refuse_unknown(file: SettingsFile, data: Mapping[str, object], allowed: tuple[str, ...], *above: str) -> None:
    for key in data:
        if key not in allowed:
            raise file.error(f"unknown key {key!r}: {_expected(key, allowed)}", *above, key)


def _excluded(file: SettingsFile, value: object) -> tuple[Patterns, ...]:
    return (_patterns(file, value, "exclude"),) if value != [] else ()


def _patterns(file: SettingsFile, value: object, *keys: str) -> Patterns:
    name = keys[-1]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise file.error(f'{name!r} is no list of patterns: expected ["docs/old/**"]', *keys)
    try:
        return Patterns.of(file.path.parent, value)
    except PatternError as problem:
        raise file.error(f"a pattern of {name!r} means nothing: {problem}", *keys, word=problem.pattern) from None


def _baseline(file: SettingsFile, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise file.error("'baseline' is no path: expected \"auditor-baseline.json\"", "baseline")
    return Path(shown(file.path.parent / value))


def _folders(file: SettingsFile, value: object) -> tuple[Path, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise file.error("'rules' is no list of folders: expected [\"our-rules\"]", "rules")
    folders = []
    for each in value:
        folder = file.path.parent / each
        if not folder.is_dir():
            raise file.error(f"there is no folder {each!r}", "rules")
        folders.append(Path(shown(folder)))
    return tuple(folders)


def _overrides(file: SettingsFile, value: object, *keys: str) -> tuple[Override, ...]:
    if not isinstance(value, dict):
        raise file.error("'severity' is no table: expected rule ids with their severities", *keys)
    allowed = (*SEVERITIES, OFF)
    found = []
    for rule, word in value.items():
        if word not in allowed:
            raise file.error(f"unknown severity {word!r} of {rule!r}: {_expected(str(word), allowed)}", *keys, rule)
        severity = next((each for each in SEVERITIES if each == word), None)
        spot = file.spot(*keys, rule)
        found.append(
            Override(
                rule=rule,
                severity=severity,
                path=spot.path,
                line=spot.line,
                column=spot.column,
                excerpt=spot.excerpt,
            )
        )
    return tuple(found)


def _local(file: SettingsFile, value: object) -> tuple[LocalOverrides, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise file.error("'overrides' is no list of tables: expected [[overrides]]", "overrides")
    return tuple(_one_local(file, each, str(number)) for number, each in enumerate(value))


def _one_local(file: SettingsFile, data: Mapping[str, object], number: str) -> LocalOverrides:
    where = ("overrides", number)
    _refuse_unknown(file, data, OVERRIDE_KEYS, *where)
    for key in OVERRIDE_KEYS:
        if data.get(key, {}) in ([], {}):
            raise file.error(f"an entry of 'overrides' without {key!r} says nothing", *where)
    return LocalOverrides(
        documents=_patterns(file, data["paths"], *where, "paths"),
        overrides=_overrides(file, data["severity"], *where, "severity"),
    )


def _expected(word: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(word, allowed, n=1)
    return (f"did you mean {near[0]!r}? " if near else "") + f"expected one of {', '.join(allowed)}"
