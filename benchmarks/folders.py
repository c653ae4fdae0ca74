"""What a folder costs: more workers than one, a hundred thousand small files, and the start of a single document.

Everything runs in processes of their own, as a user starts them. ``benchmarks/README.md`` says what the figures mean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from speed import LAUNCHER, ROOT, say

ROUNDS = 5
CACHE = Path(tempfile.mkdtemp(prefix="auditor-folders-"))
ENVIRONMENT = {**os.environ, "XDG_CACHE_HOME": str(CACHE)}


def seconds(command: Sequence[str]) -> float:
    """Wall-clock time of a process that finds its rules compiled and no report kept; it may end with findings only."""
    for kept in (CACHE / "auditor").glob("reports.sqlite*"):
        kept.unlink()
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=ENVIRONMENT)  # noqa: S603
    if done.returncode not in (0, 1, 2):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return time.perf_counter() - start


def check(*arguments: str) -> list[str]:
    """The command line of an audit."""
    return [sys.executable, "-m", "auditor", "check", "--quiet", *arguments]


def workers(folder: Path) -> Iterator[str]:
    """One worker against two, in turns."""
    one, two = (check("--jobs", jobs, str(folder)) for jobs in "12")
    ratios = sorted(seconds(one) / seconds(two) for _ in range(ROUNDS))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f} in {ROUNDS} rounds"
    yield f"  two workers  {statistics.median(ratios):.2f} × one  ({spread})"


def start(folder: Path) -> Iterator[str]:
    """A first audit of the document nearest to 13 KB, in starts of a bare Python."""
    document = min(folder.rglob("*.md"), key=lambda path: abs(path.stat().st_size - 13_000))
    ratios = sorted(seconds(check(str(document))) / seconds([sys.executable, "-c", "pass"]) for _ in range(3 * ROUNDS))
    yield f"  first audit  {statistics.median(ratios):.0f} × python -c pass  ({document.stat().st_size:,} bytes)"


def many(count: int) -> Iterator[str]:
    """So many small files: the time, and the most memory that the parent held."""
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            path = Path(name, str(number // 1000), f"{number}.md")
            if number % 1000 == 0:
                path.parent.mkdir()
            path.write_text(f"# Note {number}\n\nEach of 8 GPUs holds {number} GB.\n", "utf-8")
        begun = time.perf_counter()
        launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *check(name)]
        done = subprocess.run(launched, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
        spent = time.perf_counter() - begun
    resident = int(done.stdout.split()[1]) / (1 << 10)
    yield f"  {count:,} files  {count / spent:,.0f}/s, the largest process {resident:.0f} MiB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure a folder."""
    parser = argparse.ArgumentParser(description="Measure what folders cost.")
    parser.add_argument("folder", type=Path, help="a folder of Markdown, some MB of it")
    parser.add_argument("--files", type=int, default=100_000, help="small files to make (default: %(default)s)")
    wanted = parser.parse_args(arguments)
    try:
        for lines in (workers(wanted.folder), start(wanted.folder), many(wanted.files)):
            for line in lines:
                say(line)
    finally:
        shutil.rmtree(CACHE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
