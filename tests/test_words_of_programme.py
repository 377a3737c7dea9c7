"""words_of_programme.py: which place and which days words name, and where they name none."""

from __future__ import annotations

import datetime as dt

import pytest

from textmine.programme import Phase, Programme
from textmine.words_of_programme import WordsOfProgramme

WORDS = WordsOfProgramme(
    Programme(
        name="x",
        localities={
            "Leeds South": "North", "Middlesbrough": "North", "Barrow-in-Furness": "North",
            "Stoke-on-Trent": "Midlands", "North Shields": "North", "Bury": "North", "Sale & Altrincham": "North",
        },
        aliases={"Boro": "Middlesbrough", "M'bro": "Middlesbrough", "GY": "Bury"},
        phases=(
            Phase("Discovery", dt.date(2023, 1, 1), dt.date(2023, 6, 30)),
            Phase("Testing cycles", dt.date(2023, 7, 1), dt.date(2024, 3, 31)),
        ),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Notes Leeds South 14.3.23", ["Leeds South"]),
        ("boro_kick_off", ["Middlesbrough"]),
        ("M’bro event", ["Middlesbrough"]),
        ("Middlesborough visit", ["Middlesbrough"]),  # a slip
        ("Barrow cook & mums", ["Barrow-in-Furness"]),
        ("STOKE ON TRENT als", ["Stoke-on-Trent"]),
        ("Sale and Altrincham", ["Sale & Altrincham"]),
        ("GY data workshop", ["Bury"]),
        ("a gy rope", []),  # a short alias is meant in capitals
        ("Leeds South and Bury", ["Leeds South", "Bury"]),
        ("up North, and the south of the borough", []),
        ("the burying of the cable", []),
        ("Huddersfield", []),
        ("", []),
    ],
)
def test_places(text, places):
    assert [p.place for p in WORDS.places(text)] == places


@pytest.mark.parametrize(
    ("text", "days", "phase"),
    [
        ("Notes 14.3.23 FINAL v2", ("2023-03-14", "2023-03-14"), "Discovery"),
        ("GMT20231107-140211_Recording", ("2023-11-07", "2023-11-07"), "Testing cycles"),
        ("2024-01-18 visit", ("2024-01-18", "2024-01-18"), "Testing cycles"),
        ("27 June 2023", ("2023-06-27", "2023-06-27"), "Discovery"),
        ("19th Sept 2023", ("2023-09-19", "2023-09-19"), "Testing cycles"),
        ("March 14th, 2023", ("2023-03-14", "2023-03-14"), "Discovery"),
        ("02/14/2024", ("2024-02-14", "2024-02-14"), "Testing cycles"),  # no 14th month
        ("11 May 23 - table notes", ("2023-05-11", "2023-05-11"), "Discovery"),
        ("2 May", ("2023-05-02", "2023-05-02"), "Discovery"),  # in one phase alone
        ("obs Oct 23", ("2023-10-01", "2023-10-31"), "Testing cycles"),  # a year of the programme
        ("nov 28", ("2023-11-28", "2023-11-28"), "Testing cycles"),  # no such year, so a day
        ("Nov 2023", ("2023-11-01", "2023-11-30"), "Testing cycles"),
        ("5 Feb", None, ""),  # of 2023 or of 2024
        ("31.2.23", None, ""),
        ("version 1.2.3.4", None, ""),
        ("we may march on", None, ""),
        ("12:30 in room 4", None, ""),
    ],
)
def test_days(text, days, phase):
    found = WORDS.days(text)
    assert [(d.first.isoformat(), d.last.isoformat()) for d in found[:1]] == ([days] if days else [])
    assert [WORDS.phase_of(d) for d in found[:1]] == ([phase] if days else [])


@pytest.mark.parametrize(
    ("text", "phases"),
    [("Leeds discovery notes", ["Discovery"]), ("testing, one", ["Testing cycles"]), ("cycles to work", []), ("", [])],
)
def test_phases(text, phases):
    assert WORDS.phases(text) == phases


@pytest.mark.parametrize(
    ("name", "docvars"),
    [
        ("notes/Boro 14.3.23.docx", {"locality": "Middlesbrough", "date": "2023-03-14"}),
        ("Bury obs Oct 23.txt", {"locality": "Bury", "phase": "Testing cycles"}),
        ("Bury and Boro.md", {}),  # two places say nothing
        ("Middlesborough.md", {}),  # a slip is for the draft, where a person looks
        ("notes.md", {}),
    ],
)
def test_a_file_s_name_counts_where_there_is_no_doubt(name, docvars):
    assert WORDS.in_file_name(name) == docvars


def test_without_phases_a_year_must_be_written():
    words = WordsOfProgramme(Programme(name="x"))
    assert words.days("2 May") == []
    assert [d.day for d in words.days("2 May 2019")] == ["2019-05-02"]
    assert words.places("Leeds") == []
