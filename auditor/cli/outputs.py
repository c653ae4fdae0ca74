"""Where reports go: standard output, and files that are complete or not there at all; tables go to a folder."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from auditor.errors import ConfigError
from auditor.model import Report


class Format(Struct, frozen=True, kw_only=True):
    """A way to write a report; ``module`` of ``auditor.reports`` has a ``render``."""

    module: str
    purpose: str
    folder: bool = False
    """``render`` gives the bytes of several files by name instead of one text, with the claims that were read."""
    needs: str = ""
    """A library of the extra ``data``."""


FORMATS: Mapping[str, Format] = {
    "text": Format(module="terminal", purpose="for people"),
    "json": Format(module="json_report", purpose="every check, for programs"),
    "sarif": Format(module="sarif", purpose="code scanning"),
    "github": Format(module="github", purpose="annotations in GitHub Actions"),
    "gitlab": Format(module="gitlab", purpose="GitLab code quality"),
    "junit": Format(module="junit", purpose="test reports"),
    "comment": Format(module="comment", purpose="Markdown for a pull request"),
    "parquet": Format(module="parquet", purpose="tables", folder=True, needs="pyarrow"),
}
PRINTED = tuple(name for name, each in FORMATS.items() if not each.folder)
"""Those that can go to standard output."""
PRINTED_TOLD = ", ".join(f"{name} ({FORMATS[name].purpose})" for name in PRINTED)


class Output(Struct, frozen=True, kw_only=True):
    """One ``-o FORMAT:FILE``, or ``-o FORMAT`` for standard output."""

    format: str
    path: Path | None = None

    @property
    def is_folder(self) -> bool:
        """Whether several files are written, which also hold what was read."""
        return FORMATS[self.format].folder


def parse_outputs(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[Output, ...]:
    """Read ``json:report.json``; refuse what could not be written before anything is audited."""
    outputs = []
    for value in values:
        format_, colon, name = value.partition(":")
        if refusal := _refusal(format_, name if colon else None):
            raise click.BadParameter(f"{value!r}: {refusal}", ctx, param)
        outputs.append(Output(format=format_, path=Path(name) if colon else None))
    if sum(output.path is None for output in outputs) > 1:
        raise click.BadParameter(
            "only one format goes to standard output; write FORMAT:FILE for the others", ctx, param
        )
    if twice := _named_twice(outputs):
        raise click.BadParameter(f"{str(twice)!r} is named twice; one report would replace the other", ctx, param)
    return tuple(outputs)


def _named_twice(outputs: Sequence[Output]) -> Path | None:
    """A file or folder that two reports would go to; a device or a pipe takes both."""
    seen: set[str] = set()
    for path in (output.path for output in outputs if output.path):
        real = os.path.realpath(path)
        if real in seen and (path.is_file() or path.is_dir() or not path.exists()):
            return path
        seen.add(real)
    return None


def _refusal(format_: str, name: str | None) -> str | None:
    if format_ not in FORMATS or name == "":
        return f"not FORMAT or FORMAT:FILE with FORMAT one of {', '.join(FORMATS)}"
    if FORMATS[format_].folder:
        return _folder_refusal(FORMATS[format_], name)
    if name is None:
        return None
    path = Path(name)
    if name == "-" or path.is_dir():
        return "not a file; for standard output leave it out"
    return _parent_refusal(path)


def _folder_refusal(format_: Format, name: str | None) -> str | None:
    if name in (None, "-"):
        return "it is several files: name a folder for them behind a colon"
    assert name is not None
    path = Path(name)
    if path.exists() and not path.is_dir():
        return "not a folder"
    if find_spec(format_.needs) is None:
        return f"it needs {format_.needs}, which is not installed: pip install 'auditor[data]'"
    return _parent_refusal(path)


def _parent_refusal(path: Path) -> str | None:
    return None if path.parent.is_dir() else f"there is no folder {str(path.parent)!r}"


def write_report(report: Report, output: Output, *, verbose: bool) -> None:
    """Write what goes to a file or folder. ``ConfigError`` if it cannot be written."""
    assert output.path is not None
    if not output.is_folder:
        write_file(output.path, rendered(report, output.format, verbose=verbose))
        return
    render: Callable[[Report], Mapping[str, bytes]] = _renderer(output.format)
    files = render(report)
    make_folder(output.path)
    for name, data in files.items():
        write_bytes(output.path / name, data)


def _renderer(format_: str) -> Callable[[Report], Any]:
    render: Callable[[Report], Any] = import_module(f"auditor.reports.{FORMATS[format_].module}").render
    return render


def rendered(report: Report, format_: str, *, verbose: bool, color: bool = False, footer: bool = True) -> str:
    """The report in one of the ``PRINTED`` formats."""
    if format_ != "text":
        text: str = _renderer(format_)(report)
        return text
    from auditor.reports import terminal  # noqa: PLC0415

    stream = io.StringIO()
    terminal.render(report, verbose=verbose, color=color, stream=stream, footer=footer)
    return stream.getvalue()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, as far as they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder cannot be made: {error.strerror}", path=path.as_posix()) from error


def write_file(path: Path, text: str) -> None:
    """Put the whole text in place of the file in one step: nobody ever sees half a report."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, data: bytes, what: str = "report") -> None:
    """The same with bytes; ``what`` is how an error calls them."""
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(data)  # a device or a pipe must not be replaced by a file
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise ConfigError(f"the {what} cannot be written: {error.strerror}", path=str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.auditor-tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
