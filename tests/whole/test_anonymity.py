"""Anonymity through the command line: the review, the glossary, the audit, the gate, and what every written byte may hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import NO_SOCKETS, in_process, lines, write_lines

NOTE = """---
locality: Cornwall
date: 2018-05-01
attendees: [Priya Shah, Hope Adeyemi]
---
Priya wants the Zorblax back by the summer, because nobody else in the county knows how to run it.
The Zorblax was the only thing that the night staff and the day staff ever agreed about.
We spoke of the Quuxly and of how Hope had kept it going on her own for the whole of the winter.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus with two words that nobody knows."""
    folder = tmp_path / "corpora" / "notes"
    (folder / "raw").mkdir(parents=True)
    (folder / "corpus.toml").write_text("[[regions]]\nname = 'South'\nlocalities = ['Cornwall']\n", encoding="utf-8")
    (folder / "raw" / "note.md").write_text(NOTE, encoding="utf-8")
    return folder


def review(corpus: Path, keys: str) -> subprocess.CompletedProcess[str]:
    words = ["anonymise", "notes", "--review", "--by", "ann", "--workspace", str(corpus.parents[1])]
    return subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, *words], input=keys, capture_output=True, text=True, timeout=600
    )


def waiting(corpus: Path) -> list[dict]:
    done = in_process("anonymise", "notes", "--review", "--json", "--workspace", corpus.parents[1])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["waiting"]


def segments(corpus: Path) -> str:
    return " ".join(pd.read_parquet(corpus / "segments.parquet")["text"])


def test_flags_are_shown_grouped_and_in_context(corpus):
    done = review(corpus, "")
    assert done.returncode == 0, done.stderr
    assert "1 of 2  “Zorblax”, 2 times" in done.stdout and "»Quuxly«" in done.stdout
    assert "Priya" not in done.stdout and not (corpus / "decisions.jsonl").exists()


@pytest.mark.parametrize(
    ("keys", "left", "kept", "actions"),
    [
        ("k\nm\n", [], True, ["keep", "mask"]),
        ("m\nk\n", [], False, ["mask", "keep"]),
        ("s\nk\n", ["Zorblax"], True, ["keep"]),
        ("m\nu\nk\nq\n", ["Quuxly"], True, ["mask", "undo", "keep"]),
        ("?\nq\n", ["Zorblax", "Quuxly"], True, []),
    ],
)
def test_decisions_are_taken_by_key_and_remembered(corpus, keys, left, kept, actions):
    done = review(corpus, keys)
    assert done.returncode == 0, done.stderr
    assert [g["word"] for g in waiting(corpus)] == left
    assert ("Zorblax" in segments(corpus)) == kept
    decisions = lines(corpus / "decisions.jsonl") if actions else []
    assert [d["action"] for d in decisions] == actions and all(d["by"] == "ann" for d in decisions)
    assert not any("Zorblax" in json.dumps(d) or "Quuxly" in json.dumps(d) for d in decisions)


def test_a_word_kept_always_is_kept_in_the_next_corpus_too_but_not_where_somebody_is_called_so(corpus):
    assert review(corpus, "a\nq\n").returncode == 0
    glossary = corpus.parent / "glossary.txt"
    assert "Zorblax\n" in glossary.read_text(encoding="utf-8")
    with glossary.open("a", encoding="utf-8") as file:
        file.write("Hope\n")
    assert [g["word"] for g in waiting(corpus)] == ["Quuxly"]
    assert "Hope" not in segments(corpus)


def test_one_takes_back_ones_own_last_decision_also_of_an_earlier_review(corpus):
    assert review(corpus, "a\nq\n").returncode == 0
    glossary = corpus.parent / "glossary.txt"
    with glossary.open("a", encoding="utf-8") as file:
        file.write("Hope\n")
    assert "taken back: keep always" in review(corpus, "u\nq\n").stdout
    assert glossary.read_text(encoding="utf-8").splitlines()[1:] == ["Hope"]
    assert [g["word"] for g in waiting(corpus)] == ["Zorblax", "Quuxly"]
    assert "nothing to take back" in review(corpus, "u\nq\n").stdout


def test_what_is_taken_out_of_the_glossary_is_asked_again_and_who_put_it_there_is_told(corpus):
    assert review(corpus, "a\nq\n").returncode == 0
    audit = json.loads((corpus / "audit.json").read_text(encoding="utf-8"))
    assert audit["decisions"] == [{"action": "keep always", "by": "ann", "words": 1}] and audit["glossary"] == 1
    (corpus.parent / "glossary.txt").unlink()
    assert [g["word"] for g in waiting(corpus)] == ["Zorblax", "Quuxly"]


def test_the_review_of_a_file_and_a_strict_review(corpus):
    done = in_process("anonymise", corpus / "raw" / "note.md", "--review")
    assert done.returncode == 2 and "of a corpus, not of a file" in done.stderr and done.stderr.count("\n") == 1
    words = ["anonymise", "notes", "--review", "--strict", "--workspace", str(corpus.parents[1])]
    done = subprocess.run([sys.executable, "-c", NO_SOCKETS, *words], input="k\n", capture_output=True, text=True)
    assert done.returncode == 7 and "1 flags wait for review" in done.stderr


@pytest.mark.parametrize("line", ['{"kind": ', "[1, 2]", '{"kind": "anonymity", "action": "keep"}', "\xff"])
def test_a_damaged_line_of_decisions_is_named(corpus, line):
    (corpus / "decisions.jsonl").write_text(
        '{"kind": "anonymity", "hash": "0", "action": "keep"}\n' + line + "\n", encoding="utf-8"
    )
    done = in_process("run", "notes", "--workspace", corpus.parents[1])
    assert done.returncode == 3 and "line 2 is not whole" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["{", "{}", '{"a": 1}', "[1]", "\x00"])
def test_a_damaged_list_of_flags_is_made_again(corpus, text):
    assert [g["word"] for g in waiting(corpus)] == ["Zorblax", "Quuxly"]
    (corpus / "cache" / "waiting.json").write_text(text, encoding="utf-8")
    assert [g["word"] for g in waiting(corpus)] == ["Zorblax", "Quuxly"]


@pytest.mark.parametrize("place", ["decisions.jsonl", "../glossary.txt"])
def test_a_folder_in_the_place_of_a_file_is_told(corpus, place):
    (corpus / place).mkdir()
    done = in_process("anonymise", "notes", "--workspace", corpus.parents[1])
    assert done.returncode == 3 and done.stderr.count("\n") == 1


def test_the_audit_counts_by_document_and_names_nobody(corpus):
    assert review(corpus, "k\nq\n").returncode == 0
    text = (corpus / "audit.json").read_text(encoding="utf-8")
    audit = json.loads(text)
    (document,) = audit["documents"]
    assert document["masked"]["PERSON"] == 2 and document["flagged"] == {"capitalised": 1}
    assert audit["reviewed"] == {"ann": 2} and audit["settings"]["roster"] == "required"
    assert sorted(audit["people"].values()) == [1, 1]
    assert not re.search("Priya|Shah|Hope|Adeyemi|Zorblax|Quuxly", text)
    assert "ann" in (corpus.parents[1] / "outputs" / "notes" / "anonymisation.md").read_text(encoding="utf-8")


def test_names_in_docvars_are_masked_wherever_they_came_from(corpus):
    """The kind of a note, of its front matter or of docvars.csv, names people as a text does, and file names do."""
    note = NOTE.replace("attendees", "kind: Priya's notes\nattendees")
    (corpus / "raw" / "note.md").write_text(note, encoding="utf-8")
    (corpus / "docvars.csv").write_text("file,event,source\nnote.md,Talk with Hope Adeyemi,typed by Priya Shah\n")
    assert review(corpus, "k\nq\n").returncode == 0
    for table in ("documents", "segments"):
        (row,) = pd.read_parquet(corpus / f"{table}.parquet")[["kind", "event", "source"]].drop_duplicates().to_numpy()
        assert re.fullmatch(
            r"\[Person \d+\]'s notes; Talk with \[Person \d+\]; typed by \[Person \d+\]", "; ".join(row)
        )


@pytest.mark.parametrize("command", [["run"], ["themes"], ["messages"], ["digest"], ["export"], ["anonymise"]])
def test_strict_stops_before_anything_is_written_for_readers(corpus, command):
    done = in_process(*command, "notes", "--strict", "--workspace", corpus.parents[1])
    assert done.returncode == 7 and "3 flags wait for review" in done.stderr
    assert not (corpus.parents[1] / "outputs" / "notes" / "digest.md").exists()


def test_files_alone_strict_and_with_people(tmp_path):
    source = write_lines(
        tmp_path / "in.jsonl", [{"id": 1, "text": "They want the Zorblax. We need what Bramwell built."}]
    )
    (tmp_path / "people.csv").write_text("name\nOna Bramwell\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = in_process("anonymise", source, "--out", out, "--strict")
    assert done.returncode == 7 and not out.exists() and "Zorblax" not in done.stderr
    done = in_process("anonymise", source, "--out", out, "--people", tmp_path / "people.csv")
    assert done.returncode == 0, done.stderr
    (record,) = lines(out)
    assert "Bramwell" not in record["text"]
    assert [
        (f["kind"], "They want the Zorblax. We need what Bramwell built."[f["start"] : f["end"]])
        for f in record["flags"]
    ] == [("capitalised", "Zorblax")]


def test_what_the_user_has_installed_adds_names_and_relaxes_nothing(corpus, tmp_path):
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Quuxly"}])
    nlp.to_disk(tmp_path / "pipeline")
    with (corpus / "corpus.toml").open("a", encoding="utf-8") as file:
        file.write(f"[anonymise]\nner = {json.dumps(str(tmp_path / 'pipeline'))}\n")
    assert [g["word"] for g in waiting(corpus)] == ["Zorblax"]
    assert "Quuxly" not in segments(corpus) and "Priya" not in segments(corpus)
    text = (corpus / "corpus.toml").read_text(encoding="utf-8")
    (corpus / "corpus.toml").write_text(text.replace("pipeline", "nowhere"), encoding="utf-8")
    done = in_process("run", "notes", "--workspace", corpus.parents[1])
    assert done.returncode == 9 and done.stderr.count("\n") == 1


def test_no_masked_surface_is_left_in_any_written_byte(sample_run):
    """Corpus, cache, models, outputs, the user's own folder: names of the sample's rosters, whole files and unpacked ones."""
    import os

    from tests.whole.test_sample import KEY

    under_90 = re.compile(r"\d\d|(?:sixty|seventy|eighty)(?:-\w+)?")
    surfaces = {i for e in KEY for i in e["identifiers"] if len(i) > 3 and not under_90.fullmatch(i)}
    surface = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(s.encode()) for s in sorted(surfaces)) + rb")(?!\w)")
    raw, checked = sample_run / "corpora" / "sample" / "raw", 0
    homes = [sample_run, Path(os.environ["TEXTMINE_HOME"])]
    for path in (p for home in homes for p in home.rglob("*")):
        if not path.is_file() or raw in path.parents or path.suffix in (".onnx", ".png"):
            continue
        data = path.read_bytes()
        if path.suffix == ".parquet":
            data = pd.read_parquet(path).to_csv().encode()
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                data = b"\n".join(archive.read(name) for name in archive.namelist())
        if path.name == "corpus.toml":
            continue
        assert surface.search(data) is None, path.name
        checked += 1
    assert checked > 20
