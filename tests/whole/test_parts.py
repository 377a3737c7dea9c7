"""A corpus is worked on in parts, and nothing shows how it was divided; what was done of an interrupted reading is not done again."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import time
from threading import Thread

import pytest

from tests.conftest import SAMPLE
from textmine import workspace
from textmine.errors import AnonymityError, TextmineError
from textmine.ingest import parts as ingest_parts
from textmine.ingest.refresh import refresh
from textmine.parallel.tasks import PartError, Task, map_parts
from textmine.progress import Silent
from textmine.settings import Settings
from textmine.workspace import find_corpus


@pytest.fixture
def corpus(tmp_path):
    """Some files of the sample: notes, a transcript, a table with many rows."""
    raw = tmp_path / "corpora" / "some" / "raw"
    for kind in ("session-notes", "learning-events", "feedback"):
        for path in sorted(p for p in (SAMPLE / "raw" / kind).rglob("*") if p.is_file())[:4]:
            (raw / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, raw / kind / path.name)
    shutil.copy(SAMPLE / "corpus.toml", raw.parent)
    return find_corpus("some", tmp_path)


def made(corpus) -> dict[str, str]:
    """A hash of everything that a reading makes."""
    files = (corpus.segments, corpus.documents, corpus.audit, corpus.open_flags, corpus.cache / "masked.json")
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (*files, corpus.outputs / "anonymisation.md")}


def read_anew(corpus, letters: int) -> dict[str, str]:
    shutil.rmtree(corpus.cache, ignore_errors=True)
    refresh(corpus, Settings(part_letters=letters), Silent())
    return made(corpus)


def test_the_bytes_do_not_depend_on_the_parts(corpus):
    whole = read_anew(corpus, 10_000_000)
    assert read_anew(corpus, 5_000) == whole
    assert read_anew(corpus, 300) == whole
    assert not (corpus.cache / "reading").exists()  # nothing that was read is kept


def test_an_interrupted_reading_goes_on(corpus, monkeypatch):
    whole = read_anew(corpus, 5_000)
    shutil.rmtree(corpus.cache)
    done = []
    segment_table = ingest_parts.segment_table

    def stops(documents, *args, **more):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(documents)
        return segment_table(documents, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(ingest_parts, "segment_table", stops)
        with pytest.raises(KeyboardInterrupt):
            refresh(corpus, Settings(part_letters=5_000), Silent())
    kept = [p for p in (corpus.cache / "reading").rglob("*") if p.is_file()]
    assert len([p for p in kept if p.name.startswith("clean-")]) == 2
    held_back = [p for p in kept if p.name.startswith(("read-", "looked-", "seen-", "known"))]
    assert held_back
    assert {stat.S_IMODE(p.stat().st_mode) for p in held_back} == {0o600}  # it holds texts and names as they were read
    read = []
    monkeypatch.setattr(ingest_parts, "write_documents", lambda *_: read.append(1))
    refresh(corpus, Settings(part_letters=5_000), Silent())
    assert not read
    assert made(corpus) == whole


@pytest.mark.parametrize("name", ["segments.parquet", "documents.parquet", "cache/masked.json", "cache/remarks.json"])
def test_a_damaged_file_of_ours_is_made_again(corpus, name):
    whole = read_anew(corpus, 10_000_000)
    (corpus.folder / name).write_bytes(b"not what it was")
    refresh(corpus, Settings(), Silent())
    assert made(corpus) == whole


def test_nothing_that_was_read_stays_where_it_cannot_be_used(corpus):
    """The gate is closed: no speaker and nobody listed."""
    for path in (corpus.raw / "learning-events").iterdir():
        path.unlink()
    for path in (corpus.raw / "session-notes").iterdir():
        path.write_text(
            "---\nlocality: Cornwall\n---\n\nPriya said that beds are short.\n"
        ) if path.suffix == ".md" else path.unlink()
    (corpus.raw / "feedback" / "2018-11_participant-feedback.xlsx").unlink()
    with pytest.raises(AnonymityError):
        refresh(corpus, Settings(), Silent())
    assert not (corpus.cache / "reading").exists()


def test_a_second_reader_waits_and_finds_it_done(corpus, monkeypatch):
    said, read = [], []
    monkeypatch.setattr(Silent, "say", lambda _, line: said.append(line))
    write = ingest_parts.write_documents

    def slow(*args):
        read.append(1)
        if len(read) == 1:
            other = Thread(target=refresh, args=(corpus, Settings(), Silent()))
            other.start()
            threads.append(other)
            while not any("waiting" in line for line in said):
                time.sleep(0.02)
        write(*args)

    threads: list[Thread] = []
    monkeypatch.setattr(ingest_parts, "write_documents", slow)
    refresh(corpus, Settings(), Silent())
    threads[0].join()
    assert len(read) == 1
    assert any("nothing changed" in line for line in said)


@pytest.mark.parametrize(
    ("name", "data"),
    [("read-0-0.parquet", b"PAR1"), ("segments-0-0.parquet", b""), ("looked-0-0.json", b"{}"), ("clean-0-0.json", b"[1]"), ("read-0.json", b"{")],
)  # fmt: skip
def test_what_was_kept_and_is_damaged_is_made_again(corpus, monkeypatch, name, data):
    whole = read_anew(corpus, 5_000)
    shutil.rmtree(corpus.cache)
    with monkeypatch.context() as patch:
        patch.setattr(
            ingest_parts.workspace, "write_tables", stop_at_the_end(ingest_parts.workspace.write_tables, corpus)
        )
        with pytest.raises(KeyboardInterrupt):
            refresh(corpus, Settings(part_letters=5_000), Silent())
    (path,) = (corpus.cache / "reading").rglob(name)
    path.write_bytes(data)
    refresh(corpus, Settings(part_letters=5_000), Silent())
    assert made(corpus) == whole
    assert not (corpus.cache / "reading").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"{",
        lambda _: b"[]",
        lambda _: b"null",
        lambda parts: parts[0][:-40],
        lambda parts: parts[0],  # of another part
        lambda parts: parts[1].replace(b'"value": [[', b'"value": [[], [', 1),
        lambda parts: json.dumps({"sum": json.loads(parts[1])["sum"], "value": []}).encode(),
    ],
)
def test_what_was_found_before_an_interruption_and_is_damaged_is_found_again(corpus, monkeypatch, damage):
    whole = read_anew(corpus, 5_000)
    shutil.rmtree(corpus.cache)

    def stops(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ingest_parts, "segment_table", stops)
        with pytest.raises(KeyboardInterrupt):
            refresh(corpus, Settings(part_letters=5_000), Silent())
    paths = sorted((corpus.cache / "reading").rglob("seen-*.json"))
    parts = [p.read_bytes() for p in paths]
    for path in paths[1:]:
        path.write_bytes(damage(parts))
    refresh(corpus, Settings(part_letters=5_000), Silent())
    assert made(corpus) == whole


def stop_at_the_end(write, corpus):
    """An interruption when all parts are done and the tables are to be written."""

    def stops(path, *args):
        if path == corpus.documents:
            raise KeyboardInterrupt
        write(path, *args)

    return stops


def test_a_new_key_means_reading_anew(corpus):
    first = read_anew(corpus, 5_000)
    (workspace.user_keys() / "some.key").unlink()
    refresh(corpus, Settings(), Silent())
    assert made(corpus)["segments.parquet"] != first["segments.parquet"]


def fails(text, advance):
    raise ValueError(text)


def refuses(text, advance):
    raise TextmineError("this is said to the user", "somewhere")


def test_a_task_tells_nothing_of_what_it_works_on():
    task = Task("anonymise", 3, fails, ("Priya said so",))
    assert repr(task) == "anonymise 3"
    with pytest.raises(PartError, match="ValueError in") as told:
        task()
    assert "Priya" not in str(told.value)
    with pytest.raises(TextmineError, match="this is said"):
        Task("anonymise", 3, refuses, ("Priya said so",))()


@pytest.mark.parametrize("n", [0, 1, 5])
def test_what_parts_give_comes_in_their_order(n):
    assert map_parts("count", doubled, [(i,) for i in range(n)], Silent(), shared=(10,)) == [i * 10 for i in range(n)]


def doubled(by, number, advance):
    advance(1)
    return by * number
