"""Tables whose columns have names of their own: Parquet and JSON Lines."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from textmine.readers.draft import one_line
from textmine.readers.source import BROKEN, MAX_BYTES, Source
from textmine.readers.tables import Row, Table, documents
from textmine.records import Document


def read_jsonl(source: Source) -> list[Document]:
    """A .jsonl (.ndjson) file: one object a line is one row. Document.place is "line 12"."""
    records: list[tuple[str, Mapping[str, Any]]] = []
    for number, line in enumerate(source.text().split("\n"), 1):
        if line.strip("\ufeff \t"):
            where = f"line {number}"
            record = parse_json(source, line, where)
            if not isinstance(record, dict):
                raise source.fail(f"{where} is not a JSON object", 'Each line must be such as {"text": "..."}')
            records.append((where, record))
    return from_records(source, records)


def from_records(source: Source, records: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Document]:
    """Documents of (place, record) pairs; the columns are all keys in the order in which they first come."""
    header = tuple(dict.fromkeys(key for _, record in records for key in record))
    names = tuple(one_line(key) for key in header)
    rows = [Row(place, [as_text(record.get(key)) for key in header]) for place, record in records]
    return documents(source, [Table("", names, rows)])


def read_parquet(source: Source) -> list[Document]:
    """A .parquet file. Document.place is "row 12", counted from 1 as a Parquet file has no header row."""
    data = source.data()
    source.expect(data, b"PAR1")
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if size > MAX_BYTES:
            raise source.fail("it unpacks to more than fits into memory", "Split it into parts")
        table = file.read(use_threads=False)
        columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    except (*BROKEN, pa.ArrowException) as error:
        raise source.fail("the Parquet file is damaged or cut short", "Copy or write it again") from error
    names = tuple(one_line(name) for name in table.column_names)
    rows = [Row(f"row {i}", cells) for i, cells in enumerate(zip(*columns, strict=True), 1)]
    return documents(source, [Table("", names, rows)])


def parse_json(source: Source, text: str, where: str = "") -> Any:
    """The value of a JSON text. Raises ReadError, naming the line and never what it says."""
    at = f"{where} " if where else "it "
    try:
        return json.loads(text.strip("\ufeff"))
    except json.JSONDecodeError as error:
        at = f"{where} " if where else f"line {error.lineno} "
        raise source.fail(f"{at}is not valid JSON", "Correct it, or export it again; it may be cut short") from error
    except RecursionError as error:
        raise source.fail(f"{at}is nested too deeply", "Export it again") from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise source.fail(f"{at}has a number that is too long", "Correct it, or export it again") from error


def as_text(value: object) -> str:
    """A cell as text: "" for nothing, NaN, lists and objects; dates in ISO form; whole numbers without ".0"."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if value != value else (str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat().removesuffix("T00:00:00")
    return ""
