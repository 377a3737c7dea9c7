"""What people decide about themes is applied to whatever a model finds, and what cannot be is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.codebook import (
    APPLIED,
    CuratedThemes,
    Decision,
    Theme,
    apply_decisions,
    in_force,
    new_decision,
    words_hash,
)
from textmine.errors import UsageError

WORDS = [f"passage {i}" for i in range(8)]
PASSAGES = [(f"s{i}", words_hash(w)) for i, w in enumerate(WORDS)]
THEMES = [
    Theme(f"t-{name}", name.title(), (), k, 0.8, "robust", ()) for k, name in enumerate(("beds", "calls", "money"))
]
#: s0 to s3 are about beds, s4 and s5 about calls, s6 about money, s7 about nothing.
LABELS = np.array([0, 0, 0, 0, 1, 1, 2, -1])
#: Of the beds, s2 and s3 are of another make.
ROWS = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0.1, 0.9, 0], [0, 0, 1], [0, 0, 1], [0.5, 0.5, 0.7], [0, 0, 0]])


def take(*steps: tuple[str, str, dict]) -> list[Decision]:
    return [
        new_decision(action, theme, nth=n, by="amina", at="2019-05-01T09:00:00+00:00", **rest)
        for n, (action, theme, rest) in enumerate(steps)
    ]


def apply(decisions, themes=THEMES, labels=LABELS, passages=PASSAGES) -> CuratedThemes:
    return apply_decisions(decisions, themes, labels, passages, lambda: ROWS)


def where(found: CuratedThemes) -> list[str]:
    """The id of the theme of each passage, "" for none."""
    ids = {t.topic: t.id for t in found.themes}
    return [ids.get(int(k), "") for k in found.labels]


def of(*numbers: int) -> dict:
    return {"passages": tuple(PASSAGES[i] for i in numbers)}


BEDS, CALLS, MONEY = ["t-beds"] * 4, ["t-calls"] * 2, ["t-money"]


@pytest.mark.parametrize(
    ("what", "steps", "expected"),
    [
        ("nothing", [], [*BEDS, *CALLS, *MONEY, ""]),
        ("merge", [("merge", "t-calls", {"value": "t-beds", **of(4, 5)})], [*BEDS, "t-beds", "t-beds", *MONEY, ""]),
        ("merge, then its last", [("merge", "t-calls", {"value": "t-beds"}), ("merge", "t-beds", {"value": "t-money"})],
         ["t-money"] * 7 + [""]),
        ("split by one example", [("split", "t-beds", {"value": "t-care", "name": "Care", **of(2)})],
         ["t-beds", "t-beds", "t-care", "t-care", *CALLS, *MONEY, ""]),
        ("hide", [("hide", "t-calls", {})], [*BEDS, "", "", *MONEY, ""]),
        ("move", [("move", "t-money", of(0, 7))], ["t-money", *BEDS[1:], *CALLS, *MONEY, "t-money"]),
        ("move to nowhere", [("move", "", of(0))], ["", *BEDS[1:], *CALLS, *MONEY, ""]),
        ("a later move counts", [("move", "t-money", of(0)), ("move", "t-calls", of(0))],
         ["t-calls", *BEDS[1:], *CALLS, *MONEY, ""]),
        ("lock holds its passages", [("lock", "t-beds", of(0, 4))], [*BEDS, "t-beds", "t-calls", *MONEY, ""]),
        ("a move to a theme that was merged", [("merge", "t-calls", {"value": "t-beds"}), ("move", "t-calls", of(7))],
         [*BEDS, "t-beds", "t-beds", *MONEY, "t-beds"]),
        ("pin and keep change no passage", [("pin", "t-beds", of(0)), ("keep", "t-calls", {})], [*BEDS, *CALLS, *MONEY, ""]),
    ],
)  # fmt: skip
def test_where_passages_belong_then(what, steps, expected):
    found = apply(take(*steps))
    assert where(found) == expected, what
    assert [o for _, o in found.outcomes] == [APPLIED] * len(steps)


def test_names_and_definitions():
    found = apply(
        take(
            ("rename", "t-beds", {"value": "No beds", "name": "Beds"}),
            ("define", "t-beds", {"value": "Waiting for one"}),
        )
    )
    assert {t.id: (t.name, t.definition) for t in found.themes}["t-beds"] == ("No beds", "Waiting for one")


@pytest.mark.parametrize(
    ("what", "steps", "says"),
    [
        ("rename", [("rename", "t-gone", {"value": "X", "name": "Gone"})], "Gone is not found any more"),
        ("merge", [("merge", "t-gone", {"value": "t-lost", "name": "Gone"})], "neither Gone nor"),
        ("move to it", [("move", "t-gone", {"name": "Gone", **of(0)})], "is not found any more"),
        ("move", [("move", "t-beds", {"passages": (("s99", "0123"),)})], "not there any more"),
        ("split", [("split", "t-beds", {"value": "t-x", "name": "X", "passages": (("s99", "0123"),)})], "is there any more"),
    ],
)  # fmt: skip
def test_what_can_no_longer_be_applied_is_said(what, steps, says):
    found = apply(take(*steps))
    assert where(found) == [*BEDS, *CALLS, *MONEY, ""], what
    assert says in found.outcomes[0][1]


@pytest.mark.parametrize("action", ["pin", "lock"])
def test_what_people_hold_on_to_is_made_again_where_a_model_lost_it(action):
    found = apply(take((action, "t-lost", {"name": "Lost", **of(0, 1)})))
    assert where(found)[:3] == ["t-lost", "t-lost", "t-beds"]
    assert next(t for t in found.themes if t.id == "t-lost").name == "Lost"


def test_a_theme_that_is_held_has_the_name_that_was_decided_before():
    found = apply(
        take(("rename", "t-lost", {"value": "New", "name": "Old"}), ("lock", "t-lost", {"name": "New", **of(0, 1)}))
    )
    assert [o for _, o in found.outcomes] == [APPLIED] * 2
    assert next(t for t in found.themes if t.id == "t-lost").name == "New"


def test_what_people_say_is_an_older_theme_goes_on_under_its_id():
    found = apply(take(("merge", "t-calls", {"value": "t-older", "name": "Calls"})))
    assert where(found) == [*BEDS, "t-older", "t-older", *MONEY, ""]


def test_what_people_merged_is_put_together_again_where_a_model_finds_it_apart():
    merged = take(
        ("rename", "t-beds", {"value": "No beds", "name": "Beds"}),
        ("merge", "t-calls", {"value": "t-beds", "name": "Calls", "into_name": "No beds", "into": of(0, 1, 2, 3)["passages"], **of(4, 5)}),
    )  # fmt: skip
    names = ("t-x", "t-y", "t-z", "t-money")
    found_apart = [Theme(name, name, (), k, 0.8, "robust", ()) for k, name in enumerate(names)]
    apart = apply(merged, found_apart, np.array([0, 0, 1, 1, 2, 2, 3, -1]))
    assert where(apart) == ["t-beds"] * 6 + ["t-money", ""]
    assert [o for _, o in apart.outcomes] == [APPLIED] * 2
    assert next(t.name for t in apart.themes if t.id == "t-beds") == "No beds"
    # What people split off since stays apart.
    split = [*merged, new_decision("split", "t-beds", nth=2, value="t-z", name="Z", **of(4, 5))]
    assert where(apply(split, found_apart, np.array([0, 0, 1, 1, 2, 2, 3, -1])))[4:6] == ["t-z", "t-z"]


def test_passages_are_found_by_their_words_when_their_ids_change():
    moved = take(("move", "t-money", of(0)))
    renumbered = [(f"x{i}", words) for i, (_, words) in enumerate(PASSAGES)]
    assert where(apply(moved, passages=renumbered))[0] == "t-money"
    # An id that stands for other words now is not the passage that was meant.
    swapped = [("s1", PASSAGES[0][1]), ("s0", PASSAGES[1][1]), *PASSAGES[2:]]
    assert where(apply(moved, passages=swapped))[:2] == ["t-money", "t-beds"]


@pytest.mark.parametrize(
    "step",
    [
        ("rename", "t-beds", {"value": "No beds", "name": "Beds"}),
        ("define", "t-beds", {"value": "Waiting"}),
        ("merge", "t-calls", {"value": "t-beds", "name": "Calls", **of(4, 5)}),
        ("split", "t-beds", {"value": "t-care", "name": "Care", **of(2)}),
        ("hide", "t-calls", {}),
        ("move", "t-money", of(0)),
        ("lock", "t-beds", of(0, 4)),
    ],
)
def test_undo_takes_back_also_what_a_model_has_learned_since(step):
    before = apply([])
    first = take(step)
    undone = [*first, new_decision("undo", "", nth=1, value=first[0].id)]
    assert in_force(undone) == []
    found = apply(undone)
    assert (where(found), found.themes) == (where(before), before.themes)
    # A refit has taken the decision into the model.
    learned = apply(first)
    themes = [replace(t, topic=k) for k, t in enumerate((*learned.themes, *learned.hidden))]
    again = apply(undone, themes, learned.labels_with_hidden)
    if step[0] not in ("move", "lock"):  # passages stay where the model has them: it sees them so by itself now
        assert sorted(t.name for t in again.themes) == sorted(t.name for t in before.themes)
        assert {t.definition for t in again.themes} == {""}


def test_an_undoing_can_be_undone():
    first = take(("hide", "t-calls", {}))
    undo = new_decision("undo", "", nth=1, value=first[0].id)
    redo = new_decision("undo", "", nth=2, value=undo.id)
    assert in_force([*first, undo, redo]) == first


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["hide", "pin", "lock", "keep"]), st.sampled_from(["t-beds", "t-calls", "t-money"]), st.just(of(0, 4))),
        st.tuples(st.just("merge"), st.sampled_from(["t-beds", "t-calls"]), st.sampled_from([{"value": "t-money"}, {"value": "t-beds"}, {"value": "t-gone"}])),
        st.tuples(st.just("move"), st.sampled_from(["t-beds", "t-calls", ""]), st.sampled_from([of(0), of(5, 7)])),
        st.tuples(st.just("split"), st.sampled_from(["t-beds", "t-calls"]), st.sampled_from([{"value": "t-a", "name": "A", **of(2)}, {"value": "t-b", "name": "B", **of(0, 5)}])),
    ),
    max_size=6,
)  # fmt: skip


@given(STEPS)
def test_laws(steps):
    """Every decision is applied or reported; every passage has one theme or none; a second time changes nothing."""
    decisions = take(*steps)
    found = apply(decisions)
    assert [d for d, _ in found.outcomes] == decisions
    assert all(o for _, o in found.outcomes)
    assert len(found.labels) == len(LABELS)
    assert set(found.labels.tolist()) <= set(range(-1, len(found.themes)))
    assert [t.topic for t in found.themes] == list(range(len(found.themes)))
    assert len({t.id for t in (*found.themes, *found.hidden)}) == len(found.themes) + len(found.hidden)
    assert len(found.topics) == len(THEMES)
    again = apply(decisions)
    assert (again.themes, again.labels.tolist()) == (found.themes, found.labels.tolist())
    assert [Decision.from_json(d.to_json()) for d in decisions] == decisions


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "burn"},
        {"id": ""},
        {"value": 5},
        {"theme": None},
        {"passages": [["a"]]},
        {"passages": 3},
        {"more": 1},
    ],
)
def test_a_line_that_is_no_decision(changed):
    line = {**take(("move", "t-beds", of(0)))[0].to_json(), **changed}
    with pytest.raises((ValueError, TypeError, KeyError)):
        Decision.from_json(line)


def test_an_unknown_action_is_refused():
    with pytest.raises(UsageError, match="a decision is one of"):
        new_decision("burn", "t-beds", nth=0)


@pytest.mark.parametrize(
    ("action", "rest", "mark"),
    [
        ("rename", {"value": "No beds"}, "tentative"),
        ("define", {"value": "Nowhere to put people"}, "tentative"),
        ("pin", of(0, 1), "tentative"),
        ("keep", {}, "mixed"),
    ],
)
def test_what_people_name_is_a_theme(action: str, rest: dict, mark: str) -> None:
    mixed = [replace(THEMES[0], mark="mixed"), *THEMES[1:]]
    found = apply(take((action, "t-beds", rest)), mixed)
    assert next(t.mark for t in found.themes if t.id == "t-beds") == mark
    assert {t.mark for t in found.themes if t.id != "t-beds"} == {"robust"}
