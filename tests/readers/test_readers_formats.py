"""Files of other programs: what is read of each, what is told as not read, and how damaged ones are refused."""

from __future__ import annotations

import gzip

import pytest
from conftest import said
from made_files import docx, p, packed
from other_files import OTHER_FILES, TTML, eml, ods, odt, rtf, statistics, xls

from textmine.errors import ReadError
from textmine.readers import find_sources, read_file

SECRET = "Ann Lee was left on a trolley"
LONG = "it was a very long wait"


def places(texts, *, of="paragraph"):
    return [(f"{of} {i}", None, text) for i, text in enumerate(texts, 1)]


# --- web pages --------------------------------------------------------------------------------------------------------

HTML = {
    "headings, lists, cells": (
        "<html><head><title>T</title><style>p{}</style></head><body><h1>Board</h1><ul><li>Beds<li>Staff</ul>"
        "<table><tr><td>a</td><td>b</td></tr></table><script>x()</script><!-- note --></body></html>",
        places(["Board", "Beds", "Staff", "a", "b"]),
    ),
    "white space and entities": ("<p>We\n  met &amp;\n<b>talk</b>ed &lt;5 &#39;h&#39;<br>Then left.", places(["We met & talked <5 'h'\nThen left."])),
    "preformatted": ("<pre>One\n\n  two</pre>", places(["One\ntwo"])),
    "no root element": ("<p>One</p><p>Two</p>", places(["One", "Two"])),
    "text beside elements": ("<div>One<p>Two</p>Three</div>", places(["One", "Two", "Three"])),
    "names as paragraphs": ("<p>Ann Lee: We waited.</p><p>Bo Ray: Yes.</p><p>Ann Lee: Long.</p>", None),
    "a podcast's transcript": (
        "<cite>Ann:</cite><time>0:00</time><p>We waited.</p><p>Long.</p><cite>Bo:</cite><time>1:05</time><p>Yes.</p>",
        [("00:00:00", "Ann", "We waited."), ("00:00:00", "Ann", "Long."), ("00:01:05", "Bo", "Yes.")],
    ),
    "an xml declaration": ('<?xml version="1.0" encoding="utf-8"?><html><body><p>é</p></body></html>', places(["é"])),
}  # fmt: skip


@pytest.mark.parametrize("name", HTML)
def test_html(turns, name):
    page, expected = HTML[name]
    found = turns("a.html", page)
    if expected is None:
        assert [who for _, who, _ in found] == ["Ann Lee", "Bo Ray", "Ann Lee"]
    else:
        assert found == expected


def test_a_transcript_in_a_page_tells_what_it_leaves_out(read):
    names = "<p>Attendees</p><p>Ann Lee, Bo Ray, Cy Orr</p>"
    reading = read(
        "a.html",
        names
        + "".join(
            f"<p>{who}</p><p>0:0{i}</p><p>We waited.</p>" for i, who in enumerate(["Ann Lee", "Bo Ray", "Ann Lee"])
        ),
    )
    assert [who for _, who, _ in said(reading.documents[0])] == ["Ann Lee", "Bo Ray", "Ann Lee"]
    assert reading.documents[0].people == ("Ann Lee", "Bo Ray", "Cy Orr")
    assert reading.warnings == ("a.html: 2 lines above it (who was invited, when and for how long) were left out",)


@pytest.mark.parametrize(
    "data, text, warns",
    [
        ("<meta charset=iso-8859-2><p>\u0159eka</p>".encode("iso-8859-2"), "\u0159eka", False),
        ("<p>caf\u00e9 \u20ac5</p>".encode("cp1252"), "caf\u00e9 \u20ac5", True),
        ('<meta charset="utf-8"><p>caf\u00e9</p>'.encode("cp1252"), "caf\u00e9", True),
        ('<meta charset="no-such-thing"><p>caf\u00e9</p>'.encode(), "caf\u00e9", False),
        ("<p>caf\u00e9</p>".encode("utf-16"), "caf\u00e9", False),
    ],
)  # fmt: skip
def test_html_in_other_characters(read, data, text, warns):
    reading = read("a.htm", data)
    assert [d.text for d in reading.documents] == [text] and bool(reading.warnings) == warns


def test_hidden_parts_of_a_page_are_counted(read):
    reading = read("a.html", "<p>One</p><p style='display: none'>Two</p><p hidden>Three</p><p hidden></p>")
    assert reading.documents[0].text == "One"
    assert reading.warnings == ("a.html: hidden text was left out (2 places)",)


def test_a_page_nested_without_end(read):
    assert read("a.html", "<div>" * 1000 + "We met.").documents[0].text == "We met."
    with pytest.raises(ReadError, match="nested too deeply"):
        read("a.html", "<div>" * 200_000 + "We met.")


# --- OpenDocument and RTF ---------------------------------------------------------------------------------------------

HIDDEN = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
ODT = {
    "paragraphs": ('<text:h>Board</text:h><text:p>We<text:s text:c="2"/>met<text:tab/>and<text:line-break/>talked.</text:p>',
                   places(["Board", "We  met\tand\ntalked."]), []),
    "spans and links": ("<text:p>We <text:span>m</text:span>et <text:a>here</text:a>.</text:p>", places(["We met here."]), []),
    "lists": ("<text:list><text:list-item><text:p>Beds</text:p><text:list><text:list-item><text:p>Staff</text:p></text:list-item></text:list></text:list-item></text:list>",
              places(["Beds", "Staff"]), []),
    "tables": ("<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table-header-rows>"
               "<table:table-row><table:table-cell><text:p>b</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>",
               [("table 1 row 1", None, "a"), ("table 1 row 2", None, "b")], []),
    "text boxes": ("<text:p>One<drawing:frame><drawing:text-box><text:p>Two</text:p></drawing:text-box></drawing:frame></text:p>", places(["One", "Two"]), []),
    "footnotes behind": ("<text:p>One<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Two</text:p></text:note-body></text:note>.</text:p>",
                         [("paragraph 1", None, "One."), ("note 1", None, "Two")], []),
    "deleted": ("<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>One</text:p>",
                places(["One"]), []),
    "comments": ("<text:p>One<office:annotation><text:p>Hm</text:p></office:annotation></text:p>", places(["One"]), ["comments in the margin were left out"]),
    "hidden": ('<text:p>One <text:span text:style-name="H">two</text:span></text:p><text:section text:display="none"><text:p>Three</text:p></text:section>',
               places(["One"]), ["hidden text was left out (2 places)"]),
    "an index": ("<text:table-of-content><text:index-body><text:p>Board 1</text:p></text:index-body></text:table-of-content><text:h>Board</text:h>", places(["Board"]), []),
    "a transcript": ("<text:p>Ann Lee: We waited.</text:p><text:p>Bo Ray: Yes.</text:p><text:p>Ann Lee: Long.</text:p>", None, []),
}  # fmt: skip


@pytest.mark.parametrize("name", ODT)
def test_odt(read, name):
    body, expected, warnings = ODT[name]
    reading = read("a.odt", odt(body, HIDDEN))
    found = said(reading.documents[0])
    if expected is None:
        assert [who for _, who, _ in found] == ["Ann Lee", "Bo Ray", "Ann Lee"]
    else:
        assert found == expected
    assert reading.warnings == tuple(f"a.odt: {w}" for w in warnings)


RTF = {
    "paragraphs": (r"One\par Two\par", ["One", "Two"], []),
    "characters": (r"caf\'e9 \u8364?5 \'93q\'94\par", ["café €5 “q”"], []),
    "lines and tabs": (r"One\line\tab Two\par", ["One\nTwo"], []),
    "a picture": (r"One{\pict\pngblip 89504e47" + "0a" * 2000 + r"}\par Two\par", ["One", "Two"], []),
    "hidden": (r"One {\v two}{\v0 three}\par", ["One three"], ["hidden or deleted text was left out (1 place)"]),
    "a footnote": (r"One{\footnote \pard\plain {\chftn} Two\rquote s {\i three}.\par}\par Four\par", ["One", "Four", "Two’s three."], []),
    "a text box": (r"One{\shp{\*\shpinst\shpleft0{\sp{\sn x}{\sv 1}}{\shptxt \pard Two\par}}{\shprslt{\*\do{\dptxbxtext Two}}}}\par", ["One", "Two"], []),
    "margins": (r"{\header Board notes\par}{\footerl page 2\par}{\footerr Draft\par}\headery720 One\par", ["One"], ["not read: 1 header, 1 footer"]),
    "a comment": (r"One{\*\atnid AL}{\*\annotation \pard Two\par}\par", ["One"], ["not read: 1 comment"]),
    "a transcript and its note": (r"Ann Lee: Why?{\footnote Two}\par Bo Ray: No beds, I think.\par Ann Lee: Yes.\par", ["Why?", "No beds, I think.", "Yes.", "Two"], []),
    "deleted": (r"One {\deleted two}\par", ["One"], ["hidden or deleted text was left out (1 place)"]),
}  # fmt: skip


@pytest.mark.parametrize("name", RTF)
def test_rtf(read, name):
    body, texts, warnings = RTF[name]
    reading = read("a.rtf", rtf(body))
    document = reading.documents[0]
    assert document.text.replace("\n\t", "\n") == "\n".join(texts)
    assert reading.warnings == tuple(f"a.rtf: {w}" for w in warnings)


# --- spreadsheets, SPSS, Stata ----------------------------------------------------------------------------------------

ROWS = [["Locality", "Comment"], ["x", LONG], ["", ""], ["y", "nobody came when I rang"]]


@pytest.mark.parametrize("name, data", [("a.ods", ods(*ROWS)), ("a.xls", xls(*ROWS))])
def test_other_spreadsheets(read, name, data):
    reading = read(name, data)
    assert [(d.place, d.text, d.docvars.get("locality")) for d in reading.documents] == [
        ("row 2", LONG, "x"),
        ("row 4", ROWS[3][1], "y"),
    ]
    assert reading.warnings == ()


def test_hidden_sheets_and_rows_of_other_spreadsheets_are_told(read):
    assert read("a.xls", xls(*ROWS, hidden=True)).warnings == ("a.xls: the hidden sheet 'B' was left out",)


@pytest.mark.parametrize("hidden", [{"hidden_row": True}, {"hidden_column": True}])
def test_what_is_hidden_in_an_old_sheet_is_told(read, hidden):
    reading = read("a.xls", xls(*ROWS, **hidden))
    assert reading.warnings == (
        "a.xls: hidden rows or columns were read like the others; save it as .xlsx to have them left out",
    )
    assert len(reading.documents) == 2


MORE = [
    ["Locality", "Comment", "Note"],
    ["x", LONG, "rang"],
    ["y", "nobody came when I rang", ""],
    ["z", "it was cold", "left"],
]


@pytest.mark.parametrize(
    ("hidden", "columns", "read_texts", "told"),
    [
        ({3: 'table:visibility="collapse"'}, "", [LONG, "it was cold"], "1 hidden row"),
        ({3: 'table:visibility="filter"', 4: 'table:visibility="filter"'}, "", [LONG], "2 hidden rows"),
        ({3: 'table:visibility="visible"'}, "", [LONG, MORE[2][1], "it was cold"], "1 other column with words"),
        ({}, '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>',
         [LONG, MORE[2][1], "it was cold"], "1 hidden column"),
    ],
)  # fmt: skip
def test_what_is_hidden_in_an_open_sheet_is_left_out(read, hidden, columns, read_texts, told):
    reading = read("a.ods", ods(*MORE, hidden=hidden, columns=columns))
    assert [d.text for d in reading.documents] == read_texts
    assert f"a.ods: not read: {told}" in reading.warnings[0]


def test_a_sheet_at_which_the_library_panics_is_refused(read, monkeypatch):
    import python_calamine

    class PanicException(BaseException): ...

    class Workbook:
        @staticmethod
        def from_filelike(_):
            raise PanicException

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Workbook)
    with pytest.raises(ReadError, match="damaged or cut short"):
        read("a.xls", xls(*ROWS))


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".dta"])
def test_statistics(read, suffix):
    columns = {
        "id": ["R_1", "R_2", "R_3"],
        "age": [30.0, 41.0, None],
        "q7": [LONG, "", "nobody came when I rang"],
        "date": ["2023-05-01"] * 3,
    }
    data = statistics(suffix, columns, {"q7": "What would you change?", "date": "Day of the answer"})
    for more in ({}, {"text": ("q7",)}, {"text": ("What would you change?",)}):
        reading = read(f"a{suffix}", data, **more)
        assert [(d.place, d.text, d.docvars["date"]) for d in reading.documents] == [
            ("row 1", LONG, "2023-05-01"), ("row 3", "nobody came when I rang", "2023-05-01")]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "n_turns", "unread"),
    [
        (["a lift", "new buses", "-9", "warm rooms", "", ""], 7, ""),
        (["pension credit"] * 5 + ["-9"], 4, "1 other column with words, "),
    ],
)
@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_short_columns_of_words_of_statistics_are_read_or_told(read, suffix, other, n_turns, unread):
    columns = {
        "other": other,
        "q7": [LONG, "nobody came when I rang", "-9", "(98) Don't know", "we never heard of them", LONG + "!"],
    }
    reading = read(f"a{suffix}", statistics(suffix, columns, {"other": "Other help, please specify"}))
    assert sum(len(d.turns) for d in reading.documents) == n_turns
    assert not any("9" in d.text for d in reading.documents)
    assert unread in reading.warnings[0]


def test_codes_are_read_as_their_labels_where_there_is_no_text(read):
    data = statistics(".sav", {"q": [1.0, 2.0, 1.0]}, variable_value_labels={"q": {1: "für uns", 2: "gegen uns"}})
    assert [d.text for d in read("a.sav", data).documents] == ["für uns", "gegen uns", "für uns"]


def test_short_answers_without_codes_are_text(read):
    data = statistics(
        ".sav",
        {"a": ["m", "f"], "q": ["more beds", "staff, beds"]},
        variable_value_labels={"a": {"m": "male", "f": "female"}},
    )
    assert [d.text for d in read("a.sav", data).documents] == ["more beds", "staff, beds"]


def test_a_packed_file_of_spss(read):
    data = gzip.compress(OTHER_FILES[".sav"]())
    assert len(read("a.sav.gz", data).documents) == 2


# --- zip --------------------------------------------------------------------------------------------------------------


def test_a_zip_of_files(read):
    data = packed({
        "north/notes.md": "# Board\n\nWe met.\n", "north/deep/talk.docx": docx(p("And talked.")), "b.csv": f"Locality,Comment\nx,{LONG}\n",
        "b.sav": OTHER_FILES[".sav"](), "plan.png": "x", "old.doc": SECRET, "in.zip": packed({"a.txt": "x"}), "bad.docx": b"PK\3\4", "c.txt.gz": gzip.compress(b"Packed."),
        "__MACOSX/north/._notes.md": "x", "north/.DS_Store": "x", "Thumbs.db": "x", "~$talk.docx": "x", ".git/a.md": "x", "docvars.csv": "x",
    })  # fmt: skip
    reading = read("a.zip", data)
    assert [(d.file, d.text) for d in reading.documents if d.file.split("/")[1] != "b.sav"] == [
        ("a.zip/b.csv", LONG), ("a.zip/c.txt.gz", "Packed."), ("a.zip/north/deep/talk.docx", "And talked."), ("a.zip/north/notes.md", "Board\nWe met.")
    ]  # fmt: skip
    assert [w.split(". ")[0] for w in reading.warnings] == [
        "a.zip/bad.docx: the file is damaged or cut short",
        "a.zip/in.zip: a zip file in a zip file is not read",
        "a.zip/old.doc: .doc is not a format that is read",
        "a.zip/plan.png: .png is not a format that is read",
    ]


@pytest.mark.parametrize(
    "data, match",
    [
        (packed({"a.doc": SECRET}), r"none of the 1 files in it can be read. a.zip/a.doc: .doc is not a format"),
        (packed({"Thumbs.db": SECRET}), "there is no text in it"),
        (packed({"a.txt": SECRET})[:-30], "damaged or cut short"),
        (packed({"a.txt": "x" * 60_000_000}), "far more than documents hold"),
        (b"Rar!" + bytes(50), "RAR file"),
    ],
)
def test_zips_that_are_refused(read, data, match):
    with pytest.raises(ReadError, match=match) as error:
        read("a.zip", data)
    assert "trolley" not in str(error.value) and "\n" not in str(error.value)


def test_a_name_that_leads_out_of_a_zip(read):
    assert [d.file for d in read("a.zip", packed({"../../etc/a.txt": "We met."})).documents] == ["a.zip/etc/a.txt"]


# --- what is refused --------------------------------------------------------------------------------------------------

ODF_LOCKED = odt("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})


@pytest.mark.parametrize(
    "name, data, match",
    [
        ("a.odt", odt(f"<text:p>{SECRET}")[:-9], "damaged or cut short"),
        ("a.odt", ODF_LOCKED, "protected by a password"),
        ("a.odt", docx(p(SECRET)), "zip file, but not an OpenDocument text"),
        ("a.odt", ods(["Comment"], [SECRET]), "OpenDocument file, but not a text"),
        ("a.odt", SECRET, r"not a \.odt file"),
        ("a.ods", ODF_LOCKED, "protected by a password"),
        ("a.ods", packed({"a.txt": SECRET}), "not an OpenDocument table"),
        ("a.ods", packed({"content.xml": SECRET}), "damaged"),
        ("a.xls", xls(["Comment"], [SECRET])[:700], "damaged"),
        ("a.xls", f"<table><tr><td>{SECRET}</table>", r"not a \.xls file"),
        ("a.sav", b"$FL2" + SECRET.encode(), "damaged or cut short"),
        ("a.sav", f"a,b\n{SECRET}", r"not a \.sav file"),
        ("a.dta", OTHER_FILES[".dta"]()[:400], "damaged or cut short"),
        ("a.rtf", SECRET, r"not a \.rtf file"),
        ("a.rtf", docx(p(SECRET)), "zip file"),
        ("a.eml", SECRET, "this is no e-mail"),
        ("a.eml", eml(""), "there is no text in it"),
        ("a.html", b"<html><script>x</script></html>", "there is no text in it"),
        ("a.xml", f"<note><to>{SECRET}</to></note>", "neither captions nor a transcript"),
        ("a.ttml", TTML.format(f"<body><p>{SECRET}"), "damaged or cut short"),
        ("a.ttml", '<!DOCTYPE tt [<!ENTITY a "Ann">]>' + TTML.format("<body><p>&a;</p></body>"), "declares entities"),
        ("a.ttml", TTML.format("<body><p> </p></body>"), "no captions in it"),
        ("a.sbv", SECRET, "no captions with times"),
    ],
)  # fmt: skip
def test_what_is_refused(read, name, data, match):
    with pytest.raises(ReadError, match=match) as error:
        read(name, data)
    line = str(error.value)
    assert line.startswith(f"{name}: ") and "\n" not in line and error.value.do
    assert "Ann" not in line and "trolley" not in line


@pytest.mark.parametrize(
    "name, do",
    [
        ("old.doc", "Save it as .docx"), ("a.msg", "Save it as .eml or .txt"), ("a.mp3", "It is a recording: transcribe it first"),
        ("a.MP4", "It is a recording: transcribe it first"), ("a.pptx", "Save its text, with the notes, as .docx or .txt"),
        ("a.jpg", "It is a picture: if it is a scan of text, type it or make it text with OCR first"), ("a.pages", "Save it as .docx"),
        ("a.7z", "Unpack it, and name the folder"), ("a.sub", "Save the captions as .srt or .vtt"),
        ("a.xyz", "Save it as .docx or .txt, a table as .xlsx or .csv"), ("a", "Save it as .docx or .txt, a table as .xlsx or .csv"),
    ],
)  # fmt: skip
def test_what_to_do_with_other_files_in_the_same_words_everywhere(tmp_path, name, do):
    path = tmp_path / name
    path.write_text(SECRET)
    with pytest.raises(ReadError) as error:
        read_file(path)
    assert find_sources([path]) == find_sources([tmp_path]) == ([], [str(error.value)])
    assert (
        str(error.value)
        == f"{name}: {path.suffix.lower() or 'a file without extension'} is not a format that is read. {do}"
    )


@pytest.mark.parametrize(
    "litter",
    ["Thumbs.db", "thumbs.db", "desktop.ini", ".DS_Store", "~$notes.docx", "._notes.md", ".~lock.notes.odt#", "__MACOSX/notes.md", "$RECYCLE.BIN/notes.md", "~WRL0001.tmp"],
)  # fmt: skip
def test_litter_is_passed_over_without_a_word(tmp_path, litter):
    path = tmp_path / litter
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    assert find_sources([tmp_path]) == ([], [])
    if path.parent == tmp_path:
        assert find_sources([path]) == ([], [])
