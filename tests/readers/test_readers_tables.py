from __future__ import annotations

import datetime as dt
import io
import json

import pytest

from textmine.errors import ReadError, UsageError
from textmine.readers import BEGINNING, begins_with_rows

LONG = "it was a very long wait"


def documents(reading):
    return [(d.place, d.text) for d in reading.documents]


@pytest.mark.parametrize(
    "name, data",
    [
        ("t.csv", f"n,Comment\n1,{LONG}\n"),
        ("t.csv", f"n;Comment\n1;{LONG}\n"),
        ("t.csv", f"sep=;\nn;Comment\n1;{LONG}\n"),
        ("t.csv", f"n\tComment\n1\t{LONG}\n"),
        ("t.csv", f"n|Comment\n1|{LONG}"),
        ("t.csv", f'"n","Comment"\r\n"1","{LONG}"\r\n'),
        ("t.csv", f"\ufeffn,Comment\n1,{LONG}\n"),
        ("t.tsv", f"n\tComment\n1\t{LONG}\n"),
        ("t.csv", f"n,Comment\n1,{LONG}\n".encode("utf-16")),
        ("T.CSV", f"Comment\n{LONG}\n"),
    ],
)
def test_csv_dialects(read, name, data):
    assert documents(read(name, data)) == [("row 2", LONG)]


def test_csv_cp1252(read):
    reading = read("t.csv", "Comment,n\nit’s £5m – for naïve people,1\n".encode("cp1252"))
    assert reading.documents[0].text == "it’s £5m – for naïve people" and "t.csv: not UTF-8" in reading.warnings[0]


def test_row_numbers(read):
    """The place is the row that a spreadsheet shows; docvars["row"] counts data rows from 0, blank lines left out."""
    reading = read("t.csv", f'n,Comment\n1,{LONG}\n,\n\n2,"{LONG}\nand\nlonger"\n3,{LONG}\n')
    assert [(d.place, d.docvars["row"]) for d in reading.documents] == [("row 2", "0"), ("row 5", "2"), ("row 6", "3")]
    assert reading.documents[1].text == f"{LONG}\nand\nlonger"


def test_columns_by_name(read):
    data = f"Who,Post,Place,When,Stage,Key,A,B\nAnn,GP,Cornwall,1 May 2018,P2,k1,{LONG},and more\n"
    columns = {
        "text": ("A", "b"),
        "locality": "Place",
        "phase": "stage",
        "date": "When",
        "id": "Key",
        "speaker": "Who",
        "role": "Post",
    }
    (document,) = read("t.csv", data, **columns).documents
    assert document.docvars == {"locality": "Cornwall", "phase": "P2", "date": "1 May 2018", "id": "k1", "row": "0"}
    assert [(t.speaker, t.role, t.place) for t in document.turns] == [
        ("Ann", "GP", "row 2, column A"),
        ("Ann", "GP", "row 2, column B"),
    ]
    assert document.text == f"{LONG}\nand more"


def test_columns_called_as_docvars_are_used(read):
    (document,) = read("t.csv", f"LOCALITY,Phase,event,Role,Comment\nCornwall,P1,day,GP,{LONG}\n").documents
    assert document.docvars == {"locality": "Cornwall", "phase": "P1", "event": "day", "row": "0"}
    assert document.turns[0].role == "GP"


def test_free_text_columns_are_found(read):
    rows = "".join(
        f"{i},Trust A - Q{i % 3},Amount/clarity of information,{'N/A' if i % 2 else 'we waited for letters from ' + str(i)},"
        f"{'no' if i % 3 else 'a passage of more than twelve words that somebody wrote on the card number ' + str(i)}\n"
        for i in range(40)
    )
    reading = read("t.csv", "code,question,label,first,second\n" + rows)
    assert {t.place.partition(", ")[2] for d in reading.documents for t in d.turns} == {"column first", "column second"}


def test_one_column_needs_no_free_text(read):
    assert documents(read("t.csv", "Comment\nNothing.\nGood\n")) == [("row 2", "Nothing."), ("row 3", "Good")]


@pytest.mark.parametrize(
    "above, header",
    [("Survey\n\n", 3), ("Survey,,\n,,\n", 3), ('"Survey, autumn"\n', 2), ("", 1)],
)
def test_header_below_a_title(read, above, header):
    reading = read("t.csv", f"{above}n,Locality,Comment\n1,x,{LONG}\n2,y,{LONG}\n")
    assert [(d.place, d.docvars["row"]) for d in reading.documents] == [
        (f"row {header + 1}", "0"),
        (f"row {header + 2}", "1"),
    ]
    assert reading.warnings == (("t.csv: not read: 1 row above the header",) if above else ())


def test_rows_above_the_header_are_told(read):
    reading = read("t.csv", f"Made by,Ann\nn,Locality,Comment,x,y\n1,x,{LONG},1,2\n")
    assert reading.warnings == ("t.csv: not read: 1 row above the header",)


def test_unequal_rows(read):
    reading = read("t.csv", f"n,Comment\n1\n2,{LONG}, and on\n3,{LONG},,\n4,{LONG}\n")
    assert documents(reading) == [("row 3", f"{LONG}, and on"), ("row 4", LONG), ("row 5", LONG)]
    assert reading.warnings == (
        "t.csv: some rows have more cells than the header, first row 3; the rest went into the last column",
        "t.csv: not read: 1 row without text",
    )


def test_commas_in_a_file_of_one_column(read):
    assert read("t.csv", "Comment\nyes, it was, all of it\nno\n").documents[0].text == "yes, it was, all of it"


def test_duplicate_and_empty_headers(read):
    reading = read("t.csv", f"Comment,,Comment\n{LONG},{LONG} here,{LONG} there\n")
    assert [t.place for t in reading.documents[0].turns] == [
        "row 2, column Comment", "row 2, column column 2", "row 2, column Comment (2)",
    ]  # fmt: skip
    assert reading.warnings == ("t.csv: two columns are called 'Comment'; the later one is 'Comment (2)'",)


def test_long_cells_are_read(read):
    import csv

    before = csv.field_size_limit()
    assert len(read("t.csv", f'n,Comment\n1,"{LONG * 20_000}"\n').documents[0].text) == len(LONG) * 20_000
    assert csv.field_size_limit() == before


def test_unclosed_quotation_mark(read):
    with pytest.raises(ReadError, match="quotation mark opened in row 3 is never closed") as error:
        read("t.csv", f'n,Comment\n1,{LONG}\n2,"Secret words\n3,{LONG}\n')
    assert "Secret" not in str(error.value)


@pytest.mark.parametrize("columns", [{"text": ("Feedback",)}, {"locality": "Feedback"}, {"id": "Feedback"}])
@pytest.mark.parametrize(
    "name, data",
    [("t.csv", f"n,Comment\n1,{LONG}\n"), ("t.jsonl", json.dumps({"n": 1, "Comment": LONG}))],
)
def test_a_column_that_is_not_there(read, name, data, columns):
    with pytest.raises(UsageError) as error:
        read(name, data, **columns)
    assert str(error.value) == f"{name}: there is no column 'Feedback'. The columns are: 'n', 'Comment'"


def test_no_column_of_text(read):
    with pytest.raises(ReadError, match=r"no column looks like free text.*'a', 'b'.*--text"):
        read("t.csv", "a,b\n1,2\n3,4\n")


def test_headers_in_messages_are_cut(read):
    """A table without a header has people's words in its first row."""
    with pytest.raises(UsageError) as error:
        read("t.csv", "my mother Ann Lee lay on a trolley for nineteen hours and died,x\na,b\n", text=("Comment",))
    assert "nineteen" not in str(error.value)


def test_jsonl(read):
    lines = [
        json.dumps({"text": "One\x92s."}),
        "",
        json.dumps({"text": None}),
        json.dumps({"text": "Two", "locality": "x", "n": 3.0}),
    ]
    reading = read("t.jsonl", "\n".join(lines), text=("text",), id="n")
    assert [(d.place, d.text, dict(d.docvars)) for d in reading.documents] == [
        ("line 1", "One’s.", {"row": "0", "id": ""}),
        ("line 4", "Two", {"locality": "x", "row": "2", "id": "3"}),
    ]


def test_parquet(read):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({
        "date": [dt.date(2018, 5, 1), None], "comment": [LONG, None], "score": [1.5, float("nan")],
        "tags": [["a"], []], "locality": pa.array(["x", "y"]).dictionary_encode(),
    })  # fmt: skip
    out = io.BytesIO()
    pq.write_table(table, out)
    (document,) = read("t.parquet", out.getvalue()).documents
    assert (document.place, document.text) == ("row 1", LONG)
    assert document.docvars == {"locality": "x", "date": "2018-05-01", "row": "0"}


def test_gzip(read):
    import gzip

    assert documents(read("t.csv.gz", gzip.compress(f"n,Comment\n1,{LONG}\n".encode()))) == [("row 2", LONG)]


def test_the_speaker_is_none_where_the_cell_is_empty(read):
    first, second = read("t.csv", f"speaker,Comment\nAnn,{LONG}\n,{LONG}\n").documents
    assert (first.turns[0].speaker, second.turns[0].speaker) == ("Ann", None)


@pytest.mark.parametrize(
    ("name", "head", "line", "is_table"),
    [
        ("t.csv", "n,Comment\n", "1,it was a very long wait\n", True),
        ("t.jsonl", "", '{"n": 1, "comment": "it was a very long wait"}\n', True),
        ("t.tsv", "start\tend\ttext\n", "1\t2\tit was a very long wait\n", False),  # captions
        ("t.csv", 'n,Comment\n1,"', "it was a very long wait\n", False),  # cut within a cell
        ("t.txt", "", "it was a very long wait\n", False),
    ],
)
def test_the_beginning_shows_a_table(tmp_path, name, head, line, is_table):
    path = tmp_path / name
    path.write_text(head + line * (2 * BEGINNING // len(line) + 1))
    assert begins_with_rows(path) is is_table
    path.write_text(head + line)
    assert not begins_with_rows(path)  # a small file is read whole
