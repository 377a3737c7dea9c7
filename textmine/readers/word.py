"""Word: paragraphs, lists, tables (nested, merged), text boxes and footnotes of the document as a reader sees it now.

Tracked insertions count as accepted, deletions are gone. Read from the XML itself: python-docx's paragraphs skip
tables and lose insertions and content controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textmine.readers.archive import Package, local
from textmine.readers.draft import Block, Line, make_document, word_set
from textmine.readers.names import people_in
from textmine.readers.source import Source
from textmine.readers.text_transcripts import transcript
from textmine.records import Document

#: What is not, or no longer, text of the document; txbxContent is read on its own.
_LEFT_OUT = word_set(
    "del moveFrom delText delInstrText instrText rPr pPr sectPr txbxContent footnoteReference annotationRef Fallback"
)
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read_docx(source: Source) -> list[Document]:
    """Session notes, or a Teams transcript saved as Word.

    Turn.place: "paragraph 7" (those with text are counted), "table 2 row 3", "footnote 1". Comments are left out with
    a warning, headers and footers without one.
    """
    package = Package(source)
    main = package.main_part("document")
    blocks = list(_Body().blocks(package.tree(main)))
    parts = {kind.rsplit("/", 1)[-1]: part for part, kind in package.relations(main).values() if part in package.names}
    for kind, one in (("footnotes", "footnote"), ("endnotes", "endnote")):
        if kind in parts:
            blocks += _notes(package.tree(parts[kind]), one)
    authors = package.authors()
    if "comments" in parts and len(comments := package.tree(parts["comments"])):
        source.warn("comments in the margin were left out")
        authors += [comment.get(_attribute(comment, "author")) or "" for comment in comments]
    lines = [Line(text, block.place) for block in blocks for text in (*block.text.split("\n"), "")]
    found = transcript(lines)
    document = make_document(source.name, blocks if found is None else found, people=people_in(blocks), authors=authors)
    return [document] if document else []


def _notes(root: Any, kind: str) -> Iterator[Block]:
    number = 0
    for note in root:
        if note.get(_attribute(note, "type")) in (None, "normal"):  # the others are the lines that Word draws
            number += 1
            yield from (Block(b.text, f"{kind} {number}") for b in _Body().blocks(note))


def _attribute(element: Any, name: str) -> str:
    return f"{{{element.tag[1:].split('}')[0]}}}{name}"


def _child(element: Any, *path: str) -> Any:
    """The first descendant along these names, or None."""
    for name in path:
        element = next((e for e in element if local(e.tag) == name), None)
        if element is None:
            return None
    return element


def _value(element: Any) -> str | None:
    return None if element is None else element.get(_attribute(element, "val"))


class _Body:
    """Walks block by block and counts paragraphs and tables."""

    def __init__(self) -> None:
        self.paragraph = 0
        self.table = 0

    def blocks(self, element: Any, kind: str = "text", place: str = "") -> Iterator[Block]:
        """The blocks in an element, in reading order. kind, place: those of the table cell it stands in."""
        for child in element:
            name = local(child.tag)
            if name == "p":
                yield from self.of_paragraph(child, kind, place)
            elif name == "tbl":
                yield from self.of_table(child)
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
                yield from self.blocks(child, kind, place)

    def of_paragraph(self, element: Any, kind: str, place: str) -> Iterator[Block]:
        style = (_value(_child(element, "pPr", "pStyle")) or "").lower()
        if style.startswith("toc"):  # a table of contents repeats the headings
            return
        text = "".join(_text(element))
        if text.strip():
            if not place:
                self.paragraph += 1
            block_place = place or f"paragraph {self.paragraph}"
            if kind == "text" and (style.startswith("heading") or style in ("title", "subtitle")):
                kind = "heading"
            elif kind == "text" and (style.startswith("list") or _child(element, "pPr", "numPr") is not None):
                kind = "item"
            yield Block(text, block_place, kind=kind)
        for box in _boxes(element):
            yield from self.blocks(box, kind, place)

    def of_table(self, table: Any) -> Iterator[Block]:
        """One block a cell; a cell that is merged downwards comes once, a table in a cell after the cell's own text."""
        self.table += 1
        place = f"table {self.table}"
        for number, row in enumerate(_rows_or_cells(table, "tr"), 1):
            for cell in _rows_or_cells(row, "tc"):
                merge = _child(cell, "tcPr", "vMerge")
                if merge is not None and _value(merge) != "restart":
                    continue
                inside = list(self.blocks(cell, "cell", f"{place} row {number}"))
                own = [b.text for b in inside if b.place == f"{place} row {number}"]
                if own:
                    yield Block("\n".join(own), f"{place} row {number}", kind="cell")
                yield from (b for b in inside if b.place != f"{place} row {number}")


def _rows_or_cells(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for child in element:
        tag = local(child.tag)
        if tag == name:
            if name != "tr" or _child(child, "trPr", "del") is None:
                yield child
        elif tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _rows_or_cells(child, name)


def _text(element: Any) -> Iterator[str]:
    for child in element:
        name = local(child.tag)
        if name == "t":
            yield child.text or ""
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name and name not in _LEFT_OUT:
            yield from _text(child)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; Word writes each twice, the second time as a fallback."""
    for child in element:
        name = local(child.tag)
        if name == "txbxContent":
            yield child
        elif name and name not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(child)
