"""The commands that build on a run: digests of a part, exports, model versions, evaluation, the state of the machine."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from tests.conftest import ROOT, in_process, result, write_lines


@pytest.fixture(scope="module")
def place(sample_run, tmp_path_factory):
    """A copy of the run sample that these tests may change."""
    target = tmp_path_factory.mktemp("commands") / "workspace"
    shutil.copytree(sample_run, target)
    return target


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--locality", "Cornwall"], "Cornwall"),
        (["--locality", "E Kent"], "East Kent"),
        (["--phase", "A&E Delivery Boards"], "A&E Delivery Boards"),
    ],
)
def test_a_digest_of_one_part(place, words, says):
    found = result("digest", "sample", *words, place=place)
    digest = Path(found["digest"]).read_text(encoding="utf-8")
    assert says in digest.splitlines()[0]
    assert found["documents"] < 106


def test_a_part_quotes_its_own_people_and_counts_the_whole(place):
    digest = Path(result("digest", "sample", "--locality", "Cornwall", place=place)["digest"]).read_text(
        encoding="utf-8"
    )
    assert "other place" in digest or "only here" in digest


def test_every_digest_with_an_index(place, tmp_path):
    out = tmp_path / "all"  # beside the others they would be made anew by each run that follows
    found = result("digest", "sample", "--all", "--html", "--docx", "--out", out, place=place)
    index = Path(found["digest"])
    assert index.name == "index.md"
    led = re.findall(r"\]\(([^)]+)\)", index.read_text(encoding="utf-8"))
    assert len(led) == 1 + 9 + 2
    for path in led:
        for suffix in (".md", ".html", ".docx"):
            assert (index.parent / path).with_suffix(suffix).stat().st_size > 5000


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--all", "--phase", "A&E Delivery Boards"], "--all writes every digest"),
        (["--locality", ""], "no such locality"),
        (["--locality", "Atlantis"], "no such locality"),
    ],
)
def test_a_digest_that_cannot_be(place, words, says):
    done = in_process("digest", "sample", *words, "--workspace", place)
    assert done.returncode == 2
    assert says in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"text": "We need beds."}, "message of 0 or 1"),
        ({"text": "We need beds.", "message": 2}, "message of 0 or 1"),
        ({"text": "We need beds.", "message": 1, "kind": "praise"}, "the kind must be"),
        ({"text": "We need beds.", "message": 0, "kind": "ask"}, "the kind must be"),
        ({"text": "We need beds.", "message": 1, "speaker_role": "king"}, "speaker_role"),
        ({"text": " ", "message": 1}, "1 to 2,000 letters"),
        ({"text": "beds " * 500, "message": 1}, "1 to 2,000 letters"),
    ],
)
def test_labelled_sentences_that_cannot_be_learned_from(place, tmp_path, line, says):
    path = write_lines(tmp_path / "labelled.jsonl", [line])
    done = in_process("retrain", "sample", "--labelled", path, "--workspace", place)
    assert done.returncode == 2
    assert says in done.stderr
    assert "beds" not in done.stderr
    assert not (place / "corpora" / "sample" / "labelled.jsonl").exists()


def test_labels_that_contradict_each_other_and_none_at_all(place, tmp_path):
    both = [{"text": "We need beds.", "message": m} for m in (1, 0)]
    for lines, says in ((both, "otherwise in line 1"), ([], "no labelled sentence")):
        path = write_lines(tmp_path / "labelled.jsonl", lines)
        done = in_process("retrain", "sample", "--labelled", path, "--workspace", place)
        assert done.returncode == 2
        assert says in done.stderr


def test_the_message_finder_learns_from_labelled_sentences(sample_run, tmp_path):
    """What people label as no message changes the scores, in the corpus they labelled it for."""
    place = tmp_path / "workspace"  # of its own: it gets model versions
    shutil.copytree(sample_run, place)
    before = pd.read_csv(place / "outputs" / "sample" / "messages.csv")
    told = before["message"].head(3).tolist()
    texts = [r["text"] for i in before["id"].head(3) for r in result("show", "sample", i, place=place)[:1]]
    rows = [{"text": t, "message": 0} for t in texts] + [{"text": t, "message": 0} for t in told]
    path = write_lines(tmp_path / "labelled.jsonl", rows)
    found = result("retrain", "sample", "--labelled", path, "--no-promote", place=place)
    assert found["labelled"] == len({r["text"] for r in rows})
    result("retrain", "sample", "--labelled", path, "--no-promote", place=place)
    kept = (place / "corpora" / "sample" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) == found["labelled"]  # said again is not said twice
    after = pd.read_csv(Path(result("messages", "sample", place=place)["files"][0]).parent / "messages.csv")
    assert after["score"].tolist() != before["score"].tolist()


def test_show_follows_every_kind_of_id_to_its_place(place):
    messages = pd.read_csv(place / "outputs" / "sample" / "messages.csv")
    first = messages.iloc[0]
    ids = first["evidence"].split("; ")
    found = result("show", "sample", *ids, place=place)
    assert [f["id"] for f in found] == ids
    assert all(f["sentence"] in f["text"] for f in found)
    assert any(first["message"].rstrip(".")[:40] in f["sentence"] for f in found)
    segments = [f["segment"] for f in found]
    by_segment = result("show", "sample", *segments, place=place)
    assert [(f["text"], f["sentence"]) for f in by_segment] == [(f["text"], "") for f in found]
    by_message = result("show", "sample", first["id"], place=place)
    assert set(segments) <= {f["segment"] for f in by_message}
    assert all((place / "corpora" / "sample" / "raw" / f["file"]).is_file() for f in by_message)
    assert found[0]["sentence"] in in_process("show", "sample", ids[0], "--workspace", place).stdout


@pytest.mark.parametrize("asked_for", ["nobody-1", "q-0000000000", "m-00000000", "m-", ""])
def test_show_of_an_id_that_is_none(place, asked_for):
    done = in_process("show", "sample", asked_for, "--workspace", place)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_digest_of_a_place_that_is_not_there(place):
    done = in_process("digest", "sample", "--locality", "Atlantis", "--workspace", place)
    assert done.returncode == 2
    assert "It has: Barnet & Enfield, Central Lancashire" in done.stderr


@pytest.mark.parametrize("format", ["xlsx", "json", "parquet"])
def test_export(place, format):
    files = result("export", "sample", "--format", format, place=place)["files"]
    assert files
    if format == "xlsx":
        assert set(pd.ExcelFile(files[0]).sheet_names) >= {"themes", "prevalence", "messages"}
    if format == "json":
        whole = json.loads(Path(files[0]).read_text())
        assert set(whole["tables"]) == {"themes", "prevalence", "messages"}
        schema = json.loads((ROOT / "textmine" / "export" / "tables.schema.json").read_text())
        jsonschema.validate(whole, schema)
        whole["tables"]["themes"]["records"][0]["share"] = 2
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(whole, schema)
    if format == "parquet":
        assert {Path(f).stem for f in files} >= {"themes", "prevalence", "messages"}
        assert len(pd.read_parquet(next(f for f in files if "themes" in f))) > 5


def test_export_in_no_format(place):
    done = in_process("export", "sample", "--format", "docx", "--workspace", place)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_model_versions(place):
    first = result("models", "list", "sample", place=place)
    assert [v["promoted"] for v in first] == [True]
    made = result("retrain", "sample", "--themes", "8", "--no-promote", place=place)
    assert made["promoted"] is False
    assert made["themes"] <= 8
    versions = result("models", "list", "sample", place=place)
    assert sorted(v["promoted"] for v in versions) == [False, True]
    compared = result("models", "compare", "sample", first[0]["version"], made["version"], place=place)
    assert {re.split(r"[ ,]", r["became"])[0] for r in compared} <= {"kept", "new", "lost", "split", "merged"}
    kept = {r["theme_id"] for r in compared if r["became"].startswith("kept")}
    assert kept == set(made["kept"])
    assert result("models", "promote", "sample", made["version"], place=place) == {"promoted": made["version"]}
    assert result("models", "rollback", "sample", place=place) == {"promoted": first[0]["version"]}
    assert "robust" in in_process("models", "show", "sample", "--workspace", place).stdout
    assert result("models", "verify", "sample", place=place)["broken"] == []
    both, old = sorted(v["version"] for v in versions), made["version"]
    found = result("models", "verify", "sample", old, old[:-1], place=place)
    assert found == {"versions": [old], "broken": []}
    kept = result("models", "prune", "sample", place=place)
    assert kept == {"removed": [], "kept": both, "dry_run": False}
    spared = result("models", "prune", "sample", "--keep", "1", "--dry-run", place=place)
    assert first[0]["version"] in spared["kept"], "the one in use"
    assert sorted(spared["kept"] + spared["removed"]) == both
    assert [v["version"] for v in result("models", "list", "sample", place=place)] == both


def test_a_version_as_bertopic_reads_it(place, tmp_path):
    bertopic = pytest.importorskip("bertopic")
    from safetensors.numpy import load_file

    result("models", "export-bertopic", "sample", "--out", tmp_path / "bertopic", place=place)
    model = bertopic.BERTopic.load(str(tmp_path / "bertopic"))
    ids = json.loads((tmp_path / "bertopic" / "segments.json").read_text(encoding="utf-8"))
    found, _ = model.transform(ids, embeddings=load_file(tmp_path / "bertopic" / "segment_rows.safetensors")["rows"])
    assert found.tolist() == model.topics_
    names = dict(zip(range(-1, len(model.custom_labels_) - 1), model.custom_labels_, strict=True))
    placed = pd.read_csv(place / "outputs" / "sample" / "analyst" / "assignments.csv", keep_default_na=False)
    ours = placed[placed["primary"]].set_index("segment")["theme"].to_dict()
    assert {s: names[k] for s, k in zip(ids, model.topics_, strict=True) if k >= 0} == {
        s: t for s, t in ours.items() if t
    }


def test_a_damaged_version_is_found(place):
    version = next(p for p in (place / "models" / "sample").iterdir() if p.is_dir())
    card = version / "MODEL_CARD.md"
    before = card.read_bytes()
    card.write_bytes(before + b"more")
    done = in_process("models", "verify", "sample", "--workspace", place)
    card.write_bytes(before)
    assert done.returncode == 6
    assert "MODEL_CARD.md was changed" in done.stdout


def test_themes_keep_their_ids_when_notes_are_added(place):
    before = set(pd.read_csv(place / "outputs" / "sample" / "themes.csv")["theme_id"])
    note = place / "extra.md"
    note.write_text(
        "---\nlocality: Cornwall\ndate: 2019-05-30\n---\n\nThe last crew of the day queued for five hours again.\n"
    )
    added = in_process("ingest", "sample", note, "--workspace", place)
    assert added.returncode == 0, added.stderr
    after = {t["theme_id"] for t in result("run", "sample", place=place)["themes"]}
    assert len(before & after) >= 0.6 * len(before)


def test_a_damaged_model_in_use_is_replaced(place):
    store = place / "models" / "sample"
    used = [json.loads(line)["version"] for line in (store / "promotions.jsonl").read_text().splitlines()][-1]
    (store / used / "topics.json").write_text("{}")
    done = in_process("run", "sample", "--workspace", place)
    assert done.returncode == 0, done.stderr
    assert "A new version is made" in done.stderr


def test_a_file_that_cannot_be_read_is_left_out(place):
    bad = place / "scan.docx"
    bad.write_bytes(b"PK\x03\x04 truncated")
    done = in_process("ingest", "sample", bad, "--workspace", place)
    assert done.returncode == 4
    assert "scan.docx" in done.stderr
    again = in_process("anonymise", "sample", "--workspace", place)
    assert again.returncode == 4, "as long as it lies there, every command says so"
    (place / "corpora" / "sample" / "raw" / "scan.docx").unlink()


def test_evaluate_messages(tmp_path):
    rows = [
        {
            "id": 1,
            "text": "NHS England must stop asking for three returns a day.",
            "message": 1,
            "speaker_role": "witness",
        },
        {"id": 2, "text": "Thank you, Chair, and good morning.", "message": 0},
        {"id": 3, "text": "The government should fund social care for five years.", "message": 1},
        {"id": 4, "text": "Lunch is in the room next door.", "message": 0},
    ]
    done = in_process("evaluate", "messages", write_lines(tmp_path / "gold.jsonl", rows), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["average_precision"] == 1.0


def test_evaluate_anonymisation(tmp_path):
    text = "Dr Ngozi Adeyemi rang the ward about the beds."
    rows = [{"id": 1, "text": text, "spans": [{"start": 3, "end": 16, "label": "PERSON"}]}]
    done = in_process("evaluate", "anonymisation", write_lines(tmp_path / "gold.jsonl", rows), "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["names"], figures["name_recall"]) == (1, 1.0)


def test_evaluate_themes(tmp_path):
    rows = [f"The car park was full for {i} minutes again today,parking" for i in range(30)]
    rows += [f"The nurse on ward {i} was kind and explained everything,nurses" for i in range(30)]
    (tmp_path / "t.csv").write_text("text,label\n" + "\n".join(rows) + "\n")
    done = in_process(
        "evaluate", "themes", tmp_path / "t.csv", "--text", "text", "--label", "label", "--themes", "2", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ami_label"] == pytest.approx(1.0)


def test_doctor(tmp_path):
    done = in_process("doctor", "--workspace", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    assert all(check["ok"] for check in json.loads(done.stdout))


def test_doctor_finds_telemetry_that_is_on(tmp_path, monkeypatch):
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    done = in_process("doctor", "--workspace", tmp_path, "--json")
    assert done.returncode == 9
    assert [check["what"] for check in json.loads(done.stdout) if not check["ok"]] == ["telemetry"]
