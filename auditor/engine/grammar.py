"""The formula language: what may stand in a formula, decided before anything is evaluated.

Numbers, declared names, ``+ - * / % **`` (a whole exponent from -9 to 9, written out), parentheses, comparisons (also
chained), ``and or not``, and calls of ``sum min max abs ceil floor``. A formula is first cut into tokens, so that
quotes, dots, brackets and other letters never reach Python's parser; the tree that it makes is then checked node by
node.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from auditor.engine.amounts import BINARY, COMPARISONS, FUNCTIONS, ZERO, Amount
from auditor.patterns import regex
from auditor.quantities.interval import MAX_EXPONENT, Interval
from auditor.rational import exact

MAX_CHARACTERS = 500
MAX_NODES = 200
MAX_DEPTH = 32
MAX_DIGITS = 40
MAX_CONSTANT = 10**30
MAX_SHOWN = 60

OPERATORS = "+ - * / % ** ( ) , == != < <= > >= and or not"

_TOKEN = regex(
    r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/%()<>,])"
    r"|(?P<space>[ ]+)"
)
_HINTS = {
    "=": "write == to compare",
    "×": "write * to multiply",
    "÷": "write / to divide",
    "^": "write ** for a power",
    "≤": "write <=",
    "≥": "write >=",
    "−": "write -",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    ".": "names have no parts",
}


class Mistake(Exception):  # noqa: N818 - becomes a FormulaError, which knows the file
    """What is wrong with a formula, and at which of its characters."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


class Token(NamedTuple):
    """A number, name or sign of a formula, and where it begins."""

    kind: str
    text: str
    at: int


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a formula, spaces left out. ``Mistake`` at the first character that begins none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            hint = _HINTS.get(text[at], f"expected a number, a name or one of {OPERATORS}")
            raise Mistake(f"unexpected {text[at]!a} in a formula: {hint}", at)
        if match.lastgroup != "space":
            _refuse_glued(found, match)
            found.append(Token(match.lastgroup or "", match.group(), at))
        at = match.end()
    return tuple(found)


def parse(text: str, names: Collection[str]) -> ast.expr:
    """The tree of a formula without line breaks. ``Mistake`` if it is not in the language or a name is undeclared."""
    if len(text) > MAX_CHARACTERS:
        raise Mistake(f"a formula of {len(text)} characters: at most {MAX_CHARACTERS}", 0)
    if not text:
        raise Mistake("an empty formula", 0)
    _check_brackets(tokens(text))
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise Mistake("not a formula: expected operands with an operator between them", _place(error, text)) from None
    except (ValueError, MemoryError, RecursionError):
        raise Mistake("not a formula", 0) from None
    for node in _parts(tree):
        _check(node, text, names)
    return tree


@lru_cache(maxsize=1024)
def literal(text: str) -> Amount:
    """The exact value of a written number."""
    value = exact(text)
    return Amount(Interval.point(value)) if value else ZERO


def quoted(word: str) -> str:
    """A word of a file as an error message shows it: in quotes, escaped, and not too long."""
    return repr(word if len(word) <= MAX_SHOWN else f"{word[: MAX_SHOWN - 1]}…")


def suggestion(word: str, known: Collection[str]) -> str:
    """What was expected instead of a word, the nearest first: a clause for an error message."""
    from difflib import get_close_matches  # noqa: PLC0415 - for what is wrong only

    near = get_close_matches(word[:MAX_SHOWN], known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"expected one of {', '.join(sorted(known))}" if known else "none is declared"


def exponent_of(node: ast.expr) -> int | None:
    """The whole number that an exponent is written as; ``None`` for anything else."""
    match node:
        case ast.Constant(value=int(power)):
            return power
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(power))):
            return -power
    return None


def _refuse_glued(found: list[Token], match: re.Match[str]) -> None:
    """Python would read ``1or 2`` with a warning and ``0x1`` as sixteen's digits."""
    last = found[-1] if found else None
    if last and last.kind == "number" and match.lastgroup != "sign" and last.at + len(last.text) == match.start():
        raise Mistake(f"unexpected {match.group()!r} behind a number: expected an operator", match.start())


def _check_brackets(found: tuple[Token, ...]) -> None:
    """Deep nesting must not reach Python's parser."""
    opened: list[int] = []
    for token in found:
        if token.text == "(":
            opened.append(token.at)
            if len(opened) > MAX_DEPTH:
                raise Mistake(f"parentheses nested more than {MAX_DEPTH} deep", token.at)
        elif token.text == ")":
            if not opened:
                raise Mistake("unexpected ')': nothing is open", token.at)
            opened.pop()
    if opened:
        raise Mistake("'(' is never closed", opened[-1])


def _place(error: SyntaxError, text: str) -> int:
    return min(max((error.offset or 1) - 1, 0), len(text) - 1)


def _parts(tree: ast.expr) -> list[ast.expr]:
    """All nodes of a tree that is neither too deep nor too large."""
    found: list[ast.expr] = []
    level, depth = [tree], 0
    while level:
        depth += 1
        found += level
        if depth > MAX_DEPTH:
            raise Mistake(f"nested more than {MAX_DEPTH} deep: derive a part of it under a name", level[0].col_offset)
        if len(found) > MAX_NODES:
            raise Mistake(f"more than {MAX_NODES} parts: derive some of them under a name", level[0].col_offset)
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return found


def _check(node: ast.expr, text: str, names: Collection[str]) -> None:
    """Refuse one node, or let it pass; its operands are checked on their own."""
    match node:
        case ast.BinOp(op=ast.Pow(), right=right):
            _check_exponent(right)
        case ast.BinOp(op=op) if type(op) in BINARY:
            pass
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not()) | ast.BoolOp():
            pass
        case ast.Compare(ops=ops) if all(type(op) in COMPARISONS for op in ops):
            pass
        case ast.Call():
            _check_call(node)
        case ast.Constant():
            _check_number(node, text)
        case ast.Name(id=name):
            if name not in names and not _is_called(node, text):
                raise Mistake(f"unknown name {name!r}: {suggestion(name, names)}", node.col_offset)
        case _:
            written = text[node.col_offset : node.end_col_offset]
            raise Mistake(f"{written!r} is not in the formula language: expected {OPERATORS}", node.col_offset)


def _check_exponent(node: ast.expr) -> None:
    power = exponent_of(node)
    if power is None or isinstance(power, bool) or abs(power) > MAX_EXPONENT:
        expected = f"expected a whole number from -{MAX_EXPONENT} to {MAX_EXPONENT}, written out"
        raise Mistake(f"this exponent is not in the formula language: {expected}", node.col_offset)


def _check_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
        called = node.func.id if isinstance(node.func, ast.Name) else "this"
        raise Mistake(f"{called!r} cannot be called: {suggestion(called, FUNCTIONS)}", node.col_offset)
    single = node.func.id in ("abs", "ceil", "floor")
    if not node.args or (single and len(node.args) != 1):
        expected = "one operand" if single else "at least one operand"
        raise Mistake(f"{node.func.id} takes {expected}, not {len(node.args)}", node.col_offset)


def _check_number(node: ast.Constant, text: str) -> None:
    written = text[node.col_offset : node.end_col_offset]
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        raise Mistake(f"{written!r} is no number", node.col_offset)
    exponent = written.lower().partition("e")[2].lstrip("+-").lstrip("0")
    if len(written) > MAX_DIGITS or len(exponent) > 2 or exact(written) > MAX_CONSTANT:
        raise Mistake(f"the number {written[:MAX_DIGITS]} is too large or too long: at most 1e30", node.col_offset)


def _is_called(node: ast.Name, text: str) -> bool:
    """Whether a name is that of a function, called here: ``_check_call`` has the word on it."""
    return node.id in FUNCTIONS and text[node.end_col_offset :].lstrip().startswith("(")
