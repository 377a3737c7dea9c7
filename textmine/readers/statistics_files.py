"""SPSS and Stata files: a row is a document, a text variable is a question, its label the question's words."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textmine.readers.cells import is_blank
from textmine.readers.draft import one_line
from textmine.readers.no_answers import codes_of
from textmine.readers.rows import as_text
from textmine.readers.source import BROKEN, Source
from textmine.readers.tables import Row, Table, documents, named_columns
from textmine.readers.text_columns import SAMPLE, Column
from textmine.records import DOCVARS, Document

_MAGIC = {
    ".sav": (b"$FL2", b"$FL3"),
    ".zsav": (b"$FL2", b"$FL3"),
    ".dta": (b"<stata_dta>", *(bytes([version]) for version in (*range(104, 106), 108, *range(110, 116)))),
}


def read_statistics(source: Source) -> list[Document]:
    """A .sav, .zsav or .dta file. Document.place is "row 12", counted from 1.

    A coded value is read as its label, a variable is named by its label (its own name too can be given for a column).
    Without columns named: the variables that read like free text, or else all of text without codes, or else the coded.
    """
    data = source.data()
    source.expect(data, *_MAGIC[source.suffix])
    columns, meta = _parsed(source, data)
    names = list(meta.column_names)
    cells = {name: [as_text(value).strip() for value in columns[name]] for name in names}
    labels = _headers(source, names, [meta.column_names_to_labels.get(name) or "" for name in names])
    rows = [Row(f"row {i}", list(row)) for i, row in enumerate(zip(*cells.values(), strict=True), 1)]
    unread = 0
    if not source.columns.text and (text := _text_variables(meta, cells)):
        source = replace(source, columns=replace(source.columns, text=tuple(labels[name] for name in text)))
        used = {*text, *(name for name in names if labels[name] in named_columns(source))}
        unread = sum(
            meta.readstat_variable_types.get(name) == "string" and _column(meta, name, cells[name]).says_words
            for name in names
            if name not in used and name.casefold() not in (*DOCVARS, "speaker", "role", "id")
        )
    # A variable that is known by its own name keeps the words of its label: they are what was asked.
    asked = {
        i: (label,)
        for i, name in enumerate(names)
        if labels[name] == name and (label := one_line(meta.column_names_to_labels.get(name) or ""))
    }
    return documents(
        source, [Table("", tuple(labels.values()), rows, aliases=asked, left_out={"other column with words": unread})]
    )


def _headers(source: Source, names: Sequence[str], given: Sequence[str]) -> dict[str, str]:
    """Variable -> how its column is called: the label, unless the user or the programme knows it by its name."""
    known = {name.casefold() for name in (*named_columns(source), *DOCVARS, "speaker", "role")}
    headers: dict[str, str] = {}
    for name, label in zip(names, map(one_line, given), strict=True):
        is_taken = label in headers.values() or label in names
        headers[name] = name if name.casefold() in known or not label or is_taken else label
    return headers


def _text_variables(meta: Any, cells: dict[str, list[str]]) -> list[str]:
    coded = set(meta.variable_value_labels)
    strings = [n for n in cells if meta.readstat_variable_types.get(n) == "string" and n not in coded and any(cells[n])]
    free = [name for name in strings if _column(meta, name, cells[name]).reads_like_text]
    # An id, a date or a place has no word between spaces, or is one of the programme's own columns.
    worded = [
        n
        for n in strings
        if n.casefold() not in DOCVARS and any(not c.isalnum() and c.isascii() for c in "".join(cells[n]))
    ]
    return free or worded or [name for name in cells if name in coded]


def _column(meta: Any, name: str, cells: Sequence[str]) -> Column:
    """A variable as a column of answers: what is asked in it, and its cells without those of no answer."""
    codes = codes_of(cells)
    answers = [cell for cell in cells if not is_blank(cell) and cell not in codes]
    return Column((one_line(meta.column_names_to_labels.get(name) or ""), name), answers[:SAMPLE])


def _parsed(source: Source, data: bytes) -> tuple[dict[str, Any], Any]:
    """The columns by name, and what the file says of them."""
    import pyreadstat

    read: Callable[..., Any] = pyreadstat.read_dta if source.suffix == ".dta" else pyreadstat.read_sav
    # The library opens files only; what lies in a zip or gzip file is put into a folder that only this user can open.
    with tempfile.TemporaryDirectory() as folder:
        path = source.path
        if source.held is not None or path.suffix.lower() == ".gz":
            path = Path(folder) / f"file{source.suffix}"
            path.write_bytes(data)
        for encoding in (None, "WINDOWS-1252"):
            try:
                frame, meta = read(str(path), apply_value_formats=True, encoding=encoding)
            except (*BROKEN, pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
                if encoding:
                    raise source.fail(
                        "the file is damaged or cut short", "Copy it again, or export it as .csv"
                    ) from error
            else:
                if encoding:
                    source.warn("not in the characters it says; read as Windows-1252, check accents")
                columns = frame.astype(object).where(frame.notna(), None)
                return {name: columns[name].tolist() for name in columns}, meta
    raise AssertionError
