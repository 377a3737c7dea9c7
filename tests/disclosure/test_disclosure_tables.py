from __future__ import annotations

import pandas as pd
import pytest

from textmine.disclosure import MEASURES, disclose, disclose_totals
from textmine.programme import DisclosureLimits
from textmine.records import SafeTable

LIMITS = DisclosureLimits(min_documents=2, min_speakers=3, min_segments=5)


def cells(*counts: tuple[int, int, int], of: int = 100, theme: str = "t1") -> pd.DataFrame:
    """A table of one theme as prevalence() returns it, from (segments, documents, speakers) of each locality."""
    return pd.DataFrame(
        {
            "theme_id": theme,
            "locality": [f"place {i}" for i in range(len(counts))],
            "share": [s / of for s, _, _ in counts],
            "low": 0.0,
            "high": 1.0,
            "segments": [s for s, _, _ in counts],
            "documents": [d for _, d, _ in counts],
            "speakers": [p for _, _, p in counts],
            "enough": True,
        }
    )


LARGE = (40, 8, 20)


@pytest.mark.parametrize(
    ("count", "hidden"),
    [
        ((5, 2, 3), False),
        ((4, 2, 3), True),
        ((5, 1, 3), True),
        ((5, 2, 2), True),
        ((0, 0, 0), False),
    ],
)
def test_primary_suppression(count, hidden):
    safe = disclose(cells(LARGE, count, (4, 1, 1), (4, 1, 1)), LIMITS).frame
    assert safe["status"].tolist() == ["shown", "suppressed" if hidden else "shown", "suppressed", "suppressed"]


@pytest.mark.parametrize(("people", "status"), [(1, "suppressed"), (2, "suppressed"), (3, "shown")])
def test_of_a_place_where_too_few_speak_not_even_a_zero_is_shown(people, status):
    table = cells(LARGE, (0, 0, 0), LARGE, LARGE).assign(people=[30, people, 30, 30])
    safe = disclose(table, LIMITS).frame
    assert safe["status"].tolist()[1] == status
    assert "people" not in safe


@pytest.mark.parametrize(("count", "written"), [(1, 5), (2, 5), (7, 5), (8, 10), (0, 0)])
def test_some_is_never_rounded_to_none(count, written):
    limits = DisclosureLimits(min_documents=0, min_speakers=0, min_segments=0, round_to=5)
    safe = disclose(cells(LARGE, (count, count, count), LARGE), limits).frame
    assert safe.loc[1, ["segments", "documents", "speakers"]].tolist() == [written] * 3
    assert (safe["low"] <= safe["share"]).all()
    assert (safe["share"] <= safe["high"]).all()


def test_nothing_is_left_in_a_suppressed_cell():
    safe = disclose(cells(LARGE, (3, 1, 1), (2, 1, 1)), LIMITS).frame
    gone = safe[safe["status"] == "suppressed"]
    assert len(gone) >= 2
    assert gone[list(MEASURES)].isna().all(axis=None)


def test_a_zero_may_count_as_small():
    limits = DisclosureLimits(show_zeros=False)
    assert disclose(cells(LARGE, (0, 0, 0), (0, 0, 0)), limits).frame["status"].tolist()[1:] == ["suppressed"] * 2


def test_no_cell_is_suppressed_alone():
    """One hidden cell among shown ones is what its total leaves over."""
    safe = disclose(cells((30, 5, 9), (3, 1, 1), LARGE), LIMITS).frame
    assert (safe["status"] == "suppressed").sum() == 2
    assert safe["status"].tolist() == ["suppressed", "suppressed", "shown"]  # the smaller of the large ones


def test_not_enough_is_said():
    table = cells(LARGE, LARGE)
    table.loc[1, "enough"] = False
    assert disclose(table, LIMITS).frame["status"].tolist() == ["shown", "not enough"]


@pytest.mark.parametrize(("base", "shown"), [(1, 43), (5, 45), (10, 40)])
def test_rounding(base, shown):
    limits = DisclosureLimits(round_to=base)
    assert disclose(cells((43, 9, 9), LARGE), limits).frame["segments"][0] == shown


def test_the_table_given_is_not_changed():
    table = cells(LARGE, (1, 1, 1))
    before = table.copy()
    assert isinstance(disclose(table, LIMITS), SafeTable)
    pd.testing.assert_frame_equal(table, before)


def test_an_empty_table():
    assert disclose(cells().iloc[:0], LIMITS).frame.empty


def test_totals():
    table = pd.DataFrame(
        {
            "theme_id": ["t1", "t2", "t3"],
            "name": ["one", "two", "three"],
            "share": [0.5, 0.1, 0.01],
            "low": 0.0,
            "high": 1.0,
            "segments": [50, 4, 9],
            "documents": [9, 3, 1],
            "places": [3, 1, 1],
            "of": 9,
            "before": 0.1,
            "after": 0.1,
            "low_change": -0.1,
            "high_change": 0.1,
            "trend": ["emerging", "fading", "steady"],
        }
    )
    safe = disclose_totals(table, LIMITS).frame
    assert safe["status"].tolist() == ["shown", "suppressed", "suppressed"]
    assert safe["trend"].tolist() == ["emerging", "cannot tell", "cannot tell"]
    assert safe["name"].tolist() == ["one", "two", "three"]
    figures = ["share", "low", "high", "segments", "documents", "places", "before", "after", "low_change"]
    assert safe.loc[1:, figures].isna().all(axis=None)
    assert safe.loc[0, figures].notna().all()
