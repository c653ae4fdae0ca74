"""The size of each thing that is counted: ``Average tweet size: 300 bytes``, ``1 KB per message``.

A size is bound only where the document also counts such things; of others nothing is reckoned.
"""

from __future__ import annotations

import re

from auditor.facts.vocabulary import Vocabulary
from auditor.facts.words import Words, words
from auditor.model import Fact, Measure
from auditor.patterns import regex
from auditor.quantities import units

CONCEPT = "object_size"
MAX_NOUN = 2
_SIZE = regex(
    r"(?:the |an? )?(?:average |avg\.? |mean |typical )?"
    r"(?:(?:size of|(?:total |size |storage |data |space |bytes )?per) (?:an? |each |one )?(?P<of>[\w -]+)"
    r"|(?P<noun>[\w -]+?) size)",
    re.IGNORECASE,
)
_PER = regex(r"^[^A-Za-z]*\w*\s*(?:per|/|a|an|each|every)\s+(?P<noun>[A-Za-z -]+)$", re.IGNORECASE)
_EACH = regex(r"(?:each|every|an?|one|average|avg) (?P<noun>[\w -]+?) (?:is|takes|has|needs|weighs|uses|of)", re.I)


def sized(claim: Measure, vocabulary: Vocabulary) -> str | None:
    """The thing whose size a measure is, as a subject; ``None`` if it is no size of a thing."""
    if CONCEPT not in vocabulary.concepts or claim.quantity.hedge == "range":
        return None
    physical = [(name, power) for name, power in units.factor(claim.quantity.readings[0].unit)[1]]
    if physical != [("information", 1)]:
        return None
    found = (
        _SIZE.fullmatch(claim.label.strip())
        or _PER.match(claim.quantity.text)
        or (_EACH.fullmatch(claim.before.strip()) if not claim.label else None)
    )
    if found is None:
        return None
    noun = words(next(filter(None, found.groups())))
    return " ".join(noun) if 0 < len(noun) <= MAX_NOUN and not _is_time(noun) else None


def _is_time(noun: Words) -> bool:
    return noun[-1] in ("day", "month", "year", "second", "hour", "minute")


def of_counted_things(facts: list[Fact]) -> list[Fact]:
    """The facts without the sizes of things that nothing else is said of."""
    counted = {fact.facets.subject for fact in facts if fact.concept != CONCEPT}
    return [
        fact
        for fact in facts
        if fact.concept != CONCEPT or fact.facets.subject is None or fact.facets.subject in counted
    ]
