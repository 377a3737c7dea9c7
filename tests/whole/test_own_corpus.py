"""A corpus of one's own: textmine new, ingest, docvars, run, as somebody types them who has only the files."""

from __future__ import annotations

import csv

import pytest

from tests.conftest import in_process, result
from textmine.errors import UsageError
from textmine.ingest.new_programme import parse_phases, parse_places, settings_text
from textmine.programme_file import load_programme
from textmine.workspace import find_corpus

PLACES = "North: Leeds South, Middlesbrough; South: Medway"
PHASES = "Discovery to 2023-06; Testing to 2024-03; Embedding"
FILES = {
    "Notes Leeds 14.3.23 FINAL.md": "We met in the hall.\n\nBuses are late and nobody says why.",
    "visit two.txt": "Middlesborough, 9 May 2023\n\nThe desk is shared now and that works for us.",
    "my notes.txt": "Typed up 24 August 2023 from scraps\n\nAll of us had hoped that in Medway the bus would be late no more. Medway has one nurse and no car. So Medway waits again.",
    "national roundtable Oct 2023.md": "Leeds and Medway came.\n\nTell the Home Office to wait.",
    "odd one.md": "Nothing is known of this one, and it says little.",
    "Medway thoughts.md": "---\nlocality: Wigan\n---\nA place that the programme has not.",
}


@pytest.fixture
def place(tmp_path):
    result("new", "own", "--title", "A “new” one", "--places", PLACES, "--phases", PHASES, place=tmp_path)
    raw = find_corpus("own", tmp_path).raw
    for name, text in FILES.items():
        (raw / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_new_writes_is_this_programme(place):
    programme = load_programme(find_corpus("own", place).settings)
    assert programme.title == "A “new” one"
    assert dict(programme.localities) == {"Leeds South": "North", "Middlesbrough": "North", "Medway": "South"}
    assert [(p.name, str(p.start), str(p.end)) for p in programme.phases] == [
        ("Discovery", "None", "2023-06-30"), ("Testing", "2023-07-01", "2024-03-31"), ("Embedding", "2024-04-01", "None"),
    ]  # fmt: skip
    assert not programme.codebook


def test_in_a_pipe_it_is_a_template_without_the_first_programme(tmp_path):
    result("new", "own", place=tmp_path)
    programme = load_programme(find_corpus("own", tmp_path).settings)
    assert (programme.localities, programme.phases, programme.codebook) == ({}, (), ())
    text = find_corpus("own", tmp_path).settings.read_text(encoding="utf-8")
    assert "# [[regions]]" in text
    assert "Kent" not in text.split("[anonymise]")[0]
    assert "East Kent" in settings_text(sample="nhs")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--places", "North:"), "this is no list of places"),
        (("--places", "Leeds, leeds"), "stands there twice"),
        (("--phases", "One to 2023-13"), "is no date"),
        (("--phases", "One to 2023-06; Two to 2023-01"), "ends before it begins"),
        (("--sample", "police"), "there is no sample"),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_written(tmp_path, words, says):
    done = in_process("new", "own", *words, "--workspace", tmp_path)
    assert done.returncode == UsageError.exit_code
    assert says in done.stderr
    assert not (tmp_path / "corpora" / "own" / "corpus.toml").exists()


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("", {}),
        ("Leeds, York", {"All places": ["Leeds", "York"]}),
        (" North :  Leeds  South ,York;South:Medway; ", {"North": ["Leeds South", "York"], "South": ["Medway"]}),
    ],
)
def test_places(written, places):
    assert parse_places(written) == places


def test_phases_without_dates_are_names():
    assert [(p.name, p.start, p.end) for p in parse_phases("One; Two")] == [("One", None, None), ("Two", None, None)]


def test_a_draft_says_why_and_leaves_empty_what_is_not_sure(place):
    done = result("docvars", "own", place=place)
    rows = {r["file"]: r for r in done["rows"]}
    assert {f: (r["locality"], r["date"], r["phase"], r["sure"]) for f, r in rows.items()} == {
        "Notes Leeds 14.3.23 FINAL.md": ("Leeds South", "2023-03-14", "", "sure"),
        "visit two.txt": ("Middlesbrough", "2023-05-09", "", "likely"),  # a slip of the pen
        "my notes.txt": ("Medway", "", "Testing", "likely"),  # when it was written is not when it was
        "national roundtable Oct 2023.md": ("", "", "Testing", "sure"),
        "odd one.md": ("", "", "", ""),
        "Medway thoughts.md": ("Medway", "", "", "sure"),
    }
    assert "named 3 times in the text" in rows["my notes.txt"]["why"]
    draft = find_corpus("own", place).folder / "docvars-draft.csv"
    assert draft.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
    assert not (draft.parent / "docvars.csv").exists()


def test_accepted_it_keeps_what_a_person_wrote(place):
    table = find_corpus("own", place).folder / "docvars.csv"
    table.write_bytes(
        "file;locality;event\nvisit two.txt;Medway;Café\n".encode("cp1252")
    )  # as Excel saves it on the continent
    result("docvars", "own", "--accept", place=place)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = {r["file"]: r for r in csv.DictReader(file)}
    assert (rows["visit two.txt"]["locality"], rows["visit two.txt"]["event"]) == ("Medway", "Café")
    assert rows["visit two.txt"]["date"] == "2023-05-09"
    assert rows["my notes.txt"]["locality"] == "Medway"
    assert "odd one.md" not in rows


def test_names_of_files_count_and_an_unknown_value_is_printed(place):
    settings = find_corpus("own", place).settings
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[anonymise]", '[anonymise]\nroster = "none"'), encoding="utf-8"
    )
    done = result("ingest", "own", find_corpus("own", place).raw, place=place)
    assert done["by_locality"]["Leeds South"] == 1
    assert "Medway thoughts.md: locality 'Wigan' is not in corpus.toml" in done["unknown"]
    assert "Notes Leeds 14.3.23 FINAL.md: no speakers, 12 words; Leeds South, 2023-03-14, Discovery" in done["files"]
