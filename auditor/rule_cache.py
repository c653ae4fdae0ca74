"""Compiled rules and vocabulary kept between runs, so that a thousand of them load as fast as a few.

One JSON file for each folder of rules, in the user's cache folder. An entry is keyed by the hash of its file's content
and its place; the whole by the auditor's version, its code and the units that formulas were checked against. A file is
replaced in one step, so concurrent runs and killed ones leave a whole one behind. Whatever is wrong with it, the rules
are compiled as if there were none: a cache never fails a run, and what it holds is only data.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from auditor import __version__
from auditor.facts.vocabulary import Concept, Entry, VocabularyFile
from auditor.model import Assumption, Example, Facets, Rule, Source, Variable
from auditor.states import cache_folder

FORMAT = 1
_NAME = re.compile(r"rules-[0-9a-f]{32}\.json(?:\.\d+-[0-9a-f]{8}\.tmp)?")
_BEGINNING = b'{"basis": "'
STALE = 3600
"""Seconds after which a temporary file belongs to nobody."""
_CODE = ("engine", "facts", "model", "quantities", "documents")
"""The floors whose code decides what is compiled."""
_DAMAGED = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError)

Record = TypeVar("Record", Rule, VocabularyFile)
Data = dict[str, Any]


class RuleCache:
    """The entries of one folder of rules. Nothing of it raises."""

    def __init__(self, store: Path | None, folder: Path, basis: str) -> None:
        """``store`` is the cache folder, ``None`` for no cache; ``basis`` is what all entries depend on."""
        self._path = store / f"rules-{_hash(os.path.realpath(folder))}.json" if store else None
        self._basis = _hash(f"{FORMAT} {__version__} {_code()} {basis}")
        self._known: Data = self._read()
        self._used: Data = {}

    def get(self, source: Source, build: Callable[[Source], Record], restore: Callable[[Data, str], Record]) -> Record:
        """What a file was compiled to before, or else is now; what ``build`` raises is not kept."""
        if self._path is None:
            return build(source)
        place: list[str] = source.path.rsplit("/", 2)[-2:]
        key = _hash("\0".join((*place, source.text)))
        if (data := self._known.get(key)) is not None:
            with suppress(*_DAMAGED):
                found = restore(data, source.path)
                self._used[key] = data
                return found
        made = build(source)
        self._used[key] = plain(made)
        return made

    def save(self) -> None:
        """Write what this run used, if it is not what was read."""
        if self._path is None or self._used.keys() == self._known.keys():
            return
        with suppress(*_DAMAGED):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
            try:
                temporary.write_text(json.dumps({"basis": self._basis, "entries": self._used}), "utf-8")
                temporary.replace(self._path)
            finally:
                temporary.unlink(missing_ok=True)
                self._sweep(self._path.parent)

    def _read(self) -> Data:
        if self._path is not None:
            with suppress(*_DAMAGED):
                data = json.loads(self._path.read_bytes())
                if data["basis"] == self._basis and isinstance(data["entries"], dict):
                    return dict(data["entries"])
        return {}

    @staticmethod
    def _sweep(folder: Path) -> None:
        """Remove what killed runs left behind."""
        for path in folder.glob("rules-*.tmp"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > STALE:
                    path.unlink()


def basis_of(concepts: Mapping[str, str]) -> str:
    """What compiled rules depend on beside their own text: the concepts and their units."""
    return _hash("\n".join(f"{name}={unit}" for name, unit in sorted(concepts.items())))


def is_named_like_cache(name: str) -> bool:
    """Whether a file in the cache folder may be one of compiled rules, or of a run that writes one."""
    return bool(_NAME.fullmatch(name))


def is_cache(path: Path) -> bool:
    """Whether a file begins like one of compiled rules. ``OSError`` if it cannot be read."""
    with path.open("rb") as file:
        beginning = file.read(len(_BEGINNING))
    return beginning == _BEGINNING or (path.suffix == ".tmp" and _BEGINNING.startswith(beginning))


def default_store() -> Path | None:
    """The user's cache folder; ``None`` if ``AUDITOR_NO_CACHE`` is set."""
    folder = cache_folder()
    return Path(folder) if folder else None


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _code() -> str:
    """The state of the code that compiles rules: in a checkout it changes without the version."""
    package = Path(__file__).parent
    files = [entry for floor in _CODE for entry in os.scandir(package / floor) if entry.is_file()]
    stats = ((entry.name, entry.stat()) for entry in files)
    return " ".join(sorted(f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats))


# --- records and data -------------------------------------------------------------------------------------------------


def plain(value: object) -> Any:
    """A record as JSON has it: mappings of the fields that are not as they are by default; a set as a mapping."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, frozenset):
        return {"set": [plain(each) for each in sorted(value)]}
    return value


def rule_from(data: Data, path: str) -> Rule:
    """A rule as it was compiled, from a file that may stand elsewhere now."""
    given = {
        **data,
        "path": path,
        "facts": tuple(map(_variable, data.get("facts", ()))),
        "readings": tuple(Assumption(**each) for each in data.get("readings", ())),
        "examples": tuple(Example(**each) for each in data.get("examples", ())),
        "references": tuple(data.get("references", ())),
        "may_change": tuple(data.get("may_change", ())),
    }
    for key in ("constants", "derive", "options"):
        given[key] = tuple(map(tuple, data.get(key, ())))
    return Rule(**given)


def _variable(data: Data) -> Variable:
    facets = data.get("facets")
    return Variable(**{**data, "facets": Facets(**facets)}) if facets else Variable(**data)


def vocabulary_from(data: Data, path: str) -> VocabularyFile:
    """A vocabulary file as it was read."""
    entries = tuple(
        Entry(concept=Concept(**_frozen(each["concept"])), given=_thawed(each["given"]), line=each["line"])
        for each in data.get("entries", ())
    )
    return VocabularyFile(path=path, entries=entries, facets=_thawed(data.get("facets", [])))


def _frozen(data: Data) -> Data:
    return {key: _thawed(value) for key, value in data.items()}


def _thawed(value: Any) -> Any:
    """Lists as tuples, and the sets that were mappings."""
    if isinstance(value, list):
        return tuple(_thawed(each) for each in value)
    if isinstance(value, dict):
        return frozenset(_thawed(value["set"]))
    return value
