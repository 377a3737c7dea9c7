"""Tables as survey programs and people write them: headers in several rows, notes around, closed and open answers, hidden rows."""

from __future__ import annotations

import json

import pytest
from made_files import row, xlsx

from textmine.errors import ReadError, UsageError
from textmine.programme import parse_date
from textmine.readers.cells import Row, is_datum, is_word
from textmine.readers.csv_rows import ONE_COLUMN, find_delimiter
from textmine.readers.headers import find_layout

A, B, C = "the bus never came on time", "we had to wait for an hour", "nobody told us about the change"


def texts(reading):
    return [d.text for d in reading.documents]


# --- delimiters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b;c\n3,5;4,2;yes\n1,0;2,5;no\n", ";"),
        ("a;b\n1;well, it was, in all\n2;so, it was, too\n", ";"),
        ("a,b,c\n1,x;y;,2\n2,x;z;,3\n", ","),  # Microsoft Forms joins what was ticked
        ('a,b\n1,"x;y"\n2,"z;w"\n', ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("Comment\nyes, it was, all of it\nno\nit cost 10,000 pounds\n", ONE_COLUMN),
        ("Comment\nno\n", ONE_COLUMN),
        ("n,Comment\n1,a, b, c\n2,x, y\n3,z\n", ","),  # not quoted
        ("", ONE_COLUMN),
    ],
)
def test_delimiters(text, delimiter):
    found = find_delimiter(text, ",;\t|")
    assert found == delimiter or (delimiter == ONE_COLUMN and found not in text)


def test_a_column_alone_keeps_its_commas(read):
    assert texts(read("t.csv", "Comment\nit cost 10,000 pounds\nyes,no,maybe\n")) == [
        "it cost 10,000 pounds",
        "yes,no,maybe",
    ]


def test_what_was_cut_at_an_unquoted_comma_is_whole_again(read):
    assert (
        texts(read("t.csv", f"n,Comment\n1,it cost 10,000 pounds to do\n2,{B}\n"))[0] == "it cost 10,000 pounds to do"
    )


# --- headers ----------------------------------------------------------------------------------------------------------

QID = [json.dumps({"ImportId": i}, separators=(",", ":")) for i in ("startDate", "_recordId", "QID1_TEXT")]


def csv_of(*rows: list[str]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n" for cells in rows)


@pytest.mark.parametrize(
    ("rows", "places", "read_texts"),
    [
        # Qualtrics: three rows of headers, in any language; one answer is enough
        ([["StartDate", "ResponseId", "Q1"], ["Anfang", "Antwort", "Was war gut?"], QID, ["2020-01-01 09:00", "R_1a", "Good!"]],
         ["row 4"], ["Good!"]),
        ([["StartDate", "ResponseId", "Q1"], QID, ["2020-01-01 09:00", "R_1a", A]], ["row 3"], [A]),
        # SurveyMonkey: the second row says how a question is answered, or names its options
        ([["RespondentID", "Do you agree?", "What would you change?"], ["", "Response", "Open-Ended Response"],
          ["9001", "Yes", "Buses"], ["9002", "No", "Trains"]], ["row 3", "row 4"], ["Buses", "Trains"]),
        ([["RespondentID", "Which apply?", "", "Why?"], ["", "Bus", "Train", "Open-Ended Response"],
          ["9001", "Bus", "", A], ["9002", "", "Train", B]], ["row 3", "row 4"], [A, B]),
        # names over several columns, and below them the names of those
        ([["ID", "Your views", ""], ["", "What helped", "What did not"], ["1", A, B], ["2", B, C]],
         ["row 3", "row 4"], [f"{A}\n{B}", f"{B}\n{C}"]),
        ([["ID", "About you", "", "", "Your views", ""], ["", "Ward", "Age", "Team", "Helped", "Did not"], ["1", "x", "30", "y", A, B],
          ["2", "x", "31", "y", B, C]], ["row 3", "row 4"], [f"{A}\n{B}", f"{B}\n{C}"]),
        # titles of one and of several cells
        ([["A table of some", "", ""], ["people", "like", ""], ["Name", "Score", "Comment"], ["x", "1", A], ["y", "2", B]],
         ["row 4", "row 5"], [A, B]),
        # one row of headers stays one, whatever the first answer is
        ([["ID", "Ward", "Comment"], ["1", "Response", A], ["2", "x", B]], ["row 2", "row 3"], [A, B]),
        ([["Comment", "Why"], [A, B], [B, C]], ["row 2", "row 3"], [f"{A}\n{B}", f"{B}\n{C}"]),
        ([["", "Ward", "Comment"], ["1", "x", A], ["2", "y", B]], ["row 2", "row 3"], [A, B]),
        ([["ID", "Score", "Comment"], ["", "", A], ["2", "3", B], ["3", "4", C]], ["row 2", "row 3", "row 4"], [A, B, C]),
        # notes below
        ([["ID", "Score", "Comment"], ["1", "2", A], ["2", "3", B], ["3", "3", C], ["", "", ""], ["Source: the survey", "", ""]],
         ["row 2", "row 3", "row 4"], [A, B, C]),
        # an answer below is no note
        ([["ID", "Score", "Comment"], ["1", "2", A], ["2", "3", B], ["", "", C]], ["row 2", "row 3", "row 4"], [A, B, C]),
    ],
)  # fmt: skip
def test_where_the_table_stands(read, rows, places, read_texts):
    reading = read("t.csv", csv_of(*rows))
    assert ([d.place for d in reading.documents], texts(reading)) == (places, read_texts)


@pytest.mark.parametrize(
    ("named", "place"),
    [
        ("Q1", "Q1"),
        ("what helped most?", "Q1"),  # the question under its code
        ("q2", "Q2"),
    ],
)
def test_a_column_is_named_by_code_or_question(read, named, place):
    table = csv_of(
        ["StartDate", "Q1", "Q2"],
        ["Start Date", "What helped most?", "What did not?"],
        ['{"ImportId":"startDate"}', '{"ImportId":"QID1_TEXT"}', '{"ImportId":"QID2_TEXT"}'],
        ["2020-01-01", A, B],
    )
    assert texts(read("t.csv", table, text=(named,))) == [A if place == "Q1" else B]


ID = QID[0]


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        # a code with its question below it
        ([["Date", "Q1", "Q2"], ["Day", "What helped?", "What did not?"], [ID, QID[2], QID[2]], ["2020-01-01", A, B]], {},
         [("row 4, column Q1", "What helped?", A), ("row 4, column Q2", "What did not?", B)]),
        # the header is the question, also of a single column and of one that is named by its words
        ([["n", "What helped?", "What did not?"], ["1", A, B]], {},
         [("row 2, column What helped?", "What helped?", A), ("row 2, column What did not?", "What did not?", B)]),
        ([["n", "What helped?"], ["1", A]], {}, [("row 2", "What helped?", A)]),
        ([["n", "What helped?", "What did not?"], ["1", A, B]], {"text": ("what did NOT?",)}, [("row 2", "What did not?", B)]),
        # options of one question
        ([["ID", "Why?", "", "Score"], ["", "Here", "There", ""], ["1", A, B, "2"], ["2", B, C, "3"]], {},
         [("row 3, column Why? - Here", "Why? - Here", A), ("row 3, column Why? - There", "Why? - There", B)]),
        # no header, no question
        ([["n", "", "Comment"], ["1", A, B]], {"text": ("column 2", "Comment")},
         [("row 2, column column 2", "", A), ("row 2, column Comment", "Comment", B)]),
    ],
)  # fmt: skip
def test_the_question_stands_beside_the_answer_and_is_none_of_its_words(read, rows, options, expected):
    document = read("t.csv", csv_of(*rows), **options).documents[0]
    assert [(t.place, t.question, document.text[t.start : t.end]) for t in document.turns] == expected
    assert document.text == "\n".join(said for *_, said in expected)


@pytest.mark.parametrize("name", ["n.md", "n.txt", "n.vtt"])
def test_what_is_no_table_has_no_question(read, name):
    said = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWhat helped?\n\n00:03.000 --> 00:04.000\nThe bus." if name == "n.vtt" else A
    )
    assert {t.question for t in read(name, said).documents[0].turns} == {""}


def test_columns_of_one_name_are_told_apart_by_what_stands_above(read):
    table = csv_of(
        ["ID", "Before", "", "After", ""],
        ["No.", "Score", "Comment", "Score", "Comment"],
        ["1", "2", A, "3", B],
        ["2", "2", B, "3", C],
    )
    reading = read("t.csv", table)
    assert [t.place for t in reading.documents[0].turns] == [
        "row 3, column Before - Comment",
        "row 3, column After - Comment",
    ]


def test_the_columns_asked_for_show_the_header():
    rows = [Row("row 1", ["Made by", "x", "y"]), Row("row 2", ["n", "Comment"]), Row("row 3", ["1", A])]
    assert find_layout(rows, ["comment"]).header == 1


@pytest.mark.parametrize("cell", ["1", "£3.50", "4,2", "50 %", "2018-01-02", "1/2/18 09:00", "true", "R_1a", "a@b.org"])
def test_a_datum_is_no_word(cell):
    assert is_datum(cell) and not is_word(cell)


@pytest.mark.parametrize("cell", ["Yes", "Bus stop 4 is dark", "Tŷ", "well..."])
def test_a_word_is_no_datum(cell):
    assert is_word(cell) and not is_datum(cell)


# --- which columns are answers in people's own words ----------------------------------------------------------------------


def survey(header: str, answers: list[str], *more: str) -> str:
    return csv_of(["n", "Area", header], *([str(i), f"Area {'AB'[i % 2]}", a] for i, a in enumerate(answers)))


@pytest.mark.parametrize(
    ("header", "answers", "found"),
    [
        ("Comment", [A, B, C, A + " too"], True),
        # a few words under a question
        ("If you could tell ministers one thing", ["Ring-fence us please", "Fund the night bus", "Stop changing forms", "Trust local people"], True),
        ("Other (please specify)", ["Tram", "Bike", "On foot", "Taxi"], True),
        ("Any comments?", ["Good", "Poor service", "Slow", "Fine now"], True),
        # names are no answers, whatever is asked
        ("What are the names of your managers?", ["Ann Lee and Bo Hu", "Cy Orr, Di Fox", "Ed Gray", "Flo Hart, Gus Ives"], False),
        # options come again and again
        ("How often do you travel by bus in a week?", ["once a week"] * 6 + ["twice a week"] * 6, False),
        ("Do you use the bus? (please specify)", ["Yes", "No"] * 6, False),
    ],
)  # fmt: skip
def test_text_columns(read, header, answers, found):
    reading = read("t.csv", survey(header, answers))
    told = any("no column looks like free text" in w for w in reading.warnings)
    assert told is not found
    if found:
        assert texts(reading) == answers


def test_without_free_text_all_words_are_read_and_it_is_told(read):
    reading = read("t.csv", "Name,Trade,Born,Mail\nBo,baker,1950,b@x.org\nCy,smith,1960,\n")
    assert texts(reading) == ["Bo\nbaker", "Cy\nsmith"]
    assert reading.warnings == (
        "t.csv: no column looks like free text; every cell with words was read ('Name', 'Trade'); name the columns: --text COLUMN",
    )


@pytest.mark.parametrize("table", ["a,b\n1,2\n3,4\n", "a,b\n2018-01-01,R_1\n2018-01-02,R_2\n"])
def test_without_words_it_is_an_error(read, table):
    with pytest.raises(ReadError, match=r"no column looks like free text.*--text"):
        read("t.csv", table)


BLANKS = ["-", "--", "—", ".", "...", "…", "n/a", "N/A", "n.a.", "NA", "#N/A", "null", "NaN", "/", "*", "?"]


@pytest.mark.parametrize("cell", BLANKS)
def test_what_stands_for_no_answer_is_none(read, cell):
    reading = read(
        "t.csv",
        csv_of(["n", "Ward", "Comment"], ["1", "north", A], ["2", "south", cell], ["3", "east", B]),
        text=("Comment",),
    )
    assert (texts(reading), reading.warnings) == ([A, B], ("t.csv: not read: 1 row without text",))


@pytest.mark.parametrize(
    "cell", ["No", "none", "no n/a", "👍", "Na, it was fine", "9 out of ten", "(1) no beds", "2 hours"]
)
def test_short_answers_stay(read, cell):
    assert texts(read("t.csv", csv_of(["n", "Comment"], ["1", A], ["2", cell], ["3", B]), text=("Comment",))) == [
        A,
        cell,
        B,
    ]


@pytest.mark.parametrize(
    "codes",
    [["-9"], ["999", "-9.00"], ["5"], ["(98) Don't know"], ["99 = Refused", "99 = Refused"], ["-8 Not asked", "-8 Not asked"]],
)  # fmt: skip
@pytest.mark.parametrize("columns", [{}, {"text": ("Comment",)}])
def test_numbers_and_codes_among_words_are_no_answers_and_told(read, codes, columns):
    rows = [[str(n), cell] for n, cell in enumerate([A, *codes, B, A + " Again.", "We never heard of them."], 1)]
    reading = read("t.csv", csv_of(["n", "Comment"], *rows), **columns)
    assert texts(reading) == [A, B, A + " Again.", "We never heard of them."]
    n, s = len(codes), "s" * (len(codes) > 1)
    assert reading.warnings == (
        f"t.csv: not read: {n} row{s} without text, {n} cell{s} with a number or code for an answer",
    )


def test_codes_do_not_hide_a_column_of_which_they_fill_the_most(read):
    rows = [[str(n), str(n % 4), cell] for n, cell in enumerate([A, B, *["-9"] * 20], 1)]
    assert texts(read("t.csv", csv_of(["n", "Ward", "Comment"], *rows))) == [A, B]


def test_a_number_is_an_answer_where_no_words_are(read):
    rows = [[str(n), str(n)] for n in range(1, 5)]
    assert len(read("t.csv", csv_of(["n", "Comment"], *rows), text=("Comment",)).documents) == 4


def test_a_column_is_judged_by_its_answers(read):
    reading = read(
        "t.csv", csv_of(["n", "Area", "Q9"], *([str(i), "x", cell] for i, cell in enumerate([A, B, *BLANKS])))
    )
    assert texts(reading) == [A, B]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("RecipientEmail", ["ann@x.org", "bo@x.org", "cy@x.org", "di@x.org", "ed@x.org"]),
        ("Contact", ["ann@x.org or ring me any time", "bo@x.org at work or at home", "you get me at cy@x.org", "di@x.org (home)", "ed@x.org"]),
        ("Last seen at", ["10.0.0.1 by the front desk", "10.0.0.2 by the back door", "10.0.0.3 at home with Bo", "10.0.0.4 on the ward", "10.0.0.5"]),
        ("Name", ["Ann Lee", "Bo Hu", "Cy Orr", "Di Fox", "Ed Gray"]),
        ("Spoken to", ["Ann Lee", "Bo Hu", "Cy Orr", "Di van Fox", "Ed Gray", "Flo Hart", "Gus Ives", "Hal Jay", "Ida Kay", "Jo Low", "Kit May"]),
        ("Respondent", ["P01 of the north", "P02 of the north", "P03 of the south", "P04 of the south", "P05 of the south"]),
        ("Participant ID", ["ward one a", "ward one b", "ward two a", "ward two b", "ward two c"]),
    ],
)  # fmt: skip
def test_who_somebody_is_is_no_text(read, header, cells):
    said = [f"it was {word} on the ward" for word in "slow kind good busy cold late warm loud nice calm poor".split()]
    reading = read("t.csv", csv_of(["n", header, "Mood"], *([str(i), c, said[i]] for i, c in enumerate(cells))))
    assert texts(reading) == said[: len(cells)]
    assert any("1 other column with words" in w for w in reading.warnings) == (header != "RecipientEmail")


@pytest.mark.parametrize(
    ("rows", "n"),
    [
        ([["Status", "Comment"], ["IP Address", A], ["Survey Preview", B], ["IP Address", C]], 1),
        ([["Status", "Comment"], ["Imported", A], ["Survey Test", B], ["Offline Survey Preview", B], ["Spam", C]], 2),
        ([["Q0", "ResponseId", "Comment"], ["Response Type", "Response ID", "Why?"], QID, ["0", "R_1", A], ["1", "R_2", B], ["0", "R_3", C]], 1),
        # another program's numbers say something else
        ([["Status", "n", "Comment"], ["1", "1", A], ["1", "2", C]], 0),
    ],
)  # fmt: skip
def test_trials_of_a_survey_are_left_out_and_counted(read, rows, n):
    reading = read("t.csv", csv_of(*rows), text=("Comment",))
    said = {0: (), 1: ("t.csv: not read: 1 row of somebody who tried the survey out",)}
    assert texts(reading) == [A, C]
    assert reading.warnings == said.get(n, (f"t.csv: not read: {n} rows of somebody who tried the survey out",))


def test_rows_keep_their_numbers_behind_a_trial(read):
    reading = read("t.csv", csv_of(["Status", "Comment"], ["Survey Preview", B], ["IP Address", A]))
    assert [(d.place, d.docvars["row"]) for d in reading.documents] == [("row 3", "1")]


# --- ids ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "columns", "ids"),
    [
        ("id", {}, ["007", "", "1234567890123456"]),
        ("ID", {}, ["007", "", "1234567890123456"]),
        ("Key", {"id": "Key"}, ["007", "", "1234567890123456"]),
        ("Key", {}, [None, None, None]),
    ],
)
def test_ids_are_as_written(read, header, columns, ids):
    reading = read("t.csv", csv_of([header, "Comment"], ["007", A], ["", B], ["1234567890123456", C]), **columns)
    assert [d.docvars.get("id") for d in reading.documents] == ids


def test_long_numbers_of_excel_keep_their_digits(read):
    cells = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{n}</v></c><c r="B{i}" t="inlineStr"><is><t>{t}</t></is></c></row>'
        for i, n, t in ((2, "1234567890123456", A), (3, "12.0", B), (4, "0.5", C))
    )
    reading = read("t.xlsx", xlsx(("A", row(1, "id", "Comment") + cells)))
    assert [d.docvars["id"] for d in reading.documents] == ["1234567890123456", "12", "0.5"]


# --- what nobody sees -------------------------------------------------------------------------------------------------------

HEAD = row(1, "Area", "Comment", "Internal note")
ROWS = [row(2, "x", A, "withdrew"), row(3, "y", B, "rang twice"), row(4, "z", C, "")]


def hide(made: str) -> str:
    return made.replace("<row ", '<row hidden="1" ', 1)


def test_a_hidden_row_above_the_header_names_no_column(read):
    book = xlsx(("A", hide(row(1, "v1", "v2")) + row(2, "Area", "Comment") + row(3, "x", A) + row(4, "y", B)))
    reading = read("t.xlsx", book, text=("Comment",))
    assert (texts(reading), reading.warnings) == ([A, B], ("t.xlsx: not read: 1 hidden row",))


@pytest.mark.parametrize(
    ("rows", "columns", "named", "found", "said"),
    [
        (ROWS, "", ("Comment",), [A, B, C], ()),
        ([hide(ROWS[0]), *ROWS[1:]], "", ("Comment",), [B, C], ("t.xlsx: not read: 1 hidden row",)),
        ([hide(ROWS[0]), hide(ROWS[1]), ROWS[2]], "", ("Comment",), [C], ("t.xlsx: not read: 2 hidden rows",)),
        (
            [ROWS[0].replace("<row ", '<row ht="0" '), *ROWS[1:]],
            "",
            ("Comment",),
            [B, C],
            ("t.xlsx: not read: 1 hidden row",),
        ),
        (ROWS, '<col min="3" max="3" hidden="1"/>', ("Comment",), [A, B, C], ("t.xlsx: not read: 1 hidden column",)),
        (ROWS, '<col min="3" max="16384" width="0"/>', ("Comment",), [A, B, C], ("t.xlsx: not read: 1 hidden column",)),
        # named, it is wanted
        (ROWS, '<col min="2" max="2" hidden="1"/>', ("Comment",), [A, B, C], ("t.xlsx: not read: 1 hidden column",)),
    ],
)
def test_hidden_rows_and_columns_are_left_out(read, rows, columns, named, found, said):
    book = xlsx(("A", HEAD + "".join(rows)), prolog="")
    if columns:
        book = with_columns(book, columns)
    reading = read("t.xlsx", book, text=named)
    assert (texts(reading), reading.warnings) == (found, said)


def test_a_hidden_column_is_not_looked_for(read):
    book = with_columns(
        xlsx(("A", row(1, "n", "Comment", "Note") + row(2, "1", A, B) + row(3, "2", B, C))),
        '<col min="3" max="3" hidden="1"/>',
    )
    reading = read("t.xlsx", book)
    assert texts(reading) == [A, B] and reading.warnings == ("t.xlsx: not read: 1 hidden column",)


def test_all_rows_hidden_is_no_text(read):
    with pytest.raises(ReadError, match="no text in it"):
        read("t.xlsx", xlsx(("A", HEAD + hide(ROWS[0]) + hide(ROWS[1]))), text=("Comment",))


def with_columns(book: bytes, columns: str) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<sheetData>", f"<cols>{columns}</cols><sheetData>".encode(), 1)
            new.writestr(name, data)
    return out.getvalue()


# --- what was left out is told ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["n", "Comment"], ["1", A]], ()),
        ([["n", "Comment"], ["1", A], ["2", ""], ["3", " "]], ("t.csv: not read: 2 rows without text",)),
        ([["n", "Ward", "Comment"], ["1", "north", A], ["2", "north", B]], ("t.csv: not read: 1 other column with words",)),
        ([["n", "Tick", "Comment"], ["1", "x", A], ["2", "x", B]], ()),
        ([["n", "locality", "Comment"], ["1", "north", A], ["2", "north", B]], ()),
        ([["Survey", "", ""], ["n", "Ward", "Comment"], ["1", "north", A], ["2", "north", ""]],
         ("t.csv: not read: 1 row above the header, 1 row without text, 1 other column with words",)),
    ],
)  # fmt: skip
def test_one_line_tells_what_was_not_read(read, rows, said):
    assert read("t.csv", csv_of(*rows)).warnings == said


def test_a_column_that_is_nowhere_is_an_error(read):
    with pytest.raises(UsageError, match="there is no column 'Q9'"):
        read("t.csv", csv_of(["Q1", "Q2"], [A, B]), text=("Q9",))


@pytest.mark.parametrize(
    ("header", "cells", "dates"),
    [
        ("Timestamp", ["2024/03/14 10:02:11", "2024/03/15 09:00:00"], ["2024-03-14", "2024-03-15"]),  # Google Forms
        ("Start time", ["3/14/24 10:02:11", "3/15/24 9:00:00"], ["2024-03-14", "2024-03-15"]),  # Microsoft Forms
        ("RecordedDate", ["2024-03-14 10:02:11", "2024-03-15 09:00:00"], ["2024-03-14", "2024-03-15"]),  # Qualtrics
        ("Date submitted", ["14/03/2024", "15/03/2024"], ["2024-03-14", "2024-03-15"]),
        ("Date of birth", ["14/03/1974", "15/03/1984"], ["", ""]),
        ("When did you join?", ["14/03/2014", "15/03/2014"], ["", ""]),
        ("Start date", ["soon", "never"], ["", ""]),
    ],
)
def test_the_time_of_an_answer_is_its_date(read, header, cells, dates):
    rows = [["Comment", header], *([said, cell] for said, cell in zip((A, B), cells, strict=True))]
    found = read("t.csv", csv_of(*rows))
    assert [parse_date(d.docvars.get("date", "")) for d in found.documents] == dates


def test_a_column_called_date_goes_before_it(read):
    rows = csv_of(["Comment", "Timestamp", "Date"], [A, "2024/03/14", "2023-01-02"], [B, "2024/03/15", "2023-01-03"])
    assert [d.docvars["date"] for d in read("t.csv", rows).documents] == ["2023-01-02", "2023-01-03"]
