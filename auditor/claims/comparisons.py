"""``27.4 ms ≤ 100 ms ✓``: two values, the sign between them, and the author's own mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from auditor.claims.expressions import Parsed, names
from auditor.claims.lines import Line
from auditor.claims.statement import Statement
from auditor.claims.tokens import MARKS
from auditor.model import Comparison, Number
from auditor.quantities.units import Dimension, physical

Order: TypeAlias = Literal["<", "<=", ">", ">="]
ORDERS: dict[str, Order] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
WORDS = 4
"""Words that may stand between a value and the sign: ``42.8 % used < 85 % limit``."""
_APART = frozenset("to from and or if when with but while for on at in by using via until since other".split())
"""Words after which another statement begins."""
_WORDS_OF_MARKS = ("PASS", "FAIL", "OK", "MET", "Met")
_YES = frozenset(("PASS", "PASSED", "OK", "Met", "MET"))
_NO = frozenset(("FAIL", "FAILED"))


def mark(line: Statement, after: int = 0) -> bool | None:
    """The verdict mark of a statement; ``None`` where it has none, or several that disagree."""
    if not _may_be_marked(line.text):
        return None
    found = set()
    for token in line.tokens[after:]:
        if token.kind == "mark":
            found.add(token.text == "yes")
        elif token.kind == "word" and token.text in _YES | _NO:
            found.add(token.text in _YES)
    return found.pop() if len(found) == 1 else None


def _may_be_marked(text: str) -> bool:
    """Nearly every statement has no mark, which plain search tells soonest."""
    return any(word in text for word in _WORDS_OF_MARKS) or (not text.isascii() and any(sign in text for sign in MARKS))


def comparisons(line: Line, label: str) -> Iterator[Comparison]:
    """Every pair of adjacent expressions with an order sign between them."""
    statement = line.statement
    for left, right in zip(line.found, line.found[1:], strict=False):
        relation = _sign_between(statement, left, right) or _words_between(statement, left, right)
        if relation is not None and not names(left.expression) and not names(right.expression):
            yield _comparison(line, label, left, relation, right)
    yield from _with_headroom(line, label)


def _comparison(line: Line, label: str, left: Parsed, relation: Order, right: Parsed) -> Comparison:
    statement = line.statement
    return Comparison(
        span=statement.span(left.first, right.after - 1),
        text=statement.slice(left.first, right.after - 1),
        block=line.block,
        label=label,
        left=left.expression,
        relation=relation,
        right=right.expression,
        mark=mark(statement),
    )


def _with_headroom(line: Line, label: str) -> Iterator[Comparison]:
    """``640 GB (10 % headroom over 580 GB)``: what has headroom for something is more than it."""
    values = [value for value in line.found if isinstance(value.expression, Number)]
    for position, left in enumerate(values):
        for right in values[position + 1 : position + 3]:
            between = [line.statement.at(at) for at in range(left.after, right.first)]
            words = [token.text.lower() for token in between if token.kind == "word"]
            plain = all(token.kind in _HEADROOM or token.text in ("(", ",") for token in between)
            opens = any(token.text == "(" for token in between)
            said = words[-2:-1] == ["headroom"] and words[-1] in _OVER and "of" not in words
            if plain and opens and said and _same_kind(left, right):
                yield _comparison(line, label, left, ">=", right)


_HEADROOM = frozenset(("word", "number", "percent", "hedge"))
_OVER = frozenset(("for", "over", "above"))


def _same_kind(left: Parsed, right: Parsed) -> bool:
    """Whether two values are of one kind that has a name: two sizes, two counts of cores."""
    kinds = [_kind(value.expression) for value in (left, right) if isinstance(value.expression, Number)]
    return len(kinds) == 2 and kinds[0] == kinds[1] and any(kinds[0])


def _kind(number: Number) -> tuple[Dimension, str]:
    unit = number.quantity.readings[0].unit
    dimension = physical(unit)[1]
    return dimension, "" if dimension else unit or number.quantity.noun


def _sign_between(line: Statement, left: Parsed, right: Parsed) -> Order | None:
    """The one order sign between two expressions, if nothing but a few words stands there besides."""
    found: Order | None = None
    for index in range(left.after, right.first):
        token = line.at(index)
        if token.kind == "relation" and token.text in ORDERS and found is None:
            found = ORDERS[token.text]
        elif token.kind != "word" or index - left.after > 2 * WORDS or token.text.lower() in _APART:
            return None
        elif found is not None and _has_digit(token.text):
            return None  # "<= x2.6 median of 5": what is compared is in that word
    return found


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


_VERBS = frozenset("is are was were stays stay remains remain keeps lies sits runs".split())
_SAYING: dict[str, Order] = {"exceeds": ">", "exceed": ">", "exceeded": ">", "exceeding": ">"}
_PLACES: dict[str, Order] = {"below": "<", "under": "<", "above": ">", "over": ">", "within": "<=", "beyond": ">"}
_MANY: dict[tuple[str, str], Order] = {
    ("less", "than"): "<", ("lower", "than"): "<", ("smaller", "than"): "<", ("fewer", "than"): "<",
    ("more", "than"): ">", ("higher", "than"): ">", ("greater", "than"): ">", ("larger", "than"): ">",
    ("at", "most"): "<=", ("at", "least"): ">=",
}  # fmt: skip
_BESIDE = frozenset("the a our its target limit budget of well still safely easily comfortably slightly just".split())
"""Words that may stand beside the ones that compare."""
_NOUNS = 3


def _words_between(line: Statement, left: Parsed, right: Parsed) -> Order | None:
    """``87 ms is below 100 ms``, ``340 IOPS the workload exceeds the 1,000``: a verb that compares.

    Without a verb, ``within`` and ``below`` compare only where the author ticked the line: ``87 ms, within 100 ms ✅``.
    """
    tokens = [line.at(at) for at in range(left.after, right.first)]
    words = [token.text.lower() for token in tokens if token.text != ","]
    if not words or len(words) > 2 * WORDS or any(token.kind != "word" and token.text != "," for token in tokens):
        return None
    if set(words) & _APART or not _same_kind(left, right):
        return None
    for at, word in enumerate(words):
        before, behind = words[:at], words[at + 1 :]
        if word in _SAYING and len(before) <= _NOUNS and set(behind) <= _BESIDE:
            return _SAYING[word]
        order = _PLACES.get(word) or _MANY.get((word, behind[0] if behind else ""))
        rest = behind[1:] if word not in _PLACES else behind
        said = bool(_VERBS & set(before[-2:])) or (not before and mark(line) is not None)
        if order is not None and said and set(rest) <= _BESIDE:
            return order
    return None
