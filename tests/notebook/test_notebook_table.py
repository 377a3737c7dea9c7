"""`textmine.find_themes`: a DataFrame in, its themes and a theme for each row out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine
from tests.conftest import result
from textmine.errors import TextmineError, UsageError

WARD, PARKING, PHONE = (
    "The ward had no {} nurse on the night shift and we waited for a bed.",
    "Parking at the {} gate costs too much for families who visit by car.",
    "Nobody answers the {} phone line, it rings for an hour and then stops.",
)
WORDS = ["first", "second", "main", "north", "old", "new", "long", "far", "small", "big", "east", "west"]
TEXTS = [pattern.format(word) for word in WORDS for pattern in (WARD, PARKING, PHONE)]


@pytest.fixture(scope="module")
def frame():
    places = ["Kent", "Leeds", "Kent", "York"] * 9
    return pd.DataFrame({"comment": TEXTS, "trust": places}, index=pd.Index(np.arange(36) % 7, name="n"))


@pytest.fixture(scope="module")
def found(frame):
    return textmine.find_themes(frame, text="comment", by="trust", themes=3)


def test_three_themes_and_each_row_in_its_own(found, frame):
    assert len(found.themes) == 3
    assert found.assignments.index.equals(frame.index)  # duplicates and all
    assert found.assignments.columns.tolist() == ["theme_id", "theme", "score", "segments", "status"]
    kinds = found.assignments["theme_id"].to_numpy().reshape(-1, 3)
    assert (kinds == kinds[0]).all()
    assert len(set(kinds[0])) == 3
    assert set(found.assignments["status"]) == {"placed"}
    assert found.segments.index.equals(frame.index)  # one segment a row here
    assert found.segments["row"].tolist() == list(range(36))
    assert set(found.prevalence["locality"]) == {"", "Kent", "Leeds", "York"}
    assert "36 segments of 36 rows" in found.notes[-1]
    assert repr(found)


def test_a_table_that_is_changed_changes_nothing_else(found, frame):
    before = frame.copy()
    for name in ("themes", "prevalence", "assignments", "segments"):
        table = getattr(found, name)
        first = table.columns[0]
        table[first] = "mine"
        table["more"] = 1
        assert "more" not in getattr(found, name)
        assert "mine" not in set(getattr(found, name)[first])
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(AttributeError):
        found.notes = ()


def test_the_same_as_on_the_command_line(found, frame, tmp_path):
    """One way of doing it: the terminal writes what the notebook shows."""
    frame.to_parquet(tmp_path / "table.parquet", index=False)
    words = ("--text", "comment", "--locality", "trust", "--themes", 3, "--out", tmp_path / "out")
    result("themes", tmp_path / "table.parquet", *words, place=tmp_path)
    for name in ("themes", "prevalence"):
        written = pd.read_csv(tmp_path / "out" / f"{name}.csv", keep_default_na=False)
        mine = getattr(found, name)
        assert written.columns.tolist() == mine.columns.tolist()
        # Ids, which settle the order of equals, are made of the name of the file, too.
        columns = [c for c in ("theme", "locality", "status") if c in mine]
        assert sorted(written[columns].to_numpy().tolist()) == sorted(mine[columns].to_numpy().tolist())
    lines = pd.read_csv(tmp_path / "out" / "analyst" / "assignments.csv")
    assert lines["theme"].tolist() == found.segments["theme"].tolist()
    assert lines["score"].tolist() == found.segments["score"].tolist()


def test_nothing_is_written_here(frame, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    textmine.find_themes(frame, "comment", themes=3)
    assert list(tmp_path.rglob("*")) == []


def test_what_a_cell_may_be():
    """Missing of every kind is no text and no place; a number among answers in words is a code, and no text; a date is, as it is written."""
    odd = [
        None,
        np.nan,
        pd.NA,
        pd.NaT,
        "",
        " ",
        ["x"],
        {"a": 1},
        np.array([1, 2]),
        np.int64(7),
        3.0,
        dt.date(2020, 1, 2),
        "Thank you.",
    ]
    frame = pd.DataFrame({"c": [*TEXTS, *odd], "by": pd.Categorical([None, "Kent"] * 24 + [None])})
    assignments = textmine.find_themes(frame, "c", "by", themes=3).assignments
    assert assignments["status"].tolist() == ["placed"] * 36 + ["no text"] * 11 + ["nothing said"] * 2
    assert (assignments.loc[36:, "theme"] == "").all()
    assert assignments.loc[36:, "score"].isna().all()
    assert assignments.loc[36:, "segments"].tolist() == [0] * 11 + [1] * 2


def test_a_row_has_the_theme_of_most_of_its_segments():
    # Two segments about the ward, then one about parking.
    long = " ".join([*TEXTS[0::3][:8], *TEXTS[1::3][:4]])
    frame = pd.DataFrame({"c": [*TEXTS, long]})
    found = textmine.find_themes(frame, "c", themes=3)
    mine = found.segments.loc[36]
    assert len(mine) == found.assignments.loc[36, "segments"] > 2
    assert found.assignments.loc[36, "theme"] == mine["theme"].mode()[0] == found.assignments.loc[0, "theme"]
    assert len(textmine.find_themes(frame, "c", themes=3, whole_rows=True).segments) == 37


SMALL = pd.DataFrame({"c": TEXTS[:3], "d": TEXTS[:3], "n": [1, 2, 3]})


@pytest.mark.parametrize(
    ("df", "options", "words"),
    [
        (TEXTS, {"text": "c"}, "no table but list"),
        (pd.Series(TEXTS), {"text": "c"}, "no table but Series"),
        (SMALL, {"text": "x"}, "no column 'x'. The columns are: 'c', 'd', 'n'"),
        (SMALL, {"text": ["c", "x"]}, "no column 'x'"),
        (SMALL, {"text": "c", "by": "trust"}, "no column 'trust'"),
        (SMALL, {"text": "c", "phase": "when"}, "no column 'when'"),
        (SMALL.set_axis(["c", "c", "n"], axis=1), {"text": "c"}, "several columns 'c'"),
        (SMALL.iloc[:0], {"text": "c"}, "no row of this table has text"),
        (SMALL.assign(c=None), {"text": "c"}, "no row of this table has text"),
        (pd.DataFrame(), {}, "no row of this table has text"),
        (SMALL[["n", "n"]].set_axis(["a", "b"], axis=1), {}, "no column looks like free text"),
        (SMALL, {"text": "n"}, "'n': this column holds no text"),
        (SMALL, {"text": 3}, "text takes a name or a list of names, not int"),
        (SMALL, {"text": ["c", 3]}, "text takes a name or a list of names, not int"),
        (SMALL, {"text": "c", "by": ["d"]}, "by takes a name, not list"),
        (SMALL, {"text": "c", "phase": 1}, "phase takes a name, not int"),
        (SMALL, {"text": "c", "themes": 0}, "themes takes"),
        (SMALL, {"text": "c", "themes": "many"}, "themes takes"),
        (SMALL, {"text": "c", "seed": -1}, "seed takes"),
        (SMALL, {"text": "c", "seed": True}, "seed takes"),
        (SMALL, {"text": "c", "encoder": "nix"}, "no encoder"),
    ],
)
def test_what_cannot_be_used(df, options, words):
    with pytest.raises(TextmineError, match=words) as error:
        textmine.find_themes(df, **options)
    assert "ward" not in str(error.value)


@pytest.mark.parametrize(("n", "status"), [(1, "few or none"), (2, "few or none"), (5, "shown")])
def test_few_rows(n, status):
    found = textmine.find_themes(pd.DataFrame({"c": TEXTS[:n]}), "c")
    assert len(found.assignments) == n
    assert set(found.themes["status"]) == {status}


def test_columns_may_have_any_names():
    frame = pd.DataFrame([[text, 1] for text in TEXTS], columns=[0, ("a", "b")])
    assert len(textmine.find_themes(frame, "0", by="('a', 'b')", themes=3).themes) == 3


index_values = st.one_of(st.integers(-3, 3), st.text(max_size=2), st.none(), st.floats(allow_nan=True, width=16))


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from([*TEXTS, None, "Thanks."]), index_values), min_size=4, max_size=12))
def test_assignments_follow_any_index(rows):
    frame = pd.DataFrame({"c": [text for text, _ in rows]}, index=pd.Index([i for _, i in rows], dtype=object))
    try:
        found = textmine.find_themes(frame, "c", themes=2)
    except UsageError:
        assert frame["c"].isna().all()
        return
    assignments = found.assignments
    assert assignments.index.equals(frame.index)
    assert ((assignments["status"] == "no text").to_numpy() == frame["c"].isna().to_numpy()).all()
    assert ((assignments["status"] == "nothing said").to_numpy() == (frame["c"] == "Thanks.").to_numpy()).all()
    by_text = pd.DataFrame({"text": frame["c"].to_numpy(), "theme": assignments["theme_id"].to_numpy()}).dropna()
    assert (by_text.groupby("text")["theme"].nunique() == 1).all()  # the same words, the same theme
