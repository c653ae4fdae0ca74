"""What many rules cost: to load, without and with the cache, and to evaluate over one document.

    python benchmarks/rules.py                  1,000 rules, a document of 20 KB
    python benchmarks/rules.py --rules 5000 --size 100

The rules are those that ship and copies of those that speak of facts. Copies in the row "apart" are about concepts of
their own, as the rules of another field are; those in the row "alike" are about the same concepts, so that every one
of them binds wherever its original does. One document is the samples, dense with numbers; the other the pages of this
project, as everyday documents are. Times are processor time. What the rules about equations and tables cost depends on
the document and not on the number of rules; the row "facts" leaves them out.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from markdown_it import MarkdownIt
from msgspec.structs import replace

from auditor.audit import gather
from auditor.documents.markdown import parse
from auditor.engine.evaluate import evaluate
from auditor.engine.evidence import Evidence
from auditor.engine.rule_index import RuleIndex
from auditor.model import Document, Rule, Source
from auditor.resources import rules_folder
from auditor.rulebook import RuleBook, load

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("formula", "ordering", "bound", "divides", "one-of")
"""Kinds that speak of facts; rules that read every equation or table cost as much as those claims are many."""
_ID = re.compile(r"^id: .*$", re.M)
_CONCEPT = re.compile(r"(concept: )([a-z0-9_ |]+)")


def say(line: str) -> None:
    """One line of the result, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def median(step: Callable[[], object], rounds: int) -> float:
    """Median seconds of a step."""
    spent = []
    for _ in range(rounds):
        start = process_time()
        step()
        spent.append(process_time() - start)
    return statistics.median(spent)


# --- rules ------------------------------------------------------------------------------------------------------------


def write_rules(folder: Path, originals: Sequence[Rule], count: int) -> None:
    """So many rule files about concepts of their own, and the vocabulary that they need."""
    concepts = load().vocabulary.concepts
    (folder / "vocabulary").mkdir(parents=True)
    used: set[str] = set()
    for number in range(count):
        rule = originals[number % len(originals)]
        pack, name = f"pack{number % 20}", f"{rule.id.partition('/')[2]}-{number}"
        series = f"s{number // len(originals)}_"
        text = Path(rule.path).read_text("utf-8")
        text = _ID.sub(f"id: {pack}/{name}", text, count=1)
        text = _CONCEPT.sub(lambda match, series=series: match[1] + _renamed(match[2], series), text)  # type: ignore[misc]
        used |= {f"{series}{concept}" for variable in rule.facts for concept in variable.concepts}
        (folder / pack).mkdir(exist_ok=True)
        (folder / pack / f"{name}.yaml").write_text(text, "utf-8")
    units = {concept: concepts[concept.partition("_")[2]].unit for concept in sorted(used)}
    lines = [f'{concept}: {{unit: "{unit}", labels: [{concept} value]}}\n' for concept, unit in units.items()]
    (folder / "vocabulary" / "copies.yaml").write_text("".join(lines), "utf-8")


def _renamed(concepts: str, series: str) -> str:
    return " | ".join(f"{series}{each.strip()}" for each in concepts.split("|"))


def copies(book: RuleBook, count: int) -> tuple[Rule, ...]:
    """The rules of a book and copies of those that speak of facts, about the same concepts."""
    originals = [rule for rule in book.rules if rule.kind in COPIED]
    more = (replace(originals[at % len(originals)], id=f"copy/{at}") for at in range(count - len(book.rules)))
    return (*book.rules, *more)


# --- document ---------------------------------------------------------------------------------------------------------


DENSE, EVERYDAY = "samples/*/*.md", "*.md"


def document_of(size: int, pattern: str = DENSE) -> Document:
    """Some of the project's documents again and again, about so many KB."""
    samples = "\n\n".join(path.read_text("utf-8") for path in sorted(ROOT.glob(pattern)))
    text = (samples * (size * 1000 // len(samples) + 1))[: size * 1000]
    return parse(Source(path="benchmark.md", text=text[: text.rindex("\n") + 1]))


def timed(rules: Sequence[Rule], evidence: Evidence, rounds: int) -> float:
    """Median seconds of an evaluation."""
    index = RuleIndex.of(rules)
    evaluate(index, evidence)
    return median(lambda: evaluate(index, evidence), rounds)


def bound(rules: Sequence[Rule], evidence: Evidence) -> int:
    """How many of the rules have anything to say."""
    return len({check.rule for check in evaluate(RuleIndex.of(rules), evidence)})


# --- command line -----------------------------------------------------------------------------------------------------


def measure_loading(folder: Path, cache: Path, rounds: int) -> RuleBook:
    """Load without a cache, into an empty one, and from a full one."""
    book = load((folder,))
    plain = median(lambda: load((folder,)), max(1, rounds // 3))
    start = process_time()
    load((folder,), cache=cache)
    first = process_time() - start
    cached = median(lambda: load((folder,), cache=cache), rounds)
    assert load((folder,), cache=cache) == book
    say(f"  load {len(book.rules)} rules     {plain:.3f} s without cache; {first:.3f} s writing it")
    say(f"  … from the cache     {cached:.3f} s   ({plain / cached:.1f} times as fast)")
    return book


def measure_evaluation(book: RuleBook, document: Document, count: int, rounds: int) -> None:
    """Evaluate the rules that ship, many apart from them, and many alike."""
    text = document.source.text
    evidence = gather(document, [], book)
    parser = MarkdownIt("commonmark").enable("table")
    floor = median(lambda: parser.parse(text), rounds)
    say(f"  document             {len(text.encode()) / 1000:.1f} KB, {len(evidence.facts)} facts")
    say(f"  parse (markdown-it)  {floor * 1000:.1f} ms")
    about_facts = [rule for rule in book.rules if rule.kind in COPIED]
    alike = copies(load(), count)
    for name, rules in (("shipped", load().rules), ("apart", book.rules), ("facts", about_facts), ("alike", alike)):
        spent = timed(rules, evidence, rounds)
        ratio = f"{spent / floor:.2f} × parse"
        say(f"  {name:<9} {len(rules):>5} rules, {bound(rules, evidence):>4} bind: {spent * 1000:8.1f} ms  {ratio}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure loading and evaluation."""
    options = argparse.ArgumentParser(description="Measure what many rules cost.")
    options.add_argument("--rules", type=int, default=1000, help="how many (default: %(default)s)")
    options.add_argument("--size", type=int, default=20, help="of the document, in KB (default: %(default)s)")
    options.add_argument("--rounds", type=int, default=9, help="passes that are timed (default: %(default)s)")
    wanted = options.parse_args(arguments)
    shipped = load().rules
    originals = [rule for rule in shipped if rule.kind in COPIED and Path(rule.path).is_relative_to(rules_folder())]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "rules"
        write_rules(folder, originals, max(1, wanted.rules - len(shipped)))
        book = measure_loading(folder, Path(place) / "cache", wanted.rounds)
        assert not book.problems, str(book.problems[0])
        for pattern in (DENSE, EVERYDAY):
            measure_evaluation(book, document_of(wanted.size, pattern), wanted.rules, wanted.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
