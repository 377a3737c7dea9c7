"""store.py: model versions are whole or they are not there; what was in use can be looked up for ever."""

from __future__ import annotations

import json
import os
import pickle
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from inspect import getsource
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from textmine import store as store_module
from textmine.errors import StoreError, WriteError
from textmine.store import Store

ROOT = Path(__file__).parent.parent
unix_only = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")

MANIFEST = {"corpus": "winter", "seed": 0}
PARTS: dict[str, Any] = {"topics": {"terms": ["bed", "ward"], "n": 2}, "themes": [{"name": "Áine’s beds"}]}


def arrays(value: float = 0.5) -> dict[str, np.ndarray]:
    return {"centroids": np.full((2, 3), value, np.float32), "sizes": np.array([4, 2])}


def write(store: Store, value: float = 0.5) -> str:
    return store.write(MANIFEST, PARTS, arrays(value), "# Card\n")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models" / "winter")


def refused(act: Callable[[], Any], says: str = "") -> str:
    """The one line with which something is refused."""
    with pytest.raises(StoreError) as error:
        act()
    line = str(error.value)
    assert says in line
    assert "\n" not in line
    return line


# --- round trip -----------------------------------------------------------------------------------------------------


def test_what_was_written_is_loaded(store: Store) -> None:
    version = store.load(write(store))
    assert version.parts == PARTS
    assert version.manifest["corpus"] == "winter"
    assert version.manifest["schema"] == store_module.SCHEMA
    assert set(version.arrays) == {"centroids", "sizes"}
    np.testing.assert_array_equal(version.arrays["centroids"], np.full((2, 3), 0.5, np.float32))
    assert (store.folder / version.id / "MODEL_CARD.md").read_text() == "# Card\n"
    store.verify(version.id)


def test_a_version_is_called_by_time_and_content(store: Store) -> None:
    version = write(store)
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{12}", version)
    assert store.load(version).content == version.split("-")[1]
    assert sorted(p.name for p in (store.folder / version).iterdir()) == [
        "MODEL_CARD.md", "arrays.safetensors", "manifest.json", "themes.json", "topics.json",
    ]  # fmt: skip


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
any_array = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.int32, np.uint8, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.dictionaries(st.sampled_from(["topics", "themes", "lineage"]), plain),
    given_arrays=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), any_array, max_size=3),
    card=st.text(max_size=20),
)
def test_any_content_comes_back_as_it_was(
    store: Store, parts: dict[str, Any], given_arrays: dict[str, np.ndarray], card: str
) -> None:
    version = store.load(store.write({}, parts, given_arrays, card))
    assert version.parts == parts
    assert set(version.arrays) == set(given_arrays)
    for name, array in given_arrays.items():
        assert version.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(version.arrays[name], array)
        assert version.arrays[name].shape == array.shape


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12).reshape(3, 4).T,
        np.arange(12)[::-2],
        np.asfortranarray(np.arange(12).reshape(3, 4)),
        np.broadcast_to(np.float32(1.5), (2, 2)),
        np.arange(3, dtype=">i4"),
        np.empty((0, 384), np.float32),
        np.array(7),
    ],
    ids=["transposed", "backwards", "Fortran", "broadcast", "big-endian", "empty", "scalar"],
)
def test_arrays_in_any_layout_come_back(store: Store, array: np.ndarray) -> None:
    loaded = store.load(store.write({}, {}, {"a": array}, "")).arrays["a"]
    assert loaded.shape == array.shape
    np.testing.assert_array_equal(loaded, array)


def test_equal_content_is_not_written_again(store: Store) -> None:
    first = write(store)
    before = {p: p.stat().st_mtime_ns for p in (store.folder / first).iterdir()}
    again = store.write(
        dict(reversed(MANIFEST.items())), dict(reversed(PARTS.items())), dict(reversed(arrays().items())), "# Card\n"
    )
    assert again == first
    assert store.versions() == [first]
    assert {p: p.stat().st_mtime_ns for p in (store.folder / first).iterdir()} == before


@pytest.mark.parametrize(
    "other",
    [
        (MANIFEST | {"seed": 1}, PARTS, arrays(), "# Card\n"),
        (MANIFEST, PARTS | {"topics": {}}, arrays(), "# Card\n"),
        (MANIFEST, PARTS, arrays(0.25), "# Card\n"),
        (MANIFEST, PARTS, arrays(), "# Another card\n"),
    ],
    ids=["manifest", "parts", "arrays", "card"],
)
def test_other_content_is_another_version(store: Store, other: tuple[Any, Any, Any, str]) -> None:
    assert write(store) != store.write(*other)
    assert len(store.versions()) == 2


def test_equal_content_has_an_equal_hash_in_every_store(tmp_path: Path) -> None:
    a, b = (write(Store(tmp_path / name)).split("-")[1] for name in "ab")
    assert a == b


def test_a_damaged_version_is_mended_by_writing_it_again(store: Store) -> None:
    version = write(store)
    (store.folder / version / "topics.json").write_bytes(b"{}")
    assert write(store) == version
    store.verify(version)


def test_versions_are_listed_oldest_first_without_drafts(store: Store) -> None:
    assert store.versions() == []
    write(store)
    for name in (".draft-0123456789ab", "notes", "20180101T000000Z-0123456789AB"):
        (store.folder / name).mkdir()
    (store.folder / "20180101T000000Z-0123456789ab").touch()  # a file is no version
    (store.folder / "20180102T000000Z-0123456789ab").mkdir()
    versions = store.versions()
    assert versions == sorted(versions)
    assert len(versions) == 2


# --- what is damaged is refused -------------------------------------------------------------------------------------


def test_any_flipped_byte_in_any_file_is_refused(store: Store) -> None:
    version = write(store)
    for path in sorted((store.folder / version).iterdir()):
        whole = path.read_bytes()
        for i in range(len(whole)):
            path.write_bytes(whole[:i] + bytes([whole[i] ^ (1 << i % 8)]) + whole[i + 1 :])
            refused(lambda: store.verify(version), version)
        path.write_bytes(whole)
    store.verify(version)


@pytest.mark.parametrize("name", ["manifest.json", "topics.json", "arrays.safetensors", "MODEL_CARD.md"])
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda p: p.unlink(), "missing"),
        (lambda p: p.write_bytes(b""), ""),
        (lambda p: p.write_bytes(p.read_bytes()[:-1]), ""),
        (lambda p: p.write_bytes(p.read_bytes() + b"\n"), "changed after it was written"),
        (lambda p: (p.unlink(), p.mkdir()), "cannot be read"),
    ],
    ids=["missing", "empty", "truncated", "longer", "a folder"],
)
def test_a_damaged_file_is_refused(store: Store, name: str, damage: Callable[[Path], Any], says: str) -> None:
    version = write(store)
    damage(store.folder / version / name)
    line = refused(lambda: store.load(version), says)
    assert name in line or name == "manifest.json"
    assert "Áine" not in line


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (b"null", "manifest cannot be read"),
        (b"[]", "manifest cannot be read"),
        (b"{}", "manifest cannot be read"),
        (b'{"schema": "one", "files": {}}', "manifest cannot be read"),
        (b'{"schema": 1, "files": {}}', "changed after it was written"),
        (b'{"schema": 1}', "changed after it was written"),
        (b"\xff\xfe", "manifest cannot be read"),
        (b'{"schema": 2, "files": {}}', "newer textmine"),
        (b'{"schema": 99}', "newer textmine"),
    ],
)
def test_a_strange_manifest_is_refused(store: Store, manifest: bytes, says: str) -> None:
    version = write(store)
    (store.folder / version / "manifest.json").write_bytes(manifest)
    refused(lambda: store.load(version), says)


def test_a_version_of_a_newer_schema_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "SCHEMA", 2)
    version = write(store)
    monkeypatch.setattr(store_module, "SCHEMA", 1)
    assert "Update textmine" in refused(lambda: store.load(version), "newer textmine")


def test_a_manifest_that_leaves_its_folder_is_refused(store: Store) -> None:
    import hashlib

    whole = json.dumps({"schema": 1, "files": {"../../secret": "0" * 64}}).encode()
    version = f"20180101T000000Z-{hashlib.sha256(whole).hexdigest()[:12]}"
    (store.folder / version).mkdir(parents=True)
    (store.folder / version / "manifest.json").write_bytes(whole)
    refused(lambda: store.load(version), "outside its folder")


@pytest.mark.parametrize("version", ["20180101T000000Z-0123456789ab", "nonsense", "../winter"])
def test_a_version_that_is_not_there(store: Store, version: str) -> None:
    write(store)
    refused(lambda: store.load(version))


def test_no_pickle(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("pickle was used")

    for name in ("dump", "dumps", "load", "loads", "Pickler", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    version = write(store)
    store.load(version)
    assert {p.suffix for p in (store.folder / version).iterdir()} == {".json", ".safetensors", ".md"}


# --- which version is in use ----------------------------------------------------------------------------------------


def test_nothing_is_in_use_at_first(store: Store) -> None:
    assert (store.promoted(), store.promotions()) == (None, [])
    write(store)
    assert store.promoted() is None
    refused(lambda: store.resolve(None), "no model version is in use yet")
    refused(lambda: store.rollback("why"), "no earlier version")


def test_a_promotion_says_who_when_and_why(store: Store) -> None:
    version = write(store)
    store.promote(version, "first “model”")
    (line,) = store.promotions()
    assert set(line) == {"version", "who", "when", "why"}
    assert (line["version"], line["why"]) == (version, "first “model”")
    assert line["who"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", line["when"])


@pytest.mark.parametrize(
    ("acts", "history"),
    [
        ("A", "A"),
        ("AA", "A"),  # it is in use already
        ("AB", "AB"),
        ("ABA", "ABA"),
        ("AB<", "ABA"),
        ("ABC<", "ABCB"),
        ("ABC<<", "ABCBA"),  # step by step
        ("ABC<B<", "ABCBA"),  # B is in use already
        ("ABC<C<<", "ABCBCBA"),
        ("ABA<", "ABAB"),
        ("ABBA<", "ABAB"),
    ],
)
def test_promotions_and_rollbacks(store: Store, acts: str, history: str) -> None:
    version = {name: write(store, value) for value, name in enumerate("ABC")}
    for act in acts:
        if act == "<":
            assert store.rollback("it was worse") == store.promoted()
        else:
            store.promote(version[act], "better")
    assert [p["version"] for p in store.promotions()] == [version[name] for name in history]
    assert store.promoted() == store.resolve(None) == version[history[-1]]


def test_a_rollback_needs_another_version(store: Store) -> None:
    store.promote(write(store), "first")
    refused(lambda: store.rollback("why"), "no earlier version")
    store.promote(write(store, 2), "second")
    store.rollback("it was worse")
    refused(lambda: store.rollback("why"), "no earlier version")


def test_a_damaged_version_cannot_be_put_into_use(store: Store) -> None:
    good, bad = write(store, 1), write(store, 2)
    store.promote(bad, "first")
    store.promote(good, "second")
    (store.folder / bad / "topics.json").unlink()
    refused(lambda: store.promote(bad, "again"), "missing")
    refused(lambda: store.rollback("again"), "missing")
    refused(lambda: store.promote("20180101T000000Z-0123456789ab", "not there"))
    assert store.promoted() == good
    assert len(store.promotions()) == 2


@pytest.mark.parametrize("why", ["", "two\nlines", "a\r\nb", "next\x85line", "line\u2028separator", "tab\t\x00", '"}'])
def test_any_reason_stays_in_its_line(store: Store, why: str) -> None:
    a, b = write(store, 1), write(store, 2)
    store.promote(a, why)
    store.promote(b, "plain")
    assert [p["why"] for p in store.promotions()] == [why, "plain"]


@pytest.mark.parametrize(
    "last",
    [
        b'{"version": "2018',
        b"{",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"version": 3}\n',
        b"\xff\xfe\n",
        b'{"version": "a"}{"version": "b"}\n',
    ],
)
def test_a_torn_line_of_the_history_is_named(store: Store, last: bytes) -> None:
    version = write(store)
    store.promote(version, "first")
    path = store.folder / "promotions.jsonl"
    path.write_bytes(path.read_bytes() + last)
    for act in (store.promotions, store.promoted, lambda: store.resolve(None), lambda: store.promote(version, "again")):
        line = refused(act, "line 2 is not whole")
        assert str(path) in line
    store.verify(version)  # the versions themselves are whole
    assert store.versions() == [version]


def test_a_history_without_its_last_newline_is_not_torn(store: Store) -> None:
    a, b = write(store, 1), write(store, 2)
    store.promote(a, "first")
    path = store.folder / "promotions.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))  # as an editor leaves it
    store.promote(b, "second")
    assert [p["version"] for p in store.promotions()] == [a, b]


# --- what a user writes for a version -------------------------------------------------------------------------------

OLD, NEW, NEAR = "20180101T000000Z-aaaaaaaaaaaa", "20190101T000000Z-abbbbbbbbbbb", "20190101T000000Z-cccccccccccc"


@pytest.mark.parametrize(
    ("written", "version"),
    [
        (OLD, OLD),
        ("2018", OLD),
        ("20180101T000000Z", OLD),
        ("aaaaaaaaaaaa", OLD),
        ("aa", OLD),
        ("ab", NEW),
        ("20190101T000000Z-a", NEW),
        ("c", NEAR),
        ("a", "more than one version begins with 'a'"),
        ("20", "more than one version begins with '20'"),
        ("20190101", "more than one version begins with '20190101'"),
        ("d", "no version is called 'd'"),
        ("", "no version is called ''"),
        ("A", "no version is called 'A'"),
        (OLD + "0", "no version is called"),
        ("../winter", "no version is called"),
    ],
)
def test_a_version_may_be_called_by_its_beginning(store: Store, written: str, version: str) -> None:
    for name in (OLD, NEW, NEAR):
        (store.folder / name).mkdir(parents=True)
    if version in (OLD, NEW, NEAR):
        assert store.resolve(written) == version
    else:
        refused(lambda: store.resolve(written), version)


# --- old versions are deleted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promoted", "keep", "kept"),
    [
        ("", 1, "F"),
        ("", 2, "EF"),
        ("", 6, "ABCDEF"),
        ("", 99, "ABCDEF"),
        ("A", 1, "AF"),  # the one in use stays, however old
        ("ABC", 1, "CF"),
        ("ABC", 2, "BCEF"),  # what a roll-back would go to stays too
        ("ABABA", 3, "ABDEF"),
        ("ABCDEF", 3, "DEF"),
    ],
)
def test_old_versions_are_deleted(store: Store, promoted: str, keep: int, kept: str) -> None:
    version = {}
    for n, name in enumerate("ABCDEF", 1):  # made a day after the other
        written = write(store, n)
        version[name] = f"2018010{n}T000000Z-{written.split('-')[1]}"
        (store.folder / written).rename(store.folder / version[name])
    lines = [json.dumps({"version": version[name]}) + "\n" for name in promoted]
    (store.folder / "promotions.jsonl").write_text("".join(lines))
    gone = [version[name] for name in "ABCDEF" if name not in kept]
    assert store.prunable(keep) == gone
    assert len(store.versions()) == 6, "asking deletes nothing"
    assert store.prune(keep) == gone
    assert store.versions() == [version[name] for name in kept]
    assert store.promotions() == [json.loads(line) for line in lines], "the history stays whole"
    assert store.prune(keep) == []


def test_nothing_is_deleted_where_the_history_is_torn(store: Store) -> None:
    versions = [write(store, n) for n in range(3)]
    (store.folder / "promotions.jsonl").write_bytes(b"{")
    refused(lambda: store.prune(1), "line 1 is not whole")
    assert store.versions() == sorted(versions)


def test_an_empty_store_has_nothing_to_delete(store: Store) -> None:
    assert store.prunable(1) == store.prune(1) == []


# --- interruptions --------------------------------------------------------------------------------------------------

# A process of its own that writes as these tests do.
OTHER = f"""from __future__ import annotations
import os, pathlib, signal, sys
import numpy as np
from textmine.store import Store
MANIFEST, PARTS = {MANIFEST!r}, {PARTS!r}
{getsource(arrays)}
{getsource(write)}
"""
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
