"""Rows that sum a table up are nobody's answers; captions are known by how they run on."""

from __future__ import annotations

import pytest

ANSWERS = [
    "The walk round the pond was good",
    "Being asked at all",
    "Small tables for once",
    "The map with the pins on it",
]
ROWS = "".join(f"{i},{'ABCD'[i % 4]},{answer},{i % 5 + 1}\n" for i, answer in enumerate(ANSWERS * 3, 1))


@pytest.mark.parametrize(
    "below",
    [
        "Total,,12 notes of people,\n",
        "Total,,,3.5\n",
        "Average score,,,3.9\n",
        "Number of notes: 12,,,\n",
        ",,,\n,,,\n,,Number of notes: 12,3.9\n",
        ",,,\n,,Counted by the office on Monday,\n",
        "Mean,,,2.5\nMedian,,,3\n",
        "Summe,,,30\n",
    ],
)
def test_rows_of_totals_are_left_out_and_told(read, below):
    reading = read("t.csv", f"No.,Table,What worked today?,Score\n{ROWS}{below}")
    assert len(reading.documents) == 12
    assert any("below the table" in w for w in reading.warnings)


@pytest.mark.parametrize(
    "last",
    ["13,A,Total chaos in the hall,2\n", "13,,Averages say nothing to me,2\n", "Total,A,It was a good day for us,3\n"],
)
def test_the_last_answer_is_one(read, last):
    assert len(read("t.csv", f"No.,Table,What worked today?,Score\n{ROWS}{last}").documents) == 13


SAID = "the last bus leaves|at ten to six and the|shops shut at six so we|stay at home. the broadband|drops every evening when|the lane comes home".split(
    "|"
)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("text\tstart\tduration", "{x}\t{t}.04\t5.4"),
        ("start\tduration\ttext", "{t}.04\t5.4\t{x}"),
        ("Zeitmarke\tGesagtes", "00:00:{t:02}\t{x}"),
        ("#\tPosition\tWorte", "{i}\t0:{t:02}\t{x}"),
    ],
)
def test_pieces_of_sentences_with_rising_times_are_one_document(read, header, row):
    rows = "\n".join(row.format(x=x, t=6 * i, i=i) for i, x in enumerate(SAID))
    (document,) = read("c.tsv", f"{header}\n{rows}\n").documents
    assert "at ten to six and the shops shut" in document.text.replace("\n", " ")


def test_answers_with_times_are_a_table(read):
    rows = "\n".join(f"00:0{i}:00\t{answer}" for i, answer in enumerate(ANSWERS * 2))
    assert len(read("c.tsv", f"Submitted\tComment\n{rows}\n").documents) == 8
