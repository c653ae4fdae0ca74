"""The baseline file: JSON, sorted, with one entry for each finding that the project has accepted as it is.

{
  "schema": "auditor-baseline/1",
  "findings": [
    {
      "path": "docs/plan.md",
      "rule": "llm/idle-gpus",
      "statement": "32 GPUs",
      "message": "32 of 64 GPUs are not used.",
      "fingerprint": "3f2a9c0d1e4b5a67"
    }
  ]
}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from auditor.acceptance.baseline import Entry
from auditor.errors import ConfigError
from auditor.model import Source
from auditor.patterns import regex

SCHEMA = "auditor-baseline/1"
_KEYS = ("path", "rule", "statement", "message", "fingerprint")
_FINGERPRINT = regex(r"[0-9a-f]{16}")
_BETWEEN = regex(r"[\s,]*")


def entries_in(source: Source) -> tuple[Entry, ...]:
    """Every entry of a file. ``ConfigError`` with its place if it is no baseline, or a broken one."""
    findings = _findings(source)
    starts = list(_starts(source.text, len(findings)))
    return tuple(_entry(source, found, start) for found, start in zip(findings, starts, strict=True))


def text_of(entries: Iterable[Entry]) -> str:
    """The file, the same for the same entries in whatever order."""
    items = [{key: getattr(entry, key) for key in _KEYS} for entry in entries]
    items.sort(key=lambda item: [item[key] for key in _KEYS])
    return _visible(json.dumps({"schema": SCHEMA, "findings": items}, indent=2, ensure_ascii=False)) + "\n"


def _visible(text: str) -> str:
    """Characters that nobody sees, or that turn text around, as JSON escapes them."""
    return "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)


def _findings(source: Source) -> list[Any]:
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as problem:
        _refuse(source, f"not JSON: {problem.msg}", problem.pos)
    except RecursionError:
        _refuse(source, "not a baseline: nested too deeply")
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        if isinstance(schema, str) and schema.startswith("auditor-baseline/"):
            _refuse(source, f"of another version of the auditor: {schema!r}, and this one reads {SCHEMA!r}")
        _refuse(source, f'no baseline of the auditor: expected {{"schema": "{SCHEMA}", "findings": […]}}')
    findings = data.get("findings")
    if not isinstance(findings, list) or set(data) != {"schema", "findings"}:
        _refuse(source, "a broken baseline: expected 'schema' and a list of 'findings', and nothing else")
    return findings


def _starts(text: str, count: int) -> Iterator[int]:
    """Where each of the findings begins; the text is known to be JSON with such a list."""
    at = text.find("[", text.find('"findings"')) + 1
    decoder = json.JSONDecoder()
    for _ in range(count):
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        yield at
        at = decoder.raw_decode(text, at)[1]


def _entry(source: Source, found: object, start: int) -> Entry:
    if not isinstance(found, dict):
        _refuse(source, "a finding is no object", start)
    for key in found:
        if key not in _KEYS:
            _refuse(source, f"unknown key {key!r}: expected {', '.join(_KEYS)}", start)
    for key in _KEYS:
        if not isinstance(found.get(key), str):
            _refuse(source, f"a finding without {key!r}, a text", start)
    if not _FINGERPRINT.fullmatch(found["fingerprint"]):
        _refuse(source, f"no fingerprint: {found['fingerprint']!r}; expected 16 hex digits", start)
    return Entry(**found, line=source.position(start)[0])


def _refuse(source: Source, message: str, at: int = 0) -> NoReturn:
    line, column = source.position(at)
    raise ConfigError(message, path=source.path, line=line, column=column, excerpt=source.line(line)[:200])
