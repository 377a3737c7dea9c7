"""A single table -> its segments, anonymised, without a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine import docvars, workspace
from textmine.errors import UsageError
from textmine.ingest.anonymisation import anonymise_documents
from textmine.ingest.segment_table import segment_table
from textmine.programme import AnonymisePolicy, Programme
from textmine.progress import Reporter
from textmine.records import Reading, TableColumns

if TYPE_CHECKING:
    import pandas as pd


#: The key name for tables: their pseudonyms are stable on one machine.
KEY = workspace.NO_CORPUS


def read_table(
    path: Path, columns: TableColumns, report: Reporter, *, whole_rows: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """The segments of a table, anonymised, with `row` (from 0), `segment_number` and, where it has ids, `id`; and the reader's warnings."""
    from textmine.readers import read_file

    reading = read_file(path, columns=columns)
    if not reading.documents:
        raise UsageError("no row of this table has text", path, "Name the column with --text")
    if any("row" not in d.docvars for d in reading.documents):
        raise UsageError("this is not a table", path, "Give a csv, xlsx, parquet or jsonl, or make a corpus of it")
    return row_segments(reading, report, whole_rows=whole_rows), list(reading.warnings)


def read_frame(
    frame: pd.DataFrame, columns: TableColumns, report: Reporter, *, whole_rows: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """The same of a table that is in memory."""
    from textmine.readers import read_frame as documents_of

    reading = documents_of(frame, columns=columns)
    if not reading.documents:
        raise UsageError("no row of this table has text", "find_themes", "Name the column with text=")
    return row_segments(reading, report, whole_rows=whole_rows), list(reading.warnings)


def row_segments(reading: Reading, report: Reporter, *, whole_rows: bool = False) -> pd.DataFrame:
    """The segments of documents that are rows, anonymised, with `row` (from 0), `segment_number` and, where they have ids, `id`."""
    programme = Programme(name=KEY, anonymise=AnonymisePolicy(roster="none"))
    anonymised = anonymise_documents(reading.documents, programme, KEY, (), report)
    values = [
        {**docvars.resolve(d, programme, {}, {})[0], **{k: clean.docvars.get(k, "") for k in docvars.FREE_DOCVARS}}
        for d, clean in zip(reading.documents, anonymised.documents, strict=True)
    ]
    with report.stage("segment", None):
        segments = segment_table(anonymised.documents, values, programme, whole=whole_rows)
    rows = {d.id: d.docvars for d in reading.documents}
    segments["row"] = [int(rows[d]["row"]) for d in segments["document"]]
    # Without a column of ids there is no column of that name: a row number in it would be joined to the wrong rows.
    if any("id" in d.docvars for d in reading.documents):
        segments["id"] = [rows[d].get("id", "") for d in segments["document"]]
    segments["segment_number"] = segments.groupby("document").cumcount() + 1
    return segments
