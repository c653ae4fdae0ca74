"""How much an audit costs: beside a bare parse of the same text, in memory, and as documents grow.

``benchmarks/README.md`` says what each measurement means. Everything runs in one process on one thread, except
``--memory``, whose audits run in processes of their own, one after the other.
"""

from __future__ import annotations

import argparse
import gc
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import process_time

from markdown_it import MarkdownIt

from auditor.audit import audit
from auditor.collection import uncollected
from auditor.documents.markdown import parse
from auditor.documents.reading import read_source
from auditor.errors import AuditorError
from auditor.model import Document, Source
from auditor.rulebook import RuleBook, load
from auditor.workspace.discovery import MARKDOWN, configurations, discover
from auditor.workspace.run import read

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
MB = 1_000_000
SIZES = (10, 100, 1_000, 10_000)
"""Of the documents of ``--growth``, in KB."""
SHORTEST = 0.2
"""Seconds for which a small document is audited again and again, so that the clock's grain does not show."""
HEADING = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*$", re.M)

LAUNCHER = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process is charged with the memory of the one that started it, so a small one stands in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as read from its file, and the configurations beside it."""

    source: Source
    companions: tuple[Document, ...] = ()

    @property
    def size(self) -> int:
        """Bytes in UTF-8."""
        return len(self.source.text.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Seconds of processor time for one pass over all texts."""

    parse: float
    audit: float

    @property
    def ratio(self) -> float:
        """How many parses an audit costs."""
        return self.audit / self.parse


class Bench:
    """The two things that are timed, with all that is prepared once: the parser and the compiled rules."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._parser = MarkdownIt("commonmark").enable("table")
        self.failures: dict[str, str] = {}
        """What stopped the audit of a document, by its path: such a time is too short."""

    def parse(self, text: Text) -> None:
        """The floor: what any tool pays that reads Markdown with this parser."""
        self._parser.parse(text.source.text)

    def audit(self, text: Text) -> None:
        """All that ``auditor check`` does with a text that has been read, up to the report."""
        try:
            with uncollected():
                audit(parse(text.source), text.companions, self._book)
        except Exception as error:  # noqa: BLE001 - as in a run, one broken audit does not end the others
            self.failures[text.source.path] = f"{type(error).__name__}: {error}"

    def round(self, texts: Sequence[Text], *, audit_first: bool) -> Round:
        """Each text parsed and audited in turn. Which comes first alternates, so that none finds the text warm."""
        spent = {self.parse: 0.0, self.audit: 0.0}
        steps = (self.audit, self.parse) if audit_first else (self.parse, self.audit)
        gc.collect()
        for text in texts:
            for step in steps:
                spent[step] += seconds(step, text)
        return Round(parse=spent[self.parse], audit=spent[self.audit])


def seconds(step: Callable[[Text], None], text: Text) -> float:
    """Processor time of one step: other programs on the machine do not count."""
    start = process_time()
    step(text)
    return process_time() - start


# --- ratio ------------------------------------------------------------------------------------------------------------


def show_ratio(bench: Bench, texts: Sequence[Text], rounds: int) -> Iterator[str]:
    """Audit ÷ parse: the first pass with empty caches, then the median of the rounds."""
    first = bench.round(texts, audit_first=False)
    timed = [bench.round(texts, audit_first=bool(number % 2)) for number in range(rounds)]
    ratios = sorted(each.ratio for each in timed)
    size = sum(text.size for text in texts) / MB
    yield f"  documents    {len(texts)}, {size:.3f} MB"
    yield f"  audit/parse  {statistics.median(ratios):.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f} in {rounds} rounds)"
    yield f"  first pass   {first.ratio:.2f}  (empty caches)"
    yield f"  parse        {size / statistics.median(each.parse for each in timed):.2f} MB/s"
    yield f"  audit        {size / statistics.median(each.audit for each in timed):.2f} MB/s"


# --- memory -----------------------------------------------------------------------------------------------------------


def show_memory(folder: Path) -> Iterator[str]:
    """Peak memory of a whole run, and what of it the documents added to a run over a single word."""
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "word.md").write_text("Word.\n", "utf-8")
        floor = peak(Path(empty))
    whole = peak(folder)
    yield f"  peak memory  {whole:.1f} MiB  (without documents {floor:.1f}; the documents add {whole - floor:.1f})"


def peak(folder: Path) -> float:
    """The most memory, in MiB, that ``auditor check --format json`` held at once."""
    command = [sys.executable, "-m", "auditor", "check", "--format", "json", str(folder.resolve())]
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    done = subprocess.run(launcher, capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    code, resident = map(int, done.stdout.split())
    if code not in (0, 1, 2):
        raise SystemExit(f"auditor check ended with {code}")
    return resident / (1 << 20 if sys.platform == "darwin" else 1 << 10)  # bytes there, KiB elsewhere


# --- growth -----------------------------------------------------------------------------------------------------------


def show_growth(bench: Bench, texts: Sequence[Text], sizes: Sequence[int]) -> Iterator[str]:
    """Seconds per MB at each size, and how many times more the largest document costs than the smallest."""
    parts = [text.source.text for text in sorted(texts, key=_shuffled)]
    rates = []
    bench.audit(grown(parts, sizes[0]))  # fills the caches of units and numbers
    yield f"  {'size':>10} {'audit s/MB':>12} {'parse s/MB':>12}"
    for size in sizes:
        text = grown(parts, size)
        rates.append(per_mb(bench.audit, text))
        yield f"  {size:>7} KB {rates[-1]:>12.2f} {per_mb(bench.parse, text):>12.2f}"
    yield f"  largest/smallest  {rates[-1] / rates[0]:.2f}"


def _shuffled(text: Text) -> bytes:
    """An order that has nothing to do with names: neighbours in a folder are often alike, and dense or not."""
    return sha256(text.source.text.encode()).digest()


def grown(parts: Sequence[str], size: int) -> Text:
    """A document of about ``size`` KB: the parts again and again, cut at a line, no two headings alike.

    It is made in memory, where the limit on the size of files does not hold.
    """
    numbers = count(1)
    pieces: list[str] = []
    left = size * 1_000
    while left > 0:
        for part in parts:
            piece = HEADING.sub(lambda match: f"{match[1]} ({next(numbers)})", part.rstrip("\n")) + "\n\n"
            pieces.append(piece)
            left -= len(piece.encode())
    text = "".join(pieces).encode()[: size * 1_000].decode(errors="ignore")
    return Text(source=Source(path=f"{size} KB", text=text[: text.rfind("\n") + 1] or text))


def per_mb(step: Callable[[Text], None], text: Text) -> float:
    """Median seconds per MB of as many passes as fit in ``SHORTEST`` seconds, one at least."""
    gc.collect()
    passes = [seconds(step, text)]
    while sum(passes) < SHORTEST:
        passes.append(seconds(step, text))
    return statistics.median(passes) / text.size * MB


# --- command line -----------------------------------------------------------------------------------------------------


def texts_of(folder: Path) -> list[Text]:
    """Every Markdown file below a folder that the auditor would read."""
    texts = []
    for file in discover([str(folder)]).files:
        if file.path and file.path.suffix.lower() in MARKDOWN:
            try:
                source = read_source(file.path, file.shown)
            except AuditorError as error:
                say(f"  left out: {error}")
                continue
            texts.append(Text(source=source, companions=tuple(companions(file.path))))
    if not sum(text.size for text in texts):
        raise SystemExit(f"{folder}: no Markdown to measure")
    return texts


def companions(path: Path) -> Iterator[Document]:
    """The configurations beside a document, read beforehand as a run reads them once for a folder."""
    for file in configurations(path.parent):
        try:
            yield read(file)
        except AuditorError as error:
            say(f"  left out: {error}")


def say(line: str) -> None:
    """One line of the result, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure what an audit costs.")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of Markdown; the samples if none is given")
    parser.add_argument("--rounds", type=positive, default=7, help="passes that are timed (default: %(default)s)")
    parser.add_argument("--memory", action="store_true", help="the peak memory of a run over each folder instead")
    parser.add_argument("--growth", action="store_true", help="the cost per MB of ever larger documents instead")
    parser.add_argument("--sizes", type=sizes, default=SIZES, metavar="KB,KB", help="of --growth; 10 KB to 10 MB")
    return parser.parse_args(arguments)


def positive(word: str) -> int:
    """A whole number from 1."""
    if (number := int(word)) < 1:
        raise ValueError(word)
    return number


def sizes(word: str) -> tuple[int, ...]:
    """``10,100``: from small to large."""
    return tuple(sorted(map(positive, word.split(","))))


def measured(bench: Bench, folder: Path, wanted: argparse.Namespace) -> Iterator[str]:
    """What was asked for, of one folder."""
    if wanted.memory:
        yield from show_memory(folder)
    if wanted.growth:
        yield from show_growth(bench, texts_of(folder), wanted.sizes)
    if not (wanted.memory or wanted.growth):
        yield from show_ratio(bench, texts_of(folder), wanted.rounds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each folder; 1 if an audit failed, whose time then means nothing."""
    wanted = options(arguments)
    bench = Bench(load())
    for folder in wanted.folders or [SAMPLES]:
        say(folder.name)
        for line in measured(bench, folder, wanted):
            say(line)
    for path, failure in bench.failures.items():
        say(f"audit failed: {path}: {failure}")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
