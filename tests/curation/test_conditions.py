"""Two people decide at the same time: the second is told who changed what, and nothing is written."""

from __future__ import annotations

from itertools import product

import pytest

from textmine.decision_log import read_log
from textmine.errors import ConflictError, UsageError

BEDS, CALLS, MONEY = "t-000000", "t-111111", "t-222222"
#: Each action as something that can be done to the beds: action, theme, value, passages.
ON_BEDS = {
    "rename": ("rename", BEDS, "Beds that are not there", ()),
    "define": ("define", BEDS, "Waiting for a bed", ()),
    "merge": ("merge", BEDS, CALLS, ()),
    "merge into it": ("merge", CALLS, BEDS, ()),
    "split": ("split", BEDS, "Care beds", ("s2",)),
    "hide": ("hide", BEDS, "", ()),
    "pin": ("pin", BEDS, "", ()),
    "lock": ("lock", BEDS, "", ()),
    "move out of it": ("move", CALLS, "", ("s0",)),
    "move into it": ("move", BEDS, "", ("s4",)),
    "move to no theme": ("move", "", "", ("s3",)),
}


def take(review, action, theme, value, passages):
    return review.take(action, review.theme(theme) if theme else None, value, passages)


@pytest.mark.parametrize(("first", "second"), list(product(ON_BEDS, ON_BEDS)))
def test_of_two_decisions_on_a_theme_the_second_is_refused(corpus, review, first, second):
    amina, ben = review("amina"), review("ben")
    theme = ben.theme(ON_BEDS[second][1]) if ON_BEDS[second][1] else None
    take(amina, *ON_BEDS[first])
    written = corpus.decisions.read_bytes()
    if first == second:  # what both mean is so, and nothing more is written
        assert ben.take(ON_BEDS[second][0], theme, *ON_BEDS[second][2:]).by == "amina"
        assert corpus.decisions.read_bytes() == written
        return
    with pytest.raises(ConflictError, match="amina") as error:
        ben.take(ON_BEDS[second][0], theme, *ON_BEDS[second][2:])
    assert corpus.decisions.read_bytes() == written
    assert "nothing was written" in str(error.value) and "passage number" not in str(error.value)


@pytest.mark.parametrize("first", ON_BEDS)
def test_an_undoing_is_refused_where_its_theme_was_changed(corpus, review, first):
    amina, ben = review("amina"), review("ben")
    done = take(ben, "define", BEDS, "Waiting", ())
    amina.refresh()
    seen = ben.shown([BEDS])
    take(amina, *ON_BEDS[first])
    written = corpus.decisions.read_bytes()
    with pytest.raises(ConflictError, match="amina"):
        ben.take("undo", None, done.id, shown=seen)
    assert corpus.decisions.read_bytes() == written


@pytest.mark.parametrize(
    "second", [n for n in ON_BEDS if n not in ("merge", "merge into it", "move out of it", "move into it")]
)
@pytest.mark.parametrize(
    "first",
    [
        ("rename", MONEY, "Money for winter", ()),
        ("hide", CALLS, "", ()),
        ("move", MONEY, "", ("s5",)),
        ("keep", BEDS, "", ()),
    ],
    ids=["rename another", "hide another", "move between others", "keep it"],
)
def test_what_changes_another_theme_stands_in_nobodys_way(corpus, review, first, second):
    amina, ben = review("amina"), review("ben")
    take(amina, *first)
    take(ben, *ON_BEDS[second])
    assert len(read_log(corpus).lines) == 2


def test_the_error_tells_who_did_what(review):
    amina, ben = review("amina"), review("ben")
    beds = ben.theme(BEDS)
    take(amina, "merge", BEDS, CALLS, ())
    with pytest.raises(ConflictError) as error:
        ben.take("rename", beds, "Beds of all kinds")
    assert str(error.value) == (
        "No beds: in the meantime amina merged No beds into Daily calls; nothing was written. Look at it again and decide anew"
    )
    assert ben.theme("Daily calls").id == CALLS  # and what is shown now is what holds


def test_the_same_person_in_two_windows_is_told_as_well(review):
    one, two = review("amina"), review("amina")
    beds = two.theme(BEDS)
    one.take("rename", one.theme(BEDS), "Beds")
    with pytest.raises(ConflictError, match="amina renamed No beds to Beds"):
        two.take("rename", beds, "Other beds")


def test_a_log_that_was_changed_by_hand(corpus, review):
    amina, ben = review("amina"), review("ben")
    take(amina, "rename", BEDS, "Beds", ())
    ben.refresh()
    corpus.decisions.write_text("", encoding="utf-8")
    with pytest.raises(ConflictError, match="changed by hand"):
        ben.take("define", ben.theme(BEDS), "Waiting")
    assert corpus.decisions.read_bytes() == b""


def test_a_name_that_somebody_else_has_given_since(review):
    amina, ben = review("amina"), review("ben")
    amina.take("rename", amina.theme(CALLS), "Telephones")
    with pytest.raises(UsageError, match="another theme has this name"):
        ben.take("rename", ben.theme(BEDS), "telephones")


def test_of_several_decisions_all_or_none_are_written(corpus, review):
    from textmine.curation.conflicts import DecisionRequest

    amina, ben = review("amina"), review("ben")
    both = [DecisionRequest("pin", ben.theme(MONEY)), DecisionRequest("hide", ben.theme(BEDS))]
    take(amina, "define", BEDS, "Waiting", ())
    with pytest.raises(ConflictError):
        ben.take_all(both)
    assert len(read_log(corpus).lines) == 1
    ben.take_all(both)  # what is shown now holds
    assert len(read_log(corpus).lines) == 3


def test_one_takes_back_ones_own_decisions_from_the_log(review):
    amina, ben = review("amina"), review("ben")
    amina.take("rename", amina.theme(BEDS), "Beds")
    ben.refresh()
    ben.take("rename", ben.theme(CALLS), "Calls")
    again = review("Amina ")  # as names are told apart
    assert again.undo().value == "Beds"
    assert again.theme(BEDS).name == "No beds" and again.theme(CALLS).name == "Calls"
    assert again.undo() is None
