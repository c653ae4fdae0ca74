"""One stretch of text that is read as a whole, as its tokens."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import force_setattr

from auditor.claims.tokens import Token
from auditor.model import Span

END = Token("newline", "", -1, -1)
"""What stands past the ends of a statement: a token that matches nothing."""


class _Tokens(dict[int, Token]):
    """Tokens by their index. They are asked for a hundred times each, and a dictionary answers without our code."""

    def __missing__(self, index: int) -> Token:
        return END


class Statement(Struct, frozen=True, eq=False):
    """The tokens of one stretch of text, and the way back from its characters to the file."""

    text: str
    tokens: list[Token]
    place: Callable[[int, int], Span]
    decimal_comma: bool = False
    unit: str = ""
    """The unit of bare numbers, where the header of a table's column or row gives one."""
    at: Callable[[int], Token] = _Tokens().__getitem__
    """The token at an index; a sentinel that matches nothing past the ends."""

    def __post_init__(self) -> None:
        force_setattr(self, "at", _Tokens(enumerate(self.tokens)).__getitem__)

    def slice(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def span(self, first: int, last: int) -> Span:
        """Where that text stands in the file."""
        return self.place(self.tokens[first].start, self.tokens[last].end)

    def names_operand(self, index: int) -> bool:
        """``TP`` in ``8 GPUs TP=2``: a word that names the next operand and is no noun of the one before."""
        sign = self.at(index + 1)
        return sign.kind == "relation" and sign.text == "=" and self.glued(index + 1) and self.glued(index + 2)

    def glued(self, index: int) -> bool:
        """Whether a token follows the one before it without a space."""
        return 0 < index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end
