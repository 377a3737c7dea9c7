"""OpenDocument text: headings, paragraphs, lists, tables, text boxes and notes of the document as a reader sees it now.

Read from the XML itself, through the same limits as Word files: the libraries unpack without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textmine.readers.archive import Package, local
from textmine.readers.blocks import many, note
from textmine.readers.draft import Block, word_set
from textmine.readers.source import Source
from textmine.records import Document

#: Not, or not now, text of the document; "note" and "frame" are read on their own.
_LEFT_OUT = word_set(
    "tracked-changes annotation annotation-end note frame custom-shape forms sequence-decls variable-decls user-field-decls desc title"
)
_INDEXES = word_set(
    "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography"
)


def read_odt(source: Source) -> list[Document]:
    """An .odt file. Turn.place: "paragraph 7" (those with text are counted), "table 2 row 3", "note 1"."""
    package = Package(source)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.data("META-INF/manifest.xml"):
        raise source.fail("the file is protected by a password", "Save it without one and read it again")
    if "content.xml" not in package.names:
        raise source.fail("this is a zip file, but not an OpenDocument text", "Give it its right extension")
    root = package.tree("content.xml")
    text = next(root.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"), None)
    if text is None:
        raise source.fail(
            "this is an OpenDocument file, but not a text", "Give it its right extension, .ods for a table"
        )
    body = _Body({_named(s, "name") for s in root.iter("{*}style") if any(_named(p, "display") == "none" for p in s)})
    blocks = list(body.blocks(text))
    behind = list(body.notes(text))
    if any(True for _ in text.iter("{*}annotation")):
        source.warn("comments in the margin were left out")
    if body.hidden:
        source.warn(f"hidden text was left out ({many(body.hidden, 'place')})")
    authors = [e.text or "" for e in package.tree("meta.xml").iter("{*}creator", "{*}initial-creator")] if (
        "meta.xml" in package.names) else []  # fmt: skip
    return note(source, blocks, authors=authors, behind=behind)


def _named(element: Any, name: str) -> str:
    """An attribute's value, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


class _Body:
    """Counts paragraphs and tables on the way through a body."""

    def __init__(self, hidden_styles: set[str]) -> None:
        self.hidden_styles = hidden_styles
        self.hidden = self.paragraphs = self.tables = 0

    def blocks(self, element: Any, kind: str = "text", where: str = "") -> Iterator[Block]:
        """Blocks of an element's paragraphs, lists, tables and text boxes, in reading order."""
        for child in element:
            name = local(child.tag)
            if name in ("p", "h"):
                yield from self._paragraph(child, "heading" if name == "h" and kind == "text" else kind, where)
            elif name == "table":
                self.tables += 1
                for number, row in enumerate(_rows(child), 1):
                    for cell in row:
                        if local(cell.tag) == "table-cell":
                            yield from self.blocks(cell, "cell", f"table {self.tables} row {number}")
            elif name == "section" and _named(child, "display") == "none":
                self.hidden += 1
            elif name in ("list", "list-item", "list-header"):
                yield from self.blocks(child, kind if kind == "cell" else "item", where)
            elif name == "frame":
                for box in child.iter("{*}text-box"):
                    yield from self.blocks(box, kind, where)
            elif name not in _LEFT_OUT and name not in _INDEXES:  # an index says again what the headings say
                yield from self.blocks(child, kind, where)

    def _paragraph(self, element: Any, kind: str, where: str) -> Iterator[Block]:
        text = self._text(element).strip()
        if text:
            self.paragraphs += not where
            yield Block(text, where or f"paragraph {self.paragraphs}", kind=kind)
        for frame in element.iter("{*}frame", "{*}custom-shape"):
            for box in (frame,) if local(frame.tag) == "custom-shape" else frame.iter("{*}text-box"):
                yield from self.blocks(box, kind, where)

    def _text(self, element: Any) -> str:
        """What a paragraph says: spaces, tabs and line breaks are elements of their own here."""
        if _named(element, "style-name") in self.hidden_styles:
            self.hidden += bool("".join(element.itertext()).strip())
            return ""
        out = " ".join((element.text or "").replace("\n", " ").split(" "))
        for child in element:
            name = local(child.tag)
            if name == "s":
                count = _named(child, "c")
                out += " " * (min(int(count), 100) if count.isdecimal() else 1)
            elif name == "tab":
                out += "\t"
            elif name == "line-break":
                out += "\n"
            elif name in ("hidden-text", "hidden-paragraph"):
                self.hidden += 1
            elif name not in _LEFT_OUT:
                out += self._text(child)
            out += (child.tail or "").replace("\n", " ")
        return out

    def notes(self, text: Any) -> Iterator[Block]:
        """Footnotes and endnotes, behind the text."""
        for number, element in enumerate(text.iter("{*}note"), 1):
            for body in element.iter("{*}note-body"):
                yield from self.blocks(body, where=f"note {number}")


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table that are its own and not a nested table's."""
    for child in table:
        name = local(child.tag)
        if name == "table-row":
            yield child
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child)
