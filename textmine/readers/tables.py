"""Tables: one row is one document. Which columns hold text, who spoke, where and when; csv, tsv and rows from elsewhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from textmine.errors import UsageError
from textmine.readers.draft import Block, make_document, one_line
from textmine.readers.source import MAX_LINE, Source
from textmine.records import DOCVARS, Document

#: Rows in which the header is looked for, cells a column is judged by, and cells in a row (Excel has 16,384).
HEADER_ROWS, SAMPLE, MAX_COLUMNS = 50, 2000, 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells as text; no cells at all: an empty line. place: where a person finds it, "row 12".

    merged: what the cell above says for cells it is merged with.
    """

    place: str
    cells: Sequence[str]
    merged: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in the source, with whatever is above its header. name: "" where there is but one."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header. first: the 0-based number of its first data row among all data rows of the file."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    first: int = 0


def read_csv(source: Source) -> list[Document]:
    """A .csv file; the delimiter is the one of , ; tab and | that gives rows of the same length.

    Document.place is "row 12" as a spreadsheet shows the file: the header and empty lines are counted.
    """
    return documents(source, [table_of(source, Sheet("", _csv_rows(source, ",;\t|")))])


def read_tsv(source: Source) -> list[Document]:
    """A .tsv file; as read_csv, with tabs preferred."""
    return documents(source, [table_of(source, Sheet("", _csv_rows(source, "\t,;|")))])


def _csv_rows(source: Source, delimiters: str) -> list[Row]:
    text = source.text().replace("\0", "")
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own line, which Excel does not show
        delimiter, text = first[4], rest
    else:
        delimiter = _delimiter(text, delimiters)
    rows: list[Row] = []
    # An unclosed quotation mark swallows the rest of the file in silence. The last line shows whether it did.
    end = "end of table\1"
    with _long_fields():
        try:
            lines = chain(io.StringIO(text, newline="\n"), [end])
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
                if len(cells) > MAX_COLUMNS:
                    raise source.fail(f"row {number} has more than {MAX_COLUMNS:,} cells", "Export the table again")
                rows.append(Row(f"row {number}", cells))
        except csv.Error as error:
            where = f"row {len(rows) + 1}"
            raise source.fail(f"{where} cannot be read as csv, or has a cell of over {MAX_LINE:,} characters",
                              "Correct it, or export the table again") from error  # fmt: skip
    if rows.pop().cells != [end]:
        what = f"a quotation mark opened in row {len(rows) + 1} is never closed"
        raise source.fail(what, "Close it or take it away, or export the table again")
    return rows


@contextmanager
def _long_fields() -> Iterator[None]:
    """The csv module's limit of 131,072 characters a field belongs to the process: raised here, then put back."""
    before = csv.field_size_limit(MAX_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _delimiter(text: str, delimiters: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, more than one."""
    sample = text[:200_000]
    sample = sample[: sample.rfind("\n") + 1] or sample

    def evidence(delimiter: str) -> tuple[float, int]:
        with _long_fields():
            try:
                rows = csv.reader(io.StringIO(sample, newline="\n"), delimiter=delimiter)
                widths = [len(row) for row, _ in zip(rows, range(200), strict=False) if row]
            except csv.Error:
                return 0.0, 0
        width, count = Counter(w for w in widths if w > 1).most_common(1)[0] if any(w > 1 for w in widths) else (1, 0)
        return round(count / max(len(widths), 1), 1), width

    return max(delimiters, key=lambda d: (evidence(d), -delimiters.index(d)))


def table_of(source: Source, sheet: Sheet, first: int = 0) -> Table:
    """The table in a sheet. Its header is the first of the first rows that holds the columns asked for, or else the
    first that is nearly as wide as the widest; a title above it is passed over.
    """
    rows = sheet.rows
    filled = [[one_line(cell[:1000]) for cell in row.cells] for row in rows[:HEADER_ROWS]]
    names_asked_for = {name.casefold() for name in named_columns(source)}
    widths = [sum(map(bool, cells)) for cells in filled]
    at = next(
        (i for i, cells in enumerate(filled) if names_asked_for and names_asked_for <= {c.casefold() for c in cells}),
        None,
    )
    if at is None:
        usual = Counter(w for w in widths if w).most_common(1)[0][0] if any(widths) else 0
        at = next((i for i, width in enumerate(widths) if width and width >= 0.6 * usual), len(rows))
    above = [i for i in range(at) if widths[i] > 1]
    if above:
        source.warn(f"what stands above the header ({rows[at].place}) was not read")
    header = _unique_names(source, filled[at]) if at < len(filled) else ()
    return Table(sheet.name, header, _fit_to_header(source, rows[at + 1 :], len(header)), first)


def _unique_names(source: Source, cells: Sequence[str]) -> tuple[str, ...]:
    """Names for all columns: "column 3" where there is none, "Comment (2)" for the second "Comment"."""
    names: list[str] = []
    while cells and not cells[-1]:
        cells = cells[:-1]
    for number, cell in enumerate(cells, 1):
        name, again = cell or f"column {number}", 1
        while name in names:
            again += 1
            name = f"{cell or f'column {number}'} ({again})"
        if again > 1 and cell:
            source.warn(f"two columns are called {quote_name(cell)}; the later one is {quote_name(name)}")
        names.append(name)
    return tuple(names)


def _fit_to_header(source: Source, rows: Sequence[Row], width: int) -> list[Row]:
    """Rows as long as the header. What a row has beyond it (an unquoted comma) is put back into its last column."""
    out: list[Row] = []
    longer = ""
    for row in rows:
        if not row.cells:
            continue
        cells = list(row.cells)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if 0 < width < len(cells):
            longer = longer or row.place
            cells[width - 1 :] = [", ".join(cell.strip() for cell in cells[width - 1 :])]
        out.append(Row(row.place, cells + [""] * (width - len(cells)), row.merged))
    if longer and width > 1:
        source.warn(f"some rows have more cells than the header, first {longer}; the rest went into the last column")
    return out


def documents(source: Source, tables: Sequence[Table]) -> list[Document]:
    """One Document for each row that has text in a text column; a turn for each such cell.

    Document.docvars has, besides locality, phase, date, ...: "row", the 0-based number of the data row in the file (all
    sheets counted on, wholly empty lines of a csv not counted), and "id" where a column was named for it.
    Raises UsageError for a column that is not there, ReadError where no column looks like text.
    """
    for table in tables:
        if len(tables) > 1 and not table.rows:
            source.warn(f"the sheet {quote_name(table.name)} has nothing below its first row and was left out")
    tables = [table for table in tables if table.rows] or [table for table in tables if table.header]
    for name in named_columns(source):
        if not any(_index(table.header, name) is not None for table in tables):
            raise UsageError(
                f"there is no column {quote_name(name)}", source.name, f"The columns are: {_columns(tables)}"
            )
    out: list[Document] = []
    sheets_left_out: list[str] = []
    for table in tables:
        plan = _plan(source, table)
        if plan.text:
            out += _rows(source, table, plan, several=len(tables) > 1)
        elif any(any(row.cells) for row in table.rows):
            sheets_left_out.append(table.name)
    if len(sheets_left_out) == len(tables) > 0:
        raise source.fail(
            f"no column looks like free text (columns: {_columns(tables)})",
            "Name the one to read: --text COLUMN",
        )
    for name in sheets_left_out:
        source.warn(f"the sheet {quote_name(name)} has no text column and was left out")
    return out


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where in a row to find what."""

    text: list[int]
    speaker: int | None
    role: int | None
    id: int | None
    docvars: dict[str, int]


def _plan(source: Source, table: Table) -> _Plan:
    columns_given, header = source.columns, table.header
    docvars = {key: _index(header, getattr(columns_given, key, "") or key) for key in DOCVARS}
    speaker, role = (_index(header, getattr(columns_given, key) or key) for key in ("speaker", "role"))
    number = _index(header, columns_given.id) if columns_given.id else None
    columns_in_use = {*docvars.values(), speaker, role, number}
    if columns_given.text:
        text = [i for name in columns_given.text if (i := _index(header, name)) is not None]
    else:
        columns = [i for i in range(len(header)) if i not in columns_in_use]
        text = [i for i in columns if is_free_text(row.cells[i] for row in table.rows)]
        if not text and len(columns) == 1:
            text = columns
    return _Plan(text, speaker, role, number, {key: i for key, i in docvars.items() if i is not None})


def is_free_text(cells: Iterable[str]) -> bool:
    """Whether a column reads as if people wrote it, judged by its first 2,000 cells that are not empty.

    Half of them have four words or more, or they have five on average and a passage of twelve is among them; and at
    least three in ten differ from all before (a question number or a category comes again and again).
    """
    sample = [cell for cell, _ in zip((c.strip() for c in cells if c.strip()), range(SAMPLE), strict=False)]
    if not sample:
        return False
    counts = sorted(sum(any(ch.isalpha() for ch in word) for word in cell.split()) for cell in sample)
    long = counts[len(counts) // 2] >= 4 or (sum(counts) >= 5 * len(counts) and counts[-1] >= 12)
    return long and len(set(sample)) >= 0.3 * len(sample)


def _rows(source: Source, table: Table, plan: _Plan, *, several: bool) -> Iterator[Document]:
    number = table.first - 1

    def cell(row: Row, i: int | None) -> str:
        return "" if i is None else one_line(row.cells[i] or row.merged.get(i, ""))

    for row in table.rows:
        number += 1
        place = f"{table.name} {row.place}" if several else row.place
        speaker, role = cell(row, plan.speaker), cell(row, plan.role)
        blocks = []
        for i in plan.text:
            if len(row.cells[i]) > MAX_LINE:
                raise source.fail(f"a cell in {place} has more than {MAX_LINE:,} characters", "Shorten it")
            where = f"{place}, column {table.header[i]}" if len(plan.text) > 1 else place
            blocks.append(Block(row.cells[i], where, speaker, role))
        docvars = {key: value for key, i in plan.docvars.items() if (value := cell(row, i))}
        docvars["row"] = str(number)
        if plan.id is not None:
            docvars["id"] = cell(row, plan.id)
        document = make_document(source.name, blocks, place=place, docvars=docvars)
        if document:
            yield document


def named_columns(source: Source) -> list[str]:
    """The columns that the user named."""
    c = source.columns
    return [one_line(name) for name in (*c.text, c.locality, c.phase, c.date, c.id, c.speaker, c.role) if name.strip()]


def _index(header: Sequence[str], name: str) -> int | None:
    """The column of this name: written so, or else but for capitals."""
    name = one_line(name)
    folded = [column.casefold() for column in header]
    if name in header:
        return header.index(name)
    return folded.index(name.casefold()) if name.casefold() in folded else None


def _columns(tables: Sequence[Table]) -> str:
    names = list(dict.fromkeys(name for table in tables for name in table.header))
    return ", ".join(map(quote_name, names[:40])) + (", ..." if len(names) > 40 else "") or "none"


def quote_name(name: str) -> str:
    """A column's name for a message. A header may turn out to be a row of what people wrote: cut to 40 characters."""
    return repr(name if len(name) <= 40 else name[:39] + "…")
