"""What git knows of the documents: revisions, changes, contents. Nothing is written, and nothing of theirs is run.

A repository is as little to be trusted as its documents: its configuration can name programs that git runs for hooks,
for watching files, for comparing and for filtering contents. Each is turned off below, lazy fetches included, so that
an audit never runs more than git itself. Variables of the environment that name another repository, as a hook's do,
are taken away; but the index stays the one that a hook was given, since ``git commit -a`` makes one of its own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from shutil import which

from msgspec import Struct

from auditor.errors import ConfigError

_KEPT = frozenset(
    """GIT_INDEX_FILE GIT_CEILING_DIRECTORIES GIT_DISCOVERY_ACROSS_FILESYSTEM
    GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM""".split()
)
_QUIET = (
    *("--no-optional-locks", "--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false"),  # a program that git asks which files changed
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),  # what a partial clone lacks is not fetched: that runs ssh and helpers
)
# No program of the configuration compares or converts; of a submodule only its commit is looked at.
_PLAINLY = ("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty")
_MANY = 400
"""Folders that are asked for at once: a command line has an end."""
SUBMODULE = "160000"
_REGULAR = ("100644", "100755")


class Change(Struct, frozen=True, kw_only=True):
    """One path that differs. Paths are relative to the top of the repository; ``None`` where there is none."""

    old: str | None
    new: str | None
    submodule: bool = False


class Entry(Struct, frozen=True, kw_only=True):
    """A file as a tree or the index has it."""

    mode: str
    object: str

    @property
    def regular(self) -> bool:
        """Neither a symbolic link nor a submodule."""
        return self.mode in _REGULAR


class Repository:
    """Questions about the repository that a folder lies in. All errors are ``ConfigError``."""

    def __init__(self, folder: Path) -> None:
        program = which("git")
        if program is None:
            raise ConfigError("git is not installed, and changes are found with it")
        self._command: tuple[str, ...] = (program, *_QUIET)
        self._environment = _environment()
        self._folder = folder
        self.top = self._top()
        self._folder = Path(self.top)
        self._command = (*self._command, *self._without_filters())

    # --- revisions ----------------------------------------------------------------------------------------------------

    def commit(self, revision: str) -> str | None:
        """The id of a commit; ``None`` if there is no such in this clone."""
        if revision.startswith("-") or "\0" in revision:
            raise ConfigError(f"{revision!r} is no revision")
        found = self._ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", fine=(0, 1, 128))
        return found.decode().strip() or None

    def merge_base(self, one: str, other: str) -> str | None:
        """The last commit that two have in common, as far as this clone knows."""
        found = self._ask("merge-base", one, other, fine=(0, 1))
        return found.decode().strip() or None

    @cached_property
    def is_shallow(self) -> bool:
        """Whether this clone knows only a part of its history."""
        return self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"

    def empty_tree(self) -> str:
        """What a repository without a commit holds."""
        return self._ask("hash-object", "-t", "tree", "--stdin").decode().strip()

    # --- what differs -------------------------------------------------------------------------------------------------

    def changes(self, base: str, *, staged: bool) -> tuple[Change, ...]:
        """What differs between a commit and the working tree, or the index; not what git does not know of."""
        cached = ("--cached",) if staged else ()
        return tuple(_changes(self._ask("diff", *_PLAINLY, "-M", *cached, base, "--")))

    # --- contents -----------------------------------------------------------------------------------------------------

    def index(self) -> dict[str, Entry]:
        """Every file of the index; of one with conflicts no entry is the right one, and its mode is empty."""
        found: dict[str, Entry] = {}
        for head, path in _listed(self._ask("ls-files", "--stage", "-z")):
            mode, identity, stage = head.split(" ")
            found[path] = Entry(mode=mode if stage == "0" else "", object=identity)
        return found

    def folders(self, commit: str, folders: Iterable[str]) -> dict[str, dict[str, Entry]]:
        """The files that stand right in folders of a commit, by name; ``""`` is the top."""
        found: dict[str, dict[str, Entry]] = {folder: {} for folder in folders}
        below = sorted(folder for folder in found if folder)
        questions = [[f"{folder}/" for folder in below[at : at + _MANY]] for at in range(0, len(below), _MANY)]
        questions += [[]] if "" in found else []
        for paths in questions:
            for head, path in _listed(self._ask("ls-tree", "-z", "--full-tree", commit, "--", *paths)):
                folder, _, name = path.rpartition("/")
                mode, kind, identity = head.split(" ")
                if kind == "blob" and folder in found:
                    found[folder][name] = Entry(mode=mode, object=identity)
        return found

    def contents(self, objects: Iterable[str], limit: int) -> dict[str, bytes]:
        """The contents of files by their ids; without those larger than ``limit`` bytes, or missing in this clone."""
        wanted = sorted(set(objects))
        sizes = self._ask("cat-file", "--batch-check", given="".join(f"{each}\n" for each in wanted).encode())
        lines = (line.split(" ") for line in sizes.decode().splitlines())
        small = [line[0] for line in lines if len(line) == 3 and int(line[2]) <= limit]
        return dict(_blobs(self._ask("cat-file", "--batch", given="".join(f"{each}\n" for each in small).encode())))

    # --- asking -------------------------------------------------------------------------------------------------------

    def _ask(self, *question: str, given: bytes = b"", fine: Sequence[int] = (0,)) -> bytes:
        done = subprocess.run(  # noqa: S603 - git itself, told to run nothing else
            [*self._command, *question],
            cwd=self._folder,
            env=self._environment,
            input=given,
            capture_output=True,
            check=False,
        )
        if done.returncode not in fine:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
            raise ConfigError(f"git {question[0]} failed: {_hinted(said[0])}")
        return done.stdout if done.returncode == 0 else b""

    def _top(self) -> str:
        try:
            found = os.fsdecode(self._ask("rev-parse", "--show-toplevel")).removesuffix("\n")
        except ConfigError as problem:
            if "not a git repository" in problem.message:
                raise ConfigError("this folder is in no git repository, and changes are found with git") from None
            raise
        return os.path.realpath(found)

    def _without_filters(self) -> Iterator[str]:
        """Options that take away the programs which convert contents on their way to and from the working tree."""
        names = self._ask("config", "-z", "--name-only", "--get-regexp", r"^filter\.", fine=(0, 1))
        for name in filter(None, os.fsdecode(names).split("\0")):
            if "=" in name:
                raise ConfigError(f"the repository's configuration names a filter that cannot be turned off: {name!r}")
            yield from ("-c", f"{name}={'false' if name.endswith('.required') else ''}")


def _environment() -> Mapping[str, str]:
    """Without what a hook, or somebody who calls it, says of another repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    if "GIT_INDEX_FILE" in kept:
        kept["GIT_INDEX_FILE"] = str(Path.cwd() / kept["GIT_INDEX_FILE"])
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}


def _hinted(message: str) -> str:
    message = message.removeprefix("fatal: ")
    if "promisor" in message or "transport" in message:
        return f"{message}; this clone was made with --filter and lacks contents: clone without it"
    return message


def _listed(output: bytes) -> Iterator[tuple[str, str]]:
    """What stands before the tab, and the path, of each item."""
    for item in filter(None, output.split(b"\0")):
        head, _, path = item.partition(b"\t")
        yield head.decode(), os.fsdecode(path)


def _changes(output: bytes) -> Iterator[Change]:
    """``:100644 100644 <old id> <new id> R087``, then the old path and, of a rename, the new one."""
    parts = iter(output.split(b"\0"))
    for head in parts:
        if not head:
            return
        old_mode, new_mode, _, _, status = head[1:].decode().split(" ")
        old = new = os.fsdecode(next(parts))
        if status[0] in "RC":
            new = os.fsdecode(next(parts))
        yield Change(
            old=old if old_mode in _REGULAR else None,
            new=new if status[0] != "D" else None,
            submodule=SUBMODULE in (old_mode, new_mode),
        )


def _blobs(output: bytes) -> Iterator[tuple[str, bytes]]:
    """``<id> blob <size>``, a line end, the content, a line end."""
    at = 0
    while at < len(output):
        line_end = output.index(b"\n", at)
        identity, _, size = output[at:line_end].decode().split(" ")
        at = line_end + 1 + int(size)
        yield identity, output[line_end + 1 : at]
        at += 1
