"""``27.4 ms ≤ 100 ms ✓``: two values, the sign between them, and the author's own mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from auditor.claims.expressions import Parsed, names
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.model import Comparison

Order: TypeAlias = Literal["<", "<=", ">", ">="]
ORDERS: dict[str, Order] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
WORDS = 4
"""Words that may stand between a value and the sign: ``42.8 % used < 85 % limit``."""
_APART = frozenset("to from and or if when with but while".split())
"""Words after which another statement begins."""
_MARKED = re.compile(r"[✓✔✅☑❌✗✘✖]|\b(?:PASS|FAIL|OK|MET|Met)")
_YES = frozenset(("PASS", "PASSED", "OK", "Met", "MET"))
_NO = frozenset(("FAIL", "FAILED"))


def mark(line: Statement, after: int = 0) -> bool | None:
    """The verdict mark of a statement; ``None`` where it has none, or several that disagree."""
    if not _MARKED.search(line.text):
        return None
    found = set()
    for token in line.tokens[after:]:
        if token.kind == "mark":
            found.add(token.text == "yes")
        elif token.kind == "word" and token.text in _YES | _NO:
            found.add(token.text in _YES)
    return found.pop() if len(found) == 1 else None


def comparisons(line: Line, label: str) -> Iterator[Comparison]:
    """Every pair of adjacent expressions with an order sign between them."""
    statement = line.statement
    verdict = mark(statement)
    for left, right in zip(line.found, line.found[1:], strict=False):
        relation = _sign_between(statement, left, right)
        if relation is None or names(left.expression) or names(right.expression):
            continue
        yield Comparison(
            span=statement.span(left.first, right.after - 1),
            text=statement.slice(left.first, right.after - 1),
            block=line.block,
            label=label,
            left=left.expression,
            relation=relation,
            right=right.expression,
            mark=verdict,
        )


def _sign_between(line: Statement, left: Parsed, right: Parsed) -> Order | None:
    """The one order sign between two expressions, if nothing but a few words stands there besides."""
    found: Order | None = None
    for index in range(left.after, right.first):
        token = line.at(index)
        if token.kind == "relation" and token.text in ORDERS and found is None:
            found = ORDERS[token.text]
        elif token.kind != "word" or index - left.after > 2 * WORDS or token.text.lower() in _APART:
            return None
    return found
