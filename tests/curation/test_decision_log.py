"""The log of decisions: one format, one lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from textmine import decision_log
from textmine.decision_log import lock_holders, read_log, release_lock, writing
from textmine.errors import ReadError, WriteError

WORD = {"kind": "anonymity", "hash": "0f", "action": "keep"}


@pytest.mark.parametrize(
    ("text", "kinds", "note"),
    [
        ("", [], ""),
        (json.dumps(WORD) + "\n\n", ["anonymity"], ""),
        ('{"kind": "memo", "text": "later"}\n' + json.dumps(WORD) + "\n", ["memo", "anonymity"], "one line of a later"),
        ('{"kind": "memo"}\n{"kind": "sign-off"}\n', ["memo", "sign-off"], "2 lines of a later"),
        ('{"kind": "memo", "text": "a\u2028b"}\n', ["memo"], "one line"),  # no end of a line in JSON
    ],
)
def test_kinds_that_are_not_known_are_passed_over_with_a_note(corpus, text, kinds, note):
    corpus.decisions.write_text(text, encoding="utf-8")
    log = read_log(corpus)
    assert [r["kind"] for r in log.records] == kinds
    assert log.note.startswith("note: ") is bool(note) and note in log.note


@pytest.mark.parametrize(
    "line", ["{", "[]", '"theme"', '{"kind": 3}', '{"kind": "anonymity", "hash": 1}', "[" * 100_000]
)
def test_a_line_that_is_not_whole_is_named(corpus, line):
    corpus.decisions.write_text(json.dumps(WORD) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(ReadError, match="line 2 is not whole"):
        read_log(corpus)


def test_what_was_appended_since(corpus):
    with writing(corpus) as writer:
        writer.append([WORD])
    before = read_log(corpus).state
    with writing(corpus) as writer:
        writer.append([{**WORD, "action": "mask"}, {**WORD, "action": "undo"}])
    assert [r["action"] for r in read_log(corpus).since(before) or ()] == ["mask", "undo"]
    corpus.decisions.write_text(json.dumps({**WORD, "hash": "1e"}) + "\n", encoding="utf-8")
    assert read_log(corpus).since(before) is None


def test_many_writers_lose_nothing(corpus):
    def write(n: int) -> None:
        with writing(corpus) as writer:
            writer.append([{**WORD, "by": f"w{n}", "nth": len(writer.log.lines)}])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    records = read_log(corpus).records
    assert [r["nth"] for r in records] == list(range(24))
    assert len({r["by"] for r in records}) == 24


HOLD = """
import os, sys
from pathlib import Path
from textmine.decision_log import _acquired
from textmine.workspace import Corpus
lock = _acquired(Corpus("notes", Path(sys.argv[1]), Path(sys.argv[1])))
print(os.getpid(), flush=True)
if sys.argv[2] == "crash":
    os._exit(1)
sys.stdin.read()
lock.release()
"""


def holder(corpus, how: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(corpus.folder), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert process.stdout and process.stdout.readline().strip() == str(process.pid)
    return process


def test_who_holds_the_lock_is_named_and_can_be_sent_away(corpus, monkeypatch):
    monkeypatch.setattr(decision_log, "PATIENCE", 0.2)
    process = holder(corpus, "crash")
    process.wait()
    with pytest.raises(WriteError, match=f"process {process.pid} on host .*doctor --release notes"), writing(corpus):
        pass
    assert not corpus.decisions.exists()
    assert [f"process {process.pid}" in who for who in lock_holders(corpus)] == [True]
    assert len(release_lock(corpus)) == 1
    with writing(corpus) as writer:
        writer.append([WORD])
    assert release_lock(corpus) == ()


def test_who_waits_goes_on_when_the_other_has_ended(corpus):
    process = holder(corpus, "hold")
    with ThreadPoolExecutor(1) as pool:

        def write() -> None:
            with writing(corpus) as writer:
                writer.append([WORD])

        waiting = pool.submit(write)
        assert not waiting.done()
        process.communicate("")
        waiting.result(timeout=30)
    assert len(read_log(corpus).lines) == 1


def test_where_there_are_no_hard_links_a_plain_soft_lock_is_taken(corpus, monkeypatch):
    def no_links(*_, **__):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", no_links)
    with writing(corpus) as writer:
        writer.append([WORD])
        assert corpus.decisions.with_name(".decisions.plain.lock").exists()
    assert len(read_log(corpus).lines) == 1


def test_a_folder_that_cannot_be_written(corpus, monkeypatch):
    monkeypatch.setattr(
        decision_log, "_acquired", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(WriteError, match="Permission denied"), writing(corpus):
        pass
