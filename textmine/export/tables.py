"""Tables -> files that others read: csv for programs, xlsx for people, json for both.

Every format says the same: one name a table, one line a row, an empty cell (null in json) where a value is missing or too
small to be told, numbers as numbers. A file is written to a draft beside it and then renamed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from textmine import workspace
from textmine.errors import UsageError, WriteError
from textmine.export.workbook import workbook
from textmine.records import SafeTable

#: Of the json files: raised when a reader of the old ones would misread the new ones.
SCHEMA = 2

#: Digits kept after the point: enough for any share, and the noise of the last bits is not written.
DECIMALS = 6

Plain: TypeAlias = "str | int | float | bool | list[Plain] | None"
Rows: TypeAlias = Sequence[Mapping[str, object]]

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"); also behind spaces, and in full width.
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain values: `rows` hold one value a column."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Plain, ...], ...]


def export_tables(
    tables: Mapping[str, SafeTable | Rows], folder: Path, format: str, readme: Mapping[str, str] | None = None
) -> list[Path]:
    """Write every table into `folder` and return the files, in order.

    tables: name -> a safe table, or rows that concern nobody (settings, the codebook). format: "csv" (a file a table),
    "xlsx" (tables.xlsx: a sheet a table, frozen header), "json" (tables.json: `schema`, `readme`, `tables`, as
    tables.schema.json beside this module says) or "parquet" (a file a table).
    readme: what the tables and columns mean, name -> one sentence; README.csv, the sheet "readme", or the key `readme`.

    csv is UTF-8 without a byte-order mark (programs read it as it is; for Excel there is xlsx), lines end with "\\n".
    Text that a spreadsheet would take for a formula gets an apostrophe in front in csv and xlsx; json keeps it. Lists are
    joined with "; " in csv and xlsx. Floats have 6 decimals at most. The same tables give the same bytes.
    Raises UsageError for another format or a name that cannot be a file's, WriteError where nothing can be written.
    """
    if format not in FORMATS:
        raise UsageError(f"there is no format {format!r}", "export", f"Use one of: {', '.join(FORMATS)}")
    plain = []
    for name, table in tables.items():
        if not re.fullmatch(r"\w[\w-]*", name):
            raise UsageError(f"a table cannot be called {name!r}", "export", "Use letters, digits, _ and -")
        plain.append(_table(name, table))
    files = FORMATS[format](plain, dict(readme or {}))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with workspace.draft(folder / name) as file:
                file.write_bytes(data)
    except OSError as error:
        raise WriteError(f"the tables cannot be written ({error.strerror or error})", folder) from error
    return [folder / name for name in files]


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; what reads as a number stays as it is, and a line ends with "\\n"."""
    safe = "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
    return safe.replace("\r\n", "\n").replace("\r", "\n")  # the csv writer would not quote a lone "\r"


def _table(name: str, table: SafeTable | Rows) -> Table:
    if isinstance(table, SafeTable):
        frame = table.frame
        columns = tuple(str(c) for c in frame.columns)
        known = frame.notna()
        values = [
            [_plain(v) if there else None for v, there in zip(frame.iloc[:, i].tolist(), known.iloc[:, i], strict=True)]
            for i in range(len(columns))
        ]
        rows = tuple(zip(*values, strict=True)) if columns else ()
        return Table(name, columns, rows)
    columns = tuple(dict.fromkeys(key for row in table for key in row))
    return Table(name, columns, tuple(tuple(_plain(row.get(c)) for c in columns) for row in table))


def _plain(value: object) -> Plain:
    """A value that json knows: numpy's numbers as Python's, dates as ISO, sequences as lists, not-a-number as None."""
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    match value:
        case None | bool() | int():
            return value
        case float():
            return round(value, DECIMALS) + 0.0 if math.isfinite(value) else None
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dt.date():
            return value.isoformat()
        case _ if isinstance(value, Sequence) or hasattr(value, "tolist"):
            return [_plain(v) for v in value]  # type: ignore[attr-defined]
    raise TypeError(f"a table cannot hold a {type(value).__name__}")


def cell(value: Plain) -> str | int | float | bool | None:
    """A value as one cell of a spreadsheet holds it."""
    if isinstance(value, list):
        return harmless("; ".join("" if v is None else str(v) for v in value))
    return harmless(value) if isinstance(value, str) else value


def _csv(tables: Sequence[Table], readme: Mapping[str, str]) -> dict[str, bytes]:
    files = {}
    for table in [*tables, *_readme(readme, "README")]:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([harmless(c) for c in table.columns])
        for row in table.rows:
            cells = (cell(v) for v in row)
            writer.writerow([str(c).lower() if isinstance(c, bool) else c for c in cells])
        files[f"{table.name}.csv"] = out.getvalue().encode()
    return files


def _json(tables: Sequence[Table], readme: Mapping[str, str]) -> dict[str, bytes]:
    whole = {
        "schema": SCHEMA,
        "readme": readme,
        "tables": {
            t.name: {"columns": list(t.columns), "records": [dict(zip(t.columns, r, strict=True)) for r in t.rows]}
            for t in tables
        },
    }
    return {"tables.json": (json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()}


def _xlsx(tables: Sequence[Table], readme: Mapping[str, str]) -> dict[str, bytes]:
    sheets = {
        t.name: (tuple(harmless(c) for c in t.columns), [tuple(cell(v) for v in r) for r in t.rows])
        for t in [*_readme(readme, "readme"), *tables]
    }
    return {"tables.xlsx": workbook(sheets)}


def _parquet(tables: Sequence[Table], readme: Mapping[str, str]) -> dict[str, bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {}
    for table in [*tables, *_readme(readme, "README")]:
        columns = {}
        for i, name in enumerate(table.columns):
            values = [row[i] for row in table.rows]
            kinds = {type(v) for v in values if v is not None}
            if list in kinds:
                values = [["" if x is None else str(x) for x in v] if isinstance(v, list) else None for v in values]
            elif len(kinds) > 1 and not kinds <= {int, float}:
                values = [None if v is None else str(v) for v in values]  # a column has one type
            array = pa.array(values, type=pa.list_(pa.string()) if list in kinds else None)
            columns[name] = array.cast(pa.string()) if pa.types.is_null(array.type) else array
        out = io.BytesIO()
        pq.write_table(pa.table(columns), out)
        files[f"{table.name}.parquet"] = out.getvalue()
    return files


def _readme(readme: Mapping[str, str], name: str) -> list[Table]:
    return [Table(name, ("name", "meaning"), tuple(readme.items()))] if readme else []


#: Name -> how the files of that format are made: (tables, readme) -> file name -> bytes.
FORMATS: dict[str, Callable[[Sequence[Table], Mapping[str, str]], dict[str, bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "parquet": _parquet,
}
