"""Which accelerator or model a quantity is about, and what of it: only where every word around it is understood.

A quantity stands in a statement (a sentence, an item, a line) or in a cell with its headers. Exactly one family may be
named there, or else in the item, the lead-in or the heading above. A word that is not known to leave the meaning alone
(used, achieved, per node, total …) makes another thing of the quantity, and nothing is bound.
"""

from __future__ import annotations

from msgspec import Struct, field

from auditor.claims.labels import cell_labels, parent
from auditor.facts.asked import Ask, Bound, Seen, bound
from auditor.facts.figure_words import DENYING, INTRODUCING, KINDS_OF_SUBJECT, Field, understood
from auditor.facts.knowledge import Library, may_name
from auditor.facts.mentions import Mention, mentions
from auditor.facts.stretches import extent, piece, statement_of, without
from auditor.facts.words import words
from auditor.model import AnyClaim, Block, Document, Measure
from auditor.patterns import regex

MAX_TEXT = 4000
"""Characters of a block in which subjects are looked for: more than any paragraph that a person writes."""
_NUMBER = regex(
    r"[~≈<>±$]*(?<![A-Za-z0-9])\d[\d.,]*(?:\s?(?:[KMGTP]i?B(?:/s(?:ec)?|ps)?|[TPG]B|[TPE]FLOP[Ss]?|W|%|[KMBT])(?![A-Za-z]))?"
)
_PART = regex(r"[,;()]|\s(?:and|plus)\s|\s[–—·|]\s")


class Binder(Struct):
    """Finds the subjects of one document's quantities in one library."""

    document: Document
    library: Library
    claims: tuple[AnyClaim, ...] = ()
    _seen: dict[int, Seen | None] = field(default_factory=dict)
    """For each claim that a rule asked about, by its identity."""
    _figures: list[Measure] | None = None
    _cache: dict[str, tuple[Mention, ...]] = field(default_factory=dict)
    _reached: dict[int, bool] = field(default_factory=dict)
    _subjects: dict[int, Mention | None] = field(default_factory=dict)
    _groups: dict[int, tuple[Mention, ...]] = field(default_factory=dict)
    _extents: dict[int, tuple[int, int]] = field(default_factory=dict)
    _families: dict[int, frozenset[str]] = field(default_factory=dict)
    _texts: dict[int, list[str]] = field(default_factory=dict)
    """The blocks of each section."""
    _below: dict[int, tuple[Mention, ...]] = field(default_factory=dict)
    _anywhere: tuple[Mention, ...] | None = None

    def __post_init__(self) -> None:
        for index, block in enumerate(self.document.blocks):
            first, _ = self._extents.get(block.group, (index, index))
            self._extents[block.group] = first, index
            self._texts.setdefault(block.section, []).append(block.text)

    @property
    def figures(self) -> list[Measure]:
        """The quantities that something is named for."""
        if self._figures is None:
            measures = (claim for claim in self.claims if isinstance(claim, Measure))
            self._figures = [claim for claim in measures if self.reaches(claim.block)]
        return self._figures

    def reaches(self, index: int) -> bool:
        """Whether anything is named where it can be the subject of a block's quantities."""
        if index not in self._reached:
            block = self.document.blocks[index]
            texts = (block.text, *cell_labels(self.document, block))
            self._reached[index] = any(map(self.mentions, texts)) or self._above(index, block) is not None
        return self._reached[index]

    @property
    def named_anywhere(self) -> tuple[Mention, ...]:
        """Every name in the document."""
        if self._anywhere is None:
            self._anywhere = tuple(m for block in self.document.blocks for m in self.mentions(block.text))
        return self._anywhere

    def named_below(self, section: int) -> tuple[Mention, ...]:
        """Every name in the blocks of a section and in the headings above them."""
        if section not in self._below:
            texts = (*self._texts.get(section, ()), *self.document.heading_path(section))
            self._below[section] = tuple(mention for text in texts for mention in self.mentions(text))
        return self._below[section]

    def bind(self, claim: Measure, ask: Ask) -> Bound | None:
        """The subject of a quantity; ``None`` where there is none or more than one, or a word is not understood."""
        if id(claim) not in self._seen:
            self._seen[id(claim)] = self._see(claim)
        seen = self._seen[id(claim)]
        if seen is None or not ask.unless.isdisjoint(seen.said) or not seen.strange <= ask.own:
            return None
        return bound(seen, ask)

    def _see(self, claim: Measure) -> Seen | None:
        """The subject of a quantity and the words between them; all rules share it."""
        block = self.document.blocks[claim.block]
        if len(block.text) > MAX_TEXT:
            return None
        if block.kind in ("heading", "setting") or block.quoted:
            return None
        if block.cell is not None:
            return self._in_table(claim, block) if block.cell.row else None
        return self._in_text(claim, block)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in a text."""
        if text not in self._cache:
            named = len(text) <= MAX_TEXT and may_name(self.library.name, text)
            self._cache[text] = mentions(self.library, text) if named else ()
        return self._cache[text]

    # --- tables -------------------------------------------------------------------------------------------------------

    def _in_table(self, claim: Measure, block: Block) -> Seen | None:
        header, first = cell_labels(self.document, block)
        assert block.cell is not None
        own = without(block.text, *extent(claim, block))
        in_own = self.mentions(own) if block.cell.column == 0 else ()
        named: list[str] = []
        if in_own:
            texts, found = [own], self._one(in_own)
        else:
            texts = [header, first, own]
            named = [text for text in texts if self.mentions(text)]
            if len(named) > 1:
                return None
            found = self._one(self.mentions(named[0])) if named else self._above(claim.block, block)
        if found is None or self._denied(block):
            return None
        text = " · ".join(self._unnamed(part) for part in texts)
        where = (block.cell.table, block.cell.row, block.cell.column)
        return self._with_words(claim, found, text, where=where, direct=bool(in_own or named))

    def _in_text(self, claim: Measure, block: Block) -> Seen | None:
        start, end = extent(claim, block)
        first, last = statement_of(block, start, end)
        statement = without(block.text[first:last], start - first, end - first)
        found = self.mentions(block.text[first:last])
        if self._denied(block):
            return None
        strange = self._strange(self._unnamed(statement))
        if len({mention.family for mention in found}) > 1:
            first, last = piece(block.text, first, last, start, end)
            found = self.mentions(block.text[first:last])
            if not found:
                return None
        if found:
            subject = self._one(found)
            if subject is None or subject.start <= start - first < subject.end:
                return None  # a quantity that is a part of the name
            near = self._between(block.text, (first, start, end, last), subject)
            return self._with_words(claim, subject, near, strange)
        if block.kind not in ("item", "line"):
            return None
        subject = self._above(claim.block, block)
        alone = subject is not None and _NUMBER.search(statement) is None
        if subject is None or not alone:
            return None
        return self._with_words(claim, subject, statement, strange, direct=False)

    def _between(self, text: str, at: tuple[int, int, int, int], subject: Mention) -> str:
        """What stands between and around a quantity and its subject in one statement."""
        first, start, end, last = at
        before = text[first + subject.end : start] if first + subject.end <= start else text[first:start]
        cut = max((match.end() for match in _PART.finditer(before)), default=0)
        numbers = max((match.end() for match in _NUMBER.finditer(before)), default=0)
        behind = _PART.split(text[end:last], maxsplit=1)[0]
        near = f"{before[max(cut, numbers) :]} {behind}"
        if first + subject.end <= start and not cut and not numbers:
            near = f"{_PART.split(text[first : first + subject.start])[-1]} {near}"
        return self._unnamed(near)

    def _above(self, index: int, block: Block) -> Mention | None:
        """The only subject of the item above, or else of the nearest heading that names one."""
        if index not in self._subjects:
            self._subjects[index] = self._found_above(index, block)
        return self._subjects[index]

    def _found_above(self, index: int, block: Block) -> Mention | None:
        above = parent(self.document, index) if block.depth else None
        if above is not None and (found := self.mentions(self.document.blocks[above].text)):
            return self._one(found)
        if found := self._introduced(block):
            return self._one(found)
        section = block.section
        for title in reversed(self.document.heading_path(section)):
            if found := self.mentions(title):
                return self._one(found) if self._named_in(section) <= {found[0].family} else None
        return None

    def _introduced(self, block: Block) -> tuple[Mention, ...]:
        """The names in the same list or table, if one of its items does nothing but name: ``GPU: H100``."""
        if block.group not in self._groups:
            self._groups[block.group] = self._introducing(block)
        return self._groups[block.group]

    def _introducing(self, block: Block) -> tuple[Mention, ...]:
        first, last = self._extents[block.group]
        naming = [other for other in self.document.blocks[first : last + 1] if self.mentions(other.text)]
        if any(self._introduces(other) for other in naming):
            return tuple(mention for other in naming for mention in self.mentions(other.text))
        return ()

    def _introduces(self, block: Block) -> bool:
        """Whether an item, or the second cell of a row of two, says ``GPU type: H100`` and nothing else."""
        label = self._unnamed(block.text)
        if block.cell is not None:
            table = self.document.tables[block.cell.table]
            if len(table.header) != 2 or block.cell.column != 1:
                return False
            label += f" {cell_labels(self.document, block)[1]}"
        said = {*words(_NUMBER.sub(" ", label))}
        return bool(said & KINDS_OF_SUBJECT) and said <= INTRODUCING

    def _named_in(self, section: int) -> frozenset[str]:
        """The families that the blocks of a section name."""
        if section not in self._families:
            texts = self._texts.get(section, ())
            self._families[section] = frozenset(m.family for text in texts for m in self.mentions(text))
        return self._families[section]

    def _denied(self, block: Block) -> bool:
        """Whether a heading or the paragraph before a list or a table makes other things of what stands below."""
        texts = list(self.document.heading_path(block.section))
        at, _ = self._extents[block.group]
        if at > 0 and block.kind != "paragraph" and self.document.blocks[at - 1].section == block.section:
            texts.append(self.document.blocks[at - 1].text[-120:])
        return any(DENYING & {*words(text)} for text in texts)

    def _one(self, found: tuple[Mention, ...]) -> Mention | None:
        """The mention, if all are of one family and none of them is unknown or said of many."""
        if not found or len({mention.family for mention in found}) > 1:
            return None
        if any(mention.many or not mention.entries for mention in found):
            return None
        return found[0] if all(mention.entries == found[0].entries for mention in found) else None

    def _unnamed(self, text: str) -> str:
        """A text without the names in it."""
        for mention in reversed(self.mentions(text)):
            text = f"{text[: mention.start]} {text[mention.end :]}"
        return text

    def _strange(self, text: str) -> frozenset[str]:
        """The words of a text that are not known to leave a published figure what it is."""
        said_of: Field = "models" if self.library.name == "models" else "hardware"
        return frozenset(word for word in words(_NUMBER.sub(" ", text)) if not understood(word, said_of))

    def _with_words(
        self,
        claim: Measure,
        subject: Mention,
        text: str,
        strange: frozenset[str] = frozenset(),
        *,
        where: tuple[int, int, int] | None = None,
        direct: bool = True,
    ) -> Seen:
        return Seen(
            claim=claim,
            subject=subject,
            said=words(f"{text} {claim.quantity.text}"),
            strange=strange | self._strange(f"{text} {claim.quantity.noun}"),
            text=text,
            direct=direct,
            where=where,
        )
