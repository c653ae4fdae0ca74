"""Which concept some words name: the one with the longest label in them, if no word beside it changes its meaning."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts.fitting import may_be, of_its_period, per_thing
from auditor.facts.vocabulary import Concept, Vocabulary
from auditor.facts.words import Words
from auditor.model import Quantity

Found = tuple[int, Concept]
NEUTRAL = frozenset(
    "· total model number of the a an is are was in for on with at by per each all our its this that and or to from as"
    " about estimated stated overall full value whole available physical required used approx around approximately it"
    " per-gpu gpu fp32 fp16 bf16 fp8 fp4 mxfp4 int8 int4 nf4 bfloat16 float16 dense rated size here there be will can"
    " of which what has have needs need take takes"
    " use uses require requires hold holds reach reaches give gives".split()
)
"""Words that may stand beside a label without changing what it names."""


def longest(
    vocabulary: Vocabulary, text: Words, quantity: Quantity, headings: str, *, start: bool = False
) -> Concept | None:
    """The concept with the longest label in a text, or right at its start."""
    if vocabulary.by_first_word.keys().isdisjoint(text[:1] if start else text):
        return None
    found = sorted(_labels_in(vocabulary, text, quantity, start=start), key=lambda pair: -pair[0])
    if not found:
        return None
    found = [pair for pair in found if not pair[1].within or any(word in headings for word in pair[1].within)]
    best = [concept for length, concept in found if length == found[0][0]]
    if len({concept.id for concept in best}) > 1:
        under = [concept for concept in best if any(word in headings for word in concept.under)]
        best = under or [concept for concept in best if not concept.under]
        best = of_its_period(best, quantity) if len(best) > 1 else best
    return best[0] if best and len({concept.id for concept in best}) == 1 else None


def is_label_in(vocabulary: Vocabulary, text: Words) -> bool:
    """Whether some label stands in a text, whatever it means there."""
    for at, word in enumerate(text):
        for length, labels in vocabulary.by_first_word.get(word, ()):
            if text[at : at + length] in labels:
                return True
    return False


def _labels_in(vocabulary: Vocabulary, text: Words, quantity: Quantity, *, start: bool) -> Iterator[Found]:
    for at, word in enumerate(text[:1] if start else text):
        for length, labels in vocabulary.by_first_word.get(word, ()):
            label = text[at : at + length]
            if label not in labels:
                continue
            if length == 1 and at > 0 and text[at - 1] in ("per", "each", "every", "a", "one"):
                continue  # "per GPU" says of what, not what
            for name in labels[label]:
                concept = vocabulary.concepts[name]
                if _names(vocabulary, text, at, length, concept) and may_be(quantity, concept, label):
                    yield length, concept


def _names(vocabulary: Vocabulary, text: Words, at: int, length: int, concept: Concept) -> bool:
    """Whether the words beside a label leave its meaning alone."""
    if concept.whole and per_thing(text[at + length :]):
        return False  # "cost per server" is not the cost
    return all(_neutral(vocabulary, text, beside, concept) for beside in (at - 1, at + length))


def _neutral(vocabulary: Vocabulary, text: Words, at: int, concept: Concept) -> bool:
    """Whether the word beside a label leaves its meaning alone: "total parameters", not "embedding parameters"."""
    if not 0 <= at < len(text) or text[at] in NEUTRAL or text[at] in vocabulary.narrowing:
        return True
    return any(text[at] in label for label in concept.labels) or text[at].upper() in concept.symbols
