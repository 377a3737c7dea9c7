"""The body of a Word file as blocks: paragraphs, lists, tables (nested, merged) and text boxes as a reader sees them now.

Tracked insertions count as accepted, deletions are gone. Read from the XML itself: python-docx's paragraphs skip
tables and lose insertions and content controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textmine.readers.archive import local
from textmine.readers.draft import Block, word_set
from textmine.readers.table_turns import Table

#: What is not, or no longer, text of the document; txbxContent is read on its own.
_LEFT_OUT = word_set(
    "del moveFrom delText delInstrText instrText rPr pPr sectPr txbxContent footnoteReference annotationRef Fallback"
)
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def attribute(element: Any, name: str) -> str:
    """An attribute's full name, in the namespace of its element."""
    return f"{{{element.tag[1:].split('}')[0]}}}{name}"


def child(element: Any, *path: str) -> Any:
    """The first descendant along these names, or None."""
    for name in path:
        element = next((e for e in element if local(e.tag) == name), None)
        if element is None:
            return None
    return element


def value_of(element: Any) -> str | None:
    """The value of a property, or None."""
    return None if element is None else element.get(attribute(element, "val"))


def hidden_styles(root: Any) -> frozenset[str]:
    """The ids of the styles whose text is hidden."""
    return frozenset(
        style.get(attribute(style, "styleId")) or ""
        for style in root
        if local(style.tag) == "style" and is_on(child(style, "rPr", "vanish"))
    )


def is_on(element: Any) -> bool:
    """Whether a property that is on or off is there and on."""
    return element is not None and (value_of(element) or "1").lower() not in ("0", "false", "off", "none")


def remove_hidden(root: Any, styles: frozenset[str]) -> int:
    """Take out the runs that Word does not show, and return how many passages of text that was.

    styles: those whose text is hidden, unless the run says otherwise.
    """
    passages = 0
    for paragraph in root.iter("{*}p"):
        whole = (value_of(child(paragraph, "pPr", "pStyle")) or "") in styles
        before = False
        for run in list(paragraph.iter("{*}r")):
            own = child(run, "rPr", "vanish")
            styled = whole or (value_of(child(run, "rPr", "rStyle")) or "") in styles
            hidden = is_on(own) if own is not None else styled
            if not any(text.strip() for text in text_of(run)):
                continue
            passages += hidden and not before
            before = hidden
            if hidden:
                run.getparent().remove(run)
    return passages


class Body:
    """Walks block by block and counts paragraphs and tables; `tables` are their cells as they stand in rows and columns."""

    def __init__(self) -> None:
        self.paragraph = 0
        self.table = 0
        self.tables: list[Table] = []

    def blocks(self, element: Any, kind: str = "text", place: str = "") -> Iterator[Block]:
        """The blocks in an element, in reading order. kind, place: those of the table cell it stands in."""
        for part in element:
            name = local(part.tag)
            if name == "p":
                yield from self.of_paragraph(part, kind, place)
            elif name == "tbl":
                yield from self.of_table(part)
            elif name in (
                "body",
                "sdt",
                "sdtContent",
                "ins",
                "moveTo",
                "smartTag",
                "customXml",
                "AlternateContent",
                "Choice",
            ):
                yield from self.blocks(part, kind, place)

    def of_paragraph(self, element: Any, kind: str, place: str) -> Iterator[Block]:
        """One block, and those of the text boxes anchored in it."""
        style = (value_of(child(element, "pPr", "pStyle")) or "").lower()
        if style.startswith("toc"):  # a table of contents repeats the headings
            return
        text = "".join(text_of(element))
        if text.strip():
            if not place:
                self.paragraph += 1
            block_place = place or f"paragraph {self.paragraph}"
            if kind == "text" and (style.startswith("heading") or style in ("title", "subtitle")):
                kind = "heading"
            elif kind == "text" and (style.startswith("list") or child(element, "pPr", "numPr") is not None):
                kind = "item"
            yield Block(text, block_place, kind=kind)
        for box in _boxes(element):
            yield from self.blocks(box, kind, place)

    def of_table(self, table: Any) -> Iterator[Block]:
        """One block a cell; a cell that is merged downwards comes once, a table in a cell after the cell's own text."""
        self.table += 1
        place = f"table {self.table}"
        cells = Table(place, [])
        self.tables.append(cells)
        for number, row in enumerate(_rows_or_cells(table, "tr"), 1):
            cells.rows.append([])
            for cell in _rows_or_cells(row, "tc"):
                span = value_of(child(cell, "tcPr", "gridSpan")) or "1"
                # A cell over several columns stands in the first; Word allows 63.
                blank = [""] * (min(int(span), 63) - 1 if span.isdecimal() else 0)
                merge = child(cell, "tcPr", "vMerge")
                if merge is not None and value_of(merge) != "restart":
                    cells.rows[-1] += [None, *blank]
                    continue
                inside = list(self.blocks(cell, "cell", f"{place} row {number}"))
                own = [b.text for b in inside if b.place == f"{place} row {number}"]
                cells.rows[-1] += ["\n".join(own), *blank]
                if own:
                    yield Block("\n".join(own), f"{place} row {number}", kind="cell")
                yield from (b for b in inside if b.place != f"{place} row {number}")


def _rows_or_cells(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for part in element:
        tag = local(part.tag)
        if tag == name:
            if name != "tr" or child(part, "trPr", "del") is None:
                yield part
        elif tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _rows_or_cells(part, name)


def text_of(element: Any) -> Iterator[str]:
    """The text in an element, as it is seen; text boxes apart."""
    for part in element:
        name = local(part.tag)
        if name == "t":
            yield part.text or ""
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name and name not in _LEFT_OUT:
            yield from text_of(part)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; Word writes each twice, the second time as a fallback."""
    for part in element:
        name = local(part.tag)
        if name == "txbxContent":
            yield part
        elif name and name not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(part)
