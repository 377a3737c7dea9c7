"""Whatever several people decide at once: what is written is what each of them meant, and nobody is refused for nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.curation.conflicts import DecisionRequest
from textmine.curation.names import read_as
from textmine.decision_log import read_log
from textmine.errors import ConflictError, UsageError

BEDS, CALLS, MONEY = "t-000000", "t-111111", "t-222222"


def name(review, theme: str) -> str:
    return review.theme(theme).name


def test_what_came_with_ones_own_decision_on_another_theme_was_not_seen(corpus, review):
    """A triple: ben has beds on his screen, amina merges them, ben decides on money, then renames what he still sees."""
    amina, ben = review("amina"), review("ben")
    amina.take("merge", amina.theme(BEDS), CALLS)
    ben.take("define", ben.theme(MONEY), "Winter")  # here amina's merge is applied, though nobody has shown it to ben
    with pytest.raises(ConflictError, match="amina merged No beds into Daily calls"):
        ben.take("rename", ben.theme(CALLS), "Telephones")
    ben.take("rename", ben.theme(CALLS), "Telephones")  # it was told to him now


@pytest.mark.parametrize("noted", [(), (BEDS,), (BEDS, CALLS, MONEY)])
def test_a_stale_page_of_a_review_that_went_on(review, noted):
    amina = review("amina")
    page = amina.shown(noted)
    ben = review("ben")
    ben.take("merge", ben.theme(BEDS), CALLS)
    amina.refresh()
    with pytest.raises(ConflictError, match="ben merged"):
        amina.take("rename", amina.theme(CALLS), "Telephones", shown=page)
    amina.take("rename", amina.theme(MONEY), "Money for winter", shown=page)  # not changed, though the page is old


def test_the_error_names_who_changed_the_theme_and_nobody_else(review):
    amina, ben, cleo = review("amina"), review("ben"), review("cleo")
    beds = ben.theme(BEDS)
    amina.take("rename", amina.theme(BEDS), "Beds")
    ben.refresh()
    amina.undo()
    for n in range(4):
        cleo.take("rename", cleo.theme(MONEY), f"Money {n}")
    with pytest.raises(ConflictError, match="in the meantime amina took back a decision;"):
        ben.take("define", beds, "Waiting")
    amina.refresh()
    amina.take("move", amina.theme(CALLS), "", ("s0",))
    cleo.take("rename", cleo.theme(MONEY), "Money 5")
    with pytest.raises(ConflictError, match="in the meantime amina moved 1 passage to Daily calls;"):
        ben.take("define", beds, "Waiting")


def test_another_version_of_the_model_is_a_change_where_it_changed_the_theme(corpus, review):
    amina = review("amina")
    page = amina.shown([BEDS, CALLS])
    labels = amina._found.primary.copy()
    labels[3] = 2  # a retraining has moved s3 from beds to money; the log is the same
    amina._found = replace(amina._found, primary=labels)
    amina.refresh()
    with pytest.raises(ConflictError, match="new documents or another model version changed it"):
        amina.take("merge", amina.theme(BEDS), MONEY, shown=page)
    assert not corpus.decisions.exists()
    amina.take("rename", amina.theme(CALLS), "Telephones", shown=page)


def test_what_was_taken_back_is_not_brought_back(review):
    """At its old place in the log, the merge would give the calls the name that ben meant for the beds."""
    amina, ben = review("amina"), review("ben")
    amina.take("merge", amina.theme(BEDS), CALLS)
    amina.undo()
    ben.refresh()
    ben.take("rename", ben.theme(BEDS), "Beds")
    amina.refresh()
    undo = next(d for d in amina.decisions if d.action == "undo")
    with pytest.raises(UsageError, match="not brought back"):
        amina.take("undo", None, undo.id)
    with pytest.raises(UsageError, match="taken back before"):
        amina.take("undo", None, undo.value)


def test_an_undoing_gives_no_name_that_another_theme_bears_by_now(corpus, review):
    amina, ben = review("amina"), review("ben")
    amina.take("rename", amina.theme(BEDS), "Beds")
    ben.refresh()
    ben.take("rename", ben.theme(CALLS), "no BEDS")
    with pytest.raises(UsageError, match="two themes would have this name"):
        amina.undo()
    assert len(read_log(corpus).lines) == 2


@pytest.mark.parametrize(
    ("requests", "says"),
    [
        ([("rename", BEDS, "One"), ("rename", CALLS, "ＯＮＥ")], "two themes would have this name"),
        ([("merge", BEDS, CALLS), ("rename", BEDS, "One")], "merged into another at the same time"),
        ([("rename", BEDS, "One"), ("merge", CALLS, "")], "no such theme to merge into"),
        ([("rename", BEDS, "One"), ("merge", CALLS, "t-nowhere")], "no such theme to merge into"),
    ],
)
def test_of_several_that_do_not_go_together_none_is_written(corpus, review, requests, says):
    amina = review("amina")
    with pytest.raises(UsageError, match=says):
        amina.take_all([DecisionRequest(action, amina.theme(theme), value) for action, theme, value in requests])
    assert not corpus.decisions.exists() and name(amina, BEDS) == "No beds"


def test_a_merge_into_what_was_merged_into_it(review):
    amina = review("amina")
    amina.take("merge", amina.theme(BEDS), CALLS)
    with pytest.raises(UsageError, match="into itself"):
        amina.take("merge", amina.theme(CALLS), BEDS)


@pytest.mark.parametrize("by", ["", " \n", "\u200b"])
def test_who_has_no_name_decides_nothing(corpus, review, by):
    review("").refresh()  # reading needs none
    with pytest.raises(UsageError, match="needs the name"):
        review(by).take("pin", review(by).theme(BEDS))
    assert review(by).undo() is None and not corpus.decisions.exists()


@pytest.mark.parametrize("by", ["amina\nben", "ami\x1b[31mna", "amina\udc80", "\u202eamina"])
def test_a_name_is_one_line_without_signs_that_a_terminal_obeys(corpus, review, by):
    done = review(by).take("pin", review(by).theme(BEDS))
    assert done.by.isprintable() and len(read_log(corpus).lines) == 1
    assert review(by).undo() == done


def test_two_windows_of_one_person_take_back_one_decision_each_time_it_is_seen(review):
    one = review("amina")
    one.take("rename", one.theme(BEDS), "Beds")
    one.take("rename", one.theme(CALLS), "Calls")
    two = review("amina")
    one.undo()
    with pytest.raises(ConflictError):  # not the one before it, which nobody asked to take back
        two.undo()
    assert name(two, BEDS) == "Beds"


REQUESTS = st.one_of(
    st.tuples(st.just("rename"), st.sampled_from([BEDS, CALLS, MONEY]), st.sampled_from(["X", "Y", "No beds"])),
    st.tuples(st.just("define"), st.sampled_from([BEDS, CALLS, MONEY]), st.sampled_from(["X", "Y"])),
    st.tuples(st.just("merge"), st.sampled_from([BEDS, CALLS, MONEY]), st.sampled_from([BEDS, CALLS, MONEY])),
    st.tuples(st.sampled_from(["hide", "pin", "lock", "keep"]), st.sampled_from([BEDS, CALLS, MONEY]), st.just("")),
    st.tuples(st.just("split"), st.sampled_from([BEDS, CALLS]), st.sampled_from(["P", "Q"])),
    st.tuples(st.just("move"), st.sampled_from([BEDS, CALLS, MONEY, ""]), st.just("")),
    st.tuples(st.just("undo"), st.just(""), st.just("")),
)
EXAMPLES = st.lists(st.sampled_from([f"s{i}" for i in range(8)]), min_size=1, max_size=2, unique=True)


def attempt(review, action, theme, value, passages) -> str:
    """ "taken", or the name of the error. The theme is the one that this review shows."""
    try:
        if action == "undo":
            review.undo()
        else:
            found = review.theme(theme) if theme else None
            review.take(action, found, value, passages if action in ("split", "move") else ())
    except (UsageError, ConflictError) as error:
        assert "\n" not in str(error) and "passage number" not in str(error)
        return type(error).__name__
    return "taken"


def seen(review) -> dict[str, tuple]:
    """What each theme looks like to who reviews."""
    return {t.id: review.shown([t.id]).themes[t.id] for t in review.themes}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), REQUESTS, EXAMPLES), min_size=2, max_size=7))
def test_whatever_three_people_do_what_is_about_other_than_what_was_seen_is_refused(corpus, review, steps):
    corpus.decisions.unlink(missing_ok=True)
    people = [review(n) for n in ("amina", "ben", "cleo")]
    for who, (action, theme, value), passages in steps:
        one = people[who]
        before = read_log(corpus).lines
        was = seen(review("another"))
        shows = {t.id: t.name for t in one.place(one._seen).known}
        result = attempt(one, action, theme, value, passages)
        after = read_log(corpus).lines
        assert after[: len(before)] == before
        if result != "taken":
            assert after == before
        elif len(after) > len(before) and theme and action != "move":
            assert was[theme]  # a theme that was there, under the name that this person saw
            fresh = review("another")
            names = [read_as(t.name) for t in fresh.themes]
            assert len(names) == len(set(names))
            assert action != "rename" or name(fresh, theme) == value
            assert action != "merge" or name(fresh, value) == shows[value]
    assert seen(review("one")) == seen(review("two"))


def test_many_people_in_threads_and_one_log(corpus, review):
    people = [review(f"w{n}") for n in range(6)]

    def work(who: int) -> list[str]:
        return [attempt(people[who], "rename", (BEDS, CALLS, MONEY)[i % 3], f"{who}-{i}", ()) for i in range(6)]

    with ThreadPoolExecutor(6) as pool:
        results = [r for many in pool.map(work, range(6)) for r in many]
    log = read_log(corpus)
    assert len(log.lines) == results.count("taken") > 0 and set(results) <= {"taken", "ConflictError"}
    names = {BEDS: "No beds", CALLS: "Daily calls", MONEY: "Winter money"}
    for d in log.records:  # each took it from the name that it had at that time
        assert d["name"] == names[d["theme"]]
        names[d["theme"]] = d["value"]
