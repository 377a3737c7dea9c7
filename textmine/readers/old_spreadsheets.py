"""Spreadsheets that are not .xlsx: OpenDocument and Excel of before 2007, read by calamine into the tables of tables.py."""

from __future__ import annotations

import re
from io import BytesIO

from textmine.readers.archive import Package
from textmine.readers.draft import one_line
from textmine.readers.rows import as_text
from textmine.readers.source import BROKEN, MAX_BYTES, Source
from textmine.readers.tables import Row, Sheet, documents, quote_name, tables_of
from textmine.records import Document

#: Cells that a sheet may claim, empty ones between full ones counted.
MAX_CELLS = 30_000_000


def read_spreadsheet(source: Source) -> list[Document]:
    """An .ods or .xls workbook. Document.place is "row 12", or "Sheet2 row 12" where several sheets hold something."""
    data = source.data(MAX_BYTES // 5)
    if source.suffix == ".xls":
        source.expect(data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    else:
        package = Package(source)  # its limits hold before calamine unpacks anything
        if source.suffix == ".ods":
            _refuse_what_is_no_table(source, package)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [sheet for meta in book.sheets_metadata if (sheet := _sheet(source, book, meta))]
    except python_calamine.PasswordError as error:
        raise source.fail("the file is protected by a password", "Save it without one and read it again") from error
    except (*BROKEN, python_calamine.CalamineError) as error:
        raise source.fail("the file is damaged or cut short", "Copy it again, or open and save it as .xlsx") from error
    return documents(source, tables_of(source, sheets))


def _refuse_what_is_no_table(source: Source, package: Package) -> None:
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.data("META-INF/manifest.xml"):
        raise source.fail("the file is protected by a password", "Save it without one and read it again")
    if "content.xml" not in package.names:
        raise source.fail("this is a zip file, but not an OpenDocument table", "Give it its right extension")
    content = package.data("content.xml")
    if hidden := len(re.findall(rb'table:visibility="(?:collapse|filter)"', content)):
        source.warn(
            f"hidden rows or columns ({hidden}) were read like the others; save it as .xlsx to have them left out"
        )


def _sheet(source: Source, book: object, meta: object) -> Sheet | None:
    from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

    assert isinstance(book, CalamineWorkbook) and isinstance(meta, SheetMetadata)
    if meta.typ != SheetTypeEnum.WorkSheet:
        return None
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise source.fail("a sheet is larger than fits into memory", "Save only the cells in use, as .xlsx or .csv")
    rows = [Row(f"row {i}", [_cell(v) for v in cells]) for i, cells in enumerate(sheet.to_python(False), 1)]
    while rows and not any(rows[-1].cells):
        rows.pop()
    if rows and meta.visible != SheetVisibleEnum.Visible:
        source.warn(f"the hidden sheet {quote_name(one_line(meta.name))} was left out")
        return None
    return Sheet(one_line(meta.name), rows) if rows else None


def _cell(value: object) -> str:
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else as_text(value)
