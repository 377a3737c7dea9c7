"""Small Word, Excel and PDF files made by hand, so that each test says exactly what is in them."""

from __future__ import annotations

import io
import zipfile

from textmine.readers import normalise
from textmine.records import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def relations(**targets: str) -> str:
    """rId1="officeDocument word/document.xml" -> a relationships part."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{RELATION}/{value.split()[0]}" Target="{value.split()[1]}"/>'
        for key, value in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def p(*runs: str, style: str = "") -> str:
    """A paragraph; each run is text, or XML if it starts with "<"."""
    inner = "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def docx(body: str, prolog: str = "", **more: str) -> bytes:
    """more: further parts, by kind: footnotes="<w:footnotes ...>"."""
    document = f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>"
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(rId1="officeDocument word/document.xml"),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relations(**{f"r{kind}": f"{kind} {kind}.xml" for kind in more}),
    }
    return packed(parts | {f"word/{kind}.xml": xml for kind, xml in more.items()})


def xlsx(*sheets: tuple[str, str], prolog: str = "", strings: str = "", state: str = "") -> bytes:
    """sheets: (name, XML of the rows, optionally followed by other elements after </sheetData>)."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" {state if i > 1 else ""}/>'
        for i, (name, _) in enumerate(sheets, 1)
    )
    targets = {f"rId{i}": f"worksheet worksheets/sheet{i}.xml" for i in range(1, len(sheets) + 1)}
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(rId1="officeDocument xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(**targets),
    }
    for i, (_, rows) in enumerate(sheets, 1):
        rows = rows if "</sheetData>" in rows else f"{rows}</sheetData>"
        parts[f"xl/worksheets/sheet{i}.xml"] = f"{prolog}<worksheet {S}><sheetData>{rows}</worksheet>"
    return packed(parts)


def row(number: int, *cells: str) -> str:
    """A row of inline strings; "" is no cell; a cell that starts with "<" is XML."""
    out = ""
    for letter, cell in zip("ABCDEFGH", cells, strict=False):
        if cell.startswith("<"):
            out += cell
        elif cell:
            out += f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<row r="{number}">{out}</row>'


def pdf(*pages: str) -> bytes:
    """A PDF with the lines of each page, one below the other; an empty page has no text."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        shown = b"".join(b"(%s) Tj T* " % line.encode("cp1252") for line in page.split("\n") if line)
        stream = b"BT /F1 11 Tf 14 TL 50 780 Td " + shown + b"ET" if page else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def check(document: Document) -> None:
    """Turns are stripped intervals of the text, in order, and the text is them joined by newlines."""
    texts = [document.text[t.start : t.end] for t in document.turns]
    assert texts and all(text and text == text.strip() for text in texts)
    assert "\n".join(texts) == document.text
    assert all(a.end + 1 == b.start for a, b in zip(document.turns, document.turns[1:], strict=False))
    assert all(t.speaker is None or t.speaker == " ".join(t.speaker.split()) for t in document.turns)
    assert all(t.place for t in document.turns)
    assert normalise(document.text) == document.text
    document.text.encode()
