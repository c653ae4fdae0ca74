"""Which documents of a run earlier ones have audited already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.model import DocumentReport
from auditor.workspace.discovery import File, configurations

if TYPE_CHECKING:
    from auditor.rulebook import RuleBook
    from auditor.workspace.result_cache import ResultCache

Audit = Callable[[Sequence[File]], list[DocumentReport]]


def audited_once(
    files: Sequence[File], rulebook: RuleBook, audit: Audit, warn: Callable[[str], None]
) -> list[DocumentReport]:
    """One report for each file, in their order: those of earlier runs, and for the others what ``audit`` says."""
    cache = _opened(rulebook, warn)
    if cache is None:
        return audit(files)
    keys = _Keys(cache, rulebook)
    known = [cache.get(key) if (key := keys.of(file)) else None for file in files]
    left = [file for file, report in zip(files, known, strict=True) if report is None]
    made = iter(audit(left))
    reports = [report or next(made) for report in known]
    again = _Keys(cache, rulebook)
    for file, before, report in zip(files, known, reports, strict=True):
        key = None if before else keys.of(file)
        if key and key == again.of(file):  # it did not change while it was audited
            cache.put(key, report)
    cache.close()
    return reports


def _opened(rulebook: RuleBook, warn: Callable[[str], None]) -> ResultCache | None:
    """``None`` where the rules are of no files, or the user wants no cache."""
    from auditor.kept import default_store  # noqa: PLC0415

    folder = default_store() if rulebook.digest else None
    if folder is None:
        return None
    from auditor.workspace.result_cache import ResultCache  # noqa: PLC0415

    return ResultCache(folder, warn)


class _Keys:
    """The keys of documents; the configurations of a folder are read once."""

    def __init__(self, cache: ResultCache, rulebook: RuleBook) -> None:
        self._cache = cache
        self._rulebook = rulebook
        self._keys: dict[File, bytes | None] = {}
        self._beside: dict[Path | tuple[File, ...], list[tuple[str, bytes]]] = {}

    def of(self, file: File) -> bytes | None:
        """``None`` for what has no place, or cannot be read."""
        if file not in self._keys:
            self._keys[file] = self._made(file)
        return self._keys[file]

    def _made(self, file: File) -> bytes | None:
        if file.path is None:
            return None
        where = file.path.parent if file.beside is None else file.beside
        try:
            if where not in self._beside:
                near = configurations(where) if isinstance(where, Path) else where
                self._beside[where] = [(each.shown, _bytes(each)) for each in near]
            rules = self._rulebook.for_document(file.path).digest
            return self._cache.key(rules, file.shown, _bytes(file), self._beside[where])
        except SourceError:
            return None


def _bytes(file: File) -> bytes:
    from auditor.documents.reading import read_bytes  # noqa: PLC0415

    if file.data is not None:
        return file.data
    assert file.path is not None  # standard input has no key
    return read_bytes(file.path, file.shown)
