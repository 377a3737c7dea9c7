"""A csv file -> rows of cells: the delimiter is the one that makes rows of one length, and cells that make sense."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from textmine.readers.cells import Row, Sheet
from textmine.readers.source import MAX_LINE, Source

#: Cells in a row (Excel has 16,384); rows by which the delimiter is found.
MAX_COLUMNS, SAMPLE_ROWS = 20_000, 200

#: Not in any text (see `normalise`): under it a file is one column.
ONE_COLUMN = "\x1f"


def csv_sheet(source: Source, text: str, delimiters: str) -> Sheet:
    """The rows of a csv file with this text. delimiters: those to choose from, the likeliest first. Raises ReadError."""
    text = text.replace("\0", "")
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own line, which Excel does not show
        delimiter, text = first[4], rest
    else:
        delimiter = find_delimiter(text, delimiters)
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
    return Sheet("", rows, delimiter)


def unquoted_sheet(text: str) -> Sheet:
    """The rows of a text with tabs between cells and no quotation marks around them; what is too much for the header is in the last cell."""
    lines = text.lstrip("\ufeff").replace("\0", "").split("\n")
    width = lines[0].count("\t")
    return Sheet(
        "", [Row(f"row {i}", line.split("\t", width)) for i, line in enumerate(lines, 1) if line.strip()], "\t"
    )


@contextmanager
def _long_fields() -> Iterator[None]:
    """The csv module's limit of 131,072 characters a field belongs to the process: raised here, then put back."""
    before = csv.field_size_limit(MAX_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def find_delimiter(text: str, delimiters: str) -> str:
    """The delimiter under which the most rows are of one length and the most cells make sense; ONE_COLUMN if none does.

    A comma within a number ("4,2") or a sentence makes rows of one length as well, but for the header, and cells such as "2;Comment".
    """
    sample = text[:200_000]
    sample = sample[: sample.rfind("\n") + 1] or sample
    scores = {d: _evidence(sample, d, delimiters) for d in delimiters}
    best = max(delimiters, key=lambda d: (scores[d], -delimiters.index(d)))
    # Commas in the sentences of a file of one column: rows of every length, and none in its header.
    first = next((line for line in sample.split("\n") if line.strip()), "")
    return ONE_COLUMN if scores[best] < (0.7, 0) and best not in first else best


def _evidence(sample: str, delimiter: str, delimiters: str) -> tuple[float, int]:
    """(share of rows of the usual length x share of cells that make sense, the usual length)."""
    with _long_fields():
        try:
            reader = csv.reader(io.StringIO(sample, newline="\n"), delimiter=delimiter)
            rows = [row for row, _ in zip(reader, range(SAMPLE_ROWS), strict=False) if row]
        except csv.Error:
            return 0.0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    others = re.escape(delimiters.replace(delimiter, "").replace("|", ""))
    # Another delimiter with no space around it, and something before and behind it: two cells in one, but for 4,2.
    two_in_one = re.compile(rf"[^\s{others}][{others}](?!\s)[^{others}]") if others else re.compile("(?!)")
    number = re.compile(r"[-+]?\d+(?:[.,]\d+)*\s?%?")
    cells = [cell for row in rows if len(row) == width for cell in row if cell]
    wrong = sum(
        len(cell) < 60 and bool(two_in_one.search(cell)) and not number.fullmatch(cell.strip()) for cell in cells
    )
    return round(count / len(rows) * (1 - wrong / max(len(cells), 1)), 3), width
