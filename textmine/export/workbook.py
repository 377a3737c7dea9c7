"""Sheets -> the bytes of an xlsx file: plain cells, a header that stays in sight, and no trace of when it was made."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from textmine.errors import UsageError
from textmine.office import printable, timeless_zip

Cell: TypeAlias = str | int | float | bool | None

#: What Excel can hold: rows of a sheet, characters of a cell, characters of a sheet's name.
MAX_ROWS, MAX_TEXT, MAX_NAME = 1_048_576, 32_767, 31
#: Widths in characters; a column is as wide as its longest cell between these.
NARROW, WIDE = 8, 60


def workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]]) -> bytes:
    """An xlsx file. sheets: name -> (columns, rows); a column is as wide as what it holds. Text is never a formula.

    Control characters, which the format cannot hold, are left out, and a text of more than 32,767 characters is cut.
    Raises UsageError where a table has more rows than a sheet can hold.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (columns, rows) in sheets.items():
        if len(rows) >= MAX_ROWS:
            raise UsageError(
                f"the table {name!r} has {len(rows):,} rows, more than a sheet can hold", "export", "Use csv"
            )
        sheet = book.create_sheet(_sheet_name(name, book.sheetnames))
        for r, row in enumerate([columns, *rows], start=1):
            for c, value in enumerate(row, start=1):
                if value is None:
                    continue
                cell = sheet.cell(r, c)
                if isinstance(value, str):
                    cell.value = printable(value)[:MAX_TEXT]
                    cell.data_type = "s"
                    cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDE)
                else:
                    cell.value = value
                    cell.alignment = Alignment(vertical="top")
                if r == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for c in range(len(columns)):
            longest = max((len(str(row[c])) for row in [columns, *rows] if row[c] is not None), default=0)
            sheet.column_dimensions[get_column_letter(c + 1)].width = min(max(longest + 2, NARROW), WIDE)
    if not book.worksheets:
        book.create_sheet("empty")  # the format knows no book without a sheet
    book.properties.creator = "textmine"
    out = io.BytesIO()
    book.save(out)
    return timeless_zip(out.getvalue())


def _sheet_name(name: str, names_in_use: Sequence[str]) -> str:
    """A name that is new in the book; Excel takes no difference of case for one."""
    folded = {t.casefold() for t in names_in_use}
    short, n = name[:MAX_NAME], 1
    while short.casefold() in folded:
        n += 1
        short = f"{name[: MAX_NAME - len(str(n)) - 1]}-{n}"
    return short
