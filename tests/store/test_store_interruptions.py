"""store.py: killed at any moment, with two at once or on a full disk, model versions are whole or they are not there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.store.store_examples import OTHER, ROOT, refused, unix_only, write
from textmine.errors import StoreError, WriteError
from textmine.store import Store

# --- interruptions --------------------------------------------------------------------------------------------------

DIES = """
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
act, point, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
store = Store(folder)
count, fsync, rename = [0], os.fsync, pathlib.Path.rename
def counted(handle):
    count[0] += 1
    die() if str(count[0]) == point else fsync(handle)
os.fsync = counted
if point == "before the renaming":
    pathlib.Path.rename = die
if point == "after the renaming":
    pathlib.Path.rename = lambda a, b: (rename(a, b), die())
version = write(store, 2)
if act == "promote":
    count[0] = 0
    store.promote(version, "second")
"""


PRUNES = """
import shutil
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
point, store, rename = sys.argv[1], Store(pathlib.Path(sys.argv[2])), pathlib.Path.rename
if point == "before the renaming":
    pathlib.Path.rename = die
if point == "after the renaming":
    pathlib.Path.rename = lambda a, b: (rename(a, b), die())
if point == "before the deletion":
    shutil.rmtree = die
if point == "within the deletion":
    shutil.rmtree = lambda folder: ((folder / "manifest.json").unlink(), die())
store.prune(1)
"""


def dies(act: str, point: str, store: Store) -> None:
    words = [sys.executable, "-c", OTHER + DIES, act, point, str(store.folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@unix_only
@pytest.mark.parametrize(
    ("point", "there"),
    [("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 1), ("before the renaming", 1), ("after the renaming", 2)],
)
def test_killed_while_it_writes_the_store_is_whole(store: Store, point: str, there: int) -> None:
    first = write(store, 1)
    store.promote(first, "first")
    dies("write", point, store)
    assert len(store.versions()) == there
    for version in store.versions():
        store.verify(version)
    assert store.promoted() == first
    again = write(store, 2)  # the lock is free and the draft is no hindrance
    store.verify(again)
    assert len(store.versions()) == 2
    assert not list(store.folder.glob(".draft-*"))


@unix_only
def test_killed_while_it_promotes_the_history_is_whole(store: Store) -> None:
    first = write(store, 1)
    store.promote(first, "first")
    write(store, 2)
    dies("promote", "1", store)
    assert len(store.promotions()) in (1, 2)
    assert store.promoted() in store.versions()
    store.promote(write(store, 3), "third")
    assert store.promotions()[-1]["why"] == "third"


@unix_only
@pytest.mark.parametrize(
    ("point", "there"),
    [
        ("before the renaming", 4),
        ("after the renaming", 3),
        ("before the deletion", 2),
        ("within the deletion", 2),
    ],
)
def test_killed_while_it_deletes_the_store_is_whole(store: Store, point: str, there: int) -> None:
    for n in range(4):
        write(store, n)
    old, newest = store.versions()[0], store.versions()[-1]
    store.promote(old, "first")
    words = [sys.executable, "-c", OTHER + PRUNES, point, str(store.folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert len(store.versions()) == there
    for version in store.versions():
        store.verify(version)
    store.prune(1)  # goes on where the other ended
    assert store.versions() == [old, newest]
    assert not list(store.folder.glob(".draft-*"))


BUSY = """
store = Store(pathlib.Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 10**9):
    store.promote(write(store, n), str(n))
    store.prune(3)
    print(n, flush=True)
"""


@unix_only
def test_killed_at_any_moment_the_store_is_whole(store: Store) -> None:
    moments = random.Random(0)
    told: list[str] = []
    for start in range(0, 12_000, 1_000):
        words = [sys.executable, "-c", OTHER + BUSY, str(store.folder), str(start)]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as busy:
            assert busy.stdout
            told.append(busy.stdout.readline().strip())
            time.sleep(moments.uniform(0, 0.05))
            busy.kill()
            told += busy.stdout.read().split()
        for version in store.versions():
            store.verify(version)
        assert store.promoted() in store.versions()
        assert {p["why"] for p in store.promotions()} >= set(told), "what was done is not forgotten"
    store.prune(1)
    assert not list(store.folder.glob(".draft-*"))


# --- two at once ----------------------------------------------------------------------------------------------------

# Each looks what is in use and hesitates before it writes: only the lock keeps the other out meanwhile.
PROMOTES = """
import time
promoted = Store.promoted
Store.promoted = lambda self: (promoted(self), time.sleep(0.01))[0]
store = Store(pathlib.Path(sys.argv[1]))
end = time.monotonic() + 1.5
while time.monotonic() < end:
    store.promote(sys.argv[2], "one")
    store.promote(sys.argv[3], "two")
"""
WRITES_AND_PROMOTES = """
store, name = Store(pathlib.Path(sys.argv[1])), sys.argv[2]
for n in range(10):
    store.promote(store.write(MANIFEST | {"made by": name}, PARTS, arrays(n), ""), f"{name} {n}")
"""
WRITES = """
print(*[write(Store(pathlib.Path(sys.argv[1])), n) for n in range(8)])
"""


def at_once(*programs: list[str]) -> list[str]:
    """Run programs at the same time; what each printed."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OTHER + p[0], *p[1:]],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for p in programs
    ]
    out = [p.communicate(timeout=60) for p in running]
    assert [p.returncode for p in running] == [0] * len(running), out
    return [stdout for stdout, _ in out]


def test_two_processes_promote_at_once(store: Store) -> None:
    a, b = write(store, 1), write(store, 2)
    at_once(*[[PROMOTES, str(store.folder), a, b]] * 2)
    history = [p["version"] for p in store.promotions()]
    assert set(history) == {a, b}
    assert all(x != y for x, y in pairwise(history)), "each saw what the other had done"


def test_two_processes_write_and_promote_at_once(store: Store) -> None:
    at_once(*[[WRITES_AND_PROMOTES, str(store.folder), name] for name in "ab"])
    reasons = [p["why"] for p in store.promotions()]
    for name in "ab":
        assert [why for why in reasons if why.startswith(name)] == [f"{name} {n}" for n in range(10)]
    assert sorted(p["version"] for p in store.promotions()) == store.versions()
    for version in store.versions():
        store.verify(version)


def test_two_processes_write_the_same_at_once(store: Store) -> None:
    printed = at_once(*[[WRITES, str(store.folder)]] * 2)
    assert printed[0] == printed[1]
    assert sorted(printed[0].split()) == store.versions()
    for version in store.versions():
        store.verify(version)


def test_who_waits_too_long_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import filelock

    store.folder.mkdir(parents=True)
    holder = "import filelock, sys; lock = filelock.FileLock(sys.argv[1]); lock.acquire(); print(1, flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", holder, str(store.folder / ".lock")]
    monkeypatch.setattr("filelock.FileLock", lambda path, timeout, lock=filelock.FileLock: lock(path, timeout=0.05))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        refused(lambda: write(store), "another textmine is writing here")
        other.stdin.close()
    write(store)


# --- what cannot be written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("pathlib.Path.mkdir", PermissionError(13, "Permission denied")),
        ("pathlib.Path.mkdir", OSError(30, "Read-only file system")),
        ("os.fsync", OSError(28, "No space left on device")),
        ("pathlib.Path.rename", OSError(28, "No space left on device")),
    ],
)
def test_what_cannot_be_written_is_one_line(
    store: Store, monkeypatch: pytest.MonkeyPatch, what: str, error: OSError
) -> None:
    first = write(store, 1)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(what, refuse)
    with pytest.raises(WriteError) as raised:
        write(store, 2)
    assert str(error.strerror) in str(raised.value)
    assert "\n" not in str(raised.value)
    monkeypatch.undo()
    assert store.versions() == [first]
    store.verify(first)


def test_a_full_disk_while_promoting_is_one_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    version = write(store)

    def refuse(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WriteError, match="No space left"):
        store.promote(version, "first")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(WriteError):
        write(Store(tmp_path / "models"))


def test_nothing_is_pruned_while_the_version_in_use_is_damaged(tmp_path):
    store = Store(tmp_path)
    versions = [store.write({"n": n}, {"themes": [n]}, {"a": np.zeros(2)}, "card") for n in range(3)]
    store.promote(versions[2], "first")
    (tmp_path / versions[2] / "themes.json").write_text("[]")
    with pytest.raises(StoreError, match="was changed"):
        store.prune(1)
    assert set(store.versions()) == set(versions)
