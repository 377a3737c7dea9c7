"""Small files of other programs made by hand: OpenDocument, old Excel, SPSS, Stata, RTF, e-mail, captions in XML."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from made_files import packed

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "drawing")
)
TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata">{}</tt>'


def odt(body: str, styles: str = "", **more: str) -> bytes:
    """more: further parts by name, "META-INF/manifest.xml"."""
    content = f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **more})


def ods(*rows: list[str], hidden: Mapping[int, str] | None = None, columns: str = "") -> bytes:
    """hidden: attributes of some rows, by their number from 1. columns: what stands before the rows."""
    cells = columns + "".join(
        f"<table:table-row {(hidden or {}).get(number, '')}>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for number, row in enumerate(rows, 1)
    )
    body = f'<office:spreadsheet><table:table table:name="A">{cells}</table:table></office:spreadsheet>'
    content = f'<office:document-content {_NAMES} office:version="1.2"><office:body>{body}</office:body></office:document-content>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": manifest
    })  # fmt: skip


def xls(*rows: list[str], hidden: bool = False, hidden_row: bool = False, hidden_column: bool = False) -> bytes:
    """A BIFF8 workbook of one sheet (and a hidden one with the same rows; or with a hidden second row or column) in an OLE file."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0x0600))

    cells = [(i, j, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)]
    strings = b"".join(struct.pack("<HB", len(c), 1) + c.encode("utf-16-le") for _, _, c in cells)
    shared = record(0x00FC, struct.pack("<II", len(cells), len(cells)) + strings)
    sheet = (
        begin(0x10)
        + record(0x7D, struct.pack("<HHHHHH", 1, 1, 2340, 15, 1, 0)) * hidden_column
        + record(0x208, struct.pack("<HHHHHHBBH", 1, 0, 4, 255, 0, 0, 0x20, 1, 15)) * hidden_row
        + b"".join(record(0xFD, struct.pack("<HHHI", i, j, 0, n)) for n, (i, j, _) in enumerate(cells))
        + record(0x0A)
    )
    names = [("A", 0)] + [("B", 1)] * hidden
    size = (
        len(begin(5))
        + sum(len(record(0x85, b"12345678" + n.encode())) for n, _ in names)
        + len(shared)
        + len(record(0x0A))
    )
    bounds = b"".join(
        record(0x85, struct.pack("<IBBBB", size + k * len(sheet), state, 0, len(name), 0) + name.encode())
        for k, (name, state) in enumerate(names)
    )
    return _ole((begin(5) + bounds + shared + record(0x0A) + sheet * len(names)).ljust(4096, b"\0"))


def _ole(stream: bytes) -> bytes:
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    n = -(-len(stream) // 512)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        label = (name + "\0").encode("utf-16-le")
        out = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, free, free, child)
        return out + bytes(36) + struct.pack("<IQ", start, size)

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4)
    table = struct.pack(f"<II{n}I", 0xFFFFFFFD, end, *range(3, n + 2), end).ljust(512, b"\xff")
    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream)) + bytes(256)
    return head + table + folder + stream.ljust(n * 512, b"\0")


def statistics(
    suffix: str, columns: Mapping[str, list[Any]], labels: Mapping[str, str] | None = None, **options: Any
) -> bytes:
    """A file of SPSS (.sav, .zsav) or Stata (.dta)."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(dict(columns))
    given = [(labels or {}).get(name, "") for name in frame]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        if suffix == ".dta":
            pyreadstat.write_dta(frame, str(path), column_labels=given, **options)
        else:
            pyreadstat.write_sav(frame, str(path), column_labels=given, compress=suffix == ".zsav", **options)
        return path.read_bytes()


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 " + body + "}").encode("cp1252")


def eml(body: str, headers: str = "", sender: str = "Ann Lee <ann@example.org>") -> bytes:
    return f"From: {sender}\nTo: x@example.org\nSubject: Beds\nDate: Mon, 12 Mar 2018 10:00:00 +0000\n{headers}\n{body}".encode()


def exb(tiers: str, speakers: str = "") -> bytes:
    lines = "".join(f'<tli id="T{i}" time="{i * 2}"/>' for i in range(6))
    return f"<basic-transcription><head><speakertable>{speakers}</speakertable></head><basic-body><common-timeline>{lines}</common-timeline>{tiers}</basic-body></basic-transcription>".encode()


def eaf(tiers: str) -> bytes:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{i}" TIME_VALUE="{i * 1000}"/>' for i in range(6))
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>".encode()


_ROWS = [["Locality", "Comment"], ["x", "it was a very long wait"]]
_YOUTUBE = b'<transcript><text start="0" dur="1.5">We waited.</text></transcript>'
_STYLED = b"[Events]\nFormat: Start, End, Name, Text\nDialogue: 0:00:01.00,0:00:02.00,,We met.\n"

#: Extension -> a good file of it.
OTHER_FILES: dict[str, Callable[[], bytes]] = {
    ".odt": lambda: odt("<text:h>Board</text:h><text:p>We met.</text:p>"),
    ".ods": lambda: ods(*_ROWS),
    ".xls": lambda: xls(*_ROWS),
    ".rtf": lambda: rtf(r"We met.\par And talked.\par"),
    ".eml": lambda: eml("We met.\n"),
    ".html": lambda: b"<html><body><h1>Board</h1><p>We met.</body></html>",
    ".sbv": lambda: b"0:00:01.000,0:00:02.000\nWe met.\n",
    ".ass": lambda: _STYLED,
    ".ssa": lambda: _STYLED,
    ".zip": lambda: packed({"in.txt": "We met."}),
    ".exb": lambda: exb('<tier category="v" type="t"><event start="T0" end="T1">We met.</event></tier>'),
    ".eaf": lambda: eaf(
        '<TIER TIER_ID="Ann"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>We met.'
        "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>"
    ),
    **{s: lambda: TTML.format('<body><div><p begin="1s" end="2s">We met.</p></div></body>').encode() for s in (".ttml", ".dfxp", ".itt")},
    **{s: lambda: _YOUTUBE for s in (".xml", ".srv1", ".srv2", ".srv3")},
    **{
        s: lambda s=s: statistics(s, {"q1": ["it was a very long wait", "nobody came when I rang"]})
        for s in (".sav", ".zsav", ".dta")
    },
}  # fmt: skip
