"""The one tokenizer: a block's text → numbers, words, operators, relation signs, brackets, marks.

Every character belongs to at most one token and tokens come in the order of the text; what no pattern knows becomes an
``other`` token, so nothing is skipped unseen.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, get_args

from auditor.claims.scripts import Scripted
from auditor.patterns import regex
from auditor.quantities.notation import NUMERAL
from auditor.quantities.symbols import SYMBOLS

Kind: TypeAlias = Literal[
    "number", "ident", "word", "operator", "relation", "hedge", "open", "close", "mark", "currency", "percent", "break",
    "newline", "other",
]  # fmt: skip
_KINDS: dict[str | None, Kind] = {kind: kind for kind in get_args(Kind)}


class Token(NamedTuple):
    """``text`` has one spelling for each operator and relation; ``start`` and ``end`` count in the block's text."""

    kind: Kind
    text: str
    start: int
    end: int


OPERATORS = {
    "×": "*", "*": "*", "·": "*", "⋅": "*", "∗": "*", "✕": "*", "∙": "*",
    "÷": "/", "/": "/", "∕": "/", "+": "+", "＋": "+", "−": "-", "-": "-", "–": "-", "^": "^", "**": "^", "_": "*",
}  # fmt: skip
RELATIONS = {
    "=": "=", "==": "=", "＝": "=",
    "≈": "≈", "~=": "≈", "≅": "≈", "≃": "≈", "=~": "≈", "≈≈": "≈",
    "→": "→", "->": "→", "=>": "→", "⇒": "→", "-->": "→",
    "<": "<", ">": ">", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">=", "≠": "!=", "!=": "!=", "≪": "<", "≫": ">",
}  # fmt: skip
MARKS = {"✓": "yes", "✔": "yes", "✅": "yes", "☑": "yes", "❌": "no", "✗": "no", "✘": "no", "✖": "no"}

TOKEN = Scripted(
    lambda ideographs: (
        " ?(?:"  # a space is passed with the token behind it: no search stops there
        r"(?P<plain>[A-Za-z]++(?<![xX])(?=[ ,)\n;|]|\.(?:\s|\Z)))"  # most words, where they can be nothing else
        r"|(?P<stop>[,;:|?\"“”—│`]|\.(?![0-9]))"  # most breaks
        r"|(?P<newline>\n)"
        r"|(?P<ident>"
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?Z?)?"  # a date
        r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
        r"|[0-9]{1,4}:[0-9]{1,4}(?::[0-9]{2})?(?![0-9:.])"  # a clock, a ratio
        r"|(?![0-9]{1,3}(?:\.[0-9]{3})+(?![\w.]))[0-9]+(?:\.[0-9]+){2,}(?:[-+.]\w+)*"  # a version, an address
        r"|0[xX][0-9a-fA-F]+|\#[0-9]+"
        r"|[0-9]+(?:[xX×][0-9]+){2,}"  # a shape
        r"|24/7(?![0-9.])"
        r"|/[\w./-]*\?\w+=\S*"  # a path with a query
        r"|[0-9]{1,3}(?:,[0-9]{3})+,[0-9]{1,2}(?![0-9])"  # digits in groups that are none
        r"|(?<=[A-Za-z] )[0-9]x[0-9]+(?:\.[0-9]+)?[BM](?![A-Za-z0-9])"  # Mixtral 8x7B
        r"|https?://\S+"
        r")"
        rf"|(?P<number>{NUMERAL})"
        r"|(?P<currency>US\$|[$€£¥₹₽₩])"
        r"|(?P<cross>(?<=[0-9])[xX×](?=[0-9]))"  # 4x4
        r"|(?P<superscript>[⁻]?[⁰¹²³⁴-⁹]+)"
        r"|(?P<with>w/(?=\s))"
        rf"|(?P<word>[{ideographs}]+|[^\W\d_{ideographs}][^\W{ideographs}]*"
        rf"(?:[-’'.](?=[^\W{ideographs}])[^\W{ideographs}]+)*|_\w+)"
        r"|(?P<relation>-->|==|=>|=~|~=|≈\s*≈|<=|>=|!=|->|[=＝≈≅≃→⇒<>≤≥≠≪≫])"
        r"|(?P<operator>\*\*|[×*·⋅∗✕∙÷/∕+＋−–^_-])"
        r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
        r"|(?P<percent>%)"
        r"|(?P<hedge>[~∼±])"
        r"|(?P<mark>[✓✔✅☑❌✗✘✖]\ufe0f?)"
        r"|(?P<break>[.!])"
        r"|(?P<wide>[（【）】％～，。；：、！？])"
        r"|(?P<other>\S)"
        ")"
    )
)

COMPARED = frozenset(
    "faster slower quicker more less better worse higher lower larger smaller bigger cheaper longer shorter as the"
    " speed per a an".split()
)
"""Words after which ``times`` makes a factor and no product: ``7 times slower``."""


def tokenize(text: str, start: int = 0, end: int = sys.maxsize) -> list[Token]:
    """The tokens of a text, or of a stretch of it, in order; spaces are left out, line ends are kept."""
    tokens: list[Token] = []
    pattern, add = TOKEN.of(text), tokens.append
    kinds = _kinds(pattern)
    for match in pattern.finditer(text, start, end):
        group = match.lastindex or 0
        kind = kinds[group]
        if kind is not None:
            first, last = match.span(group)
            add(_new(Token, (kind, text[first:last], first, last)))
        else:
            tokens.extend(_normalised(match, text))
    return tokens


_WIDE: dict[str, tuple[Kind, str]] = {
    "（": ("open", "("),
    "【": ("open", "["),
    "）": ("close", ")"),
    "】": ("close", "]"),
    "％": ("percent", "%"),
    "～": ("hedge", "~"),
    **{wide: ("break", plain) for wide, plain in zip("，。；：、！？", ",.;:,!?", strict=True)},
}
"""The wide signs of Chinese and Japanese as the usual ones."""
_new = tuple.__new__
"""Makes a named tuple in half the time."""
_AS_WRITTEN: dict[str | None, Kind] = {
    "plain": "word",
    "stop": "break",
    **{kind: _KINDS[kind] for kind in "number break open close ident newline percent currency hedge other".split()},
}


@cache
def _kinds(pattern: re.Pattern[str]) -> list[Kind | None]:
    """For each group of the pattern the kind of its tokens, if they stay as they are written."""
    names = {at: name for name, at in pattern.groupindex.items()}
    return [_AS_WRITTEN.get(names.get(group)) for group in range(pattern.groups + 1)]


def _normalised(found: re.Match[str], text: str) -> tuple[Token, ...]:
    """The token of a match, or two where one spelling stands for two: ``10³``, ``24 hoursx 3600``."""
    group = found.lastindex or 0
    raw, start, end = found[group], found.start(group), found.end(group)
    match found.lastgroup:
        case "operator":
            return (Token("operator", OPERATORS[raw], start, end),)
        case "relation":
            return (Token("relation", RELATIONS["".join(raw.split())], start, end),)
        case "mark":
            return (Token("mark", MARKS[raw[0]], start, end),)
        case "cross":
            return (Token("operator", "*", start, end),)
        case "with":
            return (Token("word", "with", start, end),)
        case "wide":
            return (Token(*_WIDE[raw], start, end),)
        case "superscript":
            exponent = Token("number", raw.translate(_PLAIN_DIGITS), start, end)
            return (Token("operator", "^", start, start), exponent)
        case "word" if raw[-1] == "x" and _GLUED_SIGN.match(text, end) and is_plural(raw[:-1]):
            return (Token("word", raw[:-1], start, end - 1), Token("operator", "*", end - 1, end))
        case kind:
            return (Token(_KINDS[kind], raw, start, end),)


_PLAIN_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_GLUED_SIGN = regex(r" [$0-9]")


def is_plural(word: str) -> bool:
    """Whether a word before a glued sign names what is counted: ``24 hoursx 3600``."""
    return word in SYMBOLS or word.endswith("s")
