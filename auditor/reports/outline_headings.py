"""The title of a rule, which says what must hold, as the heading of an issue, which says that it does not.

Only plain sentences are negated; whatever could be misread so keeps its words behind "Not met".
"""

from __future__ import annotations

import re

from auditor.model import Check, Operand
from auditor.patterns import regex
from auditor.reports.outline_words import capital, narrowed, one_line

_NEGATED = {
    "is": "is not",
    "are": "are not",
    "fits": "does not fit",
    "fit": "do not fit",
    "follows": "does not follow",
    "follow": "do not follow",
    "agrees": "does not agree",
    "agree": "do not agree",
}
_VERB = regex(rf"\b(?:{'|'.join(_NEGATED)})\b")
_AMBIGUOUS = regex(
    r"\b(?:not|no|never|always|every|each|any|all|some|both|only|or|at most|at least)\b.*\b(?:VERB)\b"
    r"|\b(?:VERB)\b.*\b(?:not|no|never|always|only|or|at most|at least|unless|but|while|if)\b"
    r"|\b(?:that|which|who|what|where)\b.*\b(?:VERB)\b".replace("VERB", "|".join(_NEGATED)),
    re.IGNORECASE,
)


def heading(check: Check) -> str:
    """What is wrong, in a few words."""
    if target := target_of(check):
        return f"Target missed: {narrowed(target.label, target.facets)}"
    title = one_line(check.title)
    return _denied(title) or f"Not met: {capital(title)}"


def target_of(check: Check) -> Operand | None:
    """The target that a check holds a claim against, if it is one of that kind."""
    return next((operand for operand in check.operands if operand.name == "target"), None)


def _denied(title: str) -> str | None:
    """The sentence with its only verb negated; ``None`` where that might say something else."""
    found = _VERB.findall(title)
    if len(found) != 1 or _AMBIGUOUS.search(title):
        return None
    return capital(_VERB.sub(lambda verb: _NEGATED[verb[0]], title))
