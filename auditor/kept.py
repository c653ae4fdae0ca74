"""Records kept between runs: one JSON file for each shelf of them, in the user's cache folder.

A file is replaced in one step, so concurrent runs and killed ones leave a whole one behind. Whatever is wrong with it,
there is none: a cache never fails a run, and what it holds is only data, checked against the types of its records.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from auditor.patterns import regex
from auditor.rational import Fraction
from auditor.states import cache_folder, code_state, file_state, hashed

STALE = 3600
"""Seconds after which a temporary file belongs to nobody."""
DAMAGED = (OSError, ValueError, TypeError, RecursionError, msgspec.MsgspecError)
"""What reading or writing a file of records may raise."""
_NAME = regex(r"rules-[0-9a-f]{32}\.json(?:\.\d+-[0-9a-f]{8}\.tmp)?")
_BEGINNING = b'{"basis":"'

Record = TypeVar("Record")


class Shelf(msgspec.Struct, Generic[Record], frozen=True):
    """What one file holds."""

    basis: str
    """What all records depend on, beside what they were made from."""
    state: str = ""
    """Of what they were made from, if these are all there are; empty if that is not known."""
    records: Mapping[str, Record] = {}


def default_store() -> Path | None:
    """The user's cache folder; ``None`` if ``AUDITOR_NO_CACHE`` is set."""
    folder = cache_folder()
    return Path(folder) if folder else None


def place(store: Path, of: str) -> Path:
    """The file for the records of a folder or file."""
    return store / f"rules-{hashed(of)}.json"


def basis(*parts: str) -> str:
    """A digest of the auditor's code and of whatever else records depend on."""
    return hashed("\0".join((code_state(), *parts)))


def read(path: Path, basis: str, kind: type[Record]) -> Shelf[Record]:
    """The records of a file; an empty shelf if it is damaged or of another basis."""
    with suppress(*DAMAGED):
        shelf = decoder(Shelf[kind]).decode(path.read_bytes())  # type: ignore[valid-type]
        if shelf.basis == basis:
            return shelf
    return Shelf(basis)


def write(path: Path, shelf: Shelf[Record]) -> None:
    """Put the records in place of a file, if that can be done."""
    with suppress(*DAMAGED):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
        try:
            temporary.write_bytes(encoder().encode(shelf))
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
            _sweep(path.parent)


def remembered(store: Path | None, source: Path, kind: type[Record], make: Callable[[], Record]) -> Record:
    """What was made of a file before, or is now, for as long as the file has the same size and time."""
    if store is None:
        return make()
    path, digest = place(store, f"{kind.__name__} {source}"), basis()
    shelf = read(path, digest, kind)
    state = file_state(source)
    if shelf.state == state and (known := shelf.records.get("")) is not None:
        return known
    made = make()
    write(path, Shelf(digest, state, {"": made}))
    return made


def is_named_like_ours(name: str) -> bool:
    """Whether a file in the cache folder may be one of these, or of a run that writes one."""
    return bool(_NAME.fullmatch(name))


def is_ours(path: Path) -> bool:
    """Whether a file begins like one of these. ``OSError`` if it cannot be read."""
    with path.open("rb") as file:
        beginning = file.read(len(_BEGINNING))
    return beginning == _BEGINNING or (path.suffix == ".tmp" and _BEGINNING.startswith(beginning))


def _sweep(folder: Path) -> None:
    """Remove what killed runs left behind."""
    for path in folder.glob("rules-*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()


# --- exact numbers, which JSON has not --------------------------------------------------------------------------------


@cache
def encoder() -> msgspec.json.Encoder:
    """Writes records with fractions in them."""
    return msgspec.json.Encoder(enc_hook=_plain)


def decoder(kind: type[Record]) -> msgspec.json.Decoder[Record]:
    """Reads what ``encoder`` wrote of records of a kind."""
    return msgspec.json.Decoder(kind, dec_hook=_exact)


def _plain(value: object) -> list[str]:
    """Hexadecimal digits: Python reads and writes any number of them."""
    if isinstance(value, Fraction):
        return [hex(value.numerator), hex(value.denominator)]
    raise NotImplementedError(type(value).__name__)


def _exact(kind: type, value: Any) -> Fraction:
    assert kind is Fraction  # the only type of a record that JSON has not
    numerator, denominator = (int(digits, 16) for digits in value)
    return Fraction(numerator, denominator)
