"""How often advice is right: errors are planted, and each correction is held against the number that stood there.

``--planter`` is a Python file with ``mutated(documents, labels, target, share)``, which writes copies with planted
errors and returns ``{(file name, line)}``, as the evaluation's score.py has; its data lie beside it.
``benchmarks/README.md`` says what the figures mean.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from msgspec.structs import replace
from speed import say

from auditor.audit import audit
from auditor.documents.markdown import parse
from auditor.documents.reading import decode
from auditor.model import Check, DocumentReport, Source
from auditor.rulebook import RuleBook, load
from auditor.workspace.fixing import fixed
from auditor.workspace.text_file import TextFile

NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
NEAR = 0.025
"""A correction that comes so near the original is another rounding of it …"""
LOOSE = 0.06
"""… and up to here the original was itself as loose as estimates are."""


@dataclass(frozen=True)
class Case:
    """One planted error that was caught, and what became of its line when the advice was followed."""

    document: str
    line: int
    original: str
    planted: str
    corrected: str | None
    safe: bool
    causes: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """The line is as it was."""
        return self.corrected == self.original

    @property
    def is_restored(self) -> bool:
        """The planted number is again the one that stood there, or another rounding of it; all else is as it was."""
        return self.is_within(NEAR)

    def is_within(self, share: float) -> bool:
        """The same, with so much between the two numbers."""
        if self.corrected is None:
            return False
        old, new = (NUMBER.split(line) for line in (self.original, self.corrected))
        if [part.strip() for part in old] != [part.strip() for part in new]:
            return False
        before, after = (map(_value, NUMBER.findall(line)) for line in (self.original, self.corrected))
        pairs = zip(before, after, strict=True)
        return all(abs(a - b) <= share * abs(a) for a, b in pairs)


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def load_planter(path: Path) -> ModuleType:
    """The module that plants errors."""
    spec = importlib.util.spec_from_file_location("planter", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checks_of(path: Path, book: RuleBook) -> Sequence[Check]:
    """The findings of one document."""
    source = Source(path=path.name, text=path.read_text("utf-8"))
    return [check for check in audit(parse(source), (), book).checks if check.verdict == "contradicted"]


def cases(planted: set[tuple[str, int]], originals: Path, copies: Path, book: RuleBook) -> Iterator[Case]:
    """Each planted error that was caught: its first finding with a correction counts, as a reader would take it."""
    for name in sorted({name for name, _ in planted}):
        before, after = ((folder / name).read_text("utf-8") for folder in (originals, copies))
        findings = checks_of(copies / name, book)
        for line in sorted(line for document, line in planted if document == name):
            here = [check for check in findings if check.place.line <= line <= check.place.end_line]
            if here:
                first = next((check for check in here if check.fix), here[0])
                yield case(name, line, before.split("\n"), after, first)


def case(name: str, line: int, before: Sequence[str], after: str, check: Check) -> Case:
    """The line as it was, with the error, and with the correction."""
    corrected = None
    if check.fix:
        span = check.fix.span
        corrected = (after[: span.start] + check.fix.replacement + after[span.end :]).split("\n")[line - 1]
    return Case(
        document=name,
        line=line,
        original=before[line - 1],
        planted=after.split("\n")[line - 1],
        corrected=corrected,
        safe=bool(check.fix and check.fix.safe),
        causes=check.causes,
    )


@dataclass(frozen=True)
class Made:
    """What ``auditor fix --yes`` made of one line."""

    document: str
    line: int
    before: str
    after: str

    @property
    def is_damage(self) -> bool:
        """Whether anything but numbers, and the prefixes of their units, changed."""
        return _words(self.before) != _words(self.after)


def _words(line: str) -> list[str]:
    return [re.sub(r"^\s?[KMGTPk]?", "", part) for part in NUMBER.split(line)]


def made(copies: Path, book: RuleBook) -> Iterator[Made]:
    """Every line that would be corrected in the copies; each document alone, as if nothing stood beside it."""
    for path in sorted(copies.glob("*.md")):
        text = TextFile.read(path)

        def again(data: bytes, name: str = path.name) -> DocumentReport:
            return audit(parse(decode(data, name)), (), book)

        now = fixed(text, again, lambda *_: True).text
        assert len(now.lines) == len(text.lines)
        pairs = enumerate(zip(text.lines, now.lines, strict=True), start=1)
        yield from (Made(path.name, line, before, after) for line, (before, after) in pairs if before != after)


def main() -> None:
    """Print the figures, and with ``--show`` every case that is not restored."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--planter", type=Path, required=True)
    ask.add_argument("--share", type=float, default=0.5, help="how many of the labelled statements are made wrong")
    ask.add_argument("--show", action="store_true")
    want = ask.parse_args()
    data = want.planter.parent
    labels = [json.loads(line) for line in (data / "labels.jsonl").read_text("utf-8").splitlines() if line]
    book = load()
    with tempfile.TemporaryDirectory() as folder:
        planted = load_planter(want.planter).mutated(data / "documents", labels, Path(folder), share=want.share)
        found = list(cases(planted, data / "documents", Path(folder), book))
        changes = list(made(Path(folder), book))
    safe = [each for each in found if each.safe]
    restored = [each for each in found if each.is_restored]
    loose = [each for each in found if each.is_within(LOOSE)]
    wrong = [each for each in safe if not each.is_within(LOOSE)]
    say(f"planted {len(planted)}, caught {len(found)}")
    say(f"restored {len(restored)} of {len(found)} = {len(restored) / len(found):.3f}")
    say(f"… within 6 %, where the original was an estimate, {len(loose)} = {len(loose) / len(found):.3f}")
    exact, explained = sum(each.is_exact for each in found), sum(bool(each.causes) for each in found)
    say(f"… letter by letter {exact}, with a cause {explained}")
    say(f"safe {len(safe)}, of them wrong {len(wrong)} = {len(wrong) / max(1, len(safe)):.3f}")
    original = {(each.document, each.line): each for each in found}
    planted_ones = [each for each in changes if (each.document, each.line) in planted]
    wrong_ones = [
        each
        for each in planted_ones
        if not (case_ := original[each.document, each.line])
        or not replace(case_, corrected=each.after.rstrip("\n")).is_within(LOOSE)
    ]
    damaged = sum(each.is_damage for each in changes)
    shown = f"{len(planted_ones)} of them planted, {len(wrong_ones)} wrong, {damaged} damaged"
    say(f"fix --yes: {len(changes)} lines, {shown}")
    for each in changes if want.show else ():
        if (each.document, each.line) not in planted or each in wrong_ones or each.is_damage:
            say(f"\nfix: {each.document}:{each.line}\n    {each.before.rstrip()}\n    {each.after.rstrip()}")
    for each in found if want.show else ():
        if not each.is_within(LOOSE):
            say(f"\n{each.document}:{each.line}{' SAFE' if each.safe else ''}")
            for words in (each.original, each.planted, each.corrected, *each.causes):
                say(f"    {words}")


if __name__ == "__main__":
    main()
