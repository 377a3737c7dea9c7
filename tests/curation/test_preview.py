"""What a decision would do is told before it is taken, and is what it does."""

from __future__ import annotations

import pytest

from textmine.curation.preview import evidence_of_last_run, preview
from textmine.curation.review import DecisionRequest
from textmine.errors import UsageError

BEDS, CALLS, MONEY = "t-000000", "t-111111", "t-222222"
MESSAGES = {"m-beds": ("s0", "s1"), "m-calls": ("s4",), "m-none": ("s7",)}


@pytest.mark.parametrize(
    ("action", "theme", "value", "passages", "moves", "shares", "messages"),
    [
        ("rename", BEDS, "Beds", (), [], {}, ["m-beds"]),
        ("define", BEDS, "Waiting", (), [], {}, []),
        ("keep", BEDS, "", (), [], {}, []),
        ("merge", CALLS, BEDS, (), ["s4", "s5"], {BEDS: (4 / 7, 6 / 7), CALLS: (2 / 7, None)}, ["m-calls"]),
        ("hide", CALLS, "", (), ["s4", "s5"], {}, ["m-calls"]),
        ("move", MONEY, "", ("s0", "s7"), ["s0", "s7"], {BEDS: (4 / 7, 3 / 8), CALLS: (2 / 7, 2 / 8), MONEY: (1 / 7, 3 / 8)},
         ["m-beds", "m-none"]),
        ("move", "", "", ("s6",), ["s6"], {BEDS: (4 / 7, 4 / 6), CALLS: (2 / 7, 2 / 6), MONEY: (1 / 7, 0.0)}, []),
    ],
)  # fmt: skip
def test_what_moves_and_what_is_touched(corpus, review, action, theme, value, passages, moves, shares, messages):
    amina = review("amina")
    request = DecisionRequest(action, amina.theme(theme) if theme else None, value, passages)
    seen = preview(amina, request, MESSAGES)
    assert [p for p, _, _ in seen.moves] == moves
    assert seen.shares == {t: (pytest.approx(a), b if b is None else pytest.approx(b)) for t, (a, b) in shares.items()}
    assert list(seen.messages) == messages
    assert not corpus.decisions.exists()
    before = amina.themes_of([f"s{i}" for i in range(8)])
    amina.take_all([request])
    after = amina.themes_of([f"s{i}" for i in range(8)])
    if action != "hide":  # whose passages stay in it, for those who curate
        moved = {p for p in {*before, *after} if before.get(p, ("",))[0] != after.get(p, ("",))[0]}
        assert moved == set(moves)


def test_a_split_shows_what_goes_with_its_example(review):
    amina = review("amina")
    seen = preview(amina, DecisionRequest("split", amina.theme(BEDS), "Care beds", ("s2",)))
    assert [p for p, _, _ in seen.moves] == ["s2", "s3"]


def test_an_undoing_shows_what_comes_back(review):
    amina = review("amina")
    done = amina.take("merge", amina.theme(CALLS), BEDS)
    seen = preview(amina, DecisionRequest("undo", None, done.id))
    assert seen.moves == (("s4", BEDS, CALLS), ("s5", BEDS, CALLS))


def test_a_decision_that_makes_no_sense(review):
    amina = review("amina")
    with pytest.raises(UsageError, match="merged into itself"):
        preview(amina, DecisionRequest("merge", amina.theme(BEDS), BEDS))


def test_the_messages_of_the_last_run(corpus):
    assert evidence_of_last_run(corpus) == {}
    corpus.outputs.mkdir(parents=True)
    (corpus.outputs / "messages.csv").write_text("id,evidence\nm-1,s0; s4\n", encoding="utf-8")
    assert evidence_of_last_run(corpus) == {"m-1": ("s0", "s4")}
