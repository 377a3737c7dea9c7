"""What a decision would do is told before it is taken, and is what it does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.curation.conflicts import DecisionRequest
from textmine.curation.preview import evidence_of_last_run, preview
from textmine.errors import ReadError, UsageError
from textmine.modelling.lineage import theme_shares

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
    corpus.analyst.mkdir(parents=True)
    rows = ["m-1,wording,s0", "m-1,evidence,s4", "m-1,evidence,s0", "m-1,against,s1", "t-1,quote,s2"]
    (corpus.analyst / "evidence.csv").write_text("\n".join(["of,what,segment", *rows]), encoding="utf-8")
    assert evidence_of_last_run(corpus) == {"m-1": ("s0", "s4")}


@pytest.mark.parametrize(
    "text", ["of;what;segment\nm-1;wording;s0\n", "of,what,segment\nm-1\n", "", "of,what,segment\nm-1,quote,\xe9\n"]
)
def test_messages_that_another_program_has_saved(corpus, text):
    corpus.analyst.mkdir(parents=True)
    (corpus.analyst / "evidence.csv").write_bytes(text.encode("latin-1"))
    try:
        assert evidence_of_last_run(corpus) == {}
    except ReadError as error:
        assert "cannot be read" in str(error)


def as_readers_see(review) -> dict[str, tuple[str, str]]:
    """passage -> the id and name of its theme, ("", "") for none or a hidden one."""
    shown = {t.topic: (t.id, t.name) for t in review.placement.curated.themes}
    return {f"s{i}": shown.get(int(k), ("", "")) for i, k in enumerate(review.placement.curated.labels)}


THEMES = st.sampled_from([BEDS, CALLS, MONEY])
EXAMPLES = st.lists(st.sampled_from([f"s{i}" for i in range(8)]), min_size=1, max_size=3, unique=True).map(tuple)
REQUESTS = st.one_of(
    st.tuples(st.just("rename"), THEMES, st.sampled_from(["X", "Y"]), st.just(())),
    st.tuples(st.just("define"), THEMES, st.just("X"), st.just(())),
    st.tuples(st.just("merge"), THEMES, THEMES, st.just(())),
    st.tuples(st.sampled_from(["hide", "pin", "lock", "keep"]), THEMES, st.just(""), st.just(())),
    st.tuples(st.just("split"), THEMES, st.sampled_from(["P", "Q"]), EXAMPLES),
    st.tuples(st.just("move"), st.sampled_from([BEDS, CALLS, MONEY, ""]), st.just(""), EXAMPLES),
    st.tuples(st.just("undo"), st.just(""), st.integers(0, 5), st.just(())),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REQUESTS, min_size=1, max_size=7))
def test_what_is_shown_before_is_what_happens(corpus, review, steps):
    corpus.decisions.unlink(missing_ok=True)
    amina = review("amina")
    for action, theme, value, passages in steps:
        decisions = amina.decisions
        wanted = decisions[value % len(decisions)].id if action == "undo" and decisions else str(value)
        try:
            request = DecisionRequest(action, amina.theme(theme) if theme else None, wanted, passages)
            seen = preview(amina, request, {p: (p,) for p in as_readers_see(amina)})
        except UsageError:  # what makes no sense is refused in both ways
            assert amina.decisions == decisions
            continue
        before, shares = as_readers_see(amina), theme_shares(amina.placement)
        amina.take_all([request])
        amina = review("amina")  # from the log
        after, new = as_readers_see(amina), theme_shares(amina.placement)
        assert seen.moves == tuple((p, before[p][0], after[p][0]) for p in before if before[p][0] != after[p][0])
        every = {t: (shares.get(t), new.get(t)) for t in {*shares, *new}}

        assert seen.shares == {t: both for t, both in every.items() if both[0] != both[1]}
        assert set(seen.messages) == {p for p in before if before[p] != after[p]}
