"""All members of a theme in pages, and whole transcripts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.curation.members import members
from textmine.curation.transcript import transcript
from textmine.errors import ReadError, UsageError

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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 10), st.sampled_from(["doubtful", "typical"]), st.sampled_from([BEDS, CALLS, "t-222222"]))
def test_pages_cover_every_member_once_and_in_one_order(review, size, order, theme):
    amina = review("amina")
    pages = members(amina, amina.theme(theme), 1, size, order).pages
    found = [m.passage for n in range(1, pages + 1) for m in members(amina, amina.theme(theme), n, size, order).members]
    assert found == [m.passage for m in members(amina, amina.theme(theme), 1, 100, order).members]
    assert len(set(found)) == len(found)
    assert set(found) == {p for p, ids in amina.themes_of([f"s{i}" for i in range(8)]).items() if ids[0] == theme}


@pytest.mark.parametrize(("size", "order"), [(0, "doubtful"), (-1, "typical"), (5, "loudest")])
def test_a_size_or_an_order_that_there_is_not(review, size, order):
    with pytest.raises(UsageError):
        members(review("amina"), review("amina").theme(BEDS), 1, size, order)


def test_a_corpus_that_cannot_be_read(review, corpus):
    amina = review("amina")
    for damaged in (b"no parquet", None):
        corpus.segments.write_bytes(damaged) if damaged else corpus.segments.unlink()
        with pytest.raises(ReadError, match="the corpus cannot be read"):
            transcript(amina, "d1")


@pytest.mark.parametrize("action", ["", "merge", "hide", "lock"])
def test_transcripts_hold_every_passage_once(review, action):
    amina = review("amina")
    if action:
        amina.take(action, amina.theme(CALLS), BEDS if action == "merge" else "")
    found = [line.passage for d in ("d1", "d2") for line in transcript(amina, d)]
    assert sorted(found) == [f"s{i}" for i in range(9)]
