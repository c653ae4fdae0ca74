"""What an audit costs beside six programs that also read documents; writes ``benchmarks/peers.md``.

    .venv/bin/python benchmarks/peers.py
    .venv/bin/python benchmarks/peers.py --folder handbook/ --kind everyday

Everything runs in a process of its own, as a user starts it, in turns with the others. The auditor and the six are
installed from their registries into folders of their own. Not on Windows.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from peer_page import DENSE, FIRST, KEPT, NEW, ONE, PYTHON, TWO, USUAL, Document, Folder, Measured, page
from peer_programs import (
    FILES,
    PEERS,
    NotObtainedError,
    Program,
    TooSlowError,
    auditor,
    counted,
    finished,
    install,
    machine,
    started,
)
from peer_times import Times, in_turns
from speed import ROOT, SAMPLES, grown, positive, say, texts_of

DOCUMENT = 13
"""KB of the one document."""
SAMPLE = 200_000
"""Bytes of the sample for programs that take too long over the whole folder."""


class Arena:
    """The folder where all programs are started: documents, settings, and homes without anybody's configuration."""

    def __init__(self, scratch: Path, environments: Path) -> None:
        self._scratch = scratch
        self._environments = environments
        for name, text in FILES.items():
            (scratch / name).write_text(text, "utf-8")
        for name in ("empty", "rules", "home"):
            (scratch / name).mkdir()

    def fill(self, name: str, texts: Sequence[str]) -> None:
        """Make a folder of documents."""
        folder = self._scratch / name
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number:05}.md").write_text(text, "utf-8")

    def run(self, program: Program, target: str, *more: str, home: str = "home") -> float:
        """Seconds of one run; raises ``NotObtainedError`` if it fails."""
        command = started(program, self._environments, target, *more)
        return counted(finished(command, self._environment(home), self._scratch), program)

    def anew(self, program: Program, target: str, *more: str, like: str) -> float:
        """A run in a copy of a home, which is made before the clock starts."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as name:
            shutil.copytree(self._scratch / like, Path(name, "home"))
            return self.run(program, target, *more, home=f"{name}/home")

    def _environment(self, home: str) -> dict[str, str]:
        """That of this process, without what changes how Python or the auditor run."""
        place = self._scratch / home
        kept = {name: word for name, word in os.environ.items() if not name.startswith(("PYTHON", "AUDITOR_"))}
        return {**kept, "HOME": str(place), "XDG_CACHE_HOME": f"{place}/cache", "XDG_CONFIG_HOME": f"{place}/config"}


# --- what is timed ----------------------------------------------------------------------------------------------------


def document_times(arena: Arena, ours: Program, peers: Sequence[Program], target: str, rounds: int) -> Times:
    """All over one document, and the start of a bare Python."""
    bare = Program(name=ours.name, packages=(), command=("python", "-c", "pass"))
    runs: dict[str, Callable[[], float]] = {
        PYTHON: lambda: arena.run(bare, target),
        NEW: lambda: arena.anew(ours, target, like="empty"),
        FIRST: lambda: arena.anew(ours, target, like="rules"),
        KEPT: lambda: arena.run(ours, target),
    }
    return in_turns_aloud({**runs, **peer_runs(arena, peers, target)}, rounds)


def folder_times(arena: Arena, ours: Program, peers: Sequence[Program], target: str, rounds: int) -> Times:
    """Those that are compared over a folder, and the auditor, which finds its rules compiled and no report kept."""
    runs: dict[str, Callable[[], float]] = {
        ONE: lambda: arena.anew(ours, target, "--jobs", "1", like="rules"),
        TWO: lambda: arena.anew(ours, target, "--jobs", "2", like="rules"),
    }
    return in_turns_aloud({**runs, **peer_runs(arena, peers, target)}, rounds)


def peer_runs(arena: Arena, peers: Sequence[Program], target: str) -> dict[str, Callable[[], float]]:
    """A run of each over a target."""
    return {peer.name: lambda peer=peer: arena.run(peer, target) for peer in peers}


def in_turns_aloud(runs: Mapping[str, Callable[[], float]], rounds: int) -> Times:
    """Every run timed in turns, and told as it ends."""

    def timed(name: str) -> float:
        spent = runs[name]()
        say(f"  {name:<24} {spent:8.3f} s")
        return spent

    return in_turns(list(runs), rounds, timed)


def sampled(texts: Sequence[str], size: int) -> list[str]:
    """Documents of at most so many bytes altogether, one at least, in an order that has nothing to do with names."""
    chosen: list[str] = []
    for text in sorted(texts, key=lambda text: sha256(text.encode()).digest()):
        if chosen and size < len(text.encode()):
            break
        chosen.append(text)
        size -= len(text.encode())
    return chosen


def usual(texts: Sequence[str], size: int) -> str:
    """The document whose size comes nearest to so many bytes."""
    return min(texts, key=lambda text: (abs(len(text.encode()) - size), text))


# --- one run ----------------------------------------------------------------------------------------------------------


def installed(environments: Path) -> tuple[Program, list[Program], dict[str, str]]:
    """The auditor, the peers that could be installed, and why the others could not."""
    ours, peers, missing = install(auditor(ROOT), environments), [], {}
    for peer in PEERS:
        try:
            peers.append(install(peer, environments))
            say(f"  {peer.name} {peers[-1].versions[0]}")
        except NotObtainedError as error:
            missing[peer.name] = str(error)
            say(f"  {peer.name} {error}")
    return ours, peers, missing


def measure(wanted: argparse.Namespace, scratch: Path, environments: Path) -> Measured:
    """Install, time everything, and gather what the page says."""
    texts = [text.source.text for folder in wanted.folder or [ROOT / "docs", SAMPLES] for text in texts_of(folder)]
    load = os.getloadavg()[0]
    ours, peers, missing = installed(environments)
    arena = Arena(scratch, environments)
    dense = grown([path.read_text("utf-8") for path in sorted(SAMPLES.glob("*/*.md"))], DOCUMENT).source.text
    kind = f"{wanted.kind} document" if wanted.kind else "document of the folder"
    one = {"dense document": (DENSE, dense), kind: (USUAL, usual(texts, DOCUMENT * 1000))}
    arena.fill("one", [text for _, text in one.values()])
    arena.fill("word", ["Word.\n"])
    arena.run(ours, "word", home="rules")
    documents = tuple(
        Document(
            name=name,
            about=about,
            size=len(text.encode()),
            times=document_times(arena, ours, peers, f"one/{number:05}.md", wanted.rounds),
        )
        for number, (name, (about, text)) in enumerate(one.items())
    )
    whole, sample = folders(arena, ours, [peer for peer in peers if peer.folders], texts, wanted.folder_rounds)
    return Measured(
        date=f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        machine=machine(),
        load=(load, os.getloadavg()[0]),
        programs=(ours, *peers),
        missing=missing,
        kind=wanted.kind,
        documents=documents,
        whole=whole,
        sample=sample,
    )


def folders(
    arena: Arena, ours: Program, peers: Sequence[Program], texts: Sequence[str], rounds: int
) -> tuple[Folder, Folder | None]:
    """The whole folder, and a sample of it for those that took too long, if there are any."""
    whole = timed_folder(arena, ours, peers, "documents", texts, rounds)
    slow = [peer for peer in peers if isinstance(whole.times.missing.get(peer.name), TooSlowError)]
    if not slow:
        return whole, None
    return whole, timed_folder(arena, ours, slow, "sample", sampled(texts, SAMPLE), rounds)


def timed_folder(
    arena: Arena, ours: Program, peers: Sequence[Program], name: str, texts: Sequence[str], rounds: int
) -> Folder:
    """Documents put into a folder, and everything over it."""
    arena.fill(name, texts)
    size = sum(len(text.encode()) for text in texts)
    return Folder(count=len(texts), size=size, times=folder_times(arena, ours, peers, name, rounds))


@contextmanager
def kept(folder: Path | None) -> Iterator[Path]:
    """A folder for the environments: one of the user's, or one that is removed in the end."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
    else:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the auditor with other programs and write a page about it.")
    parser.add_argument(
        "--folder", type=Path, action="append", help="a folder of Markdown; repeatable (default: docs/ and samples/)"
    )
    parser.add_argument("--kind", default="", help="what the page calls the folder's documents, such as: everyday")
    parser.add_argument("--rounds", type=positive, default=9, help="over the one document (default: %(default)s)")
    parser.add_argument("--folder-rounds", type=positive, default=5, help="over the folder (default: %(default)s)")
    parser.add_argument("--environments", type=Path, help="where programs are installed, and stay (default: temporary)")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "peers.md", help="the page")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the page."""
    wanted = options(arguments)
    with kept(wanted.environments) as environments, tempfile.TemporaryDirectory() as scratch:
        text = page(measure(wanted, Path(scratch), environments))
    wanted.output.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
