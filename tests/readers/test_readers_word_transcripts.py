"""Word: what is hidden, what stands beside the text, and transcripts in paragraphs and tables."""

from __future__ import annotations

import pytest
from made_files import W, docx, p


def hidden(text: str, how: str = "<w:vanish/>") -> str:
    return f"<w:r><w:rPr>{how}</w:rPr><w:t>{text}</w:t></w:r>"


def table(*rows: str) -> str:
    """Each row "a | b | c"; a cell "^" is the rest of the one above it, merged downwards."""

    def cell(text: str) -> str:
        merge = "<w:tcPr><w:vMerge/></w:tcPr>" if text == "^" else ""
        return f"<w:tc>{merge}{p('' if text == '^' else text)}</w:tc>"

    made = ("".join(cell(c.strip()) for c in row.split("|")) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{cells}</w:tr>" for cells in made) + "</w:tbl>"


STYLES = (
    f'<w:styles {W}><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Loud"><w:rPr><w:b/></w:rPr></w:style></w:styles>'
)


@pytest.mark.parametrize(
    "body, text, passages",
    [
        (p("Seen. ", hidden("Not seen. "), "Seen too."), "Seen. Seen too.", 1),
        (p("Seen.") + p(hidden("A whole"), hidden(" paragraph")), "Seen.", 1),
        (p("Seen. ", hidden("One. "), "And. ", hidden("Two.")), "Seen. And.", 2),
        (p("Seen.", hidden(" Shown.", '<w:vanish w:val="0"/>')), "Seen. Shown.", 0),
        (p("Seen.") + p("By style", style="Secret"), "Seen.", 1),
        (p("Seen. ", hidden("By style", '<w:rStyle w:val="Secret"/>')), "Seen.", 1),
        (p("Seen. ", hidden("Bold.", '<w:rStyle w:val="Loud"/>')), "Seen. Bold.", 0),
        (p("Seen.") + table(f"{'x'} | y"), "Seen.\nx\ny", 0),
    ],
)
def test_hidden_text_is_left_out_and_told(read, body, text, passages):
    reading = read("n.docx", docx(body, styles=STYLES))
    assert reading.documents[0].text == text
    told = (
        f"n.docx: {passages} passage{'s' * (passages > 1)} of hidden text {'were' if passages > 1 else 'was'} left out"
    )
    assert reading.warnings == ((told,) if passages else ())


@pytest.mark.parametrize(
    "more, told",
    [
        ({"header": f"<w:hdr {W}>{p('Draft')}</w:hdr>"}, "1 header or footer was left out"),
        ({"footer": f"<w:ftr {W}>{p('Page 3 of 9')}</w:ftr>"}, None),
        ({"chart": "<c/>"}, "1 chart or diagram was not read"),
        ({"aFChunk": "<html/>"}, "1 inserted file was not read"),
    ],
)
def test_what_stands_elsewhere_is_told(read, more, told):
    assert read("n.docx", docx(p("Text"), **more)).warnings == ((f"n.docx: {told}",) if told else ())


TURNS = [("00:00:03", "Ann Lee", "We wait."), ("00:00:09", "Bob Shaw", "Do you?"), ("00:00:15", "Ann Lee", "I do.")]


@pytest.mark.parametrize(
    "rows, expected",
    [
        (["Time | Speaker | Content", "00:00:03 | Ann Lee | We wait.", "00:00:09 | Bob Shaw | Do you?", "00:00:15 | Ann Lee | I do."],
         TURNS),
        # no header
        (["0:03 | Ann Lee | We wait.", "0:09 | Bob Shaw | Do you?", "0:15 | Ann Lee | I do."], TURNS),
        # other names and another order
        (["Who | Start | What was said", "Ann Lee | 0:03 | We wait.", "Bob Shaw | 0:09 | Do you?", "Ann Lee | 0:15 | I do."], TURNS),
        # no times
        (["Speaker | Text", "Ann Lee: | We wait.", "Bob Shaw: | Do you?"],
         [("table 1 row 2", "Ann Lee", "We wait."), ("table 1 row 3", "Bob Shaw", "Do you?")]),
        # merged downwards goes on; empty names nobody
        (["Time | Speaker | Text", "0:03 | Ann Lee | We wait.", "0:09 | ^ | And wait.", "0:16 | | Who knows?", "0:18 | Ann Lee | I do."],
         [("00:00:03", "Ann Lee", "We wait."), ("00:00:09", "Ann Lee", "And wait."), ("00:00:16", None, "Who knows?"),
          ("00:00:18", "Ann Lee", "I do.")]),
    ],
)  # fmt: skip
def test_a_table_that_is_a_transcript(turns, rows, expected):
    assert turns("t.docx", docx(table(*rows))) == expected
    assert turns("t.docx", docx(p("Interview 3") + table(*rows)))[0] == ("paragraph 1", None, "Interview 3")


@pytest.mark.parametrize(
    "rows",
    [
        ["Name | Role | Organisation", "Ann Lee | Nurse | NHS", "Cllr Bob Shaw | Councillor | Leeds"],
        [
            "Action | Who | By",
            "Find the list | Ann Lee | April",
            "Book a room | Bob Shaw | May",
            "Ring you | Ann Lee | June",
        ],
        ["Time | Item | Lead", "9:00 | Welcome | Ann Lee", "9:15 | Groups | Bob Shaw", "10:00 | Close | Ann Lee"],
        ["Theme | Quote", "Housing | I was moved.", "Staff | We are few.", "Housing | I asked."],
    ],
)
def test_tables_that_are_none(turns, rows):
    found = turns("n.docx", docx(p("We met.") + table(*rows)))
    assert {who for _, who, _ in found} == {None}
    assert [text for _, _, text in found[1:]] == [cell.strip() for row in rows for cell in row.split("|")]


def test_a_report_around_a_transcript_is_left_out_and_told(read):
    rows = [f"0:{i:02} | 3s | {('Agent', 'Customer')[i % 2]} | Well, this is what I said at {i}." for i in range(9)]
    body = (
        p("Audio Source") + table("Job | x.wav", "Rate | 8000") + p("Range from 1 to 5")
        + p("This is a whole sentence about the call.") + table("Start | Dur. | Speaker | Text", *rows)
    )  # fmt: skip
    reading = read("t.docx", docx(body))
    (document,) = reading.documents
    assert [t.speaker for t in document.turns] == [None, *["Agent", "Customer"] * 4, "Agent"]
    assert reading.warnings == (
        "t.docx: 1 other column of the transcript's table was left out",
        "t.docx: 1 other tables and 2 short lines around the transcript were left out",
    )


def test_what_stands_beside_a_transcript_is_nobodys(turns):
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("A note")}</w:footnote></w:footnotes>'
    body = (
        p("Ann Lee: Shall we?") + p("Bob Shaw: Yes.") + p("Part two", style="Heading1") + p("Ann Lee: Good.")
        + table("saved-by | Cy Young")
    )  # fmt: skip
    assert [(who, text) for _, who, text in turns("t.docx", docx(body, footnotes=notes))] == [
        ("Ann Lee", "Shall we?"),
        ("Bob Shaw", "Yes."),
        ("Ann Lee", "Good."),
        (None, "saved-by\nCy Young"),
        (None, "A note"),
    ]
