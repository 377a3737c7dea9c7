"""Spreadsheets that are not .xlsx: OpenDocument and Excel of before 2007, read by calamine into the tables of tables.py.

Calamine does not say what is hidden: an OpenDocument file is asked itself; of an .xls one can only tell that something is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from textmine.errors import ReadError
from textmine.readers.archive import Package, local
from textmine.readers.draft import one_line
from textmine.readers.rows import as_text
from textmine.readers.source import BROKEN, MAX_BYTES, Source
from textmine.readers.tables import Row, Sheet, documents, quote_name, tables_of
from textmine.records import Document

#: Cells that a sheet may claim, empty ones between full ones counted.
MAX_CELLS = 30_000_000

#: The rows and columns of a sheet that nobody sees, from 0.
Hidden = tuple[Sequence[range], Sequence[range]]

#: Records of an .xls: a row (ROW) or columns (COLINFO) with the bit that says "hidden".
_XLS_HIDDEN = re.compile(
    rb"\x08\x02\x10\x00.{12}[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]\x01|\x7d\x00\x0c\x00.\x00.[\x00\x01].{4}[\x01\x03\x05\x07][\x00-\x17]",
    re.S,
)


def read_spreadsheet(source: Source) -> list[Document]:
    """An .ods or .xls workbook. Document.place is "row 12", or "Sheet2 row 12" where several sheets hold something."""
    data = source.data(MAX_BYTES // 5)
    hidden: dict[str, Hidden] = {}
    if source.suffix == ".xls":
        source.expect(data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        if any(_XLS_HIDDEN.finditer(data)):
            source.warn("hidden rows or columns were read like the others; save it as .xlsx to have them left out")
    else:
        hidden = _hidden(source, Package(source))  # its limits hold before calamine unpacks anything
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [sheet for meta in book.sheets_metadata if (sheet := _sheet(source, book, meta, hidden))]
    except python_calamine.PasswordError as error:
        raise source.fail("the file is protected by a password", "Save it without one and read it again") from error
    except BaseException as error:
        # Where its Rust panics it raises what is no Exception and has no name to catch it by.
        known = isinstance(error, (*BROKEN, python_calamine.CalamineError)) or type(error).__name__ == "PanicException"
        if isinstance(error, ReadError) or not known:
            raise
        raise source.fail("the file is damaged or cut short", "Copy it again, or open and save it as .xlsx") from error
    return documents(source, tables_of(source, sheets))


def _hidden(source: Source, package: Package) -> dict[str, Hidden]:
    """What nobody sees in an OpenDocument table, by sheet. Raises ReadError where it is something else."""
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.data("META-INF/manifest.xml"):
        raise source.fail("the file is protected by a password", "Save it without one and read it again")
    if "content.xml" not in package.names:
        raise source.fail("this is a zip file, but not an OpenDocument table", "Give it its right extension")
    out: dict[str, Hidden] = {}
    ranges: dict[str, list[range]] = {"row": [], "column": []}
    at = {"row": 0, "column": 0}
    for element in package.elements("content.xml", "table-row", "table-column", "table"):
        kind = local(element.tag).removeprefix("table-")
        said = {local(key): value for key, value in element.attrib.items()}
        if kind == "table":
            out[one_line(said.get("name", ""))] = (ranges["row"], ranges["column"])
            ranges, at = {"row": [], "column": []}, {"row": 0, "column": 0}
            continue
        repeated = said.get(f"number-{kind}s-repeated", "1")
        end = at[kind] + (int(repeated) if repeated.isascii() and repeated.isdigit() and len(repeated) < 9 else 1)
        if said.get("visibility") in ("collapse", "filter"):
            ranges[kind].append(range(at[kind], end))
        at[kind] = end
    return out


def _within(ranges: Sequence[range], size: int) -> frozenset[int]:
    return frozenset(i for r in ranges for i in range(r.start, min(r.stop, size)))


def _sheet(source: Source, book: object, meta: object, hidden: Mapping[str, Hidden]) -> Sheet | None:
    from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

    assert isinstance(book, CalamineWorkbook) and isinstance(meta, SheetMetadata)
    if meta.typ != SheetTypeEnum.WorkSheet:
        return None
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise source.fail("a sheet is larger than fits into memory", "Save only the cells in use, as .xlsx or .csv")
    name = one_line(meta.name)
    hidden_rows, hidden_columns = hidden.get(name, ((), ()))
    cells = [[_cell(value) for value in row] for row in sheet.to_python(False)]
    unseen = _within(hidden_rows, len(cells))
    rows = [Row(f"row {i + 1}", row, hidden=i in unseen) for i, row in enumerate(cells)]
    while rows and not any(rows[-1].cells):
        rows.pop()
    if rows and meta.visible != SheetVisibleEnum.Visible:
        source.warn(f"the hidden sheet {quote_name(name)} was left out")
        return None
    return Sheet(name, rows, hidden=_within(hidden_columns, len(cells[0]))) if rows else None


def _cell(value: object) -> str:
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else as_text(value)
