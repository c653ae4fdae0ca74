"""The words of a comment that accepts a finding.

    <!-- auditor: ignore llm/idle-gpus [3f2a9c]: the spare GPUs are for failover -->

One rule, the code of the numbers that it has seen, and a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from auditor.patterns import regex

FORM = "auditor: ignore RULE [CODE]: REASON"
PLACEHOLDER = "REASON"
"""What a comment that is printed for copying says in place of the reason."""
_VERB = "ignore"
_CALL = regex(r"auditor\s*:\s*(?P<verb>[^\s:\[]*)\s*(?P<rest>.*)", re.I | re.S)
_REST = regex(r"(?P<rule>[^\s\[\]:]+)\s*(?:\[\s*(?P<code>[^\[\]]*?)\s*\])?\s*(?::\s*(?P<reason>.*))?", re.S)


class Directive(Struct, frozen=True, kw_only=True):
    """What a comment asks for. ``code`` and ``reason`` are empty where it does not give them."""

    rule: str
    code: str
    reason: str


def written(rule: str, code: str, reason: str = PLACEHOLDER) -> str:
    """The whole comment."""
    return f"<!-- auditor: {_VERB} {rule} [{code}]: {reason} -->"


def understood(text: str, known: Collection[str]) -> Directive | str:
    """What the text of a comment asks for, or what is wrong with it; ``known`` are the ids of all rules."""
    call = _CALL.fullmatch(text.strip())
    if call is None:
        return f"not understood; expected `{FORM}`"
    if call["verb"] != _VERB:
        from difflib import get_close_matches  # noqa: PLC0415 - for what is wrong only

        near = f"did you mean {_VERB!r}? " if get_close_matches(call["verb"], [_VERB]) else ""
        return f"unknown word {call['verb']!r}: {near}expected `{FORM}`"
    rest = _REST.fullmatch(call["rest"])
    if rest is None:
        return f"not understood; expected `{FORM}`, with one rule"
    rule, reason = rest["rule"], " ".join((rest["reason"] or "").split())
    if "*" in rule:
        return f"{rule!r} stands for several rules; a comment ignores one"
    if rule not in known:
        return f"there is no rule {rule!r}{_nearest(rule, known)}"
    return Directive(rule=rule, code=(rest["code"] or "").lower(), reason="" if reason == PLACEHOLDER else reason)


def _nearest(rule: str, known: Collection[str]) -> str:
    """The rule that was probably meant: spelled nearly so, or without its pack."""
    from difflib import get_close_matches  # noqa: PLC0415

    same_name = sorted(each for each in known if each.partition("/")[2] == rule)
    near = same_name or get_close_matches(rule, sorted(known), n=1)
    return f": did you mean {near[0]!r}?" if near else "; `auditor rules list` names them"
