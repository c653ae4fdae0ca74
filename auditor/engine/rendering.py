"""A formula as a person writes it: printed values for its names, ``×`` and ``÷`` for its signs."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.engine.amounts import FUNCTIONS
from auditor.engine.grammar import Token, tokens

_SIGNS = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "%": "mod"}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORDS = frozenset(("and", "or", "not"))


def rendered(text: str, values: Mapping[str, str]) -> str:
    """The formula ``text`` with ``values`` for its names: ``140 GB ÷ (2 × 4)``. A name without a value stays."""
    written = ""
    found = tokens(text)
    glued, raised = True, False
    for token, last, following in zip(found, (None, *found), (*found[1:], None), strict=False):
        if raised or token.text == "**":
            written += "" if token.text == "**" else token.text.translate(_SUPERSCRIPT)
            raised = token.kind != "number"
        else:
            word = _word(token, values, powered=following is not None and following.text == "**")
            written += word if glued or token.text in (")", ",") else f" {word}"
        glued = token.text == "(" or token.text in FUNCTIONS or _is_prefix(token, last)
    return written


def _word(token: Token, values: Mapping[str, str], *, powered: bool) -> str:
    """A token as it is written; a value with its unit gets parentheses under a power."""
    if token.kind != "name":
        return _SIGNS.get(token.text, token.text)
    word = values.get(token.text, token.text)
    return f"({word})" if powered and " " in word else word


def _is_prefix(token: Token, last: Token | None) -> bool:
    """Whether a sign belongs to the operand behind it."""
    if token.text not in ("-", "+"):
        return False
    return last is None or last.text in _WORDS or (last.kind == "sign" and last.text != ")")
