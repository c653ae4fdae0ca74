"""What happens so and so often: ``500M tweets per day``, ``Reads per second: 10,400``, ``Write QPS: 1,160``.

Such a line names its own concept: how often something happens is the same quantity whatever happens, so the vocabulary
says only which concept a count per second, per day or per month is (its key ``events``). What happens is kept in the
facets: the phase says whether things are read, written or asked for, the subject what is counted. A line
with a word that is not understood is no event.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from auditor.claims.labels import parent
from auditor.facts.completion import completed
from auditor.facts.vocabulary import Concept, Vocabulary
from auditor.facts.words import BOUNDARY, Words, words
from auditor.model import Document, Measure, Quantity
from auditor.patterns import regex
from auditor.quantities import units
from auditor.quantities.symbols import MAGNITUDES, TIMES

Phase = Literal["read", "write", "request"]
MAX_NOUN = 3
"""How many words may name what happens."""

READS = frozenset("read view redirect redirection download fetch lookup play click search watch watched viewed".split())
WRITES = frozenset("write upload post insert update submission uploaded written posted created".split())
REQUESTS = frozenset("request req querie query qp rp tp hit call api http qps rps tps traffic load operation".split())
_CALLS = frozenset(("api", "call", "http"))
_RATES = frozenset(("qps", "rps", "tps"))
_PLAIN = frozenset(
    "average avg mean total estimated expected daily monthly yearly annual number of the overall current new a an we"
    " expect assume assuming about so there are it is that receive generate with which means gives give get have has"
    " approximately roughly around value figure estimate result metric quantity rate volume count amount throughput"
    " system in on at all let say per and than"
    f" {BOUNDARY}".split()
)
"""Words that say nothing of what happens."""
_PEAKS = frozenset("peak burst maximum max spike busiest".split())
_HANDLES = frozenset("handle handling serve serving support sustain process capacity can limit".split())
"""What a server does with requests."""
_DOES = frozenset("send make do perform issue share receive produce generate take order create submit".split())
"""What a user does with what is counted."""
_MEASURES = frozenset(
    "token tok flop byte bit step sample gpu dollar cost price storage data bandwidth size memory growth energy power"
    " revenue second minute hour day week month year".split()
)
"""What is measured, not what happens: their rates have concepts of their own."""
_ADVERBS = {"daily": "day", "monthly": "month", "yearly": "year", "annual": "year"}
_PERIODS = {word: unit for unit, spellings in TIMES.items() for word in spellings}
_PER_TIME = regex(r"(?:\bper\s+|\s?/\s?|\ba\s+|\beach\s+)(?P<time>[A-Za-z]+)\b")
_MAY_BE_RATE = regex(r"per|/|\ba\b|each|[qrt]ps|ly\b|annual", re.IGNORECASE)
_PER_USER = regex(
    r"\b(?:per|each|every|one|average|typical)[ -](?:daily |active |registered )*user\b|/user\b", re.IGNORECASE
)
_PER_SERVER = regex(
    r"\b(?:per|each|every|one|single)[ -](?:app |application |web |api )?(?:server|instance|node|machine|host)\b", re.I
)
_PER_OTHER = regex(r"\b(?:per|each|every|one|single)[ -](?P<thing>[A-Za-z]+)", re.I)


class Event(Struct, frozen=True, kw_only=True):
    """A quantity that says how often something happens."""

    concept: Concept
    phase: Phase
    subject: str
    quantity: Quantity
    """With the time in its unit even where only its label says it."""


def event(document: Document, claim: Measure, vocabulary: Vocabulary) -> Event | None:
    """The event that a measure counts; ``None`` if it counts none, or a word beside it is not understood."""
    if " / " not in claim.quantity.readings[0].unit and _MAY_BE_RATE.search(claim.label or claim.before) is None:
        return None  # most quantities: nothing beside them speaks of time
    text = _own(claim)
    period = _period(claim, text)
    if period is None:
        return None
    beside = f"{claim.label} {claim.before} {claim.after} {_bracket(document, claim)}"
    above = parent(document, claim.block)
    if above is not None and _PEAKS & set(words(document.blocks[above].text)[:2]):
        beside += " peak"
    key = _key(period, f"{text} {beside}")
    concept = vocabulary.by_event.get(key) if key else None
    if concept is None:
        return None
    noun = _noun(claim, text, _HANDLES if key == "server" else _DOES if key == "user" else frozenset())
    if noun is None:
        return None
    phase, subject = _kind(noun)
    quantity = completed(claim.quantity, concept.unit, period)
    return Event(concept=concept, phase=phase, subject=subject, quantity=quantity)


def _own(claim: Measure) -> str:
    """What a quantity says behind its number, without the magnitude."""
    found = re.match(r"[^A-Za-z/]*(?P<rest>.*)", claim.quantity.text, re.S)
    rest = found["rest"] if found else ""
    first, _, behind = rest.partition(" ")
    return behind if first in MAGNITUDES else rest


def _bracket(document: Document, claim: Measure) -> str:
    """The brackets right behind a number: ``23,000 (peak)``."""
    behind = document.source.text[claim.span.end : claim.span.end + 60]
    found = re.match(r"\s*\(([A-Za-z ]+)[),]", behind)
    return found[1] if found else ""


def _period(claim: Measure, own: str) -> str | None:
    """Per what stretch of time the quantity is: as its unit says, or else its label."""
    plain = claim.quantity.readings[0].unit
    if plain.startswith("percent") or claim.quantity.hedge == "range":
        return None
    physical = [(name, power) for name, power in units.factor(plain)[1] if not units.is_count(name)]
    if physical == [("time", -1)]:
        below = [part for part in plain.split(" / ")[1:] if part in TIMES or part.endswith("month")]
        return below[0] if len(below) == 1 and below[0] in TIMES else None
    if physical or (own.strip() and not words(own)) or own.lower().split()[:1] in (["x"], ["×"], ["times"]):
        return None
    label = claim.label or claim.before
    found = {_PERIODS[match["time"]] for match in _PER_TIME.finditer(label) if match["time"] in _PERIODS}
    found |= {_ADVERBS[word] for word in words(label) if word in _ADVERBS}
    if _RATES & {word.lower() for word in re.findall(r"[A-Za-z]+", label)}:
        found.add("second")
    return found.pop() if len(found) == 1 else None


def _noun(claim: Measure, own: str, plain: frozenset[str]) -> Words | None:
    """The words for what happens, without those that say nothing of it; ``None`` if there are others beside it."""
    named = _content(own)
    label = tuple(word for word in _content(claim.label) if word not in plain)
    before = tuple(word for word in _content(claim.before) if word not in label and word not in plain)
    after = tuple(word for word in _content(claim.after) if word not in named)
    if named and named[0] not in _RATES:
        others = tuple(word for word in (*label, *before, *after) if word not in named)
        if not set(others) <= READS | WRITES | REQUESTS:
            return None
        noun = (*named, *(word for word in others if word in READS | WRITES))
    else:
        noun = (*label, *before)
        if after or len(before) > (0 if label else MAX_NOUN):
            return None
    if len(noun) > MAX_NOUN or _MEASURES & set(noun) or (not noun and not named):
        return None
    return noun


def _content(text: str) -> Words:
    """The words that may name what happens."""
    bare = _PER_TIME.sub(lambda match: " " if match["time"] in _PERIODS else match[0], text)
    for pattern in (_PER_USER, _PER_SERVER):
        bare = pattern.sub(" ", bare)
    found = (
        word.lower() if word.lower() in _RATES else words(word)[0]
        for word in re.findall(r"[^\W_]+", bare)
        if word not in _PERIODS
    )
    return tuple(word for word in found if word not in _PLAIN | _PEAKS and word not in ("user", "server"))


def _key(period: str, text: str) -> str | None:
    """Which of the vocabulary's event concepts a count is: by its period, or what it is said of."""
    if _PER_USER.search(text):
        return "user"
    if re.search(r"\busers\b", text, re.I):
        return None  # all of them together, or each of them
    if _PER_SERVER.search(text):
        return "server" if period == "second" and _HANDLES & set(words(text)) else None
    if any(match["thing"] not in _PERIODS for match in _PER_OTHER.finditer(text)):
        return None
    if _PEAKS & set(words(text)):
        return "peak" if period == "second" else None
    return period


def _kind(noun: Words) -> tuple[Phase, str]:
    """Whether things are read, written or asked for, and which; a thing that is counted is one that is written."""
    things = tuple(word for word in noun if word not in READS | WRITES | REQUESTS)
    verbs = tuple(word for word in noun if word in READS | WRITES)
    phase: Phase = "write" if things else "request"
    if READS & set(noun):
        phase = "read"
    elif verbs:
        phase = "write"
    if things:
        return phase, " ".join(things)  # "photo uploads" are photos
    if not verbs and _CALLS & set(noun):
        return phase, "api"  # calls of an API may be some of the requests only
    return phase, " ".join(verbs) or phase
