"""codebook.py: a theme keeps its id and its name when the model is fitted again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.codebook import KEPT, SAID_FROM, Heard, Lineage, Theme, identify, look_for


def theme(topic: int, name: str = "", terms: Sequence[str] = (), id: str = "", since: str = "") -> Theme:
    name = name or f"theme {topic}"
    return Theme(id, name, tuple(terms), topic, 0.8, "robust", (f"segment-{topic}-{name}",), since=since)


def known(*names: str) -> list[Theme]:
    """The themes of the version before, topic 0, 1, ..."""
    return [theme(i, name, id=f"t-{name}", since="v1") for i, name in enumerate(names)]


def again(
    found: int | Sequence[Theme], labels: list[int], before: list[Theme], before_labels: list[int]
) -> tuple[list[Theme], Lineage]:
    themes = [theme(i) for i in range(found)] if isinstance(found, int) else found
    out, lineage = identify(themes, np.array(labels, int), before, np.array(before_labels, int), "v2")
    return list(out), lineage


@pytest.mark.parametrize(
    ("before", "now", "alike", "mark", "name"),
    [
        ("robust", "fair", 0.7, "fair", "Beds"),  # it is the same theme
        ("mixed", "mixed", 0.3, "mixed", "Beds"),
        ("robust", "mixed", 0.3, "mixed", "Other remarks: ward"),  # clearly another thing now
        ("mixed", "tentative", 0.8, "tentative", "Other remarks: ward"),
        ("robust", "mixed", 0.5, "tentative", "Beds"),  # about as before: readers' lists do not change for it
        ("mixed", "robust", 0.6, "mixed", "Beds"),
        ("robust", "mixed", None, "mixed", "Other remarks: ward"),  # of a version that did not measure it
    ],
)
def test_a_name_goes_with_what_a_theme_is(before: str, now: str, alike: float | None, mark: str, name: str) -> None:
    old = replace(theme(0, "Beds", id="t-a", since="v1"), mark=before)
    found = replace(theme(0, "Other remarks: ward"), mark=now, alike=alike)
    themes, _ = again([found], [0, 0], [old], [0, 0])
    assert (themes[0].id, themes[0].mark, themes[0].name) == ("t-a", mark, name)


@pytest.mark.parametrize(
    ("what", "labels", "before_labels", "found", "expected"),
    [
        # expected: of each found topic the known theme it continues, "" for a new one
        ("nothing moved", [0, 0, 1, 1], [0, 0, 1, 1], 2, ["a", "b"]),
        ("renumbered", [1, 1, 0, 0], [0, 0, 1, 1], 2, ["b", "a"]),
        ("one segment moved", [0, 0, 0, 1], [0, 0, 1, 1], 2, ["a", "b"]),
        ("one more topic", [0, 0, 1, 1, 2, 2], [0, 0, 1, 1, -1, -1], 3, ["a", "b", ""]),
        ("one topic fewer", [0, 0, -1, -1], [0, 0, 1, 1], 1, ["a"]),
        ("split: the larger part keeps the name", [0, 0, 0, 1], [0, 0, 0, 0], 2, ["a", ""]),
        ("merged: the larger theme lives on", [0, 0, 0, 0, 0], [0, 0, 0, 1, 1], 1, ["a"]),
        ("all else", [0, 0, 1, 1], [-1, -1, -1, -1], 2, ["", ""]),
        ("nobody in the new topic", [-1, -1], [0, 0], 1, [""]),
        ("shares just enough", [0, 0, -1], [-1, 0, 0], 1, ["a"]),
        ("shares too little", [0, 0, 0, -1], [-1, -1, 0, 0], 1, [""]),
    ],
)
def test_which_theme_a_topic_continues(
    what: str, labels: list[int], before_labels: list[int], found: int, expected: list[str]
) -> None:
    before = known("a", "b")
    themes, lineage = again(found, labels, before, before_labels)
    assert [t.name if t.id in ("t-a", "t-b") else "" for t in themes] == expected, what
    assert [t.since for t in themes] == ["v1" if e else "v2" for e in expected]
    assert {k for k, _ in lineage.kept} == {f"t-{e}" for e in expected if e}
    assert lineage.new == tuple(t.id for t, e in zip(themes, expected, strict=True) if not e)
    assert lineage.lost == tuple(t.id for t in before if t.name not in expected)


def test_the_threshold_is_a_third() -> None:
    assert pytest.approx(1 / 3) == KEPT


def test_two_weak_pairs_do_not_displace_a_strong_one() -> None:
    """Themes: a = 60 + 29 segments, b = 40 + 21. Topics: 0 = 60 of a and 40 of b, 1 = the 29 that are left of a."""
    labels = [0] * 60 + [1] * 29 + [0] * 40 + [-1] * 21
    before = [0] * 89 + [1] * 61
    themes, lineage = again(2, labels, known("a", "b"), before)
    assert themes[0].id == "t-a"
    assert lineage.kept == (("t-a", round(60 / 129, 3)),)


def test_lineage_says_how_much_is_shared() -> None:
    _, lineage = again(2, [0, 0, 0, 1], known("a", "b"), [0, 0, 1, 1])
    assert lineage.kept == (("t-a", 0.667), ("t-b", 0.5))


def test_a_continued_theme_keeps_its_identity_and_takes_the_rest_from_the_new_model() -> None:
    found = [replace(theme(0, "beds", ["bed", "ward"]), stability=0.3, mark="tentative")]
    (kept,), _ = identify(found, np.array([0, 0]), known("a"), np.array([0, 0]), "v2")
    assert (kept.id, kept.name, kept.since) == ("t-a", "a", "v1")
    assert (kept.terms, kept.stability, kept.mark, kept.topic) == (("bed", "ward"), 0.3, "tentative", 0)
    assert kept.representatives == found[0].representatives


@pytest.mark.parametrize(
    ("found", "before", "names"),
    [
        # a new theme is told apart from equal names by its next term, then by its number
        ([theme(0, "beds"), theme(1, "staff")], [], ["beds", "staff"]),
        ([theme(0, "beds", ["beds", "ward"]), theme(1, "beds", ["beds", "ward"])], [], ["beds", "beds, ward"]),
        ([theme(0, "beds", ["ward"]), theme(1, "beds", ["night"])], ["beds"], ["beds, ward", "beds, night"]),
        ([theme(0, "beds"), theme(1, "beds"), theme(2, "beds")], [], ["beds", "beds (2)", "beds (3)"]),
        ([theme(0, "Beds", ["bed"]), theme(1, "Beds", ["bed"])], [], ["Beds", "Beds (2)"]),
    ],
)
def test_names_are_distinct(found: list[Theme], before: list[str], names: list[str]) -> None:
    """The known theme of that name lives on as the last topic."""
    last = [theme(len(found), "anything")] if before else []
    labels = [len(found)] * 4
    themes, _ = again([*found, *last], labels, known(*before), [0] * 4)
    assert [t.name for t in themes] == [*names, *before]


def test_ids_are_stable() -> None:
    """The same analysis gives the same ids, on every machine: what people decided is written down by id."""
    themes, _ = again([theme(0, "beds", ["bed"])], [0, 0], [], [-1, -1])
    assert [t.id for t in themes] == ["t-9dd49a"]


def test_an_equal_theme_in_another_version_gets_another_id() -> None:
    (first,), _ = again(1, [0, 0], [], [-1, -1])
    (second,), lineage = again(1, [0, 0], [first], [-1, -1])  # the same words, other segments
    assert second.id != first.id
    assert (lineage.new, lineage.lost) == ((second.id,), (first.id,))


@pytest.mark.parametrize(
    ("found", "labels", "before", "before_labels", "lineage"),
    [
        (0, [], [], [], Lineage((), (), ())),
        (0, [-1, -1], ["a"], [0, 0], Lineage((), (), ("t-a",))),
        (0, [], ["a"], [], Lineage((), (), ("t-a",))),
    ],
)
def test_nothing_found(
    found: int, labels: list[int], before: list[str], before_labels: list[int], lineage: Lineage
) -> None:
    assert again(found, labels, known(*before), before_labels) == ([], lineage)


def test_a_first_model_has_only_new_themes() -> None:
    themes, lineage = again(2, [0, 1], [], [0, 1])
    assert lineage == Lineage((), tuple(t.id for t in themes), ())


partitions = st.integers(0, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-1, 3), min_size=n, max_size=n)] * 2)
)


@settings(deadline=None)
@given(
    partitions,
    st.lists(st.sampled_from(["beds", "staff", "trust"]), min_size=4, max_size=4),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_laws_of_identity(parts: tuple[list[int], list[int]], names: list[str], n_found: int, n_known: int) -> None:
    labels, before_labels = parts
    before = known("beds", "staff", "trust", "money")[:n_known]
    found = [theme(i, name, ["bed", "ward"]) for i, name in enumerate(names[:n_found])]
    themes, lineage = again(found, labels, before, before_labels)
    ids = [t.id for t in themes]
    assert [t.topic for t in themes] == list(range(n_found))
    assert len(set(ids)) == n_found, "one theme, one id"
    assert len({t.name for t in themes}) == n_found, "one theme, one name"
    assert all(re.fullmatch(r"t-[0-9a-f]{6}", i) for i in lineage.new)
    kept = dict(lineage.kept)
    assert {*kept, *lineage.new} == set(ids)
    assert {*kept, *lineage.lost} == {t.id for t in before}
    assert not set(kept) & {*lineage.new, *lineage.lost}
    assert all(KEPT - 0.0005 <= share <= 1 for share in kept.values())
    assert again(found, labels, before, before_labels) == (themes, lineage), "the same again"


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.permutations(range(4)))
def test_renumbering_alone_changes_nothing(labels: list[int], order: list[int]) -> None:
    before, _ = again(4, labels, [], [-1] * len(labels))
    themes, lineage = again(4, [order[i] for i in labels], before, labels)
    for topic in set(labels):
        assert themes[order[topic]].id == before[topic].id
    assert len(lineage.kept) == len(set(labels))


def test_themes_as_json() -> None:
    whole = Theme("t-1", "beds", ("bed", "ward"), 3, 0.75, "fair", ("d-1", "d-2"), "t-0", "v1")
    value = whole.to_json()
    assert Theme.from_json(value) == whole
    assert (
        Theme.from_json({k: list(v) if isinstance(v, tuple) else v for k, v in value.items()}) == whole
    )  # from a file


# --- seed themes of corpus.toml -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cosines", "documents", "expected"),
    [
        # of each sentence, how near it is to the phrase
        ([0.9, 0.8, 0.7, 0.6, SAID_FROM], "aabbc", ("found", 5, 3)),
        ([0.9, 0.8, 0.7, 0.6, SAID_FROM, 0.1], "aabbcd", ("found", 5, 3)),
        ([0.9, 0.8, 0.7, 0.6, SAID_FROM], "aabbb", ("weak", 5, 2)),  # too few documents
        ([0.9, 0.8, 0.7, 0.6, SAID_FROM - 0.01], "abcde", ("weak", 4, 4)),  # too few sentences
        ([SAID_FROM], "a", ("weak", 1, 1)),
        ([SAID_FROM - 0.01, -0.9, 0.0], "abc", ("not found", 0, 0)),
        ([], "", ("not found", 0, 0)),
    ],
)
def test_whether_a_seed_theme_is_said(cosines: list[float], documents: str, expected: tuple[str, int, int]) -> None:
    """The people are the letters of the documents, in capitals; nobody counts twice."""
    vectors = np.array([[c, (1 - c * c) ** 0.5] for c in cosines], np.float32).reshape(-1, 2)
    sources = [(d, d.upper()) for d in documents]
    batches = [(vectors[i : i + 2], sources[i : i + 2]) for i in range(0, len(sources), 2)]
    assert look_for([np.array([[1, 0]], np.float32)], batches) == [Heard(*expected, people=expected[2])]


def test_any_phrase_of_a_seed_theme_is_enough() -> None:
    phrases = np.eye(3, dtype=np.float32)[:2]
    one, all_of_it = phrases[:1], [(np.eye(3, dtype=np.float32), [("a", "A"), ("b", "A"), ("c", "")])]
    assert look_for([phrases, one], all_of_it) == [Heard("weak", 2, 2, 1), Heard("weak", 1, 1, 1)]
