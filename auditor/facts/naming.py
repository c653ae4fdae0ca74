"""Which concept the words around a quantity name: the longest label that stands there and whose dimension fits."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts.fitting import may_be, of_its_period, per_thing
from auditor.facts.vocabulary import Concept, Vocabulary, Words
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
    found = sorted(_labels_in(vocabulary, text, quantity, start=start), key=lambda pair: -pair[0])
    found = [pair for pair in found if not pair[1].within or any(word in headings for word in pair[1].within)]
    best = [concept for length, concept in found if length == found[0][0]]
    if len({concept.id for concept in best}) > 1:
        under = [concept for concept in best if any(word in headings for word in concept.under)]
        best = under or [concept for concept in best if not concept.under]
        best = of_its_period(best, quantity) if len(best) > 1 else best
    return best[0] if best and len({concept.id for concept in best}) == 1 else None


def _labels_in(vocabulary: Vocabulary, text: Words, quantity: Quantity, *, start: bool) -> Iterator[Found]:
    for at, word in enumerate(text[:1] if start else text):
        for label, name in vocabulary.by_first_word.get(word, ()):
            concept = vocabulary.concepts[name]
            if text[at : at + len(label)] != label or not may_be(quantity, concept, label):
                continue
            if concept.whole and per_thing(text[at + len(label) :]):
                continue  # "cost per server" is not the cost
            if len(label) == 1 and at > 0 and text[at - 1] in ("per", "each", "every", "a", "one"):
                continue  # "per GPU" says of what, not what
            if all(_neutral(vocabulary, text, beside, concept) for beside in (at - 1, at + len(label))):
                yield len(label), concept


def _neutral(vocabulary: Vocabulary, text: Words, at: int, concept: Concept) -> bool:
    """Whether the word beside a label leaves its meaning alone: "total parameters", not "embedding parameters"."""
    if not 0 <= at < len(text) or text[at] in NEUTRAL or text[at] in vocabulary.narrowing:
        return True
    return any(text[at] in label for label in concept.labels) or text[at].upper() in concept.symbols
