"""Where the rules and templates that come with the auditor stand.

They lie inside the installed package (``_bundled``, put there when the wheel is built) or, in a checkout, at its top.
"""

from __future__ import annotations

from pathlib import Path

from auditor.errors import ConfigError

PACKAGE = Path(__file__).resolve().parent


def rules_folder() -> Path:
    """The folder of rule packs, vocabulary and knowledge."""
    return _folder("rules")


def templates_folder() -> Path:
    """The folder of report templates."""
    return _folder("templates")


def _folder(name: str) -> Path:
    bundled = PACKAGE / "_bundled" / name
    if bundled.is_dir():
        return bundled
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise ConfigError(
        f"the auditor's own {name} folder is missing: it is neither at {bundled} nor in a checkout; install it again"
    )
