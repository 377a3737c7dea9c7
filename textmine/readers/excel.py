"""Excel workbooks: every visible sheet is a table. Read from the XML itself, in one pass that sees what openpyxl hides:
formulas without a stored result, merged cells, a million formatted rows without anything in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from textmine.readers.archive import Package, local
from textmine.readers.cells import Row, Sheet, quote_name
from textmine.readers.source import Source
from textmine.readers.tables import documents, tables_of
from textmine.records import Document

#: Rows that a sheet can have in Excel.
MAX_ROWS = 1_048_576

#: Rows that merged cells may cover, all together.
MAX_MERGED = 2_000_000


def read_xlsx(source: Source) -> list[Document]:
    """A .xlsx workbook. Document.place is "row 12", or "Sheet2 row 12" where several sheets hold something.

    A cell that is merged downwards says its locality, phase, date, speaker or role for all its rows; its text counts once.
    """
    package = Package(source)
    book = _Book(package)
    sheets: list[Sheet] = []
    for name, part, hidden in book.sheets():
        sheet = book.sheet(name, part)
        if sheet.rows and hidden:
            source.warn(f"the hidden sheet {quote_name(name)} was left out")
        elif sheet.rows:
            sheets.append(sheet)
    tables = tables_of(source, sheets)
    if book.uncached:
        where, count = book.uncached[0], len(book.uncached)
        many = f"{count} formulas have" if count > 1 else "a formula has"
        source.warn(f"{many} no stored result (first {where}); open the file in Excel and save it")
    if book.merged:
        source.warn("there are merged cells; each says its locality, phase or date for all its rows, its text once")
    return documents(source, tables)


class _Book:
    """The parts of a workbook: sheet list, shared strings, which styles are dates."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = package.main_part("workbook")
        self.relations = package.relations(self.main)
        self.uncached: list[str] = []
        self.merged = False
        parts = {kind.rsplit("/", 1)[-1]: part for part, kind in self.relations.values() if part in package.names}
        self.strings: list[str] = []
        if "sharedStrings" in parts:
            self.strings = [_string(e) for e in package.elements(parts["sharedStrings"], "si")]
        self.dates = self._date_styles(parts["styles"]) if "styles" in parts else frozenset()

    def _date_styles(self, part: str) -> frozenset[int]:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        root = self.package.tree(part)
        formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        formats |= {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter("{*}numFmt")}
        styles = (e for xfs in root.iter("{*}cellXfs") for e in xfs)
        return frozenset(i for i, e in enumerate(styles) if is_date_format(formats.get(e.get("numFmtId", ""), "")))

    def sheets(self) -> Iterator[tuple[str, str, bool]]:
        """Name, part and whether it is hidden, of each worksheet."""
        root = self.package.tree(self.main)
        properties = next(root.iter("{*}workbookPr"), None)
        self.from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        for sheet in root.iter("{*}sheet"):
            key = next((value for name, value in sheet.attrib.items() if local(name) == "id"), "")
            part, kind = self.relations.get(key, ("", ""))
            if kind.endswith("/worksheet") and part in self.package.names:
                yield sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"

    def sheet(self, name: str, part: str) -> Sheet:
        """The rows of a sheet down to the last that holds something; those between are there, empty."""
        rows: list[Row] = []
        merges: list[tuple[int, int, int]] = []
        hidden: set[int] = set()
        number = 0
        for element in self.package.elements(part, "row", "mergeCell", "col"):
            if local(element.tag) == "col":
                if _is_hidden(element, "width"):
                    hidden |= set(range(_whole(element.get("min")) - 1, min(_whole(element.get("max")), 16_384)))
                continue
            if local(element.tag) == "mergeCell":
                merges += _downwards(element.get("ref", ""))
                continue
            number = _whole(element.get("r")) or number + 1
            if next(element.iter("{*}v", "{*}is", "{*}f"), None) is None:  # formatted, and nothing in it
                continue
            cells = self._cells(element, name)
            if number > MAX_ROWS:
                raise self.package.damaged()
            if any(cells) and number > len(rows):
                rows += [Row(f"row {i}", ("",)) for i in range(len(rows) + 1, number)]
                rows.append(Row(f"row {number}", cells, {}, _is_hidden(element, "ht")))
        covered = 0
        for top, bottom, column in merges:
            value = rows[top - 1].cells[column] if top <= len(rows) and column < len(rows[top - 1].cells) else ""
            last = min(bottom, len(rows)) if value else top
            covered += last - top
            if covered > MAX_MERGED:
                raise self.package.damaged()
            self.merged |= last > top
            for i in range(top, last):
                rows[i] = replace(rows[i], merged={**rows[i].merged, column: value})
        return Sheet(name, rows, hidden=frozenset(hidden))

    def _cells(self, row: Any, sheet: str) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if local(cell.tag) != "c":
                continue
            reference = cell.get("r", "")
            at = _column(reference) if reference else len(cells)
            value = self._value(cell)
            if value is None:
                self.uncached.append(f"{sheet}!{reference}")
            elif value:
                cells += [""] * (at + 1 - len(cells))
                cells[at] = value
            elif not reference:
                cells.append("")
        return cells

    def _value(self, cell: Any) -> str | None:
        """A cell as text; None for a formula without a stored result."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_string(e) for e in cell if local(e.tag) == "is")
        parts = {local(e.tag): e.text or "" for e in cell}
        value = parts.get("v", "").strip(" ") if kind != "str" else parts.get("v", "")
        if not value:
            return None if "f" in parts and kind != "str" else ""
        if kind == "s":
            index = _whole(value, -1)
            return self.strings[index] if 0 <= index < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n":
            return self._number(value, _whole(cell.get("s")) in self.dates)
        return "" if kind == "e" else value

    def _number(self, value: str, is_date: bool) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if is_date:
            from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

            try:
                date = from_excel(number, MAC_EPOCH if self.from_1904 else WINDOWS_EPOCH).isoformat()
            except (ValueError, OverflowError, AttributeError):
                return value
            return str(date).removesuffix("T00:00:00")
        if value.isdigit():  # as it is stored, with all its digits
            return value
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def _is_hidden(element: Any, size: str) -> bool:
    """Whether nobody sees a row or column: hidden by hand, by a filter or in a closed group, or drawn to no size at all."""
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _string(element: Any) -> str:
    """A shared or inline string: its plain or formatted text, without the reading aids of East Asian text."""
    out = ""
    for child in element:
        name = local(child.tag)
        if name == "t":
            out += child.text or ""
        elif name == "r":
            out += _string(child)
    # Excel writes control characters as _x000D_.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), out) if "_x" in out else out


def _column(reference: str) -> int:
    """The 0-based column of "B5"; at most Excel's 16,384."""
    number = 0
    for letter in reference[:3].upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return min(max(number, 1), 16_384) - 1


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _downwards(reference: str) -> list[tuple[int, int, int]]:
    """[(top row, bottom row, 0-based column)] of a merged range over several rows; else []."""
    ends = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})", reference)
    if not ends or int(ends[3]) <= int(ends[2]) or int(ends[2]) < 1:
        return []
    return [(int(ends[2]), int(ends[3]), _column(ends[1]))]
