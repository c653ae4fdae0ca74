"""Where reports go: standard output, and files that are complete or not there at all."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click

from auditor.errors import ConfigError
from auditor.model import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to print a report; ``module`` of ``auditor.reports`` has a ``render``."""

    module: str
    purpose: str


FORMATS: Mapping[str, Format] = {
    "text": Format(module="terminal", purpose="for people"),
    "json": Format(module="json_report", purpose="every check, for programs"),
    "sarif": Format(module="sarif", purpose="code scanning"),
    "github": Format(module="github", purpose="annotations in GitHub Actions"),
    "gitlab": Format(module="gitlab", purpose="GitLab code quality"),
    "junit": Format(module="junit", purpose="test reports"),
    "comment": Format(module="comment", purpose="Markdown for a pull request"),
}
FORMATS_TOLD = ", ".join(f"{name} ({each.purpose})" for name, each in FORMATS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One ``-o FORMAT:FILE``, or ``-o FORMAT`` for standard output."""

    format: str
    path: Path | None = None


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
    """A file that two reports would go to; a device or a pipe takes both."""
    seen: set[str] = set()
    for path in (output.path for output in outputs if output.path):
        real = os.path.realpath(path)
        if real in seen and (path.is_file() or not path.exists()):
            return path
        seen.add(real)
    return None


def _refusal(format_: str, name: str | None) -> str | None:
    if format_ not in FORMATS or name == "":
        return f"not FORMAT or FORMAT:FILE with FORMAT one of {', '.join(FORMATS)}"
    if name is None:
        return None
    path = Path(name)
    if name == "-" or path.is_dir():
        return "not a file; for standard output leave it out"
    return None if path.parent.is_dir() else f"there is no folder {str(path.parent)!r}"


def rendered(report: Report, format_: str, *, verbose: bool, color: bool = False, footer: bool = True) -> str:
    """The report in one of the ``FORMATS``."""
    if format_ != "text":
        render: Callable[[Report], str] = import_module(f"auditor.reports.{FORMATS[format_].module}").render
        return render(report)
    from auditor.reports import terminal  # noqa: PLC0415

    stream = io.StringIO()
    terminal.render(report, verbose=verbose, color=color, stream=stream, footer=footer)
    return stream.getvalue()


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
