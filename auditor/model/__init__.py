"""Every record that crosses a stage, and nothing else.

document → claims → facts → checks → report. Records are frozen; a stage makes new ones and never changes those it got.
Offsets count characters of ``Source.text`` from 0; lines and columns count from 1.
"""

from auditor.model.claims import (
    AnyClaim,
    Claim,
    Comparison,
    Equation,
    Expression,
    Measure,
    Name,
    Number,
    Operation,
    Operator,
    Relation,
    Total,
)
from auditor.model.documents import (
    Block,
    BlockKind,
    Cell,
    Document,
    Passage,
    Section,
    Source,
    Span,
    Style,
    Table,
)
from auditor.model.facts import (
    Facets,
    Fact,
    Place,
)
from auditor.model.quantities import (
    Hedge,
    Quantity,
    Reading,
)
from auditor.model.reports import (
    Change,
    Check,
    Correction,
    DocumentReport,
    Fix,
    Operand,
    Report,
)
from auditor.model.rules import (
    SEVERITIES,
    Assumption,
    Example,
    Override,
    Rule,
    Severity,
    Variable,
    Verdict,
)

__all__ = [
    "SEVERITIES",
    "AnyClaim",
    "Assumption",
    "Block",
    "BlockKind",
    "Cell",
    "Change",
    "Check",
    "Claim",
    "Comparison",
    "Correction",
    "Document",
    "DocumentReport",
    "Equation",
    "Example",
    "Expression",
    "Facets",
    "Fact",
    "Fix",
    "Hedge",
    "Measure",
    "Name",
    "Number",
    "Operand",
    "Operation",
    "Operator",
    "Override",
    "Passage",
    "Place",
    "Quantity",
    "Reading",
    "Relation",
    "Report",
    "Rule",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Style",
    "Table",
    "Total",
    "Variable",
    "Verdict",
]
