"""Where a finding that a change brought is shown: on a line that it touched, whichever side moved."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.acceptance.revision import Touches
from auditor.model import Check, DocumentReport, Place

_LONGEST_QUOTE = 80


def anchored(report: DocumentReport, touches: Touches) -> DocumentReport:
    """The report with its findings on touched lines, as far as what they rest on stands on one."""
    return replace(
        report, checks=tuple(_anchored(each, touches) if each.is_finding else each for each in report.checks)
    )


def _anchored(check: Check, touches: Touches) -> Check:
    if touches(check.place):
        return check
    touched = [place for place in _rests_on(check) if touches(place)]
    # A line of the document itself says more than one of its configuration.
    touched.sort(key=lambda place: place.path != check.place.path)
    return _shown_at(touched[0], check) if touched else check


def _rests_on(check: Check) -> list[Place]:
    """Operands first: a related place may only repeat the statement."""
    operands = [used.place for used in check.operands if used.place and used.origin in ("document", "configuration")]
    return list(dict.fromkeys(place for place in (*operands, *check.related) if place != check.place))


def _shown_at(place: Place, check: Check) -> Check:
    """The check at another place: the statement becomes a related one, and the message says where it stands."""
    statement = check.place
    where = f"line {statement.line}" if statement.path == place.path else f"{statement.path}, line {statement.line}"
    line = " ".join(statement.line_text.split())
    quote = line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
    return replace(
        check,
        place=place,
        moved_from=statement,
        stated_span=place.span,
        message=f"{check.message} (This change made it so; the statement is in {where}: “{quote}”.)",
        related=(statement, *(each for each in check.related if each != place)),
    )
