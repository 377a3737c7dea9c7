"""What is for the analyst alone lies in a folder of its own, and readers' files repeat nothing of it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.conftest import in_process, result
from textmine.export import FORMATS
from textmine.pipeline.analyst_files import move_old_files
from textmine.workspace import ANALYST, find_corpus

ANALYSTS = {"README.md", "assignments.csv", "evidence.csv", "not-known.csv", "number-of-themes.csv", "run.json"}


@pytest.fixture(scope="module")
def place(sample_run, tmp_path_factory):
    """A copy of the run sample that these tests may change."""
    target = tmp_path_factory.mktemp("analyst") / "workspace"
    shutil.copytree(sample_run, target)
    return target


def contents(path: Path) -> Iterator[bytes]:
    """What a file holds; of one that is packed each part."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    else:
        yield path.read_bytes()


def test_a_run_keeps_the_two_apart(sample_run):
    corpus = find_corpus("sample", sample_run)
    assert {p.name for p in corpus.analyst.iterdir()} == ANALYSTS
    assert "not protected" in (corpus.analyst / "README.md").read_text(encoding="utf-8")
    beside = {p.name for p in corpus.outputs.iterdir()}
    assert beside >= {
        "digest.md",
        "themes.csv",
        "prevalence.csv",
        "messages.csv",
        "contrasts.csv",
        "own-words.csv",
        "README.csv",
    }
    assert not beside & (ANALYSTS - {"README.md"})


def test_no_reader_s_file_names_a_passage_or_a_document(place):
    corpus = find_corpus("sample", place)
    for format in (*sorted(set(FORMATS) - {"parquet"}), "qdpx", "qdc"):
        result("export", "sample", "--format", format, place=place)
    result("digest", "sample", "--all", place=place)
    segments = pd.read_parquet(corpus.segments, columns=["segment", "document"])
    inside = re.compile("|".join({*segments["segment"], *segments["document"].astype(str)}).encode())
    files = [p for p in corpus.outputs.rglob("*") if p.is_file() and ANALYST not in p.parts]
    assert len(files) > 30
    for path in files:
        assert not any(inside.search(part) for part in contents(path)), path.name
    shutil.rmtree(corpus.outputs)  # each run that follows would make these digests anew
    result("run", "sample", place=place)


@pytest.mark.parametrize(
    ("words", "folder", "names"),
    [
        (
            ["export", "sample", "--format", "qdpx", "--raw-for-analysts"],
            "analyst",
            {"sample.qdpx", "sample-documents.csv"},
        ),
        (["export", "sample", "--format", "qdpx"], "export", {"sample-quotes.qdpx"}),
        (["export", "sample", "--format", "qdc"], "export", {"sample.qdc"}),
        (
            ["export", "sample", "--format", "csv"],
            "export",
            {"themes.csv", "prevalence.csv", "messages.csv", "README.csv"},
        ),
    ],
)
def test_where_an_export_lies(place, words, folder, names):
    outputs = find_corpus("sample", place).outputs
    files = result(*words, place=place)["files"]
    assert set(files) == {str(outputs / folder / name) for name in names}


def test_the_report_of_a_retraining_is_the_analyst_s(place):
    corpus = find_corpus("sample", place)
    report = result("retrain", "sample", "--themes", "8", "--no-promote", place=place)["report"]
    assert report.startswith(str(corpus.analyst / "retraining"))
    assert not (corpus.outputs / "retraining").exists()


def test_what_an_earlier_version_left_is_moved(place):
    """Tables are written anew; reports of retrainings, of agreement and exports cannot be, and are kept."""
    corpus = find_corpus("sample", place)
    outputs = corpus.outputs
    for name in ("assignments.csv", "run.json", "number-of-themes.csv"):
        shutil.copy(corpus.analyst / name, outputs / name)
    old = {"retraining/20250101-v.md": "a report", "agreement/agreement.csv": "kappa", "export/sample-documents.csv": "Name",
           "bertopic/topics.json": "{}"}  # fmt: skip
    for name, text in old.items():
        (outputs / name).parent.mkdir(parents=True, exist_ok=True)
        (outputs / name).write_text(text)
    (corpus.analyst / "sample-documents.csv").unlink(missing_ok=True)
    done = in_process("run", "sample", "--workspace", place)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("was moved there") == 1
    for name, text in old.items():
        assert not (outputs / name).exists()
        assert (corpus.analyst / name.removeprefix("export/")).read_text() == text
    assert not {"assignments.csv", "run.json", "number-of-themes.csv"} & {p.name for p in outputs.iterdir()}
    again = in_process("run", "sample", "--workspace", place)
    assert "was moved there" not in again.stderr


@pytest.mark.parametrize(
    ("name", "text", "is_moved"),
    [
        ("assignments.csv", "id,row,segment,theme_id,theme,score\n", True),
        ("assignments.csv", "student,essay\n", False),  # somebody's own table
        ("run.json", '{\n "aside": 1\n}\n', True),
        ("run.json", '{"speed": 5}', False),
        ("number-of-themes.csv", "themes,agreement,chosen\n", True),
        ("number-of-themes.csv", "", False),
        ("retraining/report.md", "x", False),  # not in a folder that a user named
    ],
)
def test_only_what_we_wrote_is_moved(tmp_path, name, text, is_moved):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    lines: list[str] = []
    move_old_files(tmp_path, SimpleNamespace(say=lines.append))
    assert path.exists() is not is_moved
    assert (tmp_path / ANALYST / name).exists() is is_moved
    assert bool(lines) is is_moved


def test_a_table_s_readers_get_no_formula_and_no_assignments(tmp_path):
    rows = ["comment,where"] + [
        f'"The car park was full for {i} minutes again today","=HYPERLINK(1)"' for i in range(30)
    ]
    rows += [f'"The nurse on ward {i} was kind and explained everything","@there"' for i in range(30)]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    out = tmp_path / "out"
    words = ("--text", "comment", "--locality", "where", "--themes", 2, "--out", out)
    found = result("themes", tmp_path / "t.csv", *words, place=tmp_path)
    assert {p.name for p in (out / ANALYST).iterdir()} >= {"README.md", "assignments.csv"}
    assert str(out / ANALYST / "assignments.csv") in found["files"]
    assert not (out / "assignments.csv").exists()
    for name in ("themes", "prevalence", "contrasts", "own-words"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            cells = [c for row in csv.reader(file) for c in row]
        assert not [c for c in cells if c[:1] in "=@" and c], name
    assert "'=HYPERLINK(1)" in (out / "prevalence.csv").read_text()


@pytest.mark.parametrize("name", ["analyst/assignments.csv", "assignments.csv", "themes.csv", "prevalence.csv"])
def test_a_table_that_would_be_overwritten_is_refused(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("comment\nWe wait for beds every day of the week.\n")
    done = in_process("themes", path, "--text", "comment", "--out", tmp_path)
    assert done.returncode == 2
    assert "would overwrite" in done.stderr
    assert path.read_text().startswith("comment")


def test_the_run_record_says_what_it_said(sample_run):
    record = json.loads((find_corpus("sample", sample_run).analyst / "run.json").read_text(encoding="utf-8"))
    assert {"textmine", "corpus_hash", "documents", "segments", "themes", "messages"} <= set(record)
