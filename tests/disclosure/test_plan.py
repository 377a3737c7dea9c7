"""What is published at all is decided by the sizes of places and phases."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.disclosure.passages import rows_of, spread, tables_of
from textmine.programme import DisclosureLimits

PLACES = ("Kent", "Devon", "Leeds")
HEALTHY = [line for place in PLACES for phase in ("one", "two") for line in spread("pay", place, phase, 20)]


@pytest.mark.parametrize(
    ("more", "uncounted", "dropped"),
    [
        ([], {}, ()),
        # a place with one document, with one person, a phase with one document
        ([("pay", "Hull", "one", "d", "Ann", 20)], {"locality": ("Hull",)}, ()),
        ([("pay", "Hull", "one", d, "Ann", 20) for d in ("d", "e")], {"locality": ("Hull",)}, ()),
        ([("pay", "Kent", "three", "d", "Ann", 20)], {"phase": ("three",)}, ()),
        # of two people in two documents there are enough
        ([("pay", "Hull", "one", d, d, 20) for d in ("d", "e")], {}, ()),
        # a document without speakers counts as one person
        ([("pay", "Hull", "one", d, "", 20) for d in ("d", "e")], {}, ()),
        # what has no known place counts in the whole, and is in no table
        ([("pay", "unknown", "one", "d", "Ann", 20)], {}, ()),
        # where most places are too small none is published, and all count
        ([("pay", f"place {i}", "one", f"d{i}", f"p{i}", 20) for i in range(9)], {}, ("locality",)),
    ],
)
def test_too_small_a_place_or_phase_counts_nowhere(more, uncounted, dropped):
    tables = tables_of(rows_of([*HEALTHY, *more]), phases=("one", "two", "three"))
    assert (dict(tables.plan.uncounted), tables.plan.dropped) == (uncounted, dropped)
    assert (("locality",) in tables.safe) == (not dropped)
    gone = {v for values in uncounted.values() for v in values}
    assert not gone & set(tables.prevalence.frame["locality"]) | gone & set(tables.prevalence.frame["phase"])


@pytest.mark.parametrize(
    "alone",
    [
        [("pay", "Hull", "one", "d", "Ann", 20)],
        [("pay", "Kent", "three", "d", "Ann", 20)],
        [("beds", "Hull", "one", "d", "Ann", 3), ("", "Hull", "one", "d", "Bo", 30)],
    ],
)
def test_a_document_alone_in_its_place_changes_no_figure(alone):
    """Two runs a document apart: nothing that readers get tells what that document is about."""
    lines = [*HEALTHY, *[x for p in PLACES for x in spread("beds", p, "one", 9)]]
    before = tables_of(rows_of(lines), phases=("one", "two", "three"))
    after = tables_of(rows_of([*lines, *alone]), phases=("one", "two", "three"))
    pd.testing.assert_frame_equal(before.prevalence.frame, after.prevalence.frame)
    pd.testing.assert_frame_equal(before.overview.frame, after.overview.frame)


def test_the_least_numbers_are_those_of_the_corpus():
    lines = [*HEALTHY, *[("pay", "Hull", "one", f"d{i}", f"p{i}", 9) for i in range(3)]]
    assert tables_of(rows_of(lines), DisclosureLimits(min_speakers=3)).plan.uncounted == {}
    assert tables_of(rows_of(lines), DisclosureLimits(min_speakers=4)).plan.uncounted == {"locality": ("Hull",)}


def test_one_place_too_small_after_another():
    """Without Hull the third phase has one document left, and goes too."""
    more = [("pay", "Hull", "three", "d", "Ann", 9), ("pay", "Kent", "three", "e", "Bo", 9)]
    tables = tables_of(rows_of([*HEALTHY, *more]), phases=("one", "two", "three"))
    assert tables.plan.uncounted == {"locality": ("Hull",), "phase": ("three",)}
