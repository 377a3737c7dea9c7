"""All members of a theme in pages, and whole transcripts."""

from __future__ import annotations

import pytest

from textmine.curation.members import members
from textmine.curation.transcript import transcript
from textmine.errors import UsageError

BEDS, CALLS = "t-000000", "t-111111"


@pytest.mark.parametrize(
    ("order", "page", "size", "expected"),
    [
        ("doubtful", 1, 20, ["s1", "s3", "s2", "s0"]),
        ("typical", 1, 20, ["s0", "s2", "s3", "s1"]),
        ("doubtful", 2, 3, ["s0"]),
    ],
)
def test_the_doubtful_come_first(review, order, page, size, expected):
    amina = review("amina")
    found = members(amina, amina.theme(BEDS), page, size, order)
    assert [m.passage for m in found.members] == expected
    assert (found.number, found.pages, found.total) == (page, -(-4 // size), 4)
    assert {m.passage for m in found.members if m.is_flagged} == {"s1"} & set(expected)


def test_what_a_person_put_there_is_the_least_doubtful(review):
    amina = review("amina")
    amina.take("move", amina.theme(BEDS), "", ("s5",))
    found = members(amina, amina.theme(BEDS))
    assert [m.passage for m in found.members][-1] == "s5" and found.members[-1].is_by_hand


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_there_is_not(review, page):
    amina = review("amina")
    with pytest.raises(UsageError, match="There are 2"):
        members(amina, amina.theme(BEDS), page, 2)


def test_a_theme_without_members_has_one_empty_page(review):
    amina = review("amina")
    amina.take("move", None, "", ("s6",))
    assert members(amina, amina.theme("Winter money")).total == 0


def test_a_transcript_shows_every_passage_with_themes_and_flags(review):
    amina = review("amina")
    amina.take("move", amina.theme(CALLS), "", ("s3",))
    lines = transcript(amina, "d1")
    assert [(line.passage, line.themes, line.put_there_by) for line in lines] == [
        ("s0", (BEDS, CALLS), ""), ("s1", (BEDS,), ""), ("s2", (BEDS,), ""), ("s3", (CALLS,), "amina"), ("s4", (CALLS,), ""),
    ]  # fmt: skip
    assert [(line.text[a:b]) for line in lines for a, b in line.flags] == ["passage"]
    assert lines[0].role == "nurse" and lines[1].is_flagged
    last = transcript(amina, "d2")
    assert [line.passage for line in last] == [
        "s5",
        "s8",
        "s6",
        "s7",
    ]  # in the order of the text, with what says nothing
    assert [line.is_substantive for line in last] == [True, False, True, True]


def test_a_document_that_there_is_not(review):
    with pytest.raises(UsageError, match="no such document"):
        transcript(review("amina"), "d9")
