"""The sample corpus in a notebook: what it shows is what the command line wrote; every example of docs/api.md runs."""

from __future__ import annotations

import re
import shutil
import socket
import warnings

import pandas as pd
import pytest

import textmine
from tests.conftest import ROOT, result
from textmine.errors import ReadError, SettingsError, TextmineError, UsageError

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.S)


@pytest.fixture(scope="module")
def run(sample_run):
    before = {p: p.read_bytes() for p in (sample_run / "outputs" / "sample").rglob("*") if p.is_file()}
    done = textmine.open_corpus("sample", sample_run).run()
    assert {p: p.read_bytes() for p in before} == before  # the notebook writes what the terminal wrote
    return done


@pytest.fixture(scope="module")
def out(sample_run):
    return sample_run / "outputs" / "sample"


def test_every_example_runs(sample_run, monkeypatch):
    monkeypatch.chdir(sample_run)
    assert len(BLOCKS) > 6
    names: dict[str, object] = {}
    for number, block in enumerate(BLOCKS, 1):
        exec(compile(block, f"docs/api.md, example {number}", "exec"), names)
    assert (sample_run / "east-kent.html").stat().st_size > 15_000
    assert (names["found"].themes["status"] == "shown").all()
    assert len(names["turns"]) > 100


@pytest.mark.parametrize("name", ["themes", "prevalence", "messages"])
def test_tables_are_those_for_readers(run, out, name):
    written = pd.read_csv(out / f"{name}.csv", keep_default_na=False, na_values={"documents": [""]})
    mine = getattr(run, name)
    assert mine.columns.tolist() == written.columns.tolist()
    assert len(mine) == len(written) > 0
    first = "id" if name == "messages" else "theme_id"
    assert mine[first].tolist() == written[first].tolist()
    if "status" in mine:
        assert mine.loc[mine["status"] == "suppressed", "share"].isna().all()
        assert "shown" in set(mine["status"])


def test_assignments(run, out):
    written = pd.read_csv(out / "analyst" / "assignments.csv", keep_default_na=False)
    counted_by = ["locality", "region", "phase", "date", "speaker", "person", "counts"]
    assert run.assignments.columns.tolist() == [*written.columns, *counted_by]
    assert run.assignments["segment"].tolist() == written["segment"].tolist()
    assert len(textmine.prevalence(run.assignments, by=())) == len(run.themes)
    assert set(textmine.prevalence(run.assignments)["locality"]) >= {"Cornwall", "East Kent"}


def test_a_table_that_is_changed_changes_nothing_else(run):
    for name in ("themes", "prevalence", "messages", "assignments"):
        table = getattr(run, name)
        first = table.columns[0]
        table[first] = "mine"
        table["more"] = 1
        assert "more" not in getattr(run, name)
        assert "mine" not in set(getattr(run, name)[first])
    with pytest.raises(AttributeError):
        run.left_out = ("x",)


def test_the_digest_is_the_one_that_is_written(run, sample_run, out, tmp_path):
    digest = run.digest()
    assert str(digest) == (out / "digest.md").read_text(encoding="utf-8")
    result("digest", "sample", "--locality", "East Kent", "--html", "--out", tmp_path, place=sample_run)
    local = run.digest(locality="East Kent")
    assert str(local) == (tmp_path / "east-kent" / "digest.md").read_text(encoding="utf-8")
    assert local.html == (tmp_path / "east-kent" / "digest.html").read_text(encoding="utf-8")
    assert str(run.digest(phase="A&E Delivery Boards")) != str(digest)


def test_a_notebook_shows_it_with_its_pictures(run):
    digest = run.digest()
    shown = digest._repr_html_()
    assert len(digest.pictures) == 4
    assert shown.count("data:image/svg+xml;base64,") == 4
    assert not re.search(r"<(script|link|iframe|html|body|meta)\b|https?://", shown)
    # Its style is for what is inside of it alone, and two digests in a notebook have anchors of their own.
    style = shown.split("<style>")[1].split("</style>")[0]
    assert all(rule.strip().startswith(".textmine-digest") for rule in re.findall(r"([^{}]+)\{", style))
    anchors = [
        set(re.findall(r'id="(picture-[^"]+)"', d._repr_html_())) for d in (digest, run.digest(locality="Cornwall"))
    ]
    assert not anchors[0] & anchors[1]
    assert set(re.findall(r'href="#(picture-[^"]+)"', shown)) <= anchors[0]
    assert "pictures" in repr(digest)


def test_notes_of_people_come_along(run, out):
    path = out / "digest.md"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(
            before.replace("<!-- notes:top -->\n", "<!-- notes:top -->\nSeen by the board.\n"), encoding="utf-8"
        )
        assert "Seen by the board." in str(run.digest())
        assert "Seen by the board." in run.digest()._repr_html_()
    finally:
        path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize("options", [{"locality": "Atlantis"}, {"phase": "never"}, {"locality": ""}])
def test_no_such_part(run, options):
    with pytest.raises(UsageError, match="It has: "):
        run.digest(**options)


def test_what_was_said_is_kept(run):
    assert run.left_out == ()
    assert any("nothing changed" in line for line in run.notes)
    assert run.files[0].name == "digest.md"
    assert "0 left out" in repr(run)


def test_what_was_left_out_is_said(tmp_path):
    folder = small_corpus(tmp_path)
    (folder / "raw" / "broken.pdf").write_text("no pdf")
    with pytest.warns(UserWarning, match=r"one thing was left out: see run\.left_out"):
        run = textmine.open_corpus(folder).run(themes=2)
    assert len(run.left_out) == 1
    assert run.left_out[0].startswith("broken.pdf: ")
    assert "1 left out" in repr(run)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (folder / "raw" / "broken.pdf").unlink()
        again = textmine.open_corpus(folder).run(themes=2)
    assert again.left_out == ()
    assert len(run.left_out) == 1  # the first one stays as it was


def small_corpus(tmp_path):
    folder = tmp_path / "corpora" / "small"
    result("new", "small", "--sample", "nhs", place=tmp_path)
    words = ["first", "second", "main", "north", "old", "new", "long", "far", "small", "big", "east", "west"]
    lines = [
        f"Speaker {i % 6}: {said.format(word)}"
        for i, word in enumerate(words)
        for said in (
            "The ward had no {} nurse on the night shift.",
            "Parking at the {} gate costs too much for families.",
        )
    ]
    (folder / "raw" / "a.txt").write_text("\n".join(lines))
    return folder


@pytest.mark.parametrize("given", ["nothing", "./nothing", "", ".hidden", "corpora/nothing"])
def test_no_such_corpus(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        textmine.open_corpus(given)


def test_by_name_by_path_and_the_sample_that_is_copied_here(sample_run, tmp_path, monkeypatch):
    monkeypatch.chdir(sample_run)
    here = textmine.open_corpus("sample")
    assert here.folder == sample_run / "corpora" / "sample"
    assert textmine.open_corpus(here.folder) == here
    assert textmine.open_corpus("corpora/sample") == here
    assert (here.name, here.outputs) == ("sample", sample_run / "outputs" / "sample")
    monkeypatch.chdir(tmp_path)
    assert textmine.open_corpus("sample").folder == tmp_path / "corpora" / "sample"  # it is copied to where one works
    assert "sample" in repr(here)


def test_the_errors_of_a_run(tmp_path):
    result("new", "empty", "--sample", "nhs", place=tmp_path)
    corpus = textmine.open_corpus("empty", tmp_path)
    with pytest.raises(ReadError):
        corpus.run()
    for options in ({"themes": 0}, {"themes": "many"}, {"seed": -1}, {"seed": 1.5}):
        with pytest.raises(UsageError):
            corpus.run(**options)
    shutil.copy(ROOT / "corpora" / "sample" / "corpus.toml", corpus.folder / "corpus.toml")
    with (corpus.folder / "corpus.toml").open("a") as file:
        file.write("\n[nothing]\nx = 1\n")
    with pytest.raises(SettingsError):
        corpus.run()
    assert issubclass(ReadError, TextmineError)


def test_no_network(run, monkeypatch):
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert run.digest(locality="Cornwall").html
