"""A block → the stretches that are read one by one, each with its expressions already found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from auditor.claims.expressions import Parsed, is_degree, parse_expression
from auditor.claims.latex import is_latex, plain
from auditor.claims.operands import HEDGES
from auditor.claims.scripts import Scripted
from auditor.claims.statement import END, Statement
from auditor.claims.tokens import Token, tokenize
from auditor.model import Block
from auditor.patterns import regex

LONG = 200
"""Characters from which on only the surroundings of its numbers are read."""
REACH = 90
"""How far the words that bear on a number can stand from it, in characters."""
_DIGIT = Scripted(
    lambda ideographs: rf"(?:^|[^\w.#/-]|[{ideographs}])[-+−~]?[0-9]|(?<![\w#/-])\.[0-9]|[0-9][x×*/+=]|\\"
)
"""Where a number may start: not inside a name (H100, v1.2), a date or a path."""
_STARTS_NUMBER = Scripted(
    lambda ideographs: (
        rf"[0-9\\](?:(?<=\\)|(?<![\w.#/-].)|(?<=[{ideographs}].)|(?<=-.)(?:(?<![\w.#/-]-.)|(?<=[{ideographs}]-.))"
        r"|(?<=\..)(?<![\w#/-]\..)|(?=[x×*/+=]))"
    )
)
"""Whether there is such a place: the same told from the digit on, which the search for one finds much sooner."""
_LABEL_START = regex(r"\s*[^\W\d_][\w \t\-/()&.]{0,48}(?:[:=≈]|\s->)")
_DECIMAL_COMMA = regex(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{1,2}(?![\d,.]*\d)\s*(?:%|[kKMGTP]?(?:B|W|Wh|b)\b|(?:ms|s|h|min|km|kg|EUR)\b|€)",
    re.ASCII,
)


class Line(Struct, frozen=True):
    """A statement and the expressions in it, from left to right."""

    statement: Statement
    found: tuple[Parsed, ...]
    block: int


def lines(block: Block, index: int, unit: str = "") -> Iterator[Line]:
    """The statements of a block: the whole of it, but its lines where each of them states something of its own.

    ``unit`` is what the headers of a table cell say that its bare numbers are in.
    """
    start = 0
    text = _without_commands(block)
    starts_number = _STARTS_NUMBER.of(text)
    if not starts_number.search(text):
        return
    comma = "," in text and bool(_DECIMAL_COMMA.search(text))
    for end in [*_cuts(text), len(text)]:
        piece = text[start:end]
        if starts_number.search(piece):
            statement = _statement(block, piece, start, comma, unit)
            if statement.tokens:  # a line may hold nothing but a sign of LaTeX
                yield Line(statement, tuple(_expressions(statement)), index)
        start = end + 1


def _without_commands(block: Block) -> str:
    """The text with command lines in inline code left blank: ``tool -n 4*2=9`` calculates nothing."""
    text = block.text
    for style in block.styles:
        if style.kind == "code" and _COMMAND.match(text, style.start, style.end):
            text = text[: style.start] + "`" * (style.end - style.start) + text[style.end :]
    return text


_COMMAND = regex(r"[a-z][\w./-]* (?:[^=]* )?-{1,2}[a-z]")


def _cuts(text: str) -> list[int]:
    """The line ends in a block that separate statements; the others only wrap the text."""
    breaks = _newlines(text)
    return [
        at
        for at, start, end in zip(breaks, [-1, *breaks], [*breaks[1:], len(text)], strict=False)
        if (_LABEL_START.match(text, at + 1) and not _OPEN_END.search(text, start + 1, at))
        or text.endswith("\\\\", 0, at)
        or _both_state(text, start + 1, at, end)
    ]


def _both_state(text: str, start: int, at: int, end: int) -> bool:
    """Whether the lines before and behind a line end each hold a sign, and none of them begins or ends with one."""
    before, behind = text[start:at].rstrip(), text[at + 1 : end].strip()
    if not (_SIGN.search(before) and _SIGN.search(behind)):
        return False
    return not _OPEN_END.search(before) and not _OPEN_START.match(behind)


_SIGN = regex(r"[0-9A-Za-z)%]\s*[=≈]\s*[~$0-9A-Za-z(]")
_OPEN_END = regex(r"(?:[-+×*÷/=≈,(→]|\b(?:per|of|the|an?|and|or|with|for|by|in|to|is|are|than))$")
_OPEN_START = regex(r"[+×*÷/=≈)→]|[a-z]")


def _newlines(text: str) -> list[int]:
    found, at = [], text.find("\n")
    while at >= 0:
        found.append(at)
        at = text.find("\n", at + 1)
    return found


def _statement(block: Block, piece: str, start: int, comma: bool, unit: str) -> Statement:
    tokens = _tokens(piece)
    if "\n" in piece:
        tokens = [token for token in tokens if token.kind != "newline"]
    return Statement(piece, tokens, lambda first, last: block.span(start + first, start + last), comma, unit)


def _tokens(piece: str) -> list[Token]:
    """The tokens, formulas translated first; positions always count in the piece as it stands."""
    if not is_latex(piece):
        return tokenize(piece) if len(piece) < LONG else _near_digits(piece)
    text, origin = plain(piece)
    return [token._replace(start=origin[token.start], end=origin[token.end - 1] + 1) for token in tokenize(text)]


def _near_digits(piece: str) -> list[Token]:
    """The tokens around the digits of a long text; what lies between is a break, as nothing in it bears on a number."""
    tokens: list[Token] = []
    done = 0
    for start, end in _windows(piece):
        if start > done:
            tokens.append(Token("break", ".", start - 1, start))
        tokens += tokenize(piece, start, end)
        done = end
    return tokens


def _windows(piece: str) -> list[tuple[int, int]]:
    """Stretches of words with a digit in each, far enough from each other; a sentence's end closes one."""
    found: list[tuple[int, int]] = []
    digit = _DIGIT.of(piece)
    for match in digit.finditer(piece):
        at = match.end() - 1
        if found and at < found[-1][1]:
            continue
        start = max(piece.rfind(" ", 0, max(0, at - REACH)) + 1, found[-1][1] if found else 0)
        space = piece.find(" ", _last_digit(piece, at, digit) + REACH)
        end = space if space >= 0 else len(piece)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _last_digit(piece: str, at: int, digit: re.Pattern[str]) -> int:
    """The last digit of the run in which each follows the one before within reach."""
    while (following := digit.search(piece, at + 1, at + REACH)) is not None:
        at = following.end()
    return at


def _expressions(line: Statement) -> Iterator[Parsed]:
    after = 0
    for index, (token, following) in enumerate(zip(line.tokens, [*line.tokens[1:], END], strict=True)):
        kind = token.kind
        if kind == "word" and following.kind not in _BEHIND_WORD and following.text not in _TIMES:
            continue  # nearly every word
        if kind not in _STARTS or index < after or not _may_start(line, index):
            continue
        parsed = parse_expression(line, index)
        if parsed is not None:
            if not _dangles(line, index):
                yield parsed
            after = parsed.after


_STARTS = frozenset(("number", "currency", "hedge", "operator", "open", "word"))


def _dangles(line: Statement, index: int) -> bool:
    """Whether what starts at a token is the rest of a product whose beginning was not understood."""
    before = line.at(index - 1)
    if before.kind == "other" and before.text == "@":
        return True
    if line.at(index).text == "(" and before.kind == "word" and line.glued(index) and before.text not in ("x", "X"):
        return True  # a function: sqrt(…), log(…)
    return (
        before.kind == "operator"
        and before.text in "*/^"
        and line.at(index - 2).kind in ("word", "close", "ident", "number")
    )


FUNCTIONS = frozenset("log ln lg log2 exp sqrt min max ceil floor round abs sum avg mean p mod sin cos f g o".split())
"""Names before a bracket that are not names of values."""
_OPERANDS = frozenset(("word", "close", "ident", "number", "other", "percent"))


_BEHIND_WORD = frozenset(("number", "currency", "hedge", "relation", "open", "operator"))
"""What stands behind a word with which an expression starts: a name behind which comes a sign, or a hedge."""
_TIMES = frozenset(("x", "X", "*"))


def _may_start(line: Statement, index: int) -> bool:
    """Whether an expression can start at a token: a number, a bracket, or a name that a sign follows."""
    token, following = line.tokens[index], line.at(index + 1)
    if token.kind in ("number", "currency"):
        return True
    if is_degree(token):
        return following.text in _TIMES and is_degree(line.at(index + 2))
    if token.kind == "word" and following.kind == "word":
        return False
    if token.kind == "hedge" or (token.kind == "word" and token.text.lower() in HEDGES):
        return following.kind in ("number", "currency", "hedge")
    if (
        token.kind == "operator"
        and token.text in "+-"
        and following.kind in ("number", "currency")
        and line.glued(index + 1)
    ):
        return not line.glued(index) or line.at(index - 1).kind == "open"
    if token.text == "(":
        return _calculates(line, index)
    return token.kind == "word" and _is_operand_name(line, index, following)


def _is_operand_name(line: Statement, index: int, following: Token) -> bool:
    if following.text == "=" and following.kind == "relation" and line.glued(index + 1):
        return line.at(index + 2).kind == "number" and line.glued(index + 2)
    if token_text(line, index).lower() in FUNCTIONS:
        return False
    if following.text == "(" and line.glued(index + 1) and line.at(index + 2).kind == "number":
        return line.at(index + 3).text == ")" and len(token_text(line, index)) <= 4
    if following.kind == "operator" and following.text in "*/^":
        spaced = not line.glued(index + 1) or following.text == "^"
        return spaced and line.at(index + 2).kind in ("word", "number", "open", "currency")
    return False


def token_text(line: Statement, index: int) -> str:
    """The text of a token."""
    return line.at(index).text


def _calculates(line: Statement, index: int) -> bool:
    """Whether the bracket at a token holds a calculation rather than a remark."""
    depth, signs, at = 0, 0, index
    while at < len(line.tokens) and at - index < 60:
        token = line.at(at)
        depth += (token.kind == "open") - (token.kind == "close")
        signs += token.kind == "operator" or token.text in ("x", "X")
        if token.kind == "relation" and depth == 1 and not line.glued(at):
            return False
        if depth == 0:
            return signs > 0
        at += 1
    return False
