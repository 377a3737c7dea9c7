from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from textmine.readers import read_file
from textmine.records import Document, Reading, TableColumns

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """read("notes.md", "text or bytes", text=("Comment",)): writes the file and reads it."""

    def write_and_read(name: str, data: str | bytes, **columns: object) -> Reading:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path, columns=TableColumns(**columns))  # type: ignore[arg-type]

    return write_and_read


@pytest.fixture
def turns(read: Read) -> Callable[..., list[tuple[str, str | None, str]]]:
    """The turns of the one document in a file: (place, speaker, text)."""

    def of(name: str, data: str | bytes, **columns: object) -> list[tuple[str, str | None, str]]:
        (document,) = read(name, data, **columns).documents
        return said(document)

    return of


def said(document: Document) -> list[tuple[str, str | None, str]]:
    return [(t.place, t.speaker, document.text[t.start : t.end]) for t in document.turns]
