"""What a reader makes of files, as a table of turns."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import ReadError, UsageError
from textmine.notebook.choices import check_name
from textmine.pipeline.files import read_files
from textmine.records import DOCVARS, TableColumns

if TYPE_CHECKING:
    import pandas as pd


def read(path: str | os.PathLike[str], *, text: str | Sequence[str] | None = None) -> pd.DataFrame:
    """The turns in a file, or in all files of a folder, as `textmine read` shows them. NOT anonymised: for analysts only.

    path: Markdown, text, Word, PDF, transcripts, tables, QMSum JSON. text: of a table, the column or columns with the text;
    default: those that read like free text.

    Returns one row a turn, in order: `document` (12 hex digits), `file`, `place` (where a person finds it: "row 12",
    "00:01:05"), `question` (what a table's column asks, else ""), `speaker` and `role` ("" where unknown), `text`, `start, end` ([start, end) in code points of the document's
    text), and what the file itself says of the document: `locality, region, phase, event, date, kind, source` ("" for nothing).
    `frame.attrs["left_out"]` and `frame.attrs["notes"]` are lists of lines: the files that could not be read (also a
    UserWarning), and what the reader wants to tell.

    Raises UsageError for a path that is not there and a column that is none, ReadError for a single file that cannot be read.
    """
    import pandas as pd

    if not os.fspath(path):
        raise UsageError("this names no file or folder", "read")
    if text is not None:
        check_name(text, "text", several=True)
    documents, left_out, notes = read_files([Path(path)], text_columns(text))
    if left_out and Path(path).is_file():
        raise ReadError("; ".join(left_out))
    columns = ["document", "file", "place", "question", "speaker", "role", "text", "start", "end", *DOCVARS]
    rows = [
        (d.id, d.file, t.place, t.question, t.speaker or "", t.role, d.text[t.start : t.end], t.start, t.end,
         *(d.docvars.get(name, "") for name in DOCVARS))
        for d in documents
        for t in d.turns
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs = {"left_out": left_out, "notes": notes}
    warn_of(left_out, 'frame.attrs["left_out"]')
    return frame


def text_columns(
    text: str | Sequence[str] | None, *, locality: str = "", phase: str = "", date: str = "", speaker: str = ""
) -> TableColumns:
    """Which columns of a table hold what. text: one name, several, or None: those that read like free text."""
    names = (text,) if isinstance(text, str) else tuple(text or ())
    return TableColumns(names, locality, phase, date, speaker=speaker)


def warn_of(left_out: Sequence[str], where: str) -> None:
    """Warn, for the line that the user wrote, that something was left out, and say where it is named."""
    if left_out:
        things = "one thing was" if len(left_out) == 1 else f"{len(left_out)} things were"
        warnings.warn(f"{things} left out: see {where}", UserWarning, stacklevel=3)
