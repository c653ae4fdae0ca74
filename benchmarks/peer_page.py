"""The page about the comparison: every sentence with a figure is made from what was measured in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peer_programs import FILES, LIMIT, MODULES, PEERS, Program, installation
from peer_times import Times

PYTHON = "`python -c pass`"
NEW = "auditor, nothing kept"
FIRST = "auditor, first audit"
KEPT = "auditor, unchanged"
ONE = "auditor, one worker"
TWO = "auditor, two workers"
FLOORS = {"quantulum3": 30, "semgrep": 2, "proselint": 10}
"""How many times their MB/s the auditor shall have over a folder."""
CEILINGS = {NEW: 18, FIRST: 18, KEPT: 5}
"""How many starts of a bare Python an audit shall take."""

HEAD = """\
<!-- Made by `.venv/bin/python benchmarks/peers.py{options}`. Do not edit: run it again. -->

# The auditor beside other programs

None of these programs does what the auditor does. They are what people run over the same documents: two linters for
Markdown, two for prose, a search by pattern, and a reader of quantities. So the figures say what a check costs where
the others are run already, and nothing of its worth.

Measured on {date}, all in one run, in processes of their own that took turns:

- Machine: {machine}.
- Processes that wanted a core, on average over a minute: {load[0]:.1f} before the run, {load[1]:.1f} at its end.
- Times are wall-clock, from the start of a process to its end. Ratios are taken within a round. Of times and of ratios
  the median of the rounds is given, in brackets the least and the greatest. On a busy machine the median time and the
  median ratio may point in different directions; then neither program is ahead.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was timed over one document."""

    name: str
    """Such as ``dense document``."""
    about: str
    """What stands in it, as a sentence of several lines."""
    size: int
    """Bytes."""
    times: Times


DENSE = """\
made of the project's samples: nearly every line is a calculation that a rule looks at, far more
than in everyday documents"""
USUAL = "the one of the folder whose size comes nearest to that"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What was timed over a folder of documents."""

    count: int
    size: int
    """Bytes."""
    times: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that the page says."""

    date: str
    machine: str
    load: tuple[float, float]
    """Before the run and after it."""
    programs: tuple[Program, ...]
    """Installed, the auditor first."""
    missing: Mapping[str, str]
    """Why others are not."""
    kind: str
    """Of the folder's documents, such as ``everyday``; may be empty."""
    documents: tuple[Document, ...]
    whole: Folder
    sample: Folder | None = None
    """For the programs that took too long over the whole."""

    def folder(self, name: str) -> Folder | None:
        """Where a program has times over many documents."""
        return next((each for each in (self.whole, self.sample) if each and each.times.has(name)), None)


def page(measured: Measured) -> str:
    """The page as Markdown."""
    options = f" --folder FOLDER --kind {measured.kind}" if measured.kind else ""
    parts = (
        HEAD.format(options=options, date=measured.date, machine=measured.machine, load=measured.load),
        "\n".join(asked(measured)),
        *("\n".join(one_document(measured, document)) for document in measured.documents),
        "\n".join(many_documents(measured)),
        "\n".join(commands(measured)),
    )
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table whose columns behind the first stand to the right."""
    yield _row(head)
    yield _row(["---", *["---:"] * (len(head) - 1)])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figure(value: float) -> str:
    """Two digits that count; all of a large number."""
    return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.995 else f"{value:.2g}"


def times_as_long(value: float) -> str:
    """A ratio."""
    return f"{figure(value)} ×"


def with_spread(times: Times, over: str, under: str) -> str:
    """A ratio with the least and the greatest of its rounds."""
    least, most = map(figure, times.spread(over, under))
    return f"{times_as_long(times.ratio(over, under))} ({least} to {most})"


# --- what was asked ---------------------------------------------------------------------------------------------------


def asked(measured: Measured) -> Iterator[str]:
    """Each figure that the auditor shall reach, beside what it does."""
    rows = [row for document in measured.documents for row in (*ceilings(document), ahead(document))]
    rows += floors(measured)
    yield "## What was asked\n"
    yield from table(("", "asked", "measured", "reached"), rows)
    yield "\n*Nothing kept* is a user's very first run, which also compiles the rules; *first audit* finds them"
    yield "compiled. *Unchanged* is the same command again."


def ceilings(document: Document) -> Iterator[tuple[str, ...]]:
    """In starts of a bare Python."""
    times = document.times
    for name, most in CEILINGS.items():
        what = (f"{name} ÷ {PYTHON}, {document.name}", f"at most {most} ×")
        if times.has(name) and times.has(PYTHON):
            yield (*what, with_spread(times, name, PYTHON), _said(times.ratio(name, PYTHON) <= most))
        else:
            yield (*what, "not obtained", "not known")


def ahead(document: Document) -> tuple[str, ...]:
    """Whether the first audit of the document is quicker than every peer."""
    times = document.times
    ratios = {peer.name: times.ratio(peer.name, FIRST) for peer in PEERS if _both(times, peer.name)}
    ahead = [name for name, ratio in ratios.items() if ratio > 1]
    behind = [f"behind {name}: {with_spread(times, name, FIRST)}" for name in ratios if name not in ahead]
    got = f"ahead of {len(ahead)} of {len(PEERS)}" + "".join(f"; {each}" for each in behind)
    absent = [f"{peer.name} not obtained" for peer in PEERS if peer.name not in ratios]
    reached = "no" if behind else "not known" if absent else "yes"
    return (f"peers ÷ first audit, {document.name}", "all above 1 ×", "; ".join([got, *absent]), reached)


def _both(times: Times, name: str) -> bool:
    return times.has(name) and times.has(FIRST)


def floors(measured: Measured) -> Iterator[tuple[str, ...]]:
    """In the peer's MB/s, with one worker and with two."""
    for name, least in FLOORS.items():
        folder = measured.folder(name)
        for ours in (ONE, TWO):
            where = "the folder" if folder is None or folder is measured.whole else "a sample of the folder"
            what = f"{ours} ÷ {name}, MB/s over {where}"
            if folder is None or not folder.times.has(ours):
                yield (what, f"at least {least} ×", "not obtained", "not known")
            else:
                ratio = folder.times.ratio(name, ours)
                yield (what, f"at least {least} ×", with_spread(folder.times, name, ours), _said(ratio >= least))


def _said(reached: bool) -> str:
    return "yes" if reached else "no"


# --- what was measured ------------------------------------------------------------------------------------------------


def one_document(measured: Measured, document: Document) -> Iterator[str]:
    """The times of all over one document."""
    yield f"## One {document.name}\n"
    yield f"{document.size:,} bytes, {document.about}. Rounds: {len(document.times.rounds)}.\n"
    names = (PYTHON, NEW, FIRST, KEPT, *(peer.name for peer in PEERS))
    head = ("", "seconds", f"÷ {PYTHON}", "÷ nothing kept", "÷ first audit", "÷ unchanged")
    yield from table(head, [_times_row(measured, document.times, name) for name in names])


def _times_row(measured: Measured, times: Times, name: str) -> tuple[str, ...]:
    if not times.has(name):
        return (name, why_missing(measured, name, times), *[""] * 4)
    under = (PYTHON, NEW, FIRST, KEPT)
    ratios = [times_as_long(times.ratio(name, each)) if each != name and times.has(each) else "" for each in under]
    return (name, f"{times.seconds(name):.3f}", *ratios)


def why_missing(measured: Measured, name: str, times: Times) -> str:
    """Why there is no figure."""
    reason = measured.missing.get(name) or times.missing.get(name)
    return f"not obtained: {reason or 'it was not run'}".replace("obtained: not installed", "obtained, not installed")


def many_documents(measured: Measured) -> Iterator[str]:
    """The times of some over a folder, and over a sample of it."""
    whole, sample = measured.whole, measured.sample
    kind = f"{measured.kind} " if measured.kind else ""
    yield "## A folder\n"
    yield f"A folder of {whole.count} {kind}documents, {whole.size / 1e6:.2f} MB, without configurations beside them."
    yield f"The auditor finds its rules compiled and no report kept. Rounds: {len(whole.times.rounds)}.\n"
    yield from folder_table(measured, whole, [name for name in FLOORS if not (sample and sample.times.has(name))])
    if sample:
        yield f"\nWhat takes more than {LIMIT:.0f} s over the folder is timed over {sample.count} of its documents,"
        yield f"which the hash of their text picks, {sample.size / 1e6:.2f} MB; and so is the auditor.\n"
        yield from folder_table(measured, sample, [name for name in FLOORS if sample.times.has(name)])


def folder_table(measured: Measured, folder: Folder, names: Sequence[str]) -> Iterator[str]:
    """MB/s of the auditor and those named, and how many times theirs the auditor's are."""
    head = ("", "seconds", "MB/s", "one worker ÷ it", "two workers ÷ it")
    yield from table(head, [_folder_row(measured, folder, name) for name in (ONE, TWO, *names)])


def _folder_row(measured: Measured, folder: Folder, name: str) -> tuple[str, ...]:
    times = folder.times
    if not times.has(name):
        return (name, why_missing(measured, name, times), "", "", "")
    spent = times.seconds(name)
    ratios = [times_as_long(times.ratio(name, ours)) if ours != name and times.has(ours) else "" for ours in (ONE, TWO)]
    return (name, f"{spent:.2f}", f"{folder.size / 1e6 / spent:.3g}", *ratios)


# --- how --------------------------------------------------------------------------------------------------------------


def commands(measured: Measured) -> Iterator[str]:
    """How each program was installed and started, with versions."""
    yield "## How each was installed and started\n"
    yield "From its registry, as it comes, into a folder `ENV` of its own; the auditor from this checkout. `TARGET` is"
    yield f"the document or the folder, `{MODULES}` the folder of modules in `ENV`. All are started in a folder with no"
    yield "configuration but what stands below, with a home of their own; the first round does not count. A run is"
    yield f"stopped after {LIMIT:.0f} s. Its time counts only if it ended with 0 or 1 and its output shows that it read"
    yield "its text.\n"
    rows = [
        (program.name, ", ".join(versions(program)), f"`{' '.join(program.command)}`") for program in measured.programs
    ]
    rows += [(name, why_missing(measured, name, measured.documents[0].times), "") for name in measured.missing]
    yield "| | installed | started |\n|---|---|---|"
    yield from map(_row, rows)
    yield "\nOver the folder the auditor is started with `--jobs 1` and `--jobs 2`. quantulum3 comes without the"
    yield "packages of its classifier; a document on which it fails counts as read.\n"
    yield "```\n" + "\n".join(installing(measured.programs)) + "\n```"
    for name, text in FILES.items():
        yield f"\n`{name}`:\n\n```\n{text.rstrip()}\n```"


def versions(program: Program) -> Iterator[str]:
    """Each package with its version."""
    for package, version in zip(program.packages, program.versions, strict=True):
        yield f"{program.name if Path(package).is_absolute() else package} {version}"


def installing(programs: Sequence[Program]) -> Iterator[str]:
    """The commands of the installation, without any path."""
    for program in programs:
        for command in installation(program, Path("ENV")):
            words = ["." if Path(word).is_absolute() and word in program.packages else word for word in command]
            words[0] = Path(words[0]).name if Path(words[0]).is_absolute() else words[0]
            yield " ".join(words)
