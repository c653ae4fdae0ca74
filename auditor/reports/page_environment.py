"""Jinja as the reports use it: templates of one folder that choose words, and no text of a document that acts.

Whatever a template prints is escaped for Markdown, unless it is ``Markup``: the output of a macro, or of the filter
``code``. ``autoescape`` is on for this alone: it makes macros return ``Markup``. Filters that would build text out of
both (``join``, ``~``, ``safe``) do not exist here or are refused by a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from traceback import FrameSummary, extract_tb
from typing import TYPE_CHECKING, Any

from auditor.errors import RuleError
from auditor.reports.escape import markdown, visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def rendered(folder: Path, name: str, values: Mapping[str, Any]) -> str:
    """The text that a template makes of these values; ``RuleError`` where the template is wrong."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError  # noqa: PLC0415 - only reports need it

    try:
        return _tidied(environment(folder).get_template(name).render(values))
    except TemplateNotFound as error:
        raise RuleError("there is no such template", path=str(folder / (error.name or name))) from error
    except TemplateSyntaxError as error:
        path = str(folder / (error.name or name))
        raise RuleError(error.message or "not a template", path=path, line=error.lineno) from error
    except (TemplateError, TypeError, LookupError) as error:
        frame = _frame(error, folder)
        if frame is None:
            raise
        raise RuleError(str(error), path=frame.filename, line=frame.lineno) from error


@lru_cache(maxsize=4)
def environment(folder: Path) -> Environment:
    """The environment of one folder: strict, and with nothing in it but what reports need. It keeps its templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=_finalizer(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.clear()
    made.filters["code"] = code
    return made


def _finalizer() -> Callable[[object], Markup]:
    from markupsafe import Markup  # noqa: PLC0415

    def finalize(value: object) -> Markup:
        """What is printed for a value; an undefined one raises here."""
        return value if isinstance(value, Markup) else Markup(markdown(str(value)))  # noqa: S704 - escaped here

    return finalize


def code(text: str) -> Markup:
    """Text as a code span, character by character as :func:`visible` shows it."""
    from markupsafe import Markup  # noqa: PLC0415

    shown = visible(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    room = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return Markup(f"{fence}{room}{shown}{room}{fence}")  # noqa: S704 - no run of backticks in it is as long as the fence


def _tidied(text: str) -> str:
    """No white space at the end of a line, no two empty lines in a row, none at the ends. No value has line breaks."""
    trimmed = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", trimmed).strip("\n") + "\n"


def _frame(error: Exception, folder: Path) -> FrameSummary | None:
    """The template and line that was at work when the error was raised; ``None`` if it was no template's fault."""
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent == folder]
    return frames[-1] if frames else None
