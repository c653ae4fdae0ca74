"""The programs that the auditor is compared with: how each is installed and started, and when a run of it counts.

Each is installed with its ecosystem's own client into a folder of its own, and started as its documentation says.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

LIMIT = 120.0
"""Seconds that a run may take."""
PATIENCE = 300.0
"""Seconds that an installation may take."""
TARGET = "TARGET"
"""Stands in a command for the document or the folder."""
MODULES = "NODE_MODULES"
"""Stands in a command for the folder of modules that npm made."""

DRIVER = """\
import sys
from pathlib import Path
from quantulum3 import parser

target, found, failed = Path(sys.argv[1]), 0, 0
files = sorted(target.rglob("*.md")) if target.is_dir() else [target]
for file in files:
    try:
        found += len(parser.parse(file.read_text("utf-8")))
    except Exception:
        failed += 1
print(f"{len(files)} documents, {found} quantities, {failed} failed")
"""
RULE = r"""rules:
  - id: number-with-unit
    languages: [generic]
    severity: WARNING
    message: A number with a unit.
    pattern-regex: '\b\d[\d,.]*\s?(?:[kMGTP]i?B|ms|GB/s|TFLOPS)\b'
"""
PRESET = '{"rules": {"@textlint-rule/preset-google": true}}\n'
FILES: Mapping[str, str] = {"parse.py": DRIVER, "rule.yaml": RULE, ".textlintrc.json": PRESET}
"""What some of them need, by name in the folder where all are started."""


class NotObtainedError(Exception):
    """A figure could not be had. The message says why and goes into the page, so it names no path."""


class TooSlowError(NotObtainedError):
    """A run was stopped at its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that can be installed and started."""

    name: str
    packages: tuple[str, ...]
    """The first is the program itself; its version is the program's."""
    command: tuple[str, ...]
    proof: str = ""
    """A pattern that the output of a run that read its target matches: a crash may have the exit code of findings."""
    npm: bool = False
    folders: bool = False
    """Whether it is also compared over a folder."""
    failures: Mapping[int, str] = field(default_factory=dict)
    """What exit codes mean, for the page."""
    versions: tuple[str, ...] = ()
    """Of the packages, as installed."""


PEERS = (
    Program(
        name="proselint",
        packages=("proselint",),
        command=("proselint", "check", TARGET),
        proof=r"^\S+:\d+:\d+: ",
        folders=True,
    ),
    Program(
        name="pymarkdown",
        packages=("pymarkdownlnt",),
        command=("pymarkdown", "scan", TARGET),
        proof=r": MD\d{3}: ",
    ),
    Program(
        name="markdownlint-cli2",
        packages=("markdownlint-cli2",),
        command=("markdownlint-cli2", TARGET),
        proof=r"^Linting: [1-9]",
        npm=True,
    ),
    Program(
        name="textlint",
        packages=("textlint", "@textlint-rule/textlint-rule-preset-google"),
        command=("textlint", "--rules-base-directory", MODULES, TARGET),
        proof=r"\d problems?\b",
        npm=True,
    ),
    Program(
        name="semgrep",
        packages=("semgrep",),
        command=("semgrep", "scan", "--config", "rule.yaml", "--metrics", "off", "--disable-version-check", TARGET),
        proof=r"Targets scanned: [1-9]",
        folders=True,
    ),
    Program(
        name="quantulum3",
        packages=("quantulum3",),
        command=("python", "parse.py", TARGET),
        proof=r"^[1-9]\d* documents, \d+ quantities, \d+ failed$",
        folders=True,
    ),
)


def auditor(root: Path) -> Program:
    """The auditor of this checkout, installed as a user installs it."""
    return Program(
        name="auditor",
        packages=(str(root),),
        command=("auditor", "check", TARGET),
        proof=r"\bdocuments?\b",
        failures={2: "it did not check all (a document has ten seconds)"},
    )


# --- installation -----------------------------------------------------------------------------------------------------


def install(program: Program, environments: Path) -> Program:
    """The program with its versions, installed below a folder; raises ``NotObtainedError``."""
    folder = environments / program.name
    deadline = time.monotonic() + PATIENCE
    for command in installation(program, folder):
        if shutil.which(command[0]) is None:
            raise NotObtainedError(f"not installed: there is no {command[0]}")
        try:
            done = finished(command, os.environ, Path.cwd(), deadline - time.monotonic())
        except TooSlowError:
            raise NotObtainedError(f"not installed: more than {PATIENCE:.0f} s") from None
        if done.code:
            raise NotObtainedError(f"not installed: {Path(command[0]).name} ended with {done.code}")
    return replace(program, versions=tuple(version(program, package, folder) for package in program.packages))


def installation(program: Program, folder: Path) -> tuple[tuple[str, ...], ...]:
    """The commands that install a program; also with ``ENV`` for the folder, as the page shows them."""
    if program.npm:
        return (("npm", "install", "--prefix", str(folder), *program.packages),)
    python = str(folder / "bin" / "python")
    return ((sys.executable, "-m", "venv", str(folder)), (python, "-m", "pip", "install", *program.packages))


def version(program: Program, package: str, folder: Path) -> str:
    """Of an installed package, from what was installed; raises ``NotObtainedError``."""
    try:
        if program.npm:
            return str(json.loads((folder / "node_modules" / package / "package.json").read_text("utf-8"))["version"])
        distribution = program.name if package.startswith(os.sep) else package
        ask = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
        asked = [str(folder / "bin" / "python"), "-c", ask, distribution]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
        raise NotObtainedError("not installed: its version cannot be read") from None


def machine() -> str:
    """What the figures were measured on; nothing that names the machine."""
    model = re.search(r"^model name\s*: (.*)", _read("/proc/cpuinfo"), re.M)
    node = shutil.which("node")
    nodes = subprocess.run([node, "--version"], capture_output=True, text=True, check=False) if node else None  # noqa: S603
    parts = [
        platform.system(),
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"Node.js {nodes.stdout.strip().lstrip('v')}" if nodes else "no Node.js",
    ]
    return "; ".join(parts)


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""


# --- runs -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that came to its end."""

    code: int
    output: str
    """Of both streams."""
    seconds: float


def started(program: Program, environments: Path, target: str, *more: str) -> list[str]:
    """The command line of an installed program over a target."""
    folder = environments / program.name
    modules = folder / "node_modules"
    here = modules / ".bin" if program.npm else folder / "bin"
    words = {TARGET: target, MODULES: str(modules)}
    return [str(here / program.command[0]), *(words.get(word, word) for word in program.command[1:]), *more]


def finished(command: Sequence[str], environment: Mapping[str, str], cwd: Path, limit: float = LIMIT) -> Ended:
    """Run a process; raises ``TooSlowError`` after ``limit`` seconds, when all that it started is stopped."""
    begun = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=max(limit, 0))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise TooSlowError(f"more than {limit:.0f} s") from None
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        spent = time.perf_counter() - begun
    return Ended(code=process.returncode, output=output.decode(errors="replace"), seconds=spent)


def counted(ended: Ended, program: Program) -> float:
    """The seconds of a run that did its work, whatever it found; raises ``NotObtainedError`` for any other."""
    if ended.code not in (0, 1):
        raise NotObtainedError(program.failures.get(ended.code, f"ended with {ended.code}"))
    silent = not ended.code and not ended.output.strip()  # nothing found, nothing said
    if not (silent or re.search(program.proof, ended.output, re.M)):
        raise NotObtainedError(f"ended with {ended.code}, and nothing shows that it read its text")
    return ended.seconds
