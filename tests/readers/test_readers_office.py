from __future__ import annotations

import io
import zipfile

import pytest
from made_files import W, docx, p, packed, pdf, row, xlsx

INS = '<w:ins w:id="1" w:author="x"><w:r><w:t>{}</w:t></w:r></w:ins>'
DEL = '<w:del w:id="2" w:author="x"><w:r><w:delText>{}</w:delText></w:r></w:del>'


def cell(*inner: str, merge: str = "") -> str:
    properties = f'<w:tcPr><w:vMerge w:val="{merge}"/></w:tcPr>' if merge != "-" else "<w:tcPr><w:vMerge/></w:tcPr>"
    return f"<w:tc>{properties if merge else ''}{''.join(inner)}</w:tc>"


def table(*rows: list[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows) + "</w:tbl>"


BOX = f"<w:txbxContent>{p('In a box')}</w:txbxContent>"
ALTERNATE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps"><w:drawing>{BOX}</w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    "body, expected",
    [
        (p("Heading", style="Heading1") + p("") + p("One ", "two"), [("paragraph 1", "Heading"), ("paragraph 2", "One two")]),
        (p("A", INS.format(" new"), DEL.format(" old")), [("paragraph 1", "A new")]),
        (p('<w:moveFrom w:id="3"><w:r><w:t>away</w:t></w:r></w:moveFrom>', "stays"), [("paragraph 1", "stays")]),
        (f"<w:sdt><w:sdtContent>{p('In a control')}</w:sdtContent></w:sdt>", [("paragraph 1", "In a control")]),
        (p("<w:sdt><w:sdtContent><w:r><w:t>Inline</w:t></w:r></w:sdtContent></w:sdt>", " too"), [("paragraph 1", "Inline too")]),
        (p("<w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink>"), [("paragraph 1", "A link")]),
        (p("a<w:tab/>b".replace("<w:tab/>", "</w:t><w:tab/><w:t>")), [("paragraph 1", "a\tb")]),
        (p("<w:r><w:instrText>PAGE</w:instrText></w:r>", "x"), [("paragraph 1", "x")]),
        (p("Contents 3", style="TOC1") + p("x"), [("paragraph 1", "x")]),
        (p("Before", f"<w:r>{ALTERNATE}</w:r>"), [("paragraph 1", "Before"), ("paragraph 2", "In a box")]),
        (
            p("Before") + table([cell(p("a"), p("b")), cell(p("c"))], [cell(p("d"))]) + p("After"),
            [("paragraph 1", "Before"), ("table 1 row 1", "a\nb"), ("table 1 row 1", "c"), ("table 1 row 2", "d"),
             ("paragraph 2", "After")],
        ),
        (  # merged downwards: once
            table([cell(p("East"), merge="restart"), cell(p("1"))], [cell(p(""), merge="-"), cell(p("2"))]),
            [("table 1 row 1", "East"), ("table 1 row 1", "1"), ("table 1 row 2", "2")],
        ),
        (  # a table in a cell
            table([cell(p("out"), table([cell(p("in"))]), p("out again"))]),
            [("table 1 row 1", "out\nout again"), ("table 2 row 1", "in")],
        ),
    ],
)  # fmt: skip
def test_docx_body(turns, body, expected):
    assert [(place, text) for place, _, text in turns("n.docx", docx(body))] == expected


def test_docx_footnotes_are_read_and_comments_told(read):
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("--")}</w:footnote>'
        f'<w:footnote w:id="2">{p("A note")}</w:footnote></w:footnotes>'
    )
    comments = f'<w:comments {W}><w:comment w:id="1">{p("Sack him")}</w:comment></w:comments>'
    reading = read(
        "n.docx", docx(p("Text"), footnotes=notes, comments=comments, header=f"<w:hdr {W}>{p('Head')}</w:hdr>")
    )
    assert reading.documents[0].text == "Text\nA note"
    assert [t.place for t in reading.documents[0].turns] == ["paragraph 1", "footnote 1"]
    assert reading.warnings == (
        "n.docx: comments in the margin were left out",
        "n.docx: 1 header or footer was left out",
    )


def test_docx_says_who_wrote_and_commented(read):
    made = docx(
        p("Text"),
        comments=f'<w:comments {W}><w:comment w:id="1" w:author="Ona Bram">{p("No")}</w:comment></w:comments>',
    )
    parts = {
        name: zipfile.ZipFile(io.BytesIO(made)).read(name) for name in zipfile.ZipFile(io.BytesIO(made)).namelist()
    }
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="c" Type="{properties}" Target="docProps/core.xml"/></Relationships>'.encode(),
    )
    parts["docProps/core.xml"] = (
        b'<c:coreProperties xmlns:c="c" xmlns:dc="d"><dc:creator>Priya Shah</dc:creator>'
        b"<c:lastModifiedBy>Microsoft Office User</c:lastModifiedBy></c:coreProperties>"
    )
    (document,) = read("n.docx", packed(parts)).documents
    assert document.authors == ("Priya Shah", "Microsoft Office User", "Ona Bram") and document.people == ()


def test_docx_of_teams(turns):
    def entry(head: str, said: str) -> str:
        return p(f"<w:r><w:t>{head}</w:t><w:br/><w:t>{said}</w:t></w:r>")

    body = (
        p("Learning event-20190320_0900-Meeting Recording")
        + p("Ann Lee started transcription")
        + entry("Ann Lee   0:03", "So we wait")
        + entry("Ann Lee   0:09", "for care homes.")
        + entry("Dr Bob Shaw (GP)   1:02:07", "Yeah.")
        + p("Ann Lee stopped transcription")
    )
    assert turns("t.docx", docx(body)) == [
        ("paragraph 1", None, "Learning event-20190320_0900-Meeting Recording"),
        ("00:00:03", "Ann Lee", "So we wait for care homes."),
        ("01:02:07", "Dr Bob Shaw (GP)", "Yeah."),
    ]


def test_docx_attendees(read):
    body = (
        p("Attendees: Ann Lee (CCG), Bo Shaw")
        + p("Present", style="Heading2")
        + p("Cy Young", style="ListBullet")
        + p("We met.")
    )
    assert read("n.docx", docx(body)).documents[0].people == ("Ann Lee", "Bo Shaw", "Cy Young")


def test_docx_as_python_docx_writes_it(read):
    import docx as python_docx

    made = python_docx.Document()
    made.add_heading("Board", 1)
    made.add_paragraph("Beds", style="List Bullet")
    made.add_table(rows=1, cols=2).cell(0, 1).text = "Ann"
    out = io.BytesIO()
    made.save(out)
    assert read("n.docx", out.getvalue()).documents[0].text == "Board\nBeds\nAnn"


def test_pdf_paragraphs_and_pages(turns):
    first = (
        "The discharge lounge was full by ten and nobody could say\nwhy the transport booked for Monday had been cancel-\n"
        "led by somebody in the long-\nterm team, which"
    )
    assert turns("n.pdf", pdf(first, "went on all week.")) == [
        ("page 1", None, "The discharge lounge was full by ten and nobody could say why the transport booked for Monday had been "
         "cancelled by somebody in the long-term team, which went on all week."),
    ]  # fmt: skip


def test_pdf_without_running_headers(read):
    pages = [
        f"NHS draft - page {n}\nWe talked of {what}.\nConfidential"
        for n, what in enumerate(("beds", "homes", "money"), 1)
    ]
    reading = read("n.pdf", pdf(*pages))
    assert reading.documents[0].text == "We talked of beds.\nWe talked of homes.\nWe talked of money."
    assert reading.warnings == ("n.pdf: not read: 2 lines at the top or foot of most pages",)


def test_pdf_tells_of_pages_without_text(read):
    assert read("n.pdf", pdf("Text.", "")).warnings == ("n.pdf: 1 of 2 pages hold no text (a picture or a scan)",)


def test_xlsx_as_openpyxl_writes_it(read):
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for cells in [
        ["Participant feedback"],
        [],
        ["ID", "Date", "Locality", "Role", "What should leaders hear?", "Score"],
        ["F1", dt.datetime(2017, 6, 8), "E Kent", "Nurse", "Give us the winter money in the summer.", 3],
        [],
        ["F2", dt.date(2017, 6, 9), "Cornwall", "GP", "There are not enough ambulances here.", 4.5],
        ["F3", None, "Cornwall", "GP", None, 1],
    ]:
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    reading = read("f.xlsx", out.getvalue(), id="ID")
    assert [(d.place, d.text, dict(d.docvars), d.turns[0].role) for d in reading.documents] == [
        ("row 4", "Give us the winter money in the summer.",
         {"locality": "E Kent", "date": "2017-06-08", "row": "0", "id": "F1"}, "Nurse"),
        ("row 6", "There are not enough ambulances here.",
         {"locality": "Cornwall", "date": "2017-06-09", "row": "2", "id": "F2"}, "GP"),
    ]  # fmt: skip
    assert reading.warnings == ("f.xlsx: not read: 1 row above the header, 1 row without text",)


HEAD = row(1, "Locality", "Comment")
LONG = "it was a very long wait"


def test_xlsx_several_sheets(read):
    book = xlsx(("A", HEAD + row(2, "x", LONG)), ("B b", HEAD + row(2, "x", LONG)))
    assert [(d.place, d.docvars["row"]) for d in read("f.xlsx", book).documents] == [
        ("A row 2", "0"),
        ("B b row 2", "1"),
    ]


def test_xlsx_hidden_sheet_and_sheet_without_text(read):
    hidden = xlsx(("A", HEAD + row(2, "x", LONG)), ("B", HEAD + row(2, "x", LONG)), state='state="hidden"')
    assert read("f.xlsx", hidden).warnings == ("f.xlsx: the hidden sheet 'B' was left out",)
    numbers = xlsx(("A", HEAD + row(2, "x", LONG)), ("B", row(1, "a", "b") + row(2, "1", "2")))
    assert read("f.xlsx", numbers).warnings == ("f.xlsx: the sheet 'B' has no text column and was left out",)
    note = xlsx(("A", HEAD + row(2, "x", LONG)), ("B", row(1, "made by Ann")))
    reading = read("f.xlsx", note)
    assert reading.warnings == ("f.xlsx: the sheet 'B' has nothing below its first row and was left out",)
    assert reading.documents[0].place == "row 2"


def test_xlsx_merged_cells(read):
    rows = (
        HEAD
        + row(2, "East Kent", LONG)
        + row(3, "", "nobody told us why we waited")
        + row(4, "", "a third comment of some words")
    )
    reading = read("f.xlsx", xlsx(("A", rows + '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>')))
    assert [d.docvars.get("locality") for d in reading.documents] == ["East Kent", "East Kent", None]
    assert "merged cells" in reading.warnings[0]


def test_xlsx_formulas_without_a_result(read):
    computed = '<c r="B2"><f>A1</f></c>', '<c r="B3" t="str"><f>A1</f><v>it was a very long wait</v></c>'
    reading = read("f.xlsx", xlsx(("A", HEAD + row(2, "x", computed[0]) + row(3, "y", computed[1]))))
    assert [d.place for d in reading.documents] == ["row 3"]
    assert reading.warnings == (
        "f.xlsx: a formula has no stored result (first A!B2); open the file in Excel and save it",
        "f.xlsx: not read: 1 row without text",
    )


@pytest.mark.parametrize("repeated", ['<row r="{}" s="1" customFormat="1"/>', '<row r="{0}"><c r="A{0}" s="1"/></row>'])
def test_xlsx_with_very_many_empty_rows(read, repeated):
    empty = "".join(repeated.format(i) for i in range(3, 200_000))
    assert len(read("f.xlsx", xlsx(("A", HEAD + row(2, "x", LONG) + empty))).documents) == 1


@pytest.mark.parametrize(
    "page, text",
    [
        ("1 We met in the hall\n2 and talked for long.\n3 Then we went.\n4 Bye.\n5 Home.", "We met in the hall"),
        ("We met in the hall.\n5\n10\n15\n20", "We met in the hall."),
        ("We met in the hall.\n3 of us", "We met in the hall."),
    ],
)
def test_pdf_numbers_of_lines_are_no_text(read, page, text):
    found = read("n.pdf", pdf(page)).documents[0].text
    assert (
        found.startswith(text)
        and "10" not in found
        and "2 and" not in found
        and ("3 of us" in page) == ("3 of us" in found)
    )


def test_pdf_labels_at_the_edge_of_pages_are_not_running_lines(turns):
    page = "Dana:\nWhat did you see{}?\nParticipant:\nI saw it{}.\nDana:\nAnd then{}?\nParticipant:\nNothing{}."
    found = turns("i.pdf", pdf(*(page.replace("{}", f" {n}") for n in "abc")))
    assert [who for _, who, _ in found] == ["Dana", "Participant"] * 6
