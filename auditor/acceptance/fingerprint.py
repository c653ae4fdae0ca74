"""Which finding is which, whatever moves around it.

A fingerprint knows the rule and every number: the statement, the stated and the recomputed value, and what they rest
on, wherever that stands. It knows no path and no line, so that a renamed document and a moved paragraph keep theirs,
and a changed operand three sections away gives another one. Two findings that say the same share it; they are counted.
"""

from __future__ import annotations

import re
from hashlib import sha256

from auditor.model import Check
from auditor.patterns import regex

CODE_LENGTH = 6
"""Hex digits that a person copies: one changed number in 16 million would go unnoticed."""
_COMMENT = regex(r"<!--.*?-->", re.S)
# Words, numbers and signs. Emphasis, code marks and white space say nothing.
_PARTS = regex(r"[^\W_]+|[^\w\s*`]")


def fingerprint(check: Check) -> str:
    """Sixteen hex digits.

    What a rule assumes where the document is silent is no part of it: a new version of the rule may assume more.
    """
    operands = sorted(f"{used.concept}={_plain(used.value)}" for used in check.operands if used.origin != "default")
    values = (check.stated or "", check.recomputed or "", *check.numbers)
    parts = (check.rule, _plain(check.statement.text), *map(_plain, values), *operands)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def code(check: Check) -> str:
    """The beginning of the fingerprint, which a comment in the document repeats."""
    return fingerprint(check)[:CODE_LENGTH]


def _plain(text: str) -> str:
    return " ".join(_PARTS.findall(_COMMENT.sub(" ", text)))
