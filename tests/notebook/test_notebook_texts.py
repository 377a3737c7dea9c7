"""`textmine.anonymise` and `textmine.read` in a notebook."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import textmine
from textmine.errors import ReadError, UsageError


def test_texts_come_back_anonymised_under_their_index():
    given = pd.Series(
        ["Priya Shah rang me on 07700 900123.", None, np.nan, pd.NA, "Ask Priya."], index=[7, 7, "x", 1.5, 7]
    )
    clean = textmine.anonymise(given)
    assert clean.texts.index.equals(given.index)
    assert clean.texts.isna().tolist() == [False, True, True, True, False]
    assert not any(word in " ".join(clean.texts.dropna()) for word in ("Priya", "Shah", "07700"))
    masked = clean.masked
    assert masked.columns.tolist() == ["row", "start", "end", "label", "replacement"]
    assert [given.iloc[m.row][m.start : m.end] for m in masked.itertuples()] == ["Priya Shah", "07700 900123", "Priya"]
    assert masked["replacement"][0] == masked["replacement"][2]  # one person, one pseudonym
    assert len(clean) == 5
    assert "3 identifiers" in repr(clean)


def test_flags_say_where_to_look():
    texts = ["We met quorra on the ward.", "And Zandrel too, near the desk by Zandrel."]
    clean = textmine.anonymise(texts)
    assert clean.flags.columns.tolist() == ["row", "start", "end", "kind"]
    for flag in clean.flags.itertuples():
        assert texts[flag.row][flag.start : flag.end]


def test_names_that_are_known_beforehand():
    assert "quorra" not in textmine.anonymise(["I saw quorra there"], people=["Quorra Flynn"]).texts[0]


def test_what_is_given_and_what_comes_back_are_the_users_own():
    clean = textmine.anonymise(["Ring 07700 900123."])
    texts, masked = clean.texts, clean.masked
    texts[0] = "mine"
    masked["row"] = 9
    assert clean.texts[0] == "Ring [phone]."
    assert clean.masked["row"].tolist() == [0]


@pytest.mark.parametrize("texts", [[], (), pd.Series([], dtype=object), iter([])])
def test_no_texts(texts):
    clean = textmine.anonymise(texts)
    assert len(clean) == len(clean.texts) == len(clean.masked) == len(clean.flags) == 0


@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ("one text", "anonymise"),
        (b"bytes", "anonymise"),
        ({"a": "b"}, "anonymise"),
        (5, "anonymise"),
        (None, "anonymise"),
        (pd.DataFrame({"a": ["b"]}), "anonymise"),
        (["a", 5], "texts, position 1"),
        (["a", None, ["secret"]], "texts, position 2"),
        ([b"secret"], "texts, position 0"),
    ],
)
def test_what_is_no_list_of_texts(texts, where):
    with pytest.raises(UsageError) as error:
        textmine.anonymise(texts)
    assert error.value.where == where
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("people", ["Quorra", [5]])
def test_people_are_a_list_of_names(people):
    with pytest.raises(UsageError, match="list of names"):
        textmine.anonymise(["x"], people=people)


def test_read_gives_turns(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Anna: The ward was full again.\nBen: We waited all night for a bed.\nAnna: Did you?\n"
    )
    turns = textmine.read(tmp_path / "a.txt")
    assert turns["speaker"].tolist() == ["Anna", "Ben", "Anna"]
    assert turns["text"].tolist() == ["The ward was full again.", "We waited all night for a bed.", "Did you?"]
    assert (turns["end"] - turns["start"]).tolist() == turns["text"].str.len().tolist()
    assert turns["document"].nunique() == 1
    assert turns.attrs == {"left_out": [], "notes": []}


def test_read_takes_columns_and_says_what_was_left_out(tmp_path):
    (tmp_path / "t.csv").write_text("id,comment,Locality\n1,The ward was full,Kent\n2,,Kent\n")
    (tmp_path / "b.pdf").write_text("no pdf")
    with pytest.warns(UserWarning, match="one thing was left out"):
        turns = textmine.read(str(tmp_path), text="comment")
    assert turns[["text", "locality"]].to_numpy().tolist() == [["The ward was full", "Kent"]]
    assert turns.attrs["left_out"][0].startswith("b.pdf: ")


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("nothing.txt", None, UsageError),
        ("b.pdf", None, ReadError),
        ("t.csv", "remark", UsageError),
        ("e.txt", None, ReadError),
        ("Makefile", None, ReadError),  # no format that is read
        ("t.csv", 3, UsageError),
    ],
)
def test_read_says_what_is_wrong(tmp_path, name, text, error):
    (tmp_path / "t.csv").write_text("id,comment\n1,The ward was full\n")
    (tmp_path / "b.pdf").write_text("no pdf")
    (tmp_path / "e.txt").write_text("")
    (tmp_path / "Makefile").write_text("all:")
    with pytest.raises(error):
        textmine.read(tmp_path / name, text=text)


def test_read_wants_a_path():
    with pytest.raises(UsageError, match="no file or folder"):
        textmine.read("")
