"""Reports against the project's baseline, whose paths count from the folder of its file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.acceptance.baseline import Entry, Matched, matched
from auditor.errors import ConfigError
from auditor.model import DocumentReport, Notice, Place, Report, Source, Span
from auditor.patterns import regex
from auditor.workspace.baseline_file import entries_in
from auditor.workspace.discovery import shown_path

DEFAULT = "auditor-baseline.json"
MAX_BYTES = 32 << 20
_ESCAPED = regex(r"(?:\\x[89a-f][0-9a-f])+")


class Baseline(Struct, frozen=True, kw_only=True):
    """A baseline file as read, or an empty one that is yet to be written."""

    path: Path
    source: Source
    entries: tuple[Entry, ...] = ()

    def match(self, reports: Iterable[DocumentReport]) -> Matched:
        """Accept the findings of reports that have an entry."""
        return matched(self.entries, tuple(reports), name=self.source.path, key=self.key, exists=self._exists)

    def key(self, shown: str) -> str:
        """The path that an entry has for a document that reports call so."""
        if shown.startswith("<"):
            return shown  # standard input has no folder
        return os.path.relpath(shown, shown_path(str(self.path.parent))).replace(os.sep, "/")

    def _exists(self, key: str) -> bool:
        """Whether there is such a file; bytes that are no text stand escaped in paths."""
        names = {key, _ESCAPED.sub(_as_bytes, key)}
        return any(os.path.lexists(self.path.parent / name) for name in names)

    def stale(self, entry: Entry) -> Notice:
        """What is to be said of an entry that nothing needs."""
        line = self.source.line(entry.line)
        start = self.source.line_starts[entry.line - 1]
        place = Place(
            path=self.source.path,
            span=Span(start=start, end=start + len(line)),
            line=entry.line,
            column=1,
            end_line=entry.line,
            end_column=len(line) + 1,
            text=entry.statement,
            line_text=line,
        )
        return Notice(
            place=place,
            message=f"{entry.path}: {entry.rule} finds “{entry.statement}” no longer, or with other numbers; "
            "`auditor baseline` takes the entry away",
        )


def _as_bytes(escaped: re.Match[str]) -> str:
    return os.fsdecode(bytes.fromhex(escaped[0].replace("\\x", "")))


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. ``ConfigError`` if there is none, or a broken one."""
    shown = shown_path(str(path))
    try:
        if path.exists() and not path.is_file():
            raise ConfigError("the baseline is no regular file", path=shown)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError("there is no such baseline; `auditor baseline` writes one", path=shown) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"the baseline cannot be read: {problem}", path=shown) from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"the baseline is larger than {MAX_BYTES:,} bytes", path=shown)
    source = Source(path=shown, text=text)
    return Baseline(path=path, source=source, entries=entries_in(source))


def new_baseline(path: Path) -> Baseline:
    """One without entries, for a file that is yet to be written."""
    return Baseline(path=path, source=Source(path=shown_path(str(path)), text=""))


def accept(report: Report, baseline: Baseline) -> Report:
    """The report with what the baseline accepts marked so, and a notice for each entry that nothing needs."""
    found = baseline.match(report.documents)
    stale = sorted(found.stale, key=lambda entry: entry.line)
    return replace(report, documents=found.reports, notices=(*report.notices, *map(baseline.stale, stale)))
