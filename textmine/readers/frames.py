"""A table that is in memory already, a pandas DataFrame: read as the same table would be from a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import UsageError
from textmine.readers.draft import one_line
from textmine.readers.rows import as_text
from textmine.readers.source import NO_COLUMNS, Source
from textmine.readers.tables import Row, Table, documents, named_columns, quote_name
from textmine.records import Reading, TableColumns

if TYPE_CHECKING:
    import pandas as pd

#: What the file of such a table is called.
NAME = "table"


def read_frame(frame: pd.DataFrame, *, columns: TableColumns = NO_COLUMNS) -> Reading:
    """One document for each row that has text, in order; Document.docvars["row"] is the row's position, from 0.

    A missing value is no text, nor a number that `codes_of` takes for a code; dates are text as they are written. The index plays no part.
    Raises UsageError for a column that is not there, or is there twice, and for a column of texts in which there is none; ReadError where no cell holds words.
    """
    source = Source(Path(NAME), NAME, columns)
    header = tuple(one_line(str(name)) for name in frame.columns)
    twice = next((name for name in named_columns(source) if header.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"there are several columns {quote_name(twice)}", NAME, "Give one of them another name")
    for name in named_columns(source):
        at = header.index(name) if name in header else -1
        values = frame.iloc[:, at].dropna() if at >= 0 and name in columns.text else ()
        if len(values) and not any(isinstance(v, str) for v in values):
            raise UsageError(
                "this column holds no text", quote_name(name), "Name a column of texts, or make it one with astype(str)"
            )
    cells = [_texts(frame.iloc[:, i]) for i in range(len(header))]
    rows = [Row(f"row {i}", list(row)) for i, row in enumerate(zip(*cells, strict=True), 1)]
    found = documents(source, [Table("", header, rows)], captions=False)
    return Reading(tuple(found), tuple(source.warnings))


def _texts(column: pd.Series[object]) -> list[str]:
    """The cells of a column as text."""
    import numpy as np

    missing = column.isna().tolist()
    values = (v.item() if isinstance(v, np.generic) else v for v in column.tolist())  # in a column of objects
    return ["" if gone else as_text(value) for value, gone in zip(values, missing, strict=True)]
