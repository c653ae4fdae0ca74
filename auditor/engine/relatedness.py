"""Which documents, by their paths, may be held against each other: parts of one description, of one time."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from auditor.facts.named_things import ELSEWHERE
from auditor.facts.words import words
from auditor.patterns import regex

_APART = frozenset(
    words(
        "changelog change history release archive archived adr rfc decision proposal meeting minute journal log"
        " blog post news postmortem incident benchmark experiment old legacy deprecated draft roadmap example"
        " sample demo tutorial exercise course lesson lab changes"
    )
)
"""Folders and files of what was so, or may be so one day."""
_DATED = regex(r"(?:^|[^0-9])(?:19|20)\d\d(?:[^0-9]|$)|(?:^|[^A-Za-z])v\d+(?:[^A-Za-z]|$)|^\d{3,}[-_]", re.IGNORECASE)
_PLAIN = frozenset(
    "docs doc documentation design architecture operations ops runbook runbooks guide guides handbook manual"
    " infrastructure infra capacity overview reference".split()
)
"""Folders that sort what is written of one and the same system."""


def is_apart(path: str) -> bool:
    """Whether a document is of some date or version, or no description: ``2024-05-01-scaling.md``, ``archive/``."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return any(_DATED.search(part) or _APART.intersection(_words(part)) for part in parts)


def are_related(one: str, other: str) -> bool:
    """Whether two documents stand together: in one folder, one above the other, or in sorted folders of documents.

    Names that set a document apart (``staging.md``, ``option-b/``) are its own; what both have, they share.
    """
    a, b = (PurePosixPath(path.replace("\\", "/")) for path in (one, other))
    shared = 0
    while shared < min(len(a.parts), len(b.parts)) - 1 and a.parts[shared] == b.parts[shared]:
        shared += 1
    own = [path.parts[shared:] for path in (a, b)]
    if any(ELSEWHERE.intersection(_words(part)) for parts in own for part in parts):
        return False
    folders = [parts[:-1] for parts in own]
    return not all(folders) or all(part.lower() in _PLAIN for parts in folders for part in parts)


def _words(part: str) -> tuple[str, ...]:
    return words(re.sub(r"[-_.]", " ", part))
