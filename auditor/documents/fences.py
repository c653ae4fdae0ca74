"""Which fences are calculation sheets and which are code.

More than a third of all calculations in engineering documents stand in fences that carry no tag, or ``text``, beside
shell sessions, configuration and logs without a tag. A fence of code is not read: its numbers are settings and
literals, and few of its lines state anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_SHEET_TAGS = frozenset({"", "text", "txt", "plain", "plaintext", "none", "ascii", "calc", "calculation"})
_FORMULA_TAGS = frozenset({"math"})
# Some authors tag a sheet of commented calculations ``bash`` for its colours.
_SHELL_TAGS = frozenset({"bash", "sh", "shell", "zsh"})

_COMMANDS = (
    "ansible|apt|apt-get|awk|aws|az|bash|brew|cargo|cd|chmod|chown|cmake|conda|cp|curl|deepspeed|dnf|docker|echo|etcdctl"
    "|gcloud|git|grep|gunzip|gzip|helm|java|kubectl|ls|minikube|mkdir|mpirun|mv|mysql|ncu|npm|npx|nsys|numactl|nvidia-smi"
    "|perl|pip3?|pnpm|poetry|psql|python3?|redis-cli|rm|ruby|salloc|sbatch|scp|sed|squeue|srun|ssh|sudo|systemctl|tar"
    "|terraform|torchrun|unzip|wget|yarn|yum"
)
# Commands that are words as well: ``head dim = 128``, ``node 1: 64 GB``.
_WORDS = "cat|env|export|find|go|head|make|node|perf|sh|source|tail|uv|vllm"
# What a sheet may call, too: ``nodes = max(5, 3)``.
_ARITHMETIC = "abs|ceil|ceiling|exp|floor|ln|log|log10|log2|max|mean|min|roundup|round|sqrt|sum"

_BEGINS_CODE = (
    # brackets on lines of their own
    r"[\])}]+[;,)]*$|[\[{(]+$",
    # programming languages
    r"(?:(?:async|export|pub|public|private|static) )*(?:def|fn|func|function) *\w*\(",
    r"(?:export |public |abstract )*(?:class|enum|impl|interface|namespace|struct|type|message) .*[{:]$",
    r"(?:import|package|using) +[\w.\"'{*]+(?:,? .*from .*| as \w+)?;?$|from [\w.]+ import ",
    r"(?:const|let|var|val) \w+(?:: *\w+)? *=|return\b(?!.*[=:×])|(?:throw|yield|await|typedef|extern) ",
    r"(?:if|for|while|switch|match|case|elif|except)\b.*[:{)]$|(?:else|try|finally) *[:{]$",
    r"(?:#include|#define|#!|//|/\*|\*/|-- |<!--|<\?|@\w+(?! *[\d=]))|</?[A-Za-z][^<>]*>",
    rf"[\w.\[\]]+\s*=\s*(?!(?:math\.)?(?:{_ARITHMETIC})\()[a-z_][\w.]*\([^()]*\)?$",
    r"\w+\[[\w\"':., ]+\] *=",
    r"(?:ALTER TABLE|CREATE|DELETE FROM|DROP|FROM|GRANT|INSERT INTO|SELECT|WHERE|UPDATE \w+ SET)\b",
    # shells
    rf"(?:[$>%#] *)?(?:{_COMMANDS})(?= +[\w./\"'$~{{<|*-]|$)(?!.*(?: [=×x] |: \$?\d| is | are | per ))",
    rf"(?:[$>%#] *)?(?:{_WORDS}) +(?:-|\S*[./$~=]\w)",
    r">>> |(?:\$|\.\.\.) +[A-Za-z_./~(]|[\w.-]+@[\w.-]+[:~].*[$#]",
    r"\.{0,2}/[\w.-]|https?://",
    r"[A-Z][A-Z0-9]*_[A-Z0-9_]+=(?![\d.,]+\b)\S",
    # data and logs
    r"[\"'][^\"']+[\"'] *:|[\w.-]+ *[:=] *(?:[\"'\[{]|\$[A-Za-z_({])",
    r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\[?[IWEF]\d{4} \d\d:\d\d",
    r"\[?(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL)\b",
    r"(?:GET|POST|PUT|DELETE|PATCH|HEAD) [/h]|HTTP/\d",
)
_HOLDS_CODE = (
    r"[;{]$|(?<!\\)\\$",
    r"\w\([^()=]*\b[a-z_]+=[\w\"'\[(-]|\b[a-z_]\w*\.[A-Za-z_]\w*\(",
    r"[=-]> *\{|\) *-> *\w+ *[:{]|::|:=|&&|\|\||!=|\+=|\+\+",
    r"(?:^|\s)--[a-z][\w-]+(?:[=\s]|$)",
)
_PROMPT = re.compile(r">>> |~?\$ +[A-Za-z_./~(]")
# ``replicas: 3`` of YAML; with a unit or words after the number it is a line of a sheet.
_SETTING_LINE = re.compile(r"^(?:- )?[a-z][\w./-]*:(?:\s+(?:-?[\d.]+|[A-Za-z_][\w./:-]*|true|false))?$")
_ITEM_LINE = re.compile(r"^- [\w\"'./-]+$")
_RELATION = re.compile(r"[=≈~→×÷*]| x |\d\s?(?:[KMGTP]i?B|%|[mµun]s|GPUs?|tokens?|cores?)\b")
_SHEET_LINE = re.compile(r" [=≈×x+] |: +[~$]?[0-9]")
_DIGIT = re.compile("[0-9]")
_SAYS_SOMETHING = re.compile(r"[^\W_]|^[\])}\[{(]+[;,]?$")


def code_reason(tag: str, lines: Iterable[str]) -> str:
    """Why a fence is passed over, or nothing if it is a calculation sheet."""
    name = _name(tag)
    if name in _FORMULA_TAGS:
        return ""
    texts = [text for line in lines if _SAYS_SOMETHING.search(text := line.strip())]
    if name in _SHEET_TAGS:
        return "code" if _is_code(texts) else ""
    if name in _SHELL_TAGS and not any(_runs(text) for text in texts):
        return ""
    return f"code ({name})"


@cache
def _code_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compiled when the first fence without a tag is met: it takes as long as parsing a short document."""
    return re.compile("|".join(_BEGINS_CODE)), re.compile("|".join(_HOLDS_CODE))


def _is_code_line(text: str) -> bool:
    begins, holds = _code_patterns()
    return begins.match(text) is not None or holds.search(text) is not None


def _name(tag: str) -> str:
    """The language: ``python`` of ``python title="x.py"`` and of ``{.python .numberLines}``."""
    return re.split(r"[\s,:{}]+", tag.strip().lstrip("{."), maxsplit=1)[0].lower()


def _is_code(texts: list[str]) -> bool:
    """Whether more lines look like code than do not; comments alone say nothing."""
    said = [text for text in texts if not text.startswith("#")]
    if not said or _PROMPT.match(said[0]):
        return bool(said)
    code = [text for text in said if _is_code_line(text)]
    settings = [text for text in said if _SETTING_LINE.match(text) or _ITEM_LINE.match(text)]
    if any(text.endswith(":") or text.startswith("-") for text in settings):
        code += settings
    if len(code) * 2 == len(said):
        return not any(_states(text) for text in said if text not in code)
    return len(code) * 2 > len(said)


def _runs(text: str) -> bool:
    """Whether a line of a shell script does anything: it is no comment and states no number."""
    return not text.startswith("#") and (_is_code_line(text) or not _SHEET_LINE.search(text))


def _states(text: str) -> bool:
    """Whether a line says something with a number."""
    return _DIGIT.search(text) is not None and _RELATION.search(text) is not None
