"""Word and Excel files are zip files of XML. Both can be made to eat a machine's memory: this opens them with limits."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from textmine.readers.source import BROKEN, MAX_BYTES, Source

#: A part that unpacks to more than MAX_RATIO times its packed size, and to more than SMALL bytes, is a zip bomb.
MAX_RATIO, SMALL = 300, 50_000_000
MAX_PARTS = 20_000

_OFFICE_DOCUMENT = "/officeDocument"  # ends the type of the main part's relation, in both flavours of the standard
_DOCTYPE = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


class Package:
    """The parts of an Office file. Opening it raises ReadError for anything that is not a whole, harmless one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        data = source.data()
        if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise source.fail("the file is protected by a password", "Save it without one and read it again")
            modern = {".docm": ".docx", ".xlsm": ".xlsx"}.get(source.suffix, source.suffix)
            raise source.fail("this is an Office file of before 2007", f"Open it and save it as {modern}")
        source.expect(data, b"PK\x03\x04")
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
            parts = self.zip.infolist()
        except BROKEN as error:
            raise self.damaged() from error
        if any(part.flag_bits & 1 for part in parts):
            raise source.fail("the file is protected by a password", "Save it without one and read it again")
        bomb = any(p.file_size > SMALL and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts)
        if bomb or len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_BYTES:
            raise source.fail("it unpacks to far more than a document holds", "Do not open it; ask whoever sent it")
        self.names = {part.filename for part in parts}

    def damaged(self) -> Exception:
        """The error for a file that is not whole."""
        return self.source.fail("the file is damaged or cut short", "Copy it again, or open and save it again")

    def main_part(self, root: str) -> str:
        """The name of the part that holds the document, whose root element must be `root` (without namespace)."""
        if "_rels/.rels" not in self.names:
            raise self._something_else()
        for target, kind in self.relations("").values():
            if kind.endswith(_OFFICE_DOCUMENT) and target in self.names:
                if local(self.tree(target).tag) != root:
                    raise self._something_else()
                return target
        raise self._something_else()

    def _something_else(self) -> Exception:
        kind = "a Word document" if self.source.suffix in (".docx", ".docm") else "an Excel workbook"
        return self.source.fail(f"this is a zip file, but not {kind}", "Give it its right extension, or save it again")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """{id: (name of the part it leads to, type)} of a part; leads out of the package are left out."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.names:
            return {}
        found = {}
        for relation in self.tree(rels):
            if local(relation.tag) == "Relationship" and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                found[relation.get("Id", "")] = (target, relation.get("Type", ""))
        return found

    def authors(self) -> list[str]:
        """Who made the file and who changed it last, as its properties say."""
        part = next((p for p, kind in self.relations("").values() if kind.endswith("/core-properties")), "")
        if part not in self.names:
            return []
        return [e.text or "" for e in self.tree(part) if local(e.tag) in ("creator", "lastModifiedBy")]

    def data(self, part: str) -> bytes:
        """A part's bytes. Raises ReadError where it is damaged or declares a document type (entities)."""
        try:
            data = self.zip.read(part)
        except (*BROKEN, NotImplementedError) as error:
            raise self.damaged() from error
        # Neither Word nor Excel writes one: it is there to blow up, or to fetch, whatever opens the file.
        if any(mark in data for mark in _DOCTYPE):
            raise self.source.fail(
                "its XML declares entities, as no Office program does", "Do not open it; ask whoever sent it"
            )
        return data

    def tree(self, part: str) -> Any:
        """The root element of an XML part, without comments and processing instructions."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(self.data(part), parser)
        except etree.XMLSyntaxError as error:
            raise self.damaged() from error

    def elements(self, part: str, *names: str) -> Iterator[Any]:
        """The elements of a large part that have one of these names, each complete, then forgotten."""
        from lxml import etree

        tags = tuple(f"{{*}}{name}" for name in names)
        try:
            for _, element in etree.iterparse(
                BytesIO(self.data(part)), tag=tags, resolve_entities=False, no_network=True
            ):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise self.damaged() from error


def local(tag: object) -> str:
    """An element's name without its namespace; "" for what is not an element."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
