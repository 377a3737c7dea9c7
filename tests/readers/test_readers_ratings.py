"""Ratings in a table, and files that have columns of their own."""

from __future__ import annotations

import zipfile

import pytest

from textmine.errors import UsageError
from textmine.file_patterns import columns_for, unused_patterns
from textmine.readers import read_file
from textmine.readers.ratings import read_rating
from textmine.records import TableColumns

A, B = "the bus never came on time", "we had to wait for an hour"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4", 4), (" 10 ", 10), ("0", 0), ("4.5", 4.5), ("4,5", 4.5), ("-2", -2), ("\u22121", -1), ("+1", 1), ("80%", 80), ("100", 100),
        # with the highest that is possible, and with the words of the scale
        ("4/5", 4), ("4 / 5", 4), ("4 out of 5", 4), ("7 of 10", 7), ("5 - Very useful", 5), ("Very useful (5)", 5), ("10 = likely", 10),
        # no rating, or no single one
        ("", None), ("n/a", None), ("Very useful", None), ("3 or 4", None), ("1-5", None), ("2018-04-01", None), ("01/04/2018", None),
        # nothing longer passes for one
        ("101", None), ("07700 900123", None), ("07700900123", None), ("9434765919", None),
    ],
)  # fmt: skip
def test_a_rating_is_the_one_number_of_a_cell(cell, number):
    assert read_rating(cell) == number


def test_ratings_stand_beside_the_row_and_are_no_text(read):
    table = f"Useful,Overall,Comment\n4,9/10,{A}\nvery,,{B}\n5,7,\n"
    reading = read("t.csv", table, ratings={"useful": "useful", "overall": "Overall"})
    assert [(d.text, d.docvars) for d in reading.documents] == [
        (A, {"rating_useful": "4", "rating_overall": "9", "row": "0"}),
        (B, {"row": "1"}),
    ]
    told = "1 rating was not understood in 'Useful', first in row 3; a rating is one number up to 100"
    assert any(told in line for line in reading.warnings)
    assert not any("very" in line for line in reading.warnings)


def test_without_ratings_a_table_is_read_as_before(read):
    assert [d.docvars for d in read("t.csv", f"Useful,Comment\n4,{A}\n5,{B}\n").documents] == [
        {"row": "0"},
        {"row": "1"},
    ]


def test_a_rating_that_no_column_holds(read):
    with pytest.raises(UsageError, match=r"there is no column 'Useful'.*The columns are: 'n', 'Comment'"):
        read("t.csv", f"n,Comment\n1,{A}\n", ratings={"useful": "Useful"})


# --- files with columns of their own ------------------------------------------------------------------------------------

WHOLE, LEEDS, ALL_CSV = TableColumns(text=("Comment",)), TableColumns(text=("Leeds",)), TableColumns(speaker="Who")
COLUMNS = TableColumns(text=("Comment",), files=(("a/leeds*.csv", LEEDS), ("a/*.csv", ALL_CSV), ("b/{x}.csv", LEEDS)))


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("a/leeds 2018.csv", LEEDS),  # the first that fits
        ("a/york.csv", ALL_CSV),  # which stands in place of what holds for the others
        ("a/b/york.csv", WHOLE),  # * is no slash
        ("york.csv", WHOLE),
        ("a/york.csv.gz", WHOLE),
        ("A/york.csv", WHOLE),
        ("b/{x}.csv", LEEDS),  # nothing but * stands for anything
        ("b/y.csv", WHOLE),
    ],
)
def test_the_first_pattern_that_fits_says_which_columns(file, found):
    columns = columns_for(COLUMNS, file)
    assert (columns.text, columns.speaker) == (found.text, found.speaker)
    assert columns.files == COLUMNS.files


@pytest.mark.parametrize(
    ("files", "unused"),
    [
        (["a/leeds.csv", "a/york.csv", "b/{x}.csv"], []),
        (["a/leeds.csv"], ["a/*.csv", "b/{x}.csv"]),  # another one has it
        ([], ["a/leeds*.csv", "a/*.csv", "b/{x}.csv"]),
    ],
)
def test_patterns_that_decide_for_no_file(files, unused):
    assert unused_patterns(COLUMNS, files) == unused


def test_a_file_in_a_zip_has_its_own_columns_or_those_of_the_zip(tmp_path):
    path = tmp_path / "north.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leeds.csv", f"Leeds,Other\n{A},{B}\n")
        archive.writestr("york.csv", f"Leeds,Other\n{A},{B}\n")
    of_files = (("north.zip/leeds.csv", LEEDS), ("north.zip", TableColumns(text=("Other",))))
    reading = read_file(path, columns=TableColumns(text=("Neither",), files=of_files))
    assert [(d.file, d.text) for d in reading.documents] == [("north.zip/leeds.csv", A), ("north.zip/york.csv", B)]
