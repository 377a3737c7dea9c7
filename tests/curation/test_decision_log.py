"""The log of decisions: one format, one lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

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
from threading import Timer
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
        assert corpus.glossary.with_name(".decisions.plain.lock").exists()
        assert len(lock_holders(corpus)) == 1
    assert len(read_log(corpus).lines) == 1


def damage(corpus, how: str) -> None:
    lock = corpus.glossary.with_name(decision_log.LOCK)
    claims = lock.with_name(f"{lock.name}.filelock") / "claims"
    if how == "half a claim":  # as a tool that copies files leaves it
        (claims / "held-v1-1.claim").write_text("x", encoding="utf-8")
    else:
        lock.unlink()
        {"folder": lock.mkdir, "link": lambda: lock.symlink_to("nowhere"), "empty": lock.touch}[how]()


@pytest.mark.parametrize("how", ["half a claim", "folder", "link", "empty"])
def test_a_lock_that_is_damaged_keeps_everybody_out_until_it_is_released(corpus, monkeypatch, how):
    monkeypatch.setattr(decision_log, "PATIENCE", 0.2)
    with writing(corpus):
        pass
    damage(corpus, how)
    # Not the plain lock: somebody else may hold the strict one.
    with pytest.raises(WriteError, match="--release notes"), writing(corpus):
        pass
    assert len(release_lock(corpus)) == 1 and lock_holders(corpus) == ()
    with writing(corpus) as writer:
        writer.append([WORD])


@pytest.mark.parametrize("links", [True, False])
def test_whose_lock_was_taken_away_writes_nothing(corpus, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", lambda *_, **__: (_ for _ in ()).throw(OSError(95, "not supported")))
    with pytest.raises(WriteError, match="taken away; nothing was written"), writing(corpus) as writer:
        assert len(release_lock(corpus)) == 1
        with writing(corpus) as other:
            other.append([{**WORD, "by": "ben"}])
        writer.append([WORD])
    assert [r["by"] for r in read_log(corpus).records] == ["ben"] and lock_holders(corpus) == ()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ReadError("this cannot be read"), MemoryError])
def test_whatever_happens_under_the_lock_it_is_released_and_nothing_written(corpus, error):
    with pytest.raises((KeyboardInterrupt, ReadError, MemoryError)), writing(corpus):
        raise error
    assert lock_holders(corpus) == () and not corpus.decisions.exists()


def test_a_folder_that_cannot_be_written(corpus, monkeypatch):
    monkeypatch.setattr(
        decision_log, "_acquired", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(WriteError, match="Permission denied"), writing(corpus):
        pass


def test_actions_and_fields_of_a_later_version_are_passed_over_with_a_note(corpus, review):
    review("amina").take("rename", review("amina").theme("t-000000"), "Beds")
    later = [
        {"kind": "theme", "action": "weigh", "theme": "t-000000", "weight": 2, "id": "d-1"},
        {**json.loads(corpus.decisions.read_text(encoding="utf-8")), "value": "All beds", "id": "d-2", "role": "lead"},
    ]
    with writing(corpus) as writer:
        writer.append(later)
    assert review("ben").theme("t-000000").name == "All beds"
    assert read_log(corpus).note == "note: decisions.jsonl: one line of a later textmine passed over"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_log_that_an_editor_or_a_copying_tool_has_touched_is_the_same(corpus, ends, mark):
    with writing(corpus) as writer:
        before = writer.append([WORD, {**WORD, "action": "mask"}]).state
    text = corpus.decisions.read_text(encoding="utf-8")
    corpus.decisions.write_bytes((mark + text.replace("\n", ends)).encode())
    assert read_log(corpus).since(before) == ()
    corpus.decisions.write_bytes((mark + text.rstrip("\n").replace("\n", ends)).encode())  # no newline at the end
    with writing(corpus) as writer:
        assert len(writer.append([WORD]).lines) == 3
    assert len(read_log(corpus).since(before) or ()) == 1


def test_who_reads_while_somebody_appends_sees_whole_lines(corpus):
    long = json.dumps({**WORD, "by": "é" * 5000}, ensure_ascii=False).encode() + b"\n"
    corpus.decisions.write_bytes(long + long[:5001])

    def write_the_rest() -> None:
        with corpus.decisions.open("ab") as file:
            file.write(long[5001:])

    timer = Timer(0.2, write_the_rest)
    timer.start()
    assert len(read_log(corpus).records) == 2
    timer.join()


FULL = """
import resource, signal, sys
from pathlib import Path
from threading import Timer
from textmine.decision_log import writing
from textmine.errors import WriteError
from textmine.workspace import Corpus
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with writing(Corpus("notes", Path(sys.argv[1]), Path(sys.argv[1]))) as writer:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        writer.append([{"kind": "anonymity", "hash": "1e", "action": "keep", "by": "x" * int(sys.argv[2])}])
    except WriteError as error:
        print(error)
"""


@pytest.mark.parametrize("letters", [4000, 7000, 20_000])
def test_on_a_full_disk_nothing_half_written_stays(corpus, letters):
    pytest.importorskip("resource")  # not on Windows
    with writing(corpus) as writer:
        writer.append([{**WORD, "by": "y" * 200}])
    before = corpus.decisions.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(corpus.folder), str(letters)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert "cannot be written" in done.stdout
    assert corpus.decisions.read_bytes() == before


@pytest.mark.parametrize("changed", ["appended", "first line", "shorter", "gone"])
def test_what_was_read_before_need_not_be_parsed_again_unless_it_was_changed(corpus, changed):
    with writing(corpus) as writer:
        known = writer.append([WORD, {**WORD, "by": "ben"}])
    lines = [json.dumps(r) for r in ({**WORD, "hash": "1e"}, WORD, {**WORD, "by": "cleo"})]
    new = {
        "appended": [*known.lines, lines[2]],
        "first line": [lines[0], known.lines[1]],
        "shorter": lines[:1],
        "gone": [],
    }
    corpus.decisions.write_text("".join(f"{line}\n" for line in new[changed]), encoding="utf-8")
    assert read_log(corpus, known) == read_log(corpus)
    assert [json.loads(line) for line in read_log(corpus, known).lines] == [*read_log(corpus).records]


APPEND = """
import sys
from pathlib import Path
from textmine.decision_log import writing
from textmine.workspace import Corpus
corpus = Corpus("notes", Path(sys.argv[1]), Path(sys.argv[1]))
for n in range(8):
    with writing(corpus) as writer:
        writer.append([{"kind": "anonymity", "hash": "0f", "action": "keep", "by": sys.argv[2], "nth": len(writer.log.lines), "x": "y" * 300_000}])
"""


def test_processes_that_write_and_one_that_reads(corpus):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", APPEND, str(corpus.folder), f"w{n}"],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        for n in range(3)
    ]
    seen = [0]
    while any(w.poll() is None for w in writers):
        seen.append(len(read_log(corpus).lines))  # never half a line
    assert seen == sorted(seen) and all(w.returncode == 0 for w in writers)
    assert [r["nth"] for r in read_log(corpus).records] == list(range(24))
