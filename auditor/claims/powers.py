"""``2^40`` and ``2.6 × 10^6``: one number each."""

from __future__ import annotations

from auditor.claims.statement import Statement
from auditor.quantities.notation import MAX_EXPONENT, Numeral, power, scientific


def with_power(line: Statement, number: Numeral, index: int) -> tuple[Numeral, int]:
    """``2^40`` and ``2.6 × 10^6`` are one number each; the index of its last token."""
    found = _exponent(line, index + 1)
    if found is not None:
        raised = power(number, found[0])
        return (raised, found[1]) if raised is not None else (number, index)
    times, ten = line.at(index + 1), line.at(index + 2)
    if times.text in ("*", "x") and ten.text == "10" and (found := _exponent(line, index + 3)) is not None:
        return scientific(number, found[0]), found[1]
    return number, index


def _exponent(line: Statement, index: int) -> tuple[int, int] | None:
    """The whole exponent behind a ``^`` at a token, and the index of its last token."""
    if line.at(index).kind != "operator" or line.at(index).text != "^":
        return None
    bracket = line.at(index + 1).text == "("
    at = index + 1 + bracket
    sign = -1 if line.at(at).text == "-" else 1
    at += sign < 0
    token = line.at(at)
    if token.kind != "number" or not token.text.isdigit() or len(token.text) > 3 or int(token.text) > MAX_EXPONENT:
        return None
    if bracket and line.at(at + 1).text != ")":
        return None
    return sign * int(token.text), at + bracket
