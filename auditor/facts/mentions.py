"""Where a text names an accelerator, a link or a model, and which of its variants it can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from auditor.facts.knowledge import Entry, Library, plain
from auditor.patterns import regex

_SUFFIX = (
    r"(?:instruct|chat|base|hf|it|preview|text|v\d(?:\.\d)?|\d+k|awq|gptq|gguf|fp16|bf16|fp8|fp4|mxfp4|nvfp4|int8|int4)"
)
"""What a model's name may end with and still be of the same architecture."""
_SIZE = r"\d+(?:x\d+)?(?:\.\d+)?\s?[BM](?:-A\d+B)?"
_BETWEEN = r"(?:\s*[,/(&]\s*|\s+(?:and|or)\s+|[\s_-]?)"
_OTHERS = regex(
    r"[\s_-]*(?:VL|Vision|Coder|Code|Math|Next|Omni|Guard|Distill\w*|Lite|medium|small|mini|multimodal|MoE|Ti|Super|Laptop|Mobile|MIG"
    r"|slices?|CNX|Nemotron|Turbo)(?![A-Za-z])",
    re.IGNORECASE,
)
"""What makes another thing of a name that it follows."""
_JOINED = regex(r"[A-Za-z0-9]+[-_]\Z")
_OWNERS = frozenset(("meta-", "meta_", "nvidia-", "google-", "amd-", "intel-"))
_COUNT = regex(
    r"(?:(?P<digits>\d+)(?:\s*[x×*]\s*|\s+|-(?:GPU|way|card)s?\s+)?|\b(?:two|four|eight|sixteen|dual|quad|multi)[\s-]*|\b(?:DGX|HGX)[\s-]*)"
    r"(?:(?:NVIDIA|AMD|Google|Intel)[\s-]*)?\Z",
    re.IGNORECASE,
)
_COUNTED = regex(
    r"[\s-]*(?:\(?[x×]\s?\d|\(\d+x\)|NVL\d|nodes?\b|servers?\b|clusters?\b|pods?\b|boxes\b|machines?\b|instances?\b"
    r"|pools?\b|fleet\b|racks?\b|systems?\b|hosts?\b|superpods?\b|boards?\b)",
    re.IGNORECASE,
)
_FORM = regex(r"(?:[\s_/-]*(?:SXM\d?|PCIe|NVL(?!\d)|(?:Gen|v)?\s?\d(?:\.0)?(?![\d.])|x\d+))*", re.IGNORECASE)
_GENERATION = regex(r"[\s_-]*(?:gen(?:eration)?|v)?[\s_-]?(\d)(?:\.0)?(?![\d.])", re.IGNORECASE)
_GOES_ON = regex(r"[-_][A-Za-z0-9]|\s?\d+(?:\.\d+)?[bm]\d", re.IGNORECASE)
_EACH = regex(r"\b(?:each|every|per)\b", re.IGNORECASE)
_SIZED = regex(r"\d+(?:gb|b)(?:-?a\d+b)?")


class Mention(Struct, frozen=True, kw_only=True):
    """A name in a text, with the entries that it can mean; none of them where it is a variant that is not known."""

    start: int
    end: int
    family: str
    entries: tuple[Entry, ...]
    many: bool
    """It is said of several of them: ``8 × H100``, ``an H100 node``."""


def mentions(library: Library, text: str) -> tuple[Mention, ...]:
    """Every name in a text, in order; a longer name goes before one that it contains."""
    return tuple(_mention(library.names[plain(match["name"])], text, match) for match in library.pattern.finditer(text))


def _mention(entries: tuple[Entry, ...], text: str, match: re.Match[str]) -> Mention:
    family, (start, end) = entries[0].family, match.span()
    before = text[max(0, start - 40) : start]
    joined = _JOINED.search(before)
    is_model = any(cell.of == "layers" for cell in entries[0].cells)
    plural = end == match.end("name") + 1 and not is_model
    many = _is_many(before) or (plural and not _EACH.search(text))
    if is_model:
        entries, end = _sized(entries, text, start, end)
    else:
        entries, end = _formed(entries, text, end)
    other = is_model and joined is not None and joined[0].lower() not in _OWNERS
    behind = _GOES_ON.match(text, end) if is_model else None
    if other or behind or _OTHERS.match(text, end):
        entries = ()
    return Mention(start=start, end=end, family=family, entries=entries, many=many or bool(_COUNTED.match(text, end)))


def _marks(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(mark for entry in entries for mark in entry.marks)


def _is_many(before: str) -> bool:
    match = _COUNT.search(before)
    return match is not None and match["digits"] != "1"


def _sized(entries: tuple[Entry, ...], text: str, start: int, end: int) -> tuple[tuple[Entry, ...], int]:
    """The models of the sizes that stand beside a family's name, all of them where none does."""
    words = sorted((mark for mark in _marks(entries) if not _SIZED.fullmatch(mark)), key=len, reverse=True)
    token = re.compile(
        rf"{_BETWEEN}(?P<mark>{'|'.join([*map(re.escape, words), _SIZE])})(?![A-Za-z0-9])", re.IGNORECASE
    )
    suffix = re.compile(rf"[\s_-]?{_SUFFIX}(?![A-Za-z0-9])", re.IGNORECASE)
    named = []
    ahead = re.compile(rf"(?<![A-Za-z0-9.])({_SIZE})[\s-]+\Z", re.IGNORECASE).search(text[max(0, start - 20) : start])
    if ahead and _marks(entries):
        named.append(plain(ahead[1]))
    while match := (_marks(entries) and token.match(text, end)) or suffix.match(text, end):
        end = match.end()
        if "mark" in match.re.groupindex:
            named.append(plain(match["mark"]))
    if not named:
        return entries, end
    if not set(named) <= {*_marks(entries)}:
        return (), end
    return tuple(entry for entry in entries if entry.marks & set(named)), end


def _formed(entries: tuple[Entry, ...], text: str, end: int) -> tuple[tuple[Entry, ...], int]:
    """The variants of a device that its words and sizes leave, wherever in the text they stand."""
    alone = narrowed(entries, text)
    generations = {mark for mark in _marks(entries) if mark.isdigit()}
    following = _GENERATION.match(text, end) if generations else None
    if following and following[1] not in generations:
        return (), end
    behind = _FORM.match(text, end)
    return alone, behind.end() if behind and behind[0].strip() else end


def narrowed(entries: tuple[Entry, ...], text: str) -> tuple[Entry, ...]:
    """The entries that carry the marks in a text: one of its sizes, one of its generations, one of its words."""
    marks = _marks(entries)
    found = {mark for mark in marks if _mark_pattern(mark).search(text)}
    for kind in sorted({_kind(mark) for mark in found}):
        wanted = {mark for mark in found if _kind(mark) == kind}
        kept = tuple(entry for entry in entries if entry.marks & wanted)
        entries = kept or entries
    return entries


def _kind(mark: str) -> str:
    if _SIZED.fullmatch(mark):
        return "size"
    return "generation" if mark.isdigit() else "lanes" if re.fullmatch(r"x\d+", mark) else "word"


@lru_cache(maxsize=256)
def _mark_pattern(mark: str) -> re.Pattern[str]:
    if mark.isdigit():  # the generation of a link: NVLink 4, NVLink4, PCIe Gen4, PCIe 4.0
        return re.compile(
            rf"(?:NVLink|PCI-?e|Express|gen|generation|v)[\s_-]*(?:gen|v)?\s?{mark}(?:\.0)?(?![\d.])", re.I
        )
    written = re.sub(r"(\d)(gb)\Z", r"\1[\\s-]?\2", mark)
    return re.compile(rf"(?<![A-Za-z0-9.]){written}\d?(?![A-Za-z0-9])", re.IGNORECASE)
