from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.prevalence.prevalence_examples import exact, rooms
from textmine.errors import UsageError
from textmine.prevalence import change, contrast, keyness, recurrence
from textmine.prevalence.intervals import benjamini_hochberg

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


def test_change_names_who_is_missing():
    rows = rooms(
        {("A", "one"): 0.1, ("A", "two"): 0.1, ("B", "one"): 0.1, ("C", "two"): 0.1, ("unknown", "one"): 0.1},
        ("locality", "phase"),
    )
    row = change(rows, PHASES).iloc[0]
    assert (row["places"], row["missing"]) == (1, "B; C")


def test_of_many_themes_few_are_called_changed_by_luck():
    """The same share in both phases, documents that differ: 200 themes of which hardly one is news."""
    tables = [change(two_phases(0.1, 0.1, documents=3, size=20, rho=0.1, seed=s), PHASES) for s in range(200)]
    p = pd.concat(tables)["p"].to_numpy()
    assert (p < 0.05).mean() < 0.09
    assert (benjamini_hochberg(p) <= 0.05).sum() <= 2


def test_contrast_finds_who_differs_and_claims_nothing_else():
    rows = rooms({("A",): 0.5, ("B",): 0.1, ("C",): 0.1, ("D",): 0.1, ("unknown",): 0.9}, documents=12)
    table = contrast(rows).set_index("locality")
    assert list(table.index) == ["A", "B", "C", "D"]
    assert table.loc["A", "verdict"] == "more"
    assert (table.loc[["B", "C", "D"], "verdict"] != "more").all()
    a = table.loc["A"]
    assert a["low"] <= a["share"] - a["rest"] <= a["high"]


def test_contrast_says_nothing_of_a_place_with_one_note():
    rows = pd.concat([rooms({("A",): 1.0}, documents=1, size=4), rooms({("B",): 0.1, ("C",): 0.1})])
    a = contrast(rows).set_index("locality").loc["A"]
    assert (a["verdict"], a["low"], a["high"]) == ("cannot tell", -1, 1)


def test_contrast_needs_two_places():
    assert contrast(rooms({("A",): 0.3})).empty


@pytest.mark.parametrize("function", [recurrence, contrast])
def test_a_missing_column(function):
    with pytest.raises(UsageError, match="town"):
        function(rooms({("A",): 0.3}), by="town")


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_chance_must_be_a_chance(chance):
    with pytest.raises(UsageError, match="chance"):
        recurrence(rooms({("A",): 0.3}), chance=chance)


def test_recurrence_is_beyond_chance():
    """Three of three hundred segments are what mistakes alone put there."""
    rows = exact({"A": [(1, 100), (1, 100), (1, 100)], "B": [(10, 100), (10, 100), (10, 100)]})
    row = recurrence(rows).iloc[0]
    assert row["places"] == 1
    assert (row["documents"], row["of_documents"]) == (6, 6)
    assert row["by_chance"] == pytest.approx(6 * (1 - 0.99**100))


def test_recurrence_interval():
    """Where little was read nothing is said either way."""
    sure = {p: [(10, 60)] * 5 for p in "ABCD"}
    row = recurrence(exact({**sure, "E": [(0, 2)], "F": [(0, 2)]})).iloc[0]
    assert row["places"] == 4
    assert row["low"] >= 4
    assert row["high"] == 6


def test_keyness_finds_the_word_of_many_documents_and_not_that_of_one():
    tokens, groups, documents = [], [], []
    for group in "AB":
        for d in range(10):
            words = ["care", "ward", "bed", "staff"] * 5
            words += ["ambulance"] * 3 if group == "A" else []
            words += ["shout"] * 60 if (group, d) == ("A", 0) else ["shout"] if (group, d) == ("A", 1) else []
            tokens.append(words)
            groups.append(group)
            documents.append(f"{group}{d}")
    table = keyness(tokens, groups, documents)
    a = table[table["group"] == "A"].set_index("term")
    assert a.index[0] == "ambulance"
    assert a.loc["ambulance", "q"] < 0.05 < a.loc["shout", "q"]
    assert a.loc["shout", "log_odds"] > a.loc["ambulance", "log_odds"]


def test_keyness_of_the_same_words():
    table = keyness([["a", "b", "c"]] * 8, list("AABBAABB"), list("12345678"))
    assert (table["q"] > 0.5).all()


@pytest.mark.parametrize("tokens", [[], [["a"], ["b"]], [["a"], ["a"]]])
def test_keyness_of_nothing_much(tokens):
    assert keyness(tokens, ["A", "A"][: len(tokens)], ["1", "2"][: len(tokens)]).empty


def test_keyness_of_different_lengths():
    with pytest.raises(UsageError, match="length"):
        keyness([["a"]], ["A", "B"], ["1", "2"])


def test_benjamini_hochberg():
    q = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5]))
    assert q == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
