"""Which commit a revision stands for when changes since then are asked for, and what to do where it is missing."""

from __future__ import annotations

from msgspec import Struct

from auditor.errors import ConfigError
from auditor.patterns import regex
from auditor.workspace.git import Repository

HEAD = "HEAD"
_COMMIT_ID = regex(r"[0-9a-f]{7,64}")
_RELATIVE = regex(r"(HEAD|@)[~^@].*")


class Base(Struct, frozen=True, kw_only=True):
    """What is compared with: a commit, or the empty tree where there is none yet."""

    object: str
    name: str
    """As people call it: ``main (1a2b3c4)``."""


def base_of(repository: Repository, revision: str) -> Base:
    """The last commit that the revision and HEAD have in common: what happened on main since then is no change of ours.

    A revision that HEAD descends from is that commit itself; where the two have nothing in common, it is the revision.
    """
    commit, head = repository.commit(revision), repository.commit(HEAD)
    if commit is None:
        if revision == HEAD:
            return Base(object=repository.empty_tree(), name="the beginning, as there is no commit yet")
        raise ConfigError(_missing(repository, revision))
    common = repository.merge_base(commit, head) if head else commit
    if common is None and repository.is_shallow:
        raise ConfigError(
            f"this clone has only a part of the history, and not the commit where {revision!r} and HEAD part; "
            f"get the rest first: `git fetch --unshallow`{_CHECKOUT}"
        )
    if common in (None, commit):
        return Base(object=commit, name=f"{revision} ({commit[:7]})")
    return Base(object=common, name=f"{common[:7]}, where {revision} and HEAD part")


_CHECKOUT = " (in GitHub Actions: `fetch-depth: 0` for actions/checkout)"


def _missing(repository: Repository, revision: str) -> str:
    message = f"there is no revision {revision!r}"
    if repository.commit(f"origin/{revision}"):
        return f"{message}: did you mean 'origin/{revision}'?"
    if repository.is_shallow:
        return f"{message} in this clone, which has only a part of the history; get it first: {_fetching(revision)}"
    return f"{message}; `git fetch` gets what others have pushed"


def _fetching(revision: str) -> str:
    """The command that gets a revision, as its name tells."""
    if _RELATIVE.fullmatch(revision):
        command = "git fetch --deepen=100"
    elif _COMMIT_ID.fullmatch(revision):
        command = f"git fetch --depth=100 origin {revision}"
    else:
        branch = revision.removeprefix("origin/")
        command = f"git fetch --unshallow origin {branch}:refs/remotes/origin/{branch}"
        if branch == revision:
            return f"`{command}`, then --since origin/{branch}{_CHECKOUT}"
    return f"`{command}`{_CHECKOUT}"
