"""A corpus of surveys: files with columns of their own, the questions beside the answers, ratings for the analyst alone."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest

from tests.conftest import in_process, result
from textmine.errors import LeftOut
from textmine.workspace import find_corpus

HELPED, CHANGE = "What helped most at the workshop of Priya Shah?", "What should ministers change?"
SETTINGS = f"""
[[regions]]
name = "North"
localities = ["Leeds", "York"]

[tables]
locality = "Place"

[tables."feedback/*.csv"]
text = ["{HELPED}", "{CHANGE}"]
locality = "Trust"
ratings = {{ useful = "How useful? 1-5" }}

[tables."feedback/later/*.csv"]
ratings = {{ nps = "NPS", useful = "Useful" }}

[anonymise]
roster = "none"
"""
HELPFUL = [
    "The nurses rang us every morning and the beds were found.", "Priya Shah listened to all of us for once and took notes.",
    "We met the ambulance crews and planned the winter together.", "The new phone line to the ward saved us hours each day.",
]  # fmt: skip
WISHES = [
    "Ministers should give us the winter money in April and not in November.", "Fund social care for more than one year at a time.",
    "Let the ambulance service see the patient record before it arrives.", "Please stop moving the targets every three months.",
]  # fmt: skip
#: Folder and name -> its header and rows.
FILES = {
    "feedback/first.csv": (
        ["Trust", "How useful? 1-5", HELPED, CHANGE],
        [[place, str(1 + n % 5), HELPFUL[n % 4], WISHES[(n + k) % 4]] for k, place in enumerate(("Leeds", "York")) for n in range(16)],
    ),
    "feedback/later/second.csv": (
        ["locality", "NPS", "Useful", "Comment"],
        [["Leeds", "9", "5/5", "The beds were found because the nurses rang."], ["York", "ask", "", "The money came far too late."]],
    ),
    "other.csv": (["Place", "Comment"], [["York", "The minutes of the meeting were never sent to us."]]),
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    write(tmp_path / "corpora" / "own", FILES, SETTINGS)
    return tmp_path


def write(folder, files, settings):
    for name, (header, rows) in files.items():
        path = folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    (folder / "corpus.toml").write_text(settings, encoding="utf-8")


def ingested(place, code=0):
    done = in_process("ingest", "own", find_corpus("own", place).raw, "--workspace", place)
    assert done.returncode == code, done.stderr
    corpus = find_corpus("own", place)
    return pd.read_parquet(corpus.segments), pd.read_parquet(corpus.documents), done.stdout + done.stderr


def test_each_file_is_read_by_its_own_columns(place):
    segments, documents, said = ingested(place)
    assert documents.groupby("file").size().to_dict() == {
        "feedback/first.csv": 32, "feedback/later/second.csv": 2, "other.csv": 1,
    }  # fmt: skip
    assert documents["locality"].value_counts().to_dict() == {"York": 18, "Leeds": 17}
    assert "no file is read by" not in said
    assert set(segments[segments["file"] == "other.csv"]["question"]) == {"Comment"}


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("feedback/later/*", "later/*", 0,
         ['no file is read by [tables."later/*.csv"]', "feedback/later/second.csv: there is no column 'Place' of [tables]"]),
        ("feedback/*", "feed/*", 0, ['no file is read by [tables."feed/*.csv"]', "feedback/first.csv: there is no column 'Place' of [tables]"]),
        ('"NPS"', '"Score"', LeftOut.exit_code, ["feedback/later/second.csv: there is no column 'Score'. The columns are: 'locality', 'NPS'"]),
        ('"NPS"', '"nps"', 0, ["1 rating was not understood in 'NPS', first in row 3"]),
    ],
)  # fmt: skip
def test_a_pattern_without_files_and_a_column_that_is_not_there_are_said(place, old, new, code, says):
    write(find_corpus("own", place).folder, {}, SETTINGS.replace(old, new))
    _, documents, said = ingested(place, code)
    said = " ".join(said.split())
    assert [line for line in says if line not in said] == []
    assert len(documents) in (3, 33, 35)


def test_the_question_is_beside_the_words_and_never_among_them(place):
    segments, _, _ = ingested(place)
    of_first = segments[segments["file"] == "feedback/first.csv"]
    assert len(of_first) == 64 and of_first["question"].nunique() == 2
    asked = set(of_first["question"])
    assert CHANGE in asked and not any("Priya" in q or "Shah" in q for q in asked)
    assert any(q.startswith("What helped most at the workshop of [Person ") for q in asked)
    assert not segments["place"].str.contains("Priya|Shah").any()
    assert not segments["text"].str.contains("workshop of|should ministers change").any()


def test_other_words_above_a_column_change_nothing_that_is_counted(place):
    before, documents, _ = ingested(place)
    header, rows = FILES["feedback/first.csv"]
    settings = SETTINGS.replace(CHANGE, "Q7")
    write(find_corpus("own", place).folder, {"feedback/first.csv": ([*header[:3], "Q7"], rows)}, settings)
    after, others, _ = ingested(place)
    beside = ["question", "place"]
    pd.testing.assert_frame_equal(before.drop(columns=beside), after.drop(columns=beside))
    pd.testing.assert_frame_equal(documents, others)
    assert set(after["question"]) - set(before["question"]) == {"Q7"}


def test_ratings_are_numbers_of_every_row(place):
    segments, documents, _ = ingested(place)
    assert [c for c in documents if c.startswith("rating_")] == ["rating_nps", "rating_useful"]
    second = documents[documents["file"] == "feedback/later/second.csv"]
    assert second["rating_nps"].tolist()[0] == 9 and second["rating_nps"].isna().tolist() == [False, True]
    assert second["rating_useful"].isna().tolist() == [False, True]
    assert documents[documents["file"] == "other.csv"][["rating_nps", "rating_useful"]].isna().all(axis=None)
    assert segments["rating_useful"].dropna().between(1, 5).all()
    joined = segments.merge(documents, on="document", suffixes=("", "_of_row"))
    assert joined["rating_useful"].equals(joined["rating_useful_of_row"])


def test_a_run_shows_questions_to_the_analyst_and_ratings_to_nobody_else(place):
    done = result("run", "own", place=place)
    corpus = find_corpus("own", place)
    assignments = pd.read_csv(corpus.analyst / "assignments.csv")
    assert list(assignments)[-3:] == ["question", "rating_nps", "rating_useful"]
    assert assignments["rating_useful"].notna().sum() >= 30
    segment = assignments.loc[assignments["question"] == CHANGE, "segment"].iloc[0]
    shown = in_process("show", "own", segment, "--workspace", place)
    assert f"  asked: {CHANGE}" in shown.stdout
    assert result("show", "own", segment, place=place)[0]["question"] == CHANGE
    result("export", "own", "--format", "json", place=place)
    for path in corpus.outputs.rglob("*"):
        if path.is_file() and corpus.analyst not in path.parents:
            held = path.read_bytes()
            assert b"rating_" not in held and b"How useful" not in held and CHANGE.encode() not in held, path.name
    assert json.dumps(done).count("rating_") == 0
