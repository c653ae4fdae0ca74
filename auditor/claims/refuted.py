"""Whether a text itself takes a statement back: quotes it as wrong, doubts it, or says what it should be.

Only words that can mean nothing else count. ``mistake`` before a calculation takes it back; ``does not fit`` does not:
the calculation is the reason why.
"""

from __future__ import annotations

import re

from auditor.model import AnyClaim, Comparison, Document, Equation
from auditor.patterns import regex

REACH = 110
"""How many characters around a statement may take it back."""
NEAR = 24
"""How many right before a value may."""

_RIGHT_BEFORE = regex(
    r"\b(?:not|instead of|rather than)\s*[\"“'`(~≈]*$|[❌✗✘]\ufe0f?\W*$"
    r"|\b(?:corrected from|previously|originally)\b|\bwrong:|\(wrong|\bincorrect",
    re.IGNORECASE,
)
_HINTS = ("not", "instead", "rather", "correct", "previous", "original", "wrong", "❌", "✗", "✘")
"""One of them stands, in lower case, wherever ``_RIGHT_BEFORE`` matches; strings are found ten times as fast."""
_BEFORE = regex(
    r"\b(?:wrong|incorrect|bad|false|mistaken|erroneous|naive)\W{0,4}:|\((?:wrong|incorrect)"
    r"|\b(?:corrected from|previously|originally|used to (?:say|read|be))\b"
    r"|\b(?:mistakes?|myth|misconception|fallacy|supposedly|allegedly|falsely|wrongly|erroneously)\b"
    r"|\bincorrectly\b|\b(?:spot|find) the (?:error|mistake|bug)|\bfor the sake of argument|\bwhether\b"
    r"|\b(?:do not|don['’]t|never|must not|cannot|can['’]t) (?:assume|write|think|say|claim|expect|conclude)\b"
    r"|\b(?:earlier|previous|old|original|first) (?:draft|version|plan|estimate|review|report|document)s?\b[^.;]*"
    r"\b(?:claim|sa(?:y|id)|wr[oi]te|state|put|had|computed|assumed)"
    r"|\bis it true\b|\bshow that\b|\bwould (?:wrongly|naively)",
    re.IGNORECASE,
)
_BAD = (
    r"(?:wrong|false|incorrect|mistaken|nonsense|impossible|untrue|erroneous|not (?:true|right|correct)"
    r"|(?:an?|the) (?:\w+ )?(?:mistake|error|typo))"
)
_SHOULD = r"\bshould (?:be|read|say|have been)\b[^.;]{0,12}[~$≈]?\d|\bplease fix\b|\bto be fixed\b"
_AFTER = regex(
    rf"^[^.;\n]{{0,60}}?(?:\b(?:is|are|was|were|looks?|seems?)\b(?: \w+){{0,2}} {_BAD}\b|\boff by\b"
    r"|\bevaluates? to\W{0,2}false\b"
    r"|,? (?:an?|which is (?:an?)?) (?:error|mistake)\b|\b(?:wrong|incorrect|unrealistic)\s*[!)\]]"
    r"|\bhave not managed to"
    rf"|{_SHOULD}|\bno, )"
    r"|^\W*\?|^\W{0,4}(?:wrong|incorrect|nope)\b",
    re.IGNORECASE,
)
_NEXT = regex(
    rf"(?:that|this|it|which|the (?:number|figure|result|value|math|arithmetic|claim)s?)\b[^.;\n]{{0,30}}? {_BAD}\b"
    r"|(?:no|nope|wrong|false|incorrect|of course not)\b[.!,]|.{0,60}\boff by a factor\b",
    re.IGNORECASE,
)
_HEADING = regex(
    r"\b(?:wrong|incorrect|mistakes?|myths?|anti-?patterns?|errata|fallac(?:y|ies)|bad examples?)\b", re.IGNORECASE
)
_LEAD = regex(r"\b(?:wrong|incorrect|bad|myth|mistaken?|false)\b[^.;\n]{0,20}:?\W*$", re.IGNORECASE)
_VERDICT = regex(r"\|\W*(?:wrong|false|incorrect|myth|busted)\W*\|", re.IGNORECASE)
_STOP = regex(r"(?<=[.!?])[\"”')`*]*\s+(?=[A-Z\"“(*`])|\n\s*\n|\n\s*(?:[-*+]|\d+[.)])\s|\n\|")
"""Where another sentence, paragraph, item or row begins."""
_PARAGRAPH = regex(r"\s*(?:\n[>\s]*\n)?[>\s*_]*")


def is_refuted(document: Document, section: int, claim: AnyClaim) -> bool:
    """Whether what stands around a claim takes it back."""
    text, start, end = document.source.text, claim.span.start, claim.span.end
    states = isinstance(claim, (Equation, Comparison))
    if not states and not _is_hinted(text[max(0, start - NEAR) : start]):
        return False  # nearly every value: where its sentence begins need not be known
    before = _STOP.split(text[max(0, start - REACH) : start])[-1]
    if _RIGHT_BEFORE.search(before[-NEAR:]):
        return True
    if not states:
        return False
    behind = text[end : end + REACH]
    this, *following = _STOP.split(behind, maxsplit=1)
    if _BEFORE.search(before) or _AFTER.search(this):
        return True
    if following and _NEXT.match(following[0].lstrip(" \n>*_")):
        return True
    return _is_labelled(document, section, text[max(0, start - 2 * REACH) : start])


def _is_hinted(before: str) -> bool:
    lower = before.lower()
    return any(hint in lower for hint in _HINTS)


def _is_labelled(document: Document, section: int, above: str) -> bool:
    """Whether the heading, the short line above or the row's own verdict says that what follows is wrong."""
    titles = document.heading_path(section)
    if titles and _HEADING.search(titles[-1]):
        return True
    paragraph, _, own = above.rpartition("\n\n")
    lead = paragraph.rpartition("\n")[2]
    return not own.strip(" >*_`") and len(lead) < REACH // 2 and bool(_LEAD.search(lead))


def row_is_refuted(row: str) -> bool:
    """Whether a cell of a table's row calls it wrong."""
    return bool(_VERDICT.search(row))
