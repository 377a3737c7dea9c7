"""The command line as its users meet it: help, exit codes, one line for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import in_process, lines, textmine, write_lines

COMMANDS = [
    ["demo"], ["new"], ["ingest"], ["read"], ["run"], ["themes"], ["messages"], ["digest"], ["show"], ["anonymise"], ["retrain"],
    ["export"], ["doctor"],
    *(["models", verb] for verb in ("list", "show", "compare", "promote", "rollback", "prune", "verify", "export-bertopic")),
    *(["evaluate", what] for what in ("themes", "messages", "anonymisation", "stability")),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(command):
    done = textmine(*command, "--help")
    assert done.returncode == 0
    assert f"Example: textmine {' '.join(command)}" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["run", "nowhere"], 2, "there is no such corpus"),
        (["run", ""], 2, "not a name for a corpus"),
        (["run", "empty"], 3, "there is nothing to read yet"),
        (["run", "broken"], 5, "not valid TOML"),
        (["ingest", "empty", "nothing.md"], 2, "no such file or folder"),
        (["ingest", "empty", "note.md", "--locality", "Atlantis"], 2, "there is no locality 'Atlantis'"),
        (["ingest", "empty", "note.md", "--date", "soon"], 2, "is not a date"),
        (["read", "nothing.md"], 2, "no such file or folder"),
        (["read", "zero.md"], 3, "zero.md"),
        (["themes", "table.csv", "--text", "wrong"], 2, "wrong"),
        (["themes", "table.csv", "--text", "text", "--themes", "many"], 2, "takes auto or a whole number"),
        (["themes", "note.md", "--text", "text"], 2, "this is not a table"),
        (["messages", "bad.jsonl"], 3, "line 2 is not JSON"),
        (["messages", "noid.jsonl"], 3, "line 1 has no id and text"),
        (["anonymise", "note.md"], 2, "say where to write"),
        (["anonymise", "note.md", "--out", "note.md"], 2, "would overwrite"),
        (["models", "show", "empty"], 6, "no model version is in use yet"),
        (["models", "rollback", "empty"], 6, "no earlier version"),
        (["models", "export-bertopic", "empty"], 6, "no model version is in use yet"),
        (["models", "verify", "empty", "2018"], 6, "no version is called '2018'"),
        (["new", "empty"], 2, "there is a corpus here already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_an_exit_code(tmp_path, words, code, says):
    (tmp_path / "corpora" / "broken").mkdir(parents=True)
    (tmp_path / "corpora" / "broken" / "corpus.toml").write_text("[corpus\n")
    (tmp_path / "note.md").write_text("A secret word was spoken here: xylophone.\n")
    (tmp_path / "zero.md").write_text("")
    (tmp_path / "table.csv").write_text("id,text\n1,The xylophone played on and on for us all\n")
    (tmp_path / "bad.jsonl").write_text('{"id": 1, "text": "xylophone"}\n{"id": xylophone\n')
    (tmp_path / "noid.jsonl").write_text('{"text": "xylophone"}\n')
    assert textmine("new", "empty", "--sample", "nhs", cwd=tmp_path).returncode == 0
    done = textmine(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1, "one line"
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "xylophone" not in done.stderr


def test_help_needs_no_heavy_import():
    heavy = [
        "numpy",
        "pandas",
        "spacy",
        "sklearn",
        "bertopic",
        "onnxruntime",
        "torch",
        "presidio_analyzer",
        "matplotlib",
    ]
    code = f"import sys, textmine.cli.main; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_fault_of_ours_shows_no_words_of_participants(monkeypatch, capsys):
    from typer.testing import CliRunner

    from textmine import workspace
    from textmine.cli.main import app

    def broken(*args, **kwargs):
        raise KeyError("what somebody said")

    monkeypatch.setattr(workspace, "find_corpus", broken)
    done = CliRunner().invoke(app, ["run", "sample"])
    assert done.exit_code == 70
    assert "what somebody said" not in done.output
    assert "KeyError" in done.output


class TestRead:
    def test_json_is_one_line_a_turn(self, tmp_path):
        file = tmp_path / "talk.vtt"
        file.write_text(
            "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ada Obi>We need</v>\n\n"
            "00:00:03.000 --> 00:00:05.000\n<v Ada Obi>more time.</v>\n\n"
            "00:00:05.000 --> 00:00:06.000\n<v Bea Lis>Yes.</v>\n"
        )
        done = in_process("read", file, "--json")
        assert done.returncode == 0, done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert [list(r) for r in rows] == [["file", "place", "question", "speaker", "text", "start", "end"]] * 2
        assert [(r["speaker"], r["text"]) for r in rows] == [("Ada Obi", "We need more time."), ("Bea Lis", "Yes.")]
        assert rows[0]["file"] == "talk.vtt"
        assert (rows[0]["start"], rows[0]["end"]) == (0, len(rows[0]["text"]))

    def test_a_note_has_no_speakers(self, tmp_path):
        file = tmp_path / "note.md"
        file.write_text("# Board\n\nBeds were short again.\n")
        rows = [json.loads(line) for line in in_process("read", file, "--json").stdout.splitlines()]
        assert {r["speaker"] for r in rows} == {None}
        assert "Beds were short again." in {r["text"] for r in rows}

    def test_what_cannot_be_read_is_left_out_and_the_rest_goes_on(self, tmp_path):
        (tmp_path / "good.md").write_text("Something was said.\n")
        (tmp_path / "bad.docx").write_bytes(b"not a zip")
        done = in_process("read", tmp_path, "--json")
        assert done.returncode == 4
        assert len(done.stdout.splitlines()) == 1
        assert "bad.docx" in done.stderr


class TestMessages:
    def test_contract(self, tmp_path):
        rows = [
            {
                "id": "a",
                "text": "We need the government to fund social care properly, because patients are stuck in beds.",
                "speaker_role": "witness",
            },
            {"id": 7, "text": "Thank you, Chair."},
        ]
        out = tmp_path / "out.jsonl"
        done = in_process("messages", write_lines(tmp_path / "in.jsonl", rows), "--out", out)
        assert done.returncode == 0, done.stderr
        found = lines(out)
        assert [r["id"] for r in found] == ["a", 7]
        for row in found:
            assert list(row) == ["id", "score", "message", "kind", "addressee"]
            assert 0 <= row["score"] <= 1
        assert found[0]["message"] is True
        assert found[0]["kind"] == "ask"
        assert found[0]["score"] > found[1]["score"]
        assert found[1]["message"] is False


class TestAnonymise:
    def test_contract(self, tmp_path):
        rows = [
            {
                "id": 1,
                "text": "Dr Ngozi Adeyemi rang. Then Ngozi wrote to 01632 960123 😀.",
                "participants": ["Ngozi Adeyemi"],
            },
            {"id": 2, "text": "Nothing to hide here at all."},
        ]
        out = tmp_path / "out.jsonl"
        done = in_process("anonymise", write_lines(tmp_path / "in.jsonl", rows), "--out", out)
        assert done.returncode == 0, done.stderr
        found = lines(out)
        assert [list(r) for r in found] == [["id", "text", "spans"]] * 2
        assert "Ngozi" not in found[0]["text"]
        assert "960123" not in found[0]["text"]
        text, made = rows[0]["text"], ""
        at = 0
        for span in found[0]["spans"]:
            assert list(span) == ["start", "end", "label", "replacement"]
            made += text[at : span["start"]] + span["replacement"]
            at = span["end"]
        assert made + text[at:] == found[0]["text"]
        assert found[1] == {"id": 2, "text": rows[1]["text"], "spans": []}

    def test_a_transcript_becomes_text_with_pseudonyms(self, tmp_path):
        (tmp_path / "talk.txt").write_text("Ada Obi  0:03\nWe need more time, says Bea.\n\nBea Lis  0:09\nYes, Ada.\n")
        done = in_process("anonymise", tmp_path / "talk.txt", "--out", tmp_path / "clean.txt")
        assert done.returncode == 0, done.stderr
        clean = (tmp_path / "clean.txt").read_text()
        assert "more time" in clean
        assert not {"Ada", "Obi", "Bea", "Lis"} & set(clean.replace(",", " ").replace(".", " ").split())

    def test_nothing_that_was_given_is_overwritten(self, tmp_path):
        for name in ("m.md", "m.txt"):
            (tmp_path / name).write_text(f"Ada Obi wrote {name}.\n")
        before = {p.name: p.read_text() for p in tmp_path.iterdir()}
        done = in_process("anonymise", tmp_path / "m.md", "--out", tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert {p.name: p.read_text() for p in tmp_path.iterdir()} == before
        done = in_process("anonymise", tmp_path / "m.md", tmp_path / "m.txt", "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert len(list((tmp_path / "out").iterdir())) == 2

    def test_participants_that_are_no_list(self, tmp_path):
        source = write_lines(tmp_path / "in.jsonl", [{"id": 1, "text": "Hello.", "participants": "Ada Obi"}])
        done = in_process("anonymise", source, "--out", tmp_path / "out.jsonl")
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert "Ada" not in done.stderr


def table(folder: Path, rows: int = 120) -> Path:
    """Two plain matters in two places."""
    said = {
        "parking": "The car park was full again and I drove around for {} minutes to find a space to park near the clinic.",
        "kind": "The nurse on ward {} was kind and listened to me and explained the treatment with great patience.",
    }
    place = {0: "North", 1: "South"}
    out = ["key,comment,where"]
    for i in range(rows):
        matter = "parking" if i % 3 else "kind"
        out.append(f"k{i},{said[matter].format(i)},{place[i % 2]}")
    path = folder / "comments.csv"
    path.write_text("\n".join(out) + "\n")
    return path


class TestThemes:
    @pytest.mark.parametrize("whole", [True, False])
    def test_contract(self, tmp_path, whole):
        import pandas as pd

        words = ["themes", table(tmp_path), "--text", "comment", "--locality", "where", "--id", "key", "--themes", "2"]
        done = in_process(*words, *(["--whole-rows"] if whole else []), "--out", tmp_path / "out", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["rows"] == 120
        assignments = pd.read_csv(tmp_path / "out" / "analyst" / "assignments.csv", keep_default_na=False)
        assert list(assignments) == ["id", "row", "segment", "theme_id", "theme", "score"]
        assert list(assignments["id"]) == [f"k{i}" for i in range(120)]
        assert list(assignments["row"]) == list(range(120))
        themes = pd.read_csv(tmp_path / "out" / "themes.csv")
        columns = ["theme_id", "theme", "terms", "segments", "documents", "localities", "stability"]
        assert list(themes)[: len(columns)] == columns
        assert len(themes) == 2
        placed = assignments[assignments["theme_id"] != ""]
        assert len(placed) >= 0.95 * len(assignments)
        assert placed.groupby(placed["row"] % 3 == 0)["theme_id"].nunique().max() == 1
        prevalence = pd.read_csv(tmp_path / "out" / "prevalence.csv", keep_default_na=False)
        assert {"theme_id", "locality", "share", "low", "high", "status"} <= set(prevalence)
        assert set(prevalence["locality"]) == {"", "North", "South"}

    @pytest.mark.parametrize("rows", [1, 2, 10])
    def test_a_small_table_gets_an_honest_answer(self, tmp_path, rows):
        done = in_process("themes", table(tmp_path, rows), "--text", "comment", "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / "analyst" / "assignments.csv").read_text().count("\n") == rows + 1

    @pytest.mark.parametrize(("name", "ids"), [("id", [f"k{i}" for i in range(120)]), ("key", None)])
    def test_ids_are_those_of_the_table_or_none(self, tmp_path, name, ids):
        """A row number in a column called id would be joined to the wrong rows."""
        import pandas as pd

        path = table(tmp_path)
        header, _, rest = path.read_text().partition("\n")
        path.write_text(header.replace("key", name) + "\n" + rest)
        done = in_process("themes", path, "--text", "comment", "--themes", "2", "--out", tmp_path / "out", "--json")
        assert done.returncode == 0, done.stderr
        assignments = pd.read_csv(tmp_path / "out" / "analyst" / "assignments.csv", keep_default_na=False)
        assert list(assignments["row"]) == list(range(120))
        assert (list(assignments["id"]) if "id" in assignments else None) == ids

    def test_a_table_of_nothings(self, tmp_path):
        (tmp_path / "t.csv").write_text("comment\n" + "Nothing\nN/A\nYes thanks\n" * 5)
        done = in_process("themes", tmp_path / "t.csv", "--text", "comment", "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        rows = (tmp_path / "out" / "analyst" / "assignments.csv").read_text().splitlines()
        assert len(rows) == 16
        assert all(",,," in r or r.endswith(",,") for r in rows[1:])


def test_words_between_colons_are_no_pictures(tmp_path):
    (tmp_path / "note.txt").write_text("He said :smile: and left.\n", encoding="utf-8")
    assert ":smile:" in in_process("read", tmp_path / "note.txt").stdout
