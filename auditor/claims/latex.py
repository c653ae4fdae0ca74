r"""LaTeX formulas → the plain notation that the tokenizer reads, with the way back.

``\frac{6 \times 70}{0.45} \approx 7.4 \text{ s}`` → ``((6 × 70)/(0.45)) ≈ 7.4  s``. Each character knows where it
came from, so spans stay exact. Subscripts belong to names and are dropped; commands that are not known become words.
"""

from __future__ import annotations

import re

from auditor.patterns import regex

MAX_DEPTH = 12
Mapped = list[tuple[str, int]]

_MATH = regex(r"\$\$|\$(?=[^\s$][^$\n]*[^\s$\\]\$(?!\d)|[^\s$]\$(?!\d))")
_COMMAND = regex(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_SIGNS = {
    "times": "×", "cdot": "×", "ast": "×", "div": "÷", "pm": "±",
    "approx": "≈", "simeq": "≈", "cong": "≈", "sim": "~",
    "le": "≤", "leq": "≤", "lt": "<", "ll": "≪", "ge": "≥", "geq": "≥", "gt": ">", "gg": "≫",
    "to": "→", "rightarrow": "→", "Rightarrow": "→", "implies": "→",
    "lceil": "(", "rceil": ")", "lfloor": "(", "rfloor": ")",
    "(": " ", ")": " ", "[": " ", "]": " ", "%": "%", "$": "$",
}  # fmt: skip
_SPACES = frozenset((*",;:! \\", *"space quad qquad displaystyle left right big Big bigl bigr nonumber".split()))
_TEXTS = frozenset("text mathrm textbf mathbf mathit textit operatorname mathsf texttt boxed".split())
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac"))
_FORMULA = regex(
    r"\\(?:times|cdot|frac|dfrac|tfrac|text|approx|div|sim|space|left|mathrm|\(|\[|,|%)|\$[^$]*[=^\\][^$]*\$"
)


def is_latex(text: str) -> bool:
    """Whether a text holds a formula that must be translated before it is read."""
    return ("\\" in text or "$" in text) and bool(_FORMULA.search(text))


def plain(text: str) -> tuple[str, list[int]]:
    """The text in plain notation, and for each of its characters the index it came from."""
    mapped = _translate(text, 0, len(text), 0)
    return "".join(character for character, _ in mapped), [index for _, index in mapped]


def _translate(text: str, start: int, end: int, depth: int) -> Mapped:
    found: Mapped = []
    at = start
    while at < end:
        character = text[at]
        if character == "\\":
            at = _command(text, at, end, depth, found)
        elif character == "$" and (delimiter := _delimiter(text, at)):
            found.append((" ", at))
            at += delimiter
        elif character in "^_" and at + 1 < end and text[at + 1] == "{" and depth < MAX_DEPTH:
            close = _closing(text, at + 1, end)
            if character == "^":
                found.extend([("^", at), ("(", at + 1), *_translate(text, at + 2, close, depth + 1), (")", close)])
            at = close + 1
        elif text.startswith("{,}", at):  # 57{,}870
            found.append((",", at + 1))
            at += 3
        elif character in "{}&":
            found.append((" ", at))
            at += 1
        else:
            found.append((character, at))
            at += 1
    return found


def _delimiter(text: str, at: int) -> int:
    """The length of a ``$`` or ``$$`` that opens or closes a formula; 0 where it is money."""
    if text.startswith("$$", at):
        return 2
    if _MATH.match(text, at):
        return 1
    before = text.rfind("$", 0, at)
    return 1 if before >= 0 and _MATH.match(text, before) and text.find("$", before + 1) == at else 0


def _command(text: str, at: int, end: int, depth: int, found: Mapped) -> int:
    """Translate the command at a backslash and return where to go on."""
    match = _COMMAND.match(text, at)
    if match is None:
        found.append((" ", at))
        return at + 1
    name, after = match.group()[1:], match.end()
    if name in ("begin", "end") and after < end and text[after] == "{":
        found.append((";", at))  # an environment says nothing, and no quantity reaches across its end
        return _closing(text, after, end) + 1
    if name in _FRACTIONS and depth < MAX_DEPTH:
        return _fraction(text, at, after, end, depth, found)
    if name in _TEXTS and after < end and text[after] == "{" and depth < MAX_DEPTH:
        close = _closing(text, after, end)
        found.extend([(" ", at), *_translate(text, after + 1, close, depth + 1), (" ", close)])
        return close + 1
    if name in _SIGNS:
        found.append((_SIGNS[name], at))
    elif name in _SPACES:
        found.append((" ", at))
    else:
        found.extend((character, at) for character in name)
    return after


def _fraction(text: str, at: int, after: int, end: int, depth: int, found: Mapped) -> int:
    r"""``\frac{a}{b}`` → ``((a)/(b))``."""
    if after >= end or text[after] != "{":
        return after
    middle = _closing(text, after, end)
    found.extend([("(", at), ("(", after), *_translate(text, after + 1, middle, depth + 1), (")", middle)])
    below = middle + 1
    if below < end and text[below] == "{":
        close = _closing(text, below, end)
        found.extend([("/", middle), ("(", below), *_translate(text, below + 1, close, depth + 1), (")", close)])
        below = close + 1
    found.append((")", below - 1))
    return below


def _closing(text: str, opening: int, end: int) -> int:
    """The brace that closes the one at ``opening``, or the last character there is."""
    depth = 0
    for at in range(opening, end):
        if text[at] == "\\":
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return end - 1
