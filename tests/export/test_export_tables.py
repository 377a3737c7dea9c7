"""Tables -> csv, xlsx, json: the same values in each, nothing that a spreadsheet would run, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textmine.errors import UsageError, WriteError
from textmine.export import FORMATS, SCHEMA, export_tables
from textmine.export.tables import harmless
from textmine.export.workbook import workbook
from textmine.records import SafeTable

THEMES = pd.DataFrame(
    {
        "theme_id": ["t-01", "t-02", "t-03"],
        "theme": ["waiting for a care package", "£5m “late”, again\nand again", "=HYPERLINK(A1)"],
        "terms": [["home", "care"], [], ["-x"]],
        "share": pd.array([0.1 + 0.2, None, -0.25], dtype="Float64"),
        "segments": pd.array([12, None, 3], dtype="Int64"),
        "enough": [True, False, True],
    }
)
SETTINGS = [{"name": "seed", "value": 0}, {"name": "when", "value": dt.date(2018, 4, 1), "note": "first"}]
TABLES = {"themes": SafeTable(THEMES), "settings": SETTINGS}
README = {"themes": "One row a theme.", "share": "Of what was said, 0 to 1."}


def test_csv(tmp_path):
    files = export_tables(TABLES, tmp_path / "new" / "folder", "csv", README)
    assert [f.name for f in files] == ["themes.csv", "settings.csv", "README.csv"]
    data = files[0].read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        ["theme_id", "theme", "terms", "share", "segments", "enough"],
        ["t-01", "waiting for a care package", "home; care", "0.3", "12", "true"],
        ["t-02", "£5m “late”, again\nand again", "", "", "", "false"],
        ["t-03", "'=HYPERLINK(A1)", "'-x", "-0.25", "3", "true"],
    ]
    assert files[1].read_text(encoding="utf-8") == "name,value,note\nseed,0,\nwhen,2018-04-01,first\n"
    assert (
        files[2].read_text(encoding="utf-8")
        == 'name,meaning\nthemes,One row a theme.\nshare,"Of what was said, 0 to 1."\n'
    )


def test_xlsx(tmp_path):
    (file,) = export_tables(TABLES, tmp_path, "xlsx", README)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["readme", "themes", "settings"]
    sheet = book["themes"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["theme_id", "theme", "terms", "share", "segments", "enough"],
        ["t-01", "waiting for a care package", "home; care", 0.3, 12, True],
        ["t-02", "£5m “late”, again\nand again", None, None, None, False],
        ["t-03", "'=HYPERLINK(A1)", "'-x", -0.25, 3, True],
    ]
    assert sheet.freeze_panes == "A2"
    assert all(c.font.bold for c in sheet[1])
    assert "f" not in {c.data_type for row in sheet.iter_rows() for c in row}
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 60


def test_json(tmp_path):
    (file,) = export_tables(TABLES, tmp_path, "json", README)
    whole = json.loads(file.read_text(encoding="utf-8"))
    assert whole["schema"] == SCHEMA
    assert whole["readme"] == README
    assert whole["tables"]["themes"]["columns"] == list(THEMES.columns)
    assert whole["tables"]["themes"]["records"][1:] == [
        {"theme_id": "t-02", "theme": "£5m “late”, again\nand again", "terms": [], "share": None, "segments": None,
         "enough": False},
        {"theme_id": "t-03", "theme": "=HYPERLINK(A1)", "terms": ["-x"], "share": -0.25, "segments": 3, "enough": True},
    ]  # fmt: skip
    assert whole["tables"]["settings"]["records"][1] == {"name": "when", "value": "2018-04-01", "note": "first"}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_tables_give_the_same_bytes(format, tmp_path, monkeypatch):
    first = [f.read_bytes() for f in export_tables(TABLES, tmp_path / "a", format, README)]
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    second = [f.read_bytes() for f in export_tables(TABLES, tmp_path / "b", format, README)]
    assert first == second


def test_no_part_of_a_book_says_when_it_was_made(tmp_path):
    (file,) = export_tables(TABLES, tmp_path, "xlsx")
    with zipfile.ZipFile(file) as book:
        assert {i.date_time for i in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(dt.datetime.now(dt.UTC).year).encode() not in book.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\nx"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-3.5", "-3.5"),
        ("+2", "+2"),
        ("-1e3", "-1e3"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells_that_a_spreadsheet_would_run(text, shown):
    assert harmless(text) == shown


@given(st.text(max_size=30))
@example("=cmd|' /C calc'!A0")
@example("\x00\x0b_x0041_\ufffe")
@example("\ud800")
def test_any_text_survives_in_every_format(text):
    import tempfile
    from pathlib import Path

    plain = text.encode("utf-8", "replace").decode()
    with tempfile.TemporaryDirectory() as folder:
        rows = {"t": [{"a": text, "b": 1}]}
        (file,) = export_tables(rows, Path(folder), "csv")
        with file.open(encoding="utf-8", newline="") as lines:
            assert list(csv.reader(lines))[1:] == [[harmless(plain), "1"]]
        (file,) = export_tables(rows, Path(folder), "json")
        assert json.loads(file.read_bytes())["tables"]["t"]["records"] == [{"a": plain, "b": 1}]
        (file,) = export_tables(rows, Path(folder), "xlsx")
        value = openpyxl.load_workbook(file)["t"]["A2"].value or ""
        assert not value.startswith(("=", "+", "@", "\t", "\r")) or harmless(plain) == plain


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([1, 2]), [1, 2]),
        (("a", None), ["a", None]),
        (float("nan"), None),
        (float("inf"), None),
        (-0.0, 0.0),
        (1 / 3, 0.333333),
        (None, None),
        (pd.Timestamp("2018-04-01 10:00"), "2018-04-01T10:00:00"),
    ],
)
def test_values_become_plain(value, plain, tmp_path):
    (file,) = export_tables({"t": [{"a": value}]}, tmp_path, "json")
    assert json.loads(file.read_bytes())["tables"]["t"]["records"] == [{"a": plain}]


@pytest.mark.parametrize("format", FORMATS)
def test_tables_of_nothing(format, tmp_path):
    assert export_tables({}, tmp_path, format) == [tmp_path / f"tables.{format}"] * (format in ("xlsx", "json"))
    for file in export_tables(
        {"none": SafeTable(pd.DataFrame()), "bare": SafeTable(THEMES.iloc[:0])}, tmp_path, format
    ):
        assert file.stat().st_size > 0


def test_names_of_sheets_are_short_and_different():
    book = openpyxl.load_workbook(io.BytesIO(workbook({n: ((), []) for n in ("x" * 40, "X" * 40, "readme", "README")})))
    assert book.sheetnames == ["x" * 31, "X" * 29 + "-2", "readme", "README-2"]


def test_a_cell_too_long_for_a_book_is_cut():
    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": (("t",), [("y" * 40_000,)])})))
    assert len(book["a"]["A2"].value) == 32_767


@pytest.mark.parametrize(
    ("tables", "format", "message"),
    [
        ({}, "docx", "no format 'docx'. Use one of: csv, xlsx, json"),
        ({"../themes": []}, "csv", "cannot be called '../themes'"),
        ({"": []}, "csv", "cannot be called ''"),
    ],
)
def test_what_cannot_be_asked_for(tables, format, message, tmp_path):
    with pytest.raises(UsageError, match=message.replace("?", ".")):
        export_tables(tables, tmp_path, format)
    assert not list(tmp_path.iterdir())


def test_too_many_rows_for_a_sheet(monkeypatch):
    monkeypatch.setattr("textmine.export.workbook.MAX_ROWS", 3)
    with pytest.raises(UsageError, match="more than a sheet can hold"):
        workbook({"a": (("t",), [(1,)] * 3)})


@pytest.mark.parametrize("format", FORMATS)
def test_a_folder_that_cannot_be_written_is_one_line(format, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be written") as error:
        export_tables(TABLES, tmp_path / "file", format)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_there_whole_or_not_at_all(format, tmp_path, monkeypatch):
    before = {f: f.read_bytes() for f in export_tables(TABLES, tmp_path, format)}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(WriteError, match="No space left"):
        export_tables({"themes": [], "settings": []}, tmp_path, format)
    assert {f: f.read_bytes() for f in tmp_path.iterdir()} == before
