"""Tables: one row is one document, but for captions. Which columns hold text, who spoke, where and when; csv, tsv and rows from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from textmine.errors import UsageError
from textmine.programme import parse_date
from textmine.readers.caption_tables import numbered_cues, table_cues
from textmine.readers.captions import Cue, cue_document
from textmine.readers.cells import Row, Sheet, Table, counted, is_blank, is_word, quote_name
from textmine.readers.csv_rows import csv_sheet, unquoted_sheet
from textmine.readers.dates import read_dates
from textmine.readers.draft import Block, make_document, one_line
from textmine.readers.headers import find_layout
from textmine.readers.no_answers import codes_of
from textmine.readers.ratings import read_ratings
from textmine.readers.source import MAX_LINE, Source
from textmine.readers.text_columns import column_of, find_text_columns, is_free_text
from textmine.records import DOCVARS, RATING, Document

__all__ = [
    "Row", "Sheet", "Table", "documents", "is_free_text", "named_columns", "quote_name", "read_csv", "read_tsv", "table_of",
]  # fmt: skip


def read_csv(source: Source) -> list[Document]:
    """A .csv file; the delimiter is the one of , ; tab and | that gives rows of the same length and cells that make sense.

    Document.place is "row 12" as a spreadsheet shows the file: the header and empty lines are counted.
    """
    return documents(source, [table_of(source, csv_sheet(source, source.text(), ",;\t|"))])


def read_tsv(source: Source) -> list[Document]:
    """A .tsv file; as read_csv, with tabs preferred. Captions and numbered sentences have no quotation marks around their cells: one that
    opens a sentence would swallow the rows below.
    """
    text = source.text()
    said_before = len(source.warnings)
    plain = unquoted_sheet(text)
    if not source.columns.text and (cues := numbered_cues(plain.rows)):
        return cue_document(source, cues)
    table = table_of(source, plain)
    if not table_cues(table, source.columns.text):
        del source.warnings[said_before:]
        table = table_of(source, csv_sheet(source, text, "\t,;|"))
    return documents(source, [table])


def tables_of(source: Source, sheets: Sequence[Sheet]) -> list[Table]:
    """The tables of a workbook, whose rows are counted through. Raises ReadError where it has no sheet with text."""
    if not sheets:
        raise source.fail("the workbook holds no text", "Leave it out, or save it again")
    tables: list[Table] = []
    for sheet in sheets:
        first = tables[-1].first + len(tables[-1].rows) if tables else 0
        tables.append(table_of(source, sheet, first))
    return tables


def table_of(source: Source, sheet: Sheet, first: int = 0) -> Table:
    """The table in a sheet, without the titles above it, its one to three rows of headers, and the notes below it.

    Any reader that has rows of cells makes a Sheet of them: `documents(source, [table_of(source, Sheet("", rows))])`.
    """
    rows = sheet.rows
    layout = find_layout(rows, named_columns(source))
    names = list(layout.names)
    if not sheet.delimiter:  # in a spreadsheet a cell beyond the header stands in a column of its own
        names += [""] * (max((len(row.cells) for row in rows[layout.start : layout.end]), default=0) - len(names))
    header = _unique_names(source, names)
    data = _fit_to_header(source, rows[layout.start : layout.end], len(header), sheet.delimiter)
    below = sum(any(cell.strip() for cell in row.cells) for row in rows[layout.end :])
    hidden_rows = sum(row.hidden and any(cell.strip() for cell in row.cells) for row in [*rows[: layout.start], *data])
    data, trials = _without_trials(data, header, layout.aliases)
    hidden = frozenset(i for i in sheet.hidden if i < len(header) and any(row.cells[i].strip() for row in data))
    left_out = {
        "row above the header": layout.above,
        "row below the table": below,
        "hidden row": hidden_rows,
        "hidden column": len(hidden),
        "row of somebody who tried the survey out": trials,
    }
    return Table(sheet.name, header, data, first, layout.aliases, layout.open, hidden, left_out)


#: What Qualtrics calls answers that its makers and its own tests gave, in words and where it exports numbers.
_TRIALS = frozenset(("survey preview", "survey test", "offline survey preview"))
_TRIALS_AS_NUMBERS = frozenset(("1", "2", "17"))


def _without_trials(
    rows: Sequence[Row], header: Sequence[str], aliases: Mapping[int, Sequence[str]]
) -> tuple[list[Row], int]:
    """The rows, those not to be read in which somebody only tried the survey out, and how many these are."""
    names = [{name.casefold() for name in (cell, *aliases.get(i, ()))} for i, cell in enumerate(header)]
    at = next((i for i, name in enumerate(names) if name & {"status", "response type"}), None)
    if at is None:
        return list(rows), 0
    is_qualtrics = any(name & {"responseid", "response id", "recordeddate"} for name in names)
    trials = _TRIALS | _TRIALS_AS_NUMBERS if is_qualtrics else _TRIALS
    out = [replace(row, hidden=row.hidden or row.cells[at].strip().casefold() in trials) for row in rows]
    return out, sum(new.hidden and not old.hidden for new, old in zip(out, rows, strict=True))


def _unique_names(source: Source, cells: Sequence[str]) -> tuple[str, ...]:
    """Names for all columns: "column 3" where there is none, "Comment (2)" for the second "Comment"."""
    names: list[str] = []
    while cells and not cells[-1]:
        cells = cells[:-1]
    for number, cell in enumerate(cells, 1):
        name, again = cell or _unnamed(number), 1
        while name in names:
            again += 1
            name = f"{cell or _unnamed(number)} ({again})"
        if again > 1 and cell:
            source.warn(f"two columns are called {quote_name(cell)}; the later one is {quote_name(name)}")
        names.append(name)
    return tuple(names)


def _unnamed(number: int) -> str:
    return f"column {number}"


def _fit_to_header(source: Source, rows: Sequence[Row], width: int, delimiter: str) -> list[Row]:
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
            cells[width - 1 :] = [delimiter.join(cells[width - 1 :]).strip()]
        out.append(replace(row, cells=cells + [""] * (width - len(cells))))
    if longer and width > 1:
        source.warn(f"some rows have more cells than the header, first {longer}; the rest went into the last column")
    return out


def documents(source: Source, tables: Sequence[Table], *, captions: bool = True) -> list[Document]:
    """One Document for each row that has text in a text column, a turn for each such cell; one for a table of captions, with their turns,
    unless captions is False.

    Document.docvars has, besides locality, phase, date, ...: "row", the 0-based number of the data row in the file (all
    sheets counted on, wholly empty lines of a csv not counted), "id" where a column is called so, or was named for it, and the
    ratings that were named ("rating_useful": "4.5"). Turn.question is what stands above the cell.
    What was not read is said in one line. Raises UsageError for a column that is not there, ReadError where no cell holds words.
    """
    for table in tables:
        if len(tables) > 1 and not table.rows:
            source.warn(f"the sheet {quote_name(table.name)} has nothing below its first row and was left out")
    tables = [table for table in tables if table.rows] or [table for table in tables if table.header]
    missing = [name for name in named_columns(source) if not any(_index(table, name) is not None for table in tables)]
    texts = [one_line(name) for name in source.columns.text]
    if missing and (not source.columns.is_shared or (texts and set(texts) <= set(missing))):
        raise UsageError(
            f"there is no column {quote_name(missing[0])}", source.name, f"The columns are: {_columns(tables)}"
        )
    if missing:
        source.warn(f"there is no column {', '.join(map(quote_name, missing))} of [tables]; the others were read")
    plans = [_plan(source, table, captions=captions) for table in tables]
    # A sheet of closed answers beside one of comments is a list of something; alone it is all there is.
    if any(plan.cues or (plan.text and plan.sure != "all") for plan in plans):
        plans = [replace(plan, text=[]) if plan.sure == "all" else plan for plan in plans]
    out: list[Document] = []
    for table, plan in zip(tables, plans, strict=True):
        if plan.cues:
            out += cue_document(source, plan.cues, table.name if len(tables) > 1 else "")
            _tell(source, table, plan, len(plan.cues), several=len(tables) > 1)
        elif plan.text:
            found = list(_rows(source, table, plan, several=len(tables) > 1))
            _tell(source, table, plan, len(found), several=len(tables) > 1)
            out += found
        elif any(any(row.cells) for row in table.rows) and any(plan.text or plan.cues for plan in plans):
            source.warn(f"the sheet {quote_name(table.name)} has no text column and was left out")
    if not any(plan.text or plan.cues for plan in plans) and any(
        any(row.cells) for table in tables for row in table.rows
    ):
        raise source.fail(
            f"no column looks like free text (columns: {_columns(tables)})",
            "Name the one to read: --text COLUMN",
        )
    return out


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where in a row to find what. sure: see `find_text_columns`. unread: columns with words that are not read. terse: those of text that do not read like it. codes: what stands for no answer in a column. cues: the captions that it holds, if it is a table of these."""

    text: list[int]
    speaker: int | None
    role: int | None
    id: int | None
    docvars: dict[str, int]
    ratings: dict[str, int]
    sure: str = ""
    unread: int = 0
    terse: frozenset[int] = frozenset()
    cues: list[Cue] = field(default_factory=list)
    codes: Mapping[int, frozenset[str]] = field(default_factory=dict)


def _plan(source: Source, table: Table, *, captions: bool) -> _Plan:
    if captions and (cues := table_cues(table, source.columns.text)):
        return _Plan([], None, None, None, {}, {}, cues=cues)
    columns_given = source.columns
    docvars = {key: _index(table, getattr(columns_given, key, "") or key) for key in DOCVARS}
    if docvars["date"] is None:
        docvars["date"] = _when(table)
    speaker, role, number = (_index(table, getattr(columns_given, key) or key) for key in ("speaker", "role", "id"))
    # What nobody sees in Excel is read only where it was asked for by name.
    named = {_index(table, name) for name in named_columns(source)}
    seen = {i for i in range(len(table.header)) if i not in table.hidden or i in named}
    docvars = {key: i if i in seen else None for key, i in docvars.items()}
    speaker, role, number = (i if i in seen else None for i in (speaker, role, number))
    ratings = {RATING + key: i for key, name in columns_given.ratings.items() if (i := _index(table, name)) is not None}
    in_use = {*docvars.values(), *ratings.values(), speaker, role, number}
    columns = {i: column_of(table, i) for i in sorted(seen) if i not in in_use}
    sure, unread = "", 0
    if columns_given.text:
        text = [i for name in columns_given.text if (i := _index(table, name)) is not None]
    else:
        text, sure = find_text_columns(columns)
        unread = sum(column.says_words for i, column in columns.items() if i not in text)
    docvars_found = {k: i for k, i in docvars.items() if i is not None}
    terse = frozenset(i for i in text if not (columns.get(i) or column_of(table, i)).reads_like_text)
    codes = {i: codes_of(row.cells[i] for row in table.rows) for i in text}
    return _Plan(text, speaker, role, number, docvars_found, ratings, sure, unread, terse, codes=codes)


#: How programs of surveys and forms call the time of an answer.
_WHEN = re.compile(
    r"(?:(?:start|end|recorded|submission|submitted|completion|completed|created|response|interview|survey|entry|finish)[ _]?"
    r"(?:date|time|at|on)|(?:date|time)[ _]?(?:submitted|completed|created|started|recorded|of (?:interview|response|completion|submission))"
    r"|time ?stamp|submitdate|horodateur|zeitstempel|marca temporal)(?: \([a-z/ ]+\))?",
    re.I,
)


def _when(table: Table) -> int | None:
    """The column that holds the time of each answer where none is called date: by its name and by its cells."""
    for i, name in enumerate(table.header):
        if any(_WHEN.fullmatch(asked.strip()) for asked in (name, *table.aliases.get(i, ()))):
            cells = [cell for row in table.rows if (cell := one_line(row.cells[i]))]
            if cells and len(read_dates(cells).unread) <= 0.2 * len(cells):
                return i
    return None


def _tell(source: Source, table: Table, plan: _Plan, n_read: int, *, several: bool) -> None:
    """Say in one line what of a table was not read, and in another where the columns of text were not plain."""
    of = f"sheet {quote_name(table.name)}: " if several else ""
    filled = sum(not row.hidden and any(cell.strip() for cell in row.cells) for row in table.rows)
    coded = sum(
        row.cells[i].strip() in codes
        for row in table.rows
        if not row.hidden
        for i, codes in plan.codes.items()
        if codes
    )
    left_out = {
        **table.left_out,
        "row without text": filled - n_read,
        "other column with words": plan.unread + table.left_out.get("other column with words", 0),
        "cell with a number or code for an answer": coded,
    }
    parts = [counted(n, what) for what, n in left_out.items() if n > 0]
    if parts:
        source.warn(f"{of}not read: {', '.join(parts)}")
    names = ", ".join(quote_name(table.header[i]) for i in plan.text[:4]) + (", ..." if len(plan.text) > 4 else "")
    if plan.sure == "likely":
        source.warn(f"{of}read as text: {names}; if that is wrong, name the columns: --text COLUMN")
    if plan.sure == "all" and any(is_word(row.cells[i]) for row in table.rows for i in plan.text):
        source.warn(
            f"{of}no column looks like free text; every cell with words was read ({names}); name the columns: --text COLUMN"
        )


def _dates(source: Source, table: Table, i: int | None) -> list[str]:
    """The dates of the rows, judged over the whole column; those that say the same by themselves stay as written."""
    if i is None:
        return []
    cells = [one_line(row.cells[i] or row.merged.get(i, "")) for row in table.rows]
    dates = read_dates(cells)
    name = quote_name(table.header[i])
    if dates.unread:
        first, n = dates.unread[0], len(dates.unread)
        both = "" if dates.order or dates.proven is False or not _is_numeric(cells[first]) else ": day or month first?"
        source.warn(
            f"{n:,} {'date was' if n == 1 else 'dates were'} not understood in {name}, "
            f"first {quote_name(cells[first])} ({table.rows[first].place}){both}"
        )
    if not dates.proven:
        source.warn(f"nothing in {name} shows whether the day or the month comes first; read with the day first")
    if dates.order == "month":
        source.warn(f"the dates in {name} have the month first, and were read so")
    if dates.months:
        source.warn(f"{counted(dates.months, 'date')} in {name} without a day; each was read as the first of its month")
    return [cell if parse_date(cell) == value else value for cell, value in zip(cells, dates.values, strict=True)]


def _ratings(source: Source, table: Table, i: int) -> list[str]:
    """The ratings of the rows. What was not understood is told by its row alone: people may have written it."""
    cells = ["" if row.hidden else row.cells[i] or row.merged.get(i, "") for row in table.rows]
    found, unread = read_ratings(cells)
    if unread:
        n = len(unread)
        source.warn(
            f"{n:,} {'rating was' if n == 1 else 'ratings were'} not understood in {quote_name(table.header[i])}, first in "
            f"{table.rows[unread[0]].place}; a rating is one number up to 100"
        )
    return found


def _is_numeric(cell: str) -> bool:
    return not any(c.isalpha() for c in cell.split(" ")[0])


def _rows(source: Source, table: Table, plan: _Plan, *, several: bool) -> Iterator[Document]:
    dates = _dates(source, table, plan.docvars.get("date"))
    ratings = {key: _ratings(source, table, i) for key, i in plan.ratings.items()}

    def cell(row: Row, i: int | None) -> str:
        return "" if i is None else one_line(row.cells[i] or row.merged.get(i, ""))

    questions = {i: _question(table, i) for i in plan.text}
    for at, row in enumerate(table.rows):
        if row.hidden:
            continue
        place = f"{table.name} {row.place}" if several else row.place
        speaker, role = cell(row, plan.speaker), cell(row, plan.role)
        blocks = []
        for i in plan.text:
            if len(row.cells[i]) > MAX_LINE:
                raise source.fail(f"a cell in {place} has more than {MAX_LINE:,} characters", "Shorten it")
            is_none = not is_word(row.cells[i]) if plan.sure == "all" else is_blank(row.cells[i])
            if i in plan.terse:  # nothing shows that "NA" is no value
                is_none &= not any(map(str.isalpha, row.cells[i]))
            if is_none or row.cells[i].strip() in plan.codes[i]:
                continue
            where = f"{place}, column {table.header[i]}" if len(plan.text) > 1 else place
            blocks.append(Block(row.cells[i], where, speaker, role, question=questions[i]))
        docvars = {key: value for key, i in plan.docvars.items() if (value := cell(row, i))}
        if docvars.get("date"):
            docvars["date"] = dates[at]
        docvars |= {key: value for key, values in ratings.items() if (value := values[at])}
        docvars["row"] = str(table.first + at)
        if plan.id is not None:
            docvars["id"] = cell(row, plan.id)
        document = make_document(source.name, blocks, place=place, docvars=docvars)
        if document:
            yield document


def _question(table: Table, i: int) -> str:
    """What a column asks: its name, or the words that a code stands for; "" where it has no name."""
    name = table.header[i]
    return max(("" if name == _unnamed(i + 1) else name, *table.aliases.get(i, ())), key=len)


def named_columns(source: Source) -> list[str]:
    """The columns that the user named."""
    c = source.columns
    named = (*c.text, c.locality, c.phase, c.date, c.id, c.speaker, c.role, *c.ratings.values())
    return [one_line(name) for name in named if name.strip()]


def _index(table: Table, name: str) -> int | None:
    """The column of this name: written so, or else but for capitals, or else of which this is another name."""
    name = one_line(name)
    if name in table.header:
        return table.header.index(name)
    folded = [column.casefold() for column in table.header]
    if name.casefold() in folded:
        return folded.index(name.casefold())
    also = (i for i, names in sorted(table.aliases.items()) if name.casefold() in (n.casefold() for n in names))
    return next(also, None)


def _columns(tables: Iterable[Table]) -> str:
    names = list(dict.fromkeys(name for table in tables for name in table.header))
    return ", ".join(map(quote_name, names[:40])) + (", ..." if len(names) > 40 else "") or "none"
