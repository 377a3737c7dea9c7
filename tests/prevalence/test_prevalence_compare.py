from __future__ import annotations

import pandas as pd
import pytest

from tests.prevalence.prevalence_examples import rooms
from textmine.prevalence import change, recurrence

PHASES = ("one", "two")


def two_phases(before: float, after: float, places: str = "ABCD", **how) -> pd.DataFrame:
    shares = {(p, phase): share for p in places for phase, share in zip(PHASES, (before, after), strict=True)}
    return rooms(shares, ("locality", "phase"), **how)


@pytest.mark.parametrize(
    ("before", "after", "documents", "trends"),
    [
        (0.05, 0.4, 8, {"emerging"}),
        (0.4, 0.05, 8, {"fading"}),
        (0.05, 0.05, 40, {"steady"}),
        (0.2, 0.22, 2, {"cannot tell"}),
    ],
)
def test_trend(before, after, documents, trends):
    row = change(two_phases(before, after, documents=documents), PHASES).iloc[0]
    assert row["trend"] in trends
    assert row["low"] <= row["after"] - row["before"] <= row["high"]


def test_who_took_part_is_not_what_was_said():
    """Each place says the same in both phases; the places that say much only came to the second."""
    rows = rooms(
        {("A", "one"): 0.05, ("A", "two"): 0.05, ("B", "one"): 0.05, ("B", "two"): 0.05, ("C", "two"): 0.6},
        ("locality", "phase"),
        documents=20,
        rho=0.01,
    )
    row = change(rows, PHASES).iloc[0]
    assert row["trend"] == "steady"
    assert abs(row["after"] - row["before"]) < 0.05


def test_no_place_in_both_phases():
    rows = rooms({("A", "one"): 0.1, ("B", "two"): 0.5}, ("locality", "phase"))
    table = change(rows, PHASES)
    assert table.empty or (table["trend"] == "cannot tell").all()


def test_one_phase_is_no_change():
    assert change(two_phases(0.1, 0.1), ("one",)).empty


def test_recurs_where_it_is_spoken_of():
    rows = rooms({("A",): 0.3, ("B",): 0.3, ("C",): 0.0, ("unknown",): 0.3, ("",): 0.3})
    row = recurrence(rows).iloc[0]
    assert (row["places"], row["of"]) == (2, 3)


def test_one_segment_is_not_recurrence():
    rows = rooms({("A",): 0.3, ("B",): 0.0})
    rows.loc[rows["segment"] == "B-0-0", "theme_id"] = "t1"
    assert recurrence(rows)["places"].item() == 1
