"""store.py: which version is in use, how a user calls one, which old ones are deleted."""

from __future__ import annotations

import json
import re

import pytest

from tests.store.store_examples import refused, write
from textmine.store import Store

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
