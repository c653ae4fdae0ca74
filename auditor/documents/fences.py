"""Which fences are calculation sheets and which are code.

More than a third of all calculations in engineering documents stand in fences that carry no tag, or ``text``, beside
shell sessions, configuration and logs without a tag. A fence of code is not read: its numbers are settings and
literals, and few of its lines state anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from auditor.patterns import regex

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
    r"select (?:\*|[a-z_][\w.]*(?:\(.*\))?)(?:,|$| from | as )|(?:group|order) by \w|where [a-z_][\w.]* *(?:[=<>]|in )",
    r"(?:RUN|COPY|ENV|WORKDIR|ENTRYPOINT|EXPOSE) +[\w./\[\"]|print\(|\w+(?:Error|Exception): ",
    # shells
    rf"(?:[A-Z][A-Z0-9_]*=\S+ +)+(?:\.{{0,2}}/\w|(?:{_COMMANDS}|{_WORDS}) )",
    r"(?=[A-Z0-9]+_)(?:[A-Z][A-Z0-9_]*=\S+ +)+[a-z][\w./-]*(?: [^=×*+]*)?$",
    rf"(?:[$>%#] *)?(?:{_COMMANDS}) +--?[A-Za-z]",
    rf"(?:[$>%#] *)?(?:{_COMMANDS})(?= +[\w./\"'$~{{<|*-]|$)(?!.*(?: [=×x] |: \$?\d| is | are | per ))",
    rf"(?:[$>%#] *)?(?:{_WORDS}) +(?:-|\S*[./$~=]\w)",
    r">>> |(?:\$|\.\.\.) +[A-Za-z_./~(]|[\w.-]+@[\w.-]+[:~].*[$#]",
    r"\.{0,2}/[\w.-]|https?://",
    r"[A-Z][A-Z0-9]*_[A-Z0-9_]+=(?![\d.,]+\b)\S",
    # data and logs
    r"[\"'][^\"']+[\"'] *:|[\w.-]+ *[:=] *(?:[\"'\[{]|\$[A-Za-z_({])",
    r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\[?[IWEF]\d{4} \d\d:\d\d",
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d |[0-9a-f]{8}  (?:[0-9a-f]{2} ){4}",
    r"[{\[] *[\"{\[].*[}\],]$|[│├└─ ]*[├└]──+ ?[\w.-]+/?(?: +#.*)?$|(?=.*[A-Za-z])[^\s,]+(?:,[^\s,]+){2,}$",
    r"\[?(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL)\b",
    r"(?:GET|POST|PUT|DELETE|PATCH|HEAD) [/h]|HTTP/\d",
)
_HOLDS_CODE = (
    r"[;{]$|(?<!\\)\\$",
    r"\$\(\(|\$\{|\$\([a-z]",
    r"\w\([^()=]*\b[a-z_]+=[\w\"'\[(-]|\b[a-z_]\w*\.[A-Za-z_]\w*\(",
    r"[=-]> *\{|\) *-> *\w+ *[:{]|::|:=|&&|\|\||!=|\+=|\+\+",
    r"(?:^|\s)--[a-z][\w-]+(?:[=\s]|$)",
)
# A session, and the heads of what common commands print: the numbers below are measurements.
_BEGINS_SESSION = (
    r">>> |~?\$ +[A-Za-z_./~(]|(?:\(\w+\) )?[\w.-]+@[\w.-]+[: ~][^$#]*[$#] +\w|\[[\w.-]+@[\w.-]+ [^\]]*\][$#] ",
    r"PS [A-Z]:\\|(?:mysql|sqlite|cqlsh|redis|scala|MariaDB \[\S*\])> |\w+=[#>] +\w",
    r"(?=.* (?:STATUS|READY|AGE|PID|COMMAND|NAMESPACE)(?: |$))[A-Z][A-Z -]+$|Filesystem +(?:Size|1K-blocks)|total \d+$",
    r"(?:GET|POST|PUT|DELETE|PATCH|HEAD) \S+ HTTP/\d|HTTP/\d(?:\.\d)? \d{3}\b|commit [0-9a-f]{7,40}$",
)
# Lines that no sheet has.
_SETTLES_IT = (
    r"@@ -\d+(?:,\d+)? \+\d+|diff --git |--- a/|Traceback \(most recent|\| NVIDIA-SMI ",
    r"[-dl](?:[r-][w-][xsStT-]){3}[.+@]? |\d+ bytes from |(?:done|fi|esac)(?:$|[ ;])|.*; *(?:do|then)$",
)
# ``n = 20 / 8`` of a program: nothing but names and plain numbers, and no result.
_ASSIGNMENT = regex(r"[a-z_]\w* ?[-+*/]?= ?[\w.+\-*/%()\[\], ]+$", re.ASCII)
_OPERATION = regex(r"[\w)\]] ?(?:[-+*/%]|//|\*\*) ?[\w(]", re.ASCII)
_NAME = regex(r"[A-Za-z_]\w*")
_QUANTITY = regex(r"\d\s?[A-Za-z]{1,4}\b")
# ``replicas: 3`` of YAML; with a unit or words after the number it is a line of a sheet.
_SETTING_LINE = regex(r"^(?:- )?[a-z][\w./-]*:(?:\s+(?:-?[\d.]+|[A-Za-z_][\w./:-]*|true|false))?$")
_SECTION_LINE = regex(r"\[\[?[\w. -]+\]\]?$")
_SECTION_SETTING = regex(r"[\w.-]+ ?= ?[^\s=]+$")
_ITEM_LINE = regex(r"^- [\w\"'./-]+$")
_RELATION = regex(r"[=≈~→×÷*]| x |\d\s?(?:[KMGTP]i?B|%|[mµun]s|GPUs?|tokens?|cores?)\b")
_SHEET_LINE = regex(r" [=≈×x+] |: +[~$]?[0-9]")
_DIGIT = regex("[0-9]")
_SAYS_SOMETHING = regex(r"[^\W_]|^[\])}\[{(]+[;,]?$")


def code_reason(tag: str, lines: Iterable[str]) -> str:
    """Why a fence is passed over, or nothing if it is a calculation sheet."""
    name = _name(tag) if tag else ""
    if name in _FORMULA_TAGS:
        return ""
    if name not in _SHEET_TAGS and name not in _SHELL_TAGS:
        return f"code ({name})"
    texts = [text for line in lines if _SAYS_SOMETHING.search(text := line.strip())]
    if name in _SHEET_TAGS:
        return "code" if _is_code(texts) else ""
    return f"code ({name})" if any(map(_runs, texts)) else ""


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Compiled when the first fence without a tag is met: it takes as long as parsing a short document."""
    return re.compile("|".join(parts))


def _is_code_line(text: str) -> bool:
    return _pattern(_BEGINS_CODE).match(text) is not None or _pattern(_HOLDS_CODE).search(text) is not None


def _name(tag: str) -> str:
    """The language: ``python`` of ``python title="x.py"`` and of ``{.python .numberLines}``."""
    return re.split(r"[\s,:{}]+", tag.strip().lstrip("{."), maxsplit=1)[0].lower()


def _is_code(texts: list[str]) -> bool:
    """Whether more lines look like code than do not; comments alone say nothing."""
    said = [text for text in texts if text[0] != "#"]
    if not said or _pattern(_BEGINS_SESSION).match(said[0]):
        return bool(said)
    if any(map(_pattern(_SETTLES_IT).match, said)) or _is_section(said):
        return True
    code = [text for text in said if _is_code_line(text)]
    settings = [text for text in said if _SETTING_LINE.match(text) or _ITEM_LINE.match(text)]
    if any(text.endswith(":") or text.startswith("-") for text in settings):
        code += settings
    rest = [text for text in said if text not in code]
    if len(code) * 2 == len(said) and not any(map(_states, rest)):
        return True
    return len(code) * 2 > len(said) or _is_program(rest, computes=bool(code))


def _is_section(said: list[str]) -> bool:
    """Settings below ``[name]`` lines."""
    rest = [text for text in said if not _SECTION_LINE.match(text)]
    return _SECTION_LINE.match(said[0]) is not None and bool(rest) and all(map(_SECTION_SETTING.match, rest))


def _is_program(rest: list[str], *, computes: bool) -> bool:
    """Whether all lines that are not code assign something, and what is computed is not written down."""
    if not all(_ASSIGNMENT.match(text) and not _QUANTITY.search(text) for text in rest):
        return False
    if computes or any("//" in text for text in rest):
        return True
    # A formula in names that are explained elsewhere is no program.
    sides = [text.partition("=") for text in rest]
    known = {left.rstrip(" +-*/%") for left, _, _ in sides}
    names = {name for _, _, right in sides for name in _NAME.findall(right)}
    return names <= known and any(map(_OPERATION.search, rest))


def _runs(text: str) -> bool:
    """Whether a line of a shell script does anything: it is no comment and states no number."""
    return not text.startswith("#") and (_is_code_line(text) or not _SHEET_LINE.search(text))


def _states(text: str) -> bool:
    """Whether a line says something with a number."""
    return _DIGIT.search(text) is not None and _RELATION.search(text) is not None
