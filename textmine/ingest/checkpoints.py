"""What is kept of the parts of an ingest until it is done: readable by the user alone, as it holds what was read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textmine import workspace
from textmine.errors import ReadError
from textmine.records import Document, Turn


class DamagedPart(ReadError):
    """What was kept of a part is damaged."""


def load_or_make(path: Path, keys: Sequence[str], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What work gives, as JSON with these keys; taken from a file where it was done before."""
    try:
        saved = load(path)
        if set(saved) == set(keys):
            return dict(saved)
    except (OSError, ValueError, TypeError):  # not there, or half of one
        pass
    save(path, work())
    return dict(load(path))


def save(path: Path, value: Any) -> None:
    """Write a value with a sum over it and the name of its file. Raises WriteError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        file.write_text(json.dumps({"sum": _sum(path, value), "value": value}), encoding="utf-8")


def load(path: Path) -> Any:
    """What `save` wrote. Raises ValueError or TypeError for what is not as it was, or was written for another file."""
    record = json.loads(path.read_text(encoding="utf-8"))
    if set(record) != {"sum", "value"} or record["sum"] != _sum(path, record["value"]):
        raise ValueError
    return record["value"]


def _sum(path: Path, value: Any) -> str:
    return workspace.short_hash(path.name, json.dumps(value))


def damaged(path: Path) -> DamagedPart:
    """The error of a damaged file."""
    return DamagedPart("what was kept of an interrupted reading is damaged", path)


def write_documents(path: Path, documents: Sequence[Document]) -> None:
    """Write documents as they were read. Raises WriteError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        pq.write_table(pa.table({"document": [json.dumps(asdict(d)) for d in documents]}), file)


def read_documents(path: Path) -> list[Document]:
    """The documents that `write_documents` wrote. Raises DamagedPart."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    out = []
    try:
        lines = pq.read_table(path)["document"].to_pylist()
    except (OSError, KeyError, ArrowException) as error:
        raise damaged(path) from error
    for line in lines:
        values = json.loads(line)
        values["turns"] = tuple(Turn(**t) for t in values["turns"])
        out.append(Document(**{**values, "people": tuple(values["people"]), "authors": tuple(values["authors"])}))
    return out
