"""The tables as Parquet files, for DuckDB, Polars and pandas.

Nothing of them depends on when and where they were written: one version of pyarrow makes the same bytes of the same
report. What a run says beside its documents stands in the file's metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from auditor import __version__
from auditor.model import Report
from auditor.reports.table_rows import Row, rows
from auditor.reports.tables import SCHEMA, TABLES, Column

_PLACE = pa.struct(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("start_line", pa.int32(), nullable=False),
        pa.field("start_column", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)
_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "strings": pa.list_(pa.field("element", pa.string(), nullable=False)),
    "places": pa.list_(pa.field("element", _PLACE, nullable=False)),
}


def render(report: Report) -> Mapping[str, bytes]:
    """The bytes of each file by its name."""
    metadata = _metadata(report)
    return {f"{name}.parquet": _file(TABLES[name], found, metadata) for name, found in rows(report).items()}


def _file(columns: tuple[Column, ...], found: list[Row], metadata: Mapping[str, str]) -> bytes:
    fields = [pa.field(each.name, _TYPES[each.type], nullable=each.nullable) for each in columns]
    schema = pa.schema(fields, metadata=metadata)
    table = pa.Table.from_pylist(found, schema=schema)
    stream = pa.BufferOutputStream()
    pq.write_table(table, stream, compression="zstd")
    written: bytes = stream.getvalue().to_pybytes()
    return written


def _metadata(report: Report) -> dict[str, str]:
    """Which contract, and as JSON what could not be used, what was left out, and what is to be said besides."""
    notices = [
        {"path": each.place.path, "start_line": each.place.line, "message": each.message} for each in report.notices
    ]
    left_out = [{"documents": each.documents, "reason": each.reason} for each in report.left_out]
    return {
        "auditor.schema": SCHEMA,
        "auditor.version": __version__,
        "auditor.problems": json.dumps(report.problems),
        "auditor.left_out": json.dumps(left_out),
        "auditor.notices": json.dumps(notices),
    }
