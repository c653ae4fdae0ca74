"""The contract of the tables, ``auditor/tables/1``: which there are, and what each column is; see ``docs/data.md``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

SCHEMA = "auditor/tables/1"

Type: TypeAlias = Literal["string", "int32", "float64", "bool", "strings", "places"]
"""``strings`` is a list of them; ``places`` one of structs: ``path``, ``start_line``, ``start_column``, ``text``."""


class Column(NamedTuple):
    """A column without gaps, or a ``nullable`` one: there a missing value is null, and never an empty string."""

    name: str
    type: Type
    meaning: str
    nullable: bool = False


_SPAN = (
    Column("start_line", "int32", "where the statement begins, from 1"),
    Column("start_column", "int32", "… and there, in characters from 1"),
    Column("end_line", "int32", "where it ends"),
    Column("end_column", "int32", "the first character behind it"),
    Column("section", "strings", "the headings above it, the outermost first"),
)
_DOCUMENTS = (
    Column("document", "string", "the path; the other tables have the same"),
    Column("title", "string", "the first heading, or the name of the file"),
    Column("status", "string", "`checked`, `limited` (checked only in part) or `not_checked`"),
    Column("reason", "string", "why it was not, or not wholly, checked", nullable=True),
    Column("holds", "int32", "how many checks hold"),
    Column("contradicted", "int32", "how many are contradicted, accepted ones included"),
    Column("open", "int32", "how many could not be decided"),
    Column("findings", "int32", "contradictions that nobody accepted"),
    Column("worst", "string", "the severity of the worst finding", nullable=True),
    Column("claims", "int32", "how many rows it has in `claims`"),
    Column("notices", "places", "what is to be said of comments in it; `text` is the message"),
)
_CHECKS = (
    Column("document", "string", "the document that was audited"),
    Column("id", "string", "which check it is; it stays when text comes or goes elsewhere"),
    Column("rule", "string", "the rule's id, such as `arithmetic/total`"),
    Column("title", "string", "what the rule asks for, in words"),
    Column("rule_group", "string", "what the rule is about"),
    Column("severity", "string", "`critical`, `high`, `medium`, `low` or `info`"),
    Column("verdict", "string", "`holds`, `contradicted` or `open`"),
    Column("finding", "bool", "contradicted, and nobody accepted it"),
    Column("path", "string", "the file of the place: the document, or with `--since` perhaps one that it rests on"),
    *_SPAN,
    Column("statement", "string", "the text at this place"),
    Column("stated", "string", "the value on trial, as printed", nullable=True),
    Column("recomputed", "string", "what it should be, in the notation of the document", nullable=True),
    Column("ratio_exact", "string", "recomputed ÷ stated, if both are single values, as `7/2`", nullable=True),
    Column("ratio", "float64", "the same, rounded", nullable=True),
    Column("message", "string", "what the check says, in a sentence"),
    Column("derivation", "strings", "the calculation, step by step"),
    Column("assumptions", "strings", "what had to be supposed"),
    Column("causes", "strings", "what probably happened"),
    Column("doubt", "string", "which of the numbers is probably wrong", nullable=True),
    Column("related", "places", "the other statements that it rests on"),
    Column("fix_replace", "string", "the text that a correction replaces", nullable=True),
    Column("fix_with", "string", "what to put in its place", nullable=True),
    Column("fix_safe", "bool", "whether `auditor fix --yes` may make it", nullable=True),
    Column("reason", "string", "why it is open", nullable=True),
    Column("accepted_by", "string", "`comment`, `baseline` or `revision`", nullable=True),
    Column("accepted_reason", "string", "why it is accepted", nullable=True),
)
_CLAIMS = (
    Column("document", "string", "the document that was read"),
    Column("number", "int32", "its claims counted from 1, in the order of the text"),
    Column(
        "kind", "string", "`quantity`, `equation`, `comparison`, `total` or `relation` (a cell computed from others)"
    ),
    Column("text", "string", "what stands there, without markup"),
    Column("label", "string", "the words that name it: `Total memory` in `Total memory: 64 GB`", nullable=True),
    *_SPAN,
    Column("guess", "bool", "only the layout suggests it: it counts if it holds, and for nothing if it does not"),
    Column(
        "quantity",
        "string",
        "the number as printed; of an equation its result, of a total the sum, of a comparison none; "
        "all further columns describe it, and are null without it",
        nullable=True,
    ),
    Column("hedge", "string", "`about`, `at most`, `at least` or `range`", nullable=True),
    Column("noun", "string", "what is counted or measured: `KV heads`", nullable=True),
    Column("readings", "int32", "in how many ways it can be understood; what follows is the plain one", nullable=True),
    Column("unit", "string", "of `value`, `low` and `high`: `gigabyte / second`; `1` for a bare number", nullable=True),
    Column("value_exact", "string", "the number as `72/5`; none of a range", nullable=True),
    Column("value", "float64", "the same, rounded", nullable=True),
    Column("low_exact", "string", "the least value that is printed so", nullable=True),
    Column("low", "float64", "the same, rounded", nullable=True),
    Column("high_exact", "string", "the largest value that is printed so", nullable=True),
    Column("high", "float64", "the same, rounded", nullable=True),
    Column("dimension", "string", "what can be compared: `information / time`; `1` for a plain number", nullable=True),
    Column(
        "base_value",
        "float64",
        "`value` in bits, seconds, joules, grams, metres, floating-point operations, a currency, or things counted",
        nullable=True,
    ),
    Column("concept", "string", "what it is, if the vocabulary has a word for it: `gpu_memory`", nullable=True),
    Column("alternative", "bool", "it is one of the alternatives that a column of a table lists", nullable=True),
    Column("phase", "string", "what narrows the concept: `prefill`, `decode`, `write`, …", nullable=True),
    Column("per", "string", "… of each `gpu`, `node`, …", nullable=True),
    Column("role", "string", "… `limit`, `target`, `stated`, `calculated`, …", nullable=True),
    Column("statistic", "string", "… `peak`, `average`, …", nullable=True),
    Column("variant", "string", "… which kind of it", nullable=True),
    Column("subject", "string", "… of what", nullable=True),
)
TABLES: Mapping[str, tuple[Column, ...]] = {"documents": _DOCUMENTS, "checks": _CHECKS, "claims": _CLAIMS}
"""Each is a file of its name."""
