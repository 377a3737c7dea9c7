"""Captions as careless tools write them, and tables of captions."""

from __future__ import annotations

import json

import pytest
from conftest import said
from made_files import row, xlsx
from other_files import TTML, eaf, exb, ods, xls

LONG = "it was a very long wait"


@pytest.mark.parametrize(
    "timing, place",
    [
        ("00:01:05,000 --> 00:01:06,000", "00:01:05"), ("00:01:05.000-->00:01:06.000", "00:01:05"), ("1:05,0 --> 1:06,0", "00:01:05"),
        ("00:01:05:500 --> 00:01:06:500", "00:01:05"), ("00:01:05 ,500 --> 00:01:06 ,500", "00:01:05"), ("00:01:05 -> 00:01:06", "00:01:05"),
        ("00:01:05,000 –> 00:01:06,000", "00:01:05"), ("00:01:05,000 -- > 00:01:06,000", "00:01:05"), ("00:01:05,000 → 00:01:06,000", "00:01:05"),
        ("65.5 --> 66.5", "00:01:05"), ("  00:01:05,000  -->  00:01:06,000  ", "00:01:05"),
        ("00:01:05.000 --> 00:01:06.000 align:start position:0%", "00:01:05"), ("00:01:05,000 --> 00:01:06,000 X1:5 X2:9", "00:01:05"),
        ("00.01.05,000 --> 00.01.06,000", "00:01:05"), ("01:00:05 --> 01:00:06", "01:00:05"),
    ],
)  # fmt: skip
def test_times_as_tools_write_them(turns, timing, place):
    assert turns("a.srt", f"1\n{timing}\nWe waited.\n") == [(place, None, "We waited.")]


@pytest.mark.parametrize(
    "rows, expected",
    [
        (["00:00:01,000 --> 00:00:02,000 We waited."], "We waited."),
        (["00:00:01,000 --> 00:00:02,000", "&lt;i&gt;We&lt;/i&gt; <b>waited</b>, 3 &lt; 5 &lt;div&gt;"], "We waited, 3 < 5 <div>"),
        (["00:00:01,000 --> 00:00:02,000", "We[br]waited."], "We waited."),
        (["00:00:01,000 --> 00:00:02,000", "We", "", "", "2", "00:00:02,000 --> 00:00:03,000", "waited."], "We waited."),
        (["00:00:01,000 --> 00:00:02,000", "We", "2", "00:00:02,000 --> 00:00:03,000", "waited."], "We waited."),
    ],
)  # fmt: skip
def test_text_as_tools_write_it(turns, rows, expected):
    assert [text for *_, text in turns("a.srt", "\n".join(rows))] == [expected]


def cues(*lines: str) -> str:
    return "".join(f"0:00:{i:02}.000,0:00:{i + 1:02}.000\n{line}\n\n" for i, line in enumerate(lines))


@pytest.mark.parametrize(
    "lines, expected",
    [
        ([">> ANN: We waited.", ">> BO: and waited.", "Long."], [("ANN", "We waited."), ("BO", "and waited. Long.")]),
        ([">> We waited.", ">> Why?", "Say."], [(None, "We waited."), (None, "Why? Say.")]),
        ([">> ANN: We waited.", ">> Why?"], [("ANN", "We waited."), (None, "Why?")]),
        (["ANN: We waited.", "[music]", "Long."], [("ANN", "We waited."), (None, "[music]"), ("ANN", "Long.")]),
        (["ANN: We waited", "[cough]", "long."], [("ANN", "We waited [cough] long.")]),
        (["Beds Were Short", "Staff Were Tired"], [(None, "Beds Were Short"), (None, "Staff Were Tired")]),
        (["beds were", "short there"], [(None, "beds were short there")]),
    ],
)  # fmt: skip
def test_changes_of_speaker_and_sounds(turns, lines, expected):
    assert [(who, text) for _, who, text in turns("a.sbv", cues(*lines))] == expected


CAPTIONS = [
    ["start", "end", "speaker", "text"],
    ["0.0", "4.0", "Ann", "We waited."],
    ["4.0", "6.0", "Ann", "Long."],
    ["65.5", "66.0", "Bo", "Yes."],
]
CAPTION_TURNS = [("00:00:00", "Ann", "We waited. Long."), ("00:01:05", "Bo", "Yes.")]
excel_times = "".join(
    f'<row r="{i}"><c r="A{i}" t="str"><v>{a}</v></c><c r="B{i}" t="str"><v>{b}</v></c><c r="C{i}" t="str"><v>{who}</v></c><c r="D{i}" t="str"><v>{said}</v></c></row>'
    for i, a, b, who, said in (
        (2, "00:00:01.500000", "00:00:03", "Ann", "We waited."),
        (3, "00:01:05", "00:01:06", "Bo", "Yes."),
    )
)
TABLES = {
    "Whisper's tsv": ("a.tsv", 'start\tend\ttext\n0\t4000\t"We waited.\n65000\t69000\tNobody\tcame.\n', [("00:00:00", None, '"We waited.'), ("00:01:05", None, "Nobody came.")]),
    "seconds": ("a.tsv", "start\tend\ttext\n0.0\t4.0\tWe waited.\n65.5\t69.0\tNobody came.\n", [("00:00:00", None, "We waited."), ("00:01:05", None, "Nobody came.")]),
    "speakers": ("a.csv", "Speaker Name,Start Time,End Time,Text\nAnn,00:00:01:10,00:00:03:00,We waited.\nAnn,00:00:03:00,00:00:05:00,Long.\nBo,00:01:05:00,00:01:06:00,Yes.\n",
                 [("00:00:01", "Ann", "We waited. Long."), ("00:01:05", "Bo", "Yes.")]),
    "semicolons": ("a.csv", 'Timecode;Speaker;Transcript\n00:00:01;Ann;"We; waited."\n00:01:05;Bo;Yes.\n', [("00:00:01", "Ann", "We; waited."), ("00:01:05", "Bo", "Yes.")]),
    "a column of numbers beside": ("a.csv", "start,end,text,no_speech_prob\n0.0,4.0,We waited.,0.1\n65.5,69.0,Nobody came.,0.2\n", [("00:00:00", None, "We waited."), ("00:01:05", None, "Nobody came.")]),
    "a sheet": ("a.xlsx", xlsx(("A", "".join(row(i, *cells) for i, cells in enumerate(CAPTIONS, 1)))), CAPTION_TURNS),
    "an open sheet": ("a.ods", ods(*CAPTIONS), CAPTION_TURNS),
    "an old sheet": ("a.xls", xls(*CAPTIONS), CAPTION_TURNS),
    "times of Excel": ("a.xlsx", xlsx(("A", row(1, *CAPTIONS[0]) + excel_times)), [("00:00:01", "Ann", "We waited."), ("00:01:05", "Bo", "Yes.")]),
    "a line of JSON each": ("a.jsonl", "".join(json.dumps(dict(zip(CAPTIONS[0], (float(a), float(b), c, d), strict=True))) + "\n" for a, b, c, d in CAPTIONS[1:]), CAPTION_TURNS),
    "no header": ("a.tsv", "0\tWe waited there for six hours.\n1\tNobody came when I rang the bell.\n", [("line 1", None, "We waited there for six hours."), ("line 2", None, "Nobody came when I rang the bell.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_captions_is_one_document(read, name):
    file, data, expected = TABLES[name]
    reading = read(file, data)
    (document,) = reading.documents
    assert [(t.place, t.speaker, document.text[t.start : t.end]) for t in document.turns] == expected
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "file, data",
    [
        ("a.tsv", f"start\tend\tward\ttext\n0\t4\tA\t{LONG}\n5\t6\tB\t{LONG} too\n"),
        ("a.csv", f"Start time,End time,Text\n2023-05-01 10:00,2023-05-01 10:05,{LONG}\n2023-05-02 11:00,2023-05-02 11:02,{LONG} too\n"),
        ("a.csv", f"start,end,text\n90,95,{LONG}\n20,25,{LONG} too\n"),
        ("a.tsv", f"id\tcomment\n1\t{LONG}\n2\t{LONG} too\n"),
        ("a.csv", f"start,name,text\n5,Ann,{LONG}\n2,Bo,{LONG} too\n"),
        ("a.csv", f"start,end,text,id\n0,4,We waited.,{LONG}\n5,6,Long.,{LONG} too\n"),
        ("a.csv", f"start,end,text,content\n0,4,We waited.,{LONG}\n5,6,Long.,{LONG} too\n"),
    ],
)  # fmt: skip
def test_a_survey_stays_a_table(read, file, data):
    assert len(read(file, data).documents) == 2


def test_a_table_in_memory_stays_rows():
    import pandas as pd

    from textmine.readers import read_frame

    documents = read_frame(pd.DataFrame(CAPTIONS[1:], columns=CAPTIONS[0])).documents
    assert [d.docvars["row"] for d in documents] == ["0", "1", "2"]


def test_a_sheet_of_captions_beside_one_of_comments(read):
    book = xlsx(
        ("Talk", "".join(row(i, *cells) for i, cells in enumerate(CAPTIONS, 1))),
        ("Survey", row(1, "n", "Comment") + row(2, "1", LONG) + row(3, "2", LONG + " too")),
        ("Key", row(1, "a", "b") + row(2, "1", "2")),
    )
    reading = read("a.xlsx", book)
    assert [(d.place, len(d.turns)) for d in reading.documents] == [
        ("Talk", 2),
        ("Survey row 2", 1),
        ("Survey row 3", 1),
    ]
    assert reading.warnings == ("a.xlsx: the sheet 'Key' has no text column and was left out",)


def test_hidden_captions_are_left_out(read):
    rows = [row(i, *cells) for i, cells in enumerate(CAPTIONS, 1)]
    reading = read("a.xlsx", xlsx(("A", "".join([*rows[:3], rows[3].replace("<row ", '<row hidden="1" ')]))))
    assert said(reading.documents[0]) == CAPTION_TURNS[:1]
    assert reading.warnings == ("a.xlsx: not read: 1 hidden row",)


def test_a_column_that_the_user_names_makes_it_a_table(read):
    data = "start\tend\ttext\tid\n0\t4\tWe waited.\tNobody came when I rang\n5\t6\tLong.\tThe ward was clean\n"
    assert len(read("a.tsv", data, text=("id",)).documents) == 2


def test_what_is_said_of_the_characters_is_said_once(read):
    data = f"a\tComment\n1\t{LONG} caf\u00e9\n".encode("cp1252")
    assert len(read("a.tsv", data).warnings) == 1


# --- captions in XML --------------------------------------------------------------------------------------------------

AGENT = '<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name>Ann Lee</ttm:name></ttm:agent></metadata></head>'
XML = {
    "TTML": ("a.ttml", TTML.format('<body><div><p begin="00:00:01.500" end="00:00:03:12">We\n  <span>waited</span>.<br/>Long.</p></div></body>'),
             [("00:00:01", None, "We waited. Long.")]),
    "its clocks": ("a.dfxp", TTML.format('<body><p begin="61s" end="62s">One.</p><p begin="3700000ms" end="1h">Two.</p><p begin="40000000000t">Three.</p></body>'),
                   [("00:01:01", None, "One."), ("01:01:40", None, "Two."), ("01:06:40", None, "Three.")]),
    "its speakers": ("a.ttml", TTML.format(AGENT + '<body><p begin="1s" end="2s" ttm:agent="a">One.</p><p begin="2s" end="3s" ttm:agent="a">Two.</p></body>'),
                     [("00:00:01", "Ann Lee", "One. Two.")]),
    "without times": ("a.ttml", TTML.format("<body><p>One</p><p> </p><p>Two</p></body>"), [("caption 1", None, "One"), ("caption 3", None, "Two")]),
    "timed text": ("a.xml", '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0" dur="2">it&amp;#39;s &lt;i&gt;not&lt;/i&gt;</text>'
                   '<text start="2" dur="1"></text><text start="3" dur="2">ours</text></transcript>',
                   [("00:00:00", None, "it's not"), ("00:00:03", None, "ours")]),
    "timed text in milliseconds": ("a.srv3", '<timedtext><body><p t="65000" d="900"><s>we</s><s t="20"> waited</s></p></body></timedtext>', [("00:01:05", None, "we waited")]),
    "tiers with speakers": ("a.exb", exb(
        '<tier speaker="S1" category="v" type="t"><event start="T0" end="T1">We </event><event start="T1" end="T2">waited. </event></tier>'
        '<tier speaker="S2" category="v" type="t"><event start="T2" end="T3">Yes.</event></tier>'
        '<tier speaker="S1" category="pos" type="a"><event start="T0" end="T1">PRON</event></tier>',
        '<speaker id="S1"><abbreviation>Ann</abbreviation></speaker>'), [("00:00:00", "Ann", "We waited."), ("00:00:04", "S2", "Yes.")]),
    "tiers of ELAN": ("a.eaf", eaf(
        '<TIER TIER_ID="t" PARTICIPANT="Bo"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE>Yes.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>'
        '<TIER TIER_ID="Ann"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>We waited.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>'
        '<TIER TIER_ID="gloss" PARENT_REF="Ann"><ANNOTATION><REF_ANNOTATION><ANNOTATION_VALUE>x</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>'),
        [("00:00:01", "Ann", "We waited."), ("00:00:03", "Bo", "Yes.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_captions_in_xml(read, name):
    file, data, expected = XML[name]
    reading = read(file, data)
    assert said(reading.documents[0]) == expected
    assert reading.warnings == ((f"{file}: not read: 1 tier of annotation",) if "tiers" in name else ())


WEBEX = ['1 "Ann Lee" (3187492096)', '2 "Bo" (12)', '3 "Ann Lee" (3187492096)', '4 "Bo" (12)']


@pytest.mark.parametrize(
    "above, speakers",
    [
        (WEBEX, ["Ann Lee", "Bo", "Ann Lee", "Bo"]),
        (["Ann Lee", "Speaker 2", "Ann Lee", "Speaker 2"], ["Ann Lee", "Speaker 2", "Ann Lee", "Speaker 2"]),
        (["Ann-1", "Bo-2", "Ann-3", "Bo-4"], ["Ann", "Bo", "Ann", "Bo"]),
        (["1 - Ann", "2 - Bo", "3 - Ann", "4 - Bo"], ["Ann", "Bo", "Ann", "Bo"]),
        (["NOTE Ann\n", "NOTE Speaker: Bo\n", "NOTE Ann\n", "NOTE Bo\n"], ["Ann", "Bo", "Ann", "Bo"]),
        (["Opening Words", "Second Panel", "Last Words", "Thanks"], [None]),
        (["cue 1", "cue 2", "cue 3", "cue 4"], [None]),
        (["8d1b3c/1-0", "8d1b3c/2-0", "8d1b3c/3-0", "8d1b3c/4-0"], [None]),
        (["NOTE Confidence: 0.9\n", "NOTE Confidence: 0.9\n", "NOTE Confidence: 0.8\n", "NOTE Confidence: 0.9\n"], [None]),
    ],
)  # fmt: skip
def test_a_name_beside_the_cue(turns, above, speakers):
    said = ["We waited", "all day", "for a bed", "and one came."]
    rows = [
        f"{x}\n00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n{text}\n"
        for i, (x, text) in enumerate(zip(above, said, strict=True))
    ]
    found = turns("a.vtt", "WEBVTT\n\n" + "\n".join(rows))
    assert [who for _, who, _ in found] == speakers
    assert " ".join(text for *_, text in found) == " ".join(said)


ASS = """[Script Info]
Title: Beds

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:02.50,0:00:03.00,Default,Ann,0,0,0,,{\\i1}We{\\i0} waited,\\Nall day.
Dialogue: 1,0:00:02.50,0:00:03.00,Shadow,Ann,0,0,0,,We waited,\\Nall day.
Dialogue: 0,0:00:09.00,0:00:10.00,Default,Bo,0,0,0,,No:\\hbeds. {check this}
Comment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,may we keep this?
Dialogue: 0,0:00:04.00,0:00:05.00,Default,Bo,0,0,0,,Why?
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\pos(1,2)\\p1}m 0 0 l 100 0{\\p0}
"""


def test_styled_captions(read):
    reading = read("a.ass", ASS)
    (document,) = reading.documents
    assert said(document) == [("00:00:02", "Ann", "We waited, all day."), ("00:00:04", "Bo", "Why? No: beds.")]
    assert reading.warnings == ("a.ass: not read: 1 comment, 1 drawing",)


def test_styled_captions_of_the_older_version(turns):
    text = "[Events]\nFormat: Marked, Start, End, Style, Actor, Text\nDialogue: Marked=0,0:00:02.50,0:00:03.00,Default,Ann,We waited, Bo.\n"
    assert turns("a.ssa", text) == [("00:00:02", "Ann", "We waited, Bo.")]
