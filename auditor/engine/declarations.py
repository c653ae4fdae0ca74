"""What a rule of each kind may say: how many facts it takes, which options, which names its sentences may use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from auditor.facts.knowledge import BEGINNINGS

REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        "id": "pack/name, the place of the file; it never changes, reports and configurations refer to it",
        "title": "what holds, as a statement",
        "severity": "how much a contradiction matters",
        "group": "the section of a report that it belongs to",
        "rationale": "why it must hold, for a reader who doubts it",
        "references": "where that is written down",
        "kind": "how it is checked",
        "message": "what a contradiction says; {{ name }} stands for a value",
        "examples": "documents of a few lines and what the rule must say of them: they are its tests",
    }
)
"""The keys that every rule has, and what they say."""
OPTIONAL: Mapping[str, str] = MappingProxyType(
    {
        "impact": "what follows from a contradiction",
        "recommendation": "what to do about it",
        "facts": "the quantities that it is about, each under a name of its own",
        "constants": "names for fixed values with their units, such as 80 GB",
        "when": "a condition without which the rule does not speak",
        "derive": "names for intermediate results; later ones may use earlier ones",
        "readings": "conditions of which at least one must hold, each with what it assumes",
        "holds": "the condition that must hold, where there is but one",
        "stated": "the fact whose printed value is on trial; the first one if it is left out",
        "recomputed": "the formula for what that value should be",
        "may_change": "the facts that a corrected configuration may change",
        "options": "settings of its kind",
    }
)
FACT: Mapping[str, str] = MappingProxyType(
    {
        "concept": "what it is, a name of the vocabulary",
        "phase": "prefill, decode, training",
        "per": "what it is said of: gpu, node, replica, system",
        "role": "target, limit, required, claimed",
        "statistic": "p50, p90, p95, p99, p999, mean, peak",
        "variant": "before, after",
        "subject": "a model, an accelerator",
        "default": "a number, or a range 0-300, for where the document says nothing",
        "many": "together: all facts of one list, table or paragraph; true: all of the document; for sum, max, min",
    }
)
"""The keys of a fact."""
READING: Mapping[str, str] = MappingProxyType({"holds": "the condition", "assume": "what one supposes, in words"})
EXAMPLE: Mapping[str, str] = MappingProxyType(
    {
        "text": "the document",
        "stated": "the value that the check must name as stated",
        "recomputed": "the value that it must name as recomputed",
        "missing": "the fact, or the words, that an open check must name",
        "configuration": "a configuration file in JSON that stands beside it",
        "beside": "another document of the same folder, which comes before it",
    }
)
FORMULA_KEYS = ("when", "derive", "stated", "recomputed")
"""Keys of a rule that mean something only to a formula."""
Shape = Literal["text", "number", "limit", "limits", "words", "names"]
"""Of an option: any text, a plain number, a printed quantity of the facts' dimension, or a list of such; words of a
closed list; or names of the rule's facts."""


class Option(Struct, frozen=True, kw_only=True):
    """A setting of a kind."""

    shape: Shape
    means: str
    """What it says, for the reader of ``auditor explain`` and the schema."""
    among: tuple[str, ...] = ()
    """The words of which it may consist, if its shape is ``words``."""
    required: bool = False


class Declaration(Struct, frozen=True, kw_only=True):
    """What rules of one kind say."""

    means: str
    """One sentence: what a rule of this kind checks."""
    facts: tuple[int, int | None] | None = None
    """The least and the most facts it takes; ``None`` where it may or may not have some."""
    readings: Literal["required", "further", "none"] = "none"
    """Whether conditions are what it checks, or further ways in which a statement may be meant."""
    keys: tuple[str, ...] = ()
    """Those of ``FORMULA_KEYS`` that it has."""
    options: Mapping[str, Option] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Options of which at least one must be given."""
    alone: bool = False
    """Whether each fact is judged by itself: readings are about one, and sentences cannot name the others."""
    given: tuple[str, ...] = ()
    """Names that the kind fills in for every sentence, beside ``stated``, ``recomputed`` and ``ratio``."""


_STATEMENT = ("statement", "label")
_LIMIT = "of the unit of the facts where none is written"
_FLAG = ("true", "false")
_LOOKED_UP: Mapping[str, Option] = MappingProxyType(
    {
        "library": Option(
            shape="words", means="the files of knowledge that know the subjects", among=tuple(BEGINNINGS), required=True
        ),
        "cells": Option(shape="text", means="the published values that a labelled figure may be", required=True),
        "labels": Option(shape="text", means="the labels that name it for certain, parted by |", required=True),
        "loose": Option(shape="text", means="labels that name it only beside its subject, parted by |"),
        "loosely": Option(shape="text", means="the published values that a loosely labelled figure may be"),
        "bare": Option(shape="text", means="the published values that a figure without a label may be"),
        "unless": Option(shape="text", means="words beside which a figure is something else"),
        "unless_stated": Option(
            shape="text", means="concepts from which a document that states all of them derives its own value"
        ),
        "exact": Option(shape="words", means="whether nobody rounds it or estimates it", among=_FLAG),
        "rounded": Option(shape="words", means="whether its trailing zeros may be rounded", among=_FLAG),
        "sure": Option(shape="words", means="whether no measured figure may lie below it", among=_FLAG),
        "below": Option(
            shape="words", means="open: less than is published may be a limit that was set", among=("open",)
        ),
    }
)
"""The options of rules about what is published."""

DECLARATIONS: Mapping[str, Declaration] = MappingProxyType(
    {
        "formula": Declaration(
            means="Facts fulfil a condition, in at least one of its readings.",
            facts=(1, None),
            readings="required",
            keys=FORMULA_KEYS,
            options={
                "knowledge": Option(
                    shape="names",
                    means="facts that what is published stands in for, where a document leaves them out",
                ),
            },
        ),
        "ordering": Declaration(
            means="Facts, in the order in which they are declared, do not decrease; any two of them suffice.",
            facts=(2, None),
            alone=True,
            given=("name", "other", "other_name", "where"),
        ),
        "bound": Declaration(
            means="Each fact lies within fixed limits.",
            facts=(1, None),
            readings="further",
            options={
                "least": Option(shape="limit", means=f"the least that it may be, {_LIMIT}"),
                "most": Option(shape="limit", means=f"the most that it may be, {_LIMIT}"),
                "above": Option(shape="limit", means=f"what it must lie above, {_LIMIT}"),
                "below": Option(shape="limit", means=f"what it must lie below, {_LIMIT}"),
            },
            keys=("when",),
            needs=("least", "most", "above", "below"),
            alone=True,
            given=("concept", "limits"),
        ),
        "divides": Declaration(
            means="The first fact, a count, is divided without remainder by the product of the others.",
            facts=(2, None),
            readings="further",
            keys=("when",),
            given=("divisor", "quotient", "remainder"),
        ),
        "one-of": Declaration(
            means="Each fact is one of a closed list of values.",
            facts=(1, None),
            readings="further",
            options={"values": Option(shape="limits", means=f"the values that exist, each {_LIMIT}")},
            keys=("when",),
            needs=("values",),
            alone=True,
            given=("concept", "values", "nearest"),
        ),
        "equation": Declaration(
            means="Both sides of a written equation agree.",
            options={
                "estimation": Option(shape="number", means="how far an estimate may be off, as a share"),
                "form": Option(shape="text", means="which equations are its own; without it, those of no special form"),
            },
            given=_STATEMENT,
        ),
        "comparison": Declaration(means="A written comparison and the mark beside it are true.", given=_STATEMENT),
        "total": Declaration(means="A total is the sum of its parts.", given=_STATEMENT),
        "relation": Declaration(
            means="A relation that the other rows of a table bear out holds in every row.",
            options={"support": Option(shape="number", means="how many rows must bear a relation out")},
            given=_STATEMENT,
        ),
        "agreement": Declaration(
            means="One thing has one value, wherever it is stated.",
            options={
                "between": Option(shape="text", means="what is compared: configuration, documents, scopes or places"),
                "needs": Option(shape="text", means="facets without which a fact is not compared"),
            },
            given=("concept", "where", "scope", "other_scope"),
        ),
        "factors": Declaration(
            means="A share of a whole is divided by every degree that divides it.",
            facts=(2, None),
            given=("missing", "named"),
        ),
        "knowledge": Declaration(
            means="What is said of an accelerator, a link or a model is what is published of it.",
            facts=(1, 1),
            keys=("stated",),
            options=_LOOKED_UP,
            given=("subject", "source"),
        ),
        "target": Declaration(
            means="What is claimed of a quantity meets its target.",
            given=("concept", "target", "direction", "ticked"),
        ),
    }
)
"""The closed set of kinds; the mechanism of each is a module of ``engine.kinds``."""
