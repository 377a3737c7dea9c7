"""What is kept of the parts of a reading until it is done: readable by the user alone, as it holds what was read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textmine import workspace
from textmine.errors import ReadError
from textmine.records import Document, Turn


class TornPart(ReadError):
    """What was kept of a part is damaged."""


def kept(path: Path, keys: Sequence[str], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What work gives, as JSON with these keys; taken from a file where it was done before."""
    try:
        found = read_json(path)
        if set(found) == set(keys):
            return dict(found)
    except (OSError, ValueError, TypeError):  # not there, or half of one
        pass
    keep(path, work())
    return dict(read_json(path))


def keep(path: Path, value: Any) -> None:
    """Write a value with a sum over it and the name of its file. Raises WriteError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        file.write_text(json.dumps({"sum": _sum(path, value), "value": value}), encoding="utf-8")


def read_json(path: Path) -> Any:
    """What `keep` wrote. Raises ValueError or TypeError for what is not as it was, or was written for another file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if set(kept) != {"sum", "value"} or kept["sum"] != _sum(path, kept["value"]):
        raise ValueError
    return kept["value"]


def _sum(path: Path, value: Any) -> str:
    return workspace.digest_of(path.name, json.dumps(value))


def torn(path: Path) -> TornPart:
    """The error of a damaged file."""
    return TornPart("what was kept of an interrupted reading is damaged", path)


def write_documents(path: Path, documents: Sequence[Document]) -> None:
    """Write documents as they were read. Raises WriteError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        pq.write_table(pa.table({"document": [json.dumps(asdict(d)) for d in documents]}), file)


def read_documents(path: Path) -> list[Document]:
    """The documents that `write_documents` wrote. Raises TornPart."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    out = []
    try:
        lines = pq.read_table(path)["document"].to_pylist()
    except (OSError, KeyError, ArrowException) as error:
        raise torn(path) from error
    for line in lines:
        values = json.loads(line)
        values["turns"] = tuple(Turn(**t) for t in values["turns"])
        out.append(Document(**{**values, "people": tuple(values["people"]), "authors": tuple(values["authors"])}))
    return out
